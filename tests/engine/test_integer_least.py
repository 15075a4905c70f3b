"""Integer programs of least cost agree with trying every value, and prove what they say."""

from itertools import product
from random import Random

import pytest

from microcredit.engine.highs import Program
from microcredit.engine.integer_least import cheaper, least
from microcredit.engine.integer_program import Effort, holds

pytest.importorskip("highspy")


def a_program(random: Random) -> Program:
    columns = random.choice([2, 3, 4])
    rows = tuple(
        (
            tuple((column, random.choice([-2, 1, 2, 3])) for column in range(columns)),
            random.choice([1, 3, 5, 8]),
        )
        for _ in range(random.choice([1, 2, 3]))
    )
    cost = tuple(random.choice([0, 2, 4, 6]) for _ in range(columns))
    return Program((0,) * columns, (3,) * columns, rows, whole=True, cost=cost)


def cost_of(program: Program, columns: tuple[int, ...]) -> int:
    return sum(cost * value for cost, value in zip(program.cost, columns, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_the_least_cost_is_what_trying_everything_finds(seed: int) -> None:
    program = a_program(Random(f"least {seed}"))
    every = product(range(4), repeat=len(program.lower))
    best = min((cost_of(program, each) for each in every if holds(program, each)), default=None)

    found = least(program, Effort())

    assert (None if found is None else found.cost) == best
    if found is not None:
        assert holds(program, found.columns)
        assert (cost_of(program, found.columns), found.at_least) == (found.cost, found.cost)


def test_a_cheaper_program_has_no_cost_and_one_row_more() -> None:
    program = a_program(Random("cheaper"))
    found = cheaper(program, 4)

    assert found.cost == ()
    assert len(found.rows) == len(program.rows) + 1
    assert all(
        holds(found, each) == (holds(program, each) and cost_of(program, each) <= 4)
        for each in product(range(4), repeat=len(program.lower))
    )
