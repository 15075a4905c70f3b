"""Blocks: rows that have no option in common with the other rows, such as those of one part.

Blocks that ask the same of the same kinds are alike: it does not matter which of them is which.
"""

from collections.abc import Sequence
from itertools import combinations

from attrs import frozen

from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.kinds import Statement
from microcredit.engine.written import rows_of

MOST_ROWS = 200
MOST_COLUMNS = 3_000
"""Rows and columns of a statement in which blocks are looked for."""

Cell = tuple[int, int]
"""A kind and one of its options."""


@frozen
class Alike:
    """Blocks of rows that ask the same of the same kinds.

    Each block has its rows in one order; ``cells`` has for each block, in one order, the options
    that serve it.
    """

    blocks: tuple[tuple[int, ...], ...]
    cells: tuple[tuple[Cell, ...], ...]


def blocks_of(statement: Statement) -> list[Alike]:
    """The blocks, those that ask the same together; none where the rows do not fall into blocks.

    Rows belong together where an option serves both of them, or a formula names both. A row that
    spans others, such as one on the whole award, ties nothing together; where that is not enough to
    part the rest, neither does a row that no other row looks like.
    """
    if len(statement.needs) > MOST_ROWS or len(statement.columns()) > MOST_COLUMNS:
        return []
    looks = [_look(statement, row) for row in range(len(statement.needs))]
    for inner in (_within(statement), {r for r, look in enumerate(looks) if looks.count(look) > 1}):
        named = [set(rows_of(formula)) for formula in statement.formulas]
        while any(inner & mine and not mine <= inner for mine in named):
            inner = inner.difference(*(mine for mine in named if not mine <= inner))
        blocks = _joined(statement, inner)
        if len(blocks) > 1:
            return _grouped(statement, blocks, looks)
    return []


def _within(statement: Statement) -> set[int]:
    """The rows that do not span two others which have no option in common."""
    cells = [
        {
            (kind, option)
            for kind, each in enumerate(statement.kinds)
            for option, vector in enumerate(each.vectors)
            if vector[row]
        }
        for row in range(len(statement.needs))
    ]
    spanned = [[inner for inner in cells if inner < outer] for outer in cells]
    return {
        row
        for row, inner in enumerate(spanned)
        if not any(one.isdisjoint(other) for one, other in combinations(inner, 2))
    }


def _grouped(
    statement: Statement, blocks: Sequence[set[int]], looks: Sequence[tuple[object, ...]]
) -> list[Alike]:
    """The blocks by what they ask, of rows and of kinds, with their rows and options in order."""
    inside = set().union(*blocks)
    rest = [row for row in range(len(statement.needs)) if row not in inside]
    order = {look: place for place, look in enumerate(sorted(set(looks)))}
    asked: dict[object, list[tuple[tuple[int, ...], tuple[Cell, ...]]]] = {}
    for block in blocks:
        rows = tuple(sorted(block, key=lambda row: (order[looks[row]], row)))
        cells = sorted(
            (kind, tuple(vector[row] for row in (*rows, *rest)), option)
            for kind, each in enumerate(statement.kinds)
            for option, vector in enumerate(each.vectors)
            if any(vector[row] for row in rows)
        )
        asks = (
            tuple(statement.needs[row] for row in rows),
            tuple(row in statement.musts for row in rows),
            tuple(placed(f, rows) for f in statement.formulas if set(rows_of(f)) <= set(rows)),
            tuple((kind, vector) for kind, vector, _ in cells),
        )
        asked.setdefault(asks, []).append((rows, tuple((kind, o) for kind, _, o in cells)))
    return [
        Alike(tuple(rows for rows, _ in same), tuple(cells for _, cells in same))
        for same in asked.values()
    ]


def _look(statement: Statement, row: int) -> tuple[object, ...]:
    """What a row asks, whichever options serve it."""
    weights = tuple(
        tuple(sorted(vector[row] for vector in kind.vectors)) for kind in statement.kinds
    )
    return statement.needs[row], row in statement.musts, weights


def _joined(statement: Statement, rows: set[int]) -> list[set[int]]:
    """The rows in sets that no option and no formula ties to another set."""
    ties = [
        {row for row in rows if vector[row]} for kind in statement.kinds for vector in kind.vectors
    ]
    ties += [set(rows_of(formula)) & rows for formula in statement.formulas]
    sets: list[set[int]] = []
    for tie in ties:
        if tie:
            apart = [each for each in sets if each.isdisjoint(tie)]
            joined = tie.union(*(each for each in sets if not each.isdisjoint(tie)))
            sets = [*apart, joined]
    return sets


def placed(formula: Formula, rows: Sequence[int]) -> Formula:
    """The formula with the places of its rows in the block."""
    match formula:
        case Met(row):
            return Met(rows.index(row))
        case Some(least, of):
            return Some(least, tuple(placed(each, rows) for each in of))
        case _:
            raise AssertionError("a statement has rows and choices only")
