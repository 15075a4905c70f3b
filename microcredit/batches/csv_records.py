"""Records in CSV as record batches of text.

Where a file has no quotation mark and every line as many cells as the header, all readers of CSV
read it alike, and Arrow's is the fastest. Any other file is read as a single audit reads it, row by
row; a row with too many or too few cells is then a fault of the learners that it may be about.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from attrs import frozen

from microcredit.batches.arrow_columns import FAULT, PERHAPS
from microcredit.errors import Problem, RecordError

CHUNK = 1 << 22
ROWS = 1 << 14
"""Rows that are read at a time where Arrow does not read them."""
NEWLINE, RETURN, COMMA, QUOTE, NOTHING = b'\n\r,"\0'


@frozen
class Survey:
    """A CSV file looked through once: its SHA-256, its header, and whether all readers agree."""

    path: Path
    sha256: str
    header: tuple[str, ...]
    plain: bool

    @property
    def schema(self) -> Any:
        """Text in every column, and what is wrong with a row as a whole."""
        return pa.schema([pa.field(name, pa.string()) for name in (*self.header, FAULT)])

    def batches(self) -> Iterator[Any]:
        """The rows; ``RecordError`` where the file is no CSV."""
        return self._by_arrow() if self.plain else self._by_rows()

    def _by_arrow(self) -> Iterator[Any]:
        reader = pa.csv.open_csv(
            self.path,
            read_options=pa.csv.ReadOptions(column_names=list(self.header), skip_rows=1),
            parse_options=pa.csv.ParseOptions(quote_char=False),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(self.header, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        with reader:
            for batch in reader:
                fault = pa.nulls(batch.num_rows, pa.string())
                yield pa.RecordBatch.from_arrays([*batch.columns, fault], schema=self.schema)

    def _by_rows(self) -> Iterator[Any]:
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            next(reader)
            rows: list[list[str | None]] = []
            try:
                for cells in reader:
                    rows += self._read(cells, reader.line_num) if cells else []
                    if len(rows) >= ROWS:
                        yield self._batch(rows)
                        rows = []
            except csv.Error as error:
                hint = "look for a quotation mark that is missing or not doubled"
                raise self._fault(f"not CSV: {error}", reader.line_num, hint) from None
            except UnicodeDecodeError as error:
                raise self._fault(f"expected UTF-8: {error.reason}", reader.line_num) from None
            yield self._batch(rows)

    def _read(self, cells: list[str], line: int) -> list[list[str | None]]:
        """The row, or what is wrong with it, once for each learner whose it can be."""
        if any("\n" in cell or "\r" in cell for cell in cells):
            said = "a cell runs over the end of the line"
            raise self._fault(said, line, "look for a quotation mark that is not closed")
        width = len(self.header)
        if len(cells) == width:
            return [[*cells, None]]
        said = f"expected {width} cells, as in the header, not {len(cells)}"
        at = self.header.index("learner") if "learner" in self.header else 0
        suspects = [
            cells[place].strip() if 0 <= place < len(cells) else ""
            for place in (at, at + len(cells) - width)
        ]
        found: list[list[str | None]] = []
        for place, suspect in enumerate(dict.fromkeys(suspects)):
            row: list[str | None] = [None] * width
            row[at] = suspect
            found.append([*row, f"{PERHAPS if place else ''}{said}"])
        return found

    def _batch(self, rows: Sequence[Sequence[str | None]]) -> Any:
        columns = zip(*rows, strict=True) if rows else [()] * len(self.schema)
        arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _fault(self, said: str, line: int, hint: str | None = None) -> RecordError:
        return RecordError([Problem(self.path.as_posix(), said, line=line, hint=hint)])


def survey(path: Path) -> Survey:
    """The file looked through once; ``RecordError`` where it has no header that can be read."""
    digest = hashlib.sha256()
    commas: int | None = None
    plain = True
    rest = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            if plain:
                head, newline, tail = chunk.rpartition(b"\n")
                if not newline:
                    rest += chunk
                    plain = len(rest) <= CHUNK
                    continue
                commas, plain = _alike(rest + head + newline, commas)
                rest = tail
    if plain and rest:
        commas, plain = _alike(rest + b"\n", commas)
    return Survey(path, digest.hexdigest(), _header(path), plain)


def _alike(lines: bytes, commas: int | None) -> tuple[int | None, bool]:
    """The commas of every line that says anything, and whether all have as many and nothing else is
    to be known."""
    if QUOTE in lines or NOTHING in lines or lines.count(b"\r") != lines.count(b"\r\n"):
        return commas, False
    data = np.frombuffer(lines.replace(b"\r\n", b"\n"), np.uint8)
    ends = np.flatnonzero(data == NEWLINE)
    before = np.concatenate(([-1], ends[:-1]))
    counts = np.add.reduceat(data == COMMA, before + 1, dtype=np.int64)
    counts = counts[ends - before > 1]
    if commas is None and len(counts):
        if ends[0] == 0:  # the header stands in the first line
            return commas, False
        commas = int(counts[0])
    return commas, bool((counts == commas).all())


def _header(path: Path) -> tuple[str, ...]:
    name = path.as_posix()
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            cells = next((cells for cells in reader if any(cell.strip() for cell in cells)), [])
    except (csv.Error, UnicodeDecodeError) as error:
        said = "expected UTF-8" if isinstance(error, UnicodeDecodeError) else f"not CSV: {error}"
        raise RecordError([Problem(name, said, line=1)]) from None
    header = tuple(cell.strip() for cell in cells)
    if not header:
        raise RecordError([Problem(name, "the file is empty")])
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        raise RecordError([Problem(name, "expected commas between the columns", line=1)])
    return header
