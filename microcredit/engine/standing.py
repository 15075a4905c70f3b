"""Standings: how an award stands to others, as data: what they may share, and which go together.

Between awards a module counts in each unless one of them says otherwise; what an award says of the
others is its standing.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import frozen

from microcredit.engine import predicates as p
from microcredit.engine.formulas import Value


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


def asks_use(predicate: p.Predicate) -> bool:
    """Whether the predicate asks what else uses a record."""
    match predicate:
        case p.Every(of) | p.Any(of):
            return any(map(asks_use, of))
        case p.Not(of):
            return asks_use(of)
        case _:
            return isinstance(predicate, p.UsedFor)
