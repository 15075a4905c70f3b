"""Solvers: the peers that decide any integer program: HiGHS and CP-SAT.

Each is asked in the way that is fast: HiGHS gets the whole matrix at once, and both get one thread,
which on programs of this size is faster than several. The time to write the program in the solver's
own form and the time to solve it are taken apart; the time to derive the program from the rules,
which the engine has to do as well, is given to the solvers for nothing.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import highspy
import numpy as np
from attrs import frozen
from ortools.sat.python import cp_model

from tests.benchmarks.instances import IntegerProgram


@frozen
class Solved:
    """Whether the program can be met, none where the solver does not say, and seconds taken."""

    feasible: bool | None
    build: float
    solve: float


Solver = Callable[[IntegerProgram], Solved]

SECONDS = 20.0
"""How long a solver may take for one program; past it, it does not say."""


def highs(program: IntegerProgram) -> Solved:
    """HiGHS with one thread, else as it comes."""
    began = perf_counter()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = program.variables, len(program.rows)
    model.col_cost_ = np.zeros(program.variables)
    model.col_lower_ = np.zeros(program.variables)
    model.col_upper_ = np.ones(program.variables)
    model.row_lower_ = np.array([least for _, least in program.rows], dtype=float)
    model.row_upper_ = np.full(len(program.rows), highspy.kHighsInf)
    model.integrality_ = [highspy.HighsVarType.kInteger] * program.variables
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(terms) for terms, _ in program.rows)])
    matrix.index_ = np.array([column for terms, _ in program.rows for column, _ in terms])
    matrix.value_ = np.array([w for terms, _ in program.rows for _, w in terms], dtype=float)
    solver: Any = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", SECONDS)
    solver.passModel(model)
    built = perf_counter()
    solver.run()
    status = solver.getModelStatus()
    solved = perf_counter()
    feasible = {
        highspy.HighsModelStatus.kOptimal: True,
        highspy.HighsModelStatus.kInfeasible: False,
    }.get(status)
    return Solved(feasible, built - began, solved - built)


def cp_sat(program: IntegerProgram) -> Solved:
    """CP-SAT with one worker, else as it comes."""
    began = perf_counter()
    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in range(program.variables)]
    for terms, least in program.rows:
        chosen = [variables[column] for column, _ in terms]
        model.add(cp_model.LinearExpr.weighted_sum(chosen, [w for _, w in terms]) >= least)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    built = perf_counter()
    status = solver.solve(model)
    solved = perf_counter()
    feasible = {
        cp_model.OPTIMAL: True,
        cp_model.FEASIBLE: True,
        cp_model.INFEASIBLE: False,
    }.get(status)
    return Solved(feasible, built - began, solved - built)
