"""Relations between awards, as policies state them, and the order in which awards rest on one
another."""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from microcredit.errors import StackingCycleError
from microcredit.graph.circles import circles
from microcredit.graph.stated import RelationKind
from microcredit.language import syntax
from microcredit.language.check_scope import inside
from microcredit.language.checked import CheckedPolicy
from microcredit.source import Span

DECIDED_FIRST: tuple[RelationKind, ...] = ("needs", "needs not", "asks about", "includes")
"""The kinds for which the other award must be decided before; ``award X held`` is on record."""


@frozen
class AwardRelation:
    """What ``award`` says of ``other``, and where the policy says so; two are equal when they say
    the same in the same edition."""

    kind: RelationKind
    award: str
    other: str
    edition: str
    span: Span = field(eq=False, repr=False)
    conferred: bool = False
    """whether only an award conferred before is meant (``award X held``)"""


def relations(policies: Mapping[str, CheckedPolicy]) -> tuple[AwardRelation, ...]:
    """Every relation that an edition of an award states to another award, sorted by award, latest
    edition first, then as written; awards that are not among the policies are named as well."""
    kinds: dict[str, set[str]] = {}
    for id, policy in policies.items():
        for edition in (policy, *policy.earlier):
            for kind in {"award", edition.award.kind or "award"}:
                kinds.setdefault(kind, set()).add(id)
    return tuple(
        relation
        for id in sorted(policies)
        for edition in (policies[id], *policies[id].earlier)
        for relation in _stated(edition, kinds)
    )


def decided_before(policies: Mapping[str, CheckedPolicy]) -> dict[str, tuple[str, ...]]:
    """For each award those of the policies that must be decided before it, sorted by id."""
    found: dict[str, set[str]] = {id: set() for id in sorted(policies)}
    for each in relations(policies):
        if each.kind in DECIDED_FIRST and not each.conferred and each.other in policies:
            found[each.award].add(each.other)
    return {id: tuple(sorted(others)) for id, others in found.items()}


def bottom_up(policies: Mapping[str, CheckedPolicy]) -> tuple[str, ...]:
    """The ids of the awards, each after all that it rests on; of several that could come next the
    first by id.

    Raises ``StackingCycleError``, which names every link, where awards need one another in a
    circle: one set of checked policies never does, a mapping put together from several may."""
    return in_order(decided_before(policies))


def in_order(before: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The ids, each after those that must come ``before`` it; raises as ``bottom_up`` does."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(before)
    graph.add_edges_from((other, award) for award, others in before.items() for other in others)
    try:
        return tuple(nx.lexicographical_topological_sort(graph))
    except nx.NetworkXUnfeasible:
        raise StackingCycleError(next(circles(before))) from None


def _stated(policy: CheckedPolicy, kinds: Mapping[str, set[str]]) -> Iterator[AwardRelation]:
    """What one edition says of other awards, as written."""
    id, edition = policy.id, policy.edition
    looked_at = {
        node.span for when in inside(policy.award, syntax.When) for node in _held(when.conditions)
    }
    for relation in policy.award.relations:
        for name in relation.awards:
            yield AwardRelation(relation.kind, id, name.text, edition, name.span)
    for node in _held(policy.award):
        kind: RelationKind = "needs not" if node.negated else "needs"
        if node.span in looked_at:
            kind = "asks about"
        elif kind == "needs" and (node.held or node.declared):
            kind = "needs held"
        conferred = node.held or node.declared
        yield AwardRelation(kind, id, node.award.text, edition, node.span, conferred)
    for share in policy.award.shares:
        for other in sorted(_others(share, kinds) - {id}):
            yield AwardRelation("shares", id, other, edition, share.span)


def _held(piece: object) -> Iterator[syntax.HoldsAward]:
    return inside(piece, syntax.HoldsAward)


def _others(share: syntax.ShareWith, kinds: Mapping[str, set[str]]) -> set[str]:
    """The awards that a line on sharing speaks of; every one where it names none."""
    if share.others is None:
        return set(kinds.get("award", ()))
    named = {name.text for name in share.others.awards}
    return named | set(kinds.get(share.others.kind or "", ()))
