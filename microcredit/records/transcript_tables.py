"""Learners' records from CSV, one record a row."""

from attrs import evolve

from microcredit.errors import Problem
from microcredit.model.learner import Transcript
from microcredit.records.cells import BadCell, identifier
from microcredit.records.columns import Entry, read_cells
from microcredit.records.files import TextFile
from microcredit.records.reading import Found, Reading
from microcredit.records.record_entries import LEARNER, RECORD_COLUMNS, RECORD_NAMES, read_records
from microcredit.records.tables import Ragged, Table, read_table


def read_records_table(file: TextFile) -> Reading:
    """What a CSV file of records says; raises ``FileFault`` where it is no such file."""
    table = read_table(file, RECORD_COLUMNS)
    problems: list[Problem] = []
    learners = _by_learner(table, problems)
    for row in table.ragged:
        problems += _suspected(row, table.header.index(LEARNER.name), learners)
    found = []
    for learner, entries in learners.items():
        records = read_records(entries, problems)
        found.append(Found(entries[0].place, Transcript(learner, records, file=file.name)))
    extra = tuple(name for name in table.header if name not in RECORD_NAMES)
    problems.sort(key=lambda problem: problem.line or 0)
    return Reading(tuple(found), tuple(problems), extra, file.source)


def _by_learner(table: Table, problems: list[Problem]) -> dict[str, list[Entry]]:
    learners: dict[str, list[Entry]] = {}
    for entry in table.entries:
        learner = read_cells(entry, [LEARNER], problems).get(LEARNER.name)
        if learner is not None:
            learners.setdefault(learner, []).append(evolve(entry, place=entry.place.of(learner)))
    return learners


def _suspected(row: Ragged, column: int, learners: dict[str, list[Entry]]) -> list[Problem]:
    """What is wrong with the row, once for each learner whose record it can be.

    The cell that is too many or too few stands before the learner's or behind it.
    """
    end = column + len(row.cells) - row.width
    cells = [row.cells[at].strip() for at in (column, end) if 0 <= at < len(row.cells)]
    suspects = [cell for cell in dict.fromkeys(cells) if cell in learners]
    suspects = suspects or [cell for cell in cells[:1] if _is_learner(cell)]
    return [evolve(row.problem, learner=suspect) for suspect in suspects] or [row.problem]


def _is_learner(cell: str) -> bool:
    try:
        return bool(identifier(cell))
    except BadCell:
        return False
