"""Sums that refute: multipliers for rows, from a linear program in exact numbers.

Rows that no placing meets together can often be added, each so many times, to one that nothing
reaches. Whether there are such multipliers is a linear program: what the rows ask for together,
less the best that each record brings to them, is to be above zero (Farkas' lemma, 1902). What a
requirement leaves open is part of it, with the least that any alternative asks. It is solved by
the simplex method on whole numbers (Edmonds, *Systems of distinct representatives and linear
algebra*, 1967): no rounding, the same answer everywhere. Where there are none, its dual solution is
a placing in fractions of records, which says what to look at in two cases.
"""

from collections.abc import Mapping, Sequence

from attrs import define, field

from microcredit.engine.budget import Budget
from microcredit.engine.checker import Board, Choice, Demand, impossible
from microcredit.engine.normal_form import Met

CELLS_A_STEP = 50
"""What a step of the program costs, in steps of search: so many numbers for one."""

MOST_CELLS = 60_000
"""Numbers in the program, before it is not tried."""

Vector = dict[int, int]
"""Coefficients by variable."""


@define
class Program:
    """Variables and constraints: the coefficients of each add up to no more than its bound."""

    worth: Vector = field(factory=dict)
    constraints: list[tuple[Vector, int]] = field(factory=list)
    variables: int = 0

    def variable(self, worth: int = 0) -> int:
        """A new variable, never negative, worth so much."""
        self.worth[self.variables] = worth
        self.variables += 1
        return self.variables - 1

    def bound(self, vector: Vector, most: int = 0) -> int:
        """The number of a new constraint."""
        self.constraints.append((vector, most))
        return len(self.constraints) - 1


@define
class Fractions:
    """For each option what share of its record takes it, in a common unit (``whole``)."""

    shares: Mapping[int, int]
    whole: int


def multipliers(board: Board, budget: Budget) -> dict[int, int] | Fractions | None:
    """Positive multipliers by row under which a sum refutes the case; or, where no sum does, a
    placing in fractions that meets it. None where the program is too large.

    Raises ``SearchLimit`` where the budget is spent."""
    rows = _rows(board)
    if not rows:
        return Fractions({}, 1)
    program = Program()
    bounds = {row: board.bounds(row) for row in rows}
    times = {row: program.variable() for row in rows}
    left = {
        row: {times[row]: need - least} for row, (least, need) in bounds.items() if need > least
    }
    for row, (least, _) in bounds.items():
        program.worth[times[row]] += least
    ordered = sorted(board.demands, key=lambda demand: not isinstance(demand[1], Met))
    for _, demand in ordered:
        for variable, worth in _asks(program, demand, left).items():
            program.worth[variable] += worth
    of: dict[int, tuple[int, ...]] = {}
    for (must, looks), options in _kinds(board, rows).items():
        best = program.variable(-len(options))
        less = program.variable(len(options)) if must else None
        for place, look in enumerate(looks):
            vector = {times[row]: each for row, each in zip(rows, look, strict=True) if each}
            vector[best] = -1
            if less is not None:
                vector[less] = 1
            of[program.bound(vector)] = tuple(each[place] for each in options)
    program.bound(dict.fromkeys(times.values(), 1), 1)
    if program.variables * len(program.constraints) > MOST_CELLS:
        return None
    found, dual, whole = _solved(program, budget)
    if found is not None:
        return {row: found[variable] for row, variable in times.items() if variable in found}
    shares: dict[int, int] = {}
    for constraint, alike in of.items():
        for option, share in zip(alike, _spread(dual.get(constraint, 0), whole), strict=False):
            shares[option] = share
    return Fractions(shares, whole)


