"""Siblings: what the other awards of the same policies say, read once for all of them."""

from attrs import field, frozen

from microcredit.engine.award_lines import line_ids
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.standing import Standing
from microcredit.engine.standing_lines import standing_of
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue


@frozen
class _Said:
    """What one policy says of others, and the ids of its lines."""

    policy: CheckedPolicy = field(eq=False)
    standing: Standing
    lines: frozenset[str]


@frozen
class Known:
    """What is known so far of policies and one catalogue: normal forms by award, and what each
    policy says of others, which is read when first asked for."""

    forms: dict[str, NormalForm] = field(factory=dict)
    _said: dict[int, _Said] = field(factory=dict, eq=False, repr=False)

    def standings(self, policy: CheckedPolicy, catalogue: Catalogue) -> dict[str, Standing]:
        """What every other award of the same policies says of others, if anything."""
        found = [self._of(each, catalogue).standing for each in _others(policy)]
        return {each.award: each for each in found if not each.silent or each.kind is not None}

    def line_ids(self, policy: CheckedPolicy, catalogue: Catalogue) -> frozenset[str]:
        """The ids of the lines of all other awards of the same policies."""
        return frozenset().union(*(self._of(each, catalogue).lines for each in _others(policy)))

    def _of(self, policy: CheckedPolicy, catalogue: Catalogue) -> _Said:
        # A policy that is kept here keeps its number.
        if id(policy) not in self._said:
            said = _Said(policy, standing_of(policy, catalogue), frozenset(line_ids(policy)))
            self._said[id(policy)] = said
        return self._said[id(policy)]


def _others(policy: CheckedPolicy) -> list[CheckedPolicy]:
    return [each for each in policy.siblings.values() if each.id != policy.id]
