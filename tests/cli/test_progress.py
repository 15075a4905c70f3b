"""What ``microcredit progress`` prints, writes and refuses."""

import csv
import io
import json
import runpy
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import Result

from microcredit.records.transcripts import read_transcripts
from tests.reports.test_schema import faults

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

EXAMPLE = "examples/stack"
LEARNERS = f"{EXAMPLE}/learners.json"
BEN = "learner,module,completed_on,awarded_on,status\n" + "".join(
    f"ben,{module},{day},{awarded},passed\n"
    for module, day, awarded in (
        ("DA101", "2021-03-20", "2021-04-15"),
        ("DA102", "2022-12-20", "2022-12-20"),
        ("DA103", "2023-05-31", "2023-05-31"),
        ("DA201", "2023-12-20", "2023-12-20"),
    )
)


def progress(run: Run, *arguments: str, records: str = LEARNERS) -> Result:
    given = ("--catalogue", f"{EXAMPLE}/catalogue", "--records", records, "--on", "2026-03-01")
    return run("progress", EXAMPLE, *given, *arguments)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_one_learner_gets_a_page(run: Run) -> None:
    result = progress(run, "--learner", "ben")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Progress of ben\n====")
    assert "You can claim the Certificate in Data Practice today, and until 2026-04-15." in (
        result.stdout
    )
    assert "  valid until 2026-04-15  DA101" in result.stdout


def test_everybody_gets_a_page_in_the_order_of_their_ids(run: Run) -> None:
    result = progress(run)
    found = [line for line in result.stdout.splitlines() if line.startswith("Progress of ")]

    assert found == [f"Progress of {each}" for each in "amy ben cara dan eva fay gil".split()]  # noqa: SIM905


def test_only_the_award_that_is_asked_for_is_shown(run: Run) -> None:
    result = progress(run, "--learner", "fay", "--award", "diploma-data", "--format", "json")

    assert [each["award"] for each in json.loads(result.stdout)["awards"]] == ["diploma-data"]


def test_json_is_a_line_for_each_learner_that_keeps_to_its_schema(run: Run) -> None:
    result = progress(run, "--format", "json")
    found: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]

    assert [fault for each in found for fault in faults("progress-1", each)] == []
    assert [each["conferrable"] for each in found] == [
        [],
        ["certificate-data"],
        [],
        [],
        ["certificate-analytics"],
        [],
        ["diploma-data", "certificate-analytics"],
    ]
    assert found[3]["held"] == ["certificate-data"]
    assert [(each["rank"], each["award"], each["credits"]) for each in found[0]["nearest"]] == [
        (1, "certificate-data", "6"),
        (2, "certificate-analytics", "12"),
        (3, "diploma-data", "42"),
    ]
    for key in found[0]:
        assert len(faults("progress-1", {k: v for k, v in found[0].items() if k != key})) == 1


