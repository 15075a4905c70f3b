"""Narrowing: what follows at once from rows with little to spare.

A row that has no more than so much to spare cannot do without an option that brings more than that
over the others of its group. So options go, groups turn out to be forced, needs are raised to what
can still be reached, and all that again until nothing changes (bound propagation, as in any solver
of constraints: Apt, *The essence of constraint propagation*, 1999)."""

from collections.abc import Sequence

from attrs import frozen

from microcredit.engine.dive import Taken
from microcredit.engine.group import Group
from microcredit.engine.reachable import Choice, raised

ROUNDS = 20
"""Passes over all groups before what has been found is enough."""


NOTHING = (-1,)
"""The options of a group that is left with none: one that brings nothing stands in its place."""


@frozen
class Narrowed:
    """The groups and needs that are left; ``options`` says which of its options each group kept."""

    groups: list[Group]
    needs: list[int]
    options: list[Sequence[int]]

    def widened(self, taken: Taken) -> Taken:
        """What was taken, by the groups' own options."""
        return [
            mine[place] if place >= 0 else -1
            for mine, place in zip(self.options, taken, strict=True)
        ]


def narrowed(groups: Sequence[Group], needs: Sequence[int]) -> Narrowed | None:
    """The same question with less to choose from; none where it has no answer."""
    left = list(groups)
    wanted = list(needs)
    options: list[Sequence[int]] = [range(len(group.vectors)) for group in groups]
    for _ in range(ROUNDS):
        wanted = raised_needs(left, wanted)
        supply = [sum(column) for column in zip(*(group.best for group in left), strict=True)]
        spare = [total - need for total, need in zip(supply, wanted, strict=True)]
        if any(each < 0 for each in spare):
            return None
        changed = False
        for place, group in enumerate(left):
            tight = [row for row, most in enumerate(group.best) if most > spare[row]]
            if not tight and not group.harm:
                continue
            floor = [most - some for most, some in zip(group.best, spare, strict=True)]
            kept = [
                option
                for option, vector in enumerate(group.vectors)
                if all(weight >= low for weight, low in zip(vector, floor, strict=True))
            ]
            forced = group.forced or any(low > 0 for low in floor)
            if len(kept) == len(group.vectors) and forced == group.forced:
                continue
            if not kept and forced:
                return None
            changed = True
            options[place] = [options[place][option] for option in kept] or NOTHING
            vectors = tuple(group.vectors[option] for option in kept)
            left[place] = Group(vectors or ((0,) * len(wanted),), forced)
        if not changed:
            break
    return Narrowed(left, wanted, options)


def raised_needs(groups: Sequence[Group], needs: Sequence[int]) -> list[int]:
    """The needs, each raised to the next sum that its row's weights can come to."""
    choices: list[list[Choice]] = [[] for _ in needs]
    for group in groups:
        for row, top in enumerate(group.top):
            if top:
                choices[row].append((group.weights[row], 1, group.forced))
    return [raised(mine, need) for mine, need in zip(choices, needs, strict=True)]
