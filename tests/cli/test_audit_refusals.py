"""What ``microcredit audit`` says of what it cannot use, and how it ends then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

POLICY = "policies/hkuspace.policy"
ADA = "examples/hkuspace/ada.json"
BROKEN = "examples/hkuspace/broken"
CATALOGUE = ("--catalogue", "examples/hkuspace/catalogue")
AWARDS = ["certificate-gs", "certificate-pp", "diploma-gs", "diploma-pp"]


def audit(run: Run, *arguments: str, records: str = ADA, on: str | None = "2026-03-01") -> Result:
    day = () if on is None else ("--on", on)
    return run("audit", POLICY, *CATALOGUE, "--records", records, *day, *arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--on", "2026-02-30"), "--on: there is no such day as `2026-02-30`"),
        (("--on", "tomorrow"), "--on: expected a date like `2026-03-01`, not `tomorrow`"),
        (("--learner", "adda"), "there is no learner `adda`: did you mean `ada`?"),
        (("--learner", "zoe"), "there is no learner `zoe`: there is `ada`"),
        (
            ("--award", "certificate-p"),
            "there is no award `certificate-p`: did you mean `certificate-pp` or `certificate-gs`?",
        ),
        (
            ("--award", "b"),
            "there is no award `b`: there is "
            "`certificate-gs`, `certificate-pp`, `diploma-gs`, `diploma-pp`",
        ),
        (
            ("--format", "html"),
            "invalid value for '--format': 'html' is not one of 'text', 'json'",
        ),
    ],
)
def test_what_was_asked_in_vain_is_said_in_one_line(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    result = audit(run, *arguments, on=None if "--on" in arguments else "2026-03-01")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"microcredit audit: {said}\n"


def test_an_option_that_is_not_there_is_refused_in_one_line(run: Run) -> None:
    result = audit(run, "--proof")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "--proof" in result.stderr


def test_bad_learners_are_said_and_counted_and_the_others_are_audited(run: Run) -> None:
    result = audit(run, records=f"{BROKEN}/records-bad.csv")

    assert result.exit_code == 2
    assert "Learner good-first" in result.stdout
    assert "Learner good-last" in result.stdout
    assert (
        "2 learners, 8 verdicts: 2 earned, 6 not earned; 5 learners could not be read"
        in result.stdout
    )
    assert [line for line in result.stderr.splitlines() if line.startswith("learner")] == [
        f"learner `{name}` cannot be read:"
        for name in (
            "bad-date",
            "duplicate-record-id",
            "misspelt-status",
            "negative-credits",
            "unknown-module",
        )
    ]
    assert (
        f"  {BROKEN}/records-bad.csv:13, column `completed_on`: "
        "there is no such day as `2024-02-30`\n"
    ) in result.stderr


def test_in_json_a_bad_learner_has_an_error_in_place_of_verdicts(run: Run) -> None:
    award = ("--award", "certificate-pp")
    result = audit(run, "--format", "json", *award, records=f"{BROKEN}/records-bad.csv")
    found = [(line["learner"], line["format"]) for line in lines(result)]

    assert result.exit_code == 2
    assert found == [
        ("bad-date", "microcredit.error/1"),
        ("duplicate-record-id", "microcredit.error/1"),
        ("good-first", "microcredit.verdict/1"),
        ("good-last", "microcredit.verdict/1"),
        ("misspelt-status", "microcredit.error/1"),
        ("negative-credits", "microcredit.error/1"),
        ("unknown-module", "microcredit.error/1"),
    ]
    (unknown,) = (line for line in lines(result) if line["learner"] == "unknown-module")
    assert len(unknown["errors"]) == 1
    assert "`ZZ999`" in unknown["errors"][0]["message"]


def test_a_good_learner_chosen_from_a_bad_file_ends_well(run: Run) -> None:
    result = audit(run, "--learner", "good-last", records=f"{BROKEN}/records-bad.csv")

    assert result.exit_code == 0
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("empty.csv", "the file is empty"),
        ("records-latin1.csv", "expected UTF-8"),
        ("records-wrong-header.csv", "did you mean `awarded_on`?"),
        ("no-such-file.csv", "cannot be read: no such file or directory"),
    ],
)
def test_a_records_file_that_cannot_be_used_is_said_so(run: Run, name: str, said: str) -> None:
    result = audit(run, records=f"{BROKEN}/{name}")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert f"{BROKEN}/{name}" in result.stderr


def test_a_file_of_100_megabytes_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    result = audit(run, records=path.as_posix())

    assert result.exit_code == 2
    assert "the file has 100,000,000 bytes and the limit is 64,000,000" in result.stderr


def test_a_catalogue_that_is_not_there_is_said_so(run: Run) -> None:
    result = run("audit", POLICY, "--catalogue", "nowhere", "--records", ADA)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("nowhere: ")


def test_a_policy_that_does_not_check_ends_with_1(run: Run, write: Write) -> None:
    text = (Path(__file__).parents[2] / POLICY).read_text(encoding="utf-8")
    wrong = write("wrong.policy", text.replace('under "Professional Practice"', 'under "Practise"'))
    result = run("audit", wrong, *CATALOGUE, "--records", ADA)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "unknown area `Practise` [unknown-area]" in result.stderr
    assert result.stderr.endswith("4 mistakes in 1 file\n")


def test_a_policy_that_is_not_there_ends_with_2(run: Run) -> None:
    result = run("audit", "policies/hkspace.policy", *CATALOGUE, "--records", ADA)

    assert result.exit_code == 2
    assert result.stderr == (
        "policies/hkspace.policy: no such file or folder [no-such-file]\n"
        "hint: did you mean `hkuspace.policy`?\n"
    )


def test_columns_that_no_policy_names_give_one_warning(run: Run, write: Write) -> None:
    records = write(
        "records.csv",
        "learner,module,completed_on,status,house,ward\n"
        "ada,AI101,2024-01-10,passed,red,3\n"
        "ada,AI102,2024-06-10,passed,red,4\n",
    )
    result = audit(run, "--format", "json", records=records)

    assert result.exit_code == 0
    assert len(lines(result)) == len(AWARDS)
    assert result.stderr == f"{records}: warning: no policy names the columns `house`, `ward`\n"


@pytest.mark.parametrize(
    ("defined", "wanted"),
    [("", 'where provider is "Alpha"'), ('define alpha = where provider is "Alpha"', "alpha")],
)
def test_a_column_that_a_policy_names_gives_no_warning(
    run: Run, write: Write, tmp_path: Path, defined: str, wanted: str
) -> None:
    policy = write(
        "own.policy",
        f"""language 1
