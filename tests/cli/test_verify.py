"""What ``microcredit verify`` accepts, what it rejects and why, and how it ends."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from microcredit.cli.main import main
from tests.plugins import install

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

ROOT = Path(__file__).parent.parent.parent
POLICY = "policies/hkuspace.policy"
CATALOGUE = "examples/hkuspace/catalogue"
LEARNERS = "examples/hkuspace/learners.json"
GIVEN = ("--policy", POLICY, "--catalogue", CATALOGUE, "--records", LEARNERS)


def audited(run: Run, *arguments: str) -> str:
    """The verdicts of learners, proven, one a line."""
    given = ("--catalogue", CATALOGUE, "--records", LEARNERS, "--on", "2026-03-01")
    result = run("audit", POLICY, *given, "--format", "json", "--prove", *arguments)
    assert result.exit_code == 0
    return result.stdout


def ada(run: Run, outcome: str = "earned") -> dict[str, Any]:
    """One learner's verdict on an award that is earned, or on another."""
    award = "certificate-pp" if outcome == "earned" else "diploma-pp"
    text = audited(run, "--learner", "surplus-left-out", "--award", award)
    document: dict[str, Any] = json.loads(text)
    assert document["outcome"] == outcome
    return document


def verified(run: Run, write: Write, *documents: dict[str, Any]) -> Result:
    text = "".join(f"{json.dumps(document)}\n" for document in documents)
    return run("verify", write("verdicts.jsonl", text), *GIVEN)


def test_every_verdict_on_the_example_learners_is_accepted(run: Run, write: Write) -> None:
    verdicts = audited(run)

    result = run("verify", write("verdicts.jsonl", verdicts), *GIVEN)

    number = len(verdicts.splitlines())
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{number} verdicts: {number} accepted, 0 rejected"


def test_one_verdict_is_answered_by_one_line(run: Run, write: Write) -> None:
    result = verified(run, write, ada(run))

    assert result.exit_code == 0
    said = "accepted  surplus-left-out: `certificate-pp` is earned as of 2026-03-01\n"
    assert result.stdout == said


def test_verdicts_are_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = audited(run, "--learner", "no-records")
    monkeypatch.chdir(ROOT)

    result = CliRunner().invoke(main, ["verify", "-", *GIVEN], input=text)

    assert result.exit_code == 0
    assert result.stdout.endswith("4 verdicts: 4 accepted, 0 rejected\n")


def test_another_policy_is_said_to_be_another(run: Run, write: Write) -> None:
    text = (ROOT / POLICY).read_text(encoding="utf-8")
    assert "size           30 credits" in text
    other = write(
        "hkuspace.policy", text.replace("size           30 credits", "size           24 credits")
    )
    verdict = write("verdict.json", json.dumps(ada(run)))

    result = run("verify", verdict, "--policy", other, *GIVEN[2:])

    assert result.exit_code == 1
    assert result.stdout == (
        "REJECTED  surplus-left-out: the policy is not the one that the verdict was made with\n"
    )


def test_other_records_are_said_to_be_others(run: Run, write: Write) -> None:
    learners = json.loads((ROOT / LEARNERS).read_text(encoding="utf-8"))
    mine = next(each for each in learners if each["learner"] == "surplus-left-out")
    mine["records"][0]["completed_on"] = "2022-06-29"
    verdict = write("verdict.json", json.dumps(ada(run)))

    records = write("learners.json", json.dumps(learners))
    result = run("verify", verdict, *GIVEN[:4], "--records", records)

    assert result.exit_code == 1
    assert "the learner's records are not those that the verdict was made with" in result.stdout


def test_another_catalogue_is_said_to_be_another(run: Run, write: Write, tmp_path: Path) -> None:
    for name in ("modules.csv", "areas.csv"):
        write(name, (ROOT / CATALOGUE / name).read_bytes() + (b"\n" if name[0] == "m" else b""))
    verdict = write("verdict.json", json.dumps(ada(run)))

    others = ("--catalogue", tmp_path.as_posix(), "--records", LEARNERS)
    result = run("verify", verdict, "--policy", POLICY, *others)

    assert result.exit_code == 1
    assert "the catalogue is not the one that the verdict was made with" in result.stdout


