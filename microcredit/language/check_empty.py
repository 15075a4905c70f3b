"""Checks that an award and its parts ask for something: that nothing does not satisfy them."""

from collections.abc import Iterator
from typing import assert_never

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, beside, branches, parts


def always_holds(scope: Scope) -> Iterator[Diagnostic]:
    """Report the innermost parts, and awards, that a learner without modules satisfies."""
    for award in scope.file.awards:
        idle = [part for part in parts(award.root) if _part_holds(part, scope, whole=False)]
        idle = [part for part in idle if part is not award.root and not _judges(part)]
        for part in idle:
            if not any(below in idle for below in beside(part)):
                message = f"the part `{part.id.text}` would be satisfied by nothing at all"
                yield Diagnostic("always-holds", message, part.id.span, _hint(""))
        if not idle and award_holds(award, scope):
            message = f"the award `{award.id.text}` would be earned by nothing at all"
            yield Diagnostic("always-holds", message, award.id.span, _hint("a size, or "))


def _judges(part: syntax.Part) -> bool:
    """Whether the part looks at what others count, and says what for."""
    return bool(part.reuses) and bool(part.requirements or part.whens)


def _hint(also: str) -> str:
    return f"give it {also}a requirement that asks for something, as in `at least 6 credits`"


def award_holds(award: syntax.Award, scope: Scope) -> bool:
    """Whether the award is satisfied where it counts no module."""
    if award.size is not None or any(each.kind == "includes" for each in award.relations):
        return False
    needed = [
        requirement
        for variable in award.variables
        if isinstance(variable, syntax.SomeArea) and not variable.optional
        for requirement in variable.requirements
    ]
    return _all(tuple(needed), scope, True) and _part_holds(award.root, scope, whole=True)


def _part_holds(part: syntax.Part, scope: Scope, *, whole: bool) -> bool:
    """Whether it does for all learners, whatever is asked by `when`."""
    bodies = (part, *branches(part))
    if not all(_all(body.requirements, scope, whole) for body in bodies):
        return False
    hold = {id(b): sum(_part_holds(p, scope, whole=whole) for p in b.parts) for b in bodies}
    if part.choose is None:
        return all(hold[id(body)] == len(body.parts) for body in bodies)
    sure = [
        min(hold[id(when.then)], hold[id(when.otherwise)] if when.otherwise else 0)
        for when in part.whens
    ]
    return hold[id(part)] + sum(sure) >= part.choose.lowest


def _all(requirements: tuple[syntax.Requirement, ...], scope: Scope, whole: bool) -> bool:
    return all(_holds(requirement.condition, scope, whole) for requirement in requirements)


def _holds(condition: syntax.Condition, scope: Scope, whole: bool) -> bool:
    """Whether a condition holds of no modules; ``whole`` if the award counts none either."""
    match condition:
        case syntax.Total():
            return _total_holds(condition, scope, whole)
        case syntax.AllOf() | syntax.Average() | syntax.LastCredits() | syntax.NoAttempt():
            return False
        case syntax.SomeOf():
            return condition.number <= 0
        case syntax.CountedWithin() | syntax.AllWithin() | syntax.Bundle():
            return True
        case syntax.ModulesBefore() | syntax.Gate():
            return True
        case syntax.EveryGrade():
            return not condition.attempts
        case syntax.HoldsAward() | syntax.Attested() | syntax.LearnerFact():
            return condition.negated
        case syntax.Either():
            return any(_all(branch, scope, whole) for branch in condition.branches)
        case _:
            assert_never(condition)


def _total_holds(total: syntax.Total, scope: Scope, whole: bool) -> bool:
    if total.one_of is not None:
        return total.one_of.quantifier != "some"
    if total.comparison == "at most":
        return True
    meant = scope.meant(total.amount)
    return bool(meant) and all(_comes_to_nothing(amount, whole) for amount in meant)


def _comes_to_nothing(amount: syntax.Amount, whole: bool) -> bool:
    match amount:
        case syntax.Fixed(number):
            return number <= 0
        case syntax.Proportion(ratio, base=base):
            return base == "counted" or (base == "award" and whole) or ratio <= 0
        case syntax.Extreme(kind, first, second):
            both = (_comes_to_nothing(first, whole), _comes_to_nothing(second, whole))
            return all(both) if kind == "greater" else any(both)
        case syntax.NamedAmount():
            return False
        case _:
            assert_never(amount)


CHECKS = (always_holds,)
