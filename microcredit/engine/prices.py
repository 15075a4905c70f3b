"""Prices: what a unit of each row is worth, found by raising it where rows fall short.

With a price on each row a group takes the option that is worth most. Where even that comes to less
than the needs are worth, no placing reaches them all: the prices are multipliers that refute. Where
it does not, the rows that fall short become dearer and those with too much cheaper (the subgradient
method for the Lagrangian dual: Held and Karp 1971; Polyak's step). On the way the groups' own
choices may reach every need, and dives that go by the prices often do. Small numbers in about the
ratio of the prices often refute where the prices are still a little off: one of each row, say.
Whole numbers throughout."""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from microcredit.engine.dive import Taken, dive
from microcredit.engine.group import Group
from microcredit.engine.multipliers import simpler

DIVES = (3, 10, 23)
"""The rounds after which a dive goes by the prices."""

UNIT = 1 << 20


@frozen
class Priced:
    """Options that reach every need, or multipliers; ``refutes`` where they rule that out."""

    taken: Taken | None
    multipliers: tuple[int, ...]
    refutes: bool


def priced(groups: Sequence[Group], needs: Sequence[int], rounds: int) -> Priced:
    """A placing, a refutation, or the prices that came closest to one in so many rounds."""
    rows = range(len(needs))
    kinds = list(Counter(groups).items())
    scales = [
        max(1, max((abs(v[row]) for g, _ in kinds for v in g.vectors), default=0)).bit_length()
        for row in rows
    ]
    shift = max(scales, default=0)
    supply = [sum(group.best[row] * count for group, count in kinds) for row in rows]
    prices = [
        UNIT * need // total if need > 0 and (total := supply[row]) > 0 else 0
        for row, need in enumerate(needs)
    ]
    closest: tuple[int, tuple[int, ...]] | None = None
    for turn in range(rounds):
        weights = [price << shift - scale for price, scale in zip(prices, scales, strict=True)]
        gaps, worth = [-need for need in needs], 0
        for group, count in kinds:
            best, choice = (0, -1) if not group.forced else (None, -1)
            for option, sparse in enumerate(group.sparse):
                value = 0
                for row, weight in sparse:
                    value += weights[row] * weight
                if best is None or value > best:
                    best, choice = value, option
            if choice >= 0:
                for row, weight in group.sparse[choice]:
                    gaps[row] += weight * count
        worth = sum(weight * gap for weight, gap in zip(weights, gaps, strict=True))
        if worth < 0:
            return Priced(None, tuple(weights), refutes=True)
        scaled_worth = worth * UNIT // (sum(weights) or 1)
        if closest is None or scaled_worth < closest[0]:
            closest = scaled_worth, tuple(weights)
        if turn in DIVES:
            taken = dive(groups, needs, weights)
            if taken is not None:
                return Priced(taken, tuple(weights), refutes=False)
        steps = [(gap << 10) // (1 << scale) for gap, scale in zip(gaps, scales, strict=True)]
        for row in rows:
            if not prices[row] and steps[row] > 0:
                steps[row] = 0
        norm = sum(step * step for step in steps)
        if not norm:
            break
        pull = sum(price * step for price, step in zip(prices, steps, strict=True)) + UNIT
        prices = [
            max(0, price - pull * step // norm) for price, step in zip(prices, steps, strict=True)
        ]
    assert closest is not None
    for multipliers in simpler(closest[1]):
        need = sum(m * need for m, need in zip(multipliers, needs, strict=True))
        if sum(count * at_best(group, multipliers) for group, count in kinds) < need:
            return Priced(None, multipliers, refutes=True)
    return Priced(None, closest[1], refutes=False)


def at_best(group: Group, multipliers: Sequence[int]) -> int:
    """The most that one option of the group, or none where it may be none, brings to the sum."""
    values = [sum(multipliers[row] * weight for row, weight in each) for each in group.sparse]
    return max(values) if group.forced else max((0, *values))
