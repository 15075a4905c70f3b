"""Patterns: parts filled by whole sets of records, out of a list of all that fill one of them.

Twelve parts that ask the same can be swapped in half a thousand million ways that mean the same,
and a tree of programs would try many of them. So each set of records that fills such a part is
listed as a pattern, and the program counts how often each is used (Gilmore and Gomory, *A linear
programming approach to the cutting-stock problem*, Operations Research, 1961). A part that stands
by itself is listed so too: where no set fills it, or fractions of patterns do not suffice, that
refutes the case, and fractions of records would have sufficed. Where there are too many patterns
to list, this way is not taken.
"""

from collections.abc import Callable, Mapping, Sequence

from attrs import define, field, frozen

from microcredit.engine.blocks import Alike, Cell, placed
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.highs import Program
from microcredit.engine.kinds import Statement
from microcredit.engine.written import Written, rows_of

MOST_PATTERNS = 3_000
MOST_TRIED = 100_000
"""Sets of records that are tried before patterns are given up."""

TRIED_A_STEP = 2

MOST_CELLS = 300

Pattern = tuple[int, ...]
"""How many members of its kind take each of a block's cells."""


@frozen
class Patterned:
    """A program over patterns; ``counts`` leads from its solution back to the statement's
    columns."""

    program: Program
    statement: Statement
    uses: tuple[tuple[int, Alike, tuple[Pattern, ...]], ...]
    loose: Mapping[Cell, int]

    def counts(self, columns: Sequence[int]) -> tuple[int, ...]:
        """How many members of each kind take each option."""
        taken = {cell: columns[column] for cell, column in self.loose.items()}
        for start, alike, patterns in self.uses:
            filled = [
                pattern
                for column, pattern in enumerate(patterns, start)
                for _ in range(columns[column])
            ]
            for cells, pattern in zip(alike.cells, filled, strict=True):
                taken.update(zip(cells, pattern, strict=True))
        return tuple(taken.get(cell, 0) for cell in self.statement.columns())


def patterned(
    statement: Statement, blocks: Sequence[Alike], spend: Callable[[int], None]
) -> Patterned | None:
    """The statement over patterns of these blocks; none where there are too many for all of
    them. Blocks with too many stay as they are. ``spend`` is told what listing them is worth in
    steps of search."""
    fills = [(alike, listed(statement, alike, spend)) for alike in blocks]
    found = [(alike, patterns) for alike, patterns in fills if patterns is not None]
    if not found:
        return None
    served = {cell for alike, _ in found for cells in alike.cells for cell in cells}
    inside = {row for alike, _ in found for block in alike.blocks for row in block}
    written = Written()
    sums: dict[int, dict[int, int]] = {
        row: {} for row in range(len(statement.needs)) if row not in inside
    }
    members: list[dict[int, int]] = [{} for _ in statement.kinds]
    loose: dict[Cell, int] = {}
    for cell in statement.columns():
        if cell not in served:
            loose[cell] = written.column(len(statement.kinds[cell[0]].members))
            _use(statement, sums, members, loose[cell], {cell: 1})
    uses = []
    for alike, patterns in found:
        uses.append((len(written.upper), alike, patterns))
        columns = {}
        for pattern in patterns:
            column = written.column(len(alike.blocks))
            columns[column] = 1
            taken = {cell: n for cell, n in zip(alike.cells[0], pattern, strict=True) if n}
            _use(statement, sums, members, column, taken)
        written.at_least(columns, len(alike.blocks))
        written.at_most(columns, len(alike.blocks))
    for kind, used in zip(statement.kinds, members, strict=True):
        written.at_most(used, len(kind.members))
    written.hold(statement, sums)
    return Patterned(written.program(), statement, tuple(uses), loose)


def _use(
    statement: Statement,
    sums: Mapping[int, dict[int, int]],
    members: Sequence[dict[int, int]],
    column: int,
    taken: Mapping[Cell, int],
) -> None:
    """Puts what a column takes into the sums of rows, and into what is used of each kind."""
    for (kind, option), count in taken.items():
        members[kind][column] = members[kind].get(column, 0) + count
        for row, weight in enumerate(statement.kinds[kind].vectors[option]):
            if weight and row in sums:
                sums[row][column] = sums[row].get(column, 0) + weight * count


