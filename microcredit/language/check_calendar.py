"""Checks of what a framework says of time and of other credits, and of words that need a
calendar."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, inside, nearest, twice

YEARS = (2023, 2024)
"""one without a 29 February, one with"""


def timed(piece: object) -> Iterator[tuple[str, syntax.Node]]:
    """Give what speaks of a term or an academic year, and of which of them."""
    for amount in inside(piece, syntax.Fixed):
        if amount.unit == "terms":
            yield "a term", amount
    for one in inside(piece, syntax.OneOf):
        if one.kind in ("term", "academic year"):
            yield ("a term" if one.kind == "term" else "an academic year"), one
    for expiry in inside(piece, syntax.Expiry):
        if expiry.through in ("term", "academic year"):
            yield ("a term" if expiry.through == "term" else "an academic year"), expiry
    for within in inside(piece, syntax.InTerm):
        yield "a term", within


def calendar_needed(scope: Scope) -> Iterator[Diagnostic]:
    """Report terms and academic years where the framework does not say when they are."""
    framework = scope.framework
    if framework is None:
        return
    for what, node in timed((scope.file.defines, scope.file.awards)):
        if framework.calendar is None:
            message = f"{what} needs a calendar, and `{framework.id.text}` has none"
            hint = "a framework has one, as in `calendar { academic year starts 09-01 }`"
            yield Diagnostic("no-calendar", message, node.span, hint)
        elif what == "a term" and not framework.calendar.terms:
            message = f"the calendar of `{framework.id.text}` has no terms"
            hint = "add them, as in `term autumn 09-01 to 12-31`"
            note = ("the calendar is here", framework.calendar.span)
            yield Diagnostic("no-calendar", message, node.span, hint, (note,))


def term_names(scope: Scope) -> Iterator[Diagnostic]:
    """Report terms that the framework's calendar does not have."""
    calendar = scope.framework.calendar if scope.framework else None
    if scope.framework is None or calendar is None or not calendar.terms:
        return
    known = [term.name for term in calendar.terms]
    for within in inside((scope.file.defines, scope.file.awards), syntax.InTerm):
        for name in within.terms:
            if name.text not in known:
                message = f"`{scope.framework.id.text}` has no term `{name.text}`"
                listed = ", ".join(f"`{term}`" for term in known)
                hint = nearest(name.text, known) or f"its terms are {listed}"
                yield Diagnostic("unknown-term", message, name.span, hint)


def calendars(scope: Scope) -> Iterator[Diagnostic]:
    """Report terms that a calendar has twice, or that have days in common."""
    for calendar in inside(scope.file.frameworks, syntax.Calendar):
        names = ((term.name, term.span) for term in calendar.terms)
        yield from twice(names, "duplicate-term", "there are two terms `{}`")
        for first, second in combinations(calendar.terms, 2):
            if any(_days(first, year) & _days(second, year) for year in YEARS):
                message = f"the terms `{first.name}` and `{second.name}` have days in common"
                note = (f"`{first.name}` is here", first.span)
                yield Diagnostic("terms-overlap", message, second.span, notes=(note,))


def _days(term: syntax.Term, year: int) -> set[int]:
    """The days of the year in a term, which may go over the end of the year."""
    first, last = (_day(year, *day) for day in (term.first, term.last))
    if first <= last:
        return set(range(first, last + 1))
    return {*range(first, 367), *range(1, last + 1)}


def _day(year: int, month: int, day: int) -> int:
    if (month, day) == (2, 29) and year % 4:
        day = 28
    return date(year, month, day).timetuple().tm_yday


def conversions(scope: Scope) -> Iterator[Diagnostic]:
    """Report credits that are converted twice, or into themselves."""
    for framework in scope.file.frameworks:
        schemes = ((each.scheme.text, each.scheme.span) for each in framework.conversions)
        yield from twice(schemes, "duplicate-conversion", "`{}` is converted twice")
        for each in framework.conversions:
            if each.scheme.text == framework.credit.text:
                message = f"`{each.scheme.text}` is this framework's own credit"
                yield Diagnostic("converts-itself", message, each.scheme.span)


def ignored(scope: Scope) -> Iterator[Diagnostic]:
    """Report credits that are ignored twice, or count."""
    for framework in scope.file.frameworks:
        schemes = ((each.text, each.span) for each in framework.ignored)
        yield from twice(schemes, "duplicate-ignored", "`{}` is ignored twice")
        converted = {each.scheme.text: each for each in framework.conversions}
        for each in framework.ignored:
            if each.text == framework.credit.text:
                message = f"`{each.text}` is this framework's own credit"
                note = ("it is stated here", framework.credit.span)
                yield Diagnostic("ignored-counts", message, each.span, notes=(note,))
            elif each.text in converted:
                message = f"`{each.text}` is converted, and so it counts"
                note = ("it is converted here", converted[each.text].span)
                yield Diagnostic("ignored-counts", message, each.span, notes=(note,))


CHECKS = (calendar_needed, term_names, calendars, conversions, ignored)
