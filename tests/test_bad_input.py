"""Bad input is refused in words and in time: never a traceback, never another verdict instead.

Policies that cannot be meant end in 1 and say where; learners that cannot be read end in 2, and all
others are audited. What is merely very large or deep either works or is refused.
"""

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from microcredit.cli.main import main
from microcredit.engine.audit import audit, compile, outcome
from microcredit.errors import PolicyError, RecordError
from microcredit.language.format import format_policy
from microcredit.language.load import policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcript

CATALOGUE = Path(__file__).parent / "corpus" / "verdicts" / "catalogue"
ON = date(2026, 3, 1)
SECONDS = 60
"""The most of the processor's time that anything here may take, from the text to the report."""
FRAMEWORK = """language 1
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  grades letters { A = 4, B = 3, C = 2, D = 1, fail F }
}
"""
RECORD = {"module": "CS401", "status": "passed", "completed_on": "2025-01-31"}

Run = Callable[..., Result]
Write = Callable[[str, str], str]
T = TypeVar("T")


@pytest.fixture
def run() -> Run:
    """Runs a command line; an exception that reaches the top is one of the test as well."""

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run_command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives back its path."""

    def write_file(name: str, content: str) -> str:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path.as_posix()

    return write_file


def award(*lines: str) -> str:
    """A policy of one award with these lines."""
    return FRAMEWORK + 'award a "A" {\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def transcript(learner: str = "ada", **told: Any) -> dict[str, Any]:
    """A transcript, as in JSON, with one module passed."""
    return {
        "format": "microcredit.transcript/1",
        "learner": learner,
        "records": [RECORD],
        **told,
    }


def ada() -> Transcript:
    """A learner with one module passed."""
    day = date(2025, 1, 31)
    record = Record(id="r1", module="CS401", status="passed", completed_on=day, awarded_on=day)
    return Transcript("ada", (record,))


# Policies that cannot be meant

MISTAKES = {
    "contradictory limits": (
        award(
            'require low: at least 12 credits in "Law"',
            'require high: at most 6 credits in "Law"',
        ),
        "9:17: these two limits cannot both hold [contradiction]",
    ),
    "a limit below the size": (
        award("size 12 credits", "require high: at most 6 credits"),
        "9:17: these two limits cannot both hold [contradiction]",
    ),
    "contradictory limits inside a part": (
        award("part p {", "require at least 2 modules", "require at most 1 module", "}"),
        "10:11: these two limits cannot both hold [contradiction]",
    ),
    "a part of more than there is to choose": (
        award("part p choose 3 { part q { require all of CS401 } }"),
        "wants 3 where only 1 part is named [too-few-named]",
    ),
    "a level that there is not": (
        award("part p { require at least 6 credits at level 9 }"),
        "`steps` has no level 9 [unknown-level]",
    ),
    "an average that nobody reaches": (
        award("size 6 credits", "part p { require average grade at least 4.5 }"),
        "no average reaches this: the best grade has 4 points [never-holds]",
    ),
    "two levels at once": (
        award("part p { require at least 6 credits at level 5 at level 6 }"),
        "8:",
    ),
    "a limit on more than is asked for": (
        award(
            'part p { require at least 6 credits in "Law" at level 5',
            'require at most 0 credits in "Law" }',
        ),
        "[contradiction]",
    ),
    "a percentage over 100": (
        award("size 6 credits", 'require at least 120% of credits in "Law"'),
        "9:20: a share of more than the whole [over-100]",
    ),
    "a fraction over 1": (
        award("size 6 credits", 'require at least 3/2 of credits in "Law"'),
        "9:20: a share of more than the whole [over-100]",
    ),
    "a share of the smaller award over 100": (
        award("size 6 credits", "share at most 120% of the smaller award with b")
        + 'award b "B" { size 6 credits }\n',
        "9:17: a share of more than the whole [over-100]",
    ),
    "a choice of nothing": (
        award("part p choose 0 { part q { require all of CS401 } }"),
        "8:10: `choose 0` asks for nothing [not-positive]",
    ),
    "a choice from nothing": (
        award("part p choose 1 { }"),
        "8:10: `p` has no parts inside to choose from [nothing-inside]",
    ),
    "none of a list": (
        award("size 6 credits", "require 0 of CS401, CS402"),
        "9:11: `0 of` asks for nothing [not-positive]",
    ),
    "alternatives without conditions": (
        award("size 6 credits", "require either { } or { all of CS401 }"),
        "9:18: nothing stands in these braces [missing]",
    ),
    "a part that shares with itself": (
        award("part p { require all of CS401 }", "share at most 1 module between p and p"),
        "9:3: `p` cannot share with itself [share-with-itself]",
    ),
    "an award that shares with itself": (
        award("size 6 credits", "share nothing with a"),
        "9:22: `a` is this award itself [names-itself]",
    ),
    "an award that absorbs itself": (
        award("size 6 credits", "absorbs a"),
        "9:11: `a` is this award itself [names-itself]",
    ),
    "a cycle of defines": (
        'define x = y\ndefine y = z\ndefine z = in "Law" x\n'
        + award("size 6 credits", "require all of CS401", "require at least 1 credit x"),
        "goes round in a circle: `x` uses `y` uses `z` uses `x` [define-loop]",
    ),
    "a define of itself": (
        "define x = x\n" + award("size 6 credits", "require at least 1 credit x"),
        "1:12: goes round in a circle: `x` uses `x` [define-loop]",
    ),
    "two editions that overlap without end": (
        award("size 6 credits", "effective 2024-01-01 onwards")
        + 'award a "A" { size 12 credits effective 2025-01-01 onwards }\n',
        "11:31: two editions of `a` are in force from 2025-01-01 on [editions-overlap]",
    ),
    "two editions without periods": (
        award("size 6 credits") + 'award a "A" { size 12 credits }\n',
        "10:7: there are two awards `a` [duplicate-award]",
    ),
    "two editions for learners not plainly different": (
        award("size 6 credits", 'for learners mode is "evening"')
        + 'award a "A" { size 12 credits for learners entry is "early" }\n',
        "11:7: two editions of `a` are in force always [editions-overlap]",
    ),
    "a sign-off by nobody": (
        award("size 6 credits", 'require ok: attested by ""'),
        "9:",
    ),
    "a sign-off by a blank": (
        award("size 6 credits", 'require ok: attested by "  "'),
        "9:",
    ),
    "a sign-off by no name at all": (
        award("size 6 credits", "require ok: attested by"),
        "expected a text in quotes after `by` [syntax]",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_policy_that_cannot_be_meant_ends_in_1_and_says_where(
    mistake: str, run: Run, write: Write
) -> None:
    text, said = MISTAKES[mistake]
    policy = write("wrong.policy", text)
    records = write("ada.json", json.dumps(transcript()))

    checked = run("check", policy)
    audited = run("audit", policy, "--catalogue", f"{CATALOGUE}", "--records", records)

    for result in (checked, audited):
        assert result.exit_code == 1
        assert result.stdout == ""
        assert said in result.stderr
        assert "^" in result.stderr


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_policy_that_cannot_be_meant_is_one_error_with_all_its_diagnostics(mistake: str) -> None:
    text, _ = MISTAKES[mistake]

    with pytest.raises(PolicyError) as raised:
        policies_from_text(text)

    lines = text.count("\n")
    for diagnostic in raised.value.diagnostics:
        assert diagnostic.message
        assert 0 < diagnostic.span.line <= lines + 1


# Learners that cannot be read

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a sign-off by nobody": (
        {"attestations": [{"requirement": "ok", "by": "", "on": "2026-01-15"}]},
        "attestations[0], column `by`: expected a value",
    ),
    "a sign-off by a blank": (
        {"attestations": [{"requirement": "ok", "by": "  ", "on": "2026-01-15"}]},
        "attestations[0], column `by`: expected a value",
    ),
    "a sign-off that names nobody": (
        {"attestations": [{"requirement": "ok", "on": "2026-01-15"}]},
        "attestations[0], column `by`: expected a value",
    ),
    "a decision about another learner": (
        {
            "decisions": [
                {
                    "id": "w1",
                    "kind": "waiver",
                    "line": "ok",
                    "on": "2026-01-15",
                    "by": "Dean",
                    "why": "Agreed.",
                    "learner": "bo",
                }
            ]
        },
        "decisions[0], column `learner`: this decision is about another learner: `bo`",
    ),
    "a decision by nobody": (
        {
            "decisions": [
                {"id": "w1", "kind": "waiver", "line": "ok", "on": "2026-01-15", "why": "Agreed."}
            ]
        },
        "decisions[0], column `by`: an unsigned decision",
    ),
    "a record of another learner": (
        {"records": [{**RECORD, "learner": "bo"}]},
        "expected a record of `ada`, not of `bo`",
    ),
    "a fact that is a list": (
        {"facts": {"mode": ["evening"]}},
        "facts, column `mode`: expected text, a number, true or false, not a list",
    ),
    "a day of admission that is no day": (
        {"facts": {"admitted": "soon"}},
        "facts, column `admitted`: expected a date like `2026-03-01`, not `soon`",
    ),
    "a day of admission that is a number": (
        {"facts": {"admitted": 20250901}},
        "facts, column `admitted`: expected a date like `2026-03-01`, not `20250901`",
    ),
    "facts that are no object": (
        {"facts": ["evening"]},
        "column `facts`: expected an object, not a list",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_learner_who_cannot_be_read_ends_in_2_and_the_others_are_audited(
    fault: str, run: Run, write: Write
) -> None:
    told, said = REFUSED[fault]
    policy = write("good.policy", award("size 6 credits"))
    both = [transcript(**told), transcript("zoe")]
    records = write("learners.json", json.dumps(both))

    result = run(
        "audit", policy, "--catalogue", f"{CATALOGUE}", "--records", records, "--format", "json"
    )

    assert result.exit_code == 2
    assert said in result.stderr
    refused, audited = map(json.loads, result.stdout.splitlines())
    assert (refused["format"], refused["learner"]) == ("microcredit.error/1", "ada")
    assert (audited["learner"], audited["outcome"]) == ("zoe", "earned")


@pytest.mark.parametrize("fault", REFUSED)
def test_such_a_learner_is_one_error_of_records(fault: str, write: Write) -> None:
    told, said = REFUSED[fault]

    with pytest.raises(RecordError) as raised:
        read_transcript(write("ada.json", json.dumps(transcript(**told))))

    assert said in str(raised.value)


@pytest.mark.parametrize("condition", ["learner score at least 3", "not learner score at least 3"])
def test_a_fact_of_another_kind_than_is_asked_for_decides_nothing(
    condition: str, write: Write
) -> None:
    policy = policies_from_text(award("size 6 credits", f"require s: {condition}"))["a"]
    told = transcript(facts={"score": "high"})
    learner = read_transcript(write("ada.json", json.dumps(told)))

    refused: RecordError | None = None
    try:
        verdict = audit(policy, learner, on=ON, catalogue=read_catalogue(CATALOGUE))
    except RecordError as error:
        refused = error

    if refused is not None:
        assert "score" in str(refused)
    else:
        assert verdict.outcome == "undetermined"
        assert [each.field for each in verdict.depends_on] == ["score"]


def test_a_sign_off_on_another_requirement_counts_for_nothing(write: Write) -> None:
    policy = policies_from_text(award("size 6 credits", 'require ok: attested by "Dean"'))["a"]
    signed = {"requirement": "okay", "by": "Dean", "on": "2026-01-15"}
    catalogue = read_catalogue(CATALOGUE)

    def decided(**changed: str) -> str:
        told = transcript(attestations=[signed | changed])
        learner = read_transcript(write("ada.json", json.dumps(told)))
        return outcome(policy, learner, on=ON, catalogue=catalogue)

    assert decided() == decided(requirement="ok", by="Registrar") == "pending"
    assert decided(requirement="ok", on="2026-03-02") == "pending"
    assert decided(requirement="ok") == "earned"


def test_a_document_nested_without_end_is_refused(run: Run, write: Write) -> None:
    policy = write("good.policy", award("size 6 credits"))
    for deep in ("[" * 100_000 + "]" * 100_000, '{"facts": ' * 5_000 + "1" + "}" * 5_000):
        records = write("deep.json", deep)

        result = run("audit", policy, "--catalogue", f"{CATALOGUE}", "--records", records)

        assert result.exit_code == 2
        assert "deep in one another" in result.stderr


# Deep

DEEP: dict[str, Callable[[int], str]] = {
    "parts": lambda n: award(
        "size 6 credits",
        "".join(f"part p{i} {{ " for i in range(n)) + "require all of CS401" + " }" * n,
    ),
    "alternatives": lambda n: award(
        "require "
        + "either { " * n
        + "at least 1 credit"
        + " } or { at least 6 credits }" * n
    ),
    "amounts": lambda n: award(
        "require at least " + "the greater of 1 credit and " * n + "6 credits"
    ),
    "defines": lambda n: (
        "".join(f"define d{i} = d{i + 1}\n" for i in range(n))
        + f"define d{n} = at level 4\n"
        + award("size 6 credits", "require at least 6 credits d0")
    ),
    "awards": lambda n: award("size 6 credits")
    + "".join(
        f'award a{i} "A" {{ size 6 credits require award a{i - 1 if i else ""} }}\n'
        for i in range(n)
    ),
    "relations": lambda n: award("size 6 credits")
    + "".join(
        f'award a{i} "A" {{ size 6 credits includes a{i - 1 if i else ""} }}\n'
        for i in range(n)
    ),
}  # fmt: skip


def read_or_refused(read: Callable[[], T], deep: int) -> T | None:
    """What reading gives; none where it is refused, for being more than a hundred deep."""
    refused: PolicyError | None = None
    try:
        return read()
    except PolicyError as error:
        refused = error
    assert deep > 100, f"{refused}"
    assert "deep" in f"{refused}" or "long" in f"{refused}"
    return None


@pytest.mark.parametrize("deep", [90, 200, 2_000])
@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_deep_is_decided_or_refused_in_words(kind: str, deep: int) -> None:
    text = DEEP[kind](deep)
    began = time.process_time()
    policies = read_or_refused(lambda: policies_from_text(text), deep)
    if policies is not None:
        ready = compile(policies[list(policies)[-1]], catalogue=read_catalogue(CATALOGUE))
        verdict = audit(ready, ada(), on=ON)
        assert verdict.earned or (verdict.outcome == "undetermined" and verdict.bounds)
        assert outcome(ready, ada(), on=ON) == verdict.outcome
        assert f"{verdict}"
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("deep", [90, 200])
@pytest.mark.parametrize("kind", ["parts", "alternatives", "amounts", "defines"])
def test_what_is_nested_deep_is_formatted_or_refused_in_words(kind: str, deep: int) -> None:
    formatted = read_or_refused(lambda: format_policy(DEEP[kind](deep)), deep)
    assert formatted is None or format_policy(formatted) == formatted


def test_200_nested_parts_end_in_1_on_the_command_line(run: Run, write: Write) -> None:
    policy = write("deep.policy", DEEP["parts"](200))

    for command in (["check", policy], ["format", "--check", policy]):
        result = run(*command)
        assert result.exit_code == 1
        assert "braces may be at most 100 deep [too-deep]" in result.stderr


# Many

MANY = 10_000


def wide_catalogue() -> Catalogue:
    """The shared catalogue and as many modules more as there are requirements."""
    small = read_catalogue(CATALOGUE)
    one = small.modules["CS402"]
    more = {f"M{i}": evolve(one, code=f"M{i}") for i in range(MANY)}
    return Catalogue({**small.modules, **more}, small.areas)


MANY_OF_A_KIND: dict[str, tuple[Callable[[int], str], str, int]] = {
    "limits that hold": (
        lambda i: f"at most {i % 20 + 1} credits at level {i % 3 + 4} from CS402, M{i}",
        "earned",
        0,
    ),
    "amounts, one list after another": (
        lambda i: f"at least 1 credit from CS402, M{i}, CS401",
        "earned",
        0,
    ),
    "amounts that are not reached": (
        lambda i: f"at least {i % 20 + 1} credits from CS402, M{i}",
        "not earned",
        MANY,
    ),
}


@pytest.mark.parametrize("kind", MANY_OF_A_KIND)
def test_ten_thousand_requirements_are_decided_in_time(kind: str) -> None:
    line, decided, unmet = MANY_OF_A_KIND[kind]
    text = award("size 6 credits", *(f"require r{i}: {line(i)}" for i in range(MANY)))
    catalogue = wide_catalogue()
    began = time.process_time()

    policy = policies_from_text(text)["a"]
    ready = compile(policy, catalogue=catalogue)
    assert outcome(ready, ada(), on=ON) == decided
    verdict = audit(ready, ada(), on=ON)
    report = f"{verdict}"

    assert time.process_time() - began < SECONDS
    assert verdict.outcome == decided
    assert sum(not reason.met for reason in verdict.requirements) == unmet
    assert report.count("\n") > MANY
