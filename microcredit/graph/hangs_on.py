"""What an award hangs on beside the modules that count: read off its formulas."""

from collections.abc import Iterator
from fractions import Fraction

from microcredit.engine import predicates as p
from microcredit.engine.asked import formulas, givens, within
from microcredit.engine.formulas import (
    Ahead,
    AttemptsAverage,
    AttemptsGraded,
    AwardHeld,
    Depending,
    Formula,
    InOrder,
    Last,
    NoneAttempted,
    OneOf,
    Signed,
    Some,
    Span,
    Spread,
    Unless,
)
from microcredit.engine.normal_form import NormalForm
from microcredit.model.record import Record


def leaves(formula: Formula) -> Iterator[Formula]:
    """What the formula joins, in the order written."""
    match formula:
        case Some(of=of):
            for one in of:
                yield from leaves(one)
        case Depending(cases):
            for pair in cases:
                for one in pair:
                    yield from leaves(one)
        case _:
            yield formula


def unwanted(formula: Formula) -> Iterator[str]:
    """The awards that had better not be there."""
    if isinstance(formula, Unless):
        yield from (given.award for given in givens(formula) if isinstance(given, AwardHeld))


def contradiction(form: NormalForm) -> str | None:
    """An award that one line asks for and another refuses, whoever the learner is."""
    lines = [line.formula for line in form.requirements if not line.gates]
    asked = {line.award for line in lines if isinstance(line, AwardHeld)}
    refused = [line.of for line in lines if isinstance(line, Unless)]
    never = [one.award for one in refused if isinstance(one, AwardHeld) and not one.held]
    return next((award for award in never if award in asked), None)


def loses(form: NormalForm) -> bool:
    """Whether more records could take the award away."""
    if any(rule.keep != "every" for rule in form.repeats):
        return True
    return any(
        isinstance(given, NoneAttempted | AttemptsAverage | AttemptsGraded)
        for formula in formulas(form)
        for given in givens(formula)
    ) or loses_by_awards(form)


def loses_by_awards(form: NormalForm) -> bool:
    """Whether an award that the records earn could take it away."""
    return any(
        isinstance(one, Unless)
        and any(isinstance(given, AwardHeld) and not given.held for given in givens(one))
        for formula in formulas(form)
        for one in leaves(formula)
    )


def refuses_signs(form: NormalForm) -> bool:
    """Whether a sign-off could take the award away."""
    return any(
        isinstance(one, Unless) and any(isinstance(given, Signed) for given in givens(one))
        for formula in formulas(form)
        for one in leaves(formula)
    )


def timed(form: NormalForm) -> bool:
    """Whether it matters when modules were completed."""
    windows = (p.CompletedWithin, p.EnrolledFrom, p.Window, p.InTerm)
    if any(True for kind in windows for _ in within(form.selections, kind)):
        return True
    return any(
        isinstance(one, InOrder | Ahead | Last | Span)
        or (isinstance(one, Spread | OneOf) and one.kind in ("academic year", "term"))
        for formula in formulas(form)
        for one in leaves(formula)
    )


def points(form: NormalForm, record: Record) -> Fraction | None:
    """What the record's grade is worth, none where it has no points."""
    for scale, grades in form.scales:
        if scale == record.scale:
            return next((points for grade, points, _ in grades if grade == record.grade), None)
    return None
