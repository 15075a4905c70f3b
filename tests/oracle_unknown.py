"""The situations that one may become: what is pending done, what is unknown filled in."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations, product
from typing import TypeVar

from attrs import evolve

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.learner import Attestation
from microcredit.model.record import Record
from microcredit.model.validity import anniversary
from tests.oracle_conditions import values_about
from tests.oracle_placing import all_parts, lines_of
from tests.oracle_situation import (
    Situation,
    editions,
    last_day,
    needs,
    periods,
    said,
    seen,
    sibling,
)
from tests.oracle_views import readings

T = TypeVar("T")


# What is pending: passed and signed on the day, or left as it is


def passed(policy: CheckedPolicy, situation: Situation) -> Iterator[Situation]:
    """The situations in which some of what is pending is passed and awarded on the day."""
    on = situation.on
    records = situation.transcript.records
    waiting = [
        r
        for r in records
        if seen(r, on)
        and (
            r.status == "in progress"
            or (r.status == "passed" and r.awarded_on is not None and r.awarded_on > on)
        )
    ]
    for some in _some(waiting):
        now = [
            evolve(r, status="passed", completed_on=r.completed_on or on, awarded_on=on)
            for r in some
        ]
        grades = [
            [new] if r.status == "passed" else _any_grade(policy, new)
            for r, new in zip(some, now, strict=True)
        ]
        for graded in product(*grades):
            yield _with(situation, graded)


def signed(policy: CheckedPolicy, situation: Situation) -> Iterator[Situation]:
    """The situations in which some of what awaits a sign-off is signed on the day."""
    awaited = {
        (requirement, by)
        for each in _with_needs(policy)
        for beside in (frozenset[str](), frozenset(needs(policy)))
        for view in readings(each, situation.with_awards(beside))
        for line in lines_of(view, frozenset(p.id.text for p in all_parts(view.root)))
        for requirement, by in _sign_offs(line.id, line.requirement.condition)
        if not situation.signed(requirement, by)
    }
    transcript = situation.transcript
    for some in _some(sorted(awaited)):
        signs = tuple(Attestation(name, by, situation.on) for name, by in some)
        attestations = transcript.attestations + signs
        yield situation.become(transcript=evolve(transcript, attestations=attestations))


def _sign_offs(id: str, condition: syntax.Condition) -> Iterator[tuple[str, str]]:
    match condition:
        case syntax.Attested(by):
            yield id, by.text
        case syntax.Either(branches):
            for requirement in chain(*branches):
                own = requirement.id.text if requirement.id else id
                yield from _sign_offs(own, requirement.condition)
        case _:
            return


def _some(values: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Every choice of at least one of the values."""
    for number in range(1, len(values) + 1):
        yield from combinations(values, number)


def _with(situation: Situation, changed: Sequence[Record]) -> Situation:
    by_id = {r.id: r for r in changed}
    records = tuple(by_id.get(r.id, r) for r in situation.transcript.records)
    return situation.become(transcript=evolve(situation.transcript, records=records))


# What is unknown: every value that can make a difference


def fillings(policy: CheckedPolicy, situation: Situation) -> Iterator[Situation]:
    records = [r for r in situation.transcript.records if seen(r, situation.on)]
    for filled in product(*(list(_filled(policy, situation, r)) for r in records)):
        for assumed in _assumptions(policy, situation):
            for enrolments in _enrolments(policy, situation, records):
                yield _with(situation, filled).become(assumed=assumed, enrolments=enrolments)