def forged() -> Iterator[tuple[str, str, Callable[[dict[str, Any]], None], str]]:
    """What somebody does to a verdict that is, or is not, earned, and what is said of it."""

    def turned(document: dict[str, Any]) -> None:
        document["outcome"] = document["proof"]["outcome"] = "earned"

    def fewer(document: dict[str, Any]) -> None:
        for holder in (document, document["proof"]["shown"][0]["earned"]):
            holder["allocation"].pop("AI101@2022-06-30")

    def titled(document: dict[str, Any]) -> None:
        document["title"] = "Certificate in Everything"

    def in_chinese(document: dict[str, Any]) -> None:
        document["titles"]["zh-Hant"] = "博士"

    def waived(document: dict[str, Any]) -> None:
        about = {"id": "w1", "kind": "waiver", "line": "size", "on": "2026-01-01", "by": "Dean"}
        document["decisions"] = [{**about, "why": "so", "authority": None, "status": "used"}]

    def smaller(document: dict[str, Any]) -> None:
        for way in document["proof"]["shown"][0]["refuted"]["ways"]:
            for each in way["because"]:
                each["refutation"] = {"sum": {"1": 1}}

    def half(document: dict[str, Any]) -> None:
        document["proof"]["shown"][0]["refuted"]["ways"][0]["because"].pop()

    def nobody(document: dict[str, Any]) -> None:
        document["learner"] = document["proof"]["learner"] = "nobody"

    def unproven(document: dict[str, Any]) -> None:
        document["proof"] = None

    def exhausted(document: dict[str, Any]) -> None:
        way = document["proof"]["shown"][0]["refuted"]["ways"][0]
        way["because"][0]["refutation"] = {"exhausted": 12}

    def unknown(document: dict[str, Any]) -> None:
        document["award"] = document["proof"]["award"] = "certificate-of-none"

    yield "turned", "not earned", turned, "it does not show that the award is earned"
    yield (
        "fewer",
        "earned",
        fewer,
        "the allocation for `certificate-pp` does not hold: `size` is not met",
    )
    yield "titled", "earned", titled, "the title is not what the proof shows"
    yield "in Chinese", "earned", in_chinese, "the title is not what the proof shows"
    yield "waived", "earned", waived, "the verdict rests on other decisions than its proof"
    yield "smaller", "not earned", smaller, "the refutation of `diploma-pp` fails: a sum of rows"
    yield "half", "not earned", half, "it does not say why `diploma-pp` is not earned with"
    yield "nobody", "earned", nobody, "no learner `nobody` can be read from the records"
    yield "unproven", "earned", unproven, "there is no proof: audit with `--prove`"
    yield "exhausted", "not earned", exhausted, "rests on a search of 12 steps, which cannot be"
    yield "unknown", "earned", unknown, "the policies have no award `certificate-of-none`"


FORGED = {name: (outcome, change, says) for name, outcome, change, says in forged()}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_verdict_is_rejected_with_the_reason(run: Run, write: Write, name: str) -> None:
    outcome, change, says = FORGED[name]
    document = ada(run, outcome)
    change(document)

    result = verified(run, write, document, ada(run))

    assert result.exit_code == 1
    assert says in result.stdout.splitlines()[0]
    assert result.stdout.splitlines()[0].startswith("REJECTED")
    assert result.stdout.splitlines()[1].startswith("accepted")
    assert result.stdout.splitlines()[2] == "2 verdicts: 1 accepted, 1 rejected"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("{", ":1: not JSON"),
        ("[1, 2]", ":1: expected a verdict, one JSON object a line"),
        ('{"format": "x", "format": "y"}', "a key stands twice in an object"),
        ("[" * 100_000, ":1: not JSON that can be read: it is nested too deeply"),
        ('{"a": ' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ("9" * 5_000, "a number has more than 4,300 digits"),
        ('{"format":\n "microcredit.verdict/1",\n}', ":1: not JSON: "),
        ('\n\n{"learner": ', ":3: not JSON: "),
        (b"\xff\xfe", "expected UTF-8"),
        ('{"format": "microcredit.error/1"}', "there is no verdict in it"),
    ],
)
def test_what_is_no_verdict_is_said_to_be_none(
    run: Run, write: Write, text: str | bytes, says: str
) -> None:
    result = run("verify", write("verdicts.jsonl", text), *GIVEN)

    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_a_verdict_may_stand_on_several_lines(run: Run, write: Write) -> None:
    pages = "\n\n".join(json.dumps(ada(run, name), indent=2) for name in ("earned", "not earned"))

    result = run("verify", write("verdicts.json", pages), *GIVEN)

    assert result.exit_code == 0
    assert result.stdout.endswith("2 verdicts: 2 accepted, 0 rejected\n")


