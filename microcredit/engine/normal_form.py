"""The normal form: an award's rules as plain data, ready to be decided, printed, cached or checked.

Below the choices every rule is a *row*: the sum, over the records that stand in certain parts and
are selected, of coefficient times value, must reach a need. An upper limit is a row with negative
coefficients, a percentage a row with both signs. Amounts are exact fractions; nothing here depends
on a learner.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.engine.predicates import Predicate

Value = Literal["credits", "modules", "points"]
Unit = Literal["credits", "modules", "grade points", "awards", "awards held", "alternatives"]


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
    """The terms add up to at least ``need``; what is missing is measured in ``unit``, if at all."""

    terms: tuple[Term, ...]
    need: Fraction
    unit: Literal["credits", "modules"] | None


@frozen
class Met:
    """A row holds."""

    row: int


@frozen
class Given:
    """Something about the learner holds: an award is held or earned, or is not."""

    award: str
    held: bool
    negated: bool


@frozen
class Some:
    """At least so many of the formulas hold; all of them where ``least`` is their number."""

    least: int
    of: tuple["Formula", ...]


Formula = Met | Given | Some


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
class AmountReading:
    """How an amount is shown: what is measured, and between which bounds it must lie."""

    unit: Literal["credits", "modules"]
    measure: Measure
    lower: Bound | None
    upper: Bound | None


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

    given: Given


@frozen
class EitherReading:
    """How alternatives are shown: each with its readings."""

    branches: tuple[tuple["Reading", ...], ...]


Reading = AmountReading | ListReading | AverageReading | AwardReading | EitherReading


@frozen
class RequirementForm:
    """One requirement: its formula decides, its reading explains.

    ``variable`` is the position of the variable whose block it stands in, if any: then it is in
    force only while that variable is bound.
    """

    id: str
    part: int
    label: str
    citation: str | None
    formula: Formula
    reading: Reading
    variable: int | None


@frozen
class PartForm:
    """A part: where it stands, which of its parts are chosen, and which records it may hold.

    A record may stand in it when one of ``asks`` selects it and all of ``only`` do. Each of
    ``asks`` is a selection and the variable that must be bound for it, if any; where none is in
    force and no parts are inside, any record is asked for. ``closed`` parts hold nothing that no
    part inside holds."""

    id: str
    label: str | None
    parent: int | None
    children: tuple[int, ...]
    choose: tuple[int, int] | None
    closed: bool
    asks: tuple[tuple[int, int | None], ...]
    only: tuple[int, ...]


@frozen
class ShareForm:
    """Two parts of one parent that may hold the same record; ``limit`` is a row that says how
    much."""

    first: int
    second: int
    limit: int | None


@frozen
class LevelVariable:
    """``level``, bound to the highest level that holds; ``values`` from the best down."""

    values: tuple[int, ...]
    name: str = "level"
    optional: bool = False


@frozen
class AreaVariable:
    """An area to be found, of ``values`` in the catalogue's order."""

    name: str
    values: tuple[str, ...]
    optional: bool


Variable = LevelVariable | AreaVariable
Binding = tuple[int | str | None, ...]
"""A value for each variable in order; none leaves an optional one unbound."""


@frozen
class CountOnlyForm:
    """Only records that the selection picks are candidates; ``says`` is the author's wording."""

    selection: int
    says: str


@frozen
class ExpiryForm:
    """The selected credits expire so many years after an event."""

    selection: int
    years: int
    event: Literal["completion", "award of the module", "enrolment"]


@frozen
class TitleForm:
    """The award's title in a language, and for each variable what is added once it is bound.

    ``areas`` gives areas their names in that language, where they have one of their own.
    """

    language: str
    text: str
    suffixes: tuple[str | None, ...]
    areas: Mapping[str, str] = field(hash=False)


@frozen
class NormalForm:
    """One award, compiled against one catalogue.

    ``selections[0]`` picks every record; ``parts[0]`` is the award itself. ``asks_grade``,
    ``asks_level`` say which missing values can matter, ``asks_learner`` whether anything but the
    records does. ``scales`` are the framework's: for each
    scale its grades, best first, with points (none for none) and whether they pass. ``monotone``
    says that more records never lose the award. ``positions`` gives each module's place in the
    catalogue."""

    award: str
    title: str
    edition: str
    effective: tuple[date | None, date | None]
    on_application: bool
    institution: str | None
    scheme: str | None
    levels: tuple[int, int] | None
    scales: tuple[tuple[str, tuple[tuple[str, Fraction | None, bool], ...]], ...]
    size: Fraction | None
    titles: tuple[TitleForm, ...]
    selections: tuple[Predicate, ...]
    parts: tuple[PartForm, ...]
    shares: tuple[ShareForm, ...]
    rows: tuple[Row, ...]
    requirements: tuple[RequirementForm, ...]
    variables: tuple[Variable, ...]
    count_only: tuple[CountOnlyForm, ...]
    expiries: tuple[ExpiryForm, ...]
    needs: tuple["NormalForm", ...]
    asks_grade: bool
    asks_level: bool
    asks_learner: bool
    monotone: bool
    positions: Mapping[str, int] = field(hash=False, repr=False)
    sources: tuple[tuple[str, str], ...] = field(eq=False)


@frozen
class Signature:
    """What the normal form can see of one candidate record, under one binding.

    ``selected`` has a bit for each selection that picks it. Records of one ``group`` are attempts
    at one module: at most one of them counts."""

    record: str
    group: str
    credits: Fraction
    points: Fraction | None
    selected: int
