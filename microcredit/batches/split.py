"""Splitting: records of any order and number into parts, each with all rows of its learners.

A learner's part follows from a hash of the id, so no list of learners is kept. The memory needed is
that of the rows held back before they are written, whatever the number of records.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
from attrs import define, field

from microcredit.batches.arrow_columns import normalised
from microcredit.batches.sources import Records
from microcredit.batches.workplace import Workplace, replace

PART = 300_000
"""Rows that a part has, more or less, where their number is known."""
MOST_PARTS = 400
"""Files that are written at the same time."""
ALONE = 20_000
"""Rows that are not worth more than one part."""
UNKNOWN = 64
"""Parts where nobody knows how many rows there are."""
HELD = 1 << 18
"""Rows held back before they are written."""


def split(
    records: Records,
    place: Workplace,
    workers: int,
    progress: Callable[[int, int | None], None],
    alone: int = ALONE,
) -> list[int]:
    """Writes the records into parts and gives the number of rows of each.

    Rows are numbered from 1 in the order in which they come. Fewer rows than ``alone`` are one
    part."""
    parts = _parts(records.about if records.rows is None else records.rows, workers, alone)
    writers = [_Writer(place.records(part)) for part in range(parts)]
    try:
        held: list[Any] = []
        read = waiting = 0
        for batch in records.batches():
            held.append(normalised(batch, first=read + 1))
            read += batch.num_rows
            waiting += batch.num_rows
            if waiting >= HELD:
                _write(held, writers)
                held, waiting = [], 0
                progress(read, records.rows)
        if held:
            _write(held, writers)
        progress(read, records.rows)
    finally:
        for writer in writers:
            writer.close()
    rows = [writer.rows for writer in writers]
    temporary = place.listing.with_suffix(".tmp")
    temporary.write_text(json.dumps({"rows": rows}), encoding="utf-8")
    replace(place.listing, temporary)
    return rows


def _parts(rows: int | None, workers: int, alone: int) -> int:
    if rows is None:
        return UNKNOWN
    few = 1 if rows < alone else 2 * workers
    return max(1, min(MOST_PARTS, max(few, -(-rows // PART))))


@define
class _Writer:
    """The file of one part, made with its first rows."""

    path: Path
    rows: int = 0
    _stream: Any = field(default=None)

    def write(self, table: Any) -> None:
        if self._stream is None:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._stream = pa.ipc.new_stream(str(self.path), table.schema, options=options)
        self._stream.write_table(table)
        self.rows += table.num_rows

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()


def _write(held: list[Any], writers: list[_Writer]) -> None:
    table = pa.Table.from_batches(held).combine_chunks()
    if not table.num_rows:
        return
    parts = _hashed(table.column("learner").chunk(0), len(writers))
    order = np.argsort(parts, kind="stable")
    ends = np.cumsum(np.bincount(parts, minlength=len(writers)))
    table = table.take(pa.array(order))
    for part, (start, end) in enumerate(zip((0, *ends[:-1]), ends, strict=True)):
        if start < end:
            writers[part].write(table.slice(start, end - start))


def _hashed(learners: Any, parts: int) -> Any:
    """Each row's part; the first one for rows of which nobody knows whose they are."""
    encoded = learners.dictionary_encode()
    found = [crc32(id_.encode()) % parts for id_ in encoded.dictionary.to_pylist()]
    indices = encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
    kind = np.uint16  # sorted by radix, so in linear time
    return np.array([*found, 0], kind)[indices]
