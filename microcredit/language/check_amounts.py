"""Checks that amounts can be meant as they stand, and that comparisons ask for something."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import (
    MANY_CASES,
    Plain,
    Scope,
    amounts_of,
    fixed_number,
    inside,
    unit_of,
)
from microcredit.language.check_sense import too_many
from microcredit.language.phrase import phrase_one
from microcredit.language.phrase_words import phrase_number


def defined_amounts(scope: Scope) -> Iterator[Diagnostic]:
    """Report definitions that are an amount of one thing now, of another then."""
    for define in scope.file.defines:
        meant = amounts_of(define.meaning)
        for amount in meant[1:]:
            if amount.unit != meant[0].unit:
                name, units = define.name.text, (meant[0].unit, amount.unit)
                message = f"`{name}` means {units[0]} for some and {units[1]} for others"
                note = ("the first amount is here", meant[0].span)
                yield Diagnostic("mixed-units", message, amount.span, notes=(note,))


def amounts(scope: Scope) -> Iterator[Diagnostic]:
    """Report shares over the whole, of no size, of another unit, or rounded for nothing."""
    for award in scope.file.awards:
        piece = (award.root, award.variables, award.classes)
        for share in inside(piece, syntax.Proportion):
            yield from _proportion(share, award)
        for extreme in inside(piece, syntax.Extreme):
            yield from _extreme(extreme, scope)


def _proportion(share: syntax.Proportion, award: syntax.Award) -> Iterator[Diagnostic]:
    if share.ratio > 1:
        message = "a share of more than the whole"
        yield Diagnostic("over-100", message, share.span, "100% is everything")
    if share.base == "size" and award.size is None:
        message = f"`{award.id.text}` declares no size to take a share of"
        yield Diagnostic("no-size", message, share.span, "add one, as in `size 30 credits`")


def _extreme(extreme: syntax.Extreme, scope: Scope) -> Iterator[Diagnostic]:
    if scope.cases(extreme) > MANY_CASES:
        message = f"an amount that may be more than {MANY_CASES} others is not supported yet"
        yield Diagnostic("not-supported-yet", message, extreme.span)
    meant = [amount for amount in scope.meant(extreme) if isinstance(amount, syntax.Extreme)]
    units = [(unit_of(amount.first), unit_of(amount.second)) for amount in meant]
    for first, second in units:
        if first != second:
            message = f"{first} and {second} cannot be compared: none is the {extreme.kind}"
            yield Diagnostic("mixed-units", message, extreme.span)
            return


def totals(scope: Scope) -> Iterator[Diagnostic]:
    """Report comparisons that always or never hold, whatever is counted."""
    for award in scope.file.awards:
        size = scope.fixed_size(award)
        repeated = any(repeats.keep == "every" for repeats in award.repeats)
        for total in inside(award, syntax.Total):
            meant = scope.meant(total.amount)
            yield from _not_positive(total, meant)
            yield from _between(total, meant, scope.meant(total.upper))
            yield from _whole_of_whole(total, meant)
            yield from _countable(total, (*meant, *scope.meant(total.upper)), size)
            if not repeated:
                yield from _more_than_listed(total, meant)


def _not_positive(total: syntax.Total, meant: Sequence[Plain]) -> Iterator[Diagnostic]:
    values = [_value(amount) for amount in meant]
    if not values:
        return
    if min(values) < 0:
        yield Diagnostic("not-positive", "a negative amount", total.amount.span)
    elif max(values) == 0 and total.comparison in ("at least", "between"):
        message = f"`{total.comparison} 0` asks for nothing"
        hint = "leave it out"
        if total.comparison == "between":
            hint = "write `at most` and the greater amount"
        yield Diagnostic("not-positive", message, total.amount.span, hint)


def _value(amount: syntax.Amount) -> Fraction:
    match amount:
        case syntax.Fixed(number):
            return number
        case syntax.Proportion(ratio):
            return ratio
        case syntax.Extreme(kind, first, second):
            both = (_value(first), _value(second))
            return max(both) if kind == "greater" else min(both)
        case _:
            raise AssertionError("a name is left in this amount")


def _between(
    total: syntax.Total, meant: Sequence[Plain], upper: Sequence[Plain]
) -> Iterator[Diagnostic]:
    pairs = [(low, high) for low in meant for high in upper]
    if any(not _of_one_kind(low, high) for low, high in pairs):
        message = "the two ends of `between` are not of one kind"
        yield Diagnostic("mixed-units", message, total.span)
    elif any(_base(low) != _base(high) for low, high in pairs):
        message = "the two ends of `between` are shares of different things"
        yield Diagnostic("mixed-units", message, total.span)
    elif pairs and all(_crossed(low, high) for low, high in pairs):
        ends = "these two"
        low, high = pairs[0]
        if isinstance(low, syntax.Fixed) and isinstance(high, syntax.Fixed) and len(pairs) == 1:
            ends = f"{phrase_number(low.number)} and {phrase_number(high.number)}"
        hint = "write the smaller amount first"
        yield Diagnostic("empty-range", f"nothing is between {ends}", total.span, hint)


def _of_one_kind(low: Plain, high: Plain) -> bool:
    same = type(low) is type(high)
    return unit_of(low) == unit_of(high) and (same or syntax.Extreme in (type(low), type(high)))


def _base(amount: Plain) -> object:
    return amount.base if isinstance(amount, syntax.Proportion) else None


def _crossed(low: Plain, high: Plain) -> bool:
    if isinstance(low, syntax.Fixed) and isinstance(high, syntax.Fixed):
        return low.number > high.number
    if isinstance(low, syntax.Proportion) and isinstance(high, syntax.Proportion):
        return low.ratio > high.ratio
    return False


def _whole_of_whole(total: syntax.Total, meant: Sequence[Plain]) -> Iterator[Diagnostic]:
    if total.selection is not None or total.one_of is not None:
        return
    for amount in meant:
        if isinstance(amount, syntax.Proportion) and amount.base == "counted":
            message = "a share of everything that counts, and of everything: that is always 100%"
            hint = f'say of which {amount.unit}, as in `in "Statistics"`'
            yield Diagnostic("share-of-everything", message, total.span, hint)


def _countable(
    total: syntax.Total, meant: Sequence[Plain], size: Fraction | None
) -> Iterator[Diagnostic]:
    """Report what cannot be counted of one area or term, and numbers that are not whole."""
    for amount in meant:
        unit, number = unit_of(amount), fixed_number(amount, size)
        if total.one_of is not None and unit in ("areas", "levels", "terms"):
            one = phrase_one(total.one_of)
            message = f"how many {unit} there are in {one} is not supported yet"
        elif total.one_of is not None and isinstance(amount, syntax.Extreme) and number is None:
            one = f"in {phrase_one(total.one_of)}"
            message = f"the {amount.kind} of shares, `{one}`, is not supported yet"
        elif unit in ("areas", "levels", "terms") and number and number.denominator != 1:
            message = f"there can be no {phrase_number(number)} {unit}: {unit} are whole"
            yield Diagnostic("number", message, total.span, "add `rounded up`")
            return
        else:
            continue
        yield Diagnostic("not-supported-yet", message, total.span)
        return


def each_of_every(scope: Scope) -> Iterator[Diagnostic]:
    """Report `in every …` of what has no first and last, and beside anything but `at least`."""
    for total in inside(scope.file.awards, syntax.Total):
        one = total.one_of
        if one is None or one.quantifier != "every":
            continue
        if one.kind in ("area", "level"):
            message = f"`in {phrase_one(one)}` names no {one.kind}s"
            hint = f"write `in any one {one.kind}`, of those in which something counts"
            yield Diagnostic("every-of-what", message, one.span, hint)
        elif total.comparison != "at least":
            message = f"`in {phrase_one(one)}` goes with `at least`, not with `{total.comparison}`"
            hint = f"write `in any one {one.kind}`"
            yield Diagnostic("every-of-what", message, one.span, hint)


def _more_than_listed(total: syntax.Total, meant: Sequence[Plain]) -> Iterator[Diagnostic]:
    if total.comparison == "at most" or total.selection is None:
        return
    wanted = [a.number for a in meant if isinstance(a, syntax.Fixed) and a.unit == "modules"]
    there = [_listed(adjectives) for adjectives in total.selection.alternatives]
    if not wanted or len(wanted) < len(meant) or None in there:
        return
    listed = sum(count for count in there if count is not None)
    if min(wanted) > listed:
        yield too_many(total, phrase_number(min(wanted)), listed, "modules are")


def _listed(adjectives: tuple[syntax.Adjective, ...]) -> int | None:
    counts = [len(a.modules) for a in adjectives if isinstance(a, syntax.FromModules)]
    return min(counts, default=None)


def sizes(scope: Scope) -> Iterator[Diagnostic]:
    """Report sizes that are not so many credits."""
    for award in scope.file.awards:
        meant = scope.meant(award.size)
        if award.size is None or not meant:
            continue
        units = {unit_of(amount) for amount in meant} - {"credits"}
        for unit in sorted(units):
            message = f"a size is in credits, not in {unit}"
            yield Diagnostic("mixed-units", message, award.size.span)
        if not units and min(_value(amount) for amount in meant) <= 0:
            yield Diagnostic("not-positive", "a size of nothing", award.size.span)


CHECKS = (defined_amounts, amounts, totals, each_of_every, sizes)
