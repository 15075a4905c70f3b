"""Checks of what an example says of the learner: facts, and sign-offs."""

import re
from collections.abc import Iterator
from datetime import date

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_facts import Asked, asked_facts
from microcredit.language.check_loops import needed_awards
from microcredit.language.check_scope import Edition, Scope, inside, nearest

NUMBER = re.compile(r"-?\d+(\.\d+)?(/0*[1-9]\d*)?")


def facts(scope: Scope) -> Iterator[Diagnostic]:
    """Report facts that no line asks for, and values that the lines that do cannot compare."""
    for example in scope.file.examples:
        id = example.award.text
        if id not in scope.awards:
            continue
        asked: dict[str, Asked] = {}
        for edition in _concerned(scope, id):
            for each in asked_facts(edition):
                asked.setdefault(each.fact, each)
        for fact in example.facts:
            name = fact.fact.text
            if name not in asked:
                message = f"no line of `{id}` asks for the fact `{name}`"
                yield Diagnostic("unasked-fact", message, fact.fact.span, nearest(name, asked))
            elif not _fits(fact.value, asked[name].kind):
                message = f"`{name}` is compared as {asked[name].kind}, and this is none"
                note = ("it is asked for here", asked[name].span)
                yield Diagnostic("fact-of-two-kinds", message, fact.span, notes=(note,))
            elif asked[name].kind == "a list of awards":
                yield from _listed(scope, fact)


def _fits(value: str, kind: str) -> bool:
    if kind == "a number":
        return NUMBER.fullmatch(value) is not None
    if kind != "a date":
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _listed(scope: Scope, fact: syntax.ExampleFact) -> Iterator[Diagnostic]:
    known = scope.known_awards
    for award in filter(None, (each.strip() for each in fact.value.split(";"))):
        if scope.complete and award not in known:
            message = f"there is no award `{award}`"
            yield Diagnostic("unknown-award", message, fact.span, nearest(award, known))


def _concerned(scope: Scope, award: str) -> list[Edition]:
    """Every edition of an award, and of those that are looked at with it."""
    queue = [award]
    for id in queue:
        for edition in scope.awards.get(id, ()):
            named = [need for need, _ in needed_awards(edition.award)]
            named += [n.text for relation in edition.award.relations for n in relation.awards]
            others = [share.others for share in edition.award.shares if share.others]
            named += [name.text for each in others for name in each.awards]
            if any(each.kind for each in others):
                named += scope.awards
            queue.extend(id for id in dict.fromkeys(named) if id not in queue)
    return [edition for id in queue for edition in scope.awards.get(id, ())]


def sign_offs(scope: Scope) -> Iterator[Diagnostic]:
    """Report sign-offs on no requirement, or by somebody that it does not wait for."""
    for example in scope.file.examples:
        id = example.award.text
        if not example.signed or id not in scope.awards:
            continue
        waits: dict[str, dict[str, syntax.Attested]] = {}
        for edition in _concerned(scope, id):
            piece = (edition.award.root, edition.award.variables)
            for requirement in inside(piece, syntax.Requirement):
                if requirement.id is not None:
                    by = waits.setdefault(requirement.id.text, {})
                    by.update((each.by.text, each) for each in _attested(requirement.condition))
        for signed in example.signed:
            yield from _signed(signed, id, waits)


def _attested(condition: syntax.Condition) -> Iterator[syntax.Attested]:
    """The sign-offs that a requirement waits for; a requirement inside may have an id itself."""
    if isinstance(condition, syntax.Attested):
        yield condition
    elif isinstance(condition, syntax.Either):
        for branch in condition.branches:
            for requirement in branch:
                if requirement.id is None:
                    yield from _attested(requirement.condition)


def _signed(
    signed: syntax.ExampleSigned, award: str, waits: dict[str, dict[str, syntax.Attested]]
) -> Iterator[Diagnostic]:
    name = signed.requirement.text
    waiting = [id for id, by in waits.items() if by]
    if name not in waits:
        message = f"`{award}` has no requirement `{name}`"
        yield Diagnostic(
            "unknown-requirement", message, signed.requirement.span, nearest(name, waiting)
        )
    elif not waits[name]:
        message = f"`{name}` waits for no sign-off"
        yield Diagnostic(
            "unasked-sign-off", message, signed.requirement.span, nearest(name, waiting)
        )
    elif signed.by.text not in waits[name]:
        message = f"`{name}` does not ask for a sign-off by `{signed.by.text}`"
        hint = nearest(signed.by.text, waits[name])
        note = ("it asks for this one", next(iter(waits[name].values())).span)
        yield Diagnostic("unasked-sign-off", message, signed.by.span, hint, (note,))


CHECKS = (facts, sign_offs)