def listed(
    statement: Statement, alike: Alike, spend: Callable[[int], None]
) -> tuple[Pattern, ...] | None:
    """Every pattern that fills a block; none where there are too many.

    Where nothing outside the block gains by it, a pattern that holds another one is left out."""
    if len(alike.cells[0]) > MOST_CELLS:
        return None
    listing = _Listing.of(statement, alike)
    try:
        listing.fill(0, (), [0] * len(alike.blocks[0]))
    except _TooMany:
        return None
    finally:
        spend(listing.tried // TRIED_A_STEP)
    return tuple(listing.found)


class _TooMany(Exception):
    """More patterns, or more sets to try, than are worth it."""


@define
class _Listing:
    """Patterns of a block while they are listed, cell by cell."""

    weights: list[tuple[int, ...]]
    kinds: list[int]
    free: dict[int, int]
    needs: tuple[int, ...]
    musts: tuple[int, ...]
    formulas: tuple[Formula, ...]
    most: list[tuple[int, ...]]
    smallest: bool
    found: list[Pattern] = field(factory=list)
    tried: int = 0

    @classmethod
    def of(cls, statement: Statement, alike: Alike) -> "_Listing":
        rows, cells = alike.blocks[0], alike.cells[0]
        vectors = [statement.kinds[kind].vectors[option] for kind, option in cells]
        weights = [tuple(vector[row] for row in rows) for vector in vectors]
        count = {kind: len(statement.kinds[kind].members) for kind, _ in cells}
        most = [(0,) * len(rows)]
        for (kind, _), mine in reversed(list(zip(cells, weights, strict=True))):
            most.append(
                tuple(m + max(0, w) * count[kind] for m, w in zip(most[-1], mine, strict=True))
            )
        outside = [vector[r] for vector in vectors for r in range(len(vector)) if r not in rows]
        inside = set(rows)
        return cls(
            weights,
            [kind for kind, _ in cells],
            count,
            tuple(statement.needs[row] for row in rows),
            tuple(place for place, row in enumerate(rows) if row in statement.musts),
            tuple(placed(f, rows) for f in statement.formulas if set(rows_of(f)) <= inside),
            most[::-1],
            all(weight <= 0 for weight in outside),
        )

    def fill(self, place: int, taken: tuple[tuple[int, int], ...], sums: Sequence[int]) -> None:
        """Lists the patterns that take this of the cells before the place, which comes to these
        sums, and more from there on."""
        self.tried += 1
        if self.tried > MOST_TRIED or len(self.found) > MOST_PATTERNS:
            raise _TooMany
        if self._filled(sums):
            counts = dict(taken)
            self.found.append(tuple(counts.get(cell, 0) for cell in range(len(self.kinds))))
            if self.smallest:
                return
        for cell in range(place, len(self.kinds)):
            most = self.most[cell]
            if any(sums[row] + most[row] < self.needs[row] for row in self.musts):
                return
            kind, weights = self.kinds[cell], self.weights[cell]
            free = self.free[kind]
            for count in range(1, free + 1):
                self.free[kind] = free - count
                total = [s + count * w for s, w in zip(sums, weights, strict=True)]
                self.fill(cell + 1, (*taken, (cell, count)), total)
            self.free[kind] = free

    def _filled(self, sums: Sequence[int]) -> bool:
        return all(sums[row] >= self.needs[row] for row in self.musts) and all(
            _holds(formula, sums, self.needs) for formula in self.formulas
        )


def _holds(formula: Formula, sums: Sequence[int], needs: Sequence[int]) -> bool:
    match formula:
        case Met(row):
            return sums[row] >= needs[row]
        case Some(least, of):
            return sum(_holds(each, sums, needs) for each in of) >= least
        case _:
            raise AssertionError("a statement has rows and choices only")
