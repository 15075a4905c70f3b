"""The oracle decides expiry, windows and attempts as was decided by hand."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from microcredit.model.learner import Application
from microcredit.model.record import Status
from tests.oracle_cases import counted, decided, other, passed

# Time


def test_another_pair_carries_on_when_credit_expires() -> None:
    policy = "size 12 credits credits expire 5 years after award of the module"
    records = [passed("E1", on="2021-04-01"), passed("E2", on="2022-04-01"),
               passed("E4", on="2024-04-01")]  # fmt: skip

    assert counted(decided(policy, *records)) == ["E1", "E2"]
    assert counted(decided(policy, *records, on="2026-04-01")) == ["E1", "E2"]
    assert counted(decided(policy, *records, on="2026-04-02")) == ["E2", "E4"]
    assert decided(policy, *records, on="2027-04-02").outcome == "not earned"


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        ("2023-12-31", "earned"),
        ("2024-03-01", "not earned"),
        ("2024-07-01", "earned"),
        ("2025-01-02", "not earned"),
    ],
)
def test_an_award_comes_and_goes(on: str, outcome: str) -> None:
    policy = "size 12 credits credits expire 5 years after award of the module"
    records = [passed("E1", on="2019-01-01"), passed("E2", on="2020-01-01"),
               passed("E4", on="2024-06-01")]  # fmt: skip

    assert decided(policy, *records, on=on).outcome == outcome


def test_a_leap_day_has_its_anniversary_on_28_february() -> None:
    policy = "size 6 credits credits expire 5 years after award of the module"
    leap = passed("LEAP", on="2020-02-29")

    assert decided(policy, leap, on="2025-02-28").outcome == "earned"
    assert decided(policy, leap, on="2025-03-01").outcome == "not earned"


def test_expiry_is_tested_on_the_day_of_application() -> None:
    policy = """size 6 credits conferred on application
                credits expire 5 years after award of the module"""
    old = passed("OLD", on="2020-06-30")
    applied = Application("it", date(2025, 6, 30))

    assert decided(policy, old).outcome == "not earned"
    assert decided(policy, old, applications=(applied,)).outcome == "earned"
    assert decided(policy, old, on="2025-06-30").outcome == "earned"


def test_an_award_is_earned_while_it_is_in_force() -> None:
    policy = "size 12 credits effective 2025-01-01 to 2026-06-30"
    records = [passed("LAW1"), passed("LAW2")]

    assert decided(policy, *records).outcome == "earned"
    assert decided(policy, *records, on="2026-07-01").outcome == "not earned"


# Spans, windows and order


def test_a_span_is_of_the_counted_modules_among_themselves() -> None:
    policy = """size 12 credits
                require completed within 1 years of the earliest counted module"""
    first = passed("FIRST", on="2023-02-28")
    within, after = passed("WITHIN", on="2024-02-28"), passed("AFTER", on="2024-02-29")

    assert decided(policy, first, within).outcome == "earned"
    assert decided(policy, first, after).outcome == "not earned"
    assert counted(decided(policy, first, within, after)) == ["FIRST", "WITHIN"]


@pytest.mark.parametrize(
    ("side", "first", "last"),
    [
        ("of", "2022-02-28", "2026-02-28"),
        ("before", "2022-02-28", "2024-02-29"),
        ("after", "2024-02-29", "2026-02-28"),
    ],
)
def test_a_window_holds_both_its_ends(side: str, first: str, last: str) -> None:
    policy = f"require at least 6 credits completed within 2 years {side} admission"

    def outcome(day: date) -> str:
        law = passed("LAW1", on=day.isoformat())
        return decided(policy, law, admitted="2024-02-29").outcome

    one = timedelta(1)
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = [start - one, start, end, end + one]
    assert [outcome(day) for day in days] == ["not earned", "earned", "earned", "not earned"]
    assert decided(policy, passed("LAW1", on=first)).outcome == "not earned"


def test_a_module_comes_before_another_by_a_day_at_least() -> None:
    policy = "size 12 credits require modules A1 before modules B1"
    first, later = passed("A1", on="2024-01-31"), passed("B1", on="2024-02-01")

    assert decided(policy, first, later).outcome == "earned"
    assert decided(policy, first, passed("B1", on="2024-01-31")).outcome == "not earned"
    assert decided(policy, passed("C1"), later).outcome == "earned"


def test_the_last_credits_come_in_whole_days() -> None:
    policy = "size 18 credits require the last 12 credits at this institution"
    early = passed("E", on="2023-01-31", institution="Elsewhere")
    later = [passed("L1", on="2024-01-31"), passed("L2", on="2024-06-30")]
    same_day = passed("S", on="2024-01-31", institution="Elsewhere")

    assert decided(policy, early, *later).outcome == "earned"
    assert decided(policy, same_day, *later).outcome == "not earned"


def test_the_last_valid_day_moves_to_the_end_of_its_period() -> None:
    policy = """size 6 credits
                credits expire 1 years after completion through the end of the PERIOD"""
    law = passed("LAW1", on="2024-12-15")

    def outcome(period: str, on: str) -> str:
        return decided(policy.replace("PERIOD", period), law, on=on).outcome

    assert outcome("month", "2025-12-31") == "earned"
    assert outcome("month", "2026-01-01") == "not earned"
    assert outcome("term", "2026-01-31") == "earned"
    assert outcome("term", "2026-02-01") == "not earned"
    assert outcome("academic year", "2026-08-31") == "earned"
    assert outcome("academic year", "2026-09-01") == "not earned"


# Attempts


def test_an_average_of_all_attempts_leaves_nothing_out() -> None:
    counts = "size 12 credits require average grade at least 3"
    attempts = "size 12 credits require average grade of all attempts at least 3"
    records = [passed("A1"), passed("C1", grade="C"), passed("D1", grade="D")]

    assert decided(counts, *records).outcome == "earned"
    assert decided(attempts, *records).outcome == "not earned"
    assert decided(attempts, *records[:2]).outcome == "earned"


def test_a_failure_without_points_is_below_every_grade_and_in_no_average() -> None:
    failed = other("F1", "failed", on="2025-01-31")
    average = "size 6 credits require average grade of all attempts at least 3"
    every = "size 6 credits require every grade of all attempts at least D"

    assert decided(average, passed("A1"), failed).outcome == "earned"
    assert decided(every, passed("A1"), failed).outcome == "not earned"
    assert decided(every, passed("A1"), passed("P1", grade="P")).outcome == "earned"


def test_every_grade_holds_of_none() -> None:
    policy = "size 6 credits require every grade at least C"

    assert decided(policy, passed("R1", grade=None, recognised=True)).outcome == "earned"
    assert decided(policy, passed("D1", grade="D")).outcome == "not earned"
    assert decided(policy, passed("U1", grade=None)).outcomes == {"earned", "not earned"}


@pytest.mark.parametrize("status", ["passed", "failed", "withdrawn", "in progress"])
def test_no_attempt_sees_what_does_not_count(status: Status) -> None:
    law = passed("LAW1") if status == "passed" else other("LAW1", status)
    limit = 'size 6 credits require at most 0 credits in "Law"'
    attempt = 'size 6 credits require no attempt in "Law"'

    assert decided(limit, law, passed("AI1", "AI")).outcome == "earned"
    assert decided(attempt, law, passed("AI1", "AI")).outcome == "not earned"


def test_the_best_attempt_may_be_the_wrong_one() -> None:
    policy = "size 12 credits require at most 6 credits recognised"
    records = [
        passed("m-here", module="M", grade="C"),
        passed("m-recognised", module="M", recognised=True),
        passed("n-recognised", module="N", recognised=True),
    ]

    assert decided(policy, *records).outcome == "earned"
    assert decided(f"{policy} repeats count best", *records).outcome == "not earned"
    without = [records[0], records[2]]
    assert decided(f"{policy} repeats count best", *without).outcome == "earned"


def test_the_latest_attempt_takes_credit_away_when_it_was_failed() -> None:
    first = passed("one", module="M", on="2024-01-31")
    again = evolve(other("two", "failed", on="2025-01-31"), module="M")

    assert decided("size 6 credits", first, again).outcome == "earned"
    assert decided("size 6 credits repeats count latest", first, again).outcome == "not earned"
    assert decided("size 6 credits repeats count first", first, again).outcome == "earned"


def test_every_attempt_counts_up_to_a_limit() -> None:
    policy = "repeats from M count every up to 12 credits size "
    choir = [passed(f"C{n}", module="M") for n in range(3)]
    law = [passed(f"L{n}", module="LAW1") for n in range(2)]

    assert decided(f"{policy} 12 credits", *choir).outcome == "earned"
    assert decided(f"{policy} 18 credits", *choir).outcome == "not earned"
    assert decided(f"{policy} 18 credits", *choir, *law).outcome == "earned"
    assert decided(f"{policy} 24 credits", *choir, *law).outcome == "not earned"
