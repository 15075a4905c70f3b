"""What ``microcredit audit`` says of awards beside one another."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.plugins import install

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

EXAMPLE = "examples/together"
NO_ROOM = (
    "there are not modules enough for both it and `certificate-data`: `certificate-law` says "
    "`share at most 1/3 of the smaller award with certificate-data`"
)
COMPETE = "compete: not all of them can be conferred (--together tells which)"


def audit(run: Run, *arguments: str, records: str = f"{EXAMPLE}/learners.csv") -> Result:
    given = ("--catalogue", f"{EXAMPLE}/catalogue", "--records", records, "--on", "2026-03-01")
    return run("audit", f"{EXAMPLE}/harbour.policy", *given, *arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def told(result: Result, learner: str) -> list[str]:
    """What follows the verdicts of a learner on a page of several."""
    page = result.stdout.split(f"Learner {learner}, ")[1].split("\n\n")[0].splitlines()
    return page[4:]


def test_a_page_of_learners_says_for_each_what_can_be_conferred(run: Run) -> None:
    result = audit(run, "--together")

    assert (result.exit_code, result.stderr) == (0, "")
    assert told(result, "kim") == [
        "  Together: certificate-data",
        f"    without certificate-law: {NO_ROOM}",
    ]
    assert told(result, "lee") == ["  Together: certificate-data, certificate-law"]
    assert told(result, "mo") == [
        "  Together: diploma-data, certificate-law",
        "    absorbed: certificate-data",
    ]
    assert told(result, "noor") == ["  Together: no award"]
    assert "compete" not in result.stdout


def test_one_learner_gets_the_report_after_those_of_the_awards(run: Run) -> None:
    result = audit(run, "--together", "--learner", "kim")

    rule = "=" * 78
    assert result.stdout.count(rule) == 3
    assert result.stdout.endswith(f"""


Together
{rule}
Learner kim, as of 2026-03-01

This award can be conferred:
  certificate-data  Certificate in Data

Counted for certificate-data
  D1@2025-06-30
  DL1@2025-06-30

Left out, though earned
  certificate-law  {NO_ROOM}
""")


def test_json_has_one_more_object_after_the_verdicts_of_each_learner(run: Run) -> None:
    found = lines(audit(run, "--together", "--format", "json"))

    kinds = [each["format"].split("/")[0].removeprefix("microcredit.") for each in found]
    assert kinds == ["verdict", "verdict", "verdict", "together"] * 4
    assert [each["conferred"] for each in found[3::4]] == [
        ["certificate-data"],
        ["certificate-data", "certificate-law"],
        ["diploma-data", "certificate-law"],
        [],
    ]
    assert found[3] == {
        "format": "microcredit.together/1",
        "learner": "kim",
        "on": "2026-03-01",
        "conferred": ["certificate-data"],
        "awards": [
            {
                "award": "certificate-data",
                "edition": "always",
                "title": "Certificate in Data",
                "allocation": {"D1@2025-06-30": [], "DL1@2025-06-30": []},
            }
        ],
        "absorbed": [],
        "left_out": [{"award": "certificate-law", "because": NO_ROOM}],
        "decisions": [],
        "bounds": None,
    }


def test_only_the_awards_that_are_asked_for_are_looked_at_together(run: Run) -> None:
    alone = audit(run, "--together", "--learner", "kim", "--award", "certificate-law")
    needs = audit(run, "--together", "--learner", "mo", "--award", "diploma-data")

    assert "This award can be conferred:\n  certificate-law  Certificate in" in alone.stdout
    assert "Left out" not in alone.stdout
    assert (
        "None of the awards that are earned can be conferred.\n\nLeft out, though earned\n"
        "  diploma-data  it needs `certificate-data`, not among the awards chosen here\n"
    ) in needs.stdout


def test_without_it_a_line_says_which_awards_compete(run: Run) -> None:
    result = audit(run)

    assert told(result, "kim") == [f"  certificate-data and certificate-law {COMPETE}"]
    assert told(result, "mo") == [f"  certificate-data and diploma-data {COMPETE}"]
    assert told(result, "lee") == told(result, "noor") == []
    assert COMPETE in audit(run, "--learner", "kim").stdout
    assert COMPETE not in audit(run, "--learner", "kim", "--award", "certificate-law").stdout


def test_without_it_json_is_of_verdicts_alone(run: Run) -> None:
    found = lines(audit(run, "--format", "json"))

    assert {each["format"] for each in found} == {"microcredit.verdict/1"}
    with_it = lines(audit(run, "--together", "--format", "json"))
    assert [each for each in with_it if "conferred" not in each] == found


def test_an_award_that_is_held_is_not_conferred_again(run: Run, write: Write) -> None:
    def passed(module: str) -> dict[str, str]:
        return {"record": module, "module": module, "status": "passed"} | dict.fromkeys(
            ("completed_on", "awarded_on"), "2025-06-30"
        )

    held = {"award": "certificate-data", "on": "2025-09-01", "counted": ["D1", "DL1"]}
    transcript = {
        "format": "microcredit.transcript/1",
        "learner": "ann",
        "records": [passed(each) for each in ("D1", "DL1", "L1", "L2")],
        "conferred": [held],
    }
    records = write("ann.json", json.dumps(transcript))

    page = audit(run, "--together", records=records).stdout

    assert "This award can be conferred:\n  certificate-law  Certificate in" in page
    assert page.endswith("\nAlready held: certificate-data.\n")
    assert "compete" not in audit(run, records=records).stdout


def test_learners_who_cannot_be_read_have_an_error_as_ever(run: Run, write: Write) -> None:
    rows = (
        "learner,module,completed_on,status\nkim,D1,2025-02-30,passed\nlee,D1,2025-06-30,passed\n"
    )
    records = write("records.csv", rows)

    result = audit(run, "--together", "--format", "json", records=records)

    assert result.exit_code == 2
    found = [(each["learner"], each["format"]) for each in lines(result)]
    assert found[0] == ("kim", "microcredit.error/1")
    assert found[1:] == [("lee", "microcredit.verdict/1")] * 3 + [("lee", "microcredit.together/1")]


def test_a_plugin_that_is_not_installed_is_said_without_an_audit(run: Run) -> None:
    result = audit(run, "--together", "--plugin", "no-such-plugin")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("no-such-plugin: there is no installed plugin of this name")


def test_plugins_are_asked_in_another_process(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    code = f"""
        import os
        from microcredit import Predicate

        def judge(record):
            with open({str(asked)!r}, "a") as file:
                print(os.getpid(), file=file)
            return True

        SOUND = Predicate("sound", [], judge)
    """
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "site")
    plugin = install(tmp_path / "site", "sound-plugin", code, {"sound": "SOUND"})
    text = (Path(EXAMPLE) / "harbour.policy").read_text(encoding="utf-8")
    only = "count only modules in"
    policy = write("sound.policy", text.replace(only, "count only modules where sound() in"))
    given = ("--catalogue", f"{EXAMPLE}/catalogue", "--records", f"{EXAMPLE}/learners.csv")

    result = run("audit", policy, *given, "--on", "2026-03-01", "--together", "--plugin", plugin)

    assert told(result, "kim")[0] == "  Together: certificate-data"
    assert told(result, "mo") == told(audit(run, "--together"), "mo")
    assert str(os.getpid()) not in asked.read_text().split()
