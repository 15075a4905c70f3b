"""Waiting: what is under way for a learner, and the situation once it has happened."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from microcredit.engine.formulas import Formula, Signed, Some, Unless
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import family, with_grades
from microcredit.model.record import Record

Passing = Record | Signed
"""Something that would have to happen: a record is passed and awarded, or a sign-off is given."""


def waiting(form: NormalForm, situation: Situation) -> list[Passing]:
    """The records under way, and the sign-offs that the award asks for and that are not there."""
    records = situation.transcript.records
    return [r for r in records if under_way(r, situation.on)] + [*unsigned(form, situation)]


def under_way(record: Record, on: date) -> bool:
    """Whether the record is in progress, or passed and awarded only after the day."""
    if record.completed_on is not None and record.completed_on > on:
        return False
    if record.status == "in progress":
        return True
    return record.status == "passed" and record.awarded_on is not None and record.awarded_on > on


def unsigned(form: NormalForm, situation: Situation) -> list[Signed]:
    """The sign-offs that the award, or one that it needs, asks for and that are not there."""
    asked = dict.fromkeys(signed for each in family(form) for signed in each.signs)
    return [signed for signed in asked if not situation.signed(signed)]


def passes(form: NormalForm, each: Passing, on: date) -> Sequence[Passing]:
    """What waits, once it has happened: with each grade it may get, lowest first."""
    if isinstance(each, Signed):
        return [each]
    passed = evolve(each, status="passed", awarded_on=on, completed_on=each.completed_on or on)
    if each.status == "passed" or not any(f.asks_grade for f in family(form)):
        return [passed]
    return with_grades(tuple(family(form)), evolve(passed, grade=None))


def happened(situation: Situation, passing: Sequence[Passing]) -> Situation:
    """The situation once these records are passed and these sign-offs given."""
    by_id = {each.id: each for each in passing if isinstance(each, Record)}
    records = tuple(by_id.get(r.id, r) for r in situation.transcript.records)
    return situation.replaced(records, [each for each in passing if isinstance(each, Signed)])


def separable(form: NormalForm, situation: Situation) -> bool:
    """Whether an award that is not earned when everything at once has happened, with every grade
    (``offered``), is not earned whatever happens.

    So it is where more records and sign-offs never lose the award, and no decision is about a
    record under way."""
    waits = {r.id for r in situation.transcript.records if under_way(r, situation.on)}
    about = {decision.record for decision in situation.transcript.decisions}
    return form.monotone and not form.needs and not _unsigns(form) and waits.isdisjoint(about)


def offered(form: NormalForm, situation: Situation, waits: Sequence[Passing]) -> Situation:
    """The situation in which all of it has happened, with every grade at once."""
    records: list[Record] = []
    for each in waits:
        for number, passed in enumerate(passes(form, each, situation.on)):
            if isinstance(passed, Record):
                records.append(evolve(passed, id=f"{passed.id} {number}"))
    names = {each.id for each in waits if isinstance(each, Record)}
    kept = [record for record in situation.transcript.records if record.id not in names]
    signs = [each for each in waits if isinstance(each, Signed)]
    return situation.replaced((*kept, *records), signs)


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
