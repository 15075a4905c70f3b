"""Batches from files to a file: what goes in, what comes out, what is kept when one is ended."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import microcredit as mc
from microcredit.batches import part, split
from microcredit.batches.plan import Plan
from microcredit.engine.audit import audit
from microcredit.reports.json import one_line, verdict_json
from tests.batches.conftest import ON, ROOT
from tests.batches.singles import read_alone, said_alone, said_by
from tests.batches.test_audited import EXAMPLES, example_rows, population_rows
from tests.benchmarks.population import population, write

AWARDS = ["certificate-gs", "certificate-pp", "diploma-gs", "diploma-pp"]


class Told(mc.BatchStage):
    """Keeps what a batch says."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.unnamed: list[str] = []
        self.stages: list[str] = []
        self.reached: list[int] = []

    def say(self, message: str) -> None:
        self.said.append(message)

    def columns(self, name: str, unnamed: Any) -> None:  # noqa: ARG002
        self.unnamed += unnamed

    def stage(self, name: str, rows: int | None) -> None:  # noqa: ARG002
        self.stages.append(name)

    def reach(self, rows: int, of: int | None) -> None:  # noqa: ARG002
        self.reached.append(rows)


Run = Callable[..., mc.Batched]


@pytest.fixture
def run(plan: Plan, tmp_path: Path) -> Run:
    """Runs a batch of the four awards in this process."""

    def run_batch(records: object, out: str = "verdicts.parquet", **options: Any) -> mc.Batched:
        options = {"on": ON, "catalogue": plan.catalogue, "workers": 1, **options}
        return mc.batch(plan.awards, records, tmp_path / out, **options)

    return run_batch


