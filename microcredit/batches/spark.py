"""Batches on Apache Spark: the same core, for records that are spread over many machines.

Spark brings all rows of a learner to one place and sorts them there; what is done with them is
``audited``. The package has to be installed where Spark's Python runs."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

from microcredit.batches.batch import Ready, compiled, further_of, needs_extra
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ID = "microcredit:id"
BLANKS = r"^[\s\x1c-\x1f\x85\p{Z}]+|[\s\x1c-\x1f\x85\p{Z}]+$"
"""What stands around a learner's id and is no part of it."""

_PLANS: dict[str, Any] = {}
"""The plan that a process of Spark's works by, with what it has worked out so far."""


def verdicts(
    frame: "DataFrame",
    policies: Ready | Mapping[str, CheckedPolicy] | Iterable[Ready],
    *,
    on: date,
    catalogue: Catalogue,
    further: Iterable[str] = (),
) -> "DataFrame":
    """A frame of verdicts, one row for each learner and award, from one of records.

    The columns are those of ``microcredit.batch``, and ``problems``: a learner who cannot be read
    has one row in which these say why, and the award and all about it are null. Nothing is worked
    out until Spark asks for it. A frame's rows have no order, so a record without an id of its own
    is numbered by what stands in its row.

    Raises ``RecordError`` where the columns are not those of records, ``PolicyCheckError`` as
    ``compile`` does, and ``MicrocreditError`` where the extra ``spark`` is not installed or
    ``further`` names what there is not."""
    needs_extra("spark", "numpy", "pyarrow", "pyspark")
    functions = import_module("pyspark.sql.functions")
    types = import_module("pyspark.sql.pandas.types")
    arrow_columns = import_module("microcredit.batches.arrow_columns")
    plan = import_module("microcredit.batches.plan").plan_of(
        compiled(policies, catalogue), on, further_of(further)
    )
    arrow_columns.check_schema(types.to_arrow_schema(frame.schema), "records")
    written = functions.col("learner").cast("string")
    others = sorted(name for name in frame.columns if name != "learner")
    grouped = (
        frame.withColumn(ID, functions.regexp_replace(written, BLANKS, ""))
        .repartition(ID)
        .sortWithinPartitions(ID, *(functions.col(f"`{name}`") for name in others))
        .drop(ID)
    )
    return grouped.mapInArrow(_worker(plan), types.from_arrow_schema(plan.schema))


def _worker(plan: Any) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """What Spark runs on the batches of a part of the records."""
    sent = pickle.dumps(plan.fresh())
    key = sha256(sent).hexdigest()

    def work(batches: Iterable[Any]) -> Iterator[Any]:
        yield from import_module("microcredit.batches.spark").worked(key, sent, batches)

    return work


def worked(key: str, sent: bytes, batches: Iterable[Any]) -> Iterator[Any]:
    """The verdicts of batches in which a learner's rows follow one another.

    A process keeps the plan that it was last ``sent``, under its ``key``, for the parts to
    come."""
    if key not in _PLANS:
        _PLANS.clear()
        _PLANS[key] = pickle.loads(sent)
    audited = import_module("microcredit.batches.audited").audited
    for batch in whole(batches):
        yield audited(batch, _PLANS[key])


def whole(batches: Iterable[Any]) -> Iterator[Any]:
    """The same rows in batches that split no learner: the last one waits for what follows.

    A learner's rows follow one another, over the borders of batches too."""
    numpy = import_module("numpy")
    pyarrow = import_module("pyarrow")
    normalised = import_module("microcredit.batches.arrow_columns").normalised
    waiting: list[Any] = []
    for batch in map(normalised, batches):
        if not batch.num_rows:
            continue
        learners = batch.column("learner")
        last = learners[-1].as_py()
        other = [place for place in _borders(learners, numpy) if place]
        start = other[-1] if other else 0
        if start == 0 and (not waiting or _last(waiting) == last):
            waiting.append(batch)
            continue
        head = batch.slice(0, start)
        yield _joined([*waiting, head], pyarrow)
        waiting = [batch.slice(start)]
    if waiting:
        yield _joined(waiting, pyarrow)


def _borders(learners: Any, numpy: Any) -> list[int]:
    """The rows at which another learner begins."""
    encoded = learners.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    found: list[int] = (numpy.flatnonzero(encoded[1:] != encoded[:-1]) + 1).tolist()
    return found


def _last(batches: list[Any]) -> str | None:
    found: str | None = batches[-1].column("learner")[-1].as_py()
    return found


def _joined(batches: list[Any], pyarrow: Any) -> Any:
    filled = [batch for batch in batches if batch.num_rows]
    return pyarrow.Table.from_batches(filled).combine_chunks().to_batches()[0]
