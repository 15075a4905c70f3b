"""The options of ``microcredit audit`` that begin with ``--if``."""

import json

import pytest
from jsonschema import Draft202012Validator

from microcredit.reports.schema import schema
from tests.cli.conftest import Run, Write
from tests.cli.test_timeline import STACK

AMY = (*STACK, "--learner", "amy", "--award", "certificate-data")


def test_an_award_is_compared_with_what_it_would_be(run: Run) -> None:
    result = run("audit", *AMY, "--if-passed", "DA201", "--if-on", "2026-06-01")

    assert result.exit_code == 0
    assert "HYPOTHETICAL. This is no verdict" in result.stdout
    assert "  DA201 were passed and awarded\n  it were 2026-06-01\n" in result.stdout
    assert "  outcome    not earned  earned\n" in result.stdout


def test_every_comparison_as_json_keeps_to_the_schema_and_has_no_proof(run: Run) -> None:
    result = run(
        "audit", *STACK, "--further", "--format", "json",
        "--if-passed", "AN101=B@2026-02-01", "--if-granted", "foundation",
        "--if-granted", "size=12", "--if-withdrawn", "DA101", "--if-fact", "enrolled=2020-01-01",
        "--if-edition", "always", "--if-on", "2026-05-01",
    )  # fmt: skip
    written = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert len(written) == 21
    validator = Draft202012Validator(schema("comparison-1"))
    assert [str(fault) for each in written for fault in validator.iter_errors(each)] == []
    assert "proof" not in result.stdout
    assert {change["kind"] for each in written for change in each["changes"]} == {
        "passed", "granted", "withdrawn", "fact", "edition", "day",
    }  # fmt: skip


def test_what_is_supposed_is_nothing_that_can_be_verified(run: Run, write: Write) -> None:
    written = run("audit", *AMY, "--if-passed", "DA201", "--format", "json").stdout
    verdicts = write("verdicts.jsonl", written)
    result = run("verify", verdicts, "--policy", *STACK[:5])

    assert result.exit_code != 0


def test_the_verdict_is_the_same_to_the_byte_after_something_was_supposed(run: Run) -> None:
    before = run("audit", *AMY, "--format", "json").stdout
    run("audit", *AMY, "--if-passed", "DA201", "--if-granted", "size")

    assert run("audit", *AMY, "--format", "json").stdout == before


def test_a_change_names_only_the_awards_that_it_concerns(run: Run) -> None:
    result = run(
        "audit", *STACK, "--learner", "amy", "--if-granted", "business", "--format", "json"
    )
    written = {each["award"]: each for each in map(json.loads, result.stdout.splitlines())}

    assert len(written["certificate-analytics"]["changes"]) == 1
    assert written["certificate-data"]["changes"] == []


def test_a_learner_without_the_record_is_left_out_and_the_others_are_compared(run: Run) -> None:
    result = run("audit", *STACK, "--if-failed", "PR201", "--award", "diploma-data")

    assert result.exit_code == 2
    assert "learner `amy` cannot be compared:" in result.stderr
    assert "What if: diploma-data for gil" in result.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--if-passed", "DA2O1"), "there is no module `DA2O1`: did you mean `DA201`"),
        (("--if-passed", "DA201@soon"), "--if-passed: expected a date like `2026-03-01`"),
        (("--if-passed", "=B"), "--if-passed: expected MODULE[=GRADE][@DATE], not `=B`"),
        (("--if-passed", "DA201@2027-01-01"), "`DA201` is passed on 2027-01-01, and the question"),
        (("--if-failed", "DA1O1"), "there is no record or module on record `DA1O1`: did you mean"),
        (("--if-on", "2026-02-30"), "--if-on: there is no such day as `2026-02-30`"),
        (("--if-edition", "2019"), "there is no edition `2019`: there is `always`"),
        (("--if-granted", "foundations"), "did you mean `foundation`?"),
        (("--if-granted", "size=lots"), "--if-granted: expected an amount, not `lots`"),
        (("--if-theme", "Data"), "no award looks for a theme, so it cannot be `Data`"),
        (("--if-fact", "mode"), "--if-fact: expected NAME=VALUE, not `mode`"),
        (("--if-passed", "DA201", "--prove"), "what is only supposed is not proven"),
        (("--if-passed", "DA201", "--together"), "what is only supposed is not looked at together"),
        (("--if-passed", " "), "--if-passed: expected something, not nothing"),
        (("--if-passed", "DA101", "--if-failed", "DA101"), "cannot be passed and failed at once"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_what_was_probably_meant(
    run: Run, options: tuple[str, ...], says: str
) -> None:
    result = run("audit", *AMY, *options)

    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_progress_is_compared_with_what_it_would_be(run: Run) -> None:
    result = run("progress", *STACK, "--if-passed", "DA201", "--if-on", "2026-06-01")
    written = run("progress", *STACK, "--if-passed", "DA201", "--format", "json")
    found = [json.loads(line) for line in written.stdout.splitlines()]

    assert result.exit_code == 0
    assert "What if: all awards for amy" in result.stdout
    assert "not earned, 6 credits to go   earned, until 2029-12-20" in result.stdout
    assert len(found) == 21
    validator = Draft202012Validator(schema("comparison-1"))
    assert [str(fault) for each in found for fault in validator.iter_errors(each)] == []
    assert any(each["after"]["further"] for each in found)


def test_nothing_is_supposed_of_everybody(run: Run) -> None:
    result = run("progress", *STACK, "--within", "6", "--out", "x.csv", "--if-on", "2027-01-01")

    assert result.exit_code == 2
    assert "nothing can be supposed of everybody: leave out the --if options" in result.stderr
