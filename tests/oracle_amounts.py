"""Amounts as policies write them, and the measure of records, as the oracle sees them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import assert_never

from microcredit.language import syntax
from microcredit.model.record import Record
from tests.oracle_situation import Period, View, academic_years, own_credits, terms


class NoAmountError(Exception):
    """A definition gives no amount for this learner or day: nothing compares with it."""


def values_in(view: View, kind: str, record: Record) -> Sequence[str | int | Period]:
    """The areas, or levels, or periods that a record is in."""
    match kind:
        case "area":
            return record.areas or ()
        case "level":
            return [] if record.level is None else [record.level]
        case _:
            return periods_of(view, kind, record.completed_on) if record.completed_on else []


def periods_of(view: View, kind: str, day: date) -> list[Period]:
    """The academic years, or the terms, that a day is in."""
    if kind == "academic year":
        return academic_years(view.policy, day)
    return terms(view.policy, day)


def number(
    view: View, written: syntax.Amount, counted: list[Record], award: list[Record]
) -> Fraction:
    match meant(view, written):
        case syntax.Fixed(number=fixed):
            return fixed
        case syntax.Extreme(kind, first, second):
            both = [number(view, each, counted, award) for each in (first, second)]
            return max(both) if kind == "greater" else min(both)
        case syntax.Proportion(ratio, _, unit, base, rounded_up):
            match base:
                case "counted":
                    whole = measure(view, counted, unit)
                case "award":
                    whole = measure(view, award, unit)
                case "size":
                    assert view.policy.award.size is not None
                    whole = fixed_amount(view, view.policy.award.size).number
                case _:
                    whole = fixed_amount(view, base).number
            return Fraction(ceil(ratio * whole)) if rounded_up else ratio * whole
        case other:
            assert_never(other)


def meant(view: View, amount: syntax.Amount) -> syntax.Fixed | syntax.Proportion | syntax.Extreme:
    """The amount itself, where a name may have been written for it."""
    if not isinstance(amount, syntax.NamedAmount):
        return amount
    found: syntax.Fixed | None
    match view.policy.defines[amount.name.text].meaning:
        case syntax.Fixed() as found:
            pass
        case syntax.ByFact(fact, cases, otherwise):
            value = view.situation.fact(fact.text)
            found = next((fixed for text, fixed in cases if text.text == value), otherwise)
        case syntax.ByDate(cases):
            on = view.situation.on
            found = next((fixed for fixed, last in cases if last is None or on <= last), None)
        case _:
            raise AssertionError("a selection is no amount")
    if found is None:
        raise NoAmountError
    return found


def fixed_amount(view: View, written: syntax.Fixed | syntax.NamedAmount) -> syntax.Fixed:
    amount = meant(view, written)
    assert isinstance(amount, syntax.Fixed)
    return amount


def unit_of(view: View, written: syntax.Amount) -> syntax.Unit:
    match meant(view, written):
        case syntax.Extreme(_, first, _):
            return unit_of(view, first)
        case syntax.Proportion(base=syntax.NamedAmount() as base):
            return fixed_amount(view, base).unit
        case syntax.Fixed(unit=unit) | syntax.Proportion(unit=unit):
            return unit


def measure(view: View, records: Sequence[Record], unit: syntax.Unit) -> Fraction:
    match unit:
        case "credits":
            return sum((credits(view, r) for r in records), Fraction(0))
        case "modules":
            return Fraction(len(records))
        case "areas":
            return Fraction(len({area for r in records for area in r.areas or ()}))
        case "levels":
            return Fraction(len({r.level for r in records if r.level is not None}))
        case "contact hours":
            return sum((r.contact_hours or Fraction(0) for r in records), Fraction(0))
        case "terms":
            return Fraction(len({term for r in records for term in values_in(view, "term", r)}))


def credits(view: View, record: Record) -> Fraction:
    """What the record is worth: its share of a bundle where the bundle says so."""
    return view.bundled.get(record.module, own_credits(view.policy, record))
