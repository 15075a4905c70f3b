"""Awards with what they need: every set of them that may be conferred together."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from attrs import field, frozen

from microcredit.language.checked import CheckedPolicy
from tests.oracle_conditions import fact_holds
from tests.oracle_decisions import choices_of_decisions
from tests.oracle_placing import Placing, choices, lines_of, placings, short
from tests.oracle_rules import Taken, conferred, stand_together, taken
from tests.oracle_situation import Situation, View, editions, in_force, needs
from tests.oracle_views import views


def open_editions(policy: CheckedPolicy, situation: Situation) -> list[CheckedPolicy]:
    """The editions in force on the day that are open to the learner, the latest first."""
    return [
        edition
        for edition in editions(policy)
        if in_force(edition, situation.on)
        and all(fact_holds(situation, fact) for fact in edition.award.open_to)
    ]


def earns(policy: CheckedPolicy, situation: Situation) -> bool:
    """Whether the situation earns the award, by some edition and some decisions."""
    return any(
        edition_earns(policy, edition, situation.relying(decisions))
        for edition in open_editions(policy, situation)
        for decisions in choices_of_decisions(policy, situation)
    )


def edition_earns(policy: CheckedPolicy, edition: CheckedPolicy, situation: Situation) -> bool:
    """Whether the situation earns the award by this edition, relying on its decisions."""
    return any(
        works(view, beside)
        for beside in surroundings(policy, situation)
        for view in views(edition, beside.situation)
    )


# What stands beside the award


@frozen(eq=False)
class Beside:
    """Some of the awards that one needs, tried with it.

    ``ways`` are all ways of counting for them, each with everything conferred before.
    """

    situation: Situation
    ways: tuple[tuple[Taken, ...], ...]
    known: dict[object, bool] = field(factory=dict)

    def admits(self, award: Taken) -> bool:
        """Whether the award may stand with them in one of these ways."""
        narrowed = tuple(sorted((r, tuple(map(id, o))) for r, o in award.narrowed.items()))
        key = id(award.view), award.counted, narrowed
        if key not in self.known:
            self.known[key] = any(stand_together([award, *way]) for way in self.ways)
        return self.known[key]


def surroundings(policy: CheckedPolicy, situation: Situation) -> Iterator[Beside]:
    """Every set of awards that this one needs, if they can be conferred together, with none first.

    What is conferred already is not conferred again.
    """
    family = needs(policy)
    held = {c.award for c in situation.conferred}
    free = [name for name in family if name not in held and name != policy.id]
    for number in range(len(free) + 1):
        for chosen in combinations(free, number):
            names = frozenset(chosen)
            there = situation.with_awards(names)
            before = conferred(policy, there, names | {policy.id})
            ways = tuple(
                ways_together([family[name] for name in chosen], there, before, ends=False)
            )
            if ways:
                yield Beside(there, ways)


def ways_together(
    policies: Sequence[CheckedPolicy],
    situation: Situation,
    before: Sequence[Taken],
    *,
    ends: bool = True,
) -> Iterator[tuple[Taken, ...]]:
    """Every way for the awards to count and stand together, beside those conferred before."""
    each = [list(counting(policy, situation)) for policy in policies]
    for some in product(*each):
        way = (*some, *before)
        if stand_together(way, ends=ends):
            yield way


def counting(policy: CheckedPolicy, situation: Situation) -> Iterator[Taken]:
    """The award with each set of records on which it is met, without regard to other awards."""
    known = set()
    for edition in open_editions(policy, situation):
        for view in views(edition, situation):
            for placing in met(view):
                found = taken(view, placing)
                narrowed = tuple(sorted((r, tuple(map(id, o))) for r, o in found.narrowed.items()))
                key = edition.edition, found.counted, narrowed
                if key not in known:
                    known.add(key)
                    yield found


def met(view: View) -> Iterator[Placing]:
    """Every placing that meets every requirement."""
    for chosen in choices(view.root):
        lines = list(lines_of(view, chosen))
        for placing in placings(view, chosen):
            if all(short(view, line, placing) is None for line in lines):
                yield placing


def works(view: View, beside: Beside) -> bool:
    """Whether some placing meets every requirement and all rules between the awards."""
    return any(beside.admits(taken(view, placing)) for placing in met(view))
