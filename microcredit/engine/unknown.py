"""Unknown values: what a missing award date, grade or level may be, as far as it can matter."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import combinations

from attrs import evolve, frozen

from microcredit.engine import predicates as p
from microcredit.engine.asked import formulas, situational, spans, within
from microcredit.engine.budget import SearchLimit
from microcredit.engine.calendar import DAY
from microcredit.engine.candidates import first_in_time, lasts, test_day, with_scale
from microcredit.engine.facts import fact_holds, stand_ins
from microcredit.engine.formulas import AttemptsAverage, FactIs
from microcredit.engine.levels import levels_standing_for_all
from microcredit.engine.normal_form import ExpiryForm, NormalForm
from microcredit.engine.predicates import holds
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.model.validity import anniversary
from microcredit.wording.said import said

MOST_LISTS = 2000
"""Lists that a missing fact of several values may be, before an audit gives up"""


@frozen
class Fact:
    """A value of a fact about the learner."""

    name: str
    value: str


Filling = Record | Fact


@frozen
class Rule:
    """What holds of a missing day from about an edge on, and not of earlier ones."""

    edge: date
    holds: Callable[[date], bool]


@frozen
class Unknown:
    """A record with something missing, or a missing fact, and every filling that an award can tell
    from the others.

    The first filling is the most cautious: the earliest date, the lowest grade and level.
    ``record`` is none for a fact, whose name is then the one of ``fields``."""

    record: Record | None
    fields: tuple[str, ...]
    fillings: tuple[Filling, ...]

    def values(self, filling: Filling) -> dict[str, str]:
        """What the filling puts in for each missing field."""
        if isinstance(filling, Fact):
            return {filling.name: filling.value}
        return {name: str(getattr(filling, name)) for name in self.fields}


def unknowns(form: NormalForm, transcript: Transcript, on: date) -> Iterator[Unknown]:
    """Every record of which something is missing that the award, or one it needs, asks for.

    Of a record in progress that is its level only: its dates and grade are still to come.
    """
    forms = tuple(family(form))
    starts = _enrolment_starts(forms)
    for record in transcript.records:
        passed = record.status == "passed"
        if not passed and record.status != "in progress":
            continue
        if record.completed_on is not None and record.completed_on > on:
            continue
        fields: list[str] = []
        fillings = [record]
        if passed and record.awarded_on is None:
            fields.append("awarded_on")
            fillings = [
                evolve(record, awarded_on=day) for day in _days(forms, transcript, record, on)
            ]
        if (
            (passed or starts)
            and record.enrolled_on is None
            and "enrolled" not in transcript.facts
            and (days := _enrolments(forms, starts, transcript, record, on))
        ):
            fields.append("enrolled_on")
            fillings = [evolve(r, enrolled_on=day) for r in fillings for day in days]
        if record.level is None and any(f.asks_level for f in forms):
            fields.append("level")
            levels = levels_standing_for_all(forms, transcript)
            fillings = [evolve(r, level=level) for r in fillings for level in levels]
        if passed and _grade_missing(record) and any(f.asks_grade for f in forms):
            fields.append("grade")
            fillings = [graded for r in fillings for graded in with_grades(forms, r)]
        distinct = _distinct(forms, fillings)
        if fields:
            varying = tuple(n for n in fields if len({getattr(f, n) for f in distinct}) > 1)
            yield Unknown(record, varying, distinct)
    yield from _facts(forms, transcript)


def _facts(forms: tuple[NormalForm, ...], transcript: Transcript) -> Iterator[Unknown]:
    """Every fact that is asked for and not on record, with values that stand for all."""
    asked: dict[str, list[FactIs]] = {}
    for form in forms:
        for given in form.facts:
            if given.fact not in transcript.facts:
                asked.setdefault(given.fact, []).append(given)
    for name, questions in asked.items():
        values = dict.fromkeys(value for given in questions for value in stand_ins(given))
        if any(given.relation == "lists" for given in questions):
            values = dict.fromkeys(_lists([value for value in values if value]))
        effects: dict[tuple[bool, ...], Fact] = {}
        for value in values:
            effect = tuple(fact_holds(given, value) for given in questions)
            effects.setdefault(effect, Fact(name, value))
        yield Unknown(None, (name,), tuple(effects.values()))


def _lists(values: list[str]) -> Iterator[str]:
    """Every list that may be made of the values, up to so many of them; the empty one first."""
    if 2 ** len(values) > MOST_LISTS:
        raise SearchLimit(said("a missing fact may list too many values"))
    for count in range(len(values) + 1):
        yield from (";".join(chosen) for chosen in combinations(values, count))


def family(form: NormalForm) -> Iterator[NormalForm]:
    """Every edition of the award and of every award that it needs, each once."""
    found: dict[tuple[str, str], NormalForm] = {}
    waiting = [*form.editions]
    while waiting:
        each = waiting.pop()
        if (each.award, each.edition) not in found:
            found[each.award, each.edition] = each
            waiting += [edition for need in each.needs for edition in need.editions]
    return iter(found.values())


def _grade_missing(record: Record) -> bool:
    # Recognised credit comes without a grade; that is known, not missing.
    return record.grade is None and not record.recognised


def _days(
    forms: tuple[NormalForm, ...], transcript: Transcript, record: Record, on: date
) -> list[date]:
    """The possible award dates: from completion to the day of the audit."""
    rules = _rules(forms, transcript, on, "award of the module")
    first = record.completed_on or on
    return _distinct_days(rules, {first, on}, first, on)


def _enrolments(
    forms: tuple[NormalForm, ...],
    starts: set[int],
    transcript: Transcript,
    record: Record,
    on: date,
) -> list[date]:
    """The possible days of enrolment, any up to completion; none where nothing asks for it.

    Years that run from the first enrolment must reach every completion, so those are tested too."""
    latest = record.completed_on or on
    rules = _rules(forms, transcript, on, "enrolment")
    if starts:
        ends = {each.completed_on or on for each in transcript.records}
        rules += [
            Rule(anniversary(end, -years), partial(_reaches, years, end))
            for years in starts
            for end in ends
            if end <= on
        ]
    if not rules:
        return []
    done = evolve(record, completed_on=latest)
    windows = [
        window
        for form in forms
        for window in within(form.selections, p.Window)
        if window.event == "enrolment"
    ]
    edges = {latest, latest - DAY} | {
        anniversary(latest, -window.years) + shift * DAY
        for window in windows
        if window.years is not None
        for shift in (-1, 0, 1)
    }

    def seen(day: date) -> tuple[bool, ...]:
        return tuple(holds(window, evolve(done, enrolled_on=day), ()) for window in windows)

    return _distinct_days(rules, edges if windows else {latest}, date.min, latest, seen)


def _enrolment_starts(forms: tuple[NormalForm, ...]) -> set[int]:
    """The years of which some run from the first enrolment among what counts."""
    return {
        span.years
        for form in forms
        for formula in formulas(form)
        for span in spans(formula)
        if span.event == "enrolment"
    }


def _rules(
    forms: tuple[NormalForm, ...], transcript: Transcript, on: date, event: str
) -> list[Rule]:
    """The expiries after the event, as tested on the day."""
    found = []
    for form in forms:
        tested = test_day(form, transcript, on)
        for rule in form.expiries:
            if rule.event == event:
                first = first_in_time(form, rule, tested)
                found.append(Rule(first, partial(_in_time, form, rule, tested)))
    return found


def _in_time(form: NormalForm, rule: ExpiryForm, tested: date, day: date) -> bool:
    return lasts(form, rule, day) >= tested


def _reaches(years: int, end: date, day: date) -> bool:
    return anniversary(day, years) >= end


def _distinct_days(
    rules: list[Rule],
    days: set[date],
    first: date,
    last: date,
    seen: Callable[[date], tuple[bool, ...]] = lambda _: (),
) -> list[date]:
    """The earliest day for each way in which the rules, and what else is seen of it, turn out."""
    for rule in rules:
        days |= {rule.edge + shift * DAY for shift in (-1, 0, 1) if rule.edge > date.min}
    effects: dict[tuple[bool, ...], date] = {}
    for day in sorted(day for day in days if first <= day <= last):
        reached = tuple(rule.holds(day) for rule in rules)
        effects.setdefault((*reached, *seen(day)), day)
    return list(effects.values())


def with_grades(forms: tuple[NormalForm, ...], record: Record) -> list[Record]:
    """The record with every passing grade that the frameworks have, lowest first."""
    grades = dict.fromkeys(
        (scale, grade)
        for form in forms
        for scale, listed in form.scales
        for grade, _, passing in reversed(listed)
        if passing and record.scale in (None, scale)
    )
    return [evolve(record, scale=scale, grade=grade) for scale, grade in grades] or [record]


def _distinct(forms: tuple[NormalForm, ...], fillings: list[Record]) -> tuple[Record, ...]:
    """The first of all fillings that no award can tell apart."""
    if len(fillings) == 1:
        return tuple(fillings)
    found: dict[tuple[object, ...], Record] = {}
    for filling in fillings:
        look: list[object] = [filling.awarded_on, filling.enrolled_on]
        for form in forms:
            seen = with_scale(filling, form)
            look.append(
                tuple(holds(s, seen, (None,) * len(form.variables)) for s in form.selections)
            )
            look.append(seen.level if form.variables and form.asks_level else None)
            look.append((seen.scale, seen.grade) if _weighs_grades(form) else None)
        found.setdefault(tuple(look), filling)
    return tuple(found.values())


def _weighs_grades(form: NormalForm) -> bool:
    """Whether the points of a grade matter: in an average, or for the attempt that is best."""
    return (
        any(term.value == "points" for row in form.rows for term in row.terms)
        or any(rule.keep == "best" for rule in form.repeats)
        or any(
            isinstance(asked, AttemptsAverage)
            for formula in formulas(form)
            for asked in situational(formula)
        )
    )
