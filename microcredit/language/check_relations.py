"""Checks of what an award says of others: how it stands to them, and what they may share."""

from collections.abc import Iterable, Iterator, Mapping

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import (
    Edition,
    Scope,
    circle_diagnostic,
    circles,
    inside,
    nearest,
    twice,
    unit_of,
)
from microcredit.source import Span

UNITS = ("credits", "modules", "contact hours")
CONTRARY = (("builds on", "bars"), ("includes", "bars"), ("absorbs", "surrenders"))


def relations(scope: Scope) -> Iterator[Diagnostic]:
    """Report awards that stand to themselves, or to one other in two ways that cannot both be."""
    for award in scope.file.awards:
        named: dict[str, dict[str, Span]] = {}
        for relation in award.relations:
            yield from _itself(award, relation.awards)
            for name in relation.awards:
                place = named.setdefault(relation.kind, {}).setdefault(name.text, name.span)
                if place is not name.span:
                    message = f"this award {relation.kind} `{name.text}` already"
                    note = ("it stands here first", place)
                    yield Diagnostic("listed-twice", message, name.span, notes=(note,))
        for one, other in CONTRARY:
            both = named.get(one, {}).keys() & named.get(other, {}).keys()
            for id in sorted(both):
                places = sorted(((named[kind][id], kind) for kind in (one, other)), key=_start)
                (before, said), (span, again) = places
                message = f"an award that {said} `{id}` cannot be one that {again} it"
                note = (f"`{said}` stands here", before)
                yield Diagnostic("contradiction", message, span, notes=(note,))
        for used in inside(award, syntax.UsedFor):
            yield from _itself(award, used.other_than)
            words = ((name.text, name.span) for name in used.other_than)
            yield from twice(words, "listed-twice", "`{}` is in the list twice")


def _start(place: tuple[Span, str]) -> int:
    return place[0].start


def _itself(award: syntax.Award, names: Iterable[syntax.Name]) -> Iterator[Diagnostic]:
    for name in names:
        if name.text == award.id.text:
            message = f"`{name.text}` is this award itself"
            yield Diagnostic("names-itself", message, name.span)


def absorb_loops(awards: Mapping[str, tuple[Edition, ...]]) -> Iterator[Diagnostic]:
    """Report awards that absorb one another in a circle."""
    links: dict[str, dict[str, Span]] = {}
    for id, blocks in awards.items():
        named = links.setdefault(id, {})
        for relation in (each for edition in blocks for each in edition.award.relations):
            for name in relation.awards if relation.kind == "absorbs" else ():
                if name.text != id:
                    named.setdefault(name.text, name.span)
    for circle in circles(links):
        yield circle_diagnostic("absorb-loop", circle, "absorbs")


def shares(scope: Scope) -> Iterator[Diagnostic]:
    """Report shares between awards that name nothing, or that allow nothing or too much."""
    for award in scope.file.awards:
        for share in award.shares:
            if share.others is not None:
                yield from _others(scope, award, share.others)
            yield from _limit(scope, share)
            yield from _sizes(scope, award, share)
        for place, other in enumerate(award.shares):
            beside = (_beside(scope, award, one, other) for one in award.shares[:place])
            yield from next(filter(None, beside), ())


def _others(scope: Scope, award: syntax.Award, others: syntax.Others) -> Iterator[Diagnostic]:
    yield from _itself(award, others.awards)
    words = ((name.text, name.span) for name in others.awards)
    yield from twice(words, "listed-twice", "`{}` is in the list twice")
    if others.kind in (None, "award") or not scope.complete:
        return
    blocks = (each for editions in scope.awards.values() for each in editions)
    kinds = {each.award.kind for each in blocks if each.award.kind is not None}
    if others.kind not in kinds:
        message = f"no award here is of the kind `{others.kind}`"
        listed = ", ".join(f"`{kind}`" for kind in sorted(kinds))
        hint = nearest(str(others.kind), kinds) or (f"there are {listed}" if listed else None)
        hint = hint or "an award says its kind, as in `kind certificate`"
        yield Diagnostic("unknown-kind", message, others.span, hint)


