"""What ``microcredit graph`` shows, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result

from tests.plugins import install

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

HKUSPACE = ("policies/hkuspace.policy", "--catalogue", "examples/hkuspace/catalogue")
HARBOUR = ("examples/together/harbour.policy", "--catalogue", "examples/together/catalogue")
ON = ("--on", "2026-03-01")


def graph(run: Run, *arguments: str, of: tuple[str, ...] = HARBOUR) -> Result:
    return run("graph", *of, *ON, *arguments)


def test_without_a_question_the_whole_graph_is_shown(run: Run) -> None:
    result = graph(run)

    assert result.exit_code == 0
    assert result.stdout.startswith("Stacking graph, as of 2026-03-01\n")
    assert "├─ absorbs certificate-data, Certificate in Data\n" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--module", "D1"], "counts toward  data.1  at least 18 credits in"),
        (["--award", "diploma-data"], "absorbs  certificate-data  Certificate in Data"),
        (["--from", "D1", "--to", "diploma"], "diploma-data, Diploma in Data and Law, absorbs"),
        (["--from", "certificate-data", "--to", "diploma-data"], "1 pathway\n"),
        (["--bottlenecks"], "3 awards have none\n"),
        (["--bottlenecks", "--award", "diploma-data"], "1 award has none\n"),
        (["--without", "D1"], "24 credits on offer become 18\n"),
        (["--rename-area", "Data=Figures"], "harbour.policy:12  certificate-data"),
        (["--unreachable"], "There are none.\n"),
    ],
)
def test_every_question_has_its_option(run: Run, arguments: list[str], said: str) -> None:
    result = graph(run, *arguments)

    assert result.exit_code == 0
    assert said in result.stdout


@pytest.mark.parametrize(
    ("arguments", "question"),
    [
        ([], "overview"),
        (["--module", "D1"], "counts toward"),
        (["--award", "diploma-data"], "built from"),
        (["--from", "D1", "--to", "diploma"], "pathways"),
        (["--bottlenecks"], "bottlenecks"),
        (["--without", "D1"], "withdrawn"),
        (["--rename-area", "Data=Figures"], "renamed"),
        (["--unreachable"], "unreachable"),
    ],
)
def test_every_answer_is_one_json_object(run: Run, arguments: list[str], question: str) -> None:
    result = graph(run, *arguments, "--format", "json")
    found: dict[str, Any] = json.loads(result.stdout)

    assert result.stdout.count("\n") == 1
    assert (found["format"], found["question"]) == ("microcredit.graph/1", question)


@pytest.mark.parametrize(
    "arguments",
    [[], ["--module", "D1"], ["--award", "diploma-data"], ["--from", "D1", "--to", "diploma"]],
)
def test_what_is_no_list_can_be_drawn(run: Run, arguments: list[str]) -> None:
    drawn = ElementTree.fromstring(graph(run, *arguments, "--format", "svg").stdout)

    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert graph(run, *arguments, "--format", "mermaid").stdout.startswith("flowchart LR\n")


def test_a_diagram_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "wall.svg"
    result = graph(run, "--format", "svg", "--out", str(out), of=HKUSPACE)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("wall.svg\n")
    assert "Diploma in Professional" in out.read_text(encoding="utf-8")


def test_every_module_is_named_in_a_diagram_where_that_is_asked(run: Run) -> None:
    brief = graph(run, "--format", "mermaid", of=HKUSPACE).stdout
    whole = graph(run, "--format", "mermaid", "--every-module", of=HKUSPACE).stdout

    assert "AI101" not in brief
    assert "AI101" in whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--module", "D1", "--award", "x"], "--module and --award are two questions"),
        (["--bottlenecks", "--unreachable"], "--bottlenecks and --unreachable are two questions"),
        (["--from", "D1"], "--to is missing"),
        (["--to", "D1"], "--from is missing"),
        (["--without", "D1", "--format", "svg"], "is a list: --format text or json"),
        (["--bottlenecks", "--format", "mermaid"], "is a list: --format text or json"),
        (["--every-module"], "--every-module is for diagrams"),
        (["--every-module", "--format", "svg", "--module", "D1"], "--every-module is for diagrams"),
        (["--module", "D"], "there is no module `D`: did you mean"),
        (["--award", "diploma-dta"], "did you mean `diploma-data`?"),
        (["--from", "nowhere", "--to", "diploma"], "there is no award or module `nowhere`"),
        (["--from", "D1", "--to", "diplom"], "did you mean `diploma`"),
        (["--without", "X9"], "there is no module `X9`"),
        (["--rename-area", "Data"], "takes the old name and the new one: OLD=NEW"),
        (["--rename-area", "Data= Data"], "`Data` is its name already"),
        (["--rename-area", "=Data"], "takes the old name and the new one: OLD=NEW"),
        (["--rename-area", "Dat=Figures"], "there is no area `Dat`: did you mean `Data`?"),
        (["--on", "soon"], "--on: "),
        (["--format", "png"], "png"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_plain_words(
    run: Run, arguments: list[str], said: str
) -> None:
    result = graph(run, *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_file_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    result = graph(run, "--out", str(tmp_path / "no" / "file"))

    assert result.exit_code == 2
    assert "no such file or directory" in result.stderr


def test_a_catalogue_that_lacks_what_a_policy_names_is_refused(run: Run, write: Write) -> None:
    policy = write("p.policy", 'language 1\naward a "A" { size 6 credits require all of ZZ1 }\n')
    result = run("graph", policy, *HARBOUR[1:])

    assert result.exit_code == 1
    assert "unknown module `ZZ1`" in result.stderr


def test_prerequisites_in_a_circle_are_refused_with_every_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("area,under\nLaw,\n")
    (tmp_path / "modules.csv").write_text(
        "code,title,credits,areas,prerequisites\nA,A,6,Law,B\nB,B,6,Law,C\nC,C,6,Law,A\n"
    )
    result = run("graph", HARBOUR[0], "--catalogue", str(tmp_path))

    assert result.exit_code == 2
    assert (
        "modules are prerequisites of one another in a circle: `A`, which has the prerequisite "
        "`B`, which has the prerequisite `C`, which has the prerequisite `A`"
    ) in result.stderr


def test_a_plugins_predicate_is_asked_of_the_modules(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, write: Write
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    code = """
        from microcredit import Predicate

        def judge(record):
            return record.module in ("D1", "D2", "D3")

        STARRED = Predicate("starred", [], judge)
    """
    install(tmp_path, "graph-kit", code, predicates={"starred": "STARRED"})
    text = (
        'language 1\nframework hkqf\naward a "A" {\n  size 6 credits\n'
        "  require stars: at least 6 credits where starred()\n}\n"
    )
    result = run(
        "graph", write("p.policy", text), *HARBOUR[1:], "--plugin", "graph-kit", "--award", "a"
    )

    assert result.exit_code == 0, result.stderr
    assert "3 modules" in result.stdout
