"""Checks that every name means something, of the kind that is wanted."""

import re
from collections.abc import Iterator

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, amounts_of, area_lists, inside, nearest

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def defined_names(scope: Scope) -> Iterator[Diagnostic]:
    """Report names that nothing defines, or that are an amount where a selection is wanted."""
    for piece in (scope.file.defines, scope.file.awards):
        for used in inside(piece, syntax.Defined):
            yield from _defined(scope, used.name, "a selection", "an amount")
        for amount in inside(piece, syntax.NamedAmount):
            yield from _defined(scope, amount.name, "an amount", "a selection")


def _defined(scope: Scope, name: syntax.Name, wanted: str, other: str) -> Iterator[Diagnostic]:
    kinds = {
        known: "an amount" if amounts_of(define.meaning) else "a selection"
        for known, define in scope.defines.items()
    }
    define = scope.defines.get(name.text)
    if define is None:
        same = [known for known, kind in kinds.items() if kind == wanted]
        message = f"`{name.text}` is not defined"
        yield Diagnostic("unknown-name", message, name.span, nearest(name.text, same))
    elif kinds[name.text] == other:
        message = f"`{name.text}` is {other}, and {wanted} is wanted here"
        note = ("it is defined here", define.name.span)
        yield Diagnostic("wrong-kind", message, name.span, notes=(note,))


def bindings(scope: Scope) -> Iterator[Diagnostic]:
    """Report areas and levels by a name that is not bound where it is used."""
    yield from _unbound(scope.file.defines, set())
    for award in scope.file.awards:
        whole = award_wide(award)
        yield from _unbound((award.root, award.classes), whole)
        yield from _varying(award.expiries, "varying-expiry", "which credits expire")
        yield from _varying(award.repeats, "varying-repeats", "which repeats count")
        yield from _varying(award.shares, "varying-share", "what awards share")
        inner = tuple(inside(award.root, syntax.Share))
        yield from _varying(inner, "varying-share", "what parts share")
        yield from _varying(award.prefers, "varying-prefer", "what is preferred")
        asked = tuple(when.conditions for when in inside(award.root, syntax.When))
        yield from _varying(asked, "varying-when", "whom a `when` is for")
        lines = (award.root, award.variables, award.classes)
        studied = (
            *inside(lines, syntax.NoAttempt),
            *(each for each in inside(lines, syntax.Average) if each.attempts),
            *(each for each in inside(lines, syntax.EveryGrade) if each.attempts),
        )
        reported = {each.span for each in inside(asked, syntax.Node)}
        studied = tuple(each for each in studied if each.span not in reported)
        yield from _varying(studied, "varying-attempts", "a rule about all that was studied")
        for variable in award.variables:
            if isinstance(variable, syntax.SomeArea):
                bound = {*whole, variable.variable.text}
                yield from _unbound(variable.requirements, bound)
                for suffix in variable.suffixes:
                    yield from _placeholders(suffix, bound)


def award_wide(award: syntax.Award) -> set[str]:
    """Give the names that are bound in all of an award."""
    return {
        "level" if isinstance(variable, syntax.HighestLevel) else variable.variable.text
        for variable in award.variables
        if isinstance(variable, syntax.HighestLevel) or not has_block(variable)
    }


def has_block(variable: syntax.SomeArea) -> bool:
    """Whether the name is bound in a block of its own."""
    return bool(variable.requirements or variable.suffixes)


def _unbound(piece: object, bound: set[str]) -> Iterator[Diagnostic]:
    for areas in area_lists(piece):
        for area in areas:
            if isinstance(area, syntax.Name) and area.text not in bound - {"level"}:
                yield _not_bound(area, bound)
    for level in inside(piece, syntax.LevelRange):
        for end in (level.lowest, level.highest):
            if isinstance(end, syntax.Name) and "level" not in bound:
                message = "`that level` needs a level to point to"
                hint = "add `for the highest level of … to …` to the award"
                yield Diagnostic("unbound-name", message, end.span, hint)


def _varying(piece: object, code: str, what: str) -> Iterator[Diagnostic]:
    """What is valid must be known before a theme or a level is looked for."""
    areas = [area for areas in area_lists(piece) for area in areas]
    ends = [end for r in inside(piece, syntax.LevelRange) for end in (r.lowest, r.highest)]
    names = {name.span: name for name in (*areas, *ends) if isinstance(name, syntax.Name)}
    for span, name in names.items():
        message = f"{what} cannot depend on `{name.text}`"
        yield Diagnostic(code, message, span, "name the areas or levels themselves")


def _not_bound(area: syntax.Name, bound: set[str]) -> Diagnostic:
    message = f"`{area.text}` is not bound here"
    hint = nearest(area.text, bound - {"level"})
    hint = hint or "areas are written in quotes; a name comes from `for some … in areas under …`"
    return Diagnostic("unbound-name", message, area.span, hint)


def _placeholders(suffix: syntax.Title, bound: set[str]) -> Iterator[Diagnostic]:
    text = suffix.text.text
    words = " and ".join(f"`{{{name}}}`" for name in sorted(bound, reverse=True))
    for name in PLACEHOLDER.findall(text):
        if name not in bound:
            message = f"`{{{name}}}` stands for nothing here"
            hint = nearest(f"{{{name}}}", [f"{{{known}}}" for known in bound])
            hint = hint or f"a suffix may have {words}"
            yield Diagnostic("unknown-placeholder", message, suffix.text.span, hint)
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        message = "a brace without its other half"
        yield Diagnostic("unknown-placeholder", message, suffix.text.span)


def award_names(scope: Scope) -> Iterator[Diagnostic]:
    """Report awards that are neither in the policies nor declared external."""
    if not scope.complete:
        return
    for held in inside(scope.file.awards, syntax.HoldsAward):
        yield from _award(scope, held.award)
    for used in inside((scope.file.defines, scope.file.awards), syntax.UsedFor):
        for name in (used.award, *used.other_than):
            if name is not None:
                yield from _award(scope, name)
    for award in scope.file.awards:
        for relation in award.relations:
            for name in relation.awards:
                yield from _award(scope, name)
        for share in award.shares:
            for name in share.others.awards if share.others else ():
                yield from _award(scope, name)


def _award(scope: Scope, name: syntax.Name) -> Iterator[Diagnostic]:
    known = scope.known_awards
    if name.text not in known:
        message = f"there is no award `{name.text}`"
        hint = nearest(name.text, known)
        hint = hint or f'if it is conferred elsewhere, add `external award {name.text} "…"`'
        yield Diagnostic("unknown-award", message, name.span, hint)


OTHER_WORDS = {
    "areas": 'write `in "…"`',
    "completed_on": "write `completed before`, `after` or `between`",
    "credits": "write `worth … credits`",
    "recognised": "write `recognised`",
    "tags": 'write `tagged "…"`',
    "used_for": "write `used for …`",
}
CLOSED = {*OTHER_WORDS, "awarded_on", "enrolled_on", "contact_hours", "terms", "prerequisites"} | {
    "formerly",
    "learner",
    "record",
    "code",
    "title_zh_hant",
}
"""Columns that `where` does not compare: dates, numbers, lists and names of rows."""


def closed_columns(scope: Scope) -> Iterator[Diagnostic]:
    """Report `where` on a column that has words of its own, or that holds no single text."""
    for where in inside((scope.file.defines, scope.file.awards), syntax.Where):
        if where.column in CLOSED:
            message = f"`where` cannot compare the column `{where.column}`"
            yield Diagnostic("closed-column", message, where.span, OTHER_WORDS.get(where.column))


CHECKS = (defined_names, bindings, award_names, closed_columns)
