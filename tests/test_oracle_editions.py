"""The oracle decides between the editions of an award as was decided by hand."""

from datetime import date
from fractions import Fraction

import pytest

from microcredit.model.learner import Conferral
from tests.oracle_cases import counted, decided, other, passed

CHANGED = """
award it "It" { size 12 credits effective 2020-01-01 to 2026-06-30 }
award it "It" { size 18 credits effective 2026-01-01 onwards }
"""
FOR_LEARNERS = """
award it "It" { size 6 credits for learners admitted before 2025-09-01 }
award it "It" { size 12 credits for learners admitted from 2025-09-01 }
"""


def test_of_two_editions_in_force_the_learner_has_the_better() -> None:
    two = [passed("LAW1"), passed("LAW2")]

    march, july = decided(CHANGED, *two), decided(CHANGED, *two, on="2026-07-01")

    assert (march.outcome, march.edition) == ("earned", "2020-01-01 to 2026-06-30")
    assert (july.outcome, july.edition) == ("not earned", "2026-01-01 onwards")


def test_of_two_with_one_outcome_the_later_is_shown() -> None:
    three = [passed(f"LAW{n}") for n in range(3)]

    assert decided(CHANGED, *three).edition == "2026-01-01 onwards"
    assert len(counted(decided(CHANGED, *three))) == 3
    assert decided(CHANGED, three[0]).edition == "2026-01-01 onwards"
    assert decided(CHANGED, three[0]).short == 12


def test_a_pending_edition_is_better_than_one_that_is_not_earned() -> None:
    verdict = decided(CHANGED, passed("LAW1"), other("LAW2", "in progress"))

    assert (verdict.outcome, verdict.edition) == ("pending", "2020-01-01 to 2026-06-30")


def test_before_the_first_edition_nothing_is_earned_and_nothing_shown() -> None:
    verdict = decided(CHANGED, passed("LAW1", on="2018-06-30"), on="2019-12-31")

    assert (verdict.outcome, verdict.edition, verdict.placing) == ("not earned", None, {})


def test_an_edition_is_for_its_learners() -> None:
    law = passed("LAW1")

    before, after = (
        decided(FOR_LEARNERS, law, admitted=f"2025-{day}") for day in ("08-31", "09-01")
    )

    assert (before.outcome, before.edition) == (
        "earned",
        "always, for learners admitted before 2025-09-01",
    )
    assert (after.outcome, after.short) == ("not earned", Fraction(6))


def test_a_learner_of_unknown_edition_has_what_both_give() -> None:
    assert decided(FOR_LEARNERS, passed("LAW1")).outcomes == {"earned", "not earned"}
    assert decided(FOR_LEARNERS, passed("LAW1"), passed("LAW2")).outcome == "earned"


@pytest.mark.parametrize(("mode", "outcome"), [("evening", "earned"), ("day", "not earned")])
def test_a_learner_for_whom_there_is_no_edition_does_not_earn_it(mode: str, outcome: str) -> None:
    policy = 'award it "It" { size 6 credits for learners mode is "evening" }'

    assert decided(policy, passed("LAW1"), mode=mode).outcome == outcome


def test_a_needed_award_may_be_earned_by_any_of_its_editions() -> None:
    policy = f'{CHANGED} award top "Top" {{ size 6 credits require award it }}'
    two = [passed("LAW1"), passed("LAW2")]

    assert decided(policy, *two).outcome == "earned"
    assert decided(policy, *two, on="2026-07-01").outcome == "not earned"


def test_what_a_learner_declares_is_held_as_declared() -> None:
    policy = """external award degree "Degree"
        award it "It" { size 6 credits require NOT award degree declared }"""
    law = passed("LAW1")
    positive, negative = policy.replace("NOT ", ""), policy.replace("NOT", "not")
    held = Conferral("degree", date(2024, 1, 1))

    def outcome(text: str, declared: str) -> str:
        return decided(text, law, conferred=(held,), award="it", declared=declared).outcome

    assert outcome(positive, "other;degree") == "earned"
    assert outcome(positive, "") == "not earned"
    assert outcome(negative, "degree") == "not earned"
    for text in (positive, negative):
        assert decided(text, law, award="it").outcomes == {"earned", "not earned"}
