"""Timelines: what they say of each day is what an audit of that day says, and what they say keeps
an award does."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings, strategies as st

import microcredit as mc
from microcredit.engine.audit import compile, outcome
from microcredit.engine.unknown import with_grades
from microcredit.graph.over_time import MOST_YEARS
from microcredit.graph.timeline import AwardTimeline, Stretch
from microcredit.model.learner import Application, Conferral, Transcript
from microcredit.model.record import Record
from tests.engine.build import (
    FRAMEWORK,
    MODULES,
    ON,
    award,
    compiled,
    learner,
    record,
    under_way,
)
from tests.strategies import Case, cases

DAY = timedelta(days=1)
UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
CODES = ("P1", "P2", "B1", "L1", "PB1")
FIVE_YEARS = "size 12 credits credits expire 5 years after completion"


def over_time(
    ready: mc.CompiledPolicy,
    ada: Transcript,
    *,
    on: date = ON,
    start: date | None = None,
    until: date | None = None,
) -> AwardTimeline:
    return mc.timeline([ready], ada, on=on, start=start, until=until).awards[0]


def days(award: AwardTimeline) -> list[tuple[date, date, str]]:
    return [(each.start, each.until, each.outcome) for each in award.stretches]


def earned(award: AwardTimeline) -> list[Stretch]:
    return [each for each in award.stretches if each.outcome == "earned"]


def dated(transcript: Transcript) -> list[date]:
    """Days on which something may happen: what is dated, and the same day in the years after."""
    on = [r.completed_on for r in transcript.records] + [r.awarded_on for r in transcript.records]
    on += [each.on for each in transcript.decisions]
    on += [each.on for each in transcript.conferred]
    known = {day for day in on if day is not None}
    return sorted({d.replace(year=d.year + n, day=min(d.day, 28)) for d in known for n in range(6)})


@settings(UNHURRIED, max_examples=25, derandomize=True)
@given(cases(), st.integers(0, 200), st.integers(1, 45))
def test_a_timeline_says_of_every_single_day_what_its_audit_says(
    case: Case, place: int, length: int
) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    near = dated(case.transcript) or [case.on]
    start = near[place % len(near)] - length // 2 * DAY
    until = start + length * DAY
    found = over_time(ready, case.transcript, on=case.on, start=start, until=until)
    event(f"stretches: {min(len(found.stretches), 4)}")
    said = [
        (first + n * DAY, said)
        for first, last, said in days(found)
        for n in range((last - first).days + 1)
    ]

    assert said == [
        (day, outcome(ready, case.transcript, on=day))
        for day in (start + n * DAY for n in range(length + 1))
    ]


@settings(UNHURRIED, max_examples=25, derandomize=True)
@given(cases())
def test_what_is_said_of_a_random_award_beside_the_days_is_so(case: Case) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    found = over_time(ready, case.transcript, on=case.on)
    told = earned(found)
    event(f"earned: {len(told)}")
    assume(told)
    for each in told:
        first, last = each.earned_from, each.claimable_until
        if first is not None:
            assert outcome(ready, case.transcript, on=first) == "earned"
            assert outcome(ready, case.transcript, on=first - DAY) != "earned"
        if last is not None:
            assert outcome(ready, case.transcript, on=last) == "earned"
            assert outcome(ready, case.transcript, on=last + DAY) != "earned"
        else:
            assert outcome(ready, case.transcript, on=date(2500, 1, 1)) == "earned"
        keeps(ready, case.transcript, each)


@settings(UNHURRIED, max_examples=25, derandomize=True)
@given(
    st.lists(st.sampled_from(["P1", "P2", "B1", "L1", "PB1"]), min_size=2, unique=True), st.data()
)
def test_what_keeps_an_award_keeps_it_and_no_part_of_it_would(
    codes: list[str], data: st.DataObject
) -> None:
    lines = data.draw(
        st.sampled_from(
            (
                FIVE_YEARS,
                f'{FIVE_YEARS} require at least 50% of credits in "Physics"',
                f"{FIVE_YEARS} require at least 2 areas",
                "size 12 credits credits expire 2 years after completion through the end of the "
                "month",
                f"{FIVE_YEARS} require average grade at least 3",
            )
        )
    )
    stack = [
        record(code, on=date(2021, 1, 1) + data.draw(st.integers(0, 2000)) * DAY, grade="B")
        for code in codes
    ]
    ready, ada = compiled(lines), learner(stack)
    kept = [each for each in earned(over_time(ready, ada)) if each.keep is not None]
    event(f"kept: {len(kept)}")
    for each in kept:
        keeps(ready, ada, each)


def keeps(ready: mc.CompiledPolicy, ada: Transcript, stretch: Stretch) -> None:
    """What is said keeps the award the day after, and it is not kept with a module less."""
    keep = stretch.keep
    if keep is None or keep.further.credits is None or keep.further.because is not None:
        return
    assert keep.by == stretch.claimable_until
    modules = keep.further.modules
    event("it can be kept")
    assert kept_by(ready, ada, modules, keep.by)
    for place in range(len(modules)):
        assert not kept_by(ready, ada, modules[:place] + modules[place + 1 :], keep.by)


def kept_by(ready: mc.CompiledPolicy, ada: Transcript, modules: tuple[str, ...], by: date) -> bool:
    """Whether these modules, passed by a day with some grades, earn the award the day after."""
    ways = [list(passed(ready, ada, code, by)) for code in modules]
    for chosen in product(*ways):
        ids = {each.id for each in chosen}
        kept = [each for each in ada.records if each.id not in ids]
        if outcome(ready, evolve(ada, records=(*kept, *chosen)), on=by + DAY) == "earned":
            return True
    return False


def passed(ready: mc.CompiledPolicy, ada: Transcript, code: str, by: date) -> Iterator[Record]:
    waits = [r for r in ada.records if r.module == code and r.status == "in progress"]
    late = [r for r in ada.records if r.module == code and r.awarded_on and r.awarded_on > by + DAY]
    new = Record(f"{code} new", code, "passed", completed_on=by, enrolled_on=by)
    if "enrolled" in ada.facts:
        new = evolve(new, enrolled_on=None)
    for each in waits or late or [new]:
        on = min(each.completed_on or by, by)
        done = evolve(each, status="passed", awarded_on=by, completed_on=on)
        asked = done.grade is None and ready.form.asks_grade
        yield from with_grades((ready.form,), done) if asked else [done]


def test_an_award_ends_with_the_credits_that_lapse_and_is_kept_by_as_many() -> None:
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    found = over_time(compiled(FIVE_YEARS), learner(stack))

    assert days(found) == [
        (date(2022, 5, 1), date(2023, 4, 30), "not earned"),
        (date(2023, 5, 1), date(2027, 5, 1), "earned"),
        (date(2027, 5, 2), date(2028, 5, 2), "not earned"),
    ]
    [stretch] = earned(found)
    assert [each.record for each in stretch.ended_by] == ["P1"]
    assert [each.record for each in stretch.lapses_first] == ["P1"]
    assert stretch.keep is not None
    assert stretch.keep.by == date(2027, 5, 1)
    assert stretch.keep.further == mc.Further(Fraction(6), ("P3",))


def test_the_first_credits_to_lapse_need_not_be_those_that_end_it() -> None:
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    stack.append(record("P3", on=date(2024, 5, 1)))
    ready = compiled(FIVE_YEARS)
    [stretch] = earned(over_time(ready, learner(stack)))
    shown = stretch.shown

    assert shown is not None
    assert min(each.expires or date.max for each in shown.counted) <= date(2028, 5, 1)
    assert stretch.claimable_until == date(2028, 5, 1)
    assert [each.record for each in stretch.ended_by] == ["P2"]


def test_the_days_of_an_award_are_known_beyond_the_ends_of_the_timeline() -> None:
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    start, until = date(2026, 1, 1), date(2026, 12, 31)
    ready = compiled(FIVE_YEARS)
    [stretch] = over_time(ready, learner(stack), start=start, until=until).stretches

    assert (stretch.start, stretch.until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (stretch.earned_from, stretch.claimable_until) == (date(2023, 5, 1), date(2027, 5, 1))
    assert stretch.keep is not None
    assert stretch.keep.by == date(2027, 5, 1)


def test_an_award_that_closes_cannot_be_kept_by_further_study() -> None:
    ready = compiled("size 6 credits effective 2020-01-01 to 2026-12-31")
    [stretch] = earned(over_time(ready, learner([record("P1")])))

    assert stretch.claimable_until == date(2026, 12, 31)
    assert stretch.closes
    assert stretch.keep is None
    assert stretch.ended_by == ()


def test_of_several_editions_the_one_in_force_is_shown() -> None:
    text = FRAMEWORK + "".join(
        f'award main "Main" {{ size {size} credits effective {period} }}\n'
        for size, period in ((6, "2020-01-01 to 2026-12-31"), (12, "2027-01-01 onwards"))
    )
    ready = compile(mc.policies_from_text(text)["main"], catalogue=MODULES)
    found = over_time(ready, learner([record("P1")]))

    assert found.editions == ("2027-01-01 onwards", "2020-01-01 to 2026-12-31")
    [stretch] = earned(found)
    assert stretch.claimable_until == date(2026, 12, 31)
    assert not stretch.closes
    assert stretch.keep is not None
    assert stretch.keep.further.credits == 6
    assert stretch.shown is not None
    assert stretch.shown.edition == "2020-01-01 to 2026-12-31"


def test_nothing_is_said_to_keep_an_award_that_is_held_or_whose_days_have_passed() -> None:
    ready = compiled(FIVE_YEARS)
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    held = learner(stack, [Conferral("main", date(2024, 1, 1))])

    assert over_time(ready, held).conferred_on == date(2024, 1, 1)
    assert [each.keep for each in earned(over_time(ready, held))] == [None]
    later = over_time(ready, learner(stack), on=date(2028, 1, 1))
    assert [each.keep for each in earned(later)] == [None]


def test_credits_no_longer_lapse_once_the_award_is_applied_for() -> None:
    ready = compiled(f"conferred on application {FIVE_YEARS}")
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    applied = learner(stack, (), [Application("main", date(2026, 2, 1))])
    found = mc.timeline([ready], applied, on=ON)

    [stretch] = earned(found.awards[0])
    assert stretch.claimable_until is None
    assert stretch.lapses_first == ()
    assert found.lapsing == ()
    assert [each.record for each in mc.timeline([ready], learner(stack), on=ON).lapsing] == [
        "P1",
        "P2",
    ]


def test_what_lapses_is_told_once_for_awards_that_agree_and_apart_for_those_that_do_not() -> None:
    text = FRAMEWORK + "".join(
        f'award {id} "{id}" {{ size 6 credits credits expire {years} years after completion }}\n'
        for id, years in (("one", 5), ("two", 5), ("three", 2))
    )
    stack = learner([record("P1", on=date(2025, 5, 1)), record("P2", on=date(2019, 5, 1))])
    found = mc.timeline(mc.policies_from_text(text), stack, on=ON, catalogue=MODULES)

    assert [(each.record, each.until, each.lapses_for, each.rests) for each in found.lapsing] == [
        ("P1", date(2027, 5, 1), ("three",), ("three",)),
        ("P1", date(2030, 5, 1), ("one", "two"), ("one", "two")),
    ]


def test_pending_and_undetermined_days_say_what_they_wait_for() -> None:
    waits = over_time(compiled("size 12 credits"), learner([record("P1"), under_way("P2")]))
    [pending] = [each for each in waits.stretches if each.outcome == "pending"]
    assert pending.shown is not None
    assert [need.record for need in pending.shown.needs] == ["P2"]

    ready = compiled("size 6 credits credits expire 5 years after award of the module")
    open_ = over_time(ready, learner([record("P1", on=date(2021, 1, 1), awarded=None)]))
    unknown = [each for each in open_.stretches if each.outcome == "undetermined"]
    assert unknown
    assert all(each.shown is not None and each.shown.depends_on for each in unknown)


def test_a_learner_without_records_has_a_timeline_of_a_year() -> None:
    found = mc.timeline([compiled("size 6 credits")], learner([]), on=ON)

    assert (found.start, found.until) == (ON, date(2027, 3, 1))
    assert days(found.awards[0]) == [(ON, date(2027, 3, 1), "not earned")]
    assert "None of the credits that are valid on 2026-03-01 will lapse." in str(found)


def test_a_timeline_looks_ahead_no_further_than_it_says() -> None:
    ready = compiled("size 6 credits credits expire 90 years after completion")
    found = mc.timeline([ready], learner([record("P1")]), on=ON)

    assert found.until == date(2027, 3, 1)
    [stretch] = earned(found.awards[0])
    assert stretch.claimable_until == date(2115, 1, 31)
    assert MOST_YEARS == 50


def test_a_thousand_years_are_as_good_as_one() -> None:
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    start, until = date(1500, 1, 1), date(2500, 1, 1)
    found = mc.timeline([compiled(FIVE_YEARS)], learner(stack), on=ON, start=start, until=until)

    assert [each.outcome for each in found.awards[0].stretches] == [
        "not earned",
        "earned",
        "not earned",
    ]
    assert max(map(len, str(found).splitlines())) < 100
    whole = mc.timeline(
        [compiled(FIVE_YEARS)], learner(stack), on=ON, start=date.min, until=date.max
    )
    assert "from 2023-05-01 until 2027-05-01" in str(whole)


def test_a_timeline_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot start on 2026-01-02"):
        over_time(
            compiled("size 6 credits"),
            learner([]),
            start=date(2026, 1, 2),
            until=date(2026, 1, 1),
        )


def test_a_timeline_that_only_ends_early_starts_as_early() -> None:
    found = mc.timeline([compiled("size 6 credits")], learner([]), on=ON, until=date(2020, 1, 1))

    assert (found.start, found.until) == (date(2020, 1, 1), date(2020, 1, 1))


def test_every_record_at_fault_is_named_once_for_all_awards() -> None:
    text = FRAMEWORK + 'award one "One" { size 6 credits }\naward two "Two" { size 6 credits }\n'
    with pytest.raises(mc.RecordError) as caught:
        mc.timeline(mc.policies_from_text(text), learner([record("X1")]), on=ON, catalogue=MODULES)

    assert len(caught.value.problems) == 1


def test_the_order_of_awards_and_records_does_not_matter() -> None:
    text = FRAMEWORK + award(FIVE_YEARS) + 'award other "Other" { size 6 credits }\n'
    policies = mc.policies_from_text(text)
    ready = [compile(each, catalogue=MODULES) for each in policies.values()]
    stack = [record("P1", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]

    assert mc.timeline(ready, learner(stack), on=ON) == mc.timeline(
        ready[::-1], learner(stack[::-1]), on=ON
    )


def test_nothing_that_a_terminal_would_obey_comes_into_the_page() -> None:
    stack = [record("P1", "\x1b[31mred", on=date(2022, 5, 1)), record("P2", on=date(2023, 5, 1))]
    ada = evolve(learner(stack), learner="ada\n\x1b[2Jgone")
    text = str(mc.timeline([compiled(FIVE_YEARS)], ada, on=ON))

    assert all(line.isprintable() for line in text.splitlines())
    assert "gone over time" in text
