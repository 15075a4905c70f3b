"""Records from their entries, alike in CSV and JSON."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from microcredit.errors import Problem
from microcredit.model.record import Record
from microcredit.records import cells
from microcredit.records.columns import Column, Entry, Place, read_cells, read_facts

LEARNER = Column("learner", cells.identifier, required=True)
RECORD = (
    Column("record", cells.identifier),
    Column("module", cells.identifier, required=True),
    Column("completed_on", cells.day),
    Column("awarded_on", cells.day),
    Column("status", cells.status, required=True),
    Column("grade", cells.text),
    Column("scale", cells.text),
    Column("credits", cells.credits),
    Column("scheme", cells.text),
    Column("level", cells.level),
    Column("areas", cells.identifiers),
    Column("institution", cells.text),
    Column("recognised", cells.yes_or_no),
    Column("enrolled_on", cells.day),
    Column("used_for", cells.uses),
)
RECORD_COLUMNS = (LEARNER, *RECORD)
RECORD_NAMES = tuple(column.name for column in RECORD_COLUMNS)


def read_records(entries: Sequence[Entry], problems: list[Problem]) -> tuple[Record, ...]:
    """One learner's records; incomplete where anything joined ``problems``."""
    before = len(problems)
    read = [_read(entry, problems) for entry in entries]
    ids = _ids(entries, read, problems)
    if len(problems) > before:
        return ()
    return tuple(
        Record(id=id_, **{name: value for name, value in values.items() if name != "record"})
        for id_, values in zip(ids, read, strict=True)
    )


def _read(entry: Entry, problems: list[Problem]) -> dict[str, Any]:
    values = read_cells(entry, RECORD, problems)
    values["facts"] = read_facts(entry, RECORD_NAMES, problems)
    status = values.get("status")
    if status in ("passed", "failed") and cells.is_empty(entry.cells.get("completed_on")):
        said = f"expected the date of completion, as the record is `{status}`"
        problems.append(entry.place.problem(said, column="completed_on"))
    completed = values.get("completed_on")
    if completed and "awarded_on" not in entry.cells:
        values["awarded_on"] = completed
    awarded = values.get("awarded_on")
    if completed and awarded and awarded < completed:
        said = f"awarded on `{awarded}`, before it was completed on `{completed}`"
        problems.append(entry.place.problem(said, column="awarded_on"))
    return values


def _ids(
    entries: Sequence[Entry], read: list[dict[str, Any]], problems: list[Problem]
) -> list[str]:
    """The id of each record: its own, or one made of module and date in the order of the file."""
    taken: dict[str, Place] = {}
    for entry, values in zip(entries, read, strict=True):
        id_ = values.get("record")
        if id_ in taken:
            said = f"the learner has a record `{id_}` already, at {taken[id_]}"
            problems.append(entry.place.problem(said, column="record"))
        elif id_ is not None:
            taken[id_] = entry.place
    times: defaultdict[str, int] = defaultdict(int)
    return [values.get("record") or default_id(values, times, taken) for values in read]


def default_id(
    values: dict[str, Any], times: defaultdict[str, int], taken: dict[str, Place]
) -> str:
    """The id of a record that has none: its module and date, numbered where it is ``taken``.

    ``times`` counts how often each was made."""
    base = f"{values.get('module')}@{values.get('completed_on') or values.get('status')}"
    while True:
        times[base] += 1
        id_ = base if times[base] == 1 else f"{base}#{times[base]}"
        if id_ not in taken:
            return id_
