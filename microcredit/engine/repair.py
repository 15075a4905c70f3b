"""Repair: a placing that falls short, changed one group at a time until it does not.

Each step makes the change that brings the rows nearest to their needs; where none does, the rows
that fall short weigh more from then on (the breakout method: Morris 1993). It proves nothing where
it does not succeed."""

from collections.abc import Sequence

from microcredit.engine.budget import Budget
from microcredit.engine.dive import Taken
from microcredit.engine.group import Group

OPTIONS_A_STEP = 8
"""Options that one step of the search would pay for: a change looks at all of them."""


def repaired(
    groups: Sequence[Group], needs: Sequence[int], changes: int, budget: Budget
) -> Taken | None:
    """Options under which all rows reach their needs, if so many changes to the first ones do.

    Raises ``SearchLimit`` when the budget is spent."""
    price = 1 + sum(len(group.vectors) for group in groups) // OPTIONS_A_STEP
    taken = [0] * len(groups)
    short = list(needs)
    for group, option in zip(groups, taken, strict=True):
        if option >= 0:
            for row, weight in group.sparse[option]:
                short[row] -= weight
    weighs = [1] * len(needs)
    last = -1
    for _ in range(changes):
        unmet = [row for row, gap in enumerate(short) if gap > 0]
        if not unmet:
            return taken
        budget.spend(price)
        wanted = sum(1 << row for row in unmet)
        best, move = 0, (-1, -1)
        for place, group in enumerate(groups):
            current = taken[place]
            if place == last or not (group.serves & wanted or group.harm):
                continue
            before = group.sparse[current] if current >= 0 else ()
            for option in range(-1 if not group.forced else 0, len(group.vectors)):
                if option == current:
                    continue
                change = dict(before)
                for row, weight in group.sparse[option] if option >= 0 else ():
                    change[row] = change.get(row, 0) - weight
                gain = 0
                for row, less in change.items():
                    if less:
                        gap = short[row]
                        gain += weighs[row] * (max(0, gap) - max(0, gap + less))
                if gain > best:
                    best, move = gain, (place, option)
        if best <= 0:
            for row in unmet:
                weighs[row] += 1
            last = -1
            continue
        place, option = move
        for row, weight in groups[place].sparse[taken[place]] if taken[place] >= 0 else ():
            short[row] += weight
        for row, weight in groups[place].sparse[option] if option >= 0 else ():
            short[row] -= weight
        taken[place], last = option, place
    return None
