"""Under way: what a plan counts on to happen without further study."""

from datetime import date

from attrs import evolve

from microcredit.engine.budget import Budget
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import family, with_grades
from microcredit.engine.waiting import unsigned
from microcredit.graph.plan import CountingOn
from microcredit.model.learner import Attestation, Transcript
from microcredit.model.record import Record


def expected(
    form: NormalForm, transcript: Transcript, on: date, by: date
) -> tuple[Transcript, tuple[CountingOn, ...]]:
    """The transcript once everything under way has happened by a day, and what that is.

    Records in progress are passed with the lowest grade that passes, sign-offs that the award asks
    for are given."""
    records: list[Record] = []
    counting: list[CountingOn] = []
    forms = tuple(family(form))
    for record in transcript.records:
        if record.status != "in progress" or (record.completed_on or by) < on:
            records.append(record)
            continue
        day = max(record.completed_on or by, on)
        passed = evolve(record, status="passed", completed_on=day, awarded_on=day)
        if record.grade is None and any(each.asks_grade for each in forms):
            passed = with_grades(forms, passed)[0]
        records.append(passed)
        counting.append(CountingOn(day, record.id, record.module, passed.grade))
    there = evolve(transcript, records=tuple(records))
    signs = unsigned(form, Situation(transcript, on, Budget(1)))
    given = tuple(Attestation(each.requirement, each.by, by) for each in signs)
    counting += [CountingOn(by, requirement=each.requirement, signed_by=each.by) for each in signs]
    return evolve(there, attestations=(*transcript.attestations, *given)), tuple(counting)
