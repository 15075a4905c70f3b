"""``microcredit timeline``, as it is used on a terminal."""

import json

import pytest
from jsonschema import Draft202012Validator

from microcredit.reports.schema import schema
from tests.cli.conftest import Run, Write

STACK = (
    "examples/stack/harbour.policy",
    "--catalogue",
    "examples/stack/catalogue",
    "--records",
    "examples/stack/learners.json",
    "--on",
    "2026-03-01",
)


def test_every_learner_has_a_page_of_all_awards(run: Run) -> None:
    result = run("timeline", *STACK)

    assert result.exit_code == 0
    for learner in ("amy", "ben", "cara", "dan", "eva", "fay", "gil"):
        assert f"Awards of {learner} over time" in result.stdout
    assert (
        "To keep it, take 6 QF credits, for instance DA101, awarded by 2026-04-15" in result.stdout
    )


def test_every_timeline_as_json_keeps_to_the_schema(run: Run) -> None:
    result = run("timeline", *STACK, "--format", "json")
    hku = run(
        "timeline",
        "policies/hkuspace.policy",
        "--catalogue",
        "examples/hkuspace/catalogue",
        "--records",
        "examples/hkuspace/learners.json",
        "--learner",
        "in-progress",
        "--learner",
        "leap-day-valid",
        "--on",
        "2026-03-01",
        "--format",
        "json",
    )
    written = [json.loads(line) for line in (result.stdout + hku.stdout).splitlines()]

    assert len(written) == 9
    validator = Draft202012Validator(schema("timeline-1"))
    assert [str(fault) for each in written for fault in validator.iter_errors(each)] == []
    assert {
        stretch["outcome"]
        for each in written
        for award in each["awards"]
        for stretch in award["stretches"]
    } == {"earned", "pending", "not earned"}


def test_a_span_and_an_award_can_be_chosen(run: Run) -> None:
    result = run(
        "timeline", *STACK, "--learner", "ben", "--award", "certificate-data",
        "--from", "2026-01-01", "--until", "2026-06-30", "--format", "json",
    )  # fmt: skip
    [award] = json.loads(result.stdout)["awards"]

    assert [(each["from"], each["until"]) for each in award["stretches"]] == [
        ("2026-01-01", "2026-04-15"),
        ("2026-04-16", "2026-06-30"),
    ]
    assert award["stretches"][0]["earned"]["from"] == "2023-12-20"


def test_three_centuries_can_be_asked_for_and_no_more(run: Run) -> None:
    ben = (*STACK, "--learner", "ben", "--until", "2200-12-31")
    result = run("timeline", *ben, "--from", "1900-01-01")
    more = run("timeline", *ben, "--from", "1200-01-01")

    assert result.exit_code == 0
    assert "from 2023-12-20 until 2026-04-15" in result.stdout
    assert more.exit_code == 2
    assert "--from: expected a year from 1900 to 2200, not `1200-01-01`" in more.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ("--from", "2027-01-01", "--until", "2026-01-01"),
            "--until 2026-01-01 comes before --from",
        ),
        (("--from", "2199-01-01"), ""),
        (("--format", "json", "--language", "zh-Hant"), "leave out --language"),
        (("--from", "soon"), "--from: expected a date like `2026-03-01`, not `soon`"),
        (("--award", "certificate-dat"), "did you mean `certificate-data` or"),
        (("--learner", "bem"), "there is no learner `bem`: did you mean `ben`?"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    run: Run, options: tuple[str, ...], says: str
) -> None:
    result = run("timeline", *STACK, *options)

    assert result.exit_code == (2 if says else 0)
    assert says in result.stderr


def test_a_learner_who_cannot_be_read_is_told_and_the_others_are_shown(
    run: Run, write: Write
) -> None:
    records = write(
        "records.csv",
        "learner,module,status,completed_on\nada,DA101,passed,2025-05-31\nbo,XX1,passed,2025-05-31\n",
    )
    arguments = ("timeline", *STACK[:3], "--records", records, "--on", "2026-03-01")
    result = run(*arguments)

    assert result.exit_code == 2
    assert "learner `bo` cannot be shown over time:" in result.stderr
    assert "Awards of ada over time" in result.stdout
    lines = [json.loads(line) for line in run(*arguments, "--format", "json").stdout.splitlines()]
    assert [line["format"] for line in lines] == ["microcredit.timeline/1", "microcredit.error/1"]


def test_a_learner_with_markup_and_control_characters_does_no_harm(run: Run, write: Write) -> None:
    learner = {
        "format": "microcredit.transcript/1",
        "learner": "[bold]ada[/bold] <b>",
        "records": [],
    }
    records = write("ada.json", json.dumps(learner))
    result = run("timeline", *STACK[:3], "--records", records, "--on", "2026-03-01")

    assert result.exit_code == 0
    assert "Awards of [bold]ada[/bold] <b> over time" in result.stdout
