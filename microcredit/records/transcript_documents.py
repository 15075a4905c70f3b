"""Learners' transcripts from JSON, one alone or a list of them."""

from collections.abc import Sequence
from typing import Any

from microcredit.errors import Problem
from microcredit.model.learner import Application, Attestation, Conferral, Transcript
from microcredit.model.record import Record
from microcredit.records import cells
from microcredit.records.columns import Column, Entry, Place, check_names, read_cells
from microcredit.records.decision_entries import DECISION_COLUMNS, read_decisions
from microcredit.records.documents import parse_document
from microcredit.records.files import TextFile
from microcredit.records.objects import expect_format, read_objects
from microcredit.records.reading import Found, Reading
from microcredit.records.record_entries import LEARNER, RECORD_COLUMNS, RECORD_NAMES, read_records

TRANSCRIPT_FORMAT = "microcredit.transcript/1"

_CONFERRED = (
    Column("award", cells.identifier, required=True),
    Column("on", cells.day, required=True),
    Column("counted", cells.identifiers),
)
_APPLICATIONS = _CONFERRED[:2]
_ATTESTATIONS = (
    Column("requirement", cells.identifier, required=True),
    Column("by", cells.identifier, required=True),
    Column("on", cells.day, required=True),
)
_DATED_FACTS = ("admitted", "enrolled")
_DECLARED = "declared"
_FACTS = dict.fromkeys(_DATED_FACTS, cells.written_day) | {_DECLARED: cells.written_names}
_LISTS = ("records", "conferred", "applications", "attestations", "decisions")
_KEYS = ("format", "learner", "facts", *_LISTS)


def read_transcript_document(file: TextFile) -> Reading:
    """What a JSON file of transcripts says; raises ``FileFault`` where it is no such file."""
    value = parse_document(file)
    documents = value if isinstance(value, list) else [value]
    entries = []
    for index, document in enumerate(documents):
        place = Place(file.name, path=f"[{index}]" if isinstance(value, list) else None)
        entries.append(Entry(place, expect_format(document, TRANSCRIPT_FORMAT, place)))
    problems: list[Problem] = []
    extra: dict[str, None] = {}
    found = [one for entry in entries if (one := _transcript(entry, problems, extra))]
    return Reading(tuple(found), tuple(problems), tuple(extra), file.source)


def _transcript(entry: Entry, problems: list[Problem], extra: dict[str, None]) -> Found | None:
    learner = read_cells(entry, [LEARNER], problems).get(LEARNER.name)
    if learner is None:
        return None
    entry = Entry(entry.place.of(learner), entry.cells)
    problems += check_names(entry.cells, _KEYS, entry.place, others=False)
    facts = _facts(entry, problems)
    rows = read_objects(entry, "records", problems, columns=RECORD_COLUMNS, others=True)
    for row in rows:
        problems += _of_another_learner(row, learner)
        extra |= {name: None for name in row.cells if name not in RECORD_NAMES}
    records = read_records(rows, problems)
    conferred = _conferred(entry, records, problems)
    asked = _read_all(entry, "applications", _APPLICATIONS, problems)
    signed = _read_all(entry, "attestations", _ATTESTATIONS, problems)
    decided = read_objects(entry, "decisions", problems, columns=DECISION_COLUMNS, others=False)
    made = Transcript(
        learner,
        records,
        conferred,
        applications=tuple(Application(**values) for values in asked),
        attestations=tuple(Attestation(**values) for values in signed),
        decisions=read_decisions(decided, learner, problems),
        facts=facts,
        file=entry.place.file,
    )
    return Found(entry.place, made)


def _facts(entry: Entry, problems: list[Problem]) -> dict[str, str]:
    """What is on record about the learner beside the modules, as text."""
    given = entry.cells.get("facts")
    if given is None:
        return {}
    if not isinstance(given, dict):
        said = f"expected an object, not {cells.shown(given)}"
        problems.append(entry.place.problem(said, column="facts"))
        return {}
    place = entry.place.within("facts")
    problems += check_names(given, (*_DATED_FACTS, _DECLARED), place, others=True)
    columns = [Column(name, _FACTS.get(name, cells.learner_fact)) for name in given]
    facts = read_cells(Entry(place, given), columns, problems)
    declared = given.get(_DECLARED)
    if declared is not None and cells.is_empty(declared):
        facts[_DECLARED] = ""  # that the learner declared nothing is known
    return facts


def _of_another_learner(row: Entry, learner: str) -> list[Problem]:
    given = row.cells.get(LEARNER.name)
    if cells.is_empty(given) or (isinstance(given, str) and given.strip() == learner):
        return []
    said = f"expected a record of `{learner}`, not of {cells.shown(given)}"
    return [row.place.problem(said, column=LEARNER.name)]


def _conferred(
    entry: Entry, records: Sequence[Record], problems: list[Problem]
) -> tuple[Conferral, ...]:
    conferred = tuple(
        Conferral(**values) for values in _read_all(entry, "conferred", _CONFERRED, problems)
    )
    ids = [record.id for record in records]
    if not ids and not cells.is_empty(entry.cells.get("records")):
        return conferred  # the records could not be read, and say why themselves
    unknown = {id_ for award in conferred for id_ in award.counted} - set(ids)
    for id_ in sorted(unknown):
        said = f"there is no record `{id_}` to have been counted"
        hint = cells.did_you_mean(id_, ids) if len(unknown) <= 20 else None
        problems.append(entry.place.problem(said, column="conferred", hint=hint))
    return conferred


def _read_all(
    entry: Entry, key: str, columns: Sequence[Column], problems: list[Problem]
) -> list[dict[str, Any]]:
    """What each object of a list says, without those that something is wrong with."""
    read = []
    for item in read_objects(entry, key, problems, columns=columns, others=False):
        before = len(problems)
        values = read_cells(item, columns, problems)
        if len(problems) == before:
            read.append(values)
    return read
