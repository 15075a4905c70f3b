"""Merging: what was found in parts, each sorted by learner, as one file sorted by learner."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from attrs import define


@define
class _Stream:
    """A sorted file being read: the rows at hand, and the batches still to come."""

    rows: Any
    rest: Iterator[Any]

    def last(self) -> str:
        found: str = self.rows.column("learner")[-1].as_py()
        return found

    def up_to(self, learner: str) -> Any:
        """Takes the rows at hand up to a learner, and reads on where none are left."""
        ids = self.rows.column("learner")
        mine = bisect_right(range(len(ids)), learner, key=lambda place: str(ids[place]))
        taken, self.rows = self.rows.slice(0, mine), self.rows.slice(mine)
        if not self.rows.num_rows:
            self.rows = next(self.rest, self.rows)
        return taken


def merged(paths: Sequence[Path], schema: Any) -> Iterator[Any]:
    """Tables with the rows of all files in the order of learners; rows of one stay in their order.

    Every learner is in one file, and every file is sorted. Of each only a batch is in memory."""
    streams = [each for each in map(_stream, paths) if each is not None]
    while streams:
        bound = min(stream.last() for stream in streams)
        table = pa.concat_tables(
            pa.Table.from_batches([stream.up_to(bound)], schema=schema) for stream in streams
        )
        streams = [stream for stream in streams if stream.rows.num_rows]
        table = table.combine_chunks()
        yield table.take(pc.sort_indices(table.column("learner")))


def _stream(path: Path) -> _Stream | None:
    batches = _batches(path)
    first = next(batches, None)
    return None if first is None else _Stream(first, batches)


def _batches(path: Path) -> Iterator[Any]:
    with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as reader:
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            if batch.num_rows:
                yield batch