def _spread(share: int, whole: int) -> list[int]:
    """A share of several alike as whole ones, and one fraction."""
    return [whole] * (share // whole) + [share % whole] * (share % whole > 0)


def _rows(board: Board) -> list[int]:
    """Every row that the case speaks of, those that must hold first."""

    def within(demand: Demand) -> list[int]:
        if isinstance(demand, Met):
            return [demand.row]
        if isinstance(demand, Choice):
            able = [inside for _, inside in demand.of if not impossible(inside)]
            return [row for inside in able for _, each in inside for row in within(each)]
        return []

    ordered = sorted(board.demands, key=lambda demand: not isinstance(demand[1], Met))
    return list(dict.fromkeys(row for _, demand in ordered for row in within(demand)))


Kind = tuple[bool, tuple[tuple[int, ...], ...]]


def _kinds(board: Board, rows: Sequence[int]) -> dict[Kind, list[tuple[int, ...]]]:
    """Groups that look alike in all rows, each with an option for every look."""
    found: dict[Kind, list[tuple[int, ...]]] = {}
    brought = [board.laid.row(row)[0] for row in rows]
    for must, group in board.groups:
        looks: dict[tuple[int, ...], int] = {}
        for option in group:
            looks.setdefault(tuple(each[option] for each in brought), option)
        if looks:
            ordered = sorted(looks)
            found.setdefault((must, tuple(ordered)), []).append(tuple(looks[e] for e in ordered))
    return found


def _asks(program: Program, demand: Demand, left: dict[int, Vector]) -> Vector:
    """What a demand asks for beyond what its rows come to anyhow, as the checker counts it."""
    if isinstance(demand, Met):
        return left.pop(demand.row, {})
    if isinstance(demand, bool):
        return {}
    able = [[each for _, each in inside] for _, inside in demand.of if not impossible(inside)]
    least = max(demand.least, 0)
    before = dict(left)
    asked: list[Vector] = []
    for inside in able:
        mine = dict(before) if least == 1 else left
        vector: Vector = {}
        for each in inside:
            for variable, worth in _asks(program, each, mine).items():
                vector[variable] = vector.get(variable, 0) + worth
        asked.append(vector)
        for row in before.keys() - mine.keys():
            left.pop(row, None)
    if not least or sum(map(bool, asked)) <= len(asked) - least:
        return {}
    if least == 1:
        total = program.variable()
        for vector in asked:
            program.bound({total: 1} | {variable: -worth for variable, worth in vector.items()})
        return {total: 1}
    # The least of a sum of so many: the greatest of so many times t, less what is below t.
    level = program.variable()
    found = {level: least}
    for vector in asked:
        below = program.variable()
        program.bound({level: 1, below: -1} | {v: -worth for v, worth in vector.items()})
        found[below] = -1
    return found


def _solved(program: Program, budget: Budget) -> tuple[dict[int, int] | None, dict[int, int], int]:
    """Variables worth more than nothing together; or none, with the dual value of each constraint,
    in a common unit."""
    width, height = program.variables, len(program.constraints)
    table = [
        [vector.get(column, 0) for column in range(width)] + [most]
        for vector, most in program.constraints
    ]
    goal = [-program.worth[column] for column in range(width)] + [0]
    inside, outside = list(range(width)), list(range(width, width + height))
    unit = 1
    while goal[-1] <= 0:
        # The first that helps, and of equals the first: so no state comes again (Bland, 1977).
        column = min(
            (at for at in range(width) if goal[at] < 0), key=inside.__getitem__, default=None
        )
        if column is None:
            dual = {
                name - width: goal[at]
                for at, name in enumerate(inside)
                if name >= width and goal[at]
            }
            return None, dual, unit
        pivot = _leaving(table, column, outside)
        budget.spend(1 + width * height // CELLS_A_STEP)
        unit = _pivot(table, goal, pivot, column, unit)
        inside[column], outside[pivot] = outside[pivot], inside[column]
    found = {name: table[at][-1] for at, name in enumerate(outside) if name < width}
    return {name: value for name, value in found.items() if value}, {}, unit


def _leaving(table: list[list[int]], column: int, outside: list[int]) -> int:
    best = -1
    for at, row in enumerate(table):
        if row[column] > 0:
            if best < 0:
                best = at
                continue
            ahead = row[-1] * table[best][column] - table[best][-1] * row[column]
            if ahead < 0 or (ahead == 0 and outside[at] < outside[best]):
                best = at
    assert best >= 0, "multipliers add up to no more than one"
    return best


def _pivot(table: list[list[int]], goal: list[int], at: int, column: int, unit: int) -> int:
    """Exchanges a variable for another; all numbers stay whole, over a new common unit."""
    pivot = table[at]
    by = pivot[column]
    for row in (*table, goal):
        if row is not pivot:
            times = row[column]
            if times:
                row[:] = [(by * a - times * b) // unit for a, b in zip(row, pivot, strict=True)]
                row[column] = -times
            elif by != unit:
                row[:] = [by * a // unit for a in row]
    pivot[column] = unit
    return by
