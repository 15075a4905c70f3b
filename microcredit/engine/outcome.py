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
from microcredit.engine.unknown import Fact, Filling, Unknown, unknowns
from microcredit.engine.waiting import Passing, happened, offered, passes, separable, waiting
from microcredit.language.outcomes import Outcome
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.wording.said import said

MOST_FILLINGS = 2000
"""Ways to fill in what is missing, or to pass what is in progress, that are tried."""


@frozen
class Dependence:
    """A missing value that decides: what is missing, and what each filling gives."""

    unknown: Unknown
    outcomes: tuple[tuple[Filling, tuple[Outcome, ...]], ...]


@frozen
class Decided:
    """An outcome, with the edition and the situation that show it.

    ``passing`` is the least that would have to be passed or signed, for pending, each with whether
    a better grade than the one it shows would always do as well; ``depends_on`` what the outcome
    hangs on, for undetermined; ``limit`` says which limit was reached, if one was."""

    outcome: Outcome
    form: NormalForm
    situation: Situation
    passing: tuple[tuple[Passing, bool], ...] = ()
    depends_on: tuple[Dependence, ...] = ()
    limit: str | None = None


def decided(form: NormalForm, transcript: Transcript, on: date, budget: Budget) -> Decided:
    """The award's outcome for a resolved transcript on a day, by the best of its editions."""
    ordered = sorted(transcript.records, key=lambda record: order(record, form.positions))
    transcript = evolve(transcript, records=tuple(ordered))
    limit: str | None = None
    try:
        missing = tuple(unknowns(form, transcript, on))
    except SearchLimit:
        missing, limit = (), "a missing fact may list too many values"

    def situation(fillings: Sequence[Filling]) -> Situation:
        by_id = {filling.id: filling for filling in fillings if isinstance(filling, Record)}
        facts = {filling.name: filling.value for filling in fillings if isinstance(filling, Fact)}
        filled = tuple(by_id.get(record.id, record) for record in transcript.records)
        return Situation(evolve(transcript, records=filled), on, budget, facts)

    cautious = situation([unknown.fillings[0] for unknown in missing])
    ways = 1
    for unknown in missing:
        ways = min(ways * len(unknown.fillings), MOST_FILLINGS + 1)
    if ways > MOST_FILLINGS:
        limit = f"missing values can be filled in more than {MOST_FILLINGS} ways"
    if limit is not None:
        return Decided("undetermined", _in_force(form, cautious)[0], cautious, limit=limit)
    try:
        found: dict[tuple[Filling, ...], _Found] = {}
        for filling in product(*(unknown.fillings for unknown in missing)):
            found[filling] = _outcome(form, situation(filling))
    except SearchLimit as reached:
        limit = reached.says
        return Decided("undetermined", _in_force(form, cautious)[0], cautious, limit=limit)
    first = next(iter(found.values()))
    if all(each.outcome == first.outcome for each in found.values()):
        if len(found) > 1 and len(form.editions) > 1:
            first = _unanimous(form, [situation(filling) for filling in found], first)
        try:
            graded = tuple(_graded(first.form, cautious, first.passing))
        except SearchLimit:
            graded = tuple((each, False) for each in first.passing)
        return Decided(first.outcome, first.form, first.situation, graded)
    outcomes = {filling: each.outcome for filling, each in found.items()}
    depends_on = _dependences(missing, outcomes)
    return Decided("undetermined", first.form, first.situation, depends_on=depends_on)


def _dependences(
    missing: Sequence[Unknown], outcomes: Mapping[tuple[Filling, ...], Outcome]
) -> tuple[Dependence, ...]:
    """For each missing value that can change the outcome, what each filling of it gives."""
    found = []
    for place, unknown in enumerate(missing):
        rest: dict[tuple[Filling, ...], set[Outcome]] = {}
        each: dict[Filling, set[Outcome]] = {}
        for filling, outcome in outcomes.items():
            rest.setdefault(filling[:place] + filling[place + 1 :], set()).add(outcome)
            each.setdefault(filling[place], set()).add(outcome)
        if any(len(together) > 1 for together in rest.values()):
            pairs = tuple((value, tuple(sorted(values))) for value, values in each.items())
            found.append(Dependence(unknown, pairs))
    return tuple(found)


@frozen
class _Found:
    """What one filling gives, by which edition, and with which decisions granted."""

    outcome: Outcome
    form: NormalForm
    situation: Situation
    passing: tuple[Passing, ...] = ()


def _unanimous(form: NormalForm, situations: Sequence[Situation], otherwise: "_Found") -> "_Found":
    """The latest edition that gives the outcome whatever the missing values are; where none does by
    itself, what was found before."""
    for edition in form.editions:
        ways = [each for each in situations if each.in_force(edition)]
        if len(ways) == len(situations):
            given = [_outcome(evolve(edition, earlier=()), each) for each in ways]
            if all(each.outcome == otherwise.outcome for each in given):
                return given[0]
    return otherwise


def _in_force(form: NormalForm, situation: Situation) -> Sequence[NormalForm]:
    """The editions in force and open to the learner, latest first; all where there is none."""
    return [each for each in form.editions if situation.in_force(each)] or form.editions


def _outcome(form: NormalForm, situation: Situation) -> _Found:
    editions = _in_force(form, situation)
    for edition in editions:
        earning = situation.earning(edition)
        if earning is not None:
            return _Found("earned", edition, earning)
    for edition in editions:
        passing = least_passing(edition, situation)
        if passing is not None:
            return _Found("pending", edition, situation, passing)
    return _Found("not earned", editions[0], situation)


def least_passing(form: NormalForm, situation: Situation) -> tuple[Passing, ...] | None:
    """The fewest records under way that would earn the award if passed, and sign-offs if given,
    with
    the lowest grades that do.

    None where nothing of the kind would. Raises ``SearchLimit`` where there are too many ways to
    try."""
    if not situation.in_force(form):
        return None
    waits = waiting(form, situation)
    if not waits:
        return None
    # Offering everything at once, with every grade, refutes all of it.
    each_refutes = separable(form, situation)
    if each_refutes and offered(form, situation, waits).earning(form) is None:
        return None
    tried = 0
    for count in range(1, len(waits) + 1):
        for chosen in combinations(waits, count):
            if each_refutes and offered(form, situation, chosen).earning(form) is None:
                continue
            for passing in product(*(passes(form, each, situation.on) for each in chosen)):
                tried += 1
                if tried > MOST_FILLINGS:
                    raise SearchLimit(
                        said(
                            "there are more than {n} ways to pass what is in progress",
                            n=MOST_FILLINGS,
                        )
                    )
                if happened(situation, passing).earning(form) is not None:
                    return passing
    return None


def _graded(
    form: NormalForm, situation: Situation, passing: Sequence[Passing]
) -> Iterator[tuple[Passing, bool]]:
    """Everything to happen, and whether every better grade than its own earns the award too."""
    before = {record.id: record for record in situation.transcript.records}
    for place, each in enumerate(passing):
        waits = before[each.id] if isinstance(each, Record) else each
        grades = list(passes(form, waits, situation.on))
        better = grades[grades.index(each) + 1 :]
        ways = ((*passing[:place], other, *passing[place + 1 :]) for other in better)
        yield each, all(happened(situation, way).earning(form) is not None for way in ways)
