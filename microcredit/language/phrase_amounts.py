"""Amounts as a policy writes them."""

from fractions import Fraction
from typing import assert_never

from attrs import evolve

from microcredit.language import syntax
from microcredit.language.phrase_words import phrase_number, phrase_ratio
from microcredit.wording.measured import measured
from microcredit.wording.said import counted, said


def phrase_amount(amount: syntax.Amount) -> str:
    """Give the words for an amount: ``24 credits``, ``75% of 30 credits rounded up``."""
    match amount:
        case syntax.Fixed(number, unit):
            return measured(phrase_number(number), unit, number)
        case syntax.Proportion(ratio, percent, unit, base, rounded_up):
            share, whole = phrase_ratio(ratio, percent=percent), _base(base, unit)
            if rounded_up:
                return said("{share} of {whole} rounded up", share=share, whole=whole)
            return said("{share} of {whole}", share=share, whole=whole)
        case syntax.NamedAmount(name):
            return name.text
        case syntax.Extreme(kind, first, second):
            one, other = phrase_amount(first), phrase_amount(second)
            if kind == "greater":
                return said("the greater of {first} and {second}", first=one, second=other)
            return said("the lesser of {first} and {second}", first=one, second=other)
        case _:
            assert_never(amount)


def phrase_credits(number: Fraction) -> str:
    """Give an amount of credits: ``1 credit``, ``22.5 credits``."""
    return measured(phrase_number(number), "credits", number)


def phrase_years(years: int) -> str:
    """Give a number of years: ``1 year``, ``5 years``."""
    return counted("{n} year", "{n} years", years)


def phrase_ends(lower: syntax.Amount, upper: syntax.Amount) -> str:
    """Give both ends of `between`; the unit stands once where it is the same."""
    least, most = phrase_amount(lower), phrase_amount(upper)
    match lower, upper:
        case syntax.Fixed(number, unit), syntax.Fixed(_, same) if unit == same:
            least = phrase_number(number)
        case syntax.Proportion(), syntax.Proportion() if evolve(lower, ratio=upper.ratio) == upper:
            least = phrase_ratio(lower.ratio, percent=lower.percent)
    return said("{least} and {most}", context="between", least=least, most=most)


def _base(base: str | syntax.Fixed | syntax.NamedAmount, unit: syntax.Unit) -> str:
    match base:
        case "counted":
            return _counted(unit)
        case "size":
            return said("the size")
        case "award":
            return said("the award's {unit}", unit=_unit(unit))
        case syntax.Fixed() | syntax.NamedAmount():
            return phrase_amount(base)
        case _:
            raise AssertionError(base)


def _counted(unit: syntax.Unit) -> str:
    """Everything of a unit that counts."""
    match unit:
        case "credits":
            return said("credits", context="counted")
        case "modules":
            return said("modules", context="counted")
        case "areas":
            return said("areas", context="counted")
        case "levels":
            return said("levels", context="counted")
        case "contact hours":
            return said("contact hours", context="counted")
        case "terms":
            return said("terms", context="counted")
        case _:
            assert_never(unit)


def _unit(unit: syntax.Unit) -> str:
    match unit:
        case "credits":
            return said("credits", context="unit")
        case "modules":
            return said("modules", context="unit")
        case "areas":
            return said("areas", context="unit")
        case "levels":
            return said("levels", context="unit")
        case "contact hours":
            return said("contact hours", context="unit")
        case "terms":
            return said("terms", context="unit")
        case _:
            assert_never(unit)
