"""Near-completers: who in a whole population is near to an award, from records to a file."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from microcredit.batches.arrow_columns import normalised
from microcredit.batches.learner import reread, transcript_of
from microcredit.batches.merge import merged
from microcredit.batches.part import AT_HAND, REJECTED, grouped
from microcredit.batches.plan import Plan
from microcredit.batches.report import BatchStage, Neared
from microcredit.batches.rows import Rows, rows_of
from microcredit.batches.run import (
    all_parts,
    check,
    hands,
    in_parts,
    tell_others,
    version,
    write_rejected,
)
from microcredit.batches.sources import Records
from microcredit.batches.workplace import Workplace, key_of, replace, workplace
from microcredit.engine.reason import Further
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.graph.near import Asked, NearAward, Vicinity
from microcredit.model.credit import amount_text
from microcredit.model.learner import Transcript
from microcredit.records.transcripts import Transcripts

SUFFIXES = (".csv", ".parquet")

TOGETHER = 100
"""Learners that have come as transcripts, in one part."""

ALONE = 1_000
"""Rows that are not worth more than one part; who is near takes longer to find than a verdict."""

NEAR = pa.schema(
    [
        pa.field("learner", pa.string()),
        pa.field("award", pa.string()),
        pa.field("outcome", pa.string()),
        pa.field("further_credits", pa.string()),
        pa.field("further_modules", pa.list_(pa.string())),
        pa.field("claimable_until", pa.date32()),
        pa.field("lapses_first", pa.date32()),
        pa.field("lapses_modules", pa.list_(pa.string())),
        pa.field("because", pa.string()),
    ]
)

Wrong = tuple[Mapping[str, Any], ...]
"""What is wrong with a learner, as rows of the file of those set aside."""


@frozen
class Person:
    """A learner of the population: the transcript, or what is wrong with it."""

    learner: str
    transcript: Transcript | None
    wrong: Wrong = ()


@frozen(slots=False)
class Seeking:
    """Looks for who is near in the parts of a population; gives the counts of each part.

    ``people`` are the parts where learners come as transcripts, and not in tables."""

    plan: Plan
    asked: Asked
    people: tuple[tuple[Person, ...], ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Leave behind what has been worked out when it goes to another process."""
        return Seeking, (self.plan.fresh(), self.asked, self.people)

    def __call__(self, part: int, place: Workplace) -> dict[str, Any]:
        """Goes through a part and keeps who is near in it, and who cannot be read."""
        counts: Counter[str] = Counter()
        near, rejected = place.verdicts(part), place.rejected(part)
        new = [path.with_suffix(".tmp") for path in (near, rejected, place.counts(part))]
        with (
            pa.ipc.new_file(str(new[0]), NEAR) as found,
            pa.ipc.new_file(str(new[1]), REJECTED) as refused,
        ):
            for people in self._people(part, place):
                rows: list[Mapping[str, Any]] = []
                wrong: list[Mapping[str, Any]] = []
                for person in people:
                    mine, told = self._near(person)
                    rows += mine
                    wrong += told
                    counts["learners"] += 1
                    counts["rejected"] += bool(told)
                counts["near"] += len(rows)
                found.write_table(pa.Table.from_pylist(rows, NEAR), AT_HAND)
                refused.write_table(pa.Table.from_pylist(wrong, REJECTED), AT_HAND)
        new[2].write_text(json.dumps(counts), encoding="utf-8")
        for path, temporary in zip((near, rejected, place.counts(part)), new, strict=True):
            replace(path, temporary)
        return dict(counts)

    @cached_property
    def _vicinities(self) -> tuple[Vicinity, ...]:
        return tuple(Vicinity(ready, self.plan.on, self.asked) for ready in self.plan.awards)

    def _near(self, person: Person) -> tuple[list[Mapping[str, Any]], Wrong]:
        """The rows of a learner, or what is wrong."""
        if person.transcript is None:
            return [], person.wrong
        found: list[Mapping[str, Any]] = []
        problems: dict[Problem, None] = {}
        for each in self._vicinities:
            try:
                near = each.near(person.transcript)
            except (RecordError, PluginError) as error:
                problems |= dict.fromkeys(error.problems)
                continue
            if near is not None:
                found.append(_row(near))
        if problems:
            return [], tuple(_wrong(person.learner, each) for each in problems)
        return found, ()

    def _people(self, part: int, place: Workplace) -> Iterator[Iterable[Person]]:
        if self.people:
            yield self.people[part]
            return
        for batch in grouped(place, part):
            yield self._of(rows_of(normalised(batch), self.plan))

    def _of(self, rows: Rows) -> Iterator[Person]:
        """The learners of a batch of records, by id."""
        for place, doubtful in enumerate(rows.doubtful.tolist()):
            wrong = reread(rows, place, self.plan) if doubtful else []
            if wrong is None:
                continue
            if wrong:
                id_ = rows.learners[place] or ""
                yield Person(id_, None, tuple({"learner": id_, **each} for each in wrong))
            else:
                transcript = transcript_of(rows, place, self.plan)
                yield Person(transcript.learner, transcript)