def test_a_verdict_of_a_learner_who_cannot_be_read_is_not_looked_at(run: Run, write: Write) -> None:
    learners = json.loads((ROOT / LEARNERS).read_text(encoding="utf-8"))
    mine = next(each for each in learners if each["learner"] == "surplus-left-out")
    mine["records"][0]["completed_on"] = "2022-02-30"
    records = write("learners.json", json.dumps(learners))
    other = json.loads(audited(run, "--learner", "no-records", "--award", "diploma-pp"))
    texts = [json.dumps(each) for each in (ada(run), other)]

    result = run(
        "verify", write("verdicts.jsonl", "\n".join(texts)), *GIVEN[:4], "--records", records
    )

    assert result.exit_code == 2
    assert "the verdict of `surplus-left-out` cannot be looked at" in result.stderr
    assert "there is no such day as `2022-02-30`" in result.stderr
    assert result.stdout.endswith("2 verdicts: 1 accepted, 0 rejected, 1 not looked at\n")


def test_a_policy_of_two_files_alike_is_proven_and_verified(run: Run, write: Write) -> None:
    write("a.policy", "language 1\n")
    write("b.policy", "language 1\n")
    lines = 'import "a.policy" import "b.policy" framework hkqf award x "X" { size 6 credits }'
    policy = write("x.policy", f"language 1 {lines}")
    given = ("--catalogue", CATALOGUE, "--records", LEARNERS)
    asked = ("--learner", "surplus-left-out", "--on", "2026-03-01", "--format", "json", "--prove")
    verdict = write("verdict.json", run("audit", policy, *given, *asked).stdout)

    assert run("verify", verdict, "--policy", policy, *given).exit_code == 0


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    result = run("verify", "nowhere.jsonl", *GIVEN)

    assert result.exit_code == 2
    assert "nowhere.jsonl" in result.stderr


@pytest.mark.parametrize(
    "proof",
    [
        7,
        {},
        {"learner": "ada"},
        {"sum": 3},
    ],
)
def test_a_proof_that_is_none_is_rejected_and_not_a_traceback(
    run: Run, write: Write, proof: object
) -> None:
    document = ada(run)
    document["proof"] = proof

    result = verified(run, write, document)

    assert result.exit_code == 1
    assert result.stdout.startswith("REJECTED  surplus-left-out: the proof ")


def test_proven_verdicts_are_the_same_bytes_every_time(run: Run) -> None:
    assert audited(run, "--learner", "in-progress") == audited(run, "--learner", "in-progress")


def test_the_report_says_why_no_choice_earns_the_award(run: Run) -> None:
    given = ("--catalogue", CATALOGUE, "--records", LEARNERS, "--on", "2026-03-01")
    only = ("--learner", "surplus-left-out", "--award", "diploma-pp")

    proven = run("audit", POLICY, *given, *only, "--prove").stdout
    plain = run("audit", POLICY, *given, *only).stdout

    why = "Why no choice among the records earns it\n  `size` needs 60 credits; 36 can serve it\n"
    assert why in proven
    assert "Why no choice" not in plain


PLUGIN = """
from microcredit import Predicate

ODD = Predicate("odd", [], lambda record: record.id.endswith("1"))
"""

POLICY_OF_PLUGIN = """language 1
framework steps "Steps" { levels 1 to 7 credits "step" }
award main "Main" { size 6 credits require at least 1 module where odd() }
"""


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A folder with a policy that asks a plugin, and what commands there are given."""
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "site")
    install(tmp_path / "site", "odd-plugin", PLUGIN, {"odd": "ODD"})
    monkeypatch.chdir(tmp_path)
    Path("main.policy").write_text(POLICY_OF_PLUGIN)
    modules = "code,title,credits,level,areas\nP1,One,6,5,Physics\nP2,Two,6,5,Physics\n"
    Path("catalogue").mkdir()
    Path("catalogue/modules.csv").write_text(modules)
    Path("catalogue/areas.csv").write_text("area\nPhysics\n")
    rows = "ada,P1,passed,2025-01-31,r1\nbob,P2,passed,2025-01-31,r2\n"
    Path("records.csv").write_text(f"learner,module,status,completed_on,record\n{rows}")
    return ("--catalogue", "catalogue", "--records", "records.csv", "--plugin", "odd-plugin")


def test_a_policy_that_asks_a_plugin_is_verified_with_the_plugin(odd: tuple[str, ...]) -> None:
    asked = ["audit", "main.policy", *odd, "--on", "2026-03-01", "--format", "json", "--prove"]
    audited = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert audited.stderr == ""
    Path("verdicts.jsonl").write_text(audited.stdout)

    result = CliRunner().invoke(main, ["verify", "verdicts.jsonl", "--policy", "main.policy", *odd])

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "accepted  ada: `main` is earned as of 2026-03-01",
        "accepted  bob: `main` is not earned as of 2026-03-01",
        "2 verdicts: 2 accepted, 0 rejected",
    ]
