"""Checks of what a part says of the parts beside it: what they share, and what is used again."""

from collections.abc import Iterator, Sequence

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import (
    Scope,
    beside,
    branches,
    inside,
    nearest,
    parts,
    twice,
    unit_of,
)

Known = dict[str, syntax.Part]


def shares(scope: Scope) -> Iterator[Diagnostic]:
    """Report shares between parts that do not stand side by side, or share nothing."""
    for award in scope.file.awards:
        everywhere = {part.id.text: part for part in parts(award.root)}
        for part in parts(award.root):
            known = {below.id.text: below for below in beside(part)}
            yield from _twice(part.shares, ())
            for branch in branches(part):
                yield from _twice(branch.shares, part.shares)
            yield from _most_parts(part)
            for share in [s for body in (part, *branches(part)) for s in body.shares]:
                yield from _share(share, part, known, everywhere)
                yield from _limit(share, scope)


def _share(
    share: syntax.Share, part: syntax.Part, known: Known, everywhere: Known
) -> Iterator[Diagnostic]:
    both = (share.first, share.second)
    yield from _unknown(both, part, known, everywhere, "share with")
    if share.first.text == share.second.text and share.first.text in known:
        message = f"`{share.first.text}` cannot share with itself"
        yield Diagnostic("share-with-itself", message, share.span)
    for name in both:
        if name.text in known and known[name.text].reuses:
            message = f"`{name.text}` takes nothing that it could share"
            note = ("it reuses what others count", known[name.text].reuses[0].span)
            yield Diagnostic("reuse-takes-nothing", message, name.span, notes=(note,))


def _limit(share: syntax.Share, scope: Scope) -> Iterator[Diagnostic]:
    meant = scope.meant(share.limit)
    if share.limit is None or not meant:
        return
    units = dict.fromkeys(unit_of(amount) for amount in meant)
    for unit in units:
        if unit not in ("credits", "modules"):
            message = f"parts share credits or modules, not {unit}"
            yield Diagnostic("mixed-units", message, share.limit.span)
    if all(isinstance(amount, syntax.Fixed) and amount.number <= 0 for amount in meant):
        message = "a share of nothing is none"
        yield Diagnostic("not-positive", message, share.span, "leave it out")


def _most_parts(part: syntax.Part) -> Iterator[Diagnostic]:
    """`share between at most` that says nothing: no three parts could hold a module otherwise."""
    most, there = part.most_parts, len([each for each in beside(part) if not each.reuses])
    written = [share for body in (part, *branches(part)) for share in body.shares]
    message = None
    if most is not None and most < 2:
        message = f"a module in at most {most} {'part' if most == 1 else 'parts'} is not shared"
        hint = "leave it out, and all `share … between` lines"
    elif most is not None and not written:
        message = f"the parts of `{part.id.text}` share nothing"
        hint = "add `share between … and …` for those that do, or leave this out"
    elif most is not None and most >= there:
        message = f"`{part.id.text}` has only {there} parts that could hold a module"
        hint = "leave it out"
    if message is not None:
        yield Diagnostic("shared-between", message, part.id.span, hint)


def _unknown(
    names: Sequence[syntax.Name], part: syntax.Part, known: Known, everywhere: Known, verb: str
) -> Iterator[Diagnostic]:
    for name in names:
        if name.text in known:
            continue
        if name.text not in everywhere:
            message = f"there is no part `{name.text}`"
            yield Diagnostic("unknown-part", message, name.span, nearest(name.text, known))
            continue
        message = f"`{name.text}` is not a part of `{part.id.text}`"
        hint = f"parts {verb} those beside them; write this where both parts are written"
        note = ("it is here", everywhere[name.text].id.span)
        yield Diagnostic("not-siblings", message, name.span, hint, (note,))


def _twice(written: Sequence[syntax.Share], before: Sequence[syntax.Share]) -> Iterator[Diagnostic]:
    first = {_said(share): share for share in before}
    for share in written:
        if _said(share) in first:
            message = f"`{share.first.text}` and `{share.second.text}` share twice"
            note = ("the first is here", first[_said(share)].span)
            yield Diagnostic("duplicate-share", message, share.span, notes=(note,))
        first.setdefault(_said(share), share)


def _said(share: syntax.Share) -> tuple[object, ...]:
    """What a pair of parts may have one line for: each selection, and each rule."""
    return frozenset((share.first.text, share.second.text)), share.rule, share.selection


def reuses(scope: Scope) -> Iterator[Diagnostic]:
    """Report parts that use again what they cannot, or that do more than judge it."""
    for award in scope.file.awards:
        everywhere = {part.id.text: part for part in parts(award.root)}
        for part in parts(award.root):
            known = {below.id.text: below for below in beside(part)}
            for below in known.values():
                if below.reuses:
                    yield from _reused(below, part, known, everywhere)
                    yield from _takes(below, part)


def _reused(
    part: syntax.Part, above: syntax.Part, known: Known, everywhere: Known
) -> Iterator[Diagnostic]:
    own = part.id.text
    others = [name for name in part.reuses if name.text != own]
    yield from _unknown(others, above, known, everywhere, "reuse")
    words = ((name.text, name.span) for name in part.reuses)
    yield from twice(words, "listed-twice", "`{}` is in the list twice")
    for name in part.reuses:
        if name.text == own:
            yield Diagnostic("reuse-of-itself", f"`{own}` cannot reuse itself", name.span)
        elif name.text in known and known[name.text].reuses:
            message = f"`{name.text}` counts nothing of its own that could be used again"
            hint = "name the parts that it reuses"
            note = ("it reuses others itself", known[name.text].reuses[0].span)
            yield Diagnostic("reuse-takes-nothing", message, name.span, hint, (note,))


def _takes(part: syntax.Part, above: syntax.Part) -> Iterator[Diagnostic]:
    """A part that judges what others count holds nothing and is not chosen."""
    own = part.id.text
    if above.choose is not None:
        message = f"`{own}` reuses what others count and cannot be one to choose"
        hint = "put the choice in a part of its own, and reuse that part"
        note = ("one is chosen here", above.choose.span)
        yield Diagnostic("reuse-in-choose", message, part.id.span, hint, (note,))
    note = ("it reuses what others count", part.reuses[0].span)
    for below in beside(part):
        message = f"`{own}` takes nothing, so no part stands in it"
        yield Diagnostic("reuse-takes-nothing", message, below.id.span, notes=(note,))
    narrowed = [only for body in (part, *branches(part)) for only in body.count_only]
    for node in (*narrowed, *inside((part.requirements, part.whens), syntax.Bundle)):
        message = f"`{own}` takes nothing, so it cannot say what it counts"
        yield Diagnostic("reuse-takes-nothing", message, node.span, notes=(note,))


CHECKS = (shares, reuses)
