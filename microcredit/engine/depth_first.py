"""Depth first: one option of each group, or none, that together reach the needs of all rows.

Most placings are found at a first dive or by repairing it, most contradictions by pricing the rows;
the search is for what is left. Groups whose rows are scarcest come first; a branch ends as soon as
some row cannot reach its need with all that is left; states that failed are remembered with their
residual needs clipped to what still matters; equal groups are taken in one order only; and the sum
of all rows at their prices is a row of its own (a surrogate constraint: Glover 1968)."""

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from microcredit.engine.budget import Budget, SearchLimit, installed
from microcredit.engine.dive import Taken, dived
from microcredit.engine.group import Group, Vector
from microcredit.engine.lanes import Lanes
from microcredit.engine.narrow import Narrowed, narrowed, raised_needs
from microcredit.engine.prices import Priced, priced
from microcredit.engine.repair import repaired

FIRST_REPAIRS, REPAIRS_A_ROW, MORE_REPAIRS = 10, 2, 200
"""Changes of a placing that a repair may take, with more for each row, and at its second try."""

ROUNDS = 12
"""Changes of price."""

FEW = 12
"""Groups that are searched at once, unless what prices teach is wanted."""

FEW_ROWS = 11
"""Rows that are priced before a repair is tried."""

FEW_STEPS, FIRST_STEPS = 200, 2_000
"""Steps of search for so few groups, and before the longer ways are tried."""


def fill(
    groups: Sequence[Group],
    needs: Sequence[int],
    budget: Budget,
    learned: list[Vector] | None = None,
    *,
    solver: bool = False,
) -> Taken | None:
    """For each group the option taken, -1 for none, such that all rows reach their needs; none
    where nothing does.

    Multipliers that refute are put into ``learned``, where it is given. With ``solver`` HiGHS is
    asked before the search goes to its end, where the extra is installed.
    Raises ``SearchLimit`` when the budget is spent."""
    if not needs:
        return [0 if group.forced else -1 for group in groups]
    for row, need in enumerate(needs):
        if sum(group.best[row] for group in groups) < need:
            return None
    if learned is None and len(groups) <= FEW:
        with suppress(SearchLimit):
            return _for_a_while(groups, needs, budget, FEW_STEPS)
    taken, reached = dived(groups, needs)
    if reached:
        return taken
    budget.spend(len(groups))
    needs = raised_needs(groups, needs)
    many, changes = len(needs) > FEW_ROWS, FIRST_REPAIRS + REPAIRS_A_ROW * len(needs)
    if many:
        # What so many rows ask is more often repaired than refuted, and prices cost more.
        found = repaired(groups, needs, taken, changes, budget)
        if found is not None:
            return found
    prices = priced(groups, needs, ROUNDS)
    if prices.refutes and learned is not None:
        learned.append(prices.multipliers)
    if prices.taken is not None or prices.refutes:
        return prices.taken
    if not many:
        found = repaired(groups, needs, taken, changes, budget)
        if found is not None:
            return found
    budget.spend(len(groups))
    left = narrowed(groups, needs)
    if left is None:
        return None
    with suppress(SearchLimit):
        found = _for_a_while(*_summed(left, prices), budget, FIRST_STEPS)
        return None if found is None else left.widened(found)
    found = _at_length(left, prices, budget, solver=solver and installed())
    return None if found is None else left.widened(found)


def _for_a_while(
    groups: Sequence[Group], needs: Sequence[int], budget: Budget, steps: int
) -> Taken | None:
    """The same by at most so many steps of search.

    Raises ``SearchLimit`` when they are taken."""
    own = budget.portion(steps)
    try:
        return explore(groups, needs, own)
    finally:
        budget.back(own)


def _at_length(left: Narrowed, prices: Priced, budget: Budget, *, solver: bool) -> Taken | None:
    """The same for what is not settled quickly."""
    groups, needs = left.groups, left.needs
    found = repaired(groups, needs, dived(groups, needs)[0], MORE_REPAIRS, budget)
    if found is not None:
        return found
    if solver:
        # Loaded when used: most verdicts never ask it.
        settled = import_module("microcredit.engine.proposal").proposal(groups, needs, budget)
        if settled is not None:
            return None if settled.columns is None else list(settled.columns)
    return explore(*_summed(left, prices), budget)


