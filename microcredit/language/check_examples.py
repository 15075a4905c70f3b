"""Checks of the examples that stand beside the rules."""

from collections.abc import Iterable, Iterator

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, inside, nearest


def awards(scope: Scope) -> Iterator[Diagnostic]:
    """Report awards in examples that no policy has."""
    if not scope.complete:
        return
    for example in scope.file.examples:
        if example.award.text not in scope.awards:
            message = f"there is no award `{example.award.text}` to give an example of"
            hint = nearest(example.award.text, scope.awards)
            yield Diagnostic("unknown-award", message, example.award.span, hint)
        for held in example.holds:
            known = scope.known_awards
            if held.award.text not in known:
                message = f"there is no award `{held.award.text}`"
                hint = nearest(held.award.text, known)
                yield Diagnostic("unknown-award", message, held.award.span, hint)


def records(scope: Scope) -> Iterator[Diagnostic]:
    """Report records awarded before they were completed."""
    for record in inside(scope.file.examples, syntax.ExampleRecord):
        if record.completed and record.awarded and record.awarded < record.completed:
            message = f"`{record.module.text}` is awarded before it is completed"
            yield Diagnostic("dates-reversed", message, record.span)


def expectations(scope: Scope) -> Iterator[Diagnostic]:
    """Report expectations of what the award or the example does not have."""
    for example in scope.file.examples:
        awards = [edition.award for edition in scope.awards.get(example.award.text, ())]
        for expectation in example.expectations if awards else ():
            yield from _of_some(_variables(expectation, award) for award in awards)
            yield from _of_some(_unmet(expectation, award) for award in awards)
            yield from _because(expectation, example)


def _of_some(found: Iterable[Iterator[Diagnostic]]) -> list[Diagnostic]:
    """What is wrong in every edition, in the words of the last; nothing if one has it right."""
    each = [list(wrong) for wrong in found]
    return each[-1] if all(each) else []


def _variables(expectation: syntax.Expectation, award: syntax.Award) -> Iterator[Diagnostic]:
    bound: dict[str, syntax.Variable] = {
        "level" if isinstance(variable, syntax.HighestLevel) else variable.variable.text: variable
        for variable in award.variables
    }
    for name, value in expectation.variables:
        variable = bound.get(name)
        if variable is None:
            message = f"`{award.id.text}` has no {name}"
            yield Diagnostic("unbound-name", message, expectation.span, nearest(name, bound))
        elif isinstance(variable, syntax.HighestLevel):
            yield from _level(expectation, variable, value)
        elif isinstance(value, int):
            message = f"the {name} is an area, not {value}"
            yield Diagnostic("wrong-kind", message, expectation.span)
        elif value is None and not variable.optional and expectation.outcome == "earned":
            message = f"`{award.id.text}` is never earned without a {name}"
            hint = f"an `optionally for some {name} …` would allow it"
            yield Diagnostic("never-holds", message, expectation.span, hint)


def _level(
    expectation: syntax.Expectation, variable: syntax.HighestLevel, value: str | int | None
) -> Iterator[Diagnostic]:
    if isinstance(value, int) and not variable.lowest <= value <= variable.highest:
        message = f"the award has no level {value}"
        hint = f"its levels are {variable.lowest} to {variable.highest}"
        yield Diagnostic("unknown-level", message, expectation.span, hint)
    elif isinstance(value, str):
        yield Diagnostic("wrong-kind", "the level is a number", expectation.span)


def _unmet(expectation: syntax.Expectation, award: syntax.Award) -> Iterator[Diagnostic]:
    name = expectation.unmet
    if name is None:
        return
    found = inside((award.root, award.variables), syntax.Requirement)
    known = {requirement.id.text for requirement in found if requirement.id}
    if award.size is not None:
        known.add("size")
    if name.text not in known:
        message = f"`{award.id.text}` has no requirement `{name.text}`"
        yield Diagnostic("unknown-requirement", message, name.span, nearest(name.text, known))


def _because(expectation: syntax.Expectation, example: syntax.Example) -> Iterator[Diagnostic]:
    code = expectation.because_module
    taken = {record.module.text for record in example.records}
    if code is not None and code.text not in taken:
        message = f"`{code.text}` is not among the records of this example"
        yield Diagnostic("not-in-example", message, code.span, nearest(code.text, taken))


CHECKS = (awards, records, expectations)
