"""Arrow columns as the cells of a table of records: text, days, and lists that are marked as such.

Whatever type a column has, its cells come to say what a CSV file or JSON would have said, so the
rules for reading them are the same. Floating-point numbers are refused: what they stand for is not
exact.
"""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from microcredit.errors import Problem, RecordError
from microcredit.records.cells import BadCell, Value, identifier
from microcredit.records.columns import Place, check_names
from microcredit.records.record_entries import RECORD_NAMES

INTERNAL = "microcredit:"
ROW = f"{INTERNAL}row"
"""The number of a row in the input, from 1; it orders a learner's rows."""
UNREAD = f"{INTERNAL}learner"
"""What stands in place of a learner's id where that cannot be read."""
FAULT = f"{INTERNAL}fault"
"""What is wrong with a row as a whole, of which nothing but the learner is then read."""
PERHAPS = "?"
"""Before a fault of a learner who counts only if there are other rows of theirs."""

DAYS = ("completed_on", "awarded_on", "enrolled_on")
REQUIRED = ("learner", "module", "status")

LIST = "\x1f"
"""Before each item of a list; no cell of a file may hold it."""
_PLAIN = r"^[!-~]{1,200}$"


def check_schema(schema: Any, name: str) -> tuple[str, ...]:
    """The columns that are not the format's own.

    Raises ``RecordError`` where a column is missing, there twice, of a type that cannot be read, or
    looks like a slip of a known name."""
    names = [str(each) for each in schema.names if not str(each).startswith(INTERNAL)]
    place = Place(name, line=1)
    found = check_names(dict.fromkeys(names), RECORD_NAMES, place, others=True)
    problems = [Problem(name, each.message, hint=each.hint) for each in found]
    hinted = {each.hint for each in problems}
    for twice in dict.fromkeys(each for each in names if names.count(each) > 1):
        problems.append(Problem(name, "the column is there twice", column=twice))
    for required in REQUIRED:
        if required not in names and f"did you mean `{required}`?" not in hinted:
            problems.append(Problem(name, "the column is missing", column=required))
    for field in schema:
        if not str(field.name).startswith(INTERNAL) and not _readable(field.type):
            kind = "floating-point numbers" if pa.types.is_floating(field.type) else str(field.type)
            hint = "write exact decimals, whole numbers or text"
            said = f"the column is of {kind}, which cannot be read"
            problems.append(Problem(name, said, column=str(field.name), hint=hint))
    if problems:
        raise RecordError(problems)
    return tuple(each for each in names if each not in RECORD_NAMES)


def _readable(kind: Any) -> bool:
    types = pa.types
    if types.is_dictionary(kind) or types.is_list(kind) or types.is_large_list(kind):
        return _is_text(kind.value_type)
    return (
        _is_text(kind)
        or types.is_null(kind)
        or types.is_integer(kind)
        or types.is_boolean(kind)
        or types.is_decimal(kind)
        or types.is_date(kind)
        or types.is_timestamp(kind)
    )


def _is_text(kind: Any) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def normalised(batch: Any, first: int | None = None) -> Any:
    """The batch with text (or days) in every column and learners' ids as they are compared.

    What stands for a learner whose id cannot be read is in the column ``UNREAD``, and the id is
    null. Rows that say nothing are left out. With ``first`` the rows are numbered from there. A
    batch of this shape is left as it is."""
    if ROW in batch.schema.names and UNREAD in batch.schema.names and first is None:
        return batch
    arrays: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if not str(name).startswith(INTERNAL):
            arrays[name] = as_cells(column, day=name in DAYS)
    learners, unread = _learners(arrays["learner"])
    arrays["learner"] = learners
    if first is not None:
        arrays[ROW] = pa.array(range(first, first + batch.num_rows), pa.int64())
    elif ROW in batch.schema.names:
        arrays[ROW] = batch.column(ROW)
    else:
        arrays[ROW] = pa.nulls(batch.num_rows, pa.int64())
    arrays[UNREAD] = unread
    fault = batch.column(FAULT) if FAULT in batch.schema.names else None
    arrays[FAULT] = pa.nulls(batch.num_rows, pa.string()) if fault is None else fault
    found = pa.RecordBatch.from_arrays(list(arrays.values()), list(arrays))
    return found if not learners.null_count else _saying(found)


