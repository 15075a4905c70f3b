"""Where a batch's records come from: Parquet, Arrow, CSV, a frame or batches, as record batches."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from microcredit.batches.arrow_columns import check_schema
from microcredit.batches.csv_records import survey
from microcredit.errors import Problem, RecordError

READ = 1 << 16
"""Rows that are read at a time."""
ROW = 50
"""Bytes of a row in a file, to guess how many there are."""
SUFFIXES = (".parquet", ".arrow", ".feather", ".ipc", ".csv")


@frozen
class Records:
    """Records to be read once: their schema, batches of them, and how many rows there are.

    ``identity`` is the same for the same records, none where they cannot be looked at twice;
    ``rows`` is none where it is not known beforehand, and ``about`` then a guess, if there is one.
    ``extra`` are the columns that are not the
    format's own."""

    name: str
    schema: Any
    identity: str | None
    rows: int | None
    extra: tuple[str, ...]
    batches: Callable[[], Iterator[Any]]
    about: int | None = None


def records_of(given: object) -> Records:
    """The records in a file, a frame, a table, or an iterable of record batches.

    Anything that hands out an Arrow stream is taken: frames of Polars and pandas, tables, readers.
    Raises ``RecordError`` where it cannot be read or its columns are not those of records."""
    if isinstance(given, str | Path) or hasattr(given, "__fspath__"):
        return _file(Path(given))
    if hasattr(given, "collect_schema") and hasattr(given, "collect"):  # a lazy frame of Polars
        given = given.collect(engine="streaming")
    if isinstance(given, pa.RecordBatch):
        given = pa.Table.from_batches([given])
    if isinstance(given, pa.RecordBatchReader):
        return _once(given.schema, given)
    if hasattr(given, "__arrow_c_stream__"):
        return _table(pa.table(given))
    if isinstance(given, Iterable):
        return _iterable(iter(given))
    said = f"expected a file, a frame, or record batches, not {type(given).__name__}"
    raise RecordError([Problem("records", said)])


def _file(path: Path) -> Records:
    name, suffix = path.as_posix(), path.suffix.lower()
    if suffix not in SUFFIXES:
        listed = ", ".join(f"`{each}`" for each in SUFFIXES)
        said = f"expected a name that ends in one of {listed}, not `{path.name}`"
        raise RecordError([Problem(name, said)])
    try:
        if not path.is_file():
            said = (
                "expected a file" if path.exists() else "cannot be read: no such file or directory"
            )
            raise RecordError([Problem(name, said)])
        if not path.stat().st_size:
            raise RecordError([Problem(name, "the file is empty")])
        if suffix == ".csv":
            return _csv(path)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return _parquet(path, sha256) if suffix == ".parquet" else _arrow(path, sha256)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RecordError([Problem(name, f"cannot be read: {reason}")]) from None
    except pa.ArrowException as error:
        kind = "Parquet" if suffix == ".parquet" else "Arrow"
        raise RecordError([Problem(name, f"not {kind}: {_first_line(error)}")]) from None


def _csv(path: Path) -> Records:
    found, name = survey(path), path.as_posix()
    extra = check_schema(found.schema, name)
    return Records(
        name,
        found.schema,
        found.sha256,
        None,
        extra,
        lambda: _guarded(name, found.batches()),
        path.stat().st_size // ROW,
    )


def _parquet(path: Path, sha256: str) -> Records:
    name = path.as_posix()
    with pq.ParquetFile(path) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows

    def batches() -> Iterator[Any]:
        with pq.ParquetFile(path) as file:
            yield from _guarded(name, file.iter_batches(READ))

    return Records(name, schema, sha256, rows, check_schema(schema, name), batches)


def _arrow(path: Path, sha256: str) -> Records:
    """A file or a stream in Arrow's own format; which one, its first bytes say."""
    name = path.as_posix()
    with path.open("rb") as stream:
        as_file = stream.read(6) == b"ARROW1"

    def read() -> Iterator[Any]:
        with pa.memory_map(str(path)) as source:
            if as_file:
                reader = pa.ipc.open_file(source)
                yield reader.schema
                yield from (reader.get_batch(at) for at in range(reader.num_record_batches))
            else:
                reader = pa.ipc.open_stream(source)
                yield reader.schema
                yield from reader

    def batches() -> Iterator[Any]:
        reading = read()
        next(reading)
        yield from _guarded(name, reading)

    schema = next(read())
    extra, about = check_schema(schema, name), path.stat().st_size // ROW
    return Records(name, schema, sha256, None, extra, batches, about)


def _guarded(name: str, batches: Iterable[Any]) -> Iterator[Any]:
    """The batches; ``RecordError`` where one of them cannot be read."""
    try:
        yield from batches
    except (pa.ArrowException, OSError) as error:
        raise RecordError([Problem(name, f"cannot be read: {_first_line(error)}")]) from None


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return text[:1].lower() + text[1:].rstrip(".")


def _table(table: Any) -> Records:
    digest = hashlib.sha256(str(table.schema).encode())
    for batch in table.to_batches(READ):
        digest.update(batch.serialize())
    extra = check_schema(table.schema, "records")
    identity = digest.hexdigest()
    return Records(
        "records",
        table.schema,
        identity,
        table.num_rows,
        extra,
        lambda: iter(table.to_batches(READ)),
    )


def _iterable(batches: Iterator[Any]) -> Records:
    first = next(batches, None)
    if first is None:
        raise RecordError([Problem("records", "there are no record batches")])
    if not isinstance(first, pa.RecordBatch):
        said = f"expected record batches, not {type(first).__name__}"
        raise RecordError([Problem("records", said)])

    def every() -> Iterator[Any]:
        yield first
        yield from batches

    return _once(first.schema, every())


def _once(schema: Any, batches: Iterable[Any]) -> Records:
    return Records(
        "records", schema, None, None, check_schema(schema, "records"), lambda: iter(batches)
    )
