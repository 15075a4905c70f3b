"""Candidates: the records that may count on a day, and why the others may not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from attrs import evolve, frozen

from microcredit.engine.beside import held_beside, taken, used
from microcredit.engine.calendar import end_of
from microcredit.engine.normal_form import ExpiryForm, NormalForm, RepeatsForm
from microcredit.engine.predicates import holds
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.model.validity import anniversary
from microcredit.wording.said import said

Kind = Literal[
    "later",
    "failed",
    "in progress",
    "withdrawn",
    "not yet awarded",
    "not counted",
    "expired",
    "repeated",
    "shared",
]


@frozen
class Exclusion:
    """Why a record is no candidate: ``says`` completes the sentence *not counted because …*."""

    record: Record
    kind: Kind
    says: str


@frozen
class Candidate:
    """A record that may count; ``expires`` is the last day on which it does, none for never.

    ``repeatable`` is the limit in credits where its module may count more than once.
    """

    record: Record
    expires: date | None
    repeatable: Fraction | None = None


@frozen
class Stack:
    """A learner's records as one award sees them on one day, in the catalogue's order."""

    candidates: tuple[Candidate, ...]
    excluded: tuple[Exclusion, ...]


def stack(form: NormalForm, transcript: Transcript, on: date) -> Stack:
    """The candidates on the day, and the rest with reasons; nothing dated after the day is seen.

    The order is by the module's place in the catalogue, then completion date, then record id.
    """
    tested = test_day(form, transcript, on)
    held = held_beside(form, transcript, on)
    candidates: list[Candidate] = []
    excluded: list[Exclusion] = []
    for record in prepared(form, transcript, on):
        expires = expiry(form, record)
        reason = _exclusion(form, record, on, tested, expires)
        if reason is None and (because := taken(form, record, held)):
            reason = Exclusion(record, "shared", because)
        if reason is None:
            candidates.append(Candidate(record, expires))
        else:
            excluded.append(reason)
    kept, dropped = repeats(form, candidates, prepared(form, transcript, on), on)
    return Stack(kept, (*excluded, *dropped))


def prepared(form: NormalForm, transcript: Transcript, on: date) -> list[Record]:
    """The records in the catalogue's order, with grade scales and the learner's dates filled in."""
    admitted = transcript.facts.get("admitted")
    admitted_on = date.fromisoformat(admitted) if admitted else None
    applied_on = max(
        (a.on for a in transcript.applications if a.award == form.award and a.on <= on),
        default=on,
    )
    enrolled = transcript.facts.get("enrolled")
    enrolled_on = date.fromisoformat(enrolled) if enrolled else None
    held = held_beside(form, transcript, on)
    found = []
    for record in sorted(transcript.records, key=lambda r: order(r, form.positions)):
        seen = used(form, converted(with_scale(record, form), form), held)
        enrolled_first = record.enrolled_on or enrolled_on
        if form.asks_application or (admitted_on, enrolled_first) != (None, seen.enrolled_on):
            seen = evolve(
                seen,
                admitted_on=admitted_on,
                applied_on=applied_on,
                enrolled_on=enrolled_first,
            )
        found.append(seen)
    return found


def converted(record: Record, form: NormalForm) -> Record:
    """The record with its credits in the award's own scheme, by the framework's exact
    conversion."""
    worth = dict(form.conversions).get(record.scheme or "")
    if worth is None or record.scheme == form.scheme or record.credits is None:
        return record
    return evolve(record, credits=record.credits * worth, scheme=form.scheme)


def order(record: Record, positions: Mapping[str, int]) -> tuple[int, date, str]:
    """For sorting: the module's place in the catalogue, then completion date, then record id."""
    place = positions.get(record.module, len(positions))
    return place, record.completed_on or date.max, record.id


def test_day(form: NormalForm, transcript: Transcript, on: date) -> date:
    """The day that expiry is tested at: of the latest application where one is on record, else
    ``on``."""
    if not form.on_application:
        return on
    days = [a.on for a in transcript.applications if a.award == form.award and a.on <= on]
    return max(days, default=on)


def with_scale(record: Record, form: NormalForm) -> Record:
    """The record with the scale of its grade, where only one scale has that grade."""
    if record.grade is None or record.scale is not None:
        return record
    names = [name for name, grades in form.scales if any(g == record.grade for g, _, _ in grades)]
    return evolve(record, scale=names[0]) if len(names) == 1 else record


def expiry(form: NormalForm, record: Record) -> date | None:
    """The last day on which the record's credits are valid: the earliest of what applies."""
    record = with_scale(record, form)
    last: date | None = None
    for rule in form.expiries:
        if not holds(form.selections[rule.selection], record, ()):
            continue
        if (record.id, date.max) in rule.extended:
            continue
        match rule.event:
            case "completion":
                event = record.completed_on
            case "enrolment":
                event = record.enrolled_on
            case "admission":
                event = record.admitted_on
            case "application":
                event = record.applied_on
            case _:
                event = record.awarded_on
        if event is not None:
            extended = (until for id, until in rule.extended if id == record.id)
            day = max([lasts(form, rule, event), *extended])
            last = day if last is None else min(last, day)
    return last