framework hkqf
{defined}
award other "Other" {{ require at least 6 credits }}
award own "Own" {{ require at least 6 credits {wanted} }}
""",
    )
    write(
        "modules.csv",
        "code,title,credits,level,provider,campus,seats\nA1,A,6,4,Alpha,,\nB1,B,6,4,,West,\n",
    )
    write("areas.csv", "area,head\nData,Eve\n")
    records = write(
        "records.csv",
        "learner,module,completed_on,status,provider,house\n"
        "ada,A1,2024-01-10,passed,,red\nada,B1,2024-06-10,passed,Beta,red\n",
    )
    catalogue = tmp_path.as_posix()
    arguments = ("--catalogue", catalogue, "--records", records, "--on", "2026-03-01")
    result = run("audit", policy, *arguments, "--format", "json", "--award", "other")
    checked = run("check", policy, "--catalogue", catalogue)

    ours = (
        f"{catalogue}: warning: no policy names the columns `campus`, `seats`, `head`\n",
        f"{records}: warning: no policy names the column `house`\n",
    )
    assert (result.exit_code, result.stderr) == (0, "".join(ours))
    assert (checked.exit_code, checked.stderr) == (0, ours[0])


def test_facts_and_sign_offs_of_a_document_decide(run: Run, write: Write) -> None:
    policy = write(
        "own.policy",
        """language 1
framework hkqf
award own "Own" {
  require learner mode is "part-time"
  require learner score at least 3.5
  require learner admitted before 2025-09-01
  require learner resident is "yes"
  require ethics "Ethics": attested by "Programme Director"
}
""",
    )
    ada = {
        "format": "microcredit.transcript/1",
        "learner": "ada",
        "facts": {"mode": "part-time", "score": 3.5, "admitted": "2025-08-31", "resident": True},
        "attestations": [{"requirement": "ethics", "by": "Programme Director", "on": "2026-02-01"}],
    }
    bob = {**ada, "learner": "bob", "attestations": []}
    records = write("two.json", json.dumps([ada, bob]))
    day = ("--on", "2026-03-01")
    result = run("audit", policy, *CATALOGUE, "--records", records, *day, "--format", "json")

    assert result.exit_code == 0, result.stderr
    assert [line["outcome"] == "earned" for line in lines(result)] == [True, False]


def test_a_file_without_learners_has_no_verdicts(run: Run, write: Write) -> None:
    result = audit(run, records=write("records.json", "[]"))

    assert result.exit_code == 0
    assert result.stdout == "no learners, no verdicts\n"
