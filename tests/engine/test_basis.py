"""Bases: what an outcome rests on carries the next one, and never says anything else than it."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, given, settings, strategies as st

import microcredit as mc
from microcredit.engine.audit import compile, outcome
from microcredit.engine.basis import basis
from microcredit.errors import RecordError
from tests.engine.build import ON, compiled, learner, record, under_way
from tests.strategies import Case, cases

UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


@settings(UNHURRIED, max_examples=250, derandomize=True)
@given(cases(), st.data())
def test_an_outcome_on_a_basis_is_the_outcome(case: Case, data: st.DataObject) -> None:
    """Records are added, removed and changed one by one, and the day moves."""
    ready = compile(case.policy, catalogue=case.catalogue)
    pool = list(case.transcript.records)
    kept: mc.Basis | None = None
    on = case.on
    known = pool[: data.draw(st.integers(0, len(pool)))]
    for _ in range(5):
        there = evolve(case.transcript, records=tuple(known))
        try:
            expected = outcome(ready, there, on=on)
        except RecordError:
            return
        kept = basis(ready, there, on=on, before=kept)
        assert kept.outcome == expected
        event(f"{expected}, reused: {kept.reused > 0}")
        added = [each for each in pool if each not in known]
        change = data.draw(st.sampled_from(("add", "add", "remove", "change", "day")))
        if change == "add" and added:
            known = [*known, data.draw(st.sampled_from(added))]
        elif change == "remove" and known:
            known = [*known]
            known.remove(data.draw(st.sampled_from(known)))
        elif change == "change" and known:
            one = data.draw(st.sampled_from(known))
            known = [evolve(r, status="failed") if r is one else r for r in known]
        else:
            on += timedelta(days=data.draw(st.sampled_from((1, 200, 2000))))


def test_a_record_more_leaves_what_was_earned_earned_without_a_search() -> None:
    ready = compiled("size 12 credits")
    stack = [record("P1"), record("P2")]
    kept = basis(ready, learner(stack), on=ON)
    for code in ("P3", "L1", "L2"):
        stack.append(record(code))
        kept = basis(ready, learner(stack), on=ON, before=kept, steps=40)

    assert (kept.outcome, kept.reused) == ("earned", 3)


def test_a_record_more_that_leaves_too_little_needs_no_search_and_one_that_does_not_does() -> None:
    ready = compiled("size 18 credits")
    kept = basis(ready, learner([record("P1")]), on=ON)
    kept = basis(ready, learner([record("P1"), record("P2")]), on=ON, before=kept)
    assert (kept.outcome, kept.reused) == ("not earned", 1)

    stack = [record("P1"), record("P2"), record("P3")]
    kept = basis(ready, learner(stack), on=ON, before=kept)
    assert (kept.outcome, kept.reused) == ("earned", 0)


def test_parts_that_compete_are_refuted_by_a_sum_that_is_used_again() -> None:
    ready = compiled(
        'part one { require at least 12 credits in "Physics" } part two { require at least 12 '
        'credits in "Physics" or "Law" }'
    )
    stack = [record("P1"), record("P2"), record("L1")]
    kept = basis(ready, learner(stack), on=ON)
    kept = basis(ready, learner([*stack, record("B1")]), on=ON, before=kept)
    assert (kept.outcome, kept.reused) == ("not earned", 1)
    kept = basis(ready, learner([*stack, record("L2")]), on=ON, before=kept)
    assert (kept.outcome, kept.reused) == ("earned", 0)


def test_what_has_lapsed_carries_nothing() -> None:
    ready = compiled("size 6 credits credits expire 5 years after completion")
    stack = learner([record("P1", on=date(2020, 1, 1))])
    kept = basis(ready, stack, on=date(2024, 1, 1))
    assert basis(ready, stack, on=date(2025, 1, 1), before=kept).reused == 1
    assert basis(ready, stack, on=date(2025, 1, 2), before=kept).outcome == "not earned"


def test_a_record_under_way_may_make_pending_what_was_not_earned() -> None:
    ready = compiled("size 12 credits")
    kept = basis(ready, learner([record("P1")]), on=ON)
    waiting = learner([record("P1"), under_way("P2")])
    assert basis(ready, waiting, on=ON, before=kept).outcome == "pending"


def test_a_basis_of_another_award_is_refused() -> None:
    kept = basis(compiled("size 12 credits"), learner([]), on=ON)
    other = evolve(kept, award=("other", "always"))
    with pytest.raises(ValueError, match="a basis of `other` says nothing of `main`"):
        basis(compiled("size 12 credits"), learner([]), on=ON, before=other)
