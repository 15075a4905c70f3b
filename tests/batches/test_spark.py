"""A local Spark says of everybody what the core says, however it cuts the records."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from microcredit.batches.plan import Plan
from microcredit.errors import MicrocreditError, RecordError
from tests.batches.conftest import ON, ROOT
from tests.batches.singles import batch_of, said_by, said_in_batch
from tests.batches.test_audited import EXAMPLES, example_rows
from tests.benchmarks.population import population

MISSING = (
    "there is no Java to run Spark with"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ
    else "the extra `spark` is not installed"
    if find_spec("pyspark") is None
    else ""
)
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    # Spark's own: of versions of pandas that it does not know yet, and of sockets left open.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        # Few rows a batch, so that learners lie across their borders.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_the_verdicts_of_a_population_are_those_of_the_core(
    spark: Any, plan: Plan, tmp_path: Path
) -> None:
    from microcredit.batches.spark import verdicts

    table = population(200, seed=21)
    pq.write_table(table, tmp_path / "records.parquet")
    frame = spark.read.parquet(str(tmp_path / "records.parquet"))

    found = verdicts(frame, plan.awards, on=ON, catalogue=plan.catalogue)

    rows = [row.asDict(recursive=True) for row in found.collect()]
    batch = table.sort_by("learner").combine_chunks().to_batches()[0]
    assert len(rows) == 200 * 4
    assert said_by(rows) == said_in_batch(batch, plan)


def test_a_learner_who_cannot_be_read_has_one_row_that_says_why(
    spark: Any, plan: Plan, tmp_path: Path
) -> None:
    from microcredit.batches.spark import verdicts

    rows = example_rows(EXAMPLES / "broken" / "records-bad.csv")
    pq.write_table(pq_table(rows), tmp_path / "records.parquet")
    frame = spark.read.parquet(str(tmp_path / "records.parquet"))

    found = verdicts(frame, plan.awards, on=ON, catalogue=plan.catalogue).where("award is null")

    told = {row.learner: row.problems[0].problem for row in found.collect()}
    assert set(told) == {
        "bad-date",
        "duplicate-record-id",
        "misspelt-status",
        "negative-credits",
        "unknown-module",
    }
    assert told["bad-date"] == "there is no such day as `2024-02-30`"


def test_columns_that_are_no_records_are_refused_before_spark_starts_to_work(
    spark: Any, plan: Plan
) -> None:
    from microcredit.batches.spark import verdicts

    with pytest.raises(RecordError, match="`status`: the column is missing"):
        verdicts(
            spark.createDataFrame([("ada", "AI101")], "learner string, module string"),
            plan.awards,
            on=ON,
            catalogue=plan.catalogue,
        )


def test_something_to_say_that_there_is_not_is_refused(spark: Any, plan: Plan) -> None:
    from microcredit.batches.spark import verdicts

    with pytest.raises(MicrocreditError, match="there is no `marks`"):
        verdicts(
            spark.createDataFrame([], "learner string, module string, status string"),
            plan.awards,
            on=ON,
            catalogue=plan.catalogue,
            further=["marks"],
        )


def pq_table(rows: list[dict[str, str]]) -> Any:
    import pyarrow as pa

    return pa.Table.from_batches([batch_of(rows)])
