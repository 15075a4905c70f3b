"""The least cost of an integer program, with a proof in whole numbers that nothing costs less.

HiGHS proposes a solution; it is rounded and put into every row. That nothing is cheaper is a second
program: the same with one unit of cost less, which must be refuted exactly (``integer_program``).
"""

from collections.abc import Sequence
from math import ceil, gcd

from attrs import evolve, frozen

from microcredit.engine.budget import Unsettled
from microcredit.engine.highs import Program, solve
from microcredit.engine.integer_program import Effort, Settled, at_once, proposed, split


@frozen
class Least:
    """A solution and its cost, which is proven to be the least where ``at_least`` says the same."""

    columns: tuple[int, ...]
    cost: int
    at_least: int


def least(program: Program, effort: Effort, *, prove: bool = True) -> Least | None:
    """A solution of least cost; none where it is proven that there is no solution at all.

    Costs are whole and not negative. Without ``prove`` the solver is believed about the cost, and
    ``at_least`` says nothing. Raises ``Unsettled`` where there is neither a solution nor a proof,
    and ``ImportError`` without the extra ``solver``."""
    columns = proposed(program, effort)
    if columns is None:
        columns = _any(evolve(program, cost=()), effort)
        if columns is None:
            return None
    unit = gcd(*program.cost) or 1
    while prove:
        cost = _cost(program, columns)
        if cost == 0:
            break
        try:
            better = _any(cheaper(program, cost - unit), effort)
        except Unsettled:
            return Least(columns, cost, _bound(program, effort, unit))
        if better is None:
            return Least(columns, cost, cost)
        columns = better
    return Least(columns, _cost(program, columns), 0)


def cheaper(program: Program, most: int) -> Program:
    """The program with a row that says that it costs no more than so much, whatever the cost."""
    row = tuple((column, -cost) for column, cost in enumerate(program.cost) if cost)
    return evolve(program, rows=(*program.rows, (row, -most)), cost=())


def _any(program: Program, effort: Effort) -> tuple[int, ...] | None:
    """A solution, or none where it is refuted."""
    root = at_once(program, effort)
    return root.columns if isinstance(root, Settled) else split(program, root, effort)


def _cost(program: Program, columns: Sequence[int]) -> int:
    return sum(cost * value for cost, value in zip(program.cost, columns, strict=True))


def _bound(program: Program, effort: Effort, unit: int) -> int:
    """What the program in fractions shows that it costs at least, as far as that is refuted."""
    answer = solve(evolve(program, whole=False), seconds=effort.seconds, presolve=False)
    if answer.status != "solved":
        return 0
    value = sum(c * v for c, v in zip(program.cost, answer.columns, strict=True))
    least = ceil(value / unit - 1e-6) * unit
    try:
        refuted = at_once(cheaper(program, least - unit), effort) == Settled(None)
    except Unsettled:
        return 0
    return least if refuted else 0
