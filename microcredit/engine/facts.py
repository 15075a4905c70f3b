"""Facts: what is on record about a learner beside the modules."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from microcredit.engine.formulas import FactIs
from microcredit.model.credit import amount_text, parse_amount

OTHER = "something else"
"""A text that stands for every value that no policy names."""


def fact_holds(asked: FactIs, value: str | None) -> bool:
    """Whether a fact stands in the relation; a missing or unreadable one stands in none."""
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
    except ValueError:
        return False


def stand_ins(asked: FactIs) -> Iterator[str]:
    """Values of a missing fact that stand for all: what it is compared with, and both sides of
    it."""
    match asked.relation:
        case "is":
            yield from (*asked.values, OTHER)
        case "at least" | "at most":
            edge = parse_amount(asked.values[0])
            yield from (
                amount_text(edge + step) for step in (Fraction(-1), Fraction(0), Fraction(1))
            )
        case _:
            day = date.fromisoformat(asked.values[0])
            yield from ((day + timedelta(days=step)).isoformat() for step in (-1, 0, 1))
