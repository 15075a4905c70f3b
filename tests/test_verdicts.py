"""The corpus of verdicts: every report is the one on file, and the oracle agrees with it.

Where the wording of reports changes, ``MICROCREDIT_REWRITE=1 pytest tests/test_verdicts.py``
writes the files anew; the oracle is asked all the same. Read the difference before it is kept.
"""

import json
import os
from collections.abc import Mapping
from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest
from attrs import frozen

from microcredit.engine.audit import audit, compile, outcome
from microcredit.engine.verdict import Verdict
from microcredit.language.checked import CheckedPolicy
from microcredit.language.load import policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcript
from tests.oracle import oracle

FOLDER = Path(__file__).parent / "corpus" / "verdicts"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/case.json"))
REWRITE = bool(os.environ.get("MICROCREDIT_REWRITE"))
OUTCOMES = ("earned", "pending", "not earned", "undetermined")
SURPRISING = range(1, 22)
"""The numbers of the surprising cases of the language's definition."""


@frozen
class Case:
    """One folder, read."""

    policy: CheckedPolicy
    transcript: Transcript
    catalogue: Catalogue
    on: date
    expected: Path

    def verdict(self) -> Verdict:
        return audit(self.policy, self.transcript, on=self.on, catalogue=self.catalogue)


def read_case(name: str) -> Case:
    """The case in a folder; it has a catalogue of its own or uses the shared one."""
    folder = FOLDER / name
    own = folder / "catalogue"
    catalogue = read_catalogue(own if own.exists() else FOLDER / "catalogue")
    text = (folder / "policy.policy").read_text(encoding="utf-8")
    policies = policies_from_text(text, name="policy.policy", vocabulary=catalogue.vocabulary)
    asked: Mapping[str, str] = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    return Case(
        policies[asked["award"]],
        read_transcript(folder / "transcript.json"),
        catalogue,
        date.fromisoformat(asked["on"]),
        folder / "expected.txt",
    )


@pytest.mark.parametrize("name", CASES)
def test_the_report_is_the_one_on_file(name: str) -> None:
    case = read_case(name)
    report = f"{case.verdict()}\n"
    if REWRITE:
        case.expected.write_text(report, encoding="utf-8", newline="\n")
    expected = case.expected.read_text(encoding="utf-8")
    changes = unified_diff(
        expected.splitlines(), report.splitlines(), f"{name}/expected.txt", "came", lineterm=""
    )
    assert report == expected, "\n" + "\n".join(changes)


@pytest.mark.parametrize("name", CASES)
def test_the_oracle_agrees_with_the_corpus(name: str) -> None:
    case = read_case(name)
    verdict = case.verdict()
    ready = compile(case.policy, catalogue=case.catalogue)
    resolved = case.transcript.resolved(case.catalogue)
    truth = oracle(case.policy, resolved, case.catalogue, case.on)

    assert verdict.outcome == truth.outcome
    assert outcome(ready, case.transcript, on=case.on) == truth.outcome
    assert verdict.bounds is None
    if truth.fillings == 1 and verdict.in_force:
        assert dict(verdict.variant or {}) == dict(truth.binding)
        placed = {record: frozenset(parts) for record, parts in verdict.allocation.items()}
        assert placed == dict(truth.placing)
        unmet = tuple(reason.id for reason in verdict.requirements if not reason.met)
        assert unmet == truth.unmet
        variants = [dict(each.variant) for each in verdict.variants]
        assert variants == [dict(variant) for variant in truth.variants]


def test_every_folder_of_the_corpus_is_a_whole_case() -> None:
    parts = {"policy.policy", "transcript.json", "case.json", "expected.txt"}
    folders = [path for path in FOLDER.iterdir() if path.is_dir() and path.name != "catalogue"]
    assert [f.name for f in folders if not parts <= {p.name for p in f.iterdir()}] == []


@pytest.mark.parametrize("number", SURPRISING)
def test_every_surprising_case_has_a_folder(number: int) -> None:
    assert [name for name in CASES if name.startswith(f"{number:02}-")]


@pytest.mark.parametrize("name", CASES)
def test_the_first_line_of_a_policy_says_the_outcome(name: str) -> None:
    first, _, _ = (FOLDER / name / "policy.policy").read_text(encoding="utf-8").partition("\n")
    said = next((each for each in OUTCOMES if first.startswith(f"# {each}")), None)

    assert said == read_case(name).verdict().outcome, first
