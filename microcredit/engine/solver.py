"""The solver: whether there is a placing under which a case holds, asked of an integer program.

How many records of one kind take an option is one whole number: thirty that look alike are four
columns rather than thirty times four. A row of the case is a row of the program. A formula has a
column of nought or one for each row and each formula in it: nought lets a row fall to its exact
least, one holds it to its need. Parts that all ask the same are filled by *patterns*, which leaves
no two solutions that differ only in which of these parts is which.

It is asked when the search has spent what a case is allowed, and only where the extra ``solver`` is
installed. What it finds is exact, either way: see ``integer_program``.
"""

from microcredit.engine.blocks import blocks_of
from microcredit.engine.budget import Budget, Unsettled
from microcredit.engine.case import Case, Placing, Tabled, meets
from microcredit.engine.highs import Answer, Program
from microcredit.engine.integer_program import (
    Effort,
    Settled,
    at_once,
    proposed,
    solution,
    split,
)
from microcredit.engine.kinds import Statement, stated
from microcredit.engine.patterns import patterned
from microcredit.engine.written import directly


def settle(table: Tabled, case: Case, effort: Effort | None = None) -> Placing | None:
    """A placing under which the case holds, or none where it is proven that there is none.

    Raises ``Unsettled``, a ``SearchLimit``, where neither could be shown within the effort, and
    ``ImportError`` without the extra ``solver``.
    """
    statement = stated(table, case)
    if statement is None:
        return None
    counts = _counts(statement, effort or Effort())
    if counts is None:
        return None
    placing = statement.placing(counts)
    if not meets(table, case, placing):
        raise Unsettled
    return placing


def settle_within(table: Tabled, case: Case, budget: Budget) -> Placing | None:
    """As ``settle``, with what it takes taken from the budget."""
    return settle(table, case, Effort(spend=budget.spend))


def _counts(statement: Statement, effort: Effort) -> tuple[int, ...] | None:
    """How many members of each kind take each option, none where nothing does."""
    program = directly(statement)
    root = at_once(program, effort)
    if isinstance(root, Settled):
        found = root.columns
    else:
        found = _searched(statement, program, root, effort)
    return None if found is None else found[: len(statement.columns())]


def _searched(
    statement: Statement, program: Program, root: Answer, effort: Effort
) -> tuple[int, ...] | None:
    """The same where fractions settle nothing. Parts that are alike go by patterns first; where
    there are none, patterns are there to refute what HiGHS does not solve."""
    blocks = blocks_of(statement)
    if not any(len(alike.blocks) > 1 for alike in blocks):
        try:
            found = proposed(program, effort)
        except Unsettled:
            found = None
        if found is not None:
            return found
    patterns = patterned(statement, blocks, effort.spend)
    if patterns is None:
        return split(program, root, effort)
    filled = solution(patterns.program, effort)
    return None if filled is None else patterns.counts(filled)
