"""The corpus of real rules: each decides its learners as its folder says, and stands in the docs.

A folder of ``tests/corpus/rules`` is one published rule: its policies, a catalogue, learners and
``expected.json``. README.md there says what each holds. The oracle is asked as well wherever it can
try everything. ``MICROCREDIT_REWRITE=1 pytest tests/test_rules.py`` writes ``docs/rules.md`` anew.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from attrs import frozen

import microcredit as mc
from microcredit.language.checked import CheckedPolicy, Policies
from microcredit.language.format import format_policy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from tests.oracle import oracle
from tests.oracle_placing import all_parts
from tests.oracle_together import oracle_together

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "corpus" / "rules"
PAGE = ROOT / "docs" / "rules.md"
REWRITE = bool(os.environ.get("MICROCREDIT_REWRITE"))

PUBLISHED = (
    *(2, 3, 5, 8, 9, 11, 13, 15, 16, 18, 20, 22, 23, 25, 27),
    *(29, 31, 32, 36, 38, 40, 42, 43, 46, 49, 50, 52, 53),
)
DEGREES = (1, 4, 6, 9, 10, 12, 14, 16, 20, 21, 24, 27, 29, 30, 33, 34, 38, 39, 40, 41)
RULES = [f"R{number:02}" for number in PUBLISHED] + [f"C{number:02}" for number in DEGREES]

FOLDERS = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))

MOST_PLACINGS = 5_000
"""The most that the oracle, which tries everything, is asked to try: some seconds."""


@frozen
class Expected:
    """What one learner is expected to get from one award on one day, and why."""

    folder: str
    learner: str
    award: str
    on: date
    outcome: str
    because: str
    unmet: tuple[str, ...] = ()
    title: str | None = None
    award_class: str | None = None
    variant: Mapping[str, str | int | None] | None = None
    claimable_from: date | None = None
    waits: str | None = None
    """what the language cannot say yet, so that the verdict is another one for now"""

    def __str__(self) -> str:
        return f"{self.folder}-{self.learner}-{self.award}-{self.on}"


@frozen
class Together:
    """The awards that can be conferred together on one learner on one day, and why."""

    folder: str
    learner: str
    on: date
    conferred: tuple[str, ...]
    because: str

    def __str__(self) -> str:
        return f"{self.folder}-{self.learner}-{self.on}"


@frozen
class Rule:
    """One folder, read."""

    catalogue: Catalogue
    policies: Policies
    learners: Mapping[str, Transcript]


@cache
def read_rule(folder: str) -> Rule:
    """The policies, the catalogue and the learners of a folder."""
    home = FOLDER / folder
    catalogue = mc.read_catalogue(home / "catalogue")
    policies = mc.load_policies(home, vocabulary=catalogue.vocabulary, examples=True)
    read = mc.read_transcripts(home / "learners.json")
    assert read.problems == ()
    return Rule(catalogue, policies, {each.learner: each for each in read.transcripts})


def read_expected(folder: str) -> Mapping[str, Any]:
    """What ``expected.json`` of a folder says."""
    text = (FOLDER / folder / "expected.json").read_text(encoding="utf-8")
    said: Mapping[str, Any] = json.loads(text)
    return said


def expected_verdicts(folder: str) -> list[Expected]:
    """The verdicts that a folder expects."""
    return [
        Expected(
            folder,
            each["learner"],
            each["award"],
            date.fromisoformat(each["on"]),
            each["outcome"],
            each["because"],
            tuple(each.get("unmet", ())),
            each.get("title"),
            each.get("class"),
            each.get("variant"),
            date.fromisoformat(each["claimable_from"]) if "claimable_from" in each else None,
            each.get("waits"),
        )
        for each in read_expected(folder)["verdicts"]
    ]


def expected_together(folder: str) -> list[Together]:
    """The sets of awards that a folder expects; none where its awards do not compete."""
    return [
        Together(
            folder,
            each["learner"],
            date.fromisoformat(each["on"]),
            tuple(each["conferred"]),
            each["because"],
        )
        for each in read_expected(folder).get("together", ())
    ]


VERDICTS = [each for folder in FOLDERS for each in expected_verdicts(folder)]
TOGETHER = [each for folder in FOLDERS for each in expected_together(folder)]


def _cases(verdicts: Sequence[Expected]) -> list[ParameterSet]:
    """The cases of tests; those that wait for words fail, and say so as soon as they do not."""
    return [
        pytest.param(
            each,
            id=str(each),
            marks=pytest.mark.xfail(reason=each.waits, strict=True) if each.waits else (),
        )
        for each in verdicts
    ]


@pytest.mark.parametrize("expected", _cases(VERDICTS))
def test_a_rule_decides_its_learners_as_its_folder_says(expected: Expected) -> None:
    rule = read_rule(expected.folder)
    verdict = mc.audit(
        rule.policies[expected.award],
        rule.learners[expected.learner],
        on=expected.on,
        catalogue=rule.catalogue,
    )
    unmet = sorted(reason.id for reason in verdict.requirements if not reason.met)

    assert (verdict.outcome, unmet) == (expected.outcome, sorted(expected.unmet))
    assert verdict.bounds is None
    if expected.title is not None:
        assert verdict.title == expected.title
    if verdict.earned:
        assert verdict.award_class == expected.award_class
    if expected.variant is not None:
        assert dict(verdict.variant or {}) == expected.variant
    if expected.claimable_from is not None:
        assert verdict.claimable is not None
        assert verdict.claimable.start == expected.claimable_from


@pytest.mark.parametrize("expected", _cases(VERDICTS))
def test_the_oracle_agrees_with_what_a_rule_expects(expected: Expected) -> None:
    rule = read_rule(expected.folder)
    policy = rule.policies[expected.award]
    learner = rule.learners[expected.learner].resolved(rule.catalogue)
    if placings(policy, len(learner.records)) > MOST_PLACINGS:
        pytest.skip("too many placings to try each of them")
    truth = oracle(policy, learner, rule.catalogue, expected.on)

    assert truth.outcome == expected.outcome
    if truth.fillings == 1 and expected.outcome == "not earned":
        assert sorted(truth.unmet) == sorted(expected.unmet)


def placings(policy: CheckedPolicy, records: int) -> int:
    """About how many placings the oracle has to try: of each edition, and of each award needed."""
    editions = [policy, *policy.earlier]
    own: int = sum((1 + len(list(all_parts(each.award.root)))) ** records for each in editions)
    needed: int = prod(placings(need, records) for need in policy.needs.values())
    return own * needed


@pytest.mark.parametrize("expected", TOGETHER, ids=str)
def test_the_awards_of_a_rule_are_conferred_together_as_its_folder_says(expected: Together) -> None:
    rule = read_rule(expected.folder)
    learner = rule.learners[expected.learner]
    joint = mc.audit_together(rule.policies, learner, on=expected.on, catalogue=rule.catalogue)

    assert joint.bounds is None
    assert sorted(joint.conferred) == sorted(expected.conferred)


@pytest.mark.parametrize("expected", TOGETHER, ids=str)
def test_the_oracle_agrees_with_what_is_conferred_together(expected: Together) -> None:
    rule = read_rule(expected.folder)
    learner = rule.learners[expected.learner].resolved(rule.catalogue)
    if (
        prod(placings(each, len(learner.records)) for each in rule.policies.values())
        > MOST_PLACINGS
    ):
        pytest.skip("too many placings to try each of them")
    truth = oracle_together(rule.policies, learner, rule.catalogue, expected.on)

    assert sorted(truth.conferred) == sorted(expected.conferred)


# The folders


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_has_a_learner_who_passes_one_who_fails_and_one_on_the_edge(folder: str) -> None:
    expected = expected_verdicts(folder)
    named = {each.learner for each in expected} | {e.learner for e in expected_together(folder)}

    assert {"earned", "not earned"} <= {each.outcome for each in expected}
    assert any(name.startswith("edge") for name in named)
    assert named == set(read_rule(folder).learners)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_award_of_a_rule_is_expected_to_decide_something(folder: str) -> None:
    assert {each.award for each in expected_verdicts(folder)} == set(read_rule(folder).policies)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_policy_says_where_it_is_from_and_what_is_invented(folder: str) -> None:
    for text in policy_texts(folder).values():
        head, found, _ = text.partition("\nlanguage 1\n")
        assert found
        assert all(line.startswith("#") for line in head.splitlines())
        assert "Source:" in head
        assert "invented" in head


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_policy_is_written_as_the_formatter_writes_it(folder: str) -> None:
    for name, text in policy_texts(folder).items():
        assert format_policy(text, name) == text, f"microcredit format {FOLDER / folder / name}"


def test_every_rule_has_one_folder() -> None:
    assert sorted(folder.partition("-")[0] for folder in FOLDERS) == sorted(RULES)


# The gallery

HEAD = """\
# A gallery of real rules

