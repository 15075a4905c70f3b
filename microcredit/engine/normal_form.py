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

from microcredit.engine.formulas import (
    Ahead as Ahead,
    Depending as Depending,
    FactIs as FactIs,
    Formula as Formula,
    Given as Given,
    InOrder as InOrder,
    Last as Last,
    Met as Met,
    OneOf as OneOf,
    Row as Row,
    Signed as Signed,
    Some as Some,
    Span as Span,
    Spread as Spread,
    Term as Term,
)
from microcredit.engine.predicates import Predicate
from microcredit.engine.readings import Reading
from microcredit.engine.standing import Standing


@frozen
class Gate:
    """When something written in the award is in force.

    While a variable is bound (to ``value``, if one is given), or while a formula about the learner
    comes out as ``holds``.
    """

    variable: int | None = None
    value: str | None = None
    formula: Formula | None = None
    holds: bool = True


@frozen
class RequirementForm:
    """One requirement: its formula decides, its reading explains.

    It is in force while all of its ``gates`` are open. ``asks`` are the selections that it brings
    into its part; ``adjustable`` says that it compares with stated numbers, which a decision may
    replace.
    """

    id: str
    part: int
    label: str
    citation: str | None
    formula: Formula
    reading: Reading
    gates: tuple[int, ...]
    asks: tuple[int, ...] = ()
    adjustable: bool = False
    written: bool = False
    """whether its id is the author's own, or ``size``: what decisions bind to"""
    inner: tuple["InnerLine", ...] = ()
    written_as: Formula | None = None
    """the formula before decisions loosened it"""
    decided: tuple[str, ...] = ()
    """the ids of the decisions that loosen it"""
    at: tuple[str, int] | None = field(default=None, eq=False, repr=False)
    """the file and the line on which it is written"""


@frozen
class InnerLine:
    """A line with an id inside an ``either``, and the formula that it is there."""

    id: str
    formula: Formula
    reading: Reading
    asks: tuple[int, ...]
    adjustable: bool


@frozen
class PartForm:
    """A part: where it stands, which of its parts are chosen, and which records it may hold.

    A record may stand in it when one of ``asks`` selects it and all of ``only`` do. Each of
    ``asks`` is a selection and the gates that must be open for it; where none is in force and no
    parts are inside, any record is asked for. ``closed`` parts hold nothing that no part inside
    holds. A record stands in at most ``most_parts`` of the parts inside. A part that ``reuses``
    siblings stands for what they hold and takes nothing itself. While one of its ``gates`` is shut
    the part is not there."""

    id: str
    label: str | None
    parent: int | None
    children: tuple[int, ...]
    choose: tuple[int, int] | None
    closed: bool
    asks: tuple[tuple[int, tuple[int, ...]], ...]
    only: tuple[tuple[int, tuple[int, ...]], ...]
    reuses: tuple[int, ...] = ()
    gates: tuple[int, ...] = ()
    most_parts: int | None = None


@frozen
class ShareForm:
    """Two parts of one parent that may hold the same record; each of ``limits`` is a row that says
    how much, with the gates that must be open for it.

    Where there is an ``only``, the record must be one that it selects. While one of its ``gates``
    is shut the line is not there."""

    first: int
    second: int
    limits: tuple[tuple[int, tuple[int, ...]], ...]
    id: str | None = None
    only: int | None = None
    gates: tuple[int, ...] = ()


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


@frozen
class ClassVariable:
    """The class of the award: the first of ``values`` that a counted set meets, or none."""

    values: tuple[str, ...]
    name: str = "class"
    optional: bool = True


Variable = LevelVariable | AreaVariable | ClassVariable
Binding = tuple[int | str | None, ...]
"""A value for each variable in order; none leaves an optional one unbound."""


@frozen
class CountOnlyForm:
    """Only records that the selection picks are candidates; ``says`` is the author's wording."""

    selection: int
    says: str
    id: str | None = None


@frozen
class Narrowing:
    """A line with an id on what a part counts only: the pair among the part's ``only``."""

    id: str
    part: int
    only: tuple[int, tuple[int, ...]]


@frozen
class ExpiryForm:
    """The selected credits expire so many years after an event; ``extended`` gives records that are
    valid until a later day, by a decision."""

    selection: int
    years: int
    event: Literal["completion", "award of the module", "enrolment", "admission", "application"]
    through: Literal["month", "term", "academic year"] | None = None
    id: str | None = None
    extended: tuple[tuple[str, date], ...] = ()


@frozen
class RepeatsForm:
    """Which attempts at one of the selected modules may count; ``limit`` in credits, for
    ``every``."""

    selection: int
    keep: Literal["best", "first", "latest", "every"]
    limit: Fraction | None
    id: str | None = None


@frozen
class CalendarForm:
    """When academic years start, and the first and last day of each term, as month and day."""

    starts: tuple[int, int]
    terms: tuple[tuple[str, tuple[int, int], tuple[int, int]], ...]


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
    """One edition of an award, compiled against one catalogue; ``earlier`` are its other editions,
    latest first.

    ``open_to`` says whose edition it is, none for everybody's. ``prefers`` are what a set should
    have most of, in order, before its days of expiry are looked at. ``standing`` is what the award
    says of others, ``standings`` what others say. ``elsewhere`` are the ids of lines of
    other awards, to which decisions may bind.

    ``selections[0]`` picks every record; ``parts[0]`` is the award itself. ``asks_grade``,
    ``asks_level`` say which missing values can matter, ``asks_learner`` whether anything but the
    records does. ``scales`` are the framework's: for each
    scale its grades, best first, with points (none for none) and whether they pass. ``monotone``
    says that more records never lose the award. ``positions`` gives each module's place in the
    catalogue. ``limits`` are rows, and ``always`` formulas with words, that hold whatever else
    does; ``worths`` are selections whose records count for so many credits; ``signs`` the sign-offs
    that it asks for, ``facts`` the facts with the values that it compares them with."""

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
    repeats: tuple[RepeatsForm, ...]
    narrowings: tuple[Narrowing, ...]
    prefers: tuple[Term, ...]
    worths: tuple[tuple[int, Fraction, tuple[int, ...]], ...]
    gates: tuple[Gate, ...]
    limits: tuple[int, ...]
    always: tuple[tuple[Formula, str], ...]
    conversions: tuple[tuple[str, Fraction], ...]
    ignored: frozenset[str]
    calendar: CalendarForm | None
    signs: tuple[Signed, ...]
    facts: tuple[FactIs, ...]
    needs: tuple["NormalForm", ...]
    earlier: tuple["NormalForm", ...]
    open_to: Formula | None
    standing: Standing
    standings: Mapping[str, Standing] = field(hash=False, eq=False, repr=False)
    elsewhere: frozenset[str] = field(eq=False, repr=False)
    asks_grade: bool
    asks_level: bool
    asks_learner: bool
    monotone: bool
    positions: Mapping[str, int] = field(hash=False, repr=False)
    sources: tuple[tuple[str, str], ...] = field(eq=False)
    plugins: tuple[tuple[str, str, str], ...] = ()
    asks_application: bool = field(default=True, eq=False)
    """whether the day of an application matters to a record"""

    @property
    def editions(self) -> tuple["NormalForm", ...]:
        """All editions of the award, latest first."""
        return (self, *self.earlier)


@frozen
class Signature:
    """What the normal form can see of one candidate record, under one binding.

    ``selected`` has a bit for each selection that picks it. Records of one ``group`` are attempts
    at one module: at most one of them counts."""

    record: str
    group: str
    credits: Fraction
    points: Fraction | None
    hours: Fraction
    selected: int
