"""Predicates: what an adjective says of one record, as data, and whether it holds."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve, field, frozen

from microcredit.engine.judged import Judged as Judged, answer
from microcredit.model.module import Module
from microcredit.model.record import Record
from microcredit.model.validity import MonthDay, anniversary, period_around


@frozen
class Areas:
    """One of the record's areas is among these."""

    areas: frozenset[str]


@frozen
class BoundArea:
    """One of the record's areas is the bound one, or below it where ``below`` lists those."""

    variable: int
    below: Mapping[str, frozenset[str]] | None = field(hash=False)


@frozen
class Levels:
    """The record's level lies in one of the ranges; an open end is none."""

    ranges: tuple[tuple[int, int | None], ...]


@frozen
class BoundLevel:
    """The record's level is the bound one, or lies above it where ``above``."""

    variable: int
    above: bool


@frozen
class Modules:
    """The record is of one of these modules."""

    codes: frozenset[str]


@frozen
class Passed:
    """The record is passed."""


@frozen
class Grades:
    """The record's grade is one of these, each a scale with a grade."""

    grades: frozenset[tuple[str, str]]


@frozen
class HasPoints:
    """The record's grade has points on its scale."""

    grades: frozenset[tuple[str, str]]


@frozen
class Recognised:
    """The record is recognised credit."""


@frozen
class Here:
    """The record is of the institution whose policy this is."""

    institution: str | None


@frozen
class CompletedWithin:
    """The record was completed from the first day to the last, both included; an open end is
    none."""

    first: date | None
    last: date | None


@frozen
class EnrolledFrom:
    """The learner enrolled for it on the day or later."""

    first: date


@frozen
class UsedFor:
    """Another award has used the record: one of a kind, a certain one, or any but some."""

    kind: str | None
    award: str | None
    other_than: frozenset[str]


@frozen
class Tagged:
    """The record's module has one of these tags."""

    tags: frozenset[str]


@frozen
class Worth:
    """The record carries so many credits, or more where ``or_more``."""

    credits: Fraction
    or_more: bool


@frozen
class OnScale:
    """The record has a grade, on one of these scales."""

    scales: frozenset[str]


@frozen
class Window:
    """The record was completed within so many years of, before or after an event, ends included;
    without years, before or after its day. A ``strict`` one leaves the far end out."""

    years: int | None
    relation: Literal["of", "before", "after"]
    event: Literal["enrolment", "admission", "application"]
    strict: bool = False


@frozen
class InTerm:
    """The record was completed in one of these terms of some year: their first and last days."""

    terms: tuple[tuple[MonthDay, MonthDay], ...]


@frozen
class Column:
    """A column of the record or its module has one of these values; no institution is ``here``."""

    column: str
    values: frozenset[str]
    here: str | None


@frozen
class Records:
    """The record is one of these, by its id."""

    ids: frozenset[str]


@frozen
class Likened:
    """The predicate holds of the record; or, of a certain one, as though it were of a module, or
    (where that is none) as though it were recognised."""

    of: "Predicate"
    record: str
    module: Module | None


@frozen
class Every:
    """All of the predicates hold; with none, of every record."""

    of: tuple["Predicate", ...]


@frozen
class Any:
    """One of the predicates holds."""

    of: tuple["Predicate", ...]


@frozen
class Not:
    """The predicate does not hold."""

    of: "Predicate"


Predicate = (
    Areas
    | BoundArea
    | Levels
    | BoundLevel
    | Modules
    | Passed
    | Grades
    | HasPoints
    | Recognised
    | Here
    | CompletedWithin
    | EnrolledFrom
    | UsedFor
    | Tagged
    | Worth
    | OnScale
    | Window
    | InTerm
    | Column
    | Judged
    | Records
    | Likened
    | Every
    | Any
    | Not
)

EVERYTHING = Every(())


