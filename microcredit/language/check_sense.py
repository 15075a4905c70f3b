"""Checks that numbers, ranges and lists can be meant as they stand."""

from collections.abc import Iterator

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_catalogue import code_lists
from microcredit.language.check_scope import Scope, area_lists, inside, parts, twice
from microcredit.language.phrase import phrase_number


def amounts(scope: Scope) -> Iterator[Diagnostic]:
    """Report shares over the whole, of no size, of another unit, or rounded for nothing."""
    for award in scope.file.awards:
        for share in inside((award.root, award.variables), syntax.Proportion):
            yield from _proportion(share, award)


def _proportion(share: syntax.Proportion, award: syntax.Award) -> Iterator[Diagnostic]:
    if share.ratio > 1:
        message = "a share of more than the whole"
        yield Diagnostic("over-100", message, share.span, "100% is everything")
    if share.base == "size" and award.size is None:
        message = f"`{award.id.text}` declares no size to take a share of"
        yield Diagnostic("no-size", message, share.span, "add one, as in `size 30 credits`")
    base = share.base.unit if isinstance(share.base, syntax.Fixed) else share.unit
    if base != share.unit or (share.base == "size" and share.unit != "credits"):
        message = f"a share of {'credits' if share.base == 'size' else base} is no {share.unit}"
        yield Diagnostic("mixed-units", message, share.span)
    if share.rounded_up and share.base in ("counted", "award"):
        message = "only a share of a fixed amount can be rounded up"
        yield Diagnostic("rounded-share", message, share.span, "leave out `rounded up`")


def totals(scope: Scope) -> Iterator[Diagnostic]:
    """Report comparisons that always or never hold, whatever is counted."""
    for total in inside(scope.file.awards, syntax.Total):
        yield from _not_positive(total, scope)
        yield from _between(total, scope)
        yield from _whole_of_whole(total, scope)
        yield from _more_than_listed(total, scope)


def _not_positive(total: syntax.Total, scope: Scope) -> Iterator[Diagnostic]:
    amount = scope.amount(total.amount)
    if amount is None:
        return
    value = amount.number if isinstance(amount, syntax.Fixed) else amount.ratio
    if value < 0:
        yield Diagnostic("not-positive", "a negative amount", total.amount.span)
    elif value == 0 and total.comparison in ("at least", "between"):
        message = f"`{total.comparison} 0` asks for nothing"
        hint = "leave it out"
        if total.comparison == "between":
            hint = "write `at most` and the greater amount"
        yield Diagnostic("not-positive", message, total.amount.span, hint)


def _between(total: syntax.Total, scope: Scope) -> Iterator[Diagnostic]:
    lower, upper = scope.amount(total.amount), scope.amount(total.upper)
    if lower is None or upper is None:
        return
    if lower.unit != upper.unit or type(lower) is not type(upper):
        message = "the two ends of `between` are not of one kind"
        yield Diagnostic("mixed-units", message, total.span)
    elif isinstance(lower, syntax.Fixed) and isinstance(upper, syntax.Fixed):
        if lower.number > upper.number:
            yield _empty_between(
                total, f"{phrase_number(lower.number)} and {phrase_number(upper.number)}"
            )
    elif isinstance(lower, syntax.Proportion) and isinstance(upper, syntax.Proportion):
        if lower.base != upper.base:
            message = "the two ends of `between` are shares of different things"
            yield Diagnostic("mixed-units", message, total.span)
        elif lower.ratio > upper.ratio:
            yield _empty_between(total, "these two")


def _empty_between(total: syntax.Total, ends: str) -> Diagnostic:
    hint = "write the smaller amount first"
    return Diagnostic("empty-range", f"nothing is between {ends}", total.span, hint)


def _whole_of_whole(total: syntax.Total, scope: Scope) -> Iterator[Diagnostic]:
    amount = scope.amount(total.amount)
    if (
        isinstance(amount, syntax.Proportion)
        and amount.base == "counted"
        and total.selection is None
    ):
        message = "a share of everything that counts, and of everything: that is always 100%"
        hint = f'say of which {amount.unit}, as in `in "Statistics"`'
        yield Diagnostic("share-of-everything", message, total.span, hint)


def _more_than_listed(total: syntax.Total, scope: Scope) -> Iterator[Diagnostic]:
    amount = scope.amount(total.amount)
    if total.comparison == "at most" or total.selection is None:
        return
    if not isinstance(amount, syntax.Fixed) or amount.unit != "modules":
        return
    there = [_listed(adjectives) for adjectives in total.selection.alternatives]
    if None in there:
        return
    listed = sum(count for count in there if count is not None)
    if amount.number > listed:
        yield _too_many(total, phrase_number(amount.number), listed, "modules are")


