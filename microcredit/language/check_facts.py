"""Checks of facts about learners: that one fact is of one kind wherever an award asks for it."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Edition, Scope, inside, with_defines
from microcredit.source import Span

EVENTS = {"admission": "admitted", "enrolment": "enrolled"}
"""events of the learner, and the fact that says when they were"""


@frozen
class Asked:
    """A fact that a line asks for, and as what it compares it."""

    fact: str
    kind: str
    span: Span


def asked_facts(edition: Edition) -> Iterator[Asked]:
    """Give every fact that an edition asks for, in its definitions too."""
    pieces = with_defines(edition.award, edition.defines)
    for fact in inside(pieces, syntax.LearnerFact):
        kind = "a number"
        if isinstance(fact.values, tuple):
            kind = "a text"
        elif isinstance(fact.values, date):
            kind = "a date"
        yield Asked(fact.fact.text, kind, fact.span)
    for by in inside(pieces, syntax.ByFact):
        yield Asked(by.fact.text, "a text", by.fact.span)
    for holds in inside(pieces, syntax.HoldsAward):
        if holds.declared:
            yield Asked("declared", "a list of awards", holds.span)
    for window in inside(pieces, syntax.CompletedWithin):
        if window.event in EVENTS:
            yield Asked(EVENTS[window.event], "a date", window.span)
    for span in inside(pieces, syntax.CountedWithin):
        if span.event == "enrolment":
            yield Asked("enrolled", "a date", span.span)
    for expiry in inside(pieces, syntax.Expiry):
        if expiry.event in EVENTS:
            yield Asked(EVENTS[expiry.event], "a date", expiry.span)


def kinds(scope: Scope) -> Iterator[Diagnostic]:
    """Report facts that are a date in one line of an award and a text in another."""
    for id in dict.fromkeys(award.id.text for award in scope.file.awards):
        first: dict[str, Asked] = {}
        for edition in scope.awards[id]:
            for asked in asked_facts(edition):
                other = first.setdefault(asked.fact, asked)
                if other.kind != asked.kind:
                    message = f"`{asked.fact}` is {asked.kind} here and {other.kind} elsewhere"
                    note = (f"it is {other.kind} here", other.span)
                    yield Diagnostic("fact-of-two-kinds", message, asked.span, notes=(note,))


CHECKS = (kinds,)
