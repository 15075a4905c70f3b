"""Bad input to the graph, progress, timelines and suppositions: markup stays text, the ends of the
calendar are days, and awards in a circle are named link by link."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import microcredit as mc
from microcredit.cli.main import main
from microcredit.graph.progress_page import progress_page
from microcredit.graph.timeline import timeline_page
from microcredit.model.learner import Transcript
from microcredit.reports.terminal import shown

ON = date(2026, 3, 1)
MARKUP = "<script>alert(1)</script> [bold]x[/] [/nope] `a`|&amp; ]]> --> end;"
ESCAPES = "\x1b]0;pwned\x07"
DRAWN = {"svg", "title", "defs", "marker", "path", "rect", "text", "g"}
POLICY = f"""language 1
institution "{MARKUP}"
framework hkqf
award a "{MARKUP}" {{
  size 6 credits
  require r "{MARKUP}": at least 6 credits in "{MARKUP}"
}}
award b "B" {{
  size 12 credits
  require award a
}}
"""
MODULE = {"credits": 6, "scheme": "QF credit", "level": 4, "areas": [MARKUP]}


@pytest.fixture
def college(tmp_path: Path) -> Path:
    """A folder where whatever can have a name has markup for one."""
    modules = [{"code": code, "title": MARKUP, **MODULE} for code in ("M1", "M2")]
    passed = {"module": "M1", "status": "passed", "completed_on": "2025-01-31"}
    learner = {"format": "microcredit.transcript/1", "learner": MARKUP, "records": [passed]}
    catalogue = {"format": "microcredit.catalogue/1", "modules": modules}
    (tmp_path / "a.policy").write_text(POLICY, encoding="utf-8")
    (tmp_path / "catalogue.json").write_text(
        json.dumps({**catalogue, "areas": [{"area": MARKUP}]}), encoding="utf-8"
    )
    (tmp_path / "learners.json").write_text(json.dumps([learner]), encoding="utf-8")
    return tmp_path


def run(college: Path, command: str, *arguments: str) -> Result:
    given = [command, (college / "a.policy").as_posix(), "--on", ON.isoformat()]
    given += ["--catalogue", (college / "catalogue.json").as_posix()]
    if command != "graph":
        given += ["--records", (college / "learners.json").as_posix()]
    return CliRunner().invoke(main, [*given, *arguments], catch_exceptions=False)


def loaded(college: Path) -> tuple[mc.Catalogue, Mapping[str, mc.CheckedPolicy], Transcript]:
    catalogue = mc.read_catalogue(college / "catalogue.json")
    policies = mc.load_policies(college / "a.policy", vocabulary=catalogue.vocabulary)
    return catalogue, policies, mc.read_transcripts(college / "learners.json").transcripts[0]


@pytest.mark.parametrize("asked", [(), ("--every-module",), ("--module", "M1"), ("--award", "b")])
def test_markup_in_names_stays_text_in_a_drawing(college: Path, asked: tuple[str, ...]) -> None:
    pytest.importorskip("igraph")
    drawing = run(college, "graph", "--format", "svg", *asked).stdout
    tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(drawing).iter()}

    assert tags <= DRAWN
    assert "&lt;script" in drawing


@pytest.mark.parametrize("asked", [(), ("--every-module",), ("--module", "M1"), ("--award", "b")])
def test_markup_in_names_stays_text_in_mermaid(college: Path, asked: tuple[str, ...]) -> None:
    diagram = run(college, "graph", "--format", "mermaid", *asked).stdout

    assert "#60;script#62;" in diagram
    assert "<script" not in diagram
    assert "`" not in diagram


def test_markup_in_names_stays_text_on_a_terminal(college: Path) -> None:
    catalogue, policies, learner = loaded(college)
    pages = [
        progress_page(mc.progress(policies, learner, on=ON, catalogue=catalogue)),
        timeline_page(mc.timeline(policies, learner, on=ON, catalogue=catalogue)),
    ]

    for page in pages:
        assert MARKUP in shown(page, width=200)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("graph", ("--award",)),
        ("graph", ("--module",)),
        ("graph", ("--without",)),
        ("graph", ("--to", "b", "--from")),
        ("graph", ("--from", "M1", "--to")),
        ("progress", ("--learner",)),
        ("progress", ("--award",)),
        ("progress", ("--if-passed",)),
        ("progress", ("--if-failed",)),
        ("progress", ("--if-theme",)),
        ("audit", ("--if-edition",)),
        ("audit", ("--if-granted",)),
        ("audit", ("--if-fact",)),
        ("timeline", ("--learner",)),
        ("timeline", ("--from",)),
    ],
)
def test_escape_sequences_in_what_is_asked_never_reach_a_terminal(
    college: Path, command: str, asked: tuple[str, ...]
) -> None:
    result = run(college, command, *asked, ESCAPES)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "pwned" in result.stderr
    assert not {"\x1b", "\x07"} & set(result.stderr)


def test_a_new_name_for_an_area_with_escape_sequences_never_reaches_a_terminal(
    college: Path,
) -> None:
    result = run(college, "graph", "--rename-area", f"{MARKUP}={ESCAPES}")

    assert result.exit_code == 0
    assert not {"\x1b", "\x07"} & set(result.stdout)


@pytest.mark.parametrize("command", ["progress", "timeline", "audit"])
def test_who_cannot_be_read_keeps_nobody_else_from_an_answer(college: Path, command: str) -> None:
    everybody = json.loads((college / "learners.json").read_text())
    everybody.append({**everybody[0], "learner": ESCAPES})
    everybody.append({**everybody[0], "learner": "zoe", "records": [{"module": "M1"}]})
    (college / "learners.json").write_text(json.dumps(everybody))
    result = run(college, command, "--format", "json")
    written = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 2
    assert not {"\x1b", "\x07"} & set(result.stdout + result.stderr)
    assert {each["learner"] for each in written if "error" not in each["format"]} == {MARKUP}
    assert "zoe" in {each["learner"] for each in written if "error" in each["format"]}


@pytest.mark.parametrize("on", [date.min, date.max, date(2024, 2, 29)])
def test_any_day_of_the_calendar_has_an_answer(college: Path, on: date) -> None:
    catalogue, policies, learner = loaded(college)
    progress = mc.progress(policies, learner, on=on, catalogue=catalogue)
    timeline = mc.timeline(policies, learner, on=on, catalogue=catalogue)

    assert progress["a"].outcome == ("earned" if on == date.max else "not earned")
    assert timeline.start <= on <= timeline.until
    assert mc.stacking(policies, catalogue=catalogue, on=on).unreachable().awards == ()


@pytest.mark.parametrize("on", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", ["graph", "progress", "timeline"])
def test_a_day_that_nobody_can_mean_is_refused(college: Path, command: str, on: str) -> None:
    result = run(college, command, "--on", on)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "--on: expected a year from 1900 to 2200" in result.stderr


def test_a_timeline_of_more_records_than_anybody_has_is_refused_and_others_are_shown(
    college: Path,
) -> None:
    everybody = json.loads((college / "learners.json").read_text())
    passed = everybody[0]["records"][0]
    many = [{**passed, "record": str(number)} for number in range(10_000)]
    everybody.append({**everybody[0], "learner": "zoe", "records": many})
    (college / "learners.json").write_text(json.dumps(everybody))
    result = run(college, "timeline")

    assert result.exit_code == 2
    assert "a timeline is of at most 500 records, and these are 10,000" in result.stderr
    assert f"Awards of {MARKUP} over time" in result.stdout


def test_awards_that_need_each_other_in_a_circle_are_named_link_by_link(college: Path) -> None:
    catalogue, _, learner = loaded(college)
    policies = {}
    for one, next_ in ("ab", "bc", "ca"):
        path = college / f"{one}.policy"
        path.write_text(
            'language 1\ninstitution "I"\nframework hkqf\n'
            f'award {one} "One" {{ size 6 credits require award {next_} }}\n'
            f'award {next_} "Next" {{ size 6 credits }}\n'
        )
        policies[one] = mc.load_policies(path, vocabulary=catalogue.vocabulary)[one]

    with pytest.raises(mc.StackingCycleError, match="a needs b needs c needs a"):
        mc.progress(policies, learner, on=ON, catalogue=catalogue)
    (loop,) = mc.stacking(policies, catalogue=catalogue, on=ON).loops()
    assert loop.links == ("a", "b", "c", "a")
