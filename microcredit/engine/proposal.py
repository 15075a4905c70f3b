"""Proposals: what HiGHS finds for groups and rows, checked in whole numbers.

Groups that are alike are one column for each option, however many they are. In fractions the rows
may contradict each other, which is made exact; that no whole numbers are found proves nothing, so
then the search goes on. It is asked where the search would take longer, and only where the extra
``solver`` is installed."""

from collections.abc import Sequence

from microcredit.engine.budget import Budget, Unsettled
from microcredit.engine.group import Group
from microcredit.engine.highs import Program
from microcredit.engine.integer_program import Effort, Settled, at_once, proposed

NODES = 1
"""Nodes of the tree of HiGHS: a placing that it finds quickly it finds at the root."""

MOST_COLUMNS = 150
"""Options of a program that HiGHS is asked about here; larger ones are for the whole engine."""


def proposal(groups: Sequence[Group], needs: Sequence[int], budget: Budget) -> Settled | None:
    """For each group the option taken, -1 for none, such that all rows reach their needs, or that
    nothing does; none where HiGHS settles neither.

    Raises ``SearchLimit`` when the budget is spent."""
    kinds: dict[Group, list[int]] = {}
    for place, group in enumerate(groups):
        kinds.setdefault(group, []).append(place)
    if sum(len(group.vectors) for group in kinds) > MOST_COLUMNS:
        return None
    program, effort = _program(kinds, needs), Effort(nodes=NODES, spend=budget.spend)
    try:
        root = at_once(program, effort)
        if isinstance(root, Settled):
            counts = root.columns
            if counts is None:
                return root
        else:
            counts = proposed(program, effort, presolves=(True,))
    except Unsettled:
        return None
    if counts is None:
        return None
    taken, given = [-1] * len(groups), iter(counts)
    for group, places in kinds.items():
        free = iter(places)
        for option in range(len(group.vectors)):
            for _ in range(next(given)):
                taken[next(free)] = option
    return Settled(tuple(taken))


def _program(kinds: dict[Group, list[int]], needs: Sequence[int]) -> Program:
    """How many groups of each kind take each option, as columns, and what the rows need."""
    upper: list[int] = []
    rows: list[list[tuple[int, int]]] = [[] for _ in needs]
    takes: list[tuple[tuple[tuple[int, int], ...], int]] = []
    for group, places in kinds.items():
        columns = range(len(upper), len(upper) + len(group.vectors))
        upper += [len(places)] * len(columns)
        for column, sparse in zip(columns, group.sparse, strict=True):
            for row, weight in sparse:
                rows[row].append((column, weight))
        if len(columns) > 1:
            takes.append((tuple((column, -1) for column in columns), -len(places)))
        if group.forced:
            takes.append((tuple((column, 1) for column in columns), len(places)))
    asked = [(tuple(row), need) for row, need in zip(rows, needs, strict=True)]
    return Program((0,) * len(upper), tuple(upper), (*asked, *takes), whole=True)