def _listed(adjectives: tuple[syntax.Adjective, ...]) -> int | None:
    counts = [len(a.modules) for a in adjectives if isinstance(a, syntax.FromModules)]
    return min(counts, default=None)


def _too_many(node: syntax.Node, wanted: object, there: int, what: str) -> Diagnostic:
    if there == 1:
        what = what.replace("modules are", "module is").replace("choices are", "choice is")
        what = what.replace("parts are", "part is")
    message = f"wants {wanted} where only {there} {what} named"
    return Diagnostic("too-few-named", message, node.span)


def some_of(scope: Scope) -> Iterator[Diagnostic]:
    """Report `k of` with more than there are, or with none."""
    for node in inside(scope.file.awards, syntax.SomeOf):
        if node.number > len(node.choices):
            single = all(len(choice) == 1 for choice in node.choices)
            what = "modules are" if single else "choices are"
            yield _too_many(node, node.number, len(node.choices), what)
        elif node.number < 1:
            message = f"`{node.number} of` asks for nothing"
            yield Diagnostic("not-positive", message, node.span)


def lists(scope: Scope) -> Iterator[Diagnostic]:
    """Report what stands twice in one list."""
    piece = (scope.file.defines, scope.file.awards)
    for codes in code_lists(piece):
        words = ((code.text, code.span) for code in codes)
        yield from twice(words, "listed-twice", "`{}` is in the list twice")
    for areas in area_lists(piece):
        words = ((area.text, area.span) for area in areas)
        yield from twice(words, "listed-twice", "`{}` is in the list twice")
    for tagged in inside(piece, syntax.Tagged):
        words = ((tag.text, tag.span) for tag in tagged.tags)
        yield from twice(words, "listed-twice", "`{}` is in the list twice")


def structure(scope: Scope) -> Iterator[Diagnostic]:
    """Report choices, closings and shares of parts that cannot be meant."""
    for award in scope.file.awards:
        for part in parts(award.root):
            yield from _choose(part)
            if part.closed and not part.parts:
                message = f"`{part.id.text}` has no parts inside that could count anything"
                hint = "`nothing else counts` stands beside the parts that do"
                yield Diagnostic("nothing-inside", message, part.id.span, hint)
            for share in part.shares:
                limit = scope.amount(share.limit)
                if isinstance(limit, syntax.Fixed) and limit.number <= 0:
                    message = "a share of nothing is none"
                    yield Diagnostic("not-positive", message, share.span, "leave it out")


def _choose(part: syntax.Part) -> Iterator[Diagnostic]:
    choose, there = part.choose, len(part.parts)
    if choose is None:
        return
    if not there:
        message = f"`{part.id.text}` has no parts inside to choose from"
        yield Diagnostic("nothing-inside", message, choose.span)
    elif choose.lowest < 1:
        yield Diagnostic("not-positive", "`choose 0` asks for nothing", choose.span)
    elif choose.highest is not None and choose.highest < choose.lowest:
        message = f"no number is in {choose.lowest} to {choose.highest}"
        yield Diagnostic("empty-range", message, choose.span)
    elif max(choose.lowest, choose.highest or 0) > there:
        wanted = max(choose.lowest, choose.highest or 0)
        yield _too_many(choose, wanted, there, "parts are")


def sizes(scope: Scope) -> Iterator[Diagnostic]:
    """Report sizes that are not so many credits."""
    for award in scope.file.awards:
        size = scope.amount(award.size)
        if award.size is None or not isinstance(size, syntax.Fixed):
            continue
        if size.unit != "credits":
            message = f"a size is in credits, not in {size.unit}"
            yield Diagnostic("mixed-units", message, award.size.span)
        elif size.number <= 0:
            yield Diagnostic("not-positive", "a size of nothing", award.size.span)


def dates(scope: Scope) -> Iterator[Diagnostic]:
    """Report periods that end before they begin, and expiry at once."""
    for effective in inside(scope.file.awards, syntax.Effective):
        if effective.last is not None and effective.last < effective.first:
            message = f"{effective.last} is before {effective.first}"
            yield Diagnostic("dates-reversed", message, effective.span)
    for completed in inside((scope.file.defines, scope.file.awards), syntax.Completed):
        if completed.last is not None and completed.last < completed.first:
            message = f"no day is between {completed.first} and {completed.last}"
            yield Diagnostic("dates-reversed", message, completed.span)
    for expiry in inside(scope.file.awards, syntax.Expiry):
        if expiry.years < 1:
            message = f"credits cannot expire after {expiry.years} years"
            yield Diagnostic("not-positive", message, expiry.span)


CHECKS = (amounts, totals, some_of, lists, structure, sizes, dates)
