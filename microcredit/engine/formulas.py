"""Rows and formulas: what must hold, as plain data.

A *row* is a sum over the records that stand in certain parts and are selected, of coefficient times
value, that must reach a need. A formula joins rows with what is known about the learner. Some
formulas are *templates*: they become rows once the candidates are known.
"""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import frozen

Value = Literal["credits", "modules", "points", "hours"]
Kind = Literal["area", "level", "academic year", "term"]


@frozen
class Term:
    """``coefficient`` times the value of each selected record that stands in all of ``parts``.

    ``points`` are credits times the points of the grade. Parts and selections are positions in the
    normal form.
    """

    parts: tuple[int, ...]
    selection: int
    value: Value
    coefficient: Fraction


@frozen
class Row:
    """The terms add up to at least ``need``; what is missing is measured in ``unit``, if at all.

    ``presence`` marks a row that only says whether the rule beside it applies: nobody is short of
    it."""

    terms: tuple[Term, ...]
    need: Fraction
    unit: Literal["credits", "modules", "presence"] | None


@frozen
class Met:
    """A row holds."""

    row: int


@frozen
class AwardHeld:
    """An award is held, or (unless ``held``) earned in this audit."""

    award: str
    held: bool


@frozen
class Signed:
    """Somebody signed a requirement off."""

    requirement: str
    by: str


@frozen
class FactIs:
    """A fact about the learner stands in a relation to values: texts, one number, or one date.

    A fact that ``lists`` a value is a text of several, separated by ``;``."""

    fact: str
    relation: Literal["is", "at least", "at most", "before", "after", "from", "lists"]
    values: tuple[str, ...]


@frozen
class AsOf:
    """The as-of date is not later than the day; none for any day."""

    last: date | None


@frozen
class NoneAttempted:
    """Nothing on record is selected, counted or not."""

    selection: int


@frozen
class AttemptsAverage:
    """The credit-weighted average of all completed attempts that are selected reaches
    ``minimum``."""

    selection: int
    minimum: Fraction


@frozen
class AttemptsGraded:
    """No completed attempt that is selected has a grade outside ``good``."""

    selection: int
    good: int


@frozen
class Unless:
    """What is given does not hold."""

    of: "Given"


Given = (
    AwardHeld | Signed | FactIs | AsOf | NoneAttempted | AttemptsAverage | AttemptsGraded | Unless
)
"""What is known about the learner before anything is placed."""


@frozen
class Spread:
    """The counted, selected records have so many distinct areas, levels or terms; grounded
    later."""

    measure: "Measure"
    kind: Kind
    lower: int | None
    upper: int | None


@frozen
class OneOf:
    """A bound holds for any area (or year, …) that occurs, for some one, or for every year from the
    first to the last that occur; grounded later."""

    quantifier: Literal["any", "some", "every"]
    kind: Kind
    measure: "Measure"
    lower: "Bound | None"
    upper: "Bound | None"


@frozen
class Span:
    """All that a part counts was completed within so many years of the first completion, or of the
    first enrolment; grounded later."""

    part: int
    years: int
    event: Literal["completion", "enrolment"] = "completion"


@frozen
class InOrder:
    """No counted record of ``first`` was completed on or after one of ``second``; grounded
    later."""

    part: int
    first: int
    second: int


@frozen
class Ahead:
    """What the measure selects comes to so much before the day of the earliest counted record of
    ``second``; grounded later."""

    measure: "Measure"
    least: Fraction
    second: int


@frozen
class Last:
    """The latest counted records that come to so many credits are all selected; grounded later."""

    part: int
    credits: Fraction
    selection: int


Template = Spread | OneOf | Span | InOrder | Ahead | Last
"""What becomes rows only once the candidates are known."""


@frozen
class Some:
    """At least so many of the formulas hold; all of them where ``least`` is their number.

    ``worst`` marks the bounds of one amount that must all hold, as *the greater of two* does: what
    is short of them is what is short of the one that is furthest."""

    least: int
    of: tuple["Formula", ...]
    worst: bool = False


@frozen
class Depending:
    """The formula of the first case whose gate holds; it does not hold where none does."""

    cases: tuple[tuple["Formula", "Formula"], ...]


Formula = Met | Some | Depending | Given | Template


@frozen
class Measure:
    """What a requirement adds up: a value of the selected records that a part counts."""

    part: int
    selection: int
    value: Value


@frozen
class Bound:
    """A limit: ``ratio`` of a measure, or a fixed number where there is none."""

    ratio: Fraction
    of: Measure | None


@frozen
class ExtremeBound:
    """The greater or the lesser of two bounds."""

    kind: Literal["greater", "lesser"]
    first: "AnyBound"
    second: "AnyBound"


AnyBound = Bound | ExtremeBound