def _limit(scope: Scope, share: syntax.ShareWith) -> Iterator[Diagnostic]:
    limit = share.limit
    if isinstance(limit, syntax.SizeShare):
        if limit.ratio > 1:
            message = "a share of more than the whole"
            yield Diagnostic("over-100", message, limit.span, "100% is everything")
        numbers = [limit.ratio]
    elif isinstance(limit, syntax.Fixed | syntax.NamedAmount):
        meant = [amount for amount in scope.meant(limit) if isinstance(amount, syntax.Fixed)]
        for unit in dict.fromkeys(map(unit_of, meant)):
            if unit not in UNITS:
                message = f"awards share credits, modules or contact hours, not {unit}"
                yield Diagnostic("mixed-units", message, limit.span)
        if len(meant) > 1:
            message = "a share that is not the same for all learners is not supported yet"
            yield Diagnostic("not-supported-yet", message, limit.span)
        numbers = [amount.number for amount in meant]
    else:
        return
    if numbers and max(numbers) <= 0:
        message = "a share of nothing is none"
        yield Diagnostic("not-positive", message, share.span, "write `share nothing with …`")


def _sizes(scope: Scope, award: syntax.Award, share: syntax.ShareWith) -> Iterator[Diagnostic]:
    """Report sizes that a share is of and that nobody declares, or not one for all."""
    base = share.limit.base if isinstance(share.limit, syntax.SizeShare) else None
    if base is None and share.rule != "surplus":
        return
    span = share.limit.span if isinstance(share.limit, syntax.SizeShare) else share.span
    own = next(each for each in scope.awards[award.id.text] if each.award is award)
    wanted = [own]
    if base in ("smaller", "larger"):
        wanted += [each for each in _meant(scope, award, share.others) if each is not own]
    for edition in wanted:
        id = edition.award.id
        if edition.award.size is None:
            message = f"`{id.text}` declares no size to take a share of"
            if share.rule == "surplus":
                message = f"`{id.text}` declares no size to have a surplus over"
            note = ("it is here", id.span)
            notes = () if edition is own else (note,)
            hint = "add one, as in `size 30 credits`"
            yield Diagnostic("no-size", message, span, hint, notes)
        elif edition.size is None and edition.known_size:
            message = f"the size of `{id.text}` is not the same for all learners and dates"
            hint = "a share of such a size is not supported yet"
            yield Diagnostic("not-supported-yet", message, span, hint)


def _meant(scope: Scope, award: syntax.Award, others: syntax.Others | None) -> Iterator[Edition]:
    """The editions of the others that are meant, as far as they are awards of these policies."""
    for id, editions in scope.awards.items():
        if others is None or id == award.id.text:
            continue
        every = others.kind == "award" or id in [name.text for name in others.awards]
        for edition in editions:
            if every or (others.kind is not None and others.kind == edition.award.kind):
                yield edition


def _beside(
    scope: Scope, award: syntax.Award, one: syntax.ShareWith, other: syntax.ShareWith
) -> list[Diagnostic]:
    """What is wrong with the second of two lines, beside the first."""
    note = ("the other is here", one.span)
    same = one.rule == other.rule and one.others == other.others
    if same and one.selection == other.selection and _unit(scope, one) == _unit(scope, other):
        message = "there is such a share with the same awards already"
        return [Diagnostic("duplicate-share", message, other.span, notes=(note,))]
    nothing, some = (one, other) if one.rule == "nothing" else (other, one)
    if nothing.rule != "nothing" or some.rule == "nothing":
        return []
    if nothing.others is None or some.others is None:
        return []
    covered = _covered(scope, award, nothing.others, some.others)
    if covered is None:
        return []
    message = f"nothing is shared with {covered}, so this limits nothing"
    if nothing is other:
        message = f"nothing is shared with {covered}, and yet another line limits what is"
    return [Diagnostic("contradiction", message, other.span, notes=(note,))]


def _unit(scope: Scope, share: syntax.ShareWith) -> object:
    """What a limit is in; one may stand beside a share of a size."""
    match share.limit:
        case syntax.Fixed() | syntax.NamedAmount():
            return frozenset(map(unit_of, scope.meant(share.limit)))
        case syntax.SizeShare(base=base):
            return base
        case _:
            return None


def _covered(
    scope: Scope, award: syntax.Award, nothing: syntax.Others, some: syntax.Others
) -> str | None:
    """What one line says of awards with which another shares nothing at all, if it does."""
    if some.kind is not None:
        if nothing.kind not in (some.kind, "award"):
            return None
        return "any award" if some.kind == "award" else f"awards of the kind `{some.kind}`"
    if nothing.kind == "award":
        return "any award"
    ids = {name.text for name in nothing.awards}
    ids |= {edition.award.id.text for edition in _meant(scope, award, nothing)}
    both = [name.text for name in some.awards if name.text in ids]
    return f"`{both[0]}`" if both else None


CHECKS = (relations, shares)
