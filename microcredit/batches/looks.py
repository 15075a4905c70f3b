"""Looks: what the rules can see of a record apart from whose it is and when.

A population has millions of records and few looks: module, status, grade and the other columns
recur. So each look is read, resolved and checked once, and a record is a look with dates.
"""

from collections.abc import Sequence

from attrs import define, field

from microcredit.batches.arrow_columns import DAYS, cell
from microcredit.engine import predicates as p
from microcredit.engine.asked import within
from microcredit.engine.ready import CompiledPolicy, resolved
from microcredit.engine.unknown import family
from microcredit.errors import Problem, RecordError
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.records.columns import Entry, Place, read_cells, read_facts
from microcredit.records.record_entries import RECORD

UNDATED = tuple(each for each in RECORD if each.name not in (*DAYS, "record"))
NAMES = tuple(each.name for each in UNDATED)

Key = tuple[tuple[str, str], ...]
NOWHERE = Place("records")


@define
class Looks:
    """Every look met so far, by number.

    ``written`` are records without id and dates as they are written, none for a look that cannot be
    read; ``records`` are the same, resolved."""

    awards: tuple[CompiledPolicy, ...]
    records: list[Record | None] = field(factory=list)
    written: list[Record | None] = field(factory=list)
    _numbers: dict[Key, int] = field(factory=dict)

    def number(self, names: Sequence[str], texts: Sequence[str | None]) -> int:
        """The number of the look that these cells give under these names."""
        key = tuple((name, text) for name, text in zip(names, texts, strict=True) if text)
        if key not in self._numbers:
            self._numbers[key] = len(self.records)
            self._read(Entry(NOWHERE, {name: cell(text) for name, text in key}))
        return self._numbers[key]

    def _read(self, entry: Entry) -> None:
        problems: list[Problem] = []
        values = read_cells(entry, UNDATED, problems)
        values["facts"] = read_facts(entry, NAMES, problems)
        written = record = None
        if not problems:
            written = Record(id="", **values)
            try:
                record = self._resolved(written)
            except RecordError:
                written = None
        self.records.append(record)
        self.written.append(written)

    def _resolved(self, record: Record) -> Record:
        """The record with what the catalogue says; ``RecordError`` where an award refuses it."""
        whole = Transcript("", (record,))
        for ready in self.awards:
            whole = resolved(ready, Transcript("", (record,)))
        return whole.records[0]


def named_columns(awards: Sequence[CompiledPolicy]) -> frozenset[str] | None:
    """The institution's own columns that the awards ask for; none for any, where a plugin may."""
    found: set[str] = set()
    for ready in awards:
        for form in family(ready.form):
            standings = (form.standing, *form.standings.values())
            picked = [*form.selections]
            for each in standings:
                picked += [rule.picks for rule in each.shares]
                picked += [rule.picks for rule in each.narrows]
                picked += each.within
            if any(within(picked, p.Judged)):
                return None
            found.update(each.column for each in within(picked, p.Column))
    return frozenset(found)
