"""Checks that an award and its parts ask for something: that nothing does not satisfy them."""

from collections.abc import Iterator
from typing import assert_never

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, parts


def always_holds(scope: Scope) -> Iterator[Diagnostic]:
    """Report the innermost parts, and awards, that a learner without modules satisfies."""
    for award in scope.file.awards:
        idle = [part for part in parts(award.root) if _part_holds(part, scope, whole=False)]
        idle = [part for part in idle if part is not award.root]
        for part in idle:
            if not any(below in idle for below in part.parts):
                message = f"the part `{part.id.text}` would be satisfied by nothing at all"
                yield Diagnostic("always-holds", message, part.id.span, _hint(""))
        if not idle and award_holds(award, scope):
            message = f"the award `{award.id.text}` would be earned by nothing at all"
            yield Diagnostic("always-holds", message, award.id.span, _hint("a size, or "))


def _hint(also: str) -> str:
    return f"give it {also}a requirement that asks for something, as in `at least 6 credits`"


def award_holds(award: syntax.Award, scope: Scope) -> bool:
    """Whether the award is satisfied where it counts no module."""
    if award.size is not None:
        return False
    needed = [
        requirement
        for variable in award.variables
        if isinstance(variable, syntax.SomeArea) and not variable.optional
        for requirement in variable.requirements
    ]
    return _all(tuple(needed), scope, True) and _part_holds(award.root, scope, whole=True)


def _part_holds(part: syntax.Part, scope: Scope, *, whole: bool) -> bool:
    if not _all(part.requirements, scope, whole):
        return False
    below = [_part_holds(one, scope, whole=whole) for one in part.parts]
    return all(below) if part.choose is None else sum(below) >= part.choose.lowest


def _all(requirements: tuple[syntax.Requirement, ...], scope: Scope, whole: bool) -> bool:
    return all(_holds(requirement.condition, scope, whole) for requirement in requirements)


def _holds(condition: syntax.Condition, scope: Scope, whole: bool) -> bool:
    """Whether a condition holds of no modules; ``whole`` if the award counts none either."""
    match condition:
        case syntax.Total():
            return _total_holds(condition, scope, whole)
        case syntax.AllOf() | syntax.Average():
            return False
        case syntax.SomeOf():
            return condition.number <= 0
        case syntax.HoldsAward():
            return condition.negated
        case syntax.Either():
            return any(_all(branch, scope, whole) for branch in condition.branches)
        case _:
            assert_never(condition)


def _total_holds(total: syntax.Total, scope: Scope, whole: bool) -> bool:
    if total.comparison == "at most":
        return True
    amount = scope.amount(total.amount)
    match amount:
        case None:
            return False
        case syntax.Fixed():
            return amount.number <= 0
        case syntax.Proportion():
            nothing = amount.base == "counted" or (amount.base == "award" and whole)
            return nothing or amount.ratio <= 0
        case _:
            assert_never(amount)


CHECKS = (always_holds,)