def lasts(form: NormalForm, rule: ExpiryForm, event: date) -> date:
    """The last valid day by a rule of expiry, without what a decision extends."""
    day = anniversary(event, rule.years)
    return day if rule.through is None else end_of(rule.through, form.calendar, day)


def first_in_time(form: NormalForm, rule: ExpiryForm, tested: date) -> date:
    """The earliest day of the rule's event whose credits are still valid on the day tested."""
    low, high = date.min, tested
    while low < high:
        middle = low + timedelta(days=(high - low).days // 2)
        if lasts(form, rule, middle) >= tested:
            high = middle
        else:
            low = middle + timedelta(days=1)
    return low


def _exclusion(
    form: NormalForm, record: Record, on: date, tested: date, expires: date | None
) -> Exclusion | None:
    if record.completed_on is not None and record.completed_on > on:
        return Exclusion(record, "later", said("it is dated after {day}", day=on))
    if record.status == "failed":
        return Exclusion(record, "failed", said("it was failed"))
    if record.status == "withdrawn":
        return Exclusion(record, "withdrawn", said("the learner withdrew"))
    if record.scheme in form.ignored:
        says = said("its credits are {scheme}s, which do not count here", scheme=record.scheme)
        return Exclusion(record, "not counted", says)
    if record.status == "in progress":
        return Exclusion(record, "in progress", said("it is in progress"))
    if record.awarded_on is not None and record.awarded_on > on:
        says = said("it is passed, but awarded only on {day}", day=record.awarded_on)
        return Exclusion(record, "not yet awarded", says)
    for only in form.count_only:
        if not holds(form.selections[only.selection], record, ()):
            says = said("only modules {selection} count", selection=only.says)
            return Exclusion(record, "not counted", says)
    if expires is not None and tested > expires:
        says = said("it expired: its last valid day was {day}", day=expires)
        return Exclusion(record, "expired", says)
    return None


def repeats(
    form: NormalForm, candidates: Sequence[Candidate], records: Sequence[Record], on: date
) -> tuple[tuple[Candidate, ...], tuple[Exclusion, ...]]:
    """The candidates that the rules for repeats leave, and those that they drop.

    ``best`` and ``first`` choose among candidates; ``latest`` looks at all completed attempts, so a
    later failure takes the credit away.
    """
    if not form.repeats:
        return tuple(candidates), ()
    seen = _by_module(r for r in records if r.completed_on is None or r.completed_on <= on)
    mine = _by_module(candidate.record for candidate in candidates)
    rules = {module: _rule(form, seen.get(module, ())) for module in mine}
    serving = {
        module: _serving(form, rule, mine[module], seen.get(module, ()))
        for module, rule in rules.items()
        if rule is not None and rule.keep != "every"
    }
    kept: list[Candidate] = []
    dropped: list[Exclusion] = []
    for candidate in candidates:
        module = candidate.record.module
        rule = rules[module]
        if rule is None:
            kept.append(candidate)
        elif rule.keep == "every":
            kept.append(evolve(candidate, repeatable=rule.limit))
        elif candidate.record == serving[module]:
            kept.append(candidate)
        else:
            dropped.append(Exclusion(candidate.record, "repeated", _kept(rule, module)))
    return tuple(kept), tuple(dropped)


def _by_module(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.module, []).append(record)
    return found


def _kept(rule: RepeatsForm, module: str) -> str:
    match rule.keep:
        case "best":
            return said("only the best attempt at {module} counts", module=module)
        case "first":
            return said("only the first attempt at {module} counts", module=module)
        case _:
            return said("only the latest attempt at {module} counts", module=module)


def _rule(form: NormalForm, seen: Sequence[Record]) -> RepeatsForm | None:
    """The first rule for a module: one that selects any attempt at it that is seen."""
    return next(
        (
            rule
            for rule in form.repeats
            if any(holds(form.selections[rule.selection], r, ()) for r in seen)
        ),
        None,
    )


def _serving(
    form: NormalForm, rule: RepeatsForm, mine: Sequence[Record], seen: Sequence[Record]
) -> Record | None:
    """The one attempt at a module that the rule keeps: of its candidates, or of all seen."""
    if rule.keep == "first":
        return min(mine, key=_when)
    if rule.keep == "best":
        return max(mine, key=lambda r: (_points(form, r), _when(r)))
    completed = [r for r in seen if r.status in ("passed", "failed") and r.completed_on is not None]
    return max(completed, key=_when, default=None)


def _when(record: Record) -> tuple[date, str]:
    return record.completed_on or date.max, record.id


def _points(form: NormalForm, record: Record) -> Fraction:
    for scale, grades in form.scales:
        if scale == record.scale:
            for grade, points, _ in grades:
                if grade == record.grade and points is not None:
                    return points
    return Fraction(-1)
