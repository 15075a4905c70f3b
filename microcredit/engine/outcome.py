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
from microcredit.engine.formulas import Formula, Signed, Some, Unless
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import Fact, Filling, Unknown, family, unknowns, with_grades
from microcredit.language.syntax import Outcome
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

MOST_FILLINGS = 2000
"""Ways to fill in what is missing, or to pass what is in progress, that are tried."""


Passing = Record | Signed
"""Something that would have to happen: a record is passed and awarded, or a sign-off is given."""


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
        ways *= len(unknown.fillings)
    if ways > MOST_FILLINGS:
        limit = f"{len(missing)} missing values can be filled in {ways} ways"
    if limit is not None:
        return Decided("undetermined", _in_force(form, cautious)[0], cautious, limit=limit)
    try:
        found: dict[tuple[Filling, ...], _Found] = {}
        for filling in product(*(unknown.fillings for unknown in missing)):
            found[filling] = _outcome(form, situation(filling))
    except SearchLimit:
        limit = "the search took as many steps as it was allowed"
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
    waiting: list[Passing] = [
        r for r in situation.transcript.records if _under_way(r, situation.on)
    ]
    waiting += unsigned(form, situation)
    if not waiting:
        return None
    # Where more records and sign-offs never lose the award, offering everything at once, with every
    # grade, refutes all of it.
    separable = form.monotone and not form.needs and not _unsigns(form)
    if separable and not _earned_with(form, situation, waiting):
        return None
    tried = 0
    for count in range(1, len(waiting) + 1):
        for chosen in combinations(waiting, count):
            if separable and not _earned_with(form, situation, chosen):
                continue
            for passing in product(*(_passes(form, each, situation.on) for each in chosen)):
                tried += 1
                if tried > MOST_FILLINGS:
                    raise SearchLimit
                if _with(situation, passing).earning(form) is not None:
                    return passing
    return None


def unsigned(form: NormalForm, situation: Situation) -> list[Signed]:
    """The sign-offs that the award, or one that it needs, asks for and that are not there."""
    asked = dict.fromkeys(signed for each in family(form) for signed in each.signs)
    return [signed for signed in asked if not situation.signed(signed)]


def _unsigns(form: NormalForm) -> bool:
    """Whether a sign-off could take the award away."""

    def within(formula: Formula) -> bool:
        match formula:
            case Some(_, of):
                return any(map(within, of))
            case Unless(of):
                return isinstance(of, Signed | Unless)
            case _:
                return False

    gates = [gate for gate in form.gates if gate.formula is not None]
    return any(within(each.formula) for each in form.requirements) or bool(gates)


def _under_way(record: Record, on: date) -> bool:
    if record.completed_on is not None and record.completed_on > on:
        return False
    if record.status == "in progress":
        return True
    return record.status == "passed" and record.awarded_on is not None and record.awarded_on > on


def _passes(form: NormalForm, waiting: Passing, on: date) -> Sequence[Passing]:
    """What waits, once it has happened: with each grade it may get, lowest first."""
    if isinstance(waiting, Signed):
        return [waiting]
    passed = evolve(
        waiting, status="passed", awarded_on=on, completed_on=waiting.completed_on or on
    )
    if waiting.status == "passed" or not any(f.asks_grade for f in family(form)):
        return [passed]
    return with_grades(tuple(family(form)), evolve(passed, grade=None))


def _earned_with(form: NormalForm, situation: Situation, waiting: Sequence[Passing]) -> bool:
    """Whether the award is earned when all of it happens, with every grade at once."""
    offered: list[Record] = []
    signs = [each for each in waiting if isinstance(each, Signed)]
    for each in waiting:
        for number, passed in enumerate(_passes(form, each, situation.on)):
            if isinstance(passed, Record):
                offered.append(evolve(passed, id=f"{passed.id} {number}"))
    names = {each.id for each in waiting if isinstance(each, Record)}
    kept = [record for record in situation.transcript.records if record.id not in names]
    return situation.replaced((*kept, *offered), signs).earning(form) is not None


def _with(situation: Situation, passing: Sequence[Passing]) -> Situation:
    by_id = {each.id: each for each in passing if isinstance(each, Record)}
    records = tuple(by_id.get(r.id, r) for r in situation.transcript.records)
    return situation.replaced(records, [each for each in passing if isinstance(each, Signed)])


def _graded(
    form: NormalForm, situation: Situation, passing: Sequence[Passing]
) -> Iterator[tuple[Passing, bool]]:
    """Everything to happen, and whether every better grade than its own earns the award too."""
    before = {record.id: record for record in situation.transcript.records}
    for place, each in enumerate(passing):
        waiting = before[each.id] if isinstance(each, Record) else each
        grades = list(_passes(form, waiting, situation.on))
        better = grades[grades.index(each) + 1 :]
        ways = ((*passing[:place], other, *passing[place + 1 :]) for other in better)
        yield each, all(_with(situation, way).earning(form) is not None for way in ways)
