"""Everyday awards: those that looks, days and a few truths about the learner decide."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import lcm

from microcredit.engine.candidates import Candidate, converted
from microcredit.engine.formulas import (
    Ahead,
    AsOf,
    AwardHeld,
    Depending,
    Formula,
    Given,
    InOrder,
    Last,
    Met,
    OneOf,
    Signed,
    Some,
    Span,
    Spread,
    Template,
    Unless,
)
from microcredit.engine.looks import looked_through
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import tied
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

ZERO = Fraction(0)


def is_everyday(form: NormalForm) -> bool:
    """Whether looks, days and a few truths are all that the award goes by."""
    return (
        not form.earlier
        and form.open_to is None
        and not form.facts
        and not form.always
        and not any(rule.keep == "every" for rule in form.repeats)
        and not tied(form)
        and looked_through(form)
        and all(
            isinstance(given.of if isinstance(given, Unless) else given, AwardHeld | AsOf | Signed)
            for given in asked(form)
        )
        and all(
            isinstance(template, Spread | OneOf) and template.kind in ("area", "level")
            for each in form.requirements
            for template in templates(each.formula)
        )
    )


def asked(form: NormalForm) -> Iterator[Given]:
    """What the award's formulas, and its gates, ask about the learner, as they ask it."""

    def within(formula: Formula) -> Iterator[Given]:
        match formula:
            case Some(_, of):
                for each in of:
                    yield from within(each)
            case Depending(cases):
                for pair in cases:
                    for each in pair:
                        yield from within(each)
            case Met() | Spread() | OneOf() | Span() | InOrder() | Ahead() | Last():
                return
            case _:
                yield formula

    for requirement in form.requirements:
        yield from within(requirement.formula)
    for gate in form.gates:
        if gate.formula is not None:
            yield from within(gate.formula)


def templates(formula: Formula) -> Iterator[Template]:
    """The templates anywhere in a formula."""
    match formula:
        case Some(_, of):
            for each in of:
                yield from templates(each)
        case Depending(cases):
            for pair in cases:
                for each in pair:
                    yield from templates(each)
        case Spread() | OneOf() | Span() | InOrder() | Ahead() | Last():
            yield formula
        case _:
            return


def one_of_each(form: NormalForm, catalogue: Catalogue) -> list[Candidate]:
    """The catalogue as though all of it were passed."""
    records = tuple(Record(code, code, "passed") for code in catalogue.modules)
    resolved = Transcript("", records).resolved(catalogue).records
    return [Candidate(converted(record, form), None) for record in resolved]


def labels(records: Iterable[Record]) -> frozenset[str | int | None]:
    """The areas and levels of the records."""
    return frozenset(label for record in records for label in (record.level, *(record.areas or ())))


def unit(form: NormalForm, records: Sequence[Record]) -> int:
    """What makes the credits, points and contact hours of the records whole numbers."""
    credits = lcm(*((record.credits or ZERO).denominator for record in records))
    worths = lcm(*(worth.denominator for _, worth, _ in form.worths))
    hours = lcm(*((record.contact_hours or ZERO).denominator for record in records))
    points = lcm(
        *((worth or ZERO).denominator for _, grades in form.scales for _, worth, _ in grades)
    )
    return lcm(credits, worths) * points * hours
