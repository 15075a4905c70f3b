"""Whether a counted set meets a condition, and how far it is from it, as the oracle sees it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import assert_never

from microcredit.language import syntax
from microcredit.model.credit import parse_amount
from microcredit.model.record import Record
from microcredit.model.validity import anniversary
from tests.oracle_amounts import (
    NoAmountError,
    credits,
    meant,
    measure,
    number,
    periods_of,
    unit_of,
    values_in,
)
from tests.oracle_decisions import amounts_instead, waived
from tests.oracle_grades import below, points
from tests.oracle_selections import here, modules_of, selects
from tests.oracle_situation import (
    Short,
    Situation,
    View,
    as_date,
    codes,
    event,
    ignored,
    in_window,
    seen,
)

NOTHING = (Fraction(0), Fraction(0))
"""Not met, by no number of credits or modules."""


def missing(
    view: View, id: str, condition: syntax.Condition, counted: list[Record], award: list[Record]
) -> Short | None:
    """How far the condition is from being met by what a part counts; none where it is met.

    ``id`` is of the requirement that it stands in, ``award`` is everything that the award counts.
    """
    match condition:
        case syntax.Total():
            try:
                return _off(view, condition, counted, award)
            except NoAmountError:
                return NOTHING
        case syntax.AllOf(modules):
            absent = codes(view, modules) - _modules(view, counted)
            return (Fraction(0), Fraction(len(absent))) if absent else None
        case syntax.SomeOf(number, choices):
            found = [c for c in choices if codes(view, c) & _modules(view, counted)]
            choices_short = Fraction(number - len(found))
            return (Fraction(0), choices_short) if choices_short > 0 else None
        case syntax.Either(branches):
            tried = [
                [missing_of(view, id, requirement, counted, award) for requirement in branch]
                for branch in branches
            ]
            if any(all(short is None for short in branch) for branch in tried):
                return None
            return min(total([s for s in branch if s is not None]) for branch in tried)
        case _:
            return None if _holds(view, id, condition, counted, award) else NOTHING


def missing_of(
    view: View,
    id: str,
    requirement: syntax.Requirement,
    counted: list[Record],
    award: list[Record],
) -> Short | None:
    """How far a requirement is from being met; none where it is met, or waived.

    ``id`` is of the line around it, and its own where it has none.
    """
    if waived(view, requirement.id):
        return None
    own = requirement.id.text if requirement.id else id
    # As it is written, and as decided: a decision takes no way away.
    readings = dict.fromkeys((None, requirement.id))
    found = [
        missing(view.at(line), own, requirement.condition, counted, award) for line in readings
    ]
    shorts = [short for short in found if short is not None]
    return min(shorts) if len(shorts) == len(found) else None


def _modules(view: View, records: Sequence[Record]) -> frozenset[str]:
    return frozenset(module for r in records for module in modules_of(view, r))


_Other = (
    syntax.Average
    | syntax.EveryGrade
    | syntax.HoldsAward
    | syntax.NoAttempt
    | syntax.CountedWithin
    | syntax.AllWithin
    | syntax.ModulesBefore
    | syntax.Gate
    | syntax.LastCredits
    | syntax.Bundle
    | syntax.Attested
    | syntax.LearnerFact
)


def _holds(
    view: View, id: str, condition: _Other, counted: list[Record], award: list[Record]
) -> bool:
    situation = view.situation
    match condition:
        case syntax.Average(minimum, selection, attempts, scale):
            judged = _attempts(view) if attempts else counted
            graded = [
                (credits(view, r), p)
                for r in judged
                if selects(view, selection, r)
                and not ignored(view, r)
                and (p := points(view, r, scale.text if scale else None)) is not None
            ]
            return bool(graded) and sum(c * (p - minimum) for c, p in graded) >= 0
        case syntax.EveryGrade(_, _, selection, attempts):
            judged = _attempts(view) if attempts else counted
            return not any(
                selects(view, selection, r) and below(view, condition, r) for r in judged
            )
        case syntax.HoldsAward():
            return situation.holds(view.policy, condition)
        case syntax.NoAttempt(selection):
            records = situation.transcript.records
            return not any(seen(r, situation.on) and selects(view, selection, r) for r in records)
        case syntax.CountedWithin(years, start):
            days = _days(counted)
            starts = [event(view, start, r) for r in counted]
            return not counted or any(
                max(days) <= anniversary(day, years)
                and all(other is not None and other >= day for other in starts)
                for day in starts
                if day is not None
            )
        case syntax.AllWithin(window):
            return all(in_window(view, window, r) for r in counted)
        case syntax.ModulesBefore(first, second):
            earlier, later = (
                _days([r for r in counted if modules_of(view, r) & codes(view, modules)])
                for modules in (first, second)
            )
            return not any(a >= b for a in earlier for b in later)
        case syntax.Gate(amount, first, second):
            later = _days([r for r in counted if selects(view, second, r)])
            selected = [r for r in counted if selects(view, first, r)]
            early = [
                r for r in selected if r.completed_on and all(r.completed_on < d for d in later)
            ]
            least = min([amount.number, *amounts_instead(view)])
            return not later or measure(view, early, amount.unit) >= least
        case syntax.LastCredits(number):
            return any(
                measure(view, last, "credits") >= number and all(here(view, r) for r in last)
                for day in _days(counted)
                for last in [[r for r in counted if r.completed_on and r.completed_on >= day]]
            )
        case syntax.Bundle(modules):
            bundle = codes(view, modules)
            present = [bundle & _modules(view, records) for records in (counted, award)]
            return all(some in (frozenset(), bundle) for some in present)
        case syntax.Attested(by, negated):
            return situation.signed(id, by.text) != negated
        case syntax.LearnerFact():
            return fact_holds(situation, condition)
        case _:
            assert_never(condition)


def total(shorts: Sequence[Short]) -> Short:
    return sum((c for c, _ in shorts), Fraction(0)), sum((m for _, m in shorts), Fraction(0))


def _days(records: Sequence[Record]) -> list[date]:
    return sorted(r.completed_on for r in records if r.completed_on)


def _from_first_to_last(days: Sequence[date]) -> Iterator[date]:
    """Every day of the calendar between the first and the last of some, and those."""
    for ordinal in range(days[0].toordinal(), days[-1].toordinal() + 1) if days else ():
        yield date.fromordinal(ordinal)


def _attempts(view: View) -> list[Record]:
    """Everything completed by the day, passed or not."""
    return [
        r
        for r in view.situation.transcript.records
        if r.status in ("passed", "failed") and r.completed_on and seen(r, view.situation.on)
    ]


def fact_holds(situation: Situation, condition: syntax.LearnerFact) -> bool:
    """Whether what is asked of a fact about the learner holds."""
    return _fact_is(condition, situation.fact(condition.fact.text)) != condition.negated


def _fact_is(asked: syntax.LearnerFact, text: str | None) -> bool:
    assert text is not None, f"`{asked.fact.text}` has a value in every situation"
    match asked.values:
        case tuple():
            return text in [value.text for value in asked.values]
        case Fraction():
            try:
                number = parse_amount(text)
            except ValueError:
                return False
            return (
                number >= asked.values if asked.relation == "at least" else number <= asked.values
            )
        case date():
            day = as_date(text)
            if day is None:
                return False
            if asked.relation == "from":
                return day >= asked.values
            return day < asked.values if asked.relation == "before" else day > asked.values


def values_about(condition: syntax.LearnerFact | syntax.ByFact) -> Iterator[str]:
    """Values of the fact, as text, that stand for all of its kind: those compared, and between."""
    if isinstance(condition, syntax.ByFact):
        yield from ("any other", *(value.text for value, _ in condition.cases))
        return
    match condition.values:
        case tuple():
            yield from ("any other", *(value.text for value in condition.values))
        case Fraction():
            for near in (Fraction(-1, 1000), Fraction(0), Fraction(1, 1000)):
                number = condition.values + near
                yield f"{number.numerator}/{number.denominator}"
        case date():
            yield from ((condition.values + timedelta(days)).isoformat() for days in (-1, 0, 1))


# Amounts


def _off(
    view: View, condition: syntax.Total, counted: list[Record], award: list[Record]
) -> Short | None:
    unit = unit_of(view, condition.amount)
    selected = [r for r in counted if selects(view, condition.selection, r)]
    stated = number(view, condition.amount, counted, award)
    upper = number(view, condition.upper, counted, award) if condition.upper else stated
    groups = [selected]
    if condition.one_of:
        kind = condition.one_of.kind
        found = {value for r in counted for value in values_in(view, kind, r)}
        if condition.one_of.quantifier == "every":
            days = _days(counted)
            found = {p for day in _from_first_to_last(days) for p in periods_of(view, kind, day)}
        groups = [[r for r in selected if value in values_in(view, kind, r)] for value in found]
        if condition.one_of.quantifier == "some" and not found:
            groups = [[]]
    measured = [measure(view, group, unit) for group in groups]
    sought = bool(condition.one_of and condition.one_of.quantifier == "some")
    offs = []
    for lowest, highest in _ends(view, condition, stated, upper):
        each = [_distance(condition.comparison, have, lowest, highest) for have in measured]
        if sought:
            if found and min(each) <= 0:
                return None
            offs.append(max(Fraction(0), min(each)))
        else:
            offs.append(sum((max(off, Fraction(0)) for off in each), Fraction(0)))
            if offs[-1] <= 0:
                return None
    off = min(offs)
    if unit == "credits":
        return off, Fraction(0)
    return (Fraction(0), off) if unit == "modules" else NOTHING


def _distance(
    comparison: syntax.Comparison, have: Fraction, lowest: Fraction, highest: Fraction
) -> Fraction:
    match comparison:
        case "at least":
            return lowest - have
        case "at most":
            return have - highest
        case "exactly" | "between":
            return max(lowest - have, have - highest)


def _ends(
    view: View, condition: syntax.Total, lowest: Fraction, highest: Fraction
) -> list[tuple[Fraction, Fraction]]:
    """The numbers compared with: those stated, and others that a decision puts in their place."""
    stated = (syntax.Fixed, syntax.NamedAmount)
    ends = [(lowest, highest)]
    if not isinstance(condition.amount, stated) or not (
        condition.upper is None or isinstance(condition.upper, stated)
    ):
        return ends
    for instead in amounts_instead(view):
        if condition.comparison != "between":
            ends.append((instead, instead))
        elif instead < lowest:
            ends.append((instead, highest))
        elif instead > highest:
            ends.append((lowest, instead))
    return ends


# What a condition asks for


def asking(view: View, condition: syntax.Condition) -> Iterator[Callable[[Record], bool]]:
    """What brings records in: amounts of credits or modules, and lists of modules."""
    match condition:
        case syntax.Total(comparison, amount, _, selection):
            if comparison != "at most" and not _judges(view, amount):
                yield lambda record: selects(view, selection, record)
        case syntax.AllOf(modules) | syntax.Bundle(modules):
            yield lambda record: bool(modules_of(view, record) & codes(view, modules))
        case syntax.SomeOf(_, choices):
            yield lambda record: any(modules_of(view, record) & codes(view, c) for c in choices)
        case syntax.Either(branches):
            for branch in branches:
                for requirement in branch:
                    yield from asking(view.at(requirement.id), requirement.condition)
        case _:
            return


def _judges(view: View, written: syntax.Amount) -> bool:
    """Whether an amount only judges: a share of what counts, or not of credits or modules."""
    try:
        amount = meant(view, written)
    except NoAmountError:
        return False
    match amount:
        case syntax.Extreme(_, first, second):
            return _judges(view, first) or _judges(view, second)
        case syntax.Proportion(base="counted" | "award"):
            return True
        case _:
            return unit_of(view, amount) not in ("credits", "modules")
