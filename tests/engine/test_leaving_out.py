from itertools import combinations

from hypothesis import given, strategies as st

from microcredit.engine.lanes import Lanes
from microcredit.engine.leaving_out import MOST_RECORDS, reaches

LANES = Lanes(3, 64)
Vectors = list[tuple[int, int, int]]
VECTORS = st.lists(st.tuples(*[st.integers(-9, 9)] * 3), max_size=8)
NEEDS = st.tuples(*[st.integers(-5, 20)] * 3)


def said(vectors: Vectors, needs: tuple[int, int, int]) -> bool | None:
    brought = [
        (LANES.pack(max(0, each) for each in vector), LANES.pack(vector), True)
        for vector in vectors
    ]
    return reaches(LANES.bias - LANES.pack(needs), LANES.bias, brought)


def by_trying_all(vectors: Vectors, needs: tuple[int, int, int]) -> bool:
    return any(
        all(sum(each[lane] for each in some) >= need for lane, need in enumerate(needs))
        for count in range(len(vectors) + 1)
        for some in combinations(vectors, count)
    )


@given(VECTORS, NEEDS)
def test_some_records_reach_all_needs_just_where_some_subset_does(
    vectors: Vectors, needs: tuple[int, int, int]
) -> None:
    assert said(vectors, needs) == by_trying_all(vectors, needs)


def test_too_many_records_that_take_from_a_row_are_left_to_the_search() -> None:
    assert said([(1, -1, 0)] * (MOST_RECORDS + 1), (2, -30, 0)) is None


def test_too_many_different_sums_are_left_to_the_search() -> None:
    many = [(1 << place, -(1 << place), 0) for place in range(12)]

    assert said(many, (2000, -2100, 0)) is None


def test_records_that_take_nothing_count_however_many_they_are() -> None:
    assert said([(1, 0, 0)] * 500, (500, 0, 0)) is True
    assert said([(1, 0, 0)] * 499, (500, 0, 0)) is False
