"""The corpus of awards taken together: the best set is the one on file, and the oracle's.

One folder of ``tests/corpus/together`` a case: the first line of its policy says what is conferred
and why, as decided by hand. ``case.json`` says on which day, ``expected.json`` which awards are
conferred, absorbed and left out, and on which decisions that rests.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from attrs import frozen

from microcredit.engine.audit import audit
from microcredit.engine.audit_together import audit_together
from microcredit.engine.awards_together import Together
from microcredit.language.checked import CheckedPolicy
from microcredit.language.load import policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcript
from tests.oracle_together import oracle_together

CORPUS = Path(__file__).parent / "corpus"
FOLDER = CORPUS / "together"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/case.json"))


@frozen
class Case:
    """One folder, read."""

    policies: Mapping[str, CheckedPolicy]
    transcript: Transcript
    catalogue: Catalogue
    on: date
    expected: Mapping[str, Sequence[str]]

    def together(self) -> Together:
        return audit_together(self.policies, self.transcript, on=self.on, catalogue=self.catalogue)


def read_case(name: str) -> Case:
    """The case in a folder; it has a catalogue of its own or uses that of the verdicts."""
    folder = FOLDER / name
    own = folder / "catalogue"
    catalogue = read_catalogue(own if own.exists() else CORPUS / "verdicts" / "catalogue")
    text = (folder / "policy.policy").read_text(encoding="utf-8")
    policies = policies_from_text(text, name="policy.policy", vocabulary=catalogue.vocabulary)
    return Case(
        policies,
        read_transcript(folder / "transcript.json"),
        catalogue,
        date.fromisoformat(json.loads((folder / "case.json").read_text())["on"]),
        json.loads((folder / "expected.json").read_text(encoding="utf-8")),
    )


@pytest.mark.parametrize("name", CASES)
def test_the_best_set_is_the_one_on_file(name: str) -> None:
    case = read_case(name)
    best = case.together()

    assert best.bounds is None
    assert {
        "conferred": list(best.conferred),
        "absorbed": list(best.absorbed),
        "left_out": [each.award for each in best.left_out],
        "decisions": list(best.decisions),
    } == case.expected


@pytest.mark.parametrize("name", CASES)
def test_the_oracle_has_the_same_best_set(name: str) -> None:
    case = read_case(name)
    resolved = case.transcript.resolved(case.catalogue)
    truth = oracle_together(case.policies, resolved, case.catalogue, case.on)

    assert list(truth.conferred) == case.expected["conferred"]
    assert list(truth.absorbed) == case.expected["absorbed"]


@pytest.mark.parametrize("name", CASES)
def test_what_is_left_out_is_earned_alone_and_says_why(name: str) -> None:
    case = read_case(name)
    for each in case.together().left_out:
        alone = audit(
            case.policies[each.award], case.transcript, on=case.on, catalogue=case.catalogue
        )
        assert alone.earned
        assert each.because


@pytest.mark.parametrize("name", CASES)
def test_it_is_the_same_whatever_order_the_records_come_in(name: str) -> None:
    case = read_case(name)
    turned = Transcript(
        case.transcript.learner,
        case.transcript.records[::-1],
        case.transcript.conferred[::-1],
        decisions=case.transcript.decisions[::-1],
        facts=case.transcript.facts,
    )

    again = audit_together(case.policies, turned, on=case.on, catalogue=case.catalogue)

    assert again == case.together()


def test_every_folder_of_the_corpus_is_a_whole_case() -> None:
    parts = {"policy.policy", "transcript.json", "case.json", "expected.json"}
    folders = [path for path in FOLDER.iterdir() if path.is_dir()]
    assert [f.name for f in folders if not parts <= {p.name for p in f.iterdir()}] == []
