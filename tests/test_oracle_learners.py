"""The oracle decides what is unknown, pending and on record as was decided by hand."""

from datetime import date
from fractions import Fraction

import pytest

from microcredit.model.learner import Attestation, Conferral
from microcredit.model.record import Record
from tests.oracle_cases import ON, decided, passed

# What is unknown or pending


def test_a_missing_award_date_lies_between_completion_and_the_day() -> None:
    policy = "size 12 credits credits expire 5 years after award of the module"
    six_years_ago = [passed(f"Y{n}", on="2020-03-01", awarded=None) for n in range(2)]
    four_years_ago = [passed(f"Y{n}", on="2022-03-01", awarded=None) for n in range(2)]

    undetermined = decided(policy, *six_years_ago)

    assert undetermined.outcome == "undetermined"
    assert undetermined.outcomes == {"earned", "not earned"}
    assert decided(policy, *four_years_ago).outcome == "earned"


def test_a_missing_grade_may_be_any_that_passes() -> None:
    policy = "size 6 credits count only modules graded {} or better"
    missing = passed("LAW1", grade=None)

    assert decided(policy.format("C"), missing).outcomes == {"earned", "not earned"}
    assert decided("size 6 credits", missing).outcome == "earned"


def test_what_is_in_progress_may_be_passed_on_the_day() -> None:
    policy = "size 12 credits require average grade at least 3.5"
    running = Record("LAW2", "LAW2", "in progress", credits=Fraction(6), level=4, areas=("Law",))

    assert decided(policy, passed("LAW1"), running).outcome == "pending"
    assert decided(policy, passed("LAW1", grade="C"), running).outcome == "not earned"
    assert (
        decided(policy, passed("LAW1"), passed("LAW2", awarded="2026-04-01")).outcome == "pending"
    )


def test_nothing_after_the_day_is_seen() -> None:
    verdict = decided("size 12 credits", passed("LAW1"), passed("LAW2", on="2026-03-02"))

    assert verdict.outcome == "not earned"
    assert verdict.short == 6


# Sign-offs, facts and branches


def test_a_sign_off_that_would_earn_it_is_awaited() -> None:
    policy = 'size 6 credits require thesis: attested by "Dean"'
    signed = Attestation("thesis", "Dean", ON)
    elsewhere = Attestation("essay", "Dean", ON)
    by_another = Attestation("thesis", "Board", ON)
    tomorrow = Attestation("thesis", "Dean", date(2026, 3, 2))

    assert decided(policy, passed("LAW1"), signed=(signed,)).outcome == "earned"
    assert decided(policy, signed=(signed,)).outcome == "not earned"
    assert decided(policy).outcome == "not earned"
    for wrong in (elsewhere, by_another, tomorrow):
        assert decided(policy, passed("LAW1"), signed=(wrong,)).outcome == "pending"


def test_what_every_value_of_a_fact_decides_is_decided() -> None:
    both = """when learner mode is "part-time" { require at least 6 credits in "Law" }
              otherwise { require at least 1 module in "Law" }"""
    one = """size 6 credits
             when learner mode is "part-time" { require at least 6 credits in "AI" }"""

    assert decided(both, passed("LAW1")).outcome == "earned"
    assert decided(one, passed("LAW1")).outcomes == {"earned", "not earned"}
    assert decided(one, passed("LAW1"), mode="full-time").outcome == "earned"
    assert decided(one, passed("AI1", "AI")).outcome == "earned"


def test_a_fact_is_compared_as_text_as_a_number_and_as_a_day() -> None:
    policy = "size 6 credits require learner "
    law = passed("LAW1")

    assert decided(f"{policy} score at least 10/3", law, score="3.34").outcome == "earned"
    assert decided(f"{policy} score at least 10/3", law, score="3.33").outcome == "not earned"
    assert decided(f"{policy} started before 2025-09-01", law, started="2025-08-31").outcome == (
        "earned"
    )
    assert decided(f"{policy} started before 2025-09-01", law, started="2025-09-01").outcome == (
        "not earned"
    )


def test_what_a_branch_requires_is_numbered_after_the_part_s_own_lines() -> None:
    policy = """size 6 credits
        when learner mode is "part-time" { require at least 6 credits in "V" }
        otherwise { part w { require at least 6 credits in "L" } }
        require at least 6 credits in "Law" """

    part_time = decided(policy, passed("LAW1"), mode="part-time")
    full_time = decided(policy, passed("LAW1"), mode="full-time")

    assert part_time.unmet == ("it.2",)
    assert full_time.unmet == ("w.1",)


# Awards


TWO = """
award base "Base" { size 6 credits require all of LAW1 }
award top "Top" { size 6 credits require CONDITION }
"""


@pytest.mark.parametrize(
    ("condition", "by_earning", "by_holding"),
    [
        ("award base", "earned", "earned"),
        ("award base held", "not earned", "earned"),
        ("not award base", "not earned", "not earned"),
        ("not award base held", "earned", "not earned"),
    ],
)
def test_an_award_is_held_or_earned_in_this_audit(
    condition: str, by_earning: str, by_holding: str
) -> None:
    policy = TWO.replace("CONDITION", condition)
    held = Conferral("base", date(2024, 1, 1))

    assert decided(policy, passed("LAW1")).outcome == by_earning
    assert decided(policy, passed("AI1", "AI"), conferred=(held,)).outcome == by_holding
