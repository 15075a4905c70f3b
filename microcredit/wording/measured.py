"""Amounts with their units, in words."""

from fractions import Fraction

from microcredit.wording.said import counted


def measured(written: str, unit: str, amount: Fraction) -> str:
    """Give an amount with its unit, which is in the singular beside one alone: ``24 credits``."""
    number = 1 if amount == 1 else 2
    match unit:
        case "credits":
            return counted("{n} credit", "{n} credits", number, n=written)
        case "modules":
            return counted("{n} module", "{n} modules", number, n=written)
        case "areas":
            return counted("{n} area", "{n} areas", number, n=written)
        case "levels":
            return counted("{n} level", "{n} levels", number, n=written)
        case "terms":
            return counted("{n} term", "{n} terms", number, n=written)
        case "contact hours":
            return counted("{n} contact hour", "{n} contact hours", number, n=written)
        case _:
            raise AssertionError(unit)
