"""Decides which awards a learner takes together, by trying every set of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations

from attrs import frozen

from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from tests.oracle_awards import earns, open_editions, surroundings, ways_together, works
from tests.oracle_decisions import all_choices
from tests.oracle_rules import ENDS, conferred, size
from tests.oracle_situation import Situation, View, editions
from tests.oracle_views import views


@frozen
class Together:
    """The best set: what is conferred, and what is earned in it and absorbed; best ranked first.

    ``conferrable`` are all the sets that could have been.
    """

    conferred: tuple[str, ...]
    absorbed: tuple[str, ...]
    conferrable: frozenset[frozenset[str]]


def oracle_together(
    policies: Mapping[str, CheckedPolicy],
    transcript: Transcript,
    catalogue: Catalogue,
    on: date,
) -> Together:
    """The best set of awards for a resolved transcript of which nothing is unknown.

    The awards are gone through by rank, and each is kept that some conferrable set has with those
    kept before. One that a kept one absorbs comes in only where no set goes without it.
    """
    situation = Situation(transcript, catalogue, on, earns)
    sets = frozenset(conferrable(policies, situation))
    earned = frozenset[str]().union(*sets)
    ranked = rank({award: policies[award] for award in policies if award in earned}, situation)
    held = {c.award for c in situation.conferred}
    kept: frozenset[str] = frozenset()
    for award in ranked:
        absorbed = _absorbers(policies, award) & (kept | held)
        if not absorbed and any(kept | {award} <= some for some in sets):
            kept |= {award}
    best = min(
        (some for some in sets if kept <= some),
        key=lambda some: (len(some), sorted(ranked.index(award) for award in some)),
    )
    ended = {award for award in best if _absorbers(policies, award) & (best | held)}
    return Together(
        tuple(award for award in ranked if award in best and award not in ended),
        tuple(award for award in ranked if award in ended),
        sets,
    )


def conferrable(
    policies: Mapping[str, CheckedPolicy], situation: Situation
) -> Iterator[frozenset[str]]:
    """Every set of awards, none of them conferred before, that can be conferred together."""
    held = {c.award for c in situation.conferred}
    free = [award for award in policies if award not in held]
    for number in range(len(free) + 1):
        for chosen in combinations(free, number):
            if any(
                _can_stand([policies[award] for award in chosen], situation.relying(decisions))
                for decisions in all_choices([policies[award] for award in free], situation)
            ):
                yield frozenset(chosen)


def _can_stand(chosen: Sequence[CheckedPolicy], situation: Situation) -> bool:
    names = frozenset(policy.id for policy in chosen)
    there = situation.with_awards(names)
    before = conferred(chosen[0], there, names) if chosen else []
    return any(True for _ in ways_together(chosen, there, before))


# Rank


def rank(policies: Mapping[str, CheckedPolicy], situation: Situation) -> list[str]:
    """Awards that are earned: each after its absorbers, then by level, by size and by id."""
    left = sorted(policies, key=lambda award: (*_standing(policies[award], situation), award))
    ranked: list[str] = []
    while left:
        free = [a for a in left if not _absorbers(policies, a) & set(left) - {a}]
        first = (free or left)[0]
        left.remove(first)
        ranked.append(first)
    return ranked


def _standing(policy: CheckedPolicy, situation: Situation) -> tuple[int, Fraction]:
    """The level that the award has alone and its size, both negative."""
    views_earned = list(_earned(policy, situation))
    if not views_earned:
        return 0, Fraction(0)
    best = min(views_earned, key=lambda view: view.rank)
    level = best.binding.get("level")
    return -(level if isinstance(level, int) else 0), -(size(best) or Fraction(0))


def _earned(policy: CheckedPolicy, situation: Situation) -> Iterator[View]:
    """The views on which the award is earned alone, by the first edition and decisions that do."""
    for edition in open_editions(policy, situation):
        for decisions in all_choices([policy], situation):
            found = [
                view
                for beside in surroundings(policy, situation.relying(decisions))
                for view in views(edition, beside.situation)
                if works(view, beside)
            ]
            if found:
                yield from found
                return


def _absorbers(policies: Mapping[str, CheckedPolicy], award: str) -> set[str]:
    """The awards that absorb this one, by any of their editions."""
    return {
        policy.id
        for policy in policies.values()
        for edition in editions(policy)
        for relation in edition.award.relations
        if relation.kind in ENDS and award in (name.text for name in relation.awards)
    }