def _summed(left: Narrowed, prices: Priced) -> tuple[list[Group], list[int]]:
    """The groups and needs with the sum of all rows at their prices as one more row."""
    multipliers, needs = prices.multipliers, left.needs
    whole = sum(m * need for m, need in zip(multipliers, needs, strict=True))
    return [group.widened((multipliers,)) for group in left.groups], [*needs, whole]


def explore(groups: Sequence[Group], needs: Sequence[int], budget: Budget) -> Taken | None:
    """The same by depth-first search, without recursion: a learner may have thousands of records.

    Raises ``SearchLimit`` when the budget is spent."""
    order, options = _ordered(groups, needs)
    lanes = Lanes.for_sums(
        len(needs), sum(group.largest for group in groups) + max(map(abs, needs), default=0)
    )
    width, bias, guards, spread = lanes.width, lanes.bias, lanes.guards, lanes.width - 1
    depth = len(order)
    packed = [
        [groups[place].packed(width)[0][option] for option in mine]
        for place, mine in zip(order, options, strict=True)
    ]
    most, caps = [0], [bias]
    for place in reversed(order):
        _, best, least = groups[place].packed(width)
        most.append(most[-1] + best)
        caps.append(caps[-1] - least)
    most.reverse()
    caps.reverse()
    forced_until = sum(group.forced for group in groups)
    lasts = [
        len(mine) - (1 if groups[place].forced else 0)
        for place, mine in zip(order, options, strict=True)
    ]
    like_previous = [index > 0 and packed[index] == packed[index - 1] for index in range(depth)]
    failed: set[tuple[int, int, int]] = set()
    states = [bias - lanes.pack(needs)]
    choices: list[int] = [-1]
    while states:
        level = len(states) - 1
        state = states[level]
        choice = choices[level]
        if choice < 0:
            budget.spend()
            if (state + most[level]) & bias != bias:
                states.pop()
                choices.pop()
                continue
            if level >= forced_until and state & bias == bias:
                return _taken(order, options, choices[:level])
            choice = choices[level - 1] - 1 if level < depth and like_previous[level] else 0
            cap = caps[level]
            # As ``Lanes.clipped``, written out: this is where the time goes.
            full = (state | guards) - cap & guards
            full -= full >> spread
            key = level, state & ~full & ~guards | cap & full, choice
            if level == depth or key in failed:
                states.pop()
                choices.pop()
                continue
            failed.add(key)
        if choice > lasts[level]:
            states.pop()
            choices.pop()
            continue
        choices[level] = choice + 1
        mine = packed[level]
        states.append(state + mine[choice] if choice < len(mine) else state)
        choices.append(-1)
    return None


def _ordered(
    groups: Sequence[Group], needs: Sequence[int]
) -> tuple[list[int], list[Sequence[int]]]:
    """The places of the groups in the order of search, and the order of options within each.

    Forced groups come first, then those that serve the scarcest rows; equal groups side by side."""
    supply = [0] * len(needs)
    for group in groups:
        for row, weight in enumerate(group.best):
            supply[row] += weight
    scarcity = [
        need * 1000 // max(1, total) if need > 0 else 0
        for need, total in zip(needs, supply, strict=True)
    ]
    by_scarcity = sorted(range(len(needs)), key=lambda row: (-scarcity[row], row))

    def rank(place: int) -> tuple[bool, int, tuple[tuple[int, ...], ...], int]:
        group = groups[place]
        serves = group.serves
        urgent = next((-scarcity[row] for row in by_scarcity if serves >> row & 1), 0)
        return not group.forced, urgent, group.vectors, place

    def worth(weights: Sequence[tuple[int, int]]) -> int:
        return sum(
            weight * scarcity[row] // needs[row] for row, weight in weights if needs[row] > 0
        )

    order = sorted(range(len(groups)), key=rank)
    options: list[Sequence[int]] = []
    for place in order:
        sparse = groups[place].sparse
        if len(sparse) == 1:
            options.append((0,))
        else:
            worths = [worth(weights) for weights in sparse]
            options.append(sorted(range(len(sparse)), key=lambda o: (-worths[o], o)))
    return order, options


def _taken(order: Sequence[int], options: Sequence[Sequence[int]], choices: Sequence[int]) -> Taken:
    taken = [-1] * len(order)
    for place, mine, choice in zip(order, options, choices, strict=False):
        if choice - 1 < len(mine):
            taken[place] = mine[choice - 1]
    return taken
