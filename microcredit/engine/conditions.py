"""Conditions into formulas, with what a reader will be shown of them."""

from fractions import Fraction
from typing import assert_never

from microcredit.engine import amounts, predicates as p
from microcredit.engine.amounts import ROOT, all_of
from microcredit.engine.formulas import (
    Ahead,
    AttemptsAverage,
    AttemptsGraded,
    AwardHeld,
    Bound,
    FactIs,
    Formula,
    Given,
    InOrder,
    Last,
    Measure,
    Met,
    NoneAttempted,
    Signed,
    Some,
    Span,
    Term,
    Unless,
)
from microcredit.engine.headings import scales
from microcredit.engine.numbering import Numbering
from microcredit.engine.readings import (
    AmountReading,
    AverageReading,
    AwardReading,
    EitherReading,
    ListReading,
    PlainReading,
    Reading,
)
from microcredit.engine.selections import also_counted, grades_at_least
from microcredit.language import syntax
from microcredit.model.credit import amount_text

ONE = Fraction(1)


def condition(
    numbering: Numbering, written: syntax.Condition, part: int, name: str
) -> tuple[Formula, Reading]:
    """What decides the condition in this part, and how it is shown; ``name`` is the requirement's
    id."""
    match written:
        case syntax.Total():
            return amounts.total(numbering, written, part)
        case syntax.AllOf(modules):
            return _list(numbering, len(modules), tuple((m,) for m in modules), part)
        case syntax.SomeOf(number, choices):
            return _list(numbering, number, choices, part)
        case syntax.Average():
            return _average(numbering, written, part)
        case syntax.EveryGrade():
            return _every_grade(numbering, written, part)
        case syntax.HoldsAward(declared=True):
            return given(numbering, written, name), PlainReading(None)
        case syntax.HoldsAward(award, held, negated):
            reading = AwardReading(AwardHeld(award.text, held), negated)
            return given(numbering, written, name), reading
        case syntax.Either(branches):
            return _either(numbering, branches, part, name)
        case syntax.CountedWithin(years, event):
            return Span(part, years, event), PlainReading(Measure(part, 0, "modules"))
        case syntax.AllWithin(window):
            within = p.Window(window.years, window.relation, window.event, window.strict)
            outside = Measure(part, numbering.select(p.Not(within)), "modules")
            return _none(numbering, outside)
        case syntax.ModulesBefore(first, second):
            earlier, later = numbering.listed(first), numbering.listed(second)
            return InOrder(part, earlier, later), PlainReading(None)
        case syntax.Gate(amount, first, second):
            measure = Measure(part, numbering.picked(first), amounts.VALUES[amount.unit])
            ahead = Ahead(measure, amount.number, numbering.picked(second))
            return ahead, PlainReading(measure)
        case syntax.LastCredits(number):
            here = numbering.select(p.Here(numbering.policy.institution))
            return Last(part, number, here), PlainReading(Measure(part, here, "modules"))
        case syntax.Bundle(modules):
            return _bundle(numbering, modules, part)
        case syntax.NoAttempt() | syntax.Attested() | syntax.LearnerFact():
            return given(numbering, written, name), PlainReading(None)
        case _:
            assert_never(written)


def given(
    numbering: Numbering,
    written: syntax.NoAttempt | syntax.Attested | syntax.LearnerFact | syntax.HoldsAward,
    name: str,
) -> Given:
    """What is asked about the learner before anything is placed."""
    match written:
        case syntax.NoAttempt(selection):
            return NoneAttempted(numbering.picked(selection))
        case syntax.Attested(by, negated):
            signed = Signed(name, by.text)
            return Unless(signed) if negated else signed
        case syntax.HoldsAward(award, held, negated, declared):
            asked = FactIs("declared", "lists", (award.text,)) if declared else None
            holds = asked or AwardHeld(award.text, held)
            return Unless(holds) if negated else holds
        case syntax.LearnerFact(fact, relation, values, negated):
            if isinstance(values, tuple):
                texts = tuple(value.text for value in values)
            elif isinstance(values, Fraction):
                texts = (amount_text(values),)
            else:
                texts = (values.isoformat(),)
            known = FactIs(fact.text, relation, texts)
            return Unless(known) if negated else known
        case _:
            assert_never(written)


def asks(numbering: Numbering, written: syntax.Condition) -> list[int]:
    """The selections that the condition brings into its part: of amounts and of lists."""
    match written:
        case syntax.Total():
            return [numbering.picked(written.selection)] if amounts.asks(numbering, written) else []
        case syntax.AllOf(modules) | syntax.Bundle(modules):
            return [numbering.listed(modules)]
        case syntax.SomeOf(_, choices):
            return [numbering.listed(tuple(code for choice in choices for code in choice))]
        case syntax.Either(branches):
            return [
                s for each in branches for line in each for s in asks(numbering, line.condition)
            ]
        case _:
            return []


