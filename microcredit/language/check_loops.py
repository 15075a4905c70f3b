"""Checks that nothing waits for itself: definitions and awards that name one another."""

from collections.abc import Iterator, Sequence

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, circle_diagnostic, circles, inside
from microcredit.source import Span


def define_loops(scope: Scope) -> Iterator[Diagnostic]:
    """Report definitions that use one another in a circle."""
    links = {
        name: {used.name.text: used.span for used in inside(define, syntax.Defined)}
        for name, define in scope.defines.items()
    }
    for circle in circles(links):
        yield circle_diagnostic("define-loop", circle, "uses")


def award_loops(files: Sequence[syntax.PolicyFile]) -> Iterator[Diagnostic]:
    """Report awards that need one another, or need one another not, in a circle."""
    links: dict[str, dict[str, Span]] = {}
    for award in (award for file in files for award in file.awards):
        named = links.setdefault(award.id.text, {})
        for node in inside(award, syntax.HoldsAward):
            if not node.held:
                named.setdefault(node.award.text, node.span)
    for circle in circles(links):
        yield circle_diagnostic("award-loop", circle, "needs")


CHECKS = (define_loops,)
