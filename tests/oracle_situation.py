"""The oracle's view of one learner on a day: what is on record, what is assumed, what is tried."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import attrs
from attrs import evolve, field, frozen

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Conferral, Decision, Transcript
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
    whether the situation earns an award, by any edition. ``decisions`` are those relied on,
    ``beside`` the awards tried together with the one looked at.
    """

    transcript: Transcript
    catalogue: Catalogue
    on: date
    earns: Callable[[CheckedPolicy, "Situation"], bool]
    assumed: Mapping[str, str] = field(factory=dict)
    enrolments: Mapping[str, date] = field(factory=dict)
    decisions: tuple[Decision, ...] = ()
    beside: frozenset[str] = frozenset()
    alone: dict[str, bool] = field(factory=dict)

    def relying(self, decisions: Sequence[Decision]) -> "Situation":
        """The same with these decisions relied on."""
        return evolve(self, decisions=tuple(decisions))

    def with_awards(self, awards: frozenset[str]) -> "Situation":
        """The same with these awards tried as well."""
        return evolve(self, beside=awards)

    def become(
        self,
        *,
        transcript: Transcript | None = None,
        assumed: Mapping[str, str] | None = None,
        enrolments: Mapping[str, date] | None = None,
    ) -> "Situation":
        """Another situation, in which nothing has been decided yet."""
        return evolve(
            self,
            transcript=transcript or self.transcript,
            assumed=self.assumed if assumed is None else assumed,
            enrolments=self.enrolments if enrolments is None else enrolments,
            alone={},
        )

    def earned(self, policy: CheckedPolicy) -> bool:
        """Whether the award is earned by its own rules, with any decisions and any edition."""
        if policy.id not in self.alone:
            self.alone[policy.id] = self.earns(policy, self)
        return self.alone[policy.id]

    @property
    def conferred(self) -> tuple[Conferral, ...]:
        """What was conferred by the day."""
        return tuple(c for c in self.transcript.conferred if c.on <= self.on)

    def holds(self, policy: CheckedPolicy, condition: syntax.HoldsAward) -> bool:
        """Whether the learner holds or declares an award, or earns it, or does not."""
        name = condition.award.text
        if condition.declared:
            return (name in declared(self.fact("declared"))) != condition.negated
        held = any(c.award == name for c in self.conferred)
        if condition.held:
            return held != condition.negated
        if condition.negated:
            need = sibling(policy, name)
            return not held and (need is None or not self.earned(need))
        return held or name in self.beside

    def fact(self, name: str) -> str | None:
        """The fact as it is on record or assumed."""
        return {**self.assumed, **self.transcript.facts}.get(name)

    def signed(self, requirement: str, by: str) -> bool:
        """Whether somebody has signed the requirement by the day."""
        return any(
            a.requirement == requirement and a.by == by and a.on <= self.on
            for a in self.transcript.attestations
        )


@frozen(eq=False)
class View:
    """A situation as the policy sees it under one binding of its variables.

    ``root`` is the award with each ``when`` decided; ``bundled`` is what each module of a bundle
    is worth where the bundle says it. ``lines`` are the ids of the line that is being read and of
    those around it, the outermost first: decisions are bound to them.
    """

    policy: CheckedPolicy
    situation: Situation
    binding: Binding
    rank: tuple[int, ...]
    root: syntax.Part
    bundled: Mapping[str, Fraction] = field(factory=dict)
    candidates: list[Record] = field(factory=list)
    lines: tuple[str, ...] = ()
    known: dict[tuple[int | str, str, tuple[str, ...]], bool] = field(factory=dict)
    shorts: dict[tuple[str, tuple[int, ...], tuple[int, ...]], Short | None] = field(factory=dict)

    def at(self, line: syntax.Name | None) -> "View":
        """The same view reading a line inside the one it reads, by its id if it has one."""
        return evolve(self, lines=(*self.lines, line.text if line else ""))


def declared(text: str | None) -> list[str]:
    """The awards that the fact lists."""
    assert text is not None, "what is declared has a value in every situation"
    return [name.strip() for name in text.split(";")]


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


def ignored(view: View, record: Record) -> bool:
    """Whether the framework does not look at such credits."""
    framework = view.policy.framework
    return framework is not None and record.scheme in [each.text for each in framework.ignored]


# Awards and their editions


def editions(policy: CheckedPolicy) -> tuple[CheckedPolicy, ...]:
    """Every edition of an award, the latest first."""
    return (policy, *policy.earlier)


def in_force(edition: CheckedPolicy, on: date) -> bool:
    period = edition.award.effective
    return period is None or (period.first <= on and (period.last is None or on <= period.last))


def sibling(policy: CheckedPolicy, award: str) -> CheckedPolicy | None:
    """Another award of the same policies; none for one from elsewhere."""
    return policy.siblings.get(award) or policy.needs.get(award)


def named_needs(policy: CheckedPolicy) -> Iterator[str]:
    """The awards that an edition names as something to hold or to earn, or includes."""
    for each in said(policy, syntax.HoldsAward):
        assert isinstance(each, syntax.HoldsAward)
        if not (each.held or each.declared or each.negated):
            yield each.award.text
    for relation in policy.award.relations:
        if relation.kind == "includes":
            yield from (name.text for name in relation.awards)


def needs(policy: CheckedPolicy) -> dict[str, CheckedPolicy]:
    """The awards of the same policies that any edition needs, and those that they need."""
    found: dict[str, CheckedPolicy] = {}
    for edition in editions(policy):
        for name in named_needs(edition):
            need = sibling(edition, name)
            if need is not None:
                found |= {name: need, **needs(need)}
    return found


def said(policy: CheckedPolicy, kinds: type | tuple[type, ...]) -> tuple[syntax.Node, ...]:
    """Every piece of these kinds in an award, or in a definition that it names."""
    if len(_READ) > 100:
        _READ.clear()
    read = _READ.setdefault(id(policy), (policy, {}))[1]
    if kinds not in read:
        read[kinds] = tuple(mentions(policy, policy.award, kinds))
    return read[kinds]


_READ: dict[int, tuple[CheckedPolicy, dict[type | tuple[type, ...], tuple[syntax.Node, ...]]]] = {}
"""What has been read of an award, so that it is read once."""


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


def terms(policy: CheckedPolicy, day: date, among: Collection[str] = ()) -> list[Period]:
    """The terms that the day is in, of all or of some: those of two years are different."""
    calendar = policy.framework.calendar if policy.framework else None
    periods = [
        (_day(year, term.first), _day(year + (term.first > term.last), term.last))
        for term in (calendar.terms if calendar else ())
        for year in (day.year - 1, day.year)
        if not among or term.name in among
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
            known = record.enrolled_on or as_date(facts.get("enrolled"))
            return known or view.situation.enrolments.get(record.id)
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
    if window.years is None:
        return day < about if window.relation == "before" else day > about
    years_before, years_after = (anniversary(about, n) for n in (-window.years, window.years))
    if window.strict:
        if window.relation != "after" and day == years_before:
            return False
        if window.relation != "before" and day == years_after:
            return False
    first = about if window.relation == "after" else years_before
    last = about if window.relation == "before" else years_after
    return first <= day <= last