def _either(
    numbering: Numbering,
    branches: tuple[tuple[syntax.Requirement, ...], ...],
    part: int,
    name: str,
) -> tuple[Formula, Reading]:
    pairs = [
        [condition(numbering, r.condition, part, r.id.text if r.id else name) for r in branch]
        for branch in branches
    ]
    formula = Some(1, tuple(all_of([f for f, _ in branch]) for branch in pairs))
    return formula, EitherReading(tuple(tuple(r for _, r in branch) for branch in pairs))


def _list(
    numbering: Numbering, need: int, choices: tuple[tuple[syntax.Code, ...], ...], part: int
) -> tuple[Formula, Reading]:
    measures = tuple(Measure(part, numbering.listed(choice), "modules") for choice in choices)
    shown = ListReading(need, measures)
    met = tuple(
        amounts.compare(numbering, measure, Bound(ONE, None), 1, "modules") for measure in measures
    )
    if all(len(choice) == 1 for choice in choices) and not _repeatable(numbering):
        every = numbering.listed(tuple(choice[0] for choice in choices))
        term = Term((part,), every, "modules", ONE)
        return Met(numbering.row((term,), Fraction(need), "modules")), shown
    return Some(need, met), shown


def _repeatable(numbering: Numbering) -> bool:
    """Whether more than one attempt at a module may count."""
    return any(each.keep == "every" for each in numbering.policy.award.repeats)


def _average(numbering: Numbering, average: syntax.Average, part: int) -> tuple[Formula, Reading]:
    """Credits times (grade minus floor) add up to nothing less than 0, over at least one record."""
    selection = numbering.narrowed(average.selection, p.HasPoints(with_points(numbering)))
    if average.attempts:
        return AttemptsAverage(selection, average.minimum), PlainReading(None)
    terms = (
        Term((part,), selection, "points", ONE),
        Term((part,), selection, "credits", -average.minimum),
    )
    some = Term((part,), selection, "modules", ONE)
    formula = all_of([Met(numbering.row(terms, Fraction(0))), Met(numbering.row((some,), ONE))])
    points, credits = (Measure(part, selection, value) for value in ("points", "credits"))
    return formula, AverageReading(average.minimum, points, credits)


def with_points(numbering: Numbering) -> frozenset[tuple[str, str]]:
    """The grades, each with its scale, that have points on the award's scale."""
    policy = numbering.policy
    return frozenset(
        (scale, grade)
        for scale, grades in scales(policy.framework, policy.average_scale)
        for grade, points, _ in grades
        if points is not None
    )


def _every_grade(
    numbering: Numbering, every: syntax.EveryGrade, part: int
) -> tuple[Formula, Reading]:
    scale = every.scale.text if every.scale else None
    good = grades_at_least(every.grade.text, scale, numbering.policy)
    # A passing grade without points says nothing about how good it is.
    own = frozenset(
        (s.name, grade.code.text)
        for s in numbering.policy.scales(every.grade.text)
        for grade in s.grades
        if scale in (None, s.name) and (grade.points is not None or not grade.passing)
    )
    speaking = p.Grades(own | also_counted(own, numbering.policy))
    if every.attempts:
        graded = numbering.narrowed(every.selection, speaking)
        return AttemptsGraded(graded, numbering.select(p.Grades(good))), PlainReading(None)
    below = p.Every((speaking, p.Not(p.Grades(good))))
    return _none(numbering, Measure(part, numbering.narrowed(every.selection, below), "modules"))


def _none(numbering: Numbering, measure: Measure) -> tuple[Formula, Reading]:
    """Nothing counted is selected."""
    nothing = Bound(Fraction(0), None)
    term = Term((measure.part,), measure.selection, "modules", -ONE)
    formula = Met(numbering.row((term,), Fraction(0)))
    return formula, AmountReading("modules", measure, None, nothing)


def _bundle(
    numbering: Numbering, modules: tuple[syntax.Code, ...], part: int
) -> tuple[Formula, Reading]:
    """As many of the first as of each other one, here and in the whole award; where a module may be
    counted more than once, none of them at all or each at least once."""
    if _repeatable(numbering):
        return _bundle_repeated(numbering, modules, part)
    picked = [numbering.listed((code,)) for code in modules]
    rows = []
    for place in dict.fromkeys((part, ROOT)):
        for other in picked[1:]:
            for one, two in ((picked[0], other), (other, picked[0])):
                terms = (
                    Term((place,), one, "modules", ONE),
                    Term((place,), two, "modules", -ONE),
                )
                rows.append(Met(numbering.row(terms, Fraction(0))))
    return all_of([*rows]), PlainReading(Measure(part, numbering.listed(modules), "modules"))


def _bundle_repeated(
    numbering: Numbering, modules: tuple[syntax.Code, ...], part: int
) -> tuple[Formula, Reading]:
    every = numbering.listed(modules)
    whole_or_absent: list[Formula] = []
    for place in dict.fromkeys((part, ROOT)):
        absent, _ = _none(numbering, Measure(place, every, "modules"))
        each: list[Formula] = [
            Met(numbering.row((Term((place,), numbering.listed((code,)), "modules", ONE),), ONE))
            for code in modules
        ]
        whole_or_absent.append(Some(1, (absent, all_of(each))))
    return all_of(whole_or_absent), PlainReading(Measure(part, every, "modules"))
