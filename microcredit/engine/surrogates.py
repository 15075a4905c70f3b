"""Sums of rows that refute together what no row refutes alone.

Two needs that draw on one supply, or a percentage whose denominator another row forces up, show
their contradiction only when they are added. A surrogate is a set of positive multipliers for rows
(a surrogate constraint in the sense of Glover, 1968): every solution satisfies the sum, so adding
it loses none."""

from collections.abc import Sequence
from itertools import combinations
from math import gcd

Vectors = Sequence[Sequence[Sequence[int]]]
"""For each group, for each option, the weight in every row."""

MOST_ROWS = 16
MOST_KEPT = 8


def surrogates(groups: Vectors, needs: Sequence[int]) -> list[tuple[tuple[int, ...], int]]:
    """Multipliers for all rows, with the need of the sum; only those tighter than their rows."""
    supply = [_supply(groups, _unit(len(needs), row)) for row in range(len(needs))]
    scarce = sorted(
        (row for row, need in enumerate(needs) if need > 0 and supply[row] >= need),
        key=lambda row: (-needs[row] * 1000 // supply[row], row),
    )[:MOST_ROWS]
    mixed = [
        row
        for row in range(len(needs))
        if any(vector[row] < 0 for group in groups for vector in group)
    ][:MOST_ROWS]
    wanted = [_added(groups, pair, len(needs)) for pair in combinations(scarce, 2)]
    wanted += [
        _cancelled(groups, row, by, len(needs)) for row in mixed for by in scarce if row != by
    ]
    if len(scarce) > 2:
        wanted.append(_added(groups, tuple(scarce), len(needs)))
    found: dict[tuple[int, ...], tuple[int, int]] = {}
    for multipliers in wanted:
        if multipliers is None:
            continue
        need = sum(m * n for m, n in zip(multipliers, needs, strict=True))
        total = _supply(groups, multipliers)
        parts = [row for row, m in enumerate(multipliers) if m and needs[row] > 0]
        if need > 0 and all(need * supply[r] > needs[r] * total for r in parts):
            found[multipliers] = (need, total)
    tightest = sorted(found, key=lambda m: (found[m][1] * 1000 // found[m][0], m))
    return [(multipliers, found[multipliers][0]) for multipliers in tightest[:MOST_KEPT]]


def _unit(width: int, row: int) -> tuple[int, ...]:
    return tuple(int(index == row) for index in range(width))


def _supply(groups: Vectors, multipliers: Sequence[int]) -> int:
    """The most that the sum can come to."""
    used = [(row, m) for row, m in enumerate(multipliers) if m]
    return sum(
        max(0, *(sum(m * vector[row] for row, m in used) for vector in group)) for group in groups
    )


def _added(groups: Vectors, rows: Sequence[int], width: int) -> tuple[int, ...] | None:
    """Multipliers that make a record worth the same in each row, as it is in the first one."""
    first = rows[0]
    multipliers = [0] * width
    multipliers[first] = 1
    for row in rows[1:]:
        for group in groups:
            here = max((vector[first] for vector in group), default=0)
            there = max((vector[row] for vector in group), default=0)
            if here > 0 and there > 0:
                common = multipliers[first] * here // gcd(multipliers[first] * here, there)
                scale = there // gcd(multipliers[first] * here, there)
                multipliers = [m * scale for m in multipliers]
                multipliers[row] = common
                break
        else:
            return None
    return tuple(multipliers)


def _cancelled(groups: Vectors, row: int, by: int, width: int) -> tuple[int, ...] | None:
    """Multipliers under which what counts against ``row`` is made up for by what it brings to
    ``by``."""
    worst, per = 0, 1
    for group in groups:
        for vector in group:
            if vector[row] < 0 < vector[by] and -vector[row] * per > worst * vector[by]:
                worst, per = -vector[row], vector[by]
    if not worst:
        return None
    multipliers = [0] * width
    divisor = gcd(worst, per)
    multipliers[row], multipliers[by] = per // divisor, worst // divisor
    return tuple(multipliers)
