"""Outcomes: earned, pending, not earned or undetermined, and what it depends on.

A missing value may have any value of its kind: where all give one outcome, that is it (unanimity
over the fillings, SEMANTICS). *Pending* lets records in progress, or passed and not yet awarded, be
passed and awarded on the day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product

from attrs import evolve, frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import order
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import Unknown, family, unknowns, with_grades
from microcredit.language.syntax import Outcome
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

MOST_FILLINGS = 2000
"""Ways to fill in what is missing, or to pass what is in progress, that are tried."""


@frozen
class Dependence:
    """A missing value that decides: which record and fields, and what each filling gives."""

    unknown: Unknown
    outcomes: tuple[tuple[Record, tuple[Outcome, ...]], ...]


@frozen
class Decided:
    """An outcome, with the situation that shows it.

    ``passing`` is the least that would have to be passed, for pending, each with whether a better
    grade than the one it shows would always do as well; ``depends_on`` what the outcome hangs on,
    for undetermined; ``limit`` says which limit was reached, if one was."""

    outcome: Outcome
    situation: Situation
    passing: tuple[tuple[Record, bool], ...] = ()
    depends_on: tuple[Dependence, ...] = ()
    limit: str | None = None


def decided(
    form: NormalForm,
    transcript: Transcript,
    on: date,
    budget: Budget,
) -> Decided:
    """The award's outcome for a resolved transcript on a day."""
    ordered = sorted(transcript.records, key=lambda record: order(record, form.positions))
    transcript = evolve(transcript, records=tuple(ordered))
    missing = tuple(unknowns(form, transcript, on))

    def situation(records: Sequence[Record]) -> Situation:
        by_id = {record.id: record for record in records}
        filled = tuple(by_id.get(record.id, record) for record in transcript.records)
        return Situation(evolve(transcript, records=filled), on, budget)

    cautious = situation([unknown.fillings[0] for unknown in missing])
    ways = 1
    for unknown in missing:
        ways *= len(unknown.fillings)
    if ways > MOST_FILLINGS:
        limit = f"{len(missing)} records with missing values can be filled in {ways} ways"
        return Decided("undetermined", cautious, limit=limit)
    try:
        found: dict[tuple[Record, ...], tuple[Outcome, tuple[Record, ...]]] = {}
        for filling in product(*(unknown.fillings for unknown in missing)):
            found[filling] = _outcome(form, situation(filling))
    except SearchLimit:
        limit = "the search took as many steps as it was allowed"
        return Decided("undetermined", cautious, limit=limit)
    outcome, passing = next(iter(found.values()))
    if all(other == outcome for other, _ in found.values()):
        try:
            return Decided(outcome, cautious, tuple(_graded(form, cautious, passing)))
        except SearchLimit:
            return Decided(outcome, cautious, tuple((record, False) for record in passing))
    outcomes = {filling: each for filling, (each, _) in found.items()}
    return Decided("undetermined", cautious, depends_on=_dependences(missing, outcomes))


def _dependences(
    missing: Sequence[Unknown], outcomes: Mapping[tuple[Record, ...], Outcome]
) -> tuple[Dependence, ...]:
    """For each missing value that can change the outcome, what each filling of it gives."""
    found = []
    for place, unknown in enumerate(missing):
        rest: dict[tuple[Record, ...], set[Outcome]] = {}
        each: dict[Record, set[Outcome]] = {}
        for filling, outcome in outcomes.items():
            rest.setdefault(filling[:place] + filling[place + 1 :], set()).add(outcome)
            each.setdefault(filling[place], set()).add(outcome)
        if any(len(together) > 1 for together in rest.values()):
            pairs = tuple((record, tuple(sorted(values))) for record, values in each.items())
            found.append(Dependence(unknown, pairs))
    return tuple(found)


def _outcome(form: NormalForm, situation: Situation) -> tuple[Outcome, tuple[Record, ...]]:
    if situation.earned(form):
        return "earned", ()
    passing = least_passing(form, situation)
    return ("not earned", ()) if passing is None else ("pending", passing)


def least_passing(form: NormalForm, situation: Situation) -> tuple[Record, ...] | None:
    """The fewest records under way that would earn the award if passed, with the lowest grades that
    do.

    None where no such passes would. Raises ``SearchLimit`` where there are too many ways to try.
    """
    if not situation.in_force(form):
        return None
    waiting = [r for r in situation.transcript.records if _under_way(r, situation.on)]
    if not waiting:
        return None
    # With more records never losing the award, offering every grade at once refutes them all.
    separable = form.monotone and not form.needs
    if separable and not _earned_with(form, situation, waiting):
        return None
    tried = 0
    for count in range(1, len(waiting) + 1):
        for chosen in combinations(waiting, count):
            if separable and not _earned_with(form, situation, chosen):
                continue
            for passing in product(*(_passes(form, r, situation.on) for r in chosen)):
                tried += 1
                if tried > MOST_FILLINGS:
                    raise SearchLimit
                if _with(situation, passing).earned(form):
                    return passing
    return None


def _under_way(record: Record, on: date) -> bool:
    if record.completed_on is not None and record.completed_on > on:
        return False
    if record.status == "in progress":
        return True
    return record.status == "passed" and record.awarded_on is not None and record.awarded_on > on


def _passes(form: NormalForm, record: Record, on: date) -> list[Record]:
    """The record passed and awarded on the day, with each grade it may get, lowest first."""
    passed = evolve(record, status="passed", awarded_on=on, completed_on=record.completed_on or on)
    if record.status == "passed" or not any(f.asks_grade for f in family(form)):
        return [passed]
    return with_grades(tuple(family(form)), evolve(passed, grade=None))


def _earned_with(form: NormalForm, situation: Situation, waiting: Sequence[Record]) -> bool:
    """Whether the award is earned when each of the records is offered with every grade at once."""
    offered: list[Record] = []
    for record in waiting:
        for number, passed in enumerate(_passes(form, record, situation.on)):
            offered.append(evolve(passed, id=f"{record.id} {number}"))
    names = {record.id for record in waiting}
    kept = [record for record in situation.transcript.records if record.id not in names]
    return _replaced(situation, (*kept, *offered)).earned(form)


def _with(situation: Situation, passing: Sequence[Record]) -> Situation:
    by_id = {record.id: record for record in passing}
    records = tuple(by_id.get(r.id, r) for r in situation.transcript.records)
    return _replaced(situation, records)


def _replaced(situation: Situation, records: Sequence[Record]) -> Situation:
    transcript = evolve(situation.transcript, records=tuple(records))
    return Situation(transcript, situation.on, situation.budget)


def _graded(
    form: NormalForm, situation: Situation, passing: Sequence[Record]
) -> Iterator[tuple[Record, bool]]:
    """Each record to pass, and whether every better grade than its own earns the award too."""
    before = {record.id: record for record in situation.transcript.records}
    for place, record in enumerate(passing):
        grades = _passes(form, before[record.id], situation.on)
        better = grades[grades.index(record) + 1 :]
        ways = ((*passing[:place], other, *passing[place + 1 :]) for other in better)
        yield record, all(_with(situation, way).earned(form) for way in ways)
