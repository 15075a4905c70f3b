"""What ``microcredit plan`` prints, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.reports.test_schema import faults

pytest.importorskip("highspy")

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

EXAMPLE = "examples/stack"
LEARNERS = f"{EXAMPLE}/learners.json"


def plan(
    run: Run, *arguments: str, records: str = LEARNERS, catalogue: str = f"{EXAMPLE}/catalogue"
) -> Result:
    given = ("--catalogue", catalogue, "--records", records, "--on", "2026-03-01")
    return run("plan", EXAMPLE, *given, *arguments)


def one(run: Run, learner: str, award: str, *arguments: str) -> dict[str, Any]:
    """The plan of one learner for one award, which keeps to its schema."""
    result = plan(run, "--learner", learner, "--award", award, "--format", "json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    assert faults("plan-1", found) == []
    return found


def taken(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["module"], each["term"]["name"]) for each in found["route"]["modules"]]


def test_every_key_of_the_json_is_in_its_schema(run: Run) -> None:
    found = one(run, "dan", "diploma-data", "--load", "12 credits", "--alternatives", "1")

    for key in found:
        assert len(faults("plan-1", {k: v for k, v in found.items() if k != key})) == 1


def test_prerequisites_are_planned_before_what_needs_them(run: Run) -> None:
    found = one(run, "amy", "diploma-data")
    places = [code for code, _ in taken(found)]

    assert places.index("DA201") < places.index("PR201")
    assert found["proven"]


def test_an_award_that_is_needed_is_planned_together_with_the_one_that_needs_it(run: Run) -> None:
    found = one(run, "fay", "diploma-data")

    assert found["status"] == "planned"
    assert "DA101" in [code for code, _ in taken(found)]


def test_a_budget_of_nothing_says_which_budget_would_do(run: Run) -> None:
    found = one(run, "amy", "certificate-data", "--budget", "0")
    page = plan(run, "--learner", "amy", "--award", "certificate-data", "--budget", "0")

    assert (found["status"], found["proven"]) == ("impossible", True)
    assert found["reliefs"] == [{"limits": ["budget"], "budget": "3900"}]
    assert "With a budget of 3900 instead of 0 it can be done." in page.stdout


def test_a_budget_that_just_suffices_is_enough(run: Run) -> None:
    found = one(run, "amy", "certificate-data", "--budget", "3900")

    assert (found["status"], found["route"]["fee"]) == ("planned", "3900")


def test_what_is_wanted_is_taken_and_what_is_refused_is_not(run: Run) -> None:
    wishes = ("--want", "BU202", "--refuse", "CO101")
    assert (
        "the catalogue has no module `BU202`"
        in plan(run, "--award", "certificate-data", *wishes).stderr
    )

    found = one(run, "amy", "certificate-data", "--want", "BU201", "--refuse", "CO101")
    codes = [code for code, _ in taken(found)]

    assert "BU201" in codes
    assert "BU101" in codes
    assert "CO101" not in codes


def test_an_award_that_is_earned_or_held_needs_no_plan(run: Run) -> None:
    earned = one(run, "ben", "certificate-data")
    held = one(run, "dan", "certificate-data")

    assert (earned["status"], earned["claimable_until"]) == ("earned", "2026-04-15")
    assert held["status"] == "held"


def test_what_is_under_way_is_counted_on(run: Run) -> None:
    found = one(run, "cara", "certificate-data")

    assert found["status"] == "under way"
    assert [(each["module"], each["by"]) for each in found["counting_on"]] == [
        ("DA103", "2026-05-31"),
        ("AN101", "2026-05-31"),
    ]


def test_what_lapses_says_from_when_it_no_longer_counts(run: Run) -> None:
    found = one(run, "dan", "diploma-data", "--load", "12 credits")

    assert found["lapses"][0]["until"] == "2026-06-20"
    assert found["lapses"][0]["lost_at_the_end_of"]["name"] == "summer"
    assert found["latest_start"]["name"] == "summer"
    assert found["later_is_worse"]


def test_a_module_that_is_never_offered_is_never_planned(run: Run, tmp_path: Path) -> None:
    for name in ("modules.csv", "areas.csv"):
        text = Path(EXAMPLE, "catalogue", name).read_text(encoding="utf-8")
        text = text.replace("yes,9800,autumn;spring,", "yes,9800,,")
        (tmp_path / name).write_text(text, encoding="utf-8")
    given = ("--learner", "amy", "--award", "diploma-data", "--format", "json")
    found = json.loads(plan(run, *given, catalogue=tmp_path.as_posix()).stdout)

    assert found["status"] == "impossible"
    assert found["timetable_decides"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--budget", "much"), "--budget: expected an amount, not `much`"),
        (("--budget", "-1"), "--budget: expected an amount, not `-1`"),
        (("--prefer", "price"), "--prefer: expected credits, fee and finish"),
        (("--prefer", "fee,fee"), "--prefer: expected credits, fee and finish"),
        (("--load", "12"), "a load is as in `12 credits` or `2 modules`, not `12`"),
        (("--load", "0 modules"), "a load is as in `12 credits` or `2 modules`"),
        (("--term", "autumn"), "--term: expected a term as in `autumn 09-01 to 12-31`"),
        (("--term", "autumn 02-30 to 12-31"), "--term: expected a term as in"),
        (("--want", "DA102", "--refuse", "DA102"), "both wanted and refused"),
        (("--award", "certificate-dta"), "there is no award `certificate-dta`"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, arguments: tuple[str, ...], says: str) -> None:
    award = () if "--award" in arguments else ("--award", "certificate-data")
    result = plan(run, "--learner", "amy", *award, *arguments)

    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_control_characters_and_markup_in_names_reach_no_terminal(run: Run, write: Write) -> None:
    learner = {"format": "microcredit.transcript/1", "learner": "<b>zoe\x1b[2J</b>", "records": []}
    result = plan(
        run, "--award", "certificate-data", records=write("zoe.json", json.dumps([learner]))
    )

    assert "\x1b" not in result.output
    assert "<b>zoe" in result.output


def test_a_policy_without_a_calendar_needs_the_terms(run: Run) -> None:
    shipped = ("policies/hkuspace.policy", "--catalogue", "examples/hkuspace/catalogue")
    given = ("--records", "examples/hkuspace/ada.json", "--award", "certificate-gs")
    result = run("plan", *shipped, *given, "--on", "2026-03-01")

    assert result.exit_code == 2
    assert "no calendar with terms" in result.stderr
