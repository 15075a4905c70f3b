"""Asked: what formulas and predicates want to know, read off them."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from microcredit.engine import predicates as p
from microcredit.engine.formulas import (
    Ahead,
    AttemptsAverage,
    AttemptsGraded,
    AwardHeld,
    Depending,
    FactIs,
    Formula,
    Given,
    InOrder,
    Last,
    Met,
    NoneAttempted,
    OneOf,
    Signed,
    Some,
    Span,
    Spread,
    Unless,
)
from microcredit.engine.normal_form import NormalForm

PredicateT = TypeVar("PredicateT", bound=p.Predicate)


def formulas(form: NormalForm) -> Iterator[Formula]:
    """Every formula of a normal form: of requirements, and of gates."""
    yield from (requirement.formula for requirement in form.requirements)
    yield from (gate.formula for gate in form.gates if gate.formula is not None)
    if form.open_to is not None:
        yield form.open_to


def situational(formula: Formula) -> Iterator[Formula]:
    """Everything in the formula that records and placings alone do not decide."""
    match formula:
        case Some(_, of):
            for each in of:
                yield from situational(each)
        case Depending(cases):
            for pair in cases:
                for each in pair:
                    yield from situational(each)
        case Met() | Spread() | OneOf() | Span() | InOrder() | Ahead() | Last():
            return
        case Unless(of):
            yield from situational(of)
        case _:
            yield formula


def spans(formula: Formula) -> Iterator[Span]:
    """Every span of years that stands anywhere in the formula."""
    match formula:
        case Some(_, of):
            for each in of:
                yield from spans(each)
        case Depending(cases):
            for pair in cases:
                for each in pair:
                    yield from spans(each)
        case Span():
            yield formula
        case _:
            return


def givens(formula: Formula) -> Iterator[Given]:
    """Everything about the learner that the formula asks, without its negations."""
    match formula:
        case Some(_, of):
            for each in of:
                yield from givens(each)
        case Depending(cases):
            for pair in cases:
                for each in pair:
                    yield from givens(each)
        case Unless(of):
            yield from givens(of)
        case AwardHeld() | Signed() | FactIs() | NoneAttempted() | AttemptsAverage():
            yield formula
        case AttemptsGraded():
            yield formula
        case _:
            return


def asks_award(formula: Formula) -> bool:
    """Whether the formula affirms that an award is held or earned in this audit."""
    match formula:
        case Some(_, of):
            return any(map(asks_award, of))
        case Depending(cases):
            return any(asks_award(each) for pair in cases for each in pair)
        case AwardHeld(_, held):
            return not held
        case _:
            return False


def mentions(predicate: p.Predicate, kinds: tuple[type, ...]) -> bool:
    """Whether a predicate of one of the kinds stands anywhere in it."""
    match predicate:
        case p.Every(of) | p.Any(of):
            return any(mentions(each, kinds) for each in of)
        case p.Not(of) | p.Likened(of):
            return mentions(of, kinds)
        case _:
            return isinstance(predicate, kinds)


def within(predicates: Iterable[p.Predicate], kind: type[PredicateT]) -> Iterator[PredicateT]:
    """Every predicate of a kind that stands anywhere in some."""
    for predicate in predicates:
        match predicate:
            case p.Every(of) | p.Any(of):
                yield from within(of, kind)
            case p.Not(of) | p.Likened(of):
                yield from within((of,), kind)
            case _ if isinstance(predicate, kind):
                yield predicate


def spreads_levels(formula: Formula) -> bool:
    """Whether the formula looks at each level that occurs."""
    if isinstance(formula, Some):
        return any(map(spreads_levels, formula.of))
    return getattr(formula, "kind", None) == "level"


def unmonotone(formula: Formula) -> bool:
    """Whether more records could take away what the formula gives."""
    match formula:
        case Some(_, of):
            return any(map(unmonotone, of))
        case Depending(cases):
            return any(unmonotone(each) for pair in cases for each in pair)
        case Unless(of):
            return any(isinstance(each, AwardHeld) for each in givens(of)) or unmonotone(of)
        case NoneAttempted() | AttemptsAverage() | AttemptsGraded():
            return True
        case _:
            return False
