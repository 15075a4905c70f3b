"""The first dive: one pass over the groups that takes for each what is scarcest then.

Groups that can serve few rows go first, since the others can still make up for what they leave;
each takes the option that serves the rows whose residual need is largest beside what is left to
serve it. It finds most placings that there are, and proves nothing where it finds none."""

from collections.abc import Sequence

from microcredit.engine.group import Group

Taken = list[int]
"""For each group the place of the option taken, -1 for none."""


def dive(
    groups: Sequence[Group], needs: Sequence[int], prices: Sequence[int] | None = None
) -> Taken | None:
    """Options under which all rows reach their needs, if this one pass finds them.

    Where there are ``prices``, they say what a unit of each row is worth."""
    taken, reached = dived(groups, needs, prices)
    return taken if reached else None


def dived(
    groups: Sequence[Group], needs: Sequence[int], prices: Sequence[int] | None = None
) -> tuple[Taken, bool]:
    """The options that one pass takes, and whether all rows reach their needs with them."""
    residual = list(needs)
    left = [0] * len(needs)
    for group in groups:
        for row, weight in enumerate(group.best):
            left[row] += weight
    wanted = sum(1 << row for row, need in enumerate(residual) if need > 0)
    taken = [-1] * len(groups)
    order = sorted(
        range(len(groups)),
        key=lambda place: (
            not groups[place].forced,
            groups[place].harm,
            (groups[place].serves & wanted).bit_count(),
            -groups[place].largest,
        ),
    )
    for place in order:
        group = groups[place]
        if not wanted and not group.forced and not group.harm:
            # Everything is reached; what is left could only be needed against harm done.
            break
        for row, weight in enumerate(group.best):
            left[row] -= weight
        found, worth = -1, 0
        for option, weights in enumerate(group.sparse):
            gain = 0
            for row, weight in weights:
                need = residual[row]
                if weight < 0 and need - weight > left[row]:
                    break
                if need > 0:
                    useful = need if weight > need else weight
                    gain += (
                        (useful << 20) // max(1, left[row] + useful)
                        if prices is None
                        else useful * prices[row]
                    )
            else:
                if (found < 0 and (group.forced or gain > 0)) or gain > worth:
                    found, worth = option, gain
        if found < 0:
            if not group.forced:
                continue
            found = 0
        taken[place] = found
        for row, weight in group.sparse[found]:
            before = residual[row]
            residual[row] = before - weight
            if before > 0 and before <= weight:
                wanted &= ~(1 << row)
            elif before <= 0 and before > weight:
                wanted |= 1 << row
    return taken, not any(need > 0 for need in residual)