def test_near_completers_are_written_as_csv(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "near.csv"
    wanted = ("--within", "6 credits", "--lapsing", "90 days", "--out", out.as_posix())
    result = progress(run, *wanted)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"7 learners, 5 rows in {out.as_posix()}\n"
    assert [(each["learner"], each["award"], each["further_credits"]) for each in rows(out)] == [
        ("amy", "certificate-data", "6"),
        ("ben", "certificate-analytics", "6"),
        ("ben", "certificate-data", ""),
        ("cara", "certificate-analytics", "6"),
        ("cara", "certificate-data", "6"),
    ]
    assert rows(out)[2] == {
        "learner": "ben",
        "award": "certificate-data",
        "outcome": "earned",
        "further_credits": "",
        "further_modules": "",
        "claimable_until": "2026-04-15",
        "lapses_first": "2026-04-15",
        "lapses_modules": "DA101",
        "because": "it can be claimed until 2026-04-15",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["near.csv"]


def test_parquet_says_the_same_as_csv_whatever_the_records_are_in(
    run: Run, write: Write, tmp_path: Path
) -> None:
    records = write("ben.csv", BEN)
    outs = [tmp_path / "near.csv", tmp_path / "near.parquet"]
    for out in outs:
        result = progress(run, "--lapsing", "45", "--out", out.as_posix(), records=records)
        assert (result.exit_code, result.stderr) == (0, "")
    table = pq.read_table(outs[1]).to_pylist()

    assert [each["learner"] for each in rows(outs[0])] == ["ben"]
    assert [(str(each["claimable_until"]), each["lapses_modules"]) for each in table] == [
        ("2026-04-15", ["DA101"])
    ]


def test_the_days_of_lapsing_include_the_last_one(run: Run, write: Write, tmp_path: Path) -> None:
    records, out = write("ben.csv", BEN), tmp_path / "near.csv"
    found = []
    for days in ("44", "45", "46 days"):
        progress(run, "--lapsing", days, "--out", out.as_posix(), records=records)
        found.append(len(rows(out)))

    assert found == [0, 1, 1]


def test_rows_in_any_order_and_any_number_of_processes_give_the_same_bytes(
    run: Run, write: Write, tmp_path: Path
) -> None:
    text = Path("examples/population/records.csv").read_text(encoding="utf-8").splitlines()[:1500]
    head, body = text[0], text[1:]
    found = []
    for name, lines, workers in (("one", body, "1"), ("other", body[::-1], "2")):
        records = write(f"{name}.csv", "\n".join([head, *lines]) + "\n")
        out = tmp_path / f"near-{name}.csv"
        wanted = ("--within", "6", "--lapsing", "90", "--workers", workers)
        result = progress(run, *wanted, "--out", out.as_posix(), records=records)
        assert (result.exit_code, result.stderr) == (0, "")
        found.append(out.read_bytes())

    assert found[0] == found[1]
    assert found[0].count(b"\n") > 50


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_learners_who_cannot_be_read_are_set_aside(
    run: Run, write: Write, tmp_path: Path, kind: str
) -> None:
    bad = '[{"format": "microcredit.transcript/1", "learner": "bad", "records": [{"module": 3}]}]'
    text = BEN + "bad,NOWHERE,2024-01-01,2024-01-01,passed\n" if kind == "csv" else bad
    out = tmp_path / "near.csv"
    result = progress(
        run, "--lapsing", "90", "--out", out.as_posix(), records=write(f"in.{kind}", text)
    )

    assert result.exit_code == 2
    assert "1 learner cannot be read: what is wrong is in" in result.stderr
    assert "bad" in (tmp_path / "near.rejected.csv").read_text(encoding="utf-8")
    assert len(rows(out)) == (1 if kind == "csv" else 0)


def test_no_learners_give_no_rows(run: Run, write: Write, tmp_path: Path) -> None:
    out = tmp_path / "near.csv"
    records = write("none.csv", "learner,module,completed_on,status\n")
    result = progress(run, "--within", "6", "--out", out.as_posix(), records=records)

    assert result.stdout == f"no learners, no rows in {out.as_posix()}\n"
    assert rows(out) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--learner", "bne"), "there is no learner `bne`: did you mean `ben`?"),
        (("--award", "diploma"), "there is no award `diploma`"),
        (("--within", "6"), "--within and --lapsing need --out FILE to write to"),
        (("--out", "x.csv"), "--out needs --within CREDITS or --lapsing DAYS"),
        (("--workers", "2"), "--workers goes with --out"),
        (("--within", "six", "--out", "x.csv"), "expected credits, as in `6 credits`, not `six`"),
        (("--within", "-1", "--out", "x.csv"), "expected credits, as in `6 credits`, not `-1`"),
        (("--lapsing", "1.5", "--out", "x.csv"), "expected days, as in `90 days`, not `1.5`"),
        (("--within", "6", "--out", "x.txt"), "ends in `.csv` or `.parquet`, not `x.txt`"),
        (("--within", "6", "--out", "nowhere/x.csv"), "there is no such folder to write into"),
        (("--within", "6", "--out", "x.csv", "--format", "json"), "--format is of pages"),
        (("--within", "6", "--out", "x.csv", "--learner", "ben"), "leave out --learner"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    result = progress(run, *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_learner_of_another_institution_is_told_what_is_wrong(run: Run, write: Write) -> None:
    records = write(
        "other.csv",
        "learner,module,completed_on,status\nzoe,PHYS-1,2025-01-01,passed\n"
        "amy,DA101,2025-01-01,passed\n",
    )
    result = progress(run, records=records)

    assert result.exit_code == 2
    assert "learner `zoe` cannot be read" in result.stderr
    assert "PHYS-1" in result.stderr
    assert "Progress of amy" in result.stdout
    assert "Progress of zoe" not in result.stdout


def test_credits_from_another_institution_that_bring_their_own_are_shown_as_they_count(
    run: Run, write: Write
) -> None:
    records = write(
        "other.csv",
        "learner,module,completed_on,status,credits,scheme,level,areas,institution\n"
        "zoe,PHYS-1,2025-01-01,passed,6,QF credit,4,Data,Elsewhere College\n",
    )
    result = progress(run, "--format", "json", records=records)

    assert result.exit_code == 0
    assert {each["done"] for each in json.loads(result.stdout)["awards"]} == {"6"}


def test_control_characters_and_markup_in_names_do_nothing(run: Run, write: Write) -> None:
    learner = {
        "format": "microcredit.transcript/1",
        "learner": "[red]<b>zoe",
        "records": [{"module": "DA101", "status": "passed", "completed_on": "2025-01-01"}],
    }
    result = progress(run, records=write("zoe.json", json.dumps([learner])))

    assert "Progress of [red]<b>zoe\n" in result.stdout
    assert all(line.isprintable() for line in result.stdout.splitlines())


def test_plugins_do_not_take_part_in_what_is_asked_of_everybody(run: Run) -> None:
    result = progress(run, "--within", "6", "--out", "x.csv", "--plugin", "harbour")

    assert result.exit_code == 2
    assert "leave out --plugin" in result.stderr


def test_the_example_population_is_what_its_script_makes() -> None:
    folder = Path(__file__).parent.parent.parent / "examples" / "population"
    made = runpy.run_path(str(folder / "make.py"), run_name="made")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("learner", "module", "completed_on", "status"))
    writer.writerows(made["rows"](Random(made["SEED"])))

    assert stream.getvalue() == (folder / "records.csv").read_text(encoding="utf-8")
    assert len(read_transcripts(folder / "records.csv").transcripts) == made["LEARNERS"] == 2_000
