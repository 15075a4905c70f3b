"""Questions on which an auditor that tries everything gives no answer, and two such auditors."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from time import perf_counter

from tests.benchmarks.instances import (
    Instance,
    IntegerProgram,
    Rows,
    Studied,
    Taught,
    award,
    credits_of,
)

POOL = "Pool"


def pooled(number: int) -> Instance:
    """Three requirements of three modules each, from one pool of so many modules."""
    studied = tuple(Studied(Taught(f"M{place:03}", 6, 5, (POOL,))) for place in range(number))
    policy = award(
        [f'part p{part} {{ require at least 3 modules in "{POOL}" }}' for part in range(3)]
    )
    catalogue = tuple(each.taught for each in studied)
    least = [3, 3, 3]
    program = disjoint_program([1] * number, least)
    return Instance(policy, catalogue, studied, program, earned=number >= 9)


def short_by_one(number: int, seed: int) -> Instance:
    """Two requirements of credits that together ask for one credit more than there is."""
    chance = Random(f"short {number} {seed}")
    studied = tuple(
        Studied(Taught(f"M{place:03}", chance.choice((3, 4, 6, 6, 9, 12)), 5, (POOL,)))
        for place in range(number)
    )
    whole = credits_of(studied)
    least = [(whole + 1) // 2, whole + 1 - (whole + 1) // 2]
    policy = award(
        [
            f'part p{part} {{ require at least {amount} credits in "{POOL}" }}'
            for part, amount in enumerate(least)
        ]
    )
    catalogue = tuple(each.taught for each in studied)
    program = disjoint_program([each.credits for each in studied], least)
    return Instance(policy, catalogue, studied, program, earned=False)


def disjoint_program(worth: Sequence[int], least: Sequence[int]) -> IntegerProgram:
    """Parts that any record may stand in, one at most, each asking for so much."""
    rows = Rows()
    for place in range(len(worth)):
        rows.at_most({(place, part): 1 for part in range(len(least))}, 1)
    for part, amount in enumerate(least):
        rows.at_least({(place, part): each for place, each in enumerate(worth)}, amount)
    return rows.program()


class OutOfTime(Exception):
    """The auditor was stopped."""


def enumerated(worth: Sequence[int], least: Sequence[int], seconds: float) -> bool:
    """Whether disjoint sets of records meet the amounts, by trying every set for each of them and
    then looking whether they are disjoint, as auditors do that treat requirements one by one.

    Raises ``OutOfTime`` past so many seconds."""
    until = perf_counter() + seconds
    return any(_choices(worth, least, (), until))


def _choices(
    worth: Sequence[int], least: Sequence[int], chosen: tuple[frozenset[int], ...], until: float
) -> Iterator[bool]:
    if len(chosen) == len(least):
        yield sum(map(len, chosen)) == len(frozenset().union(*chosen))
        return
    for places in _meeting(worth, least[len(chosen)], range(len(worth)), until):
        yield from _choices(worth, least, (*chosen, places), until)


def backtracked(worth: Sequence[int], least: Sequence[int], seconds: float) -> bool:
    """The same by an auditor that gives each requirement only what those before it have left.

    Raises ``OutOfTime`` past so many seconds."""
    until = perf_counter() + seconds

    def works(left: frozenset[int], amounts: Sequence[int]) -> bool:
        if not amounts:
            return True
        return any(
            works(left - places, amounts[1:])
            for places in _meeting(worth, amounts[0], sorted(left), until)
        )

    return works(frozenset(range(len(worth))), least)


def _meeting(
    worth: Sequence[int], amount: int, places: Sequence[int], until: float
) -> Iterator[frozenset[int]]:
    """Every set of the places that comes to the amount, the smallest sets first."""
    for number in range(len(places) + 1):
        for chosen in combinations(places, number):
            if perf_counter() > until:
                raise OutOfTime
            if sum(worth[place] for place in chosen) >= amount:
                yield frozenset(chosen)
