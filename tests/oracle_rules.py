"""The rules between awards: what several may count at once, and which may stand together."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.record import Record
from tests.oracle_amounts import NoAmountError, credits, fixed_amount, measure
from tests.oracle_decisions import overridden, waived
from tests.oracle_placing import Placing, all_parts
from tests.oracle_selections import selects
from tests.oracle_situation import Situation, View, named_needs, sibling
from tests.oracle_views import allows, views

ENDS: tuple[str, ...] = ("absorbs", "surrenders")
BUILDS: tuple[str, ...] = ("builds on", "includes")


@frozen(eq=False)
class Taken:
    """An award with the records that it counts: one of a set that is tried, or conferred before.

    ``view`` is none for an award from elsewhere; ``narrowed`` are, for each record counted, the
    ``count only`` lines that it must meet.
    """

    id: str
    kind: str | None
    view: View | None
    counted: frozenset[str]
    new: bool
    narrowed: Mapping[str, tuple[syntax.CountOnly, ...]] = field(factory=dict)

    @property
    def use(self) -> str:
        """What a record that it counts is used for."""
        return f"{self.kind or 'award'}:{self.id}"

    def relates(self, other: "Taken", kinds: Sequence[str]) -> bool:
        """Whether a line of these kinds in this award names the other."""
        return self.view is not None and any(
            relation.kind in kinds and other.id in (name.text for name in relation.awards)
            for relation in self.view.policy.award.relations
        )

    def requires(self, award: str) -> bool:
        return self.view is not None and award in named_needs(self.view.policy)


def taken(view: View, placing: Placing) -> Taken:
    """The award with the records that a placing counts."""
    held = {r.id: parts for r, parts in zip(view.candidates, placing, strict=True) if parts}
    lines = {part.id.text: part.count_only for part in all_parts(view.root) if part.count_only}
    narrowed = {
        record: tuple(only for part in sorted(parts) for only in lines.get(part, ()))
        for record, parts in held.items()
    }
    policy = view.policy
    return Taken(policy.id, policy.award.kind, view, frozenset(held), True, narrowed)


def conferred(policy: CheckedPolicy, situation: Situation, but: frozenset[str]) -> list[Taken]:
    """What the learner holds already, by the rules of the latest editions, without some awards.

    Decisions change nothing in the lines of an award that has been conferred.
    """
    found = []
    for conferral in situation.conferred:
        if conferral.award in but:
            continue
        own = sibling(policy, conferral.award)
        view = next(views(own, situation.relying(())), None) if own else None
        counted = frozenset(conferral.counted)
        narrowed = dict.fromkeys(counted, view.root.count_only) if view else {}
        kind = own.award.kind if own else None
        found.append(Taken(conferral.award, kind, view, counted, False, narrowed))
    return found


def stand_together(awards: Sequence[Taken], *, ends: bool = True) -> bool:
    """Whether all rules between the awards hold.

    Without ``ends``, whether an award is there that another one absorbs is not looked at: a
    further award may require it.
    """
    for one in awards:
        for other in awards:
            if one is other or not (one.new or other.new):
                continue
            if one.new and other.new and one.relates(other, ("bars",)):
                return False
            if not _free(one, other) and not _may_share(one, other):
                return False
        if ends and one.new and _ended(one, awards):
            return False
        if not all(_kept(share, one, awards) for share in _shares(one)):
            return False
    return True


def _ended(one: Taken, awards: Sequence[Taken]) -> bool:
    """Whether another award absorbs this one, and none that is tried with it requires it."""
    required = any(other.new and other.requires(one.id) for other in awards if other is not one)
    return not required and any(other.new and other.relates(one, ENDS) for other in awards)


def _free(one: Taken, other: Taken) -> bool:
    return one.relates(other, ENDS) or other.relates(one, ENDS)


def _may_share(one: Taken, other: Taken) -> bool:
    """Whether the first's ``count only`` lines let it count what the other counts as well."""
    view = one.view
    if view is None or one.relates(other, BUILDS) or other.relates(one, BUILDS):
        return True
    return all(
        allows(view, only, record, used_for=other.use)
        for record in _records(view, one.counted & other.counted)
        for only in one.narrowed.get(record.id, ())
    )


