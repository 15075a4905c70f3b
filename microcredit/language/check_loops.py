"""Checks that nothing waits for itself, or for too much: definitions and awards that name one
another."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import (
    Edition,
    Links,
    Scope,
    circle_diagnostic,
    circles,
    inside,
)
from microcredit.source import Span

LONGEST_CHAIN = 100
"""Definitions, or awards, that may stand in a row of which each needs the next."""
MOST_ADJECTIVES = 1_000
"""Adjectives that a definition may come to, with those of every definition that it uses."""


def define_loops(scope: Scope) -> Iterator[Diagnostic]:
    """Report definitions that use one another in a circle, in too long a chain, or too often."""
    links = {
        name: {used.name.text: used.span for used in inside(define, syntax.Defined)}
        for name, define in scope.defines.items()
    }
    found = [circle_diagnostic("define-loop", circle, "uses") for circle in circles(links)]
    found = found or [*_chains(links, "uses", "definitions")] or [*_overgrown(scope, links)]
    yield from found


def award_loops(awards: Mapping[str, tuple[Edition, ...]]) -> Iterator[Diagnostic]:
    """Report awards that need one another, or need one another not, in a circle or in too long a
    chain."""
    links: dict[str, dict[str, Span]] = {}
    for id, blocks in awards.items():
        named = links.setdefault(id, {})
        for each in blocks:
            for need, span in needed_awards(each.award):
                named.setdefault(need, span)
    found = [circle_diagnostic("award-loop", circle, "needs") for circle in circles(links)]
    yield from found or _chains(links, "needs", "awards")


def _chains(links: Links, verb: str, things: str) -> Iterator[Diagnostic]:
    """Report the longest chain, where it is too long."""
    deep: dict[str, int] = {}
    after: dict[str, str] = {}
    for name in _in_order(links):
        known = [other for other in links.get(name, ()) if other in deep]
        if known:
            after[name] = max(known, key=deep.__getitem__)
        deep[name] = 1 + (deep[after[name]] if known else 0)
    first = max(deep, key=deep.__getitem__, default="")
    if not first or deep[first] <= LONGEST_CHAIN:
        return
    chain = [first]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    words = f" {verb} ".join(f"`{name}`" for name in chain[:4])
    message = f"{len(chain)} {things} deep, and at most {LONGEST_CHAIN} may be: {words} …"
    yield Diagnostic("too-deep", message, links[chain[0]][chain[1]])


def _overgrown(scope: Scope, links: Links) -> Iterator[Diagnostic]:
    """Report the first definition that comes to too much, written out."""
    come_to: dict[str, int] = {}
    for name in _in_order(links):
        define = scope.defines.get(name)
        if define is None:
            continue
        written = [*inside(define, syntax.Selection)]
        own = sum(len(each) for one in written for each in (*one.alternatives, one.excepted))
        used = [each.name.text for each in inside(define, syntax.Defined)]
        come_to[name] = own + sum(come_to.get(other, 1) - 1 for other in used)
        if come_to[name] > MOST_ADJECTIVES:
            message = f"`{name}` and all that it uses come to {come_to[name]} adjectives"
            hint = f"at most {MOST_ADJECTIVES:,} may be"
            yield Diagnostic("too-long", message, define.name.span, hint)
            return


def _in_order(links: Links) -> list[str]:
    """The names, each behind those that it needs; none where they go round in a circle."""
    try:
        return list(TopologicalSorter(links).static_order())
    except CycleError:
        return []


def needed_awards(award: syntax.Award) -> Iterator[tuple[str, Span]]:
    """Give the awards that must be decided before this one, and where it says so."""
    for relation in award.relations:
        if relation.kind == "includes":
            yield from ((name.text, name.span) for name in relation.awards)
    for node in inside(award, syntax.HoldsAward):
        if not node.held and not node.declared:
            yield node.award.text, node.span


CHECKS = (define_loops,)
