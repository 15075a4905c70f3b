"""Standings from policies: what an award's lines say of other awards, with every name looked up."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from microcredit.engine import predicates as p
from microcredit.engine.formulas import Value
from microcredit.engine.selections import predicate
from microcredit.engine.standing import ShareRule, Standing, UseRule, asks_use
from microcredit.language import syntax
from microcredit.language.check_scope import inside
from microcredit.language.checked import CheckedPolicy
from microcredit.language.phrase_awards import phrase_share
from microcredit.language.phrase_selections import phrase_selection
from microcredit.model.catalogue import Catalogue
from microcredit.wording.said import said

VALUES: dict[syntax.Unit, Value] = {
    "credits": "credits",
    "modules": "modules",
    "contact hours": "hours",
}


def standing_of(policy: CheckedPolicy, catalogue: Catalogue) -> Standing:
    """What the award says of others, with kinds of awards looked up among its siblings."""
    award = policy.award
    relations: dict[str, frozenset[str]] = {}
    for relation in award.relations:
        named = frozenset(name.text for name in relation.awards)
        relations[relation.kind] = relations.get(relation.kind, frozenset()) | named
    nothing: frozenset[str] = frozenset()
    narrowing = [
        UseRule(
            line.id.text if line.id else None,
            said("count only modules {selection}", selection=phrase_selection(line.selection)),
            predicate(line.selection, policy, catalogue, _bound(award)),
        )
        for line in award.root.count_only
    ]
    return Standing(
        award=policy.id,
        kind=award.kind,
        size=policy.size,
        shares=tuple(_rule(share, policy, catalogue) for share in award.shares),
        builds_on=relations.get("builds on", nothing) | relations.get("includes", nothing),
        absorbs=relations.get("absorbs", nothing),
        surrenders=relations.get("surrenders", nothing),
        bars=relations.get("bars", nothing),
        within=tuple(
            picks
            for line in inside(award, syntax.CountOnly)
            if asks_use(picks := predicate(line.selection, policy, catalogue, _bound(award)))
        ),
        narrows=tuple(
            evolve(each, picks=_unbound(each.picks)) for each in narrowing if asks_use(each.picks)
        ),
    )


def _bound(award: syntax.Award) -> dict[str, int]:
    return {
        name: place
        for place, variable in enumerate(award.variables)
        for name in (
            (variable.variable.text,) if isinstance(variable, syntax.SomeArea) else ("level",)
        )
    }


def _unbound(predicate: p.Predicate) -> p.Predicate:
    """The predicate without what it asks of bound themes and levels: that is seen to elsewhere."""
    match predicate:
        case p.Every(of):
            return p.Every(tuple(map(_unbound, of)))
        case p.Any(of):
            return p.Any(tuple(map(_unbound, of)))
        case p.BoundArea() | p.BoundLevel() | p.Not(p.BoundArea() | p.BoundLevel()):
            return p.EVERYTHING
        case _:
            return predicate


def _rule(share: syntax.ShareWith, policy: CheckedPolicy, catalogue: Catalogue) -> ShareRule:
    others = None if share.others is None else frozenset(_named(share.others, policy))
    limit = share.limit
    limits: dict[str, Fraction] = {}
    value: Value = "credits"
    if isinstance(limit, syntax.NamedAmount):
        meaning = policy.defines[limit.name.text].meaning
        assert isinstance(meaning, syntax.Fixed)
        limit = meaning
    if isinstance(limit, syntax.Fixed):
        value = VALUES[limit.unit]
        limits = dict.fromkeys(others or (), limit.number)
    elif isinstance(limit, syntax.SizeShare):
        limits = _parts_of_sizes(limit, others or frozenset(), share.others, policy)
    return ShareRule(
        id=share.id.text if share.id else None,
        says=phrase_share(share),
        rule=share.rule,
        others=others,
        together=share.others is not None and share.others.together,
        picks=predicate(share.selection, policy, catalogue, {}),
        value=value,
        limits=limits,
        most=limit if isinstance(limit, int) else 0,
        size=policy.size or Fraction(0),
    )


def _named(others: syntax.Others, policy: CheckedPolicy) -> Iterator[str]:
    """The ids of the awards that are meant: those named, or all of a kind."""
    yield from (name.text for name in others.awards)
    if others.kind is not None:
        for id, sibling in policy.siblings.items():
            if id != policy.id and others.kind in ("award", sibling.award.kind):
                yield id
        if others.kind == "award":
            yield from policy.external


def _parts_of_sizes(
    share: syntax.SizeShare,
    others: frozenset[str],
    written: syntax.Others | None,
    policy: CheckedPolicy,
) -> dict[str, Fraction]:
    """The share in credits for each other award, of declared sizes."""
    own = policy.size or Fraction(0)
    sizes = {
        other: size
        for other in others
        if other in policy.siblings and (size := policy.siblings[other].size) is not None
    }
    pick = min if share.base == "smaller" else max
    if share.base == "size":
        return dict.fromkeys(others, share.ratio * own)
    if written is not None and written.together:
        return dict.fromkeys(others, share.ratio * pick([own, *sizes.values()]))
    return {other: share.ratio * pick(own, sizes.get(other, own)) for other in others}
