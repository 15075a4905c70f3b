"""Candidates: the records that may count on a day, and why the others may not."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import evolve, frozen

from microcredit.engine.normal_form import NormalForm
from microcredit.engine.predicates import holds
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.model.validity import anniversary

Kind = Literal[
    "later", "failed", "in progress", "withdrawn", "not yet awarded", "not counted", "expired"
]


@frozen
class Exclusion:
    """Why a record is no candidate: ``says`` completes the sentence *not counted because …*."""

    record: Record
    kind: Kind
    says: str


@frozen
class Candidate:
    """A record that may count; ``expires`` is the last day on which it does, none for never."""

    record: Record
    expires: date | None


@frozen
class Stack:
    """A learner's records as one award sees them on one day, in the catalogue's order."""

    candidates: tuple[Candidate, ...]
    excluded: tuple[Exclusion, ...]


def stack(form: NormalForm, transcript: Transcript, on: date) -> Stack:
    """The candidates on the day, and the rest with reasons; nothing dated after the day is seen.

    The order is by the module's place in the catalogue, then completion date, then record id.
    """
    tested = test_day(form, transcript, on)
    candidates: list[Candidate] = []
    excluded: list[Exclusion] = []
    for record in sorted(transcript.records, key=lambda r: order(r, form.positions)):
        record = with_scale(record, form)
        expires = expiry(form, record)
        reason = _exclusion(form, record, on, tested, expires)
        if reason is None:
            candidates.append(Candidate(record, expires))
        else:
            excluded.append(reason)
    return Stack(tuple(candidates), tuple(excluded))


def order(record: Record, positions: Mapping[str, int]) -> tuple[int, date, str]:
    """For sorting: the module's place in the catalogue, then completion date, then record id."""
    place = positions.get(record.module, len(positions))
    return place, record.completed_on or date.max, record.id


def test_day(form: NormalForm, transcript: Transcript, on: date) -> date:
    """The day that expiry is tested at: of the latest application where one is on record, else
    ``on``."""
    if not form.on_application:
        return on
    days = [a.on for a in transcript.applications if a.award == form.award and a.on <= on]
    return max(days, default=on)


def with_scale(record: Record, form: NormalForm) -> Record:
    """The record with the scale of its grade, where only one scale has that grade."""
    if record.grade is None or record.scale is not None:
        return record
    names = [name for name, grades in form.scales if any(g == record.grade for g, _, _ in grades)]
    return evolve(record, scale=names[0]) if len(names) == 1 else record


def expiry(form: NormalForm, record: Record) -> date | None:
    """The last day on which the record's credits are valid: the earliest of what applies."""
    record = with_scale(record, form)
    last: date | None = None
    for rule in form.expiries:
        if not holds(form.selections[rule.selection], record, ()):
            continue
        match rule.event:
            case "completion":
                event = record.completed_on
            case "enrolment":
                event = record.enrolled_on
            case _:
                event = record.awarded_on
        if event is not None:
            day = anniversary(event, rule.years)
            last = day if last is None else min(last, day)
    return last


def _exclusion(
    form: NormalForm, record: Record, on: date, tested: date, expires: date | None
) -> Exclusion | None:
    if record.completed_on is not None and record.completed_on > on:
        return Exclusion(record, "later", f"it is dated after {on}")
    if record.status == "failed":
        return Exclusion(record, "failed", "it was failed")
    if record.status == "withdrawn":
        return Exclusion(record, "withdrawn", "the learner withdrew")
    if record.status == "in progress":
        return Exclusion(record, "in progress", "it is in progress")
    if record.awarded_on is not None and record.awarded_on > on:
        return Exclusion(
            record, "not yet awarded", f"it is passed, but awarded only on {record.awarded_on}"
        )
    for only in form.count_only:
        if not holds(form.selections[only.selection], record, ()):
            return Exclusion(record, "not counted", f"only modules {only.says} count")
    if expires is not None and tested > expires:
        return Exclusion(record, "expired", f"it expired: its last valid day was {expires}")
    return None
