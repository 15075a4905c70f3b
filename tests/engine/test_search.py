"""The search loses no solution, and says so when it may not go on."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from microcredit.engine.audit import audit, compile, outcome
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.case import Case
from microcredit.engine.search import place
from microcredit.engine.table import Options, Table, Weights, scaled
from tests import strategies
from tests.engine.build import ON, catalogue_of, compiled, learner, module, record, verdict

Vector = tuple[int, ...]
Groups = list[list[Vector]]
"""For each group its options, each with its weight in every row."""


@st.composite
def rows(draw: st.DrawFn) -> tuple[Groups, list[int]]:
    """Up to five groups of up to three options, with weights in up to four rows, and the needs."""
    width = draw(st.integers(1, 4))
    vector = st.tuples(*[st.integers(-4, 6)] * width)
    groups = draw(st.lists(st.lists(vector, min_size=1, max_size=3), min_size=1, max_size=5))
    needs = draw(st.lists(st.integers(-4, 14), min_size=width, max_size=width))
    return groups, needs


def solutions(groups: Groups, needs: Sequence[int]) -> list[tuple[Vector | None, ...]]:
    """Every way to take one option or none of each group that reaches all needs."""
    ways: list[tuple[Vector | None, ...]] = list(product(*([None, *group] for group in groups)))
    return [way for way in ways if reaches(way, needs)]


def reaches(way: Sequence[Vector | None], needs: Sequence[int]) -> bool:
    return all(
        sum(vector[row] for vector in way if vector is not None) >= need
        for row, need in enumerate(needs)
    )


def table(groups: Groups) -> tuple[Table, list[Vector]]:
    """A table with these groups of options, as if each were a module with so many attempts."""
    options = [vector for group in groups for vector in group]
    numbers = iter(range(len(options)))
    numbered = tuple(tuple(next(numbers) for _ in group) for group in groups)
    made = Table(compiled("size 6 credits").form, (), ())
    ones = (1,) * len(options)
    made.__dict__["options"] = Options(tuple(range(len(options))), ones, numbered)
    return made, options


def weights(options: Sequence[Vector], needs: Sequence[int]) -> list[Weights]:
    return [
        Weights(tuple(vector[row] for vector in options), need, Fraction(1))
        for row, need in enumerate(needs)
    ]


@settings(deadline=None, max_examples=400)
@given(rows())
def test_a_placing_is_found_exactly_where_one_exists(drawn: tuple[Groups, list[int]]) -> None:
    groups, needs = drawn
    laid, options = table(groups)
    found = place(laid, Case(0, (), ()), weights(options, needs), Budget(10**6))
    possible = solutions(groups, needs)

    assert (found is not None) == bool(possible)
    if found is not None:
        assert reaches([options[number] for number in found], needs)
        assert all(len(set(found) & set(group)) <= 1 for group in laid.options.groups)


def test_a_whole_number_row_has_no_common_divisor_and_a_need_that_it_can_reach() -> None:
    row = scaled([Fraction(6), Fraction(9), Fraction(3)], Fraction(10))

    assert row == Weights((2, 3, 1), 4, Fraction(1, 3))


def test_a_row_of_fractions_is_scaled_by_the_product_of_its_denominators() -> None:
    """1.5 credits at 1/4 are 3/8: neither 2 nor 4 would make it whole."""
    row = scaled([Fraction(3, 2) * Fraction(1, 4), Fraction(1, 3)], Fraction(1, 4))

    assert row == Weights((9, 8), 6, Fraction(24))


@given(
    st.lists(st.fractions(-9, 9, max_denominator=12), min_size=1, max_size=6),
    st.fractions(-9, 9, max_denominator=12),
)
def test_scaling_keeps_what_every_subset_reaches(worth: list[Fraction], need: Fraction) -> None:
    row = scaled(worth, need)
    for taken in product((0, 1), repeat=len(worth)):
        exact = sum((w for w, t in zip(worth, taken, strict=True) if t), Fraction(0))
        whole = sum(w for w, t in zip(row.weights, taken, strict=True) if t)
        assert (exact >= need) == (whole >= row.need)


ODD = [str(4 * (n * n * 7919 % 9973) + 4) for n in range(1, 27)]
"""Credits that are multiples of four; no sum of them is 2 more than one."""
SUBSET_SUM = f"require exactly {sum(map(int, ODD)) // 8 * 4 + 2} credits"
NUMBERED = catalogue_of(
    *(module(f"N{n}", "Law", credits=credits) for n, credits in enumerate(ODD)),
    module("N99", "Law", credits="3"),
)
STACK = [record(f"N{n}") for n in range(len(ODD))]


def test_a_search_without_steps_is_undetermined_and_says_so() -> None:
    stopped = verdict(SUBSET_SUM, *STACK, record("N99"), catalogue=NUMBERED, steps=20)

    assert stopped.outcome == "undetermined"
    assert stopped.bounds == "the search took as many steps as it was allowed"
    assert stopped.requirements == ()


def test_more_steps_do_not_change_what_was_decided_with_fewer() -> None:
    lines = 'size 18 credits part one { require at least 12 credits in "Physics" }'
    stack = [record("P1"), record("P2"), record("L1")]
    outcomes = [verdict(lines, *stack, steps=steps).outcome for steps in (60, 300, 10_000)]

    assert outcomes == ["earned"] * 3


@pytest.mark.parametrize("steps", [0, 1, 3, 10, 40])
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(case=strategies.cases())
def test_a_search_that_is_cut_short_is_never_wrong(case: strategies.Case, steps: int) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    truth = outcome(ready, case.transcript, on=case.on)
    assume(truth != "undetermined")
    cut = audit(ready, case.transcript, on=case.on, steps=steps)

    assert cut.outcome in (truth, "undetermined")
    assert cut.outcome == truth or cut.bounds is not None


def test_a_budget_is_spent_step_by_step() -> None:
    budget = Budget(2)
    budget.spend()
    budget.spend()

    with pytest.raises(SearchLimit):
        budget.spend()


def test_the_outcome_alone_stops_at_the_same_limit() -> None:
    ready = compiled(SUBSET_SUM, catalogue=NUMBERED)

    assert outcome(ready, learner([*STACK, record("N99")]), on=ON, steps=20) == "undetermined"
