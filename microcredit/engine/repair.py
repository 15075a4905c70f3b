"""Repair: a placing that falls short, changed one group at a time until it does not.

Each step makes the change that brings the rows nearest to their needs; where none does, the rows
that fall short weigh more from then on (the breakout method: Morris 1993), and a group that was
changed rests for a while (tabu search: Glover 1989). It proves nothing where it does not
succeed."""

from collections.abc import Sequence

from microcredit.engine.budget import Budget
from microcredit.engine.dive import Taken
from microcredit.engine.group import Group

GROUPS_A_STEP = 8
"""Groups that one step of the search would pay for: a change looks at all of them."""

REST = 4
"""Changes for which a group that was changed stays as it is."""

UNIT = 1 << 16


def repaired(
    groups: Sequence[Group], needs: Sequence[int], start: Taken, changes: int, budget: Budget
) -> Taken | None:
    """Options under which all rows reach their needs, if so many changes to those of ``start`` do.

    Raises ``SearchLimit`` when the budget is spent."""
    price = 1 + len(groups) // GROUPS_A_STEP
    taken, short = list(start), list(needs)
    for group, option in zip(groups, taken, strict=True):
        if option >= 0:
            for row, weight in group.sparse[option]:
                short[row] -= weight
    largest = [max(column) for column in zip(*(group.top for group in groups), strict=True)]
    # What a row lacks is measured by its largest weight: one module is as much as twelve credits.
    units = [UNIT // max(1, top) or 1 for top in largest]
    weighs = list(units)
    resting = [0] * len(groups)
    serving = [(place, -1 if g.harm else g.serves, g) for place, g in enumerate(groups)]
    for turn in range(changes):
        unmet = 0
        for row, gap in enumerate(short):
            if gap > 0:
                unmet |= 1 << row
        if not unmet:
            return taken
        budget.spend(price)
        most, move = 0, None
        for place, serves, group in serving:
            if not serves & unmet or resting[place] > turn:
                continue
            for option, change in group.changes(taken[place]):
                gain = 0
                for row, more in change:
                    before = short[row]
                    after = before + more
                    if before > 0:
                        gain -= weighs[row] * (more if after > 0 else -before)
                    elif after > 0:
                        gain -= weighs[row] * after
                if gain > most:
                    most, move = gain, (place, option, change)
        if move is None:
            for row, gap in enumerate(short):
                if gap > 0:
                    weighs[row] += units[row]
            continue
        place, option, change = move
        for row, more in change:
            short[row] += more
        taken[place], resting[place] = option, turn + REST
    return None
