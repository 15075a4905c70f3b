"""Standings: how an award stands to others, as data: what they may share, and which go together.

Between awards a module counts in each unless one of them says otherwise; what an award says of the
others is its standing.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import evolve, frozen

from microcredit.engine import predicates as p
from microcredit.engine.formulas import Value
from microcredit.engine.selections import predicate
from microcredit.language import syntax
from microcredit.language.check_scope import inside
from microcredit.language.checked import CheckedPolicy
from microcredit.language.phrase import phrase_selection
from microcredit.language.phrase_awards import phrase_share
from microcredit.model.catalogue import Catalogue

VALUES: dict[syntax.Unit, Value] = {
    "credits": "credits",
    "modules": "modules",
    "contact hours": "hours",
}


@frozen
class ShareRule:
    """One line on what the award shares: ``says`` in words, ``others`` the awards it speaks of.

    ``at most``: of the records that ``picks`` selects, no more than the limit, in ``value``;
    ``limits`` gives it for each other award, or the same for all ``together``. ``only``: records
    that ``picks`` does not select are not shared. ``surplus``: what is left without the shared
    credits comes to ``size``. ``awards``: no record counts in more than ``most`` others.
    """

    id: str | None
    says: str
    rule: Literal["at most", "nothing", "only", "surplus", "awards"]
    others: frozenset[str] | None
    """none for every other award"""
    together: bool
    picks: p.Predicate
    value: Value
    limits: Mapping[str, Fraction]
    most: int
    size: Fraction

    def concerns(self, award: str) -> bool:
        """Whether the line speaks of the award."""
        return self.others is None or award in self.others


@frozen
class UseRule:
    """One line on what counts only that asks what else uses a record: ``says`` in words."""

    id: str | None
    says: str
    picks: p.Predicate


@frozen
class Standing:
    """What an award says of others.

    ``builds_on`` lists the awards whose modules may count again, ``ends`` those that it absorbs or
    that are surrendered for it, ``bars`` those that nobody holds beside it. ``narrows`` are the
    award's lines on what counts only that ask what else uses a record, ``within`` those of its
    parts too.
    """

    award: str
    kind: str | None = None
    size: Fraction | None = None
    shares: tuple[ShareRule, ...] = ()
    builds_on: frozenset[str] = frozenset()
    absorbs: frozenset[str] = frozenset()
    surrenders: frozenset[str] = frozenset()
    bars: frozenset[str] = frozenset()
    narrows: tuple[UseRule, ...] = ()
    within: tuple[p.Predicate, ...] = ()

    @property
    def ends(self) -> frozenset[str]:
        """The awards that are not conferred beside this one, and whose modules it may count."""
        return self.absorbs | self.surrenders

    @property
    def use(self) -> str:
        """How a record's ``used_for`` names the award."""
        return f"{self.kind or 'award'}:{self.award}"

    @property
    def silent(self) -> bool:
        """Whether it says nothing of other awards."""
        return not (
            self.shares or self.builds_on or self.ends or self.bars or self.narrows or self.within
        )


def frees(one: Standing, other: Standing) -> bool:
    """Whether one of the two ends the other: then no rule on sharing stands between them."""
    return other.award in one.ends or one.award in other.ends


def builds(one: Standing, other: Standing) -> bool:
    """Whether one of the two builds on the other."""
    return other.award in one.builds_on or one.award in other.builds_on


def apart(one: Standing, other: Standing) -> bool:
    """Whether nobody may be given both."""
    return other.award in one.bars or one.award in other.bars or frees(one, other)


def related(one: Standing, other: Standing) -> bool:
    """Whether a rule of either speaks of the other."""
    return apart(one, other) or any(
        any(rule.concerns(of.award) for rule in says.shares)
        or any(_may_mean(narrow.picks, of) for narrow in says.narrows)
        or any(_may_mean(picks, of) for picks in says.within)
        for says, of in ((one, other), (other, one))
    )


def between(one: Standing, other: Standing) -> Iterator[tuple[str, str]]:
    """Every line on what the two may share, after the award that says it."""
    if frees(one, other):
        return
    for says, of in ((one, other), (other, one)):
        for rule in says.shares:
            if rule.concerns(of.award):
                yield says.award, rule.says
        for narrow in says.narrows:
            if not builds(one, other) and _may_mean(narrow.picks, of):
                yield says.award, narrow.says


def _may_mean(predicate: p.Predicate, other: Standing) -> bool:
    match predicate:
        case p.Every(of) | p.Any(of):
            return any(_may_mean(each, other) for each in of)
        case p.Not(inner):
            return _may_mean(inner, other)
        case p.UsedFor():
            return p.uses(predicate, other.use)
        case _:
            return False


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
            f"count only modules {phrase_selection(line.selection)}",
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


def standings(policy: CheckedPolicy, catalogue: Catalogue) -> dict[str, Standing]:
    """What every other award of the same policies says of others, if anything."""
    found = (
        standing_of(sibling, catalogue)
        for id, sibling in policy.siblings.items()
        if id != policy.id
    )
    return {standing.award: standing for standing in found if _speaks(standing)}


def _speaks(standing: Standing) -> bool:
    return not standing.silent or standing.kind is not None


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


def asks_use(predicate: p.Predicate) -> bool:
    """Whether the predicate asks what else uses a record."""
    match predicate:
        case p.Every(of) | p.Any(of):
            return any(map(asks_use, of))
        case p.Not(of):
            return asks_use(of)
        case _:
            return isinstance(predicate, p.UsedFor)


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
