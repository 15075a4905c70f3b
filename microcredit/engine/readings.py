"""Readings: how a requirement is shown, with which numbers."""

from fractions import Fraction
from typing import Literal

from attrs import frozen

from microcredit.engine.formulas import AnyBound, AwardHeld, Formula, Kind, Measure, Spread

Unit = Literal[
    "credits",
    "modules",
    "areas",
    "levels",
    "contact hours",
    "terms",
    "grade points",
    "awards",
    "awards held",
    "alternatives",
    "conditions",
]


@frozen
class AmountReading:
    """How an amount is shown: what is measured, and between which bounds it must lie."""

    unit: Literal["credits", "modules", "contact hours"]
    measure: Measure
    lower: AnyBound | None
    upper: AnyBound | None
    each: tuple[Literal["any", "some", "every"], Kind] | None = None
    """of any or some one area (or year, …), which is then the one shown"""


@frozen
class SpreadReading:
    """How a number of distinct areas, levels or terms is shown."""

    unit: Literal["areas", "levels", "terms"]
    spread: Spread


@frozen
class PlainReading:
    """How a condition is shown that has no numbers of its own: whether it holds."""

    measure: Measure | None


@frozen
class CaseReading:
    """How an amount is shown that depends on the learner: by the first case that holds."""

    cases: tuple[tuple[Formula, "Reading"], ...]


@frozen
class ListReading:
    """How ``all of`` and ``k of`` are shown: for each choice what counts toward it."""

    need: int
    choices: tuple[Measure, ...]


@frozen
class AverageReading:
    """How an average is shown."""

    need: Fraction
    points: Measure
    credits: Measure


@frozen
class AwardReading:
    """How a condition on awards is shown."""

    given: AwardHeld
    negated: bool


@frozen
class EitherReading:
    """How alternatives are shown: each with its readings."""

    branches: tuple[tuple["Reading", ...], ...]


Reading = (
    AmountReading
    | ListReading
    | AverageReading
    | AwardReading
    | EitherReading
    | SpreadReading
    | PlainReading
    | CaseReading
)