def _enrolments(
    policy: CheckedPolicy, situation: Situation, records: Sequence[Record]
) -> Iterator[dict[str, date]]:
    """Days of enrolment, up to completion, where credit expires after one that is not on record, or
    years run from the earliest."""
    asked = any(e.event == "enrolment" for each in _with_needs(policy) for e in each.award.expiries)
    starts = _starts(policy)
    missing = [
        r
        for r in records
        if ((asked and r.status == "passed") or (starts and r.status in ("passed", "in progress")))
        and r.enrolled_on is None
        and "enrolled" not in situation.transcript.facts
    ]
    ends = {(years, r.completed_on or situation.on) for years in starts for r in records}
    days = [
        _any_day(policy, situation, "enrolment", None, r.completed_on or situation.on, ends)
        for r in missing
    ]
    for chosen in product(*days):
        yield {r.id: day for r, day in zip(missing, chosen, strict=True)}


def _starts(policy: CheckedPolicy) -> set[int]:
    """The years of which some run from the earliest enrolment."""
    spans = [s for each in _with_needs(policy) for s in said(each, syntax.CountedWithin)]
    return {
        s.years for s in spans if isinstance(s, syntax.CountedWithin) and s.event == "enrolment"
    }


def _assumptions(policy: CheckedPolicy, situation: Situation) -> Iterator[dict[str, str]]:
    """Values of the facts that are asked for and are not on record."""
    values: dict[str, list[str]] = {}
    for each in _with_needs(policy):
        for asked in said(each, (syntax.LearnerFact, syntax.ByFact)):
            assert isinstance(asked, syntax.LearnerFact | syntax.ByFact)
            if asked.fact.text not in situation.transcript.facts:
                values.setdefault(asked.fact.text, []).extend(values_about(asked))
    if "declared" not in situation.transcript.facts and (names := _declared(policy)):
        values["declared"] = ["", *(";".join(some) for some in _some(names))]
    for chosen in product(*(sorted(set(some)) for some in values.values())):
        yield dict(zip(values, chosen, strict=True))


def _declared(policy: CheckedPolicy) -> list[str]:
    """The awards that a requirement asks the learner to have declared."""
    asked = [h for p in _with_needs(policy) for h in said(p, syntax.HoldsAward)]
    return sorted({h.award.text for h in asked if isinstance(h, syntax.HoldsAward) and h.declared})


def _filled(policy: CheckedPolicy, situation: Situation, record: Record) -> Iterator[Record]:
    grades, days, levels = [record], [record.awarded_on], [record.level]
    # Recognised credit comes without a grade: that is known, and nothing is missing.
    if record.status == "passed" and record.grade is None and not record.recognised:
        grades = _any_grade(policy, record)
    if record.status == "passed" and record.awarded_on is None:
        first = record.completed_on
        days = [*_any_day(policy, situation, "award of the module", first, situation.on)]
    if record.level is None and policy.framework and _asks_levels(policy, record):
        lowest, highest = policy.framework.levels
        levels = list(range(lowest, highest + 1))
    for graded, day, level in product(grades, days, levels):
        yield evolve(graded, awarded_on=day, level=level)


def _any_grade(policy: CheckedPolicy, record: Record) -> list[Record]:
    """The record with every passing grade that it may have; as it is where nobody asks."""
    scales = policy.framework.scales if policy.framework else ()
    graded = [
        evolve(record, grade=grade.code.text, scale=scale.name)
        for scale in scales
        if record.scale in (None, scale.name)
        for grade in scale.grades
        if grade.passing
    ]
    return graded if graded and _asks_grades(policy) else [record]


