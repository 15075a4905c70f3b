"""Facts: what is on record about a learner beside the modules."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from microcredit.engine.formulas import FactIs
from microcredit.model.credit import amount_text, parse_amount

OTHER = "something else"
"""A text that stands for every value that no policy names."""


def fact_holds(asked: FactIs, value: str | None) -> bool:
    """Whether a fact stands in the relation; a missing one stands in none."""
    if value is None:
        return False
    try:
        match asked.relation:
            case "is":
                return value in asked.values
            case "at least":
                return parse_amount(value) >= parse_amount(asked.values[0])
            case "at most":
                return parse_amount(value) <= parse_amount(asked.values[0])
            case "before":
                return date.fromisoformat(value) < date.fromisoformat(asked.values[0])
            case "after":
                return date.fromisoformat(value) > date.fromisoformat(asked.values[0])
            case "from":
                return date.fromisoformat(value) >= date.fromisoformat(asked.values[0])
            case "lists":
                return asked.values[0] in listed(value)
    except ValueError:
        return False


def misread(asked: FactIs, value: str) -> str | None:
    """What kind of value the comparison needs where this is none; nothing where it is one."""
    try:
        match asked.relation:
            case "at least" | "at most":
                parse_amount(value)
            case "before" | "after" | "from":
                date.fromisoformat(value)
    except ValueError:
        return "a number" if asked.relation in ("at least", "at most") else "a date"
    return None


def listed(value: str) -> list[str]:
    """What a fact of several values lists."""
    return [each.strip() for each in value.split(";")]


def stand_ins(asked: FactIs) -> Iterator[str]:
    """Values of a missing fact that stand for all: what it is compared with, and both sides of
    it."""
    match asked.relation:
        case "is":
            yield from (*asked.values, OTHER)
        case "lists":
            yield from ("", *asked.values)
        case "at least" | "at most":
            edge = parse_amount(asked.values[0])
            yield from (
                amount_text(edge + step) for step in (Fraction(-1), Fraction(0), Fraction(1))
            )
        case _:
            day = date.fromisoformat(asked.values[0])
            yield from ((day + timedelta(days=step)).isoformat() for step in (-1, 0, 1))