def rows_in(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


def test_a_csv_file_gives_what_single_audits_give(run: Run, plan: Plan) -> None:
    done = run(EXAMPLES / "records.csv")

    alone = read_alone(example_rows(EXAMPLES / "records.csv"))
    assert said_by(rows_in(done.out)) == said_alone(plan.awards, alone.transcripts, ON)
    assert (done.learners, done.rows, done.verdicts, done.rejected) == (10, 48, 40, 0)
    assert done.outcomes["certificate-pp"] == {
        "earned": 3,
        "pending": 1,
        "not earned": 5,
        "undetermined": 1,
    }


def as_parquet(table: Any, folder: Path) -> object:
    write(table, folder / "r.parquet")
    return folder / "r.parquet"


def as_arrow(table: Any, folder: Path) -> object:
    write(table, folder / "r.arrow")
    return str(folder / "r.arrow")


def as_stream(table: Any, folder: Path) -> object:
    with pa.ipc.new_stream(str(folder / "s.arrow"), table.schema) as stream:
        stream.write_table(table)
    return folder / "s.arrow"


def as_csv(table: Any, folder: Path) -> object:
    pyarrow.csv.write_csv(table, folder / "r.csv", pyarrow.csv.WriteOptions(quoting_style="none"))
    return folder / "r.csv"


def as_quoted_csv(table: Any, folder: Path) -> object:
    pyarrow.csv.write_csv(table, folder / "q.csv")
    return folder / "q.csv"


def as_batches(table: Any, folder: Path) -> object:  # noqa: ARG001
    return iter(table.to_batches(100))


def as_reader(table: Any, folder: Path) -> object:  # noqa: ARG001
    return table.to_reader(100)


def as_polars(table: Any, folder: Path) -> object:  # noqa: ARG001
    return pl.from_arrow(table)


def as_lazy_polars(table: Any, folder: Path) -> object:  # noqa: ARG001
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame.lazy().with_columns(pl.col("module").cast(pl.Categorical))


def as_table(table: Any, folder: Path) -> object:  # noqa: ARG001
    return table


@pytest.mark.parametrize(
    "form",
    [
        as_parquet,
        as_arrow,
        as_stream,
        as_csv,
        as_quoted_csv,
        as_batches,
        as_reader,
        as_polars,
        as_lazy_polars,
        as_table,
    ],
)
def test_every_form_of_the_same_records_gives_the_same_verdicts(
    form: Callable[[Any, Path], object], run: Run, tmp_path: Path
) -> None:
    table = population(40, seed=31)
    expected = run(table, "expected.parquet")

    done = run(form(table, tmp_path))

    assert rows_in(done.out) == rows_in(expected.out)
    assert done.outcomes == expected.outcomes


def test_the_output_is_sorted_by_learner_and_award_however_it_was_cut(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = population(50, seed=32)
    whole = run(table, "whole.parquet")
    monkeypatch.setattr(split, "PART", 40)
    monkeypatch.setattr(split, "HELD", 60)
    monkeypatch.setattr(part, "TOGETHER", 10)
    monkeypatch.setattr(part, "AT_HAND", 3)

    cut = run(table, "cut.parquet")

    found = rows_in(cut.out)
    assert found == rows_in(whole.out)
    assert [(row["learner"], row["award"]) for row in found] == [
        (f"learner-{number:02}", award) for number in range(50) for award in AWARDS
    ]


def test_several_processes_give_what_one_gives(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    table = population(40, seed=33)
    expected = run(table, "expected.parquet")
    monkeypatch.setattr(split, "PART", 200)

    done = run(table, workers=2)

    assert rows_in(done.out) == rows_in(expected.out)


def test_what_is_said_further_is_what_the_verdict_says(run: Run, plan: Plan) -> None:
    done = run(EXAMPLES / "records.csv", further=["shortfalls", "claimable", "lapses", "proofs"])

    alone = read_alone(example_rows(EXAMPLES / "records.csv"))
    verdicts = {
        (each.learner, ready.form.award): audit(ready, each, on=ON, prove=True)
        for each in alone.transcripts
        for ready in plan.awards
    }
    rows = rows_in(done.out)
    assert len(rows) == len(verdicts) == 40
    for row in rows:
        verdict = verdicts[row["learner"], row["award"]]
        claimable = verdict.claimable
        assert row["outcome"] == verdict.outcome
        assert row["claimable_from"] == (claimable and claimable.start)
        assert row["claimable_until"] == (claimable and claimable.until)
        assert row["lapses_first"] == (claimable and claimable.lapses_first)
        unmet = [reason.id for reason in verdict.requirements if not reason.met]
        assert [short["requirement"] for short in row["shortfalls"]] == unmet
        said = row["verdict"].replace(row["learner"], "")
        assert said == one_line(verdict_json(verdict)).replace(row["learner"], "")


def test_what_is_not_asked_for_is_no_column(run: Run) -> None:
    plain = run(EXAMPLES / "records.csv")

    assert pq.read_schema(plain.out).names == [
        "learner",
        "award",
        "edition",
        "on",
        "outcome",
        "title",
        "variant",
    ]


def test_the_output_says_the_day_and_what_decided(run: Run) -> None:
    done = run(EXAMPLES / "records.csv")

    says = pq.read_schema(done.out).metadata
    assert says[b"microcredit.on"] == b"2026-03-01"
    assert b"hkuspace.policy" in says[b"microcredit.sources"]
    assert b"modules.csv" in says[b"microcredit.sources"]


def test_learners_who_cannot_be_read_are_set_aside_with_the_reason(run: Run, plan: Plan) -> None:
    done = run(EXAMPLES / "broken" / "records-bad.csv")

    alone = read_alone(example_rows(EXAMPLES / "broken" / "records-bad.csv"))
    assert done.rejected_file is not None
    with done.rejected_file.open(encoding="utf-8", newline="") as stream:
        told = list(csv.DictReader(stream))
    bad = {each.learner: each.message for each in alone.problems}
    assert {row["learner"]: row["problem"] for row in told if row["learner"] in bad} == {
        learner: message.replace("line 27", "`row 26`") for learner, message in bad.items()
    }
    assert [(row["learner"], row["row"], row["column"]) for row in told] == [
        ("bad-date", "12", "completed_on"),
        ("duplicate-record-id", "27", "record"),
        ("misspelt-status", "21", "status"),
        ("negative-credits", "19", "credits"),
        ("unknown-module", "8", "module"),
    ]
    assert '"module": "ZZ999"' in told[-1]["cells"]
    assert (done.rejected, done.learners) == (5, 7)
    verdicts = said_by(rows_in(done.out))
    assert verdicts == said_alone(plan.awards, alone.transcripts, ON)
    assert len(verdicts) == 2 * 4


def test_a_file_of_rejects_from_before_does_not_stay(run: Run) -> None:
    bad = run(EXAMPLES / "broken" / "records-bad.csv")
    assert bad.rejected_file is not None
    assert bad.rejected_file.exists()

    good = run(EXAMPLES / "records.csv")

    assert good.out == bad.out
    assert good.rejected_file is None
    assert not bad.rejected_file.exists()


def test_rows_without_a_learner_are_set_aside_and_nobody_else_suffers(run: Run) -> None:
    rows = [{**row} for row in population_rows(2, seed=34)]
    rows[3]["learner"] = "\x07"
    names = ["learner", "module", "completed_on", "awarded_on", "status"]
    table = pa.table({name: [row.get(name) for row in rows] for name in names})
    table = pa.concat_tables([table, pa.table({name: pa.nulls(1, pa.string()) for name in names})])
    nobody = pa.table({**{name: pa.nulls(1, pa.string()) for name in names}, "module": ["AI101"]})

    done = run(pa.concat_tables([table, nobody]))

    assert done.rejected_file is not None
    with done.rejected_file.open(encoding="utf-8", newline="") as stream:
        told = [(row["row"], row["learner"], row["problem"]) for row in csv.DictReader(stream)]
    assert told == [
        ("4", "", "expected no control characters, not `\\x07`"),
        (str(len(rows) + 2), "", "expected a value"),
    ]
    assert done.verdicts == 2 * 4


def test_a_column_that_no_policy_names_is_told(run: Run) -> None:
    table = population(3, seed=35)
    told = Told()

    run(table.append_column("remark", pa.array(["paid"] * table.num_rows)), progress=told)

    assert told.unnamed == ["remark"]


def test_how_far_a_batch_is_is_told(run: Run) -> None:
    table = population(3, seed=36)
    told = Told()

    run(table, progress=told)

    assert told.stages == ["reading", "auditing", "writing"]
    assert told.reached == [table.num_rows, 0, table.num_rows]


class Ended(Exception):
    """Somebody ends the batch."""


class EndsAfter(Told):
    """Ends a batch after so many parts."""

    def __init__(self, parts: int) -> None:
        super().__init__()
        self.left = parts

    def reach(self, rows: int, of: int | None) -> None:  # noqa: ARG002
        if self.stages[-1] == "auditing" and rows:
            self.left -= 1
            if not self.left:
                raise Ended


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The parts that were audited, as they were; a part has some hundred rows."""
    parts: list[int] = []
    finishes = part.finish

    def finish(number: int, place: Any, plan: Plan) -> dict[str, Any]:
        parts.append(number)
        return finishes(number, place, plan)

    monkeypatch.setattr(part, "finish", finish)
    monkeypatch.setattr(split, "PART", 100)
    return parts


def test_a_batch_that_was_ended_goes_on_where_it_was(run: Run, finished: list[int]) -> None:
    table = population(40, seed=37)
    expected = run(table, "expected.parquet")
    every = list(finished)
    finished.clear()
    with pytest.raises(Ended):
        run(table, progress=EndsAfter(2))
    before = list(finished)
    finished.clear()
    told = Told()

    done = run(table, progress=told)

    assert before == every[:2]
    assert finished == every[2:]
    assert told.said == [f"going on: 2 of {len(every)} parts were finished before"]
    assert rows_in(done.out) == rows_in(expected.out)
    assert done.outcomes == expected.outcomes
    assert not list(done.out.parent.glob("*.parts"))


def test_a_batch_of_other_records_does_not_take_over_the_parts(
    run: Run, finished: list[int]
) -> None:
    with pytest.raises(Ended):
        run(population(40, seed=38), progress=EndsAfter(2))
    other = population(40, seed=39)
    expected = run(other, "expected.parquet")
    finished.clear()
    told = Told()

    done = run(other, progress=told)

    assert rows_in(done.out) == rows_in(expected.out)
    assert len(told.said) == 1
    assert "left by another batch for this output; this one starts anew" in told.said[0]
    assert not list(done.out.parent.glob("*.parts"))


@pytest.mark.parametrize("change", ["day", "further", "award"])
def test_a_batch_with_other_options_does_not_take_over_the_parts(
    change: str, run: Run, plan: Plan, finished: list[int], tmp_path: Path
) -> None:
    table = population(12, seed=40)
    with pytest.raises(Ended):
        run(table, progress=EndsAfter(1))
    before = len(finished)
    options: dict[str, Any] = {"on": ON, "catalogue": plan.catalogue, "workers": 1}
    awards = plan.awards
    match change:
        case "day":
            options["on"] = ON.replace(month=4)
        case "further":
            options["further"] = ["lapses"]
        case _:
            awards = awards[:1]

    mc.batch(awards, table, tmp_path / "verdicts.parquet", **options)

    assert before == 1
    assert 0 in finished[before:]


def test_an_iterable_starts_anew_since_it_cannot_be_looked_at_twice(
    run: Run, finished: list[int]
) -> None:
    table = population(40, seed=41)
    with pytest.raises(Ended):
        run(iter(table.to_batches()), progress=EndsAfter(2))
    finished.clear()

    done = run(iter(table.to_batches()))

    assert done.learners == 40
    assert len(finished) == split.UNKNOWN or len(finished) > 2


KILLED = """\
import sys
from pathlib import Path
import microcredit as mc
from microcredit.batches import split
from datetime import date

split.PART = 100
catalogue = mc.read_catalogue("examples/hkuspace/catalogue")
policies = mc.load_policies("policies/hkuspace.policy", vocabulary=catalogue.vocabulary)
done = mc.batch(
    policies, sys.argv[1], sys.argv[2], on=date(2026, 3, 1), catalogue=catalogue,
    further=["claimable"], workers=int(sys.argv[3]),
)
print(done.verdicts)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_batch_that_was_killed_goes_on_where_it_was(workers: str, tmp_path: Path) -> None:
    records, out = tmp_path / "records.parquet", tmp_path / "verdicts.parquet"
    write(population(60, seed=42), records)
    command = [sys.executable, "-c", KILLED, str(records), str(out), workers]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    until = time.monotonic() + 120
    while not list(tmp_path.glob("*.parts/*/counts-*.json")):
        assert process.poll() is None, "the batch was over before it could be killed"
        assert time.monotonic() < until, "no part was ever finished"
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not out.exists()
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.parts/*/counts-*.json")}

    again = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert again.stdout.split() == ["240"]
    assert kept
    assert [row["learner"] for row in rows_in(out)[::4]] == [f"learner-{n:02}" for n in range(60)]
    assert not list(tmp_path.glob("*.parts"))


def test_a_second_batch_for_the_same_output_is_refused_while_one_is_at_work(run: Run) -> None:
    table = population(3, seed=43)

    class Meanwhile(Told):
        def stage(self, name: str, rows: int | None) -> None:  # noqa: ARG002
            if name == "auditing":
                with pytest.raises(mc.MicrocreditError, match="another batch is writing it"):
                    run(table)

    assert run(table, progress=Meanwhile()).verdicts == 12
