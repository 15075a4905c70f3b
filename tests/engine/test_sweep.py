"""Sweeps: the outcome for every day of a span is what an audit of each day says."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings, strategies as st

import microcredit as mc
from microcredit.engine.audit import CompiledPolicy, compile, outcome
from microcredit.engine.sweep import Run, Sweep, sweep
from microcredit.language.load import load_policies
from microcredit.model.learner import Application, Transcript
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcripts
from tests.engine.build import FRAMEWORK, MODULES, award, compiled, learner, record, under_way
from tests.strategies import Case, cases

DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]
UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


def outcome_of(found: Sweep, day: date) -> str:
    """What the sweep says of one day."""
    return next(run.outcome for run in found.runs if run.start <= day <= run.until)


def days_around(found: Sweep) -> set[date]:
    """The ends of all runs, and the days beside them."""
    first, last = found.runs[0].start, found.runs[-1].until
    ends = {day for run in found.runs for day in (run.start, run.until)}
    beside = {day for end in ends for day in (end - DAY, end, end + DAY)}
    return {day for day in beside if first <= day <= last}


def whole(found: Sweep, start: date, until: date) -> None:
    """The runs lie side by side, differ, and cover the span."""
    assert found.runs[0].start == start
    assert found.runs[-1].until == until
    for one, other in zip(found.runs, found.runs[1:], strict=False):
        assert other.start == one.until + DAY
        assert other.outcome != one.outcome


def dated(transcript: Transcript) -> list[date]:
    """Days near which something may happen: what is dated, and the same day in years around it."""
    days = [r.completed_on for r in transcript.records] + [r.awarded_on for r in transcript.records]
    days += [decision.on for decision in transcript.decisions]
    days += [application.on for application in transcript.applications]
    days += [conferral.on for conferral in transcript.conferred]
    days += [attestation.on for attestation in transcript.attestations]
    near = {day + 0 * DAY for day in days if day is not None}
    return sorted(
        {
            date(day.year + years, day.month, min(day.day, 28)) + shift * DAY
            for day in near
            for years in range(8)
            for shift in range(-1, 4)
        }
    )


def agree(case: Case, start: date, until: date, extra: list[int]) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    found = sweep(ready, case.transcript, start=start, until=until)
    whole(found, start, until)
    event(f"runs: {min(len(found.runs), 4)}")
    event(f"reused: {found.reused > 0}")
    for day in sorted(days_around(found)):
        assert outcome_of(found, day) == outcome(ready, case.transcript, on=day), day
    near = [day for day in dated(case.transcript) if start <= day <= until]
    some = [near[place % len(near)] for place in extra] if near else []
    for day in (*some, *(start + place % (until - start).days * DAY for place in extra)):
        assert outcome_of(found, day) == outcome(ready, case.transcript, on=day), day


START, UNTIL = date(2024, 12, 1), date(2032, 12, 31)
PLACES = st.lists(st.integers(0, 4000), min_size=12, max_size=12)


@settings(UNHURRIED, max_examples=150, derandomize=True)
@given(cases(), PLACES)
def test_a_sweep_says_of_each_day_what_its_audit_says(case: Case, extra: list[int]) -> None:
    agree(case, START, UNTIL, extra)


@pytest.mark.slow
@settings(UNHURRIED, max_examples=5_000)
@given(cases(), PLACES)
def test_many_sweeps_say_of_each_day_what_its_audit_says(case: Case, extra: list[int]) -> None:
    agree(case, START, UNTIL, extra)


EXAMPLES = ROOT / "examples" / "hkuspace"
LEARNERS = read_transcripts(EXAMPLES / "learners.json").transcripts
AWARDS = ("certificate-pp", "diploma-pp", "certificate-gs", "diploma-gs")


@pytest.fixture(scope="module")
def awards() -> dict[str, CompiledPolicy]:
    catalogue = read_catalogue(EXAMPLES / "catalogue")
    policies = load_policies(ROOT / "policies" / "hkuspace.policy")
    return {award: compile(policies[award], catalogue=catalogue) for award in AWARDS}


@pytest.mark.parametrize("ada", LEARNERS, ids=[each.learner for each in LEARNERS])
@pytest.mark.parametrize("award", ["certificate-pp", "diploma-gs"])
def test_the_example_learners_are_swept_exactly(
    awards: dict[str, CompiledPolicy], award: str, ada: Transcript
) -> None:
    start, until = date(2019, 1, 1), date(2033, 12, 31)
    found = sweep(awards[award], ada, start=start, until=until)
    whole(found, start, until)
    lapses = {day for day in dated(ada) if start <= day <= until}
    for day in sorted(days_around(found) | set(sorted(lapses)[:: max(1, len(lapses) // 40)])):
        assert outcome_of(found, day) == outcome(awards[award], ada, on=day), day


FIVE_YEARS = "size 12 credits credits expire 5 years after completion"


def test_a_run_has_a_gap_between_credits_that_lapse_and_new_ones() -> None:
    stack = [
        record("P1", on=date(2019, 1, 1)),
        record("P2", on=date(2020, 1, 1)),
        record("L1", on=date(2024, 6, 1)),
    ]
    found = sweep(
        compiled(FIVE_YEARS), learner(stack), start=date(2019, 6, 1), until=date(2025, 12, 31)
    )

    assert found.runs == (
        Run(date(2019, 6, 1), date(2019, 12, 31), "not earned"),
        Run(date(2020, 1, 1), date(2024, 1, 1), "earned"),
        Run(date(2024, 1, 2), date(2024, 5, 31), "not earned"),
        Run(date(2024, 6, 1), date(2025, 1, 1), "earned"),
        Run(date(2025, 1, 2), date(2025, 12, 31), "not earned"),
    )


def test_records_that_earned_it_are_searched_for_again_only_when_one_lapses() -> None:
    stack = [record(m, on=date(2021 + n, 3, 1)) for n, m in enumerate(("P1", "P2", "P3", "L1"))]
    found = sweep(
        compiled(FIVE_YEARS), learner(stack), start=date(2022, 3, 1), until=date(2026, 3, 1)
    )

    assert [run.outcome for run in found.runs] == ["earned"]
    assert (found.decided, found.reused) == (1, 2)


def test_a_record_in_progress_would_be_completed_on_the_day_itself() -> None:
    ready = compiled(
        "size 12 credits require completed within 1 year of the earliest counted module"
    )
    ada = learner([record("P1", on=date(2025, 3, 1)), under_way("P2")])
    found = sweep(ready, ada, start=date(2025, 3, 1), until=date(2026, 12, 31))

    assert found.runs == (
        Run(date(2025, 3, 1), date(2026, 3, 1), "pending"),
        Run(date(2026, 3, 2), date(2026, 12, 31), "not earned"),
    )


def test_a_window_before_an_application_closes_on_its_day() -> None:
    ready = compiled(
        "size 6 credits require at least 6 credits completed within 1 year before application"
    )
    ada = learner([record("P1", on=date(2024, 2, 29))])
    found = sweep(ready, ada, start=date(2024, 2, 29), until=date(2026, 1, 1))

    for run in found.runs:
        for day in (run.start, run.until):
            assert outcome(ready, ada, on=day) == run.outcome
    assert found.runs[0].until == date(2025, 2, 28)
    applied = learner(
        [record("P1", on=date(2024, 2, 29))], (), [Application("main", date(2025, 1, 1))]
    )
    assert [
        run.outcome
        for run in sweep(ready, applied, start=date(2024, 2, 29), until=date(2026, 1, 1)).runs
    ] == ["earned"]


def test_the_last_of_all_days_can_be_reached() -> None:
    found = sweep(
        compiled("size 6 credits"), learner([record("P1")]), start=date.min, until=date.max
    )

    assert [run.outcome for run in found.runs] == ["not earned", "earned"]
    assert found.runs[-1].until == date.max


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot start on 2026-01-02"):
        sweep(
            compiled("size 6 credits"), learner([]), start=date(2026, 1, 2), until=date(2026, 1, 1)
        )


def test_where_a_plugin_judges_every_day_is_decided() -> None:
    def weekday(seen: mc.Record) -> bool:
        return seen.applied_on is not None and seen.applied_on.weekday() < 5

    plugins = mc.Registry.of(
        mc.Predicate("asked-on-a-weekday", [], weekday), distribution="ours", version="1"
    )
    text = FRAMEWORK + award("require at least 1 module where asked-on-a-weekday()")
    policies = mc.policies_from_text(text, vocabulary=MODULES.vocabulary, plugins=plugins)
    ready = compile(policies["main"], catalogue=MODULES)
    ada = learner([record("P1")])
    found = sweep(ready, ada, start=date(2026, 3, 2), until=date(2026, 3, 15))

    assert [(run.outcome, run.until) for run in found.runs] == [
        ("earned", date(2026, 3, 6)),
        ("not earned", date(2026, 3, 8)),
        ("earned", date(2026, 3, 13)),
        ("not earned", date(2026, 3, 15)),
    ]
    with pytest.raises(ValueError, match="at most 20000 days"):
        sweep(ready, ada, start=date(1900, 1, 1), until=date(2026, 3, 15))
