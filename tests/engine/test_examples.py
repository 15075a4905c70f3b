"""Examples beside the rules are audited and compared with what they expect."""

from datetime import date
from pathlib import Path

import pytest

from microcredit.engine.examples import Difference, ExampleResult, run_examples, transcript_of
from microcredit.language.load import policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.records.catalogue import read_catalogue

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")

POLICY = """
language 1
institution "HKU SPACE"
framework hkqf
award tea "Tea" {
  count only modules passed, not used for a programme award
  credits expire 5 years after award of the module
  for the highest level of 1 to 7
  optionally for some theme in areas under "General Studies" {
    require focus: at least 100% of credits in theme
    title suffix " ({theme})"
  }
  require leaves: at least 6 credits
  require depth: at least 50% of credits at that level or above
  require few: at most 12 credits
}
award degree "Degree" { require certificate: award tea held }
"""


def run_one(*lines: str, award: str = "tea", catalogue: Catalogue = CATALOGUE) -> ExampleResult:
    text = "\n".join([POLICY, f'example "It" for {award} {{ as of 2026-03-01', *lines, "}"])
    (result,) = run_examples(policies_from_text(text), catalogue)
    return result


CULTURE = 'passed TEA01 on 2025-05-02\nexpect earned, theme "Chinese Culture", level 4'


@pytest.mark.parametrize(
    "lines",
    [
        CULTURE,
        'passed TEA01 on 2025-05-02, AI101 on 2025-06-30\nexpect earned, theme "Chinese Culture"',
        "passed AI101 on 2025-06-30\nexpect earned, no theme, level 4",
        "expect not earned because leaves is not met",
        "in progress TEA01\nexpect pending",
        "failed TEA01 on 2025-05-02\nexpect not earned because TEA01 failed",
        "in progress TEA01\nexpect pending because TEA01 in progress",
        "passed TEA01 on 2020-05-02\nexpect not earned because TEA01 expired",
        "passed TEA01 on 2020-05-02 awarded 2021-03-01\nexpect earned",
        "passed TEA01 on 2025-05-02 used for programme:bsc\nexpect not earned because TEA01 used",
        "passed TEA01 on 2025-05-02, AI101 on 2025-06-30\nexpect earned because AI101 left out",
    ],
)
def test_an_example_that_comes_out_as_it_says_passes(lines: str) -> None:
    assert run_one(lines).differences == ()


@pytest.mark.parametrize(
    ("lines", "expected", "came"),
    [
        ("expect earned", "earned", "not earned: unmet: leaves"),
        ("expect pending", "pending", "not earned: unmet: leaves"),
        ("passed TEA01 on 2025-05-02\nexpect not earned", "not earned", "earned"),
        ("passed TEA01 on 2025-05-02\nexpect earned, level 5", "level 5", "level 4"),
        (
            "passed TEA01 on 2025-05-02\nexpect earned, no theme",
            "no theme",
            "theme Chinese Culture",
        ),
        (
            'passed AI101 on 2025-06-30\nexpect earned, theme "Chinese Culture"',
            "theme Chinese Culture",
            "no theme",
        ),
        (
            "failed TEA01 on 2025-05-02\nexpect not earned because TEA01 expired",
            "TEA01 expired",
            "TEA01: it was failed",
        ),
        (
            "passed TEA01 on 2025-05-02\nexpect earned because TEA01 left out",
            "TEA01 left out",
            "TEA01: it counts",
        ),
        (
            "expect not earned because depth is not met",
            "depth is not met",
            "unmet: leaves",
        ),
    ],
)
def test_an_example_that_does_not_says_how(lines: str, expected: str, came: str) -> None:
    assert run_one(lines).differences == (Difference(expected, came),)


def test_an_award_that_is_held_is_conferred() -> None:
    assert run_one("holds tea since 2024-03-04\nexpect earned", award="degree").passed
    assert not run_one("expect earned", award="degree").passed


def test_everything_that_comes_out_otherwise_is_said() -> None:
    result = run_one("expect earned, level 4 because depth is not met")

    assert len(result.differences) >= 2
    assert not result.passed


def test_a_module_under_its_former_code_is_found() -> None:
    lines = "failed CS204 on 2025-05-02\nexpect not earned because CS204 failed"

    assert run_one(lines).passed


def test_a_module_that_the_catalogue_does_not_know_makes_an_example_fail() -> None:
    result = run_one("passed COF01 on 2025-05-02\nexpect earned")

    assert result.verdict is None
    assert "COF01" in result.differences[0].came


def test_records_have_ids_of_their_own_and_the_award_day_is_that_of_completion() -> None:
    result = run_one(
        "passed TEA01 on 2025-05-02, TEA01 on 2025-05-02, AI101 on 2025-06-30 awarded 2025-07-15\n"
        "in progress AI102\nexpect earned"
    )
    records = transcript_of(result.example).records

    assert [record.id for record in records] == [
        "TEA01@2025-05-02",
        "TEA01@2025-05-02#2",
        "AI101@2025-06-30",
        "AI102@in progress",
    ]
    assert [record.awarded_on for record in records] == [
        date(2025, 5, 2),
        date(2025, 5, 2),
        date(2025, 7, 15),
        None,
    ]


def test_results_come_in_the_order_written() -> None:
    examples = [
        f'example "{number}" for {award} {{ as of 2026-03-01 expect not earned }}'
        for number, award in enumerate(["degree", "tea", "degree"])
    ]
    policies = policies_from_text("\n".join([POLICY, *examples]))

    labels = [result.example.label.text for result in run_examples(policies, CATALOGUE)]
    assert labels == ["0", "1", "2"]