def near(
    plan: Plan,
    asked: Asked,
    records: Records | Transcripts,
    out: Path,
    *,
    workers: int | None,
    progress: BatchStage,
) -> Neared:
    """Writes who is near, sorted by learner and award, as ``near_completers`` says."""
    check(out, SUFFIXES, None if isinstance(records, Transcripts) else records.name)
    people: tuple[tuple[Person, ...], ...] = ()
    identity: str | None = None
    if isinstance(records, Transcripts):
        everybody = sorted(_persons(records), key=lambda each: each.learner)
        starts = range(0, len(everybody), TOGETHER)
        people = tuple(tuple(everybody[at : at + TOGETHER]) for at in starts)
    else:
        identity = records.identity
    key = key_of(plan, f"near {asked} {identity or uuid4().hex}", version())
    with workplace(out, key) as place:
        if isinstance(records, Transcripts):
            tell_others(place, progress)
            rows = [len(each) for each in people]
        else:
            rows = in_parts(records, place, 2 * hands(workers), progress, ALONE)
        done = all_parts(rows, place, Seeking(plan, asked, people), hands(workers), progress)
        progress.stage("writing", None)
        parts = sorted(done)
        _write(place, parts, out)
        refused = write_rejected(place, parts, out)
        place.remove()
    totals: Counter[str] = Counter()
    for told in done.values():
        totals.update(told)
    return Neared(out, totals["learners"], totals["near"], totals["rejected"], refused)


def _persons(read: Transcripts) -> Iterator[Person]:
    for transcript in read.transcripts:
        yield Person(transcript.learner, transcript)
    for learner, problems in read.bad.items():
        yield Person(learner, None, tuple(_wrong(learner, each) for each in problems))
    nameless = [each for each in read.problems if each.learner is None]
    if nameless:
        yield Person("", None, tuple(_wrong("", each) for each in nameless))


def _wrong(learner: str, problem: Problem) -> Mapping[str, Any]:
    return {
        "learner": learner,
        "row": None,
        "column": problem.column,
        "problem": str(problem),
        "hint": problem.hint,
        "cells": None,
    }


def _row(near: NearAward) -> Mapping[str, Any]:
    further = near.further or Further(None)
    credits = further.credits
    return {
        "learner": near.learner,
        "award": near.award,
        "outcome": near.outcome,
        "further_credits": None if credits is None else amount_text(credits),
        "further_modules": list(further.modules),
        "claimable_until": near.claimable_until,
        "lapses_first": near.lapses_first,
        "lapses_modules": list(near.lapses_modules),
        "because": str(near.because),
    }


def _write(place: Workplace, parts: Sequence[int], out: Path) -> None:
    """The rows of all parts as one file; lists in CSV are separated by semicolons."""
    temporary = place.folder / "near"
    tables = merged([place.verdicts(part) for part in parts], NEAR)
    if out.suffix.lower() == ".parquet":
        with pq.ParquetWriter(temporary, NEAR, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)
    else:
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            csv_writer = csv.writer(stream, lineterminator="\n")
            csv_writer.writerow(NEAR.names)
            for table in tables:
                for row in table.to_pylist():
                    csv_writer.writerow([_cell(row[name]) for name in NEAR.names])
    replace(out, temporary)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)
