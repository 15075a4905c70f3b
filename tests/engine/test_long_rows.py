"""Awards in long rows, and many requirements at once: no recursion, and no work twice."""

from datetime import date
from pathlib import Path

import pytest

from microcredit.engine.audit import audit, compile, outcome
from microcredit.language.load import policies_from_text
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.records.catalogue import read_catalogue

CATALOGUE = read_catalogue(Path(__file__).parents[1] / "corpus" / "verdicts" / "catalogue")
ON = date(2026, 3, 1)
DAY = date(2025, 1, 31)
FRAMEWORK = 'language 1\nframework steps "Steps" {\n  levels 1 to 7\n  credits "step"\n}\n'
ADA = Transcript(
    "ada",
    (Record(id="r1", module="CS401", status="passed", completed_on=DAY, awarded_on=DAY),),
)


def decided(text: str, award: str) -> str:
    """The outcome for a learner with one module, which the audit gives too."""
    ready = compile(policies_from_text(FRAMEWORK + text)[award], catalogue=CATALOGUE)
    found = outcome(ready, ADA, on=ON)
    assert audit(ready, ADA, on=ON).outcome == found
    return found


@pytest.mark.parametrize(("size", "earned"), [(6, "earned"), (12, "not earned")])
def test_a_hundred_awards_in_a_row_are_decided(size: int, earned: str) -> None:
    row = (f'award a{i} "A" {{ size 6 credits require award a{i - 1} }}\n' for i in range(1, 100))

    assert decided(f'award a0 "A" {{ size {size} credits }}\n' + "".join(row), "a99") == earned


def test_awards_that_are_needed_twice_over_are_decided_once() -> None:
    pairs = (
        f'award {id}{i} "A" {{ require award a{i - 1} require award b{i - 1} }}\n'
        for i in range(1, 25)
        for id in "ab"
    )
    first = 'award a0 "A" { size 6 credits }\naward b0 "B" { size 6 credits }\n'

    assert decided(first + "".join(pairs), "a24") == "earned"


@pytest.mark.parametrize(
    ("shared", "earned"), [("", "earned"), ("share nothing with a0", "not earned")]
)
def test_awards_that_cannot_do_without_one_another_are_taken_together(
    shared: str, earned: str
) -> None:
    row = "".join(
        f'award a{i} "A" {{ builds on a{i - 1} require award a{i - 1} }}\n' for i in range(1, 9)
    )
    last = f'award z "Z" {{ size 6 credits require award a8 {shared} }}\n'

    assert decided('award a0 "A" { size 6 credits }\n' + row + last, "z") == earned


def test_a_thousand_and_more_requirements_may_be_unmet() -> None:
    lines = "".join(
        f"require r{i}: at least {i % 20 + 7} credits from CS401\n" for i in range(1_500)
    )
    ready = compile(
        policies_from_text(FRAMEWORK + f'award a "A" {{\n{lines}}}\n')["a"], catalogue=CATALOGUE
    )

    verdict = audit(ready, ADA, on=ON)

    assert (verdict.outcome, verdict.bounds) == ("not earned", None)
    assert sum(not reason.met for reason in verdict.requirements) == 1_500
