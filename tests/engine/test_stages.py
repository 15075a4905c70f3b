"""Every stage before the search, and the search alone, against trying everything."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.depth_first import explore, fill
from microcredit.engine.dive import Taken, dive, dived
from microcredit.engine.group import Group
from microcredit.engine.lanes import Lanes
from microcredit.engine.prices import priced
from microcredit.engine.proposal import proposal
from microcredit.engine.repair import repaired

Drawn = tuple[list[Group], list[int]]


@st.composite
def rows(draw: st.DrawFn) -> Drawn:
    """Up to five groups of up to three options, some of which must be taken, with weights in up to
    four rows, and what the rows need."""
    width = draw(st.integers(1, 4))
    vectors = st.lists(st.tuples(*[st.integers(-4, 6)] * width), min_size=1, max_size=3)
    forced = st.sampled_from((False, False, False, True))
    drawn = draw(st.lists(st.tuples(vectors, forced), min_size=1, max_size=5))
    groups = [Group(tuple(vectors), must) for vectors, must in drawn]
    return groups, draw(st.lists(st.integers(-4, 14), min_size=width, max_size=width))


def reaches(groups: Sequence[Group], needs: Sequence[int], taken: Taken) -> bool:
    chosen = [g.vectors[o] for g, o in zip(groups, taken, strict=True) if o >= 0]
    kept = all(o >= 0 for g, o in zip(groups, taken, strict=True) if g.forced)
    return kept and all(sum(v[row] for v in chosen) >= need for row, need in enumerate(needs))


def possible(groups: Sequence[Group], needs: Sequence[int]) -> bool:
    ways = product(*(range(-1, len(group.vectors)) for group in groups))
    return any(reaches(groups, needs, list(way)) for way in ways)


@settings(deadline=None, max_examples=500)
@given(rows())
def test_all_stages_together_find_a_placing_exactly_where_there_is_one(drawn: Drawn) -> None:
    groups, needs = drawn
    lists: tuple[list[tuple[int, ...]] | None, ...] = (None, [])
    for learned in lists:
        found = fill(groups, needs, Budget(10**6), learned)
        assert (found is not None) == possible(groups, needs)
        assert found is None or reaches(groups, needs, found)


@settings(deadline=None, max_examples=500)
@given(rows())
def test_the_search_alone_finds_a_placing_exactly_where_there_is_one(drawn: Drawn) -> None:
    groups, needs = drawn
    found = explore(groups, needs, Budget(10**6))
    assert (found is not None) == possible(groups, needs)
    assert found is None or reaches(groups, needs, found)


@settings(deadline=None, max_examples=500)
@given(rows())
def test_what_a_dive_a_repair_or_prices_find_is_a_placing(drawn: Drawn) -> None:
    groups, needs = drawn
    prices = priced(groups, needs, 12)
    guided = dive(groups, needs, prices.multipliers)
    for found in (
        dive(groups, needs),
        guided,
        repaired(groups, needs, dived(groups, needs)[0], 20, Budget(10_000)),
        prices.taken,
    ):
        assert found is None or reaches(groups, needs, found)


@settings(deadline=None, max_examples=200)
@given(rows())
def test_what_a_solver_proposes_is_right(drawn: Drawn) -> None:
    groups, needs = drawn
    found = proposal(groups, needs, Budget(10**6))
    if found is not None and found.columns is not None:
        assert reaches(groups, needs, list(found.columns))
    elif found is not None:
        assert not possible(groups, needs)


def test_a_repair_goes_on_from_what_a_dive_took() -> None:
    """One of the two that serve both rows has to change sides."""
    groups = [Group(((2, 0), (0, 2))), Group(((3, 0), (0, 3))), Group(((0, 1),))]

    assert repaired(groups, [3, 3], [0, 0, 0], 10, Budget(100)) == [1, 0, 0]
    assert repaired(groups, [3, 3], [0, 0, 0], 0, Budget(100)) is None


def test_small_numbers_refute_where_prices_are_still_a_little_off() -> None:
    """Three rows of 5 draw on seven modules of 2 credits, each for any of them."""
    groups = [Group(((2, 0, 0), (0, 2, 0), (0, 0, 2)))] * 7

    assert priced(groups, [5, 5, 5], 1).refutes


@settings(deadline=None, max_examples=500)
@given(rows())
def test_prices_that_refute_are_multipliers_that_do(drawn: Drawn) -> None:
    groups, needs = drawn
    prices = priced(groups, needs, 12)
    assert all(multiplier >= 0 for multiplier in prices.multipliers)
    if prices.refutes:
        assert not possible(groups, needs)
        best = 0
        for group in groups:
            worths = [
                sum(m * weight for m, weight in zip(prices.multipliers, vector, strict=True))
                for vector in group.vectors
            ]
            best += max(worths if group.forced else [0, *worths])
        wanted = sum(m * need for m, need in zip(prices.multipliers, needs, strict=True))
        assert best < wanted


def test_prices_refute_what_no_row_refutes_alone() -> None:
    """Two needs of 2 draw on three modules, each of which serves either and not both."""
    groups = [Group(((1, 0), (0, 1)))] * 3

    assert priced(groups, [2, 2], 8).refutes


def test_a_dive_gives_the_scarce_row_what_only_serves_it() -> None:
    """The first module serves both rows, the second only the first: in order it would fail."""
    groups = [Group(((1, 0), (0, 1))), Group(((1, 0),))]

    assert dive(groups, [1, 1]) == [1, 0]


def test_a_need_is_raised_to_the_next_sum_that_can_be_reached() -> None:
    """Of sixes and nines 16 credits cannot be had, and 18 of them are all that two rows have."""
    groups = [Group(((6, 0), (0, 6))), Group(((6, 0), (0, 6))), Group(((9, 0), (0, 9)))]

    assert fill(groups, [10, 11], Budget(10**6)) is None
    assert fill(groups, [9, 12], Budget(10**6)) is not None


def test_a_search_without_steps_left_says_so() -> None:
    groups = [Group(((2, 1), (1, 2)))] * 4

    with pytest.raises(SearchLimit):
        explore(groups, [6, 7], Budget(1))


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=1, max_size=6))
def test_lanes_add_compare_and_clip_as_their_numbers_do(pairs: list[tuple[int, int]]) -> None:
    lanes = Lanes.for_sums(len(pairs), 1000)
    first = lanes.bias + lanes.pack(one for one, _ in pairs)
    both = first + lanes.pack(other for _, other in pairs)

    assert lanes.unpack(both) == [one + other for one, other in pairs]
    assert lanes.holds(both) == all(one + other >= 0 for one, other in pairs)
    cap = lanes.bias + lanes.pack(other for _, other in pairs)
    assert lanes.unpack(lanes.clipped(first, cap)) == [min(pair) for pair in pairs]


def test_a_forced_group_that_takes_back_what_another_brings_too_much_of() -> None:
    groups = [Group(((4,),), forced=True), Group(((-2,),), forced=True)]

    assert fill(groups, [2], Budget(1_000)) == [0, 0]
