"""One part of a batch: its records grouped by learner, audited, and its verdicts written."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from microcredit.batches.audited import audited
from microcredit.batches.plan import PROBLEM, Plan
from microcredit.batches.workplace import Workplace, replace

TOGETHER = 100_000
"""Rows that are audited together, more or less."""

AT_HAND = 2_048
"""Rows of each part that are in memory at a time when parts are merged."""


@frozen
class Auditing:
    """Audits parts by a plan; gives the counts of each."""

    plan: Plan

    def __call__(self, part: int, place: Workplace) -> dict[str, Any]:
        """Audits a part."""
        return finish(part, place, self.plan)

    def __reduce__(self) -> tuple[object, ...]:
        """Leave behind what has been worked out when it goes to another process."""
        return Auditing, (self.plan.fresh(),)


REJECTED = pa.schema([pa.field("learner", pa.string()), *PROBLEM])


def finish(part: int, place: Workplace, plan: Plan) -> dict[str, Any]:
    """Audits a part and keeps what comes of it; gives the counts.

    There are verdicts and problems in files of their own, sorted by learner and award."""
    counts: Counter[str] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    verdicts, rejected = place.verdicts(part), place.rejected(part)
    new = [path.with_suffix(".tmp") for path in (verdicts, rejected, place.counts(part))]
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        pa.ipc.new_file(str(new[0]), plan.verdict_schema, options=options) as earned,
        pa.ipc.new_file(str(new[1]), REJECTED, options=options) as refused,
    ):
        for batch in grouped(place, part):
            found = audited(batch, plan)
            good = found.filter(pc.is_valid(found.column("award")))
            chosen = good.select(plan.verdict_schema.names)
            earned.write_table(pa.Table.from_batches([chosen]), AT_HAND)
            bad = found.filter(pc.is_null(found.column("award")))
            if bad.num_rows:
                refused.write_table(pa.Table.from_batches([rejected_rows(bad)]), AT_HAND)
                counts["rejected"] += bad.num_rows
            counts["verdicts"] += good.num_rows
            counts["learners"] += good.num_rows // len(plan.awards) + bad.num_rows
            outcomes.update(_outcomes(good))
    told = {**counts, "outcomes": [[*pair, number] for pair, number in sorted(outcomes.items())]}
    new[2].write_text(json.dumps(told), encoding="utf-8")
    for path, temporary in zip((verdicts, rejected, place.counts(part)), new, strict=True):
        replace(path, temporary)
    return told


def grouped(place: Workplace, part: int) -> Iterator[Any]:
    """The records of a part in batches that split no learner, sorted by learner, then row."""
    with pa.OSFile(str(place.records(part))) as source, pa.ipc.open_stream(source) as stream:
        table = stream.read_all().combine_chunks()
    if not table.num_rows:
        return
    encoded = table.column("learner").chunk(0).dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    ranks = np.empty(len(order) + 1, np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    ranks[-1] = 0
    mine = ranks[encoded.indices.fill_null(len(order)).to_numpy(zero_copy_only=False)]
    rows = np.argsort(mine, kind="stable")
    table = table.take(pa.array(rows))
    mine = mine[rows]
    starts = np.append(np.flatnonzero(np.concatenate(([True], mine[1:] != mine[:-1]))), len(mine))
    start = 0
    while start < len(mine):
        end = int(starts[np.searchsorted(starts, min(start + TOGETHER, len(mine)))])
        yield table.slice(start, end - start).combine_chunks().to_batches()[0]
        start = end


def rejected_rows(batch: Any) -> Any:
    """A row for each thing that is wrong; a learner that nobody can name is an empty text."""
    problems = batch.column("problems")
    parents = pc.list_parent_indices(problems)
    learners = pc.fill_null(batch.column("learner").take(parents), "")
    fields = pc.list_flatten(problems).flatten()
    return pa.RecordBatch.from_arrays([learners, *fields], schema=REJECTED)


def _outcomes(batch: Any) -> dict[tuple[str, str], int]:
    table = pa.Table.from_batches([batch]).group_by(["award", "outcome"])
    counted = table.aggregate([([], "count_all")]).to_pydict()
    columns = (counted[name] for name in ("award", "outcome", "count_all"))
    return {(award, outcome): count for award, outcome, count in zip(*columns, strict=True)}