def _records(view: View, ids: frozenset[str]) -> list[Record]:
    return [r for r in view.situation.transcript.records if r.id in ids]


# Limits on what is shared


def _shares(one: Taken) -> Iterator[syntax.ShareWith]:
    for share in one.view.policy.award.shares if one.view else ():
        if one.view is not None and not waived(one.view, share.id):
            yield share


def _kept(share: syntax.ShareWith, one: Taken, awards: Sequence[Taken]) -> bool:
    view = one.view
    assert view is not None
    others = [
        other
        for other in awards
        if other is not one and not _free(one, other) and _speaks_of(share.others, other)
    ]
    if not one.new and not any(other.new and one.counted & other.counted for other in others):
        return True
    if share.rule == "awards":
        assert isinstance(share.limit, int)
        most = max([Fraction(share.limit), *overridden(view, share.id)])
        return all(sum(r in other.counted for other in others) <= most for r in one.counted)
    groups = [[other] for other in others]
    if share.others and share.others.together:
        groups = [others]
    return all(_within(share, one, group) for group in groups if group)


def _speaks_of(others: syntax.Others | None, other: Taken) -> bool:
    if others is None:
        return True
    named = other.id in (name.text for name in others.awards)
    return (
        named or others.kind == "award" or (others.kind is not None and others.kind == other.kind)
    )


def _within(share: syntax.ShareWith, one: Taken, group: Sequence[Taken]) -> bool:
    """Whether the limit holds between an award and others together."""
    view = one.view
    assert view is not None
    both = _records(view, one.counted & frozenset().union(*(other.counted for other in group)))
    match share.rule:
        case "nothing":
            return not both
        case "only":
            return all(selects(view, share.selection, r) for r in both)
        case "surplus":
            own = [r for r in _records(view, one.counted) if r not in both]
            return not both or measure(view, own, "credits") >= (size(view) or 0)
        case "awards":
            raise AssertionError("how many awards is no limit between two of them")
        case "at most":
            limited = [r for r in both if selects(view, share.selection, r)]
            return _at_most(view, share, limited, group)


def _at_most(
    view: View, share: syntax.ShareWith, limited: Sequence[Record], group: Sequence[Taken]
) -> bool:
    others = overridden(view, share.id)
    match share.limit:
        case syntax.SizeShare(ratio, _, base):
            sizes = [size(view), *(size(other.view) for other in group if other.view)]
            if share.others is not None and share.others.together:
                sizes = [size(view), *_sizes_meant(view, share.others)]
            known = [size for size in sizes if size is not None]
            whole = max(known) if base == "larger" else min(known)
            if base == "size":
                whole = size(view) or Fraction(0)
            return sum((credits(view, r) for r in limited), Fraction(0)) <= max(
                [ratio * whole, *others]
            )
        case syntax.Fixed() | syntax.NamedAmount() as written:
            try:
                fixed = fixed_amount(view, written)
            except NoAmountError:
                return not limited
            return measure(view, limited, fixed.unit) <= max([fixed.number, *others])
        case _:
            raise AssertionError("at most so much is an amount")


def _sizes_meant(view: View, others: syntax.Others) -> Iterator[Fraction | None]:
    """The declared sizes of all that a line means together, whether or not anybody has them."""
    for id, policy in view.policy.siblings.items():
        alike = others.kind is not None and others.kind in ("award", policy.award.kind)
        if id in (name.text for name in others.awards) or (alike and id != view.policy.id):
            yield policy.size


def size(view: View) -> Fraction | None:
    """The declared size, none where there is none for this learner."""
    size = view.policy.award.size
    try:
        return fixed_amount(view, size).number if size else None
    except NoAmountError:
        return None
