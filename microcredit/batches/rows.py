"""Rows: a batch of records as numbers: whose, which look, and when.

What is wrong with a learner's rows is not said here, only that something may be: such learners are
read once more as a single audit would read them, which then says it.
"""

from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from microcredit.batches.arrow_columns import DAYS, FAULT, INTERNAL, is_plain
from microcredit.batches.looks import NAMES
from microcredit.batches.plan import Plan
from microcredit.records.cells import LONGEST_CELL, BadCell, day, is_empty
from microcredit.records.record_entries import RECORD_NAMES

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

NO_DAY = -(1 << 40)
"""Stands for a day that is not on record; any other is counted from 1970-01-01."""
BAD_DAY = NO_DAY - 1
EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = (
    date(year, *end).toordinal() - EPOCH for year, end in ((1900, (1, 1)), (2200, (12, 31)))
)
_HIDDEN = r"[\p{Cc}\p{Zl}\p{Zp}\x{202a}-\x{202e}\x{2066}-\x{2069}]"


@frozen(slots=False)
class Rows:
    """A batch of rows with all rows of a learner together.

    Learner ``i`` has the rows from ``starts[i]`` up to ``starts[i + 1]``. A row's ``looks`` is a
    number of the plan's looks, its days count from 1970-01-01. ``doubtful`` learners are to be read
    once more."""

    batch: Any
    starts: Numbers
    looks: Numbers
    completed: Numbers
    awarded: Numbers
    enrolled: Numbers
    doubtful: Flags

    @cached_property
    def learners(self) -> list[str | None]:
        """The learners' ids; none for rows of which nobody knows whose they are."""
        found: list[str | None] = self.batch.column("learner").take(self.starts[:-1]).to_pylist()
        return found

    @cached_property
    def records(self) -> list[str | None] | None:
        """The records' own ids; none where the column says nothing."""
        if "record" not in self.batch.schema.names:
            return None
        column = self.batch.column("record")
        return None if column.null_count == len(column) else column.to_pylist()

    def again(self, learners: list[int]) -> "Rows":
        """The rows of these learners, as often as they are named."""
        counts = np.diff(self.starts)[learners]
        starts = np.concatenate(([0], np.cumsum(counts)))
        first = np.repeat(self.starts[learners] - starts[:-1], counts)
        rows = first + np.arange(int(starts[-1]))
        return Rows(
            self.batch,
            starts,
            self.looks[rows],
            self.completed[rows],
            self.awarded[rows],
            self.enrolled[rows],
            self.doubtful[learners],
        )

    @property
    def owners(self) -> Numbers:
        """For each row its learner's place."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def rows_of(batch: Any, plan: Plan) -> Rows:
    """The batch as numbers; it is ``normalised``, and all rows of a learner stand together.

    Raises ``ValueError`` where they do not."""
    starts = _starts(batch.column("learner"))
    looks = _looks(batch, plan)
    days = {name: _days(batch.column(name)) for name in DAYS if name in batch.schema.names}
    nothing = np.full(batch.num_rows, NO_DAY)
    completed = days.get("completed_on", nothing)
    awarded = days.get("awarded_on", completed)
    statuses = [record.status if record else "" for record in plan.looks.records]
    over = np.array([status in ("passed", "failed") for status in statuses], dtype=bool)[looks]
    unread = np.array([record is None for record in plan.looks.records], dtype=bool)[looks]
    both = (completed > NO_DAY) & (awarded > NO_DAY)
    odd = unread | (over & (completed <= NO_DAY)) | (both & (awarded < completed))
    for column in days.values():
        odd |= column == BAD_DAY
    odd |= _strange(batch)
    doubtful = np.logical_or.reduceat(odd, starts[:-1]) if len(starts) > 1 else np.zeros(0, bool)
    doubtful |= _repeated(batch, starts)
    doubtful |= pc.is_null(batch.column("learner").take(starts[:-1])).to_numpy(zero_copy_only=False)
    enrolled = days.get("enrolled_on", nothing)
    return Rows(batch, starts, looks, completed, awarded, enrolled, doubtful)


def _starts(learners: Any) -> Numbers:
    """The first row of each learner, and behind them the number of rows."""
    codes = _codes(learners)
    if not len(codes):
        return np.zeros(1, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    if len(np.unique(codes[starts])) != len(starts):
        raise ValueError("expected all rows of a learner together")
    return np.append(starts, len(codes))


def _codes(column: Any) -> Numbers:
    """A number for each distinct cell, 0 for none."""
    if column.null_count == len(column):
        return np.zeros(len(column), np.int64)
    indices = column.dictionary_encode().indices
    codes = pc.fill_null(pc.add(indices.cast(pa.int64()), 1), 0)
    return np.asarray(codes.to_numpy(zero_copy_only=False))


def _looks(batch: Any, plan: Plan) -> Numbers:
    """The number of each row's look: columns are numbered one after another, pairs as they come."""
    names = [
        name
        for name in batch.schema.names
        if name in NAMES
        or (
            (name not in RECORD_NAMES and not name.startswith(INTERNAL))
            and (plan.named is None or name in plan.named)
        )
    ]
    names = [name for name in names if batch.column(name).null_count < batch.num_rows]
    code = np.zeros(batch.num_rows, np.int64)
    for name in names:
        own = _codes(batch.column(name))
        size = int(own.max(initial=0)) + 1
        if size > 1:
            code = code * size + own
            if int(code.max(initial=0)) > 1 << 20:
                _, code = np.unique(code, return_inverse=True)
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    columns = [batch.column(name).take(first).to_pylist() for name in names]
    texts = zip(*columns, strict=True) if columns else ((),) * len(first)
    numbers = [plan.looks.number(names, cells) for cells in texts]
    return np.array(numbers, np.int64)[inverse]