Award rules that institutions publish, each written as a policy. They are here to start from: find
the rule that is most like yours, copy it, and change the numbers. Each says where it is published;
the rules may have changed since. **The codes of modules, and the learners they were tried on, are
invented.** Where the published text leaves something open, the comment at the head of the policy
says which reading was taken.

The policies are also tests: each stands in `tests/corpus/rules/`, in a folder with a catalogue,
learners who pass, who fail and who are on the edge, and the verdicts expected of them.
"""


def test_the_gallery_shows_the_rules_as_they_stand() -> None:
    if REWRITE:
        PAGE.write_text(gallery(), encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == gallery()


def gallery() -> str:
    """The page of the documentation that shows every rule with its policy."""
    order = sorted(FOLDERS, key=lambda folder: RULES.index(folder.partition("-")[0]))
    rows = [_row(folder) for folder in order]
    table = ["| rule | from | what it stresses |", "| --- | --- | --- |", *rows]
    return "\n".join([HEAD, *table, "", *map(_section, order)])


def _row(folder: str) -> str:
    about = read_expected(folder)
    name = _heading(folder)
    return f"| [{name}](#{_anchor(name)}) | {about['from']} | {about['stresses']} |"


def _heading(folder: str) -> str:
    return f"{folder.partition('-')[0]} {read_expected(folder)['name']}"


def _anchor(heading: str) -> str:
    """The anchor that the documentation gives a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def _section(folder: str) -> str:
    about = read_expected(folder)
    lines = [f"## {_heading(folder)}", "", f"{about['from']}: {about['stresses']}.", ""]
    for name, text in policy_texts(folder).items():
        lines += [f"`tests/corpus/rules/{folder}/{name}`", ""]
        lines += ["```policy", text.rstrip("\n"), "```", ""]
    lines += [*_table(expected_verdicts(folder)), ""]
    for each in expected_together(folder):
        both = " and ".join(each.conferred) or "nothing"
        lines += [f"Together, `{each.learner}` on {each.on}: {both}. {each.because}", ""]
    return "\n".join(lines)


def _table(expected: Sequence[Expected]) -> list[str]:
    rows = [f"| `{e.learner}` | {e.award} | {e.on} | {e.outcome} | {_why(e)} |" for e in expected]
    return [
        "| learner | award | on | outcome | because |",
        "| --- | --- | --- | --- | --- |",
        *rows,
    ]


def _why(expected: Expected) -> str:
    """Why, and what the policy would need to say for it where it cannot say that yet."""
    if expected.waits is None:
        return expected.because
    return f"{expected.because} *Not decided so yet: {expected.waits}*"


def policy_texts(folder: str) -> dict[str, str]:
    """The policies of a folder by the name of their file."""
    paths = sorted((FOLDER / folder).glob("*.policy"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths}
