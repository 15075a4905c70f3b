"""Whether a counted set meets a condition, and how far it is from it, as the oracle sees it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import assert_never

from microcredit.language import syntax
from microcredit.model.credit import parse_amount
from microcredit.model.record import Record
from microcredit.model.validity import anniversary
from tests.oracle_selections import (
    Period,
    Short,
    View,
    academic_years,
    as_date,
    below,
    codes,
    here,
    in_window,
    own_credits,
    points,
    seen,
    selects,
    terms,
)

NOTHING = (Fraction(0), Fraction(0))
"""Not met, by no number of credits or modules."""


class NoAmountError(Exception):
    """A definition gives no amount for this learner or day: nothing compares with it."""


def missing(
    view: View, id: str, condition: syntax.Condition, counted: list[Record], award: list[Record]
) -> Short | None:
    """How far the condition is from being met by what a part counts; none where it is met.

    ``id`` is of the requirement that it stands in, ``award`` is everything that the award counts.
    """
    match condition:
        case syntax.Total():
            try:
                return _off(view, condition, counted, award)
            except NoAmountError:
                return NOTHING
        case syntax.AllOf(modules):
            absent = codes(view, modules) - {r.module for r in counted}
            return (Fraction(0), Fraction(len(absent))) if absent else None
        case syntax.SomeOf(number, choices):
            found = [c for c in choices if codes(view, c) & {r.module for r in counted}]
            choices_short = Fraction(number - len(found))
            return (Fraction(0), choices_short) if choices_short > 0 else None
        case syntax.Either(branches):
            tried = [
                [
                    missing(view, r.id.text if r.id else id, r.condition, counted, award)
                    for r in branch
                ]
                for branch in branches
            ]
            if any(all(short is None for short in branch) for branch in tried):
                return None
            return min(total([s for s in branch if s is not None]) for branch in tried)
        case _:
            return None if _holds(view, id, condition, counted, award) else NOTHING


_Other = (
    syntax.Average
    | syntax.EveryGrade
    | syntax.HoldsAward
    | syntax.NoAttempt
    | syntax.CountedWithin
    | syntax.AllWithin
    | syntax.ModulesBefore
    | syntax.LastCredits
    | syntax.Bundle
    | syntax.Attested
    | syntax.LearnerFact
)


def _holds(
    view: View, id: str, condition: _Other, counted: list[Record], award: list[Record]
) -> bool:
    situation = view.situation
    match condition:
        case syntax.Average(minimum, selection, attempts):
            judged = _attempts(view) if attempts else counted
            graded = [
                (credits(view, r), p)
                for r in judged
                if selects(view, selection, r) and (p := points(view, r)) is not None
            ]
            return bool(graded) and sum(c * (p - minimum) for c, p in graded) >= 0
        case syntax.EveryGrade(_, _, selection, attempts):
            judged = _attempts(view) if attempts else counted
            return not any(
                selects(view, selection, r) and below(view, condition, r) for r in judged
            )
        case syntax.HoldsAward(name, held, negated):
            return situation.holds(view.policy, name.text, held=held) != negated
        case syntax.NoAttempt(selection):
            records = situation.transcript.records
            return not any(seen(r, situation.on) and selects(view, selection, r) for r in records)
        case syntax.CountedWithin(years):
            days = _days(counted)
            return any(max(days) <= anniversary(day, years) for day in days[:1]) or not counted
        case syntax.AllWithin(window):
            return all(in_window(view, window, r) for r in counted)
        case syntax.ModulesBefore(first, second):
            earlier = _days([r for r in counted if r.module in codes(view, first)])
            later = _days([r for r in counted if r.module in codes(view, second)])
            return not any(a >= b for a in earlier for b in later)
        case syntax.LastCredits(number):
            return any(
                measure(view, last, "credits") >= number and all(here(view, r) for r in last)
                for day in _days(counted)
                for last in [[r for r in counted if r.completed_on and r.completed_on >= day]]
            )
        case syntax.Bundle(modules):
            bundle = codes(view, modules)
            present = [bundle & {r.module for r in records} for records in (counted, award)]
            return all(some in (frozenset(), bundle) for some in present)
        case syntax.Attested(by, negated):
            return situation.signed(id, by.text) != negated
        case syntax.LearnerFact(fact, _, _, negated):
            return _fact_is(condition, situation.fact(fact.text)) != negated
        case _:
            assert_never(condition)


def total(shorts: Sequence[Short]) -> Short:
    return sum((c for c, _ in shorts), Fraction(0)), sum((m for _, m in shorts), Fraction(0))


def _days(records: Sequence[Record]) -> list[date]:
    return sorted(r.completed_on for r in records if r.completed_on)


def _attempts(view: View) -> list[Record]:
    """Everything completed by the day, passed or not."""
    return [
        r
        for r in view.situation.transcript.records
        if r.status in ("passed", "failed") and r.completed_on and seen(r, view.situation.on)
    ]


def _fact_is(asked: syntax.LearnerFact, text: str | None) -> bool:
    assert text is not None, f"`{asked.fact.text}` has a value in every situation"
    match asked.values:
        case tuple():
            return text in [value.text for value in asked.values]
        case Fraction():
            try:
                number = parse_amount(text)
            except ValueError:
                return False
            return (
                number >= asked.values if asked.relation == "at least" else number <= asked.values
            )
        case date():
            day = as_date(text)
            if day is None:
                return False
            return day < asked.values if asked.relation == "before" else day > asked.values


def values_about(condition: syntax.LearnerFact | syntax.ByFact) -> Iterator[str]:
    """Values of the fact, as text, that stand for all of its kind: those compared, and between."""
    if isinstance(condition, syntax.ByFact):
        yield from ("any other", *(value.text for value, _ in condition.cases))
        return
    match condition.values:
        case tuple():
            yield from ("any other", *(value.text for value in condition.values))
        case Fraction():
            for near in (Fraction(-1, 1000), Fraction(0), Fraction(1, 1000)):
                number = condition.values + near
                yield f"{number.numerator}/{number.denominator}"
        case date():
            yield from ((condition.values + timedelta(days)).isoformat() for days in (-1, 0, 1))


# Amounts


def _off(
    view: View, condition: syntax.Total, counted: list[Record], award: list[Record]
) -> Short | None:
    unit = unit_of(view, condition.amount)
    selected = [r for r in counted if selects(view, condition.selection, r)]
    lowest = number(view, condition.amount, counted, award)
    highest = number(view, condition.upper, counted, award) if condition.upper else lowest
    groups = [selected]
    if condition.one_of:
        kind = condition.one_of.kind
        found = {value for r in counted for value in _values(view, kind, r)}
        groups = [[r for r in selected if value in _values(view, kind, r)] for value in found]
        if condition.one_of.quantifier == "some" and not found:
            groups = [[]]
    offs = []
    for group in groups:
        have = measure(view, group, unit)
        match condition.comparison:
            case "at least":
                offs.append(lowest - have)
            case "at most":
                offs.append(have - highest)
            case "exactly" | "between":
                offs.append(max(lowest - have, have - highest))
    if condition.one_of and condition.one_of.quantifier == "some":
        if found and min(offs) <= 0:
            return None
        off = max(Fraction(0), min(offs))
    else:
        off = sum((max(each, Fraction(0)) for each in offs), Fraction(0))
        if off <= 0:
            return None
    if unit == "credits":
        return off, Fraction(0)
    return (Fraction(0), off) if unit == "modules" else NOTHING


def _values(view: View, kind: str, record: Record) -> Sequence[str | int | Period]:
    """The areas, or levels, or periods that a record is in."""
    match kind:
        case "area":
            return record.areas or ()
        case "level":
            return [] if record.level is None else [record.level]
        case "academic year":
            return academic_years(view.policy, record.completed_on) if record.completed_on else []
        case _:
            return terms(view.policy, record.completed_on) if record.completed_on else []


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
            return Fraction(len({term for r in records for term in _values(view, "term", r)}))


def credits(view: View, record: Record) -> Fraction:
    """What the record is worth: its share of a bundle where the bundle says so."""
    return view.bundled.get(record.module, own_credits(view.policy, record))


# What a condition asks for


def asking(view: View, condition: syntax.Condition) -> Iterator[Callable[[Record], bool]]:
    """What brings records in: amounts of credits or modules, and lists of modules."""
    match condition:
        case syntax.Total(comparison, amount, _, selection):
            if comparison != "at most" and not _judges(view, amount):
                yield lambda record: selects(view, selection, record)
        case syntax.AllOf(modules) | syntax.Bundle(modules):
            yield lambda record: record.module in codes(view, modules)
        case syntax.SomeOf(_, choices):
            yield lambda record: any(record.module in codes(view, c) for c in choices)
        case syntax.Either(branches):
            for branch in branches:
                for requirement in branch:
                    yield from asking(view, requirement.condition)
        case _:
            return


def _judges(view: View, written: syntax.Amount) -> bool:
    """Whether an amount only judges: a share of what counts, or not of credits or modules."""
    try:
        amount = meant(view, written)
    except NoAmountError:
        return False
    match amount:
        case syntax.Extreme(_, first, second):
            return _judges(view, first) or _judges(view, second)
        case syntax.Proportion(base="counted" | "award"):
            return True
        case _:
            return unit_of(view, amount) not in ("credits", "modules")