def _any_day(
    policy: CheckedPolicy,
    situation: Situation,
    event: syntax.Event,
    first: date | None,
    last: date,
    ends: Iterable[tuple[int, date]] = (),
) -> list[date]:
    """Days that stand for all between these: the earliest for each way of being expired or not."""
    on = situation.on
    tested = {on} | {a.on for a in situation.transcript.applications if a.on <= on}
    clauses = [
        (each, expiry)
        for each in _with_needs(policy)
        for expiry in each.award.expiries
        if expiry.event == event
    ]
    near = {
        date.fromordinal(anniversary(start, -expiry.years).toordinal() + more)
        for each, expiry in clauses
        for day in tested
        for start in (day, *(first for first, _ in periods(each, expiry, day)))
        for more in (-2, -1, 0, 1, 2)
    }
    windows = {
        (window.years, last)
        for each in _with_needs(policy)
        for window in said(each, syntax.CompletedWithin)
        if isinstance(window, syntax.CompletedWithin) and window.years and event == window.event
    }
    besides = any(
        isinstance(window, syntax.CompletedWithin)
        and window.years is None
        and event == window.event
        for each in _with_needs(policy)
        for window in said(each, syntax.CompletedWithin)
    )
    near |= {
        date.fromordinal(anniversary(end, -years).toordinal() + more)
        for years, end in {*ends, *windows}
        for more in (-1, 0, 1)
    }
    near |= {last, last - timedelta(1)} if first is None else {first, last}
    days = sorted(day for day in near if (first is None or first <= day) and day <= last)
    effects = {
        (
            tuple(last_day(each, expiry, day) >= t for each, expiry in clauses for t in tested),
            tuple(anniversary(day, years) >= end for years, end in sorted(ends)),
            tuple((anniversary(day, y) >= end, anniversary(day, y) > end) for y, end in windows),
            (bool(windows) or besides) and day == last,
        ): day
        for day in days[::-1]
    }
    return sorted(effects.values())


def _with_needs(policy: CheckedPolicy) -> Iterator[CheckedPolicy]:
    """Every edition of the award and of those that it needs."""
    for each in (policy, *_all_named(policy)):
        yield from editions(each)


def _all_named(policy: CheckedPolicy) -> list[CheckedPolicy]:
    """The awards of the same policies that are named, as a need or not, and those they name."""
    found: dict[str, CheckedPolicy] = {}
    for edition in editions(policy):
        for asked in said(edition, syntax.HoldsAward):
            assert isinstance(asked, syntax.HoldsAward)
            need = sibling(edition, asked.award.text)
            if need is not None and not (asked.held or asked.declared):
                found |= {need.id: need, **{each.id: each for each in _all_named(need)}}
    return [*found.values(), *(n for name, n in needs(policy).items() if name not in found)]


def _asks_grades(policy: CheckedPolicy) -> bool:
    kinds = (syntax.Graded, syntax.GradedOn, syntax.Average, syntax.EveryGrade)
    return any(
        any(said(p, kinds))
        or _reads_column(p, "grade", "scale")
        or any(rule.keep == "best" for rule in p.award.repeats)
        for p in _with_needs(policy)
    )


def _asks_levels(policy: CheckedPolicy, record: Record) -> bool:
    """Whether the level of such a record is asked for; one that was failed is an attempt still."""
    pending_too = record.status in ("passed", "in progress")
    return any(
        (pending_too or _speaks_of_attempts(p))
        and (
            any(said(p, syntax.AtLevel))
            or _reads_column(p, "level")
            or any(one.kind == "level" for one in _one_ofs(p))
            or any(amount.unit == "levels" for amount in _amounts(p))
        )
        for p in _with_needs(policy)
    )


def _speaks_of_attempts(policy: CheckedPolicy) -> bool:
    return any(
        isinstance(each, syntax.NoAttempt) or getattr(each, "attempts", False)
        for each in said(policy, (syntax.NoAttempt, syntax.Average, syntax.EveryGrade))
    )


def _one_ofs(policy: CheckedPolicy) -> Iterator[syntax.OneOf]:
    for each in said(policy, syntax.OneOf):
        assert isinstance(each, syntax.OneOf)
        yield each


def _amounts(policy: CheckedPolicy) -> Iterator[syntax.Fixed | syntax.Proportion]:
    for each in said(policy, (syntax.Fixed, syntax.Proportion)):
        assert isinstance(each, syntax.Fixed | syntax.Proportion)
        yield each


def _reads_column(policy: CheckedPolicy, *columns: str) -> bool:
    return any(
        isinstance(each, syntax.Where) and each.column in columns
        for each in said(policy, syntax.Where)
    )
