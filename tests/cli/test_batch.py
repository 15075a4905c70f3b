"""``microcredit batch``: what it prints, and how it refuses what it cannot use."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Run, Write

POLICY = "policies/hkuspace.policy"
CATALOGUE = ("--catalogue", "examples/hkuspace/catalogue")
RECORDS = "examples/hkuspace/records.csv"
TOTALS = """\
10 learners, 48 records
certificate-gs  1 earned, 9 not earned
certificate-pp  3 earned, 1 pending, 5 not earned, 1 undetermined
diploma-gs      10 not earned
diploma-pp      10 not earned
40 verdicts in {out}
"""


@pytest.fixture
def out(tmp_path: Path) -> str:
    return (tmp_path / "verdicts.parquet").as_posix()


def options(records: str, out: str) -> tuple[str, ...]:
    return (*CATALOGUE, "--records", records, "--out", out, "--on", "2026-03-01", "--workers", "1")


def test_the_totals_are_printed_and_nothing_else(run: Run, out: str) -> None:
    result = run("batch", POLICY, *options(RECORDS, out))

    assert (result.exit_code, result.stdout, result.stderr) == (0, TOTALS.format(out=out), "")
    assert pq.read_table(out).num_rows == 40


def test_only_the_awards_that_are_asked_for_are_decided(run: Run, out: str) -> None:
    result = run("batch", POLICY, *options(RECORDS, out), "--award", "diploma-pp")

    assert result.exit_code == 0
    assert set(pq.read_table(out).column("award").to_pylist()) == {"diploma-pp"}


def test_what_is_said_further_makes_columns(run: Run, out: str) -> None:
    result = run("batch", POLICY, *options(RECORDS, out), "--with", "claimable, lapses")

    assert result.exit_code == 0
    names = pq.read_schema(out).names
    assert names[-3:] == ["claimable_from", "claimable_until", "lapses_first"]


def test_learners_who_cannot_be_read_are_told_and_the_status_says_so(run: Run, out: str) -> None:
    result = run("batch", POLICY, *options("examples/hkuspace/broken/records-bad.csv", out))

    rejected = out.replace(".parquet", ".rejected.csv")
    assert result.exit_code == 2
    assert result.stderr == f"5 learners cannot be read: what is wrong is in {rejected}\n"
    assert "8 verdicts" in result.stdout
    assert Path(rejected).exists()


def test_a_column_that_no_policy_names_is_warned_of(run: Run, out: str, write: Write) -> None:
    records = write(
        "r.csv", "learner,module,completed_on,status,remark\na,AI101,2025-01-01,passed,x\n"
    )

    result = run("batch", POLICY, *options(records, out))

    assert result.exit_code == 0
    assert result.stderr == f"{records}: warning: no policy names the column `remark`\n"


HEADER = "learner,module,completed_on,status\n"


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("r.csv", "", "the file is empty"),
        ("r.csv", "learner;module;status\n", "expected commas between the columns"),
        ("r.csv", "learner,module\na,AI101\n", "column `status`: the column is missing"),
        ("r.csv", "learner,module,status,module\n", "column `module`: the column is there twice"),
        (
            "r.csv",
            "learner,module,statuss\na,AI101,passed\n",
            "unknown column `statuss` (did you mean `status`?)",
        ),
        ("r.csv", f'{HEADER}a,"AI101,2025-01-01,passed\nb,AI101,2025-01-01,passed\n', "quotation"),
        ("r.csv", HEADER.encode() + b"a,AI\xff,2025-01-01,passed\n", "utf"),
        ("r.parquet", "no such thing", "not Parquet"),
        ("r.arrow", "no such thing", "not Arrow"),
        ("r.parquet", "", "the file is empty"),
        ("r.xlsx", "no such thing", "expected a name that ends in one of"),
    ],
)
def test_a_file_that_is_none_of_records_is_refused(
    name: str, content: str | bytes, complaint: str, run: Run, out: str, write: Write
) -> None:
    records = write(name, content)

    result = run("batch", POLICY, *options(records, out))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert complaint.casefold() in result.stderr.casefold()
    assert records in result.stderr
    assert "Traceback" not in result.output
    assert not list(Path(out).parent.glob("verdicts*"))


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        (pa.array([6.0]), "column `credits`: the column is of floating-point numbers"),
        (pa.array([{"a": 1}]), "column `credits`: the column is of struct<a: int64>"),
    ],
)
def test_a_column_of_a_type_that_is_not_exact_is_refused(
    column: object, complaint: str, run: Run, out: str, tmp_path: Path
) -> None:
    one = {
        name: pa.array([cell])
        for name, cell in zip(
            ("learner", "module", "completed_on", "status"),
            ("a", "AI101", "2025-01-01", "passed"),
            strict=True,
        )
    }
    records = tmp_path / "r.parquet"
    pq.write_table(pa.table({**one, "credits": column}), records)

    result = run("batch", POLICY, *options(records.as_posix(), out))

    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_file_cut_off_in_the_middle_is_refused(run: Run, out: str, tmp_path: Path) -> None:
    records = tmp_path / "r.parquet"
    pq.write_table(pa.table({"learner": ["a"], "module": ["m"], "status": ["passed"]}), records)
    data = bytearray(records.read_bytes())
    data[4:40] = b"\xff" * 36
    records.write_bytes(bytes(data))

    result = run("batch", POLICY, *options(records.as_posix(), out))

    assert result.exit_code == 2
    assert f"{records.as_posix()}: cannot be read: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--award", "diplom-pp"), "there is no award `diplom-pp`: did you mean `diploma-pp`"),
        (
            ("--with", "marks"),
            "--with: there is no `marks` to say of a verdict: there is shortfalls",
        ),
        (("--with", ""), "--with: there is no `` to say of a verdict"),
        (("--on", "yesterday"), "--on: expected a date"),
        (("--workers", "0"), "0 is not in the range"),
        (("--records", "nowhere.parquet"), "nowhere.parquet: cannot be read: no such file"),
        (("--records", "examples"), "expected a name that ends in one of"),
        (("--catalogue", "nowhere"), "nowhere"),
        (("--out", "verdicts.csv"), "expected an output that ends in `.parquet`"),
        (("--out", "nowhere/verdicts.parquet"), "nowhere: there is no such folder to write into"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(
    arguments: tuple[str, ...], complaint: str, run: Run, out: str
) -> None:
    result = run("batch", POLICY, *options(RECORDS, out), *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert complaint in result.stderr
    assert "Traceback" not in result.output
    assert not Path(out).exists()


def test_an_output_that_is_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.parquet").mkdir()

    result = run("batch", POLICY, *options(RECORDS, (tmp_path / "v.parquet").as_posix()))

    assert result.exit_code == 2
    assert "expected a file, and there is a folder" in result.stderr


def test_without_the_extra_one_sentence_says_what_to_install(
    run: Run, out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from microcredit.batches import batch as door

    monkeypatch.setattr(door, "find_spec", lambda name: None if name == "pyarrow" else object())

    result = run("batch", POLICY, *options(RECORDS, out))

    assert result.exit_code == 2
    assert result.stderr == "this needs pyarrow: pip install 'microcredit[batch]'\n"


def test_a_row_with_too_many_cells_takes_its_learner_out(run: Run, out: str, write: Write) -> None:
    good = "a,AI101,2025-01-01,passed\nb,AI101,2025-01-01,passed\n"
    records = write("r.csv", f"{HEADER}{good}a,AI102,2025-01-01,passed,extra\n")

    result = run("batch", POLICY, *options(records, out))

    assert result.exit_code == 2
    assert set(pq.read_table(out).column("learner").to_pylist()) == {"b"}
    told = Path(out.replace(".parquet", ".rejected.csv")).read_text(encoding="utf-8")
    assert told.splitlines()[1].startswith('a,3,,"expected 4 cells, as in the header, not 5"')


def test_a_row_with_a_quoted_comma_is_read_as_a_single_audit_reads_it(
    run: Run, out: str, write: Write
) -> None:
    records = write("r.csv", f'{HEADER}"a, of London",AI101,2025-01-01,passed\n')

    result = run("batch", POLICY, *options(records, out))

    assert result.exit_code == 0
    assert set(pq.read_table(out).column("learner").to_pylist()) == {"a, of London"}
