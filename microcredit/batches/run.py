"""Running a batch: records into parts, parts to verdicts, verdicts into one file."""

import csv
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from microcredit.batches.crew import Counts, Finish, finished
from microcredit.batches.merge import merged
from microcredit.batches.part import REJECTED, Auditing
from microcredit.batches.plan import Plan, sources_of
from microcredit.batches.report import Batched, BatchStage
from microcredit.batches.sources import Records
from microcredit.batches.split import ALONE, split
from microcredit.batches.workplace import BatchError, Workplace, key_of, replace, workplace
from microcredit.errors import MicrocreditError

GROUP = 1 << 17
"""Rows that the output has together, at least."""


def run(
    plan: Plan, records: Records, out: Path, *, workers: int | None, progress: BatchStage
) -> Batched:
    """Decides the plan for all records and writes the verdicts, as ``batch`` says."""
    check(out, (".parquet",), records.name)
    key = key_of(plan, records.identity or uuid4().hex, version())
    with workplace(out, key) as place:
        rows = in_parts(records, place, hands(workers), progress)
        done = all_parts(rows, place, Auditing(plan), hands(workers), progress)
        progress.stage("writing", None)
        parts = sorted(done)
        _write(place, parts, plan, out)
        refused = write_rejected(place, parts, out)
        place.remove()
    return _batched(done.values(), out, refused, sum(rows))


def hands(workers: int | None) -> int:
    """The processes to work with: as many as there are cores unless it is said."""
    return workers or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else "1")


def in_parts(
    records: Records, place: Workplace, hands: int, progress: BatchStage, alone: int = ALONE
) -> list[int]:
    """Puts the records into parts, unless they are there from before; gives the rows of each."""
    tell_others(place, progress)
    rows = place.listed()
    if rows is None:
        place.clear()
        progress.stage("reading", records.rows)
        try:
            rows = split(records, place, hands, progress.reach, alone)
        except MicrocreditError:
            place.remove()
            raise
    return rows


def tell_others(place: Workplace, progress: BatchStage) -> None:
    """Says what other batches left for the same output."""
    for other in place.others:
        progress.say(
            f"{other.as_posix()}: left by another batch for this output; this one starts anew"
        )


def all_parts(
    rows: Sequence[int], place: Workplace, finish: Finish, hands: int, progress: BatchStage
) -> dict[int, Counts]:
    """Finishes every part that has rows, but for those finished before; gives what each came
    to."""
    counts = {part: place.counted(part) for part in range(len(rows)) if rows[part]}
    done = {part: told for part, told in counts.items() if told is not None}
    if done:
        progress.say(f"going on: {len(done)} of {len(counts)} parts were finished before")
    progress.stage("auditing", sum(rows))
    reached = sum(rows[part] for part in done)
    progress.reach(reached, sum(rows))
    left = [part for part in counts if part not in done]
    for part, told in finished(left, place, finish, hands):
        done[part] = told
        reached += rows[part]
        progress.reach(reached, sum(rows))
    return done


def check(out: Path, suffixes: Sequence[str], records: str | None = None) -> None:
    """Raises ``BatchError`` where an output cannot be written, has another suffix, or would take
    the place of the records."""
    if out.suffix.lower() not in suffixes:
        listed = " or ".join(f"`{each}`" for each in suffixes)
        raise BatchError(f"expected an output that ends in {listed}, not `{out.name}`")
    if out.is_dir():
        raise BatchError(f"{out.as_posix()}: expected a file, and there is a folder")
    if records is not None and out.is_file() and os.path.exists(records) and out.samefile(records):
        raise BatchError(f"{out.as_posix()}: is read too: give the output another name")
    if not out.parent.is_dir():
        raise BatchError(f"{out.parent.as_posix()}: there is no such folder to write into")


def version() -> str:
    """The version of the package, for what is kept."""
    try:
        return metadata.version("microcredit")
    except metadata.PackageNotFoundError:
        return "checkout"


def _write(place: Workplace, parts: Sequence[int], plan: Plan, out: Path) -> None:
    temporary = place.folder / "verdicts.parquet"
    says = {"microcredit.on": plan.on.isoformat(), "microcredit.sources": repr(sources_of(plan))}
    schema = plan.verdict_schema.with_metadata(says)
    with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        paths = [place.verdicts(part) for part in parts]
        for table in _together(merged(paths, plan.verdict_schema)):
            writer.write_table(table.cast(schema), row_group_size=table.num_rows)
    replace(out, temporary)


def _together(tables: Iterator[Any]) -> Iterator[Any]:
    held: list[Any] = []
    for table in tables:
        held.append(table)
        if sum(each.num_rows for each in held) >= GROUP:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def rejected_of(out: Path) -> Path:
    """The file of rows set aside that stands beside an output."""
    return out.with_name(f"{out.stem}.rejected.csv")


def write_rejected(place: Workplace, parts: Sequence[int], out: Path) -> Path | None:
    """The rows set aside, if there are any; what an earlier batch set aside goes."""
    temporary, there = place.folder / "rejected.csv", rejected_of(out)
    written = False
    with temporary.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REJECTED.names)
        for table in merged([place.rejected(part) for part in parts], REJECTED):
            columns = [column.to_pylist() for column in table.columns]
            writer.writerows(zip(*columns, strict=True))
            written = True
    if written:
        replace(there, temporary)
        return there
    there.unlink(missing_ok=True)
    return None


def _batched(counts: Any, out: Path, refused: Path | None, rows: int) -> Batched:
    outcomes: dict[str, Counter[str]] = {}
    totals: Counter[str] = Counter()
    for told in counts:
        totals.update({name: told.get(name, 0) for name in ("learners", "verdicts", "rejected")})
        for award, outcome, number in told["outcomes"]:
            outcomes.setdefault(award, Counter())[outcome] += number
    return Batched(
        out=out,
        rows=rows,
        learners=totals["learners"],
        verdicts=totals["verdicts"],
        rejected=totals["rejected"],
        rejected_file=refused,
        outcomes={award: dict(outcomes[award]) for award in sorted(outcomes)},
    )