def _days(column: Any) -> Numbers:
    """Days since 1970-01-01; ``NO_DAY`` where nothing is said, ``BAD_DAY`` where it is no day."""
    if pa.types.is_date(column.type):
        said = column.cast(pa.int32()).cast(pa.int64())
        found: Numbers = pc.fill_null(said, NO_DAY).to_numpy(zero_copy_only=False).copy()
        found[(found != NO_DAY) & ((found < FIRST) | (found > LAST))] = BAD_DAY
        return found
    encoded = column.dictionary_encode()
    values = np.array([*map(_day, encoded.dictionary.to_pylist()), NO_DAY], np.int64)
    places = pc.fill_null(encoded.indices, len(values) - 1)
    return np.asarray(values[places.to_numpy(zero_copy_only=False)])


def _day(text: str | None) -> int:
    if is_empty(text):
        return NO_DAY
    try:
        return day(text).toordinal() - EPOCH
    except BadCell:
        return BAD_DAY


def _strange(batch: Any) -> Flags:
    """Rows with an id that is not plain, or with a cell of a column outside the looks that may not
    be text as it should."""
    odd = np.zeros(batch.num_rows, bool)
    for name in batch.schema.names:
        column = batch.column(name)
        known = name in (*NAMES, *DAYS, "learner") or name.startswith(INTERNAL)
        if (known and name != FAULT) or column.null_count == len(column):
            continue
        if name == FAULT:
            fine = pc.is_null(column)
        elif name == "record":
            fine = is_plain(column)
        else:
            long = pc.greater(pc.utf8_length(column), LONGEST_CELL)
            fine = pc.invert(pc.or_(long, pc.match_substring_regex(column, _HIDDEN)))
            fine = pc.fill_null(fine, True)
        odd |= ~fine.to_numpy(zero_copy_only=False)
    return odd


def _repeated(batch: Any, starts: Numbers) -> Flags:
    """Learners with a record's id twice."""
    found = np.zeros(len(starts) - 1, bool)
    if "record" not in batch.schema.names:
        return found
    codes = _codes(batch.column("record"))
    if not codes.any():
        return found
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    said = codes > 0
    pairs = owners[said] * (int(codes.max()) + 1) + codes[said]
    ordered = np.sort(pairs)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    found[twice // (int(codes.max()) + 1)] = True
    return found


def day_of(number: int) -> date | None:
    """The day that a number stands for."""
    return None if number <= NO_DAY else date.fromordinal(number + EPOCH)
