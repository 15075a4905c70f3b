"""Checks of what an award says of repeats, and of the classes it is given in."""

from collections.abc import Iterator, Mapping

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, inside


def repeats(scope: Scope) -> Iterator[Diagnostic]:
    """Report rules about repeats that no module is left for, or that count nothing."""
    present = scope.vocabulary.modules if scope.vocabulary else {}
    for award in scope.file.awards:
        yield from _again(award.repeats, present)
        for rule in award.repeats:
            if rule.limit is not None and rule.limit <= 0:
                message = "repeats up to 0 credits count nothing"
                yield Diagnostic("not-positive", message, rule.span)


def _again(rules: tuple[syntax.Repeats, ...], present: Mapping[str, str]) -> Iterator[Diagnostic]:
    """The first rule that fits a module is the one for it."""
    for place, rule in enumerate(rules):
        for earlier in rules[:place]:
            note = ("the first is here", earlier.span)
            if earlier.selection is None or earlier.selection == rule.selection:
                message = "there is a line about these repeats already"
                hint = None
                if rule.selection is not None and earlier.selection is None:
                    hint = "write the line for all other modules last"
                yield Diagnostic("duplicate-repeats", message, rule.span, hint, (note,))
                break
            before = {present.get(code.text, code.text) for code in _listed(earlier)}
            both = [c for c in _listed(rule) if present.get(c.text, c.text) in before]
            for code in both:
                message = f"there is a line about repeats of `{code.text}` already"
                yield Diagnostic("duplicate-repeats", message, code.span, notes=(note,))


def _listed(rule: syntax.Repeats) -> tuple[syntax.Code, ...]:
    """The modules of a rule that is about listed modules and says nothing else of them."""
    match rule.selection:
        case syntax.Selection(((syntax.FromModules(modules),),), ()):
            return modules
        case _:
            return ()


def classes(scope: Scope) -> Iterator[Diagnostic]:
    """Report classes that wait for what only a requirement can wait for."""
    for award in scope.file.awards:
        for bundle in inside(award.classes, syntax.Bundle):
            message = "a class judges what counts, and a bundle says what counts"
            hint = "write the bundle as a line of the award"
            yield Diagnostic("not-supported-yet", message, bundle.span, hint)
        for attested in inside(award.classes, syntax.Attested):
            message = "a class that waits for a sign-off is not supported yet"
            yield Diagnostic("not-supported-yet", message, attested.span)


CHECKS = (repeats, classes)
