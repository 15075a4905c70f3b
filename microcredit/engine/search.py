"""The search: is there a placing of the records under which all rows and formulas hold?

Rows are decided together, over groups of options, one group for each module; a group takes one
option or none, and options that another option of the group beats everywhere are left out.
Alternatives are tried only where a placing that was found breaks them.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from microcredit.engine.budget import (
    ALLOWED,
    SOLVER_STEPS,
    Budget,
    StepsSpent,
    Unsettled,
    installed,
    with_extra,
)
from microcredit.engine.case import Case, Placing, Tabled, satisfied
from microcredit.engine.depth_first import fill
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.group import Group, group_of
from microcredit.engine.table import Weights

STEPS_A_START = 8
WEIGHTS_A_STEP = 10
"""What a search costs before its first step, in steps: something, and so many weights for one."""


def decide(table: Tabled, case: Case, budget: Budget) -> Placing | None:
    """A placing under which the case holds, or none where there is none.

    The search first gets a portion of the budget; past that the solver is asked, where it is
    installed and the budget can pay for it; past that the search goes on with all that is left.
    Raises ``SearchLimit`` when the budget is spent."""
    own = budget.portion()
    try:
        return searched(table, case, own)
    except StepsSpent:
        if budget.steps <= SOLVER_STEPS:
            raise
    finally:
        budget.back(own)
    if not installed():
        try:
            return searched(table, case, budget)
        except StepsSpent as reached:
            raise StepsSpent(with_extra(ALLOWED)) from reached
    asked = len(table.options.placings) * (len(case.rows) + len(case.formulas))
    budget.spend(SOLVER_STEPS + asked // WEIGHTS_A_STEP)
    # Loaded when used: most verdicts never ask it.
    solver = import_module("microcredit.engine.solver")
    try:
        found: Placing | None = solver.settle_within(table, case, budget)
        return found
    except Unsettled:
        return searched(table, case, budget)


def searched(table: Tabled, case: Case, budget: Budget) -> Placing | None:
    """The same by the search alone."""
    waiting: list[tuple[Case, Placing | None]] = [(case, None)]
    while waiting:
        case, found = waiting.pop()
        must: list[int] = []
        open_formulas: list[Formula] = []
        for formula in case.formulas:
            split(formula, must, open_formulas)
        rows = [*case.rows, *map(table.row, must)]
        if found is None:
            found = place(table, case, rows, budget)
        else:
            budget.spend()
        if found is None:
            continue
        taken = set(found)

        def met(formula: Formula, taken: set[int] = taken) -> bool:
            return satisfied(table, formula, taken)

        broken = next((f for f in open_formulas if not met(f)), None)
        if broken is None:
            return found
        rest = tuple(f for f in open_formulas if f is not broken)
        # What the placing meets already costs nothing to ask for, so that goes first.
        for branch in reversed(list(branches(broken, met))):
            asked: list[int] = []
            for formula in branch:
                split(formula, asked, [])
            narrowed = Case(case.banned, tuple(rows), (*rest, *branch), case.taken, case.left)
            waiting.append((narrowed, found if all(met(Met(row)) for row in asked) else None))
    return None


def split(formula: Formula, rows: list[int], rest: list[Formula]) -> None:
    """Puts what must hold in any case among the rows, and what leaves a choice aside."""
    match formula:
        case Met(row):
            rows.append(row)
        case Some(least, of) if least == len(of):
            for each in of:
                split(each, rows, rest)
        case Some(least, _):
            if least > 0:
                rest.append(formula)
        case _:
            raise AssertionError("what is given, or grounded, is settled before the search")


def branches(formula: Formula, met: Callable[[Formula], bool]) -> Iterator[tuple[Formula, ...]]:
    """The ways to meet a choice, which together leave none out; those that are met come first."""
    assert isinstance(formula, Some)
    of = sorted(formula.of, key=lambda each: not met(each))
    if formula.least == 1:
        for each in of:
            yield (each,)
        return
    first, rest = of[0], tuple(of[1:])
    yield (first, Some(formula.least - 1, rest))
    if len(rest) >= formula.least:
        yield (Some(formula.least, rest),)


def place(table: Tabled, case: Case, rows: Sequence[Weights], budget: Budget) -> Placing | None:
    """A placing under which all rows hold, found by depth-first search, or none."""
    needed = [row for row in dict.fromkeys(rows) if row.need > 0 or any(w < 0 for w in row.weights)]
    budget.spend(STEPS_A_START + len(table.options.placings) * (len(needed) + 1) // WEIGHTS_A_STEP)
    groups = _groups(table, case, needed)
    if groups is None:
        return None
    numbers, choices = groups
    taken = fill(choices, [row.need for row in needed], budget)
    if taken is None:
        return None
    return tuple(
        sorted(mine[place] for mine, place in zip(numbers, taken, strict=True) if place >= 0)
    )


def _groups(
    table: Tabled, case: Case, rows: Sequence[Weights]
) -> tuple[list[list[int]], list[Group]] | None:
    """The groups with the options that may matter, by number and by weights; none where a forced
    group has no option left."""
    options = table.options
    numbers: list[list[int]] = []
    groups: list[Group] = []
    for group in options.groups:
        wanted = [force for force in case.taken if not force.isdisjoint(group)]
        usable = [
            (option, tuple(row.weights[option] for row in rows))
            for option in group
            if not options.placings[option] & case.banned
            and option not in case.left
            and all(option in force for force in wanted)
        ]
        if wanted and not usable:
            return None
        kept = undominated(usable, forced=bool(wanted))
        if kept:
            numbers.append([option for option, _ in kept])
            groups.append(group_of(tuple(vector for _, vector in kept), bool(wanted)))
    return numbers, groups


def undominated(
    options: Sequence[tuple[int, tuple[int, ...]]], *, forced: bool
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The options that no other one, or taking none, equals or beats in every row."""
    kept: list[tuple[int, tuple[int, ...]]] = []
    distinct: dict[tuple[int, ...], int] = {}
    for option, vector in options:
        distinct.setdefault(vector, option)
    for vector, option in distinct.items():
        if not forced and all(v <= 0 for v in vector):
            continue
        if any(_beats(other, vector) for _, other in kept):
            continue
        kept = [(o, v) for o, v in kept if not _beats(vector, v)]
        kept.append((option, vector))
    return tuple(kept)


def _beats(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True))
