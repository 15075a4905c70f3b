"""What is written and what is read keeps to the JSON Schemas that come with the package."""

import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from microcredit.engine.audit import audit, compile
from microcredit.engine.audit_together import audit_together
from microcredit.engine.awards_together import LeftOut, Placed, Together
from microcredit.engine.reason import DecisionUsed
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem
from microcredit.language.load import load_policies, policies_from_text
from microcredit.model.learner import Decision, Transcript
from microcredit.model.record import Record
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcript, read_transcripts
from microcredit.reports.json import Json, error_json, one_line, verdict_json
from microcredit.reports.schema import FORMATS, schema
from microcredit.reports.together_json import together_json
from tests.test_verdicts import CASES, read_case

ROOT = Path(__file__).parent.parent.parent
HKUSPACE = ROOT / "examples" / "hkuspace"
CATALOGUE = read_catalogue(HKUSPACE / "catalogue")
ON = date(2026, 3, 1)

ALTERNATIVES = """
language 1
framework hkqf
award either-way "Either way" {
  require "One or the other": either { at least 30 credits } or { all of AI101, AI102 }
  require at most 2 modules in "Artificial Intelligence" per "Regulation 4.2"
}
"""


def faults(name: str, value: object) -> list[str]:
    validator = Draft202012Validator(schema(name), format_checker=FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(value)]


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every schema of an object within a schema, without what conditions narrow further."""
    if isinstance(value, dict):
        if "properties" in value:
            yield value
        for key, inner in value.items():
            if key not in ("if", "then"):
                yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def verdicts() -> list[dict[str, Json]]:
    policies = load_policies(ROOT / "policies" / "hkuspace.policy")
    ready = [compile(policy, catalogue=CATALOGUE) for policy in policies.values()]
    learners = read_transcripts(HKUSPACE / "learners.json").transcripts
    return [verdict_json(audit(award, one, on=ON)) for one in learners for award in ready]


@pytest.mark.parametrize("name", FORMATS)
def test_every_schema_is_a_schema_and_says_which_format_it_is_of(name: str) -> None:
    found = schema(name)

    Draft202012Validator.check_schema(found)
    assert found["title"] == f"microcredit.{name.replace('-', '/')}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_field_is_described_and_no_other_is_let_in(name: str) -> None:
    for found in objects(schema(name)):
        assert found["description"]
        assert "additionalProperties" in found
        assert all("description" in field for field in found["properties"].values())


def test_every_schema_that_is_packaged_has_a_name_and_no_other_name_has_one() -> None:
    packaged = (ROOT / "microcredit" / "reports" / "schemas").iterdir()

    assert sorted(path.stem for path in packaged) == list(FORMATS)
    with pytest.raises(KeyError, match="verdict-2"):
        schema("verdict-2")


def test_every_proof_keeps_to_the_schema() -> None:
    found: list[dict[str, Json]] = []
    for name in CASES:
        case = read_case(name)
        verdict = audit(
            case.policy, case.transcript, on=case.on, catalogue=case.catalogue, prove=True
        )
        found.append(verdict_json(verdict))

    assert sum(verdict["proof"] is not None for verdict in found) == len(found)
    assert [fault for verdict in found for fault in faults("verdict-1", verdict)] == []


def test_every_verdict_on_an_example_learner_keeps_to_the_schema() -> None:
    found = verdicts()

    assert {verdict["outcome"] for verdict in found} == {
        "earned",
        "pending",
        "not earned",
        "undetermined",
    }
    assert [fault for verdict in found for fault in faults("verdict-1", verdict)] == []


def test_a_verdict_with_alternatives_and_a_citation_keeps_to_the_schema() -> None:
    policy = policies_from_text(ALTERNATIVES)["either-way"]
    record = Record("r1", "AI101", "passed", date(2024, 1, 1), date(2024, 1, 1))
    verdict = audit(policy, Transcript("ada", (record,)), on=ON, catalogue=CATALOGUE)

    assert faults("verdict-1", verdict_json(verdict)) == []


@pytest.mark.parametrize("name", CASES)
def test_every_verdict_of_the_corpus_keeps_to_the_schema(name: str) -> None:
    assert faults("verdict-1", verdict_json(read_case(name).verdict())) == []


def test_a_verdict_with_a_field_of_another_name_does_not_keep_to_the_schema() -> None:
    verdict = verdicts()[0] | {"points": 3}

    assert len(faults("verdict-1", verdict)) == 1


def test_a_learner_who_cannot_be_read_keeps_to_the_schema() -> None:
    bare = Problem("records.csv", "the file is empty")
    full = Problem("a.json", "is wrong", 3, "module", "[3].records[0]", "ada", "it may be right")

    assert faults("error-1", error_json("ada", [bare, full])) == []


@pytest.mark.parametrize("name", ["ada.json", "learners.json"])
def test_the_example_transcripts_keep_to_the_schema(name: str) -> None:
    assert faults("transcript-1", read_json(HKUSPACE / name)) == []


def test_a_transcript_may_have_columns_of_its_own_in_records_and_nowhere_else() -> None:
    record = {"module": "AI101", "status": "in progress", "mode": "evening"}
    transcript = {"format": "microcredit.transcript/1", "learner": "ada", "records": [record]}

    assert faults("transcript-1", transcript) == []
    assert len(faults("transcript-1", transcript | {"mode": "evening"})) == 1


def test_facts_and_sign_offs_keep_to_the_schema_as_they_are_read() -> None:
    bare = {"format": "microcredit.transcript/1", "learner": "ada"}
    facts = {"admitted": "2025-09-01", "enrolled": "", "score": 3.5, "mode": "x", "here": True}
    facts["declared"] = "bsc;ba"
    signed = {"requirement": "ethics", "by": "Dean", "on": "2025-09-01"}
    wrong: list[dict[str, object]] = [
        {"facts": []},
        {"facts": {"mode": ["x"]}},
        {"facts": {"mode": {}}},
        {"facts": {"": "x"}},
        {"facts": {"admitted": "soon"}},
        {"attestations": [signed | {"why": "x"}]},
        {"attestations": [{"requirement": "ethics", "by": "Dean"}]},
        {"facts": {"declared": {"bsc": True}}},
        {"decisions": {}},
    ]

    assert faults("transcript-1", bare | {"facts": facts, "attestations": [signed, signed]}) == []
    assert [len(faults("transcript-1", bare | keys)) for keys in wrong] == [1] * len(wrong)


def test_the_transcripts_in_the_pages_are_read_and_keep_to_the_schema(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```json\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    path = tmp_path / "ada.json"
    decided = []
    for text in shown:
        path.write_text(text, encoding="utf-8")
        decided += [decision.kind for decision in read_transcript(path).decisions]
        assert faults("transcript-1", json.loads(text)) == []

    assert decided == ["waiver", "override", "substitution", "extension", "recognition"]


def test_awards_together_keep_to_the_schema_for_every_learner_of_the_example() -> None:
    example = ROOT / "examples" / "together"
    catalogue = read_catalogue(example / "catalogue")
    policies = load_policies(example / "harbour.policy")
    found = [
        together_json(audit_together(policies, one, on=ON, catalogue=catalogue))
        for one in read_transcripts(example / "learners.csv").transcripts
    ]

    assert [each["absorbed"] for each in found] == [[], [], ["certificate-data"], []]
    assert [bool(each["left_out"]) for each in found] == [True, False, False, False]
    assert [fault for each in found for fault in faults("together-1", each)] == []


def test_awards_together_have_every_field_of_the_schema_and_no_other() -> None:
    full = Together(
        "ada",
        ON,
        (Placed("top", "always", "Top", {"r1": ("core",), "r2": ()}),),
        ("base",),
        (LeftOut("aside", "it cannot", ("top",)),),
        ("d1",),
        "a limit",
        held=("other",),
    )
    value = together_json(full)

    assert faults("together-1", value) == []
    assert list(value) == schema("together-1")["required"]
    assert value == {
        "format": "microcredit.together/1",
        "learner": "ada",
        "on": "2026-03-01",
        "conferred": ["top"],
        "awards": [
            {
                "award": "top",
                "edition": "always",
                "title": "Top",
                "allocation": {"r1": ["core"], "r2": []},
            }
        ],
        "absorbed": ["base"],
        "left_out": [{"award": "aside", "because": "it cannot"}],
        "decisions": ["d1"],
        "bounds": {"limit": "a limit"},
    }
    wrong = [{key: value[key] for key in value if key != left_out} for left_out in value]
    wrong += [value | {"points": 3}, value | {"on": 3}, value | {"left_out": ["aside"]}]
    assert [len(faults("together-1", each)) for each in wrong] == [1] * len(wrong)


WAIVER: dict[str, object] = {
    "id": "d1",
    "kind": "waiver",
    "line": "depth",
    "on": "2026-01-15",
    "by": "Dean of Studies",
    "why": "the theme was withdrawn",
}
OVERRIDE = WAIVER | {"kind": "override", "amount": 12}
SUBSTITUTION = WAIVER | {"kind": "substitution", "record": "r1", "module": "AI102"}
EXTENSION = WAIVER | {"kind": "extension", "record": "r1", "until": "2027-01-31"}
RECOGNITION = WAIVER | {"kind": "recognition", "record": "r1"}


@pytest.mark.parametrize(
    ("decision", "is_sound"),
    [
        (WAIVER, True),
        (WAIVER | {"authority": "Regulation 4.2", "award": "main", "learner": "ada"}, True),
        (WAIVER | {"authority": None, "record": "", "until": None}, True),
        (OVERRIDE, True),
        (OVERRIDE | {"amount": 22.5}, True),
        (OVERRIDE | {"amount": "1/3"}, True),
        (SUBSTITUTION, True),
        (EXTENSION, True),
        (RECOGNITION, True),
        *[({key: WAIVER[key] for key in WAIVER if key != left_out}, False) for left_out in WAIVER],
        *[(WAIVER | {key: " "}, False) for key in WAIVER],
        *[(WAIVER | {key: 7}, False) for key in ("kind", "on")],
        (WAIVER | {"kind": "wavier"}, False),
        (WAIVER | {"on": "15 January 2026"}, False),
        (WAIVER | {"colour": "red"}, False),
        (WAIVER | {"record": "r1"}, True),
        (WAIVER | {"module": "AI102"}, False),
        (WAIVER | {"until": "2027-01-31"}, False),
        (WAIVER | {"amount": 12}, False),
        (OVERRIDE | {"amount": None}, False),
        (OVERRIDE | {"amount": "twelve"}, False),
        (OVERRIDE | {"amount": -1}, False),
        (OVERRIDE | {"record": "r1"}, False),
        (SUBSTITUTION | {"record": None}, False),
        (SUBSTITUTION | {"module": ""}, False),
        (SUBSTITUTION | {"amount": 12}, False),
        (EXTENSION | {"until": ""}, False),
        (EXTENSION | {"record": None}, False),
        (EXTENSION | {"module": "AI102"}, False),
        (RECOGNITION | {"record": ""}, False),
        (RECOGNITION | {"until": "2027-01-31"}, False),
    ],
)
def test_a_decision_keeps_to_the_schema_exactly_where_it_can_be_read(
    decision: dict[str, object], is_sound: bool, tmp_path: Path
) -> None:
    transcript = {
        "format": "microcredit.transcript/1",
        "learner": "ada",
        "decisions": [decision],
    }
    path = tmp_path / "ada.json"
    path.write_text(json.dumps(transcript), encoding="utf-8")

    assert (faults("transcript-1", transcript) == []) is is_sound
    assert (read_transcripts(path).problems == ()) is is_sound


def test_the_decisions_of_a_verdict_keep_to_the_schema_with_the_keys_of_their_kind() -> None:
    signed = (date(2026, 1, 15), "Dean of Studies", "the theme was withdrawn")
    extended = Decision("d2", "extension", "expiry", *signed, record="r1", until=ON)
    verdict = Verdict(
        learner="ada",
        award="main",
        edition="always",
        on=ON,
        outcome="earned",
        titles={"en": "Main"},
        variant=None,
        award_class=None,
        variants=(),
        requirements=(),
        counted=(),
        not_counted=(),
        decisions=(
            DecisionUsed(
                Decision("d1", "override", "size", *signed, "4.2", "main", amount=Fraction(1, 3)),
                "used",
            ),
            DecisionUsed(extended, "not needed"),
            DecisionUsed(
                Decision("d3", "substitution", "core", *signed, record="r1", module="AI102"),
                "binds to nothing",
            ),
        ),
    )
    value = verdict_json(verdict)
    said = {"on": "2026-01-15", "by": "Dean of Studies", "why": "the theme was withdrawn"}

    assert faults("verdict-1", value) == []
    assert value["decisions"] == [
        {"id": "d1", "kind": "override", "line": "size"}
        | said
        | {"authority": "4.2", "status": "used", "award": "main", "amount": "1/3"},
        {"id": "d2", "kind": "extension", "line": "expiry"}
        | said
        | {"authority": None, "status": "not needed", "record": "r1", "until": "2026-03-01"},
        {"id": "d3", "kind": "substitution", "line": "core"}
        | said
        | {"authority": None, "status": "binds to nothing", "record": "r1", "module": "AI102"},
    ]


def test_a_catalogue_in_json_that_can_be_read_keeps_to_the_schema(tmp_path: Path) -> None:
    catalogue = {
        "format": "microcredit.catalogue/1",
        "modules": [
            {
                "code": "AI101",
                "title": "Foundations of Artificial Intelligence",
                "credits": 7.5,
                "level": 4,
                "areas": ["Artificial Intelligence"],
                "cef": True,
                "campus": "Admiralty",
            }
        ],
        "areas": [{"area": "Artificial Intelligence"}],
    }
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(catalogue), encoding="utf-8")

    assert list(read_catalogue(path).modules) == ["AI101"]
    assert faults("catalogue-1", catalogue) == []


def test_json_is_one_line_that_a_terminal_shows_and_says_the_same() -> None:
    value: dict[str, Json] = {"title": "專業\x1b[2J\x9b\u2028\u202e\x85\n\ud800"}
    line = one_line(value)

    assert line.isprintable()
    assert "專業" in line
    assert json.loads(line) == value
