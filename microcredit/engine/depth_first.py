"""Depth first: one option of each group, or none, that together reach the needs of all rows.

Most placings are found at a first dive or by repairing it, most contradictions by pricing the rows;
the search is for what is left. Groups whose rows are scarcest come first; a branch ends as soon as
some row cannot reach its need with all that is left; states that failed are remembered with their
residual needs clipped to what still matters; equal groups are taken in one order only; and the sum
of all rows at their prices is a row of its own (a surrogate constraint: Glover 1968)."""

from collections.abc import Sequence

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.dive import Taken, dive
from microcredit.engine.group import Group, Vector
from microcredit.engine.lanes import Lanes
from microcredit.engine.narrow import narrowed
from microcredit.engine.prices import Priced, priced
from microcredit.engine.reachable import raised
from microcredit.engine.repair import repaired

FIRST_ROUNDS, MORE_ROUNDS = 16, 64
"""Changes of price before a repair is tried, and after it."""

FIRST_REPAIRS, MORE_REPAIRS = 40, 300
"""Changes of a placing that a repair may take, and at its second try."""

FIRST_STEPS = 200
"""Steps of search before the longer ways are tried."""

FEW = 12
"""Groups that are searched at once, unless what prices teach is wanted."""


def fill(
    groups: Sequence[Group],
    needs: Sequence[int],
    budget: Budget,
    learned: list[Vector] | None = None,
) -> Taken | None:
    """For each group the option taken, -1 for none, such that all rows reach their needs; none
    where nothing does.

    Multipliers that refute are put into ``learned``, where it is given.
    Raises ``SearchLimit`` when the budget is spent."""
    if not needs:
        return [0 if group.forced else -1 for group in groups]
    for row, need in enumerate(needs):
        if sum(group.best[row] for group in groups) < need:
            return None
    if learned is None and len(groups) <= FEW:
        own = budget.portion(FIRST_STEPS)
        try:
            return explore(groups, needs, own)
        except SearchLimit:
            budget.spend()
        finally:
            budget.back(own)
    found = dive(groups, needs)
    if found is not None:
        return found
    budget.spend(len(groups))
    needs = [
        raised(((group.weights[row], 1, group.forced) for group in groups), need)
        for row, need in enumerate(needs)
    ]
    prices = priced(groups, needs, FIRST_ROUNDS)
    if prices.taken is not None or prices.refutes:
        return _settled(prices, learned)
    own = budget.portion(FIRST_STEPS)
    try:
        return explore(*_summed(groups, needs, prices), own)
    except SearchLimit:
        budget.spend()
    finally:
        budget.back(own)
    left = narrowed(groups, needs)
    if left is None:
        return None
    found = _at_length(left.groups, left.needs, budget)
    return None if found is None else left.widened(found)


def _at_length(groups: Sequence[Group], needs: Sequence[int], budget: Budget) -> Taken | None:
    """The same for what is not settled quickly."""
    found = repaired(groups, needs, FIRST_REPAIRS, budget)
    if found is not None:
        return found
    prices = priced(groups, needs, MORE_ROUNDS)
    if prices.taken is not None or prices.refutes:
        return prices.taken
    found = repaired(groups, needs, MORE_REPAIRS, budget)
    if found is not None:
        return found
    return explore(*_summed(groups, needs, prices), budget)


def _settled(prices: Priced, learned: list[Vector] | None) -> Taken | None:
    if prices.refutes and learned is not None:
        learned.append(prices.multipliers)
    return prices.taken


def _summed(
    groups: Sequence[Group], needs: Sequence[int], prices: Priced
) -> tuple[list[Group], list[int]]:
    """The groups and needs with the sum of all rows at their prices as one more row."""
    whole = sum(m * need for m, need in zip(prices.multipliers, needs, strict=True))
    return [group.widened((prices.multipliers,)) for group in groups], [*needs, whole]


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