def holds(predicate: Predicate, record: Record, binding: tuple[int | str | None, ...]) -> bool:
    """Whether the predicate holds of a resolved record.

    A predicate about an unbound variable holds of no record. Every value that the predicate asks
    for must be known; filling in unknown ones is the caller's part."""
    match predicate:
        case Areas(areas):
            return not areas.isdisjoint(record.areas or ())
        case BoundArea(variable, below):
            area = binding[variable]
            if not isinstance(area, str):
                return False
            return not (below[area] if below else {area}).isdisjoint(record.areas or ())
        case Levels(ranges):
            level = record.level
            return level is not None and any(
                low <= level and (high is None or level <= high) for low, high in ranges
            )
        case BoundLevel(variable, above):
            bound = binding[variable]
            if not isinstance(bound, int) or record.level is None:
                return False
            return record.level >= bound if above else record.level == bound
        case Modules(codes):
            return record.module in codes
        case Passed():
            return record.status == "passed"
        case Grades(grades) | HasPoints(grades):
            return (record.scale, record.grade) in grades
        case Recognised():
            return record.recognised
        case Here(institution):
            return record.institution is None or record.institution == institution
        case CompletedWithin(first, last):
            day = record.completed_on
            return (
                day is not None
                and (first is None or first <= day)
                and (last is None or day <= last)
            )
        case EnrolledFrom(first):
            return record.enrolled_on is not None and first <= record.enrolled_on
        case UsedFor():
            return any(uses(predicate, used) for used in record.used_for)
        case Tagged(tags):
            return not tags.isdisjoint(record.tags)
        case Worth(credits, or_more):
            mine = record.credits or 0
            return mine >= credits if or_more else mine == credits
        case OnScale(scales):
            return record.grade is not None and record.scale in scales
        case Window():
            return _within(predicate, record)
        case InTerm(terms):
            on = record.completed_on
            return on is not None and any(period_around(on, *term) for term in terms)
        case Column(column, values, here):
            value = column_of(record, column)
            if value is None and column == "institution":
                value = here
            return value in values
        case Judged():
            return answer(predicate, record)
        case Records(ids):
            return record.id in ids
        case Likened(of, id, module):
            if holds(of, record, binding):
                return True
            return record.id == id and holds(of, _likened(record, module), binding)
        case Every(of):
            return all(holds(each, record, binding) for each in of)
        case Any(of):
            return any(holds(each, record, binding) for each in of)
        case Not(of):
            return not holds(of, record, binding)
        case _:
            assert_never(predicate)


def _likened(record: Record, module: Module | None) -> Record:
    if module is None:
        return evolve(record, recognised=True)
    return evolve(
        record,
        module=module.code,
        areas=module.areas,
        level=module.level,
        tags=module.tags,
        facts={**record.facts, **module.columns, **module.facts},
    )


def _within(window: Window, record: Record) -> bool:
    events = {
        "enrolment": record.enrolled_on,
        "admission": record.admitted_on,
        "application": record.applied_on,
    }
    event, day = events[window.event], record.completed_on
    if event is None or day is None:
        return False
    if window.years is None:
        return day < event if window.relation == "before" else day > event
    first, last = anniversary(event, -window.years), anniversary(event, window.years)
    if window.strict and day in (first, last):
        return False
    first = event if window.relation == "after" else first
    last = event if window.relation == "before" else last
    return first <= day <= last


def column_of(record: Record, column: str) -> str | None:
    """What stands in a column: of the record itself, else of what was read beside it."""
    if column in record.facts:
        return record.facts[column]
    value = getattr(record, column, None) if column in COLUMNS else None
    return None if value is None else str(value)


COLUMNS = ("institution", "grade", "scale", "level", "status", "module", "scheme")


def uses(predicate: UsedFor, used: str) -> bool:
    """Whether an entry of ``used_for`` is what the predicate asks for."""
    kind, _, award = used.partition(":")
    if predicate.kind is not None:
        return kind == predicate.kind
    if predicate.award is not None:
        return award == predicate.award
    return award not in predicate.other_than


def variables_of(predicate: Predicate) -> frozenset[int]:
    """The positions of the variables that the predicate speaks of."""
    match predicate:
        case BoundArea(variable) | BoundLevel(variable):
            return frozenset((variable,))
        case Every(of) | Any(of):
            return frozenset().union(*map(variables_of, of))
        case Not(of) | Likened(of):
            return variables_of(of)
        case _:
            return frozenset()
