"""Checks that numbers, ranges and lists can be meant as they stand."""

from collections.abc import Iterator

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_catalogue import code_lists
from microcredit.language.check_scope import Scope, area_lists, beside, inside, parts, twice
from microcredit.language.phrase_amounts import phrase_amount


def too_many(node: syntax.Node, wanted: object, there: int, what: str) -> Diagnostic:
    """Say that a line wants more than it names."""
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
            yield too_many(node, node.number, len(node.choices), what)
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
    for within in inside(piece, syntax.InTerm):
        words = ((term.text, term.span) for term in within.terms)
        yield from twice(words, "listed-twice", "`{}` is in the list twice")
    facts = [fact.values for fact in inside(piece, syntax.LearnerFact)]
    columns = [where.values for where in inside(piece, syntax.Where)]
    for values in (*facts, *columns):
        if isinstance(values, tuple):
            words = ((value.text, value.span) for value in values)
            yield from twice(words, "listed-twice", "`{}` is in the list twice")


def bundles(scope: Scope) -> Iterator[Diagnostic]:
    """Report bundles of one module."""
    for bundle in inside(scope.file.awards, syntax.Bundle):
        if len(bundle.modules) < 2:
            message = "a bundle is of two modules or more, and only 1 is named"
            yield Diagnostic("too-few-named", message, bundle.span)


def orders(scope: Scope) -> Iterator[Diagnostic]:
    """Report modules that would have to come before themselves."""
    present = scope.vocabulary.modules if scope.vocabulary else {}
    for order in inside(scope.file.awards, syntax.ModulesBefore):
        first = {present.get(code.text, code.text): code for code in order.first}
        for code in order.second:
            before = first.get(present.get(code.text, code.text))
            if before is not None:
                message = f"`{code.text}` cannot come before itself"
                note = ("it stands here first", before.span)
                yield Diagnostic("before-itself", message, code.span, notes=(note,))


def structure(scope: Scope) -> Iterator[Diagnostic]:
    """Report choices and closings of parts that cannot be meant."""
    for award in scope.file.awards:
        for part in parts(award.root):
            yield from _choose(part)
            if part.closed and all(below.reuses for below in beside(part)):
                message = f"`{part.id.text}` has no parts inside that could count anything"
                hint = "`nothing else counts` stands beside the parts that do"
                yield Diagnostic("nothing-inside", message, part.id.span, hint)


def _choose(part: syntax.Part) -> Iterator[Diagnostic]:
    choose, there = part.choose, len(part.parts)
    if choose is None:
        return
    for when in part.whens:
        there += max(len(when.then.parts), len(when.otherwise.parts) if when.otherwise else 0)
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
        yield too_many(choose, wanted, there, "parts are")


def signers(scope: Scope) -> Iterator[Diagnostic]:
    """Report sign-offs by nobody."""
    for attested in inside(scope.file.awards, syntax.Attested):
        if not attested.by.text.strip():
            message = "this would be signed off by nobody"
            hint = 'say by whom, as in `attested by "Programme Director"`'
            yield Diagnostic("by-nobody", message, attested.by.span, hint)


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


def periods(scope: Scope) -> Iterator[Diagnostic]:
    """Report periods of no years, and expiry at once."""
    piece = (scope.file.defines, scope.file.awards)
    for expiry in inside(piece, syntax.Expiry):
        if expiry.years < 1:
            message = f"credits cannot expire after {expiry.years} years"
            yield Diagnostic("not-positive", message, expiry.span)
    windows = [(node, node.years) for node in inside(piece, syntax.CompletedWithin)]
    spans = [(node, node.years) for node in inside(piece, syntax.CountedWithin)]
    for node, years in (*windows, *spans):
        if years is not None and years < 1:
            message = f"nothing is completed within {years} years"
            yield Diagnostic("not-positive", message, node.span)


def gates(scope: Scope) -> Iterator[Diagnostic]:
    """Report amounts of nothing before other modules."""
    for gate in inside(scope.file.awards, syntax.Gate):
        if gate.amount.number <= 0:
            message = f"`at least {phrase_amount(gate.amount)}` asks for nothing"
            yield Diagnostic("not-positive", message, gate.amount.span, "leave it out")


def counted(scope: Scope) -> Iterator[Diagnostic]:
    """Report credits of nothing."""
    piece = (scope.file.defines, scope.file.awards)
    worth = [(node, node.credits) for node in inside(piece, syntax.Worth)]
    last = [(node, node.number) for node in inside(piece, syntax.LastCredits)]
    for node, number in (*worth, *last):
        if number <= 0:
            yield Diagnostic("not-positive", "credits of nothing", node.span)
    for bundle in inside(piece, syntax.Bundle):
        if bundle.counts is not None and bundle.counts <= 0:
            message = "a bundle that counts nothing"
            yield Diagnostic("not-positive", message, bundle.span, "leave it out")


CHECKS = (some_of, signers, lists, bundles, orders, structure, periods, dates, gates, counted)