def _saying(batch: Any) -> Any:
    """The batch without the rows in which every cell is blank."""
    said = pc.is_valid(batch.column("learner"))
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name == ROW or column.null_count == len(column):
            continue
        if pa.types.is_date(column.type):
            said = pc.or_(said, pc.is_valid(column))
        else:
            empty = pc.fill_null(pc.match_substring_regex(column, r"^\s*$"), True)
            said = pc.or_(said, pc.invert(empty))
    return batch.filter(said)


def as_cells(column: Any, *, day: bool) -> Any:
    """The column as text; one of days keeps its type where it ``day`` is asked for."""
    kind, types = column.type, pa.types
    if types.is_dictionary(kind):
        return as_cells(column.dictionary, day=day).take(column.indices)
    if types.is_date(kind):
        column = column.cast(pa.date32())
        return column if day else column.cast(pa.string())
    if _is_text(kind):
        return _text(column.cast(pa.string()))
    if types.is_list(kind) or types.is_large_list(kind):
        return _lists(column)
    if types.is_boolean(kind):
        return pc.if_else(column, "yes", "no").cast(pa.string())
    if types.is_decimal(kind):
        return _by_value(column, lambda value: format(_plain(value), "f"))
    if types.is_timestamp(kind):
        return _by_value(column, _moment)
    return column.cast(pa.string())


def _text(column: Any) -> Any:
    """The text; what starts like a list of ours is made a cell that nobody can read."""
    marked = pc.starts_with(column, LIST)
    if not pc.any(marked).as_py():
        return column
    return pc.if_else(marked, pc.binary_join_element_wise("\x00", column, ""), column)


def _lists(column: Any) -> Any:
    said = [
        None if items is None else "".join(f"{LIST}{item or ''}" for item in items)
        for items in column.to_pylist()
    ]
    return pa.array(said, pa.string())


def _by_value(column: Any, say: Any) -> Any:
    """Text for each distinct value; there are few."""
    encoded = column.dictionary_encode()
    words = [None if value is None else say(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end, of which a column's type may bring many."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def _moment(value: Any) -> str:
    """A day where nothing is said but midnight; what is left is no date, and is refused as such."""
    text = str(value)
    return text.removesuffix(" 00:00:00")


def _learners(column: Any) -> tuple[Any, Any]:
    """The ids as they are compared, and what stands in place of those that cannot be read."""
    nothing = pa.nulls(len(column), pa.string())
    plain = pc.fill_null(pc.match_substring_regex(column, _PLAIN), False)
    if pc.all(plain).as_py():
        return column, nothing
    ids: list[str | None] = column.to_pylist()
    unread: list[str | None] = [None] * len(ids)
    known: dict[str, str | None] = {}
    for place, id_ in enumerate(ids):
        if id_ is not None:
            if id_ not in known:
                known[id_] = _learner(id_)
            ids[place] = known[id_]
            unread[place] = id_ if known[id_] is None else None
    return pa.array(ids, pa.string()), pa.array(unread, pa.string())


def _learner(text: str) -> str | None:
    try:
        return identifier(text) or None
    except BadCell:
        return None


def cell(text: str | None) -> Value:
    """What a cell says: text, or the list that it stands for."""
    if text is not None and text.startswith(LIST):
        items: list[Value] = list(text[1:].split(LIST))
        return items
    return text


def is_plain(column: Any) -> Any:
    """Where a column holds printable ASCII without blanks, which every reader takes as it is."""
    return pc.fill_null(pc.match_substring_regex(column, _PLAIN), True)
