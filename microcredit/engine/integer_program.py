"""Integer programs: whether one has a solution, with both answers exact.

HiGHS proposes, whole numbers decide. A solution is rounded and put into every row. *No solution* is
believed only where the rows, each times a multiplier, add up to a row that no columns between their
bounds can reach (Farkas, 1902); where the program in fractions has a solution, one of its columns
is split at a fraction and each half is refuted so (Land and Doig, *An automatic method of solving
discrete programming problems*, Econometrica, 1960).
"""

from collections.abc import Callable, Sequence
from math import floor

from attrs import evolve, frozen

from microcredit.engine.budget import Unsettled
from microcredit.engine.highs import Answer, Program, softened, solve
from microcredit.engine.multipliers import roundings

FRACTION = 1e-6
"""How far from a whole number a column may be to be taken for one."""


PROGRAM_STEPS = 300
ITERATION_STEPS = 4
"""What a program costs in steps of search, before its first iteration and for each."""


def _nothing(_: int) -> None:
    """Effort that nobody counts."""


@frozen
class Effort:
    """How much work a solver may do: nodes in the tree of HiGHS, programs in that of exact
    refutations, and seconds for each call, which only stop what the nodes did not.

    ``spend`` is told the steps of search that each piece of work is worth, and may end it.
    """

    nodes: int = 200
    leaves: int = 60
    seconds: float = 2.0
    spend: Callable[[int], None] = _nothing


@frozen
class Settled:
    """That the program has a solution, these whole numbers, or that it is proven to have none."""

    columns: tuple[int, ...] | None


def at_once(program: Program, effort: Effort) -> Settled | Answer:
    """What the program in fractions alone settles; where it settles nothing, its solution."""
    root = _relaxation(program, effort)
    if refuted(program, root.prices):
        return Settled(None)
    columns = _rounded(program, root)
    return root if columns is None else Settled(columns)


def solution(program: Program, effort: Effort) -> tuple[int, ...] | None:
    """Whole numbers for the columns that meet every row, or none where there are none.

    Every column has both bounds. Raises ``Unsettled`` where neither could be shown exactly, and
    ``ImportError`` without the extra ``solver``.
    """
    root = at_once(program, effort)
    if isinstance(root, Settled):
        return root.columns
    columns = proposed(program, effort)
    return columns if columns is not None else split(program, root, effort)


def proposed(
    program: Program, effort: Effort, presolves: Sequence[bool] = (True, False)
) -> tuple[int, ...] | None:
    """The whole numbers that HiGHS finds, with presolve or without, and that meet every row; none
    where it claims that there are none, which is no proof. Raises ``Unsettled`` where it says
    neither."""
    for presolve in presolves:
        answer = solve(program, seconds=effort.seconds, nodes=effort.nodes, presolve=presolve)
        effort.spend(PROGRAM_STEPS + ITERATION_STEPS * answer.iterations)
        columns = _rounded(program, answer)
        if columns is not None or answer.status == "infeasible":
            return columns
    raise Unsettled


def holds(program: Program, columns: Sequence[int]) -> bool:
    """Whether the whole numbers meet every bound and every row."""
    return all(
        low <= value and (high is None or value <= high)
        for low, value, high in zip(program.lower, columns, program.upper, strict=True)
    ) and all(
        sum(weight * columns[column] for column, weight in entries) >= need
        for entries, need in program.rows
    )


def refuted(program: Program, prices: Sequence[float]) -> bool:
    """Whether some rounding of the prices refutes the program exactly."""
    return any(_refutes(program, multipliers) for multipliers in roundings(prices))


def _refutes(program: Program, multipliers: Sequence[int]) -> bool:
    """Whether the sum of the rows is out of reach for all columns between their bounds."""
    worths = [0] * len(program.lower)
    missing = 0
    for multiplier, (entries, need) in zip(multipliers, program.rows, strict=True):
        if multiplier:
            missing += multiplier * need
            for column, weight in entries:
                worths[column] += multiplier * weight
    for worth, low, high in zip(worths, program.lower, program.upper, strict=True):
        if worth > 0:
            if high is None:
                return False
            missing -= worth * high
        else:
            missing -= worth * low
    return missing > 0


def _relaxation(program: Program, effort: Effort) -> Answer:
    """The program in fractions, with what is missing from all rows, in proportion, made least: the
    prices are the multipliers that show why it cannot be nothing."""
    answer = solve(softened(program), seconds=effort.seconds, presolve=False)
    effort.spend(PROGRAM_STEPS + ITERATION_STEPS * answer.iterations)
    if answer.status != "solved":
        raise Unsettled
    return answer


def _rounded(program: Program, answer: Answer) -> tuple[int, ...] | None:
    """The columns as whole numbers, where these meet every row exactly."""
    if answer.status != "solved":
        return None
    columns = tuple(round(value) for value in answer.columns[: len(program.lower)])
    return columns if holds(program, columns) else None


def split(program: Program, root: Answer, effort: Effort) -> tuple[int, ...] | None:
    """As ``solution``, from a tree of programs in fractions, each leaf of which is refuted exactly
    or gives the answer; ``root`` is what the program in fractions says."""
    waiting = [(program, root)]
    for _ in range(effort.leaves):
        if not waiting:
            return None
        part, answer = waiting.pop()
        column, at = _fractional(part, answer)
        for half in _halves(part, column, at):
            relaxed = _relaxation(half, effort)
            rounded = _rounded(half, relaxed)
            if rounded is not None:
                return rounded
            if not refuted(half, relaxed.prices):
                waiting.append((half, relaxed))
    raise Unsettled


def _fractional(program: Program, answer: Answer) -> tuple[int, int]:
    """The column to split, and the last whole number of its lower half: the one nearest to a half,
    and where all are whole any that still has room."""
    best, found = FRACTION, None
    for column in range(len(program.lower)):
        value = answer.columns[column]
        away = abs(value - round(value))
        if away > best:
            best, found = away, (column, floor(value))
    if found is not None:
        return found
    for column, (low, high) in enumerate(zip(program.lower, program.upper, strict=True)):
        if high is None or low < high:
            return column, low
    raise Unsettled


def _halves(program: Program, column: int, at: int) -> tuple[Program, Program]:
    """The program with the column at most ``at``, and above it."""
    upper, lower = list(program.upper), list(program.lower)
    upper[column], lower[column] = at, at + 1
    return evolve(program, upper=tuple(upper)), evolve(program, lower=tuple(lower))
