"""The oracle's view of one learner on a day, and what selections select of it."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import attrs
from attrs import field, frozen

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.credit import amount_text
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.model.validity import anniversary

Binding = Mapping[str, int | str | None]

Period = tuple[date, date]
"""The first and the last day."""

Short = tuple[Fraction, Fraction]
"""How many credits and how many modules are missing, or too many."""


@frozen(eq=False)
class Situation:
    """What is on record when nothing is unknown, as seen on a day.

    ``assumed`` are facts that are not on record, decided one way or another; ``enrolments`` are
    days of enrolment that are not, by record, and only expiry looks at those; ``earns`` decides
    whether the situation earns an award.
    """

    transcript: Transcript
    catalogue: Catalogue
    on: date
    earns: Callable[[CheckedPolicy, "Situation"], bool]
    assumed: Mapping[str, str] = field(factory=dict)
    enrolments: Mapping[str, date] = field(factory=dict)
    _earned: dict[str, bool] = field(factory=dict, init=False)

    def earned(self, policy: CheckedPolicy) -> bool:
        """Whether the award is earned on its own."""
        if policy.id not in self._earned:
            self._earned[policy.id] = self.earns(policy, self)
        return self._earned[policy.id]

    def holds(self, policy: CheckedPolicy, award: str, *, held: bool) -> bool:
        """Whether the learner holds an award that the policy names, or earns it unless ``held``."""
        conferred = any(c.award == award and c.on <= self.on for c in self.transcript.conferred)
        need = policy.needs.get(award)
        return conferred or (not held and need is not None and self.earned(need))

    def fact(self, name: str) -> str | None:
        return {**self.assumed, **self.transcript.facts}.get(name)

    def signed(self, requirement: str, by: str) -> bool:
        return any(
            a.requirement == requirement and a.by == by and a.on <= self.on
            for a in self.transcript.attestations
        )


@frozen(eq=False)
class View:
    """A situation as the policy sees it under one binding of its variables.

    ``root`` is the award with each ``when`` decided; ``bundled`` is what each module of a bundle
    is worth where the bundle says it.
    """

    policy: CheckedPolicy
    situation: Situation
    binding: Binding
    rank: tuple[int, ...]
    root: syntax.Part
    bundled: Mapping[str, Fraction] = field(factory=dict)
    candidates: list[Record] = field(factory=list)
    known: dict[tuple[int | str, str], bool] = field(factory=dict)
    shorts: dict[tuple[str, tuple[int, ...], tuple[int, ...]], Short | None] = field(factory=dict)


def seen(record: Record, on: date) -> bool:
    return record.completed_on is None or record.completed_on <= on


def codes(view: View, modules: Sequence[syntax.Code]) -> frozenset[str]:
    """The present codes of the modules."""
    known = [(code.text, view.situation.catalogue.module(code.text)) for code in modules]
    return frozenset(module.code if module else code for code, module in known)


def own_credits(policy: CheckedPolicy, record: Record) -> Fraction:
    """The record's credits in the framework's own scheme."""
    assert record.credits is not None
    conversions = policy.framework.conversions if policy.framework else ()
    worth = {each.scheme.text: each.worth for each in conversions}
    return record.credits * worth.get(record.scheme or "", Fraction(1))


def mentions(
    policy: CheckedPolicy, value: object, kinds: type | tuple[type, ...]
) -> Iterator[syntax.Node]:
    """Every piece of these kinds in what is written, or in a definition that it names."""
    if isinstance(value, kinds) and isinstance(value, syntax.Node):
        yield value
    if isinstance(value, syntax.Defined | syntax.NamedAmount):
        yield from mentions(policy, policy.defines[value.name.text].meaning, kinds)
    elif isinstance(value, tuple):
        for item in value:
            yield from mentions(policy, item, kinds)
    elif isinstance(value, syntax.Node):
        for each in attrs.fields(type(value)):
            if each.name != "span":
                yield from mentions(policy, getattr(value, each.name), kinds)


# The calendar, and events in a learner's life


def _day(year: int, written: tuple[int, int]) -> date:
    month, day = written
    return date(year, month, min(day, monthrange(year, month)[1]))


def terms(policy: CheckedPolicy, day: date) -> list[Period]:
    """The terms that the day is in: those of two years are different."""
    calendar = policy.framework.calendar if policy.framework else None
    periods = [
        (_day(year, term.first), _day(year + (term.first > term.last), term.last))
        for term in (calendar.terms if calendar else ())
        for year in (day.year - 1, day.year)
    ]
    return [(first, last) for first, last in periods if first <= day <= last]


def academic_years(policy: CheckedPolicy, day: date) -> list[Period]:
    """The academic year that the day is in; none where the framework has no calendar."""
    calendar = policy.framework.calendar if policy.framework else None
    if calendar is None:
        return []
    starts = [_day(year, calendar.starts) for year in range(day.year - 1, day.year + 3)]
    return [
        (first, following - timedelta(1))
        for first, following in pairwise(starts)
        if first <= day < following
    ]


def periods(policy: CheckedPolicy, expiry: syntax.Expiry, day: date) -> list[Period]:
    """What an expiry runs through to the end of."""
    match expiry.through:
        case "month":
            return [(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))]
        case "term":
            return terms(policy, day)
        case "academic year":
            return academic_years(policy, day)
        case None:
            return []


def last_day(policy: CheckedPolicy, expiry: syntax.Expiry, event: date) -> date:
    """The last day on which credit is valid."""
    day = anniversary(event, expiry.years)
    return max((last for _, last in periods(policy, expiry, day)), default=day)


def applied(policy: CheckedPolicy, situation: Situation) -> date:
    """The day of the latest application for the award, the day itself where there is none."""
    on = situation.on
    asked = [a.on for a in situation.transcript.applications if a.award == policy.id]
    return max((day for day in asked if day <= on), default=on)


def event(view: View, kind: syntax.Event, record: Record) -> date | None:
    """The day of the event, none where it is not on record."""
    facts = view.situation.transcript.facts
    match kind:
        case "completion":
            return record.completed_on
        case "award of the module":
            return record.awarded_on
        case "enrolment":
            return record.enrolled_on or as_date(facts.get("enrolled"))
        case "admission":
            return as_date(facts.get("admitted"))
        case "application":
            return applied(view.policy, view.situation)


def as_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def in_window(view: View, window: syntax.CompletedWithin, record: Record) -> bool:
    day, about = record.completed_on, event(view, window.event, record)
    if day is None or about is None:
        return False
    first = about if window.relation == "after" else anniversary(about, -window.years)
    last = about if window.relation == "before" else anniversary(about, window.years)
    return first <= day <= last


# Selections


def selects(view: View, selection: syntax.Selection | None, record: Record) -> bool:
    if selection is None:
        return True
    key = (id(selection), record.id)
    if key not in view.known:
        excepted = selection.excepted and _all(view, selection.excepted, record)
        view.known[key] = not excepted and any(
            _all(view, adjectives, record) for adjectives in selection.alternatives
        )
    return view.known[key]


def _all(view: View, adjectives: Sequence[syntax.Adjective], record: Record) -> bool:
    return all(_is(view, adjective, record) for adjective in adjectives)


def _is(view: View, adjective: syntax.Adjective, record: Record) -> bool:
    match adjective:
        case syntax.InArea(areas):
            return any(area in (record.areas or ()) for area in _areas(view, areas))
        case syntax.UnderArea(areas):
            catalogue = view.situation.catalogue
            below = [catalogue.area_and_below(a) for a in _areas(view, areas)]
            return any(area in all_below for all_below in below for area in record.areas or ())
        case syntax.AtLevel(ranges):
            return any(_in_range(view, each, record.level) for each in ranges)
        case syntax.FromModules(modules):
            return record.module in codes(view, modules)
        case syntax.Passed():
            return record.status == "passed"
        case syntax.Graded():
            return _graded(view, adjective, record)
        case syntax.GradedOn(scale):
            own = scale_of(view, record.grade, record.scale)
            return own is not None and own.name == scale.text
        case syntax.Recognised():
            return record.recognised
        case syntax.AtInstitution():
            return here(view, record)
        case syntax.Completed(relation, first, last):
            day = record.completed_on
            if day is None:
                return False
            if relation == "between":
                return last is not None and first <= day <= last
            return day < first if relation == "before" else day > first
        case syntax.CompletedWithin():
            return in_window(view, adjective, record)
        case syntax.UsedFor(kind, award):
            uses = [use.partition(":")[::2] for use in record.used_for]
            if kind is None and award is None:
                return any(used != view.policy.id for _, used in uses)
            return any(
                kind in (None, of) and (award is None or award.text == used) for of, used in uses
            )
        case syntax.Tagged(tags):
            return any(tag.text in record.tags for tag in tags)
        case syntax.Worth(credits, or_more):
            worth = own_credits(view.policy, record)
            return worth >= credits if or_more else worth == credits
        case syntax.Where(column, values):
            return any(value.text in _cells(view, column, record) for value in values)
        case syntax.Defined(name):
            return selects(view, view.policy.selection(name.text), record)
        case syntax.Not(negated):
            return not _is(view, negated, record)


def here(view: View, record: Record) -> bool:
    return record.institution in (None, view.policy.institution)


def _cells(view: View, column: str, record: Record) -> list[str]:
    """What stands in a column: of the record, else of its module; nothing where it is empty."""
    if column == "institution":
        return [record.institution or view.policy.institution or ""]
    module = view.situation.catalogue.module(record.module)
    for entry in (record, module):
        facts = entry.facts if entry else {}
        value = facts.get(column) or getattr(entry, column, None)
        match value:
            case None | ():
                continue
            case tuple():
                return [str(each) for each in value]
            case bool():
                return ["yes" if value else "no"]
            case Fraction():
                return [amount_text(value)]
            case _:
                return [str(value)]
    return []


def _areas(view: View, areas: Sequence[syntax.Text | syntax.Name]) -> list[str]:
    """The areas named, without those of a variable that is none."""
    meant = [a.text if isinstance(a, syntax.Text) else view.binding[a.text] for a in areas]
    return [area for area in meant if isinstance(area, str)]


def _in_range(view: View, levels: syntax.LevelRange, level: int | None) -> bool:
    def number(written: int | syntax.Name) -> int:
        bound = written if isinstance(written, int) else view.binding["level"]
        assert isinstance(bound, int)
        return bound

    if level is None:
        return False
    return number(levels.lowest) <= level and (
        levels.highest is None or level <= number(levels.highest)
    )


# Grades


def scale_of(view: View, grade: str | None, scale: str | None) -> syntax.GradeScale | None:
    """The scale of a grade: the one named, else the only one that has it."""
    found = [s for s in view.policy.scales(grade or "") if scale in (None, s.name)]
    return found[0] if len(found) == 1 else None


def points(view: View, record: Record) -> Fraction | None:
    scale = scale_of(view, record.grade, record.scale)
    grades = scale.grades if scale else ()
    return next((g.points for g in grades if g.code.text == record.grade), None)


def _graded(view: View, asked: syntax.Graded, record: Record) -> bool:
    scale = scale_of(view, asked.grade.text, asked.scale.text if asked.scale else None)
    if scale is None or scale != scale_of(view, record.grade, record.scale):
        return False
    by_code = {grade.code.text: grade for grade in scale.grades}
    return _as_good(scale, by_code[record.grade or ""], by_code[asked.grade.text])


def _as_good(scale: syntax.GradeScale, grade: syntax.Grade, least: syntax.Grade) -> bool:
    """Whether a grade is as good: by points, or by place in the scale where one has none."""
    if least.points is not None and grade.points is not None:
        return grade.points >= least.points
    if grade.points is None:
        return grade == least
    return grade.passing and scale.grades.index(grade) <= scale.grades.index(least)


def below(view: View, every: syntax.EveryGrade, record: Record) -> bool:
    """Whether a record's grade is on the scale and below the least.

    A grade that fails without points is below every one that passes; one that passes without
    points is not compared with points.
    """
    scale = scale_of(view, every.grade.text, every.scale.text if every.scale else None)
    if scale is None or scale != scale_of(view, record.grade, record.scale):
        return False
    by_code = {grade.code.text: grade for grade in scale.grades}
    grade, least = by_code[record.grade or ""], by_code[every.grade.text]
    if grade.points is None and grade.passing and least.points is not None:
        return False
    return not _as_good(scale, grade, least)
