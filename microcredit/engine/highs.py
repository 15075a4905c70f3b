"""HiGHS: linear and integer programs handed to a solver, and what it says of them.

HiGHS (Huangfu and Hall, *Parallelizing the dual revised simplex method*, Mathematical Programming
Computation, 2018; https://highs.dev) comes with the extra ``solver`` and is loaded when it is first
asked. It calculates in floating point: whatever it says is a hint, to be made exact by the caller.
One thread and a fixed seed: the same program gives the same answer.
"""

from collections.abc import Sequence
from typing import Any, Literal

from attrs import frozen

Status = Literal["solved", "infeasible", "unknown"]

LARGE = 10**6
"""Rows with larger coefficients are divided by the largest: HiGHS compares with tolerances."""


@frozen
class Program:
    """Columns between bounds, all whole or none, and rows that must each reach a need.

    ``cost`` is to be made least. An upper bound of none is no bound.
    """

    lower: tuple[int, ...]
    upper: tuple[int | None, ...]
    rows: tuple[tuple[tuple[tuple[int, int], ...], int], ...]
    whole: bool
    cost: tuple[int, ...] = ()


@frozen
class Answer:
    """What HiGHS says: the columns of the solution it found, and the price of each row where the
    program is not whole; with how many iterations of the simplex method it took."""

    status: Status
    columns: tuple[float, ...] = ()
    prices: tuple[float, ...] = ()
    iterations: int = 0


def solve(program: Program, *, seconds: float, nodes: int = 10**6, presolve: bool = True) -> Answer:
    """What HiGHS finds within so many seconds and so many nodes of its tree.

    ``unknown`` is all that is neither a solution nor its claim that there is none. Raises
    ``ImportError`` without the extra ``solver``.
    """
    import highspy
    import numpy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.lower), len(program.rows)
    infinite = highspy.kHighsInf
    model.col_lower_ = numpy.array(program.lower, dtype=float)
    model.col_upper_ = numpy.array([infinite if u is None else u for u in program.upper], float)
    model.col_cost_ = numpy.array(program.cost or [0] * len(program.lower), dtype=float)
    starts, columns, values, needs, divisors = [0], [], [], [], []
    for entries, need in program.rows:
        top = max((abs(value) for _, value in entries), default=1)
        divisor = top if top > LARGE else 1
        divisors.append(divisor)
        columns += [column for column, _ in entries]
        values += [value / divisor for _, value in entries]
        needs.append(need / divisor)
        starts.append(len(columns))
    model.row_lower_ = numpy.array(needs, dtype=float)
    model.row_upper_ = numpy.full(len(needs), infinite)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.array(starts, dtype=numpy.int32)
    model.a_matrix_.index_ = numpy.array(columns, dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.array(values, dtype=float)
    if program.whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(program.lower)
    # The public class prints a banner to standard output, where reports and JSON go.
    solver: Any = getattr(highspy, "_Highs", highspy.Highs)()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    solver.setOptionValue("time_limit", float(seconds))
    solver.setOptionValue("mip_max_nodes", nodes)
    # As good as optimal is not optimal.
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("presolve", "on" if presolve else "off")
    solver.passModel(model)
    if solver.run() == highspy.HighsStatus.kError:
        # Whoever embeds the engine has begun with more threads, which HiGHS keeps for all.
        solver.setOptionValue("threads", 0)
        solver.run()
    return _answer(highspy, solver, None if program.whole else divisors)


def _answer(highspy: Any, solver: Any, divisors: Sequence[int] | None) -> Answer:
    """The answer; prices are those of rows that are not divided."""
    status = solver.getModelStatus()
    iterations = max(0, solver.getInfo().simplex_iteration_count)
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer("infeasible", iterations=iterations)
    if status != highspy.HighsModelStatus.kOptimal:
        return Answer("unknown", iterations=iterations)
    solution = solver.getSolution()
    columns = tuple(solution.col_value)
    if divisors is None:
        return Answer("solved", columns, (), iterations)
    pairs = zip(solution.row_dual, divisors, strict=True)
    return Answer("solved", columns, tuple(max(0.0, price / by) for price, by in pairs), iterations)


def softened(program: Program) -> Program:
    """The program in fractions, in which a last column makes up for what any row misses.

    The column counts in each row as much as the row's largest number, and is made least. At nought
    the rows can be met by fractions; above it the prices say why they cannot.
    """
    spare = len(program.lower)
    rows = tuple(
        ((*entries, (spare, max([1, abs(need), *(abs(w) for _, w in entries)]))), need)
        for entries, need in program.rows
    )
    cost = (*(0 for _ in range(spare)), 1)
    return Program((*program.lower, 0), (*program.upper, None), rows, whole=False, cost=cost)
