"""What a command reads it does not write over, and what holds nothing is told as such."""

from datetime import date
from pathlib import Path

import pytest

import microcredit as mc
from tests.cli.conftest import Run, Write

POLICY = """language 1
framework steps "Steps" { levels 1 to 7 credits "step" }
institution "Harbour College"
award a "A" { size 6 credits }
"""
MODULES = "code,title,credits,scheme,level,areas\nM1,One,6,step,4,\n"
RECORDS = "learner,module,completed_on,status\nada,M1,2025-01-31,passed\n"


@pytest.fixture
def college(tmp_path: Path) -> Path:
    """A folder with a policy, a catalogue and records."""
    (tmp_path / "a.policy").write_text(POLICY)
    (tmp_path / "modules.csv").write_text(MODULES)
    (tmp_path / "areas.csv").write_text("area\n")
    (tmp_path / "records.csv").write_text(RECORDS)
    return tmp_path


@pytest.mark.parametrize("policy", ["a.policy", "."])
@pytest.mark.parametrize("read", ["a.policy", "modules.csv"])
def test_a_graph_is_not_written_over_what_it_is_drawn_from(
    run: Run, college: Path, policy: str, read: str
) -> None:
    before = (college / read).read_text()
    found = run(
        "graph",
        (college / policy).as_posix(),
        "--catalogue",
        college.as_posix(),
        "--out",
        (college / read).as_posix(),
    )

    assert found.exit_code == 2
    assert "is read too: give it another name" in found.stderr
    assert (college / read).read_text() == before


def test_a_graph_is_written_over_an_earlier_one(run: Run, college: Path) -> None:
    asked = ("graph", college.as_posix(), "--catalogue", college.as_posix(), "--format", "json")
    out = college / "graph.json"

    assert run(*asked, "--out", out.as_posix()).exit_code == 0
    assert run(*asked, "--out", out.as_posix()).exit_code == 0


@pytest.mark.parametrize("told", ["records.csv", "./records.csv"])
def test_near_completers_are_not_written_over_the_records(
    run: Run, college: Path, told: str
) -> None:
    found = run(
        "progress",
        (college / "a.policy").as_posix(),
        *("--catalogue", college.as_posix(), "--records", (college / "records.csv").as_posix()),
        *("--within", "6", "--out", f"{college.as_posix()}/{told}"),
    )

    assert found.exit_code == 2
    assert (college / "records.csv").read_text() == RECORDS


def test_near_completers_from_python_spare_the_records_too(college: Path) -> None:
    catalogue = mc.read_catalogue(college)
    policies = mc.load_policies(college / "a.policy", vocabulary=catalogue.vocabulary)
    records = college / "records.csv"

    with pytest.raises(mc.MicrocreditError, match="is read too: give the output another name"):
        mc.near_completers(
            policies, records, records, on=date(2026, 3, 1), catalogue=catalogue, within=6
        )
    assert records.read_text() == RECORDS


@pytest.mark.parametrize("command", ["audit", "progress", "timeline"])
def test_policies_without_an_award_are_refused(run: Run, college: Path, command: str) -> None:
    (college / "a.policy").write_text("language 1\n")
    found = run(
        command,
        (college / "a.policy").as_posix(),
        *("--catalogue", college.as_posix(), "--records", (college / "records.csv").as_posix()),
    )

    assert (found.exit_code, found.stdout) == (2, "")
    assert "there is no award in what is given as POLICY" in found.stderr


@pytest.mark.parametrize("command", ["audit", "progress", "timeline"])
def test_records_of_nobody_are_told_as_such(
    run: Run, write: Write, college: Path, command: str
) -> None:
    found = run(
        command,
        (college / "a.policy").as_posix(),
        *("--catalogue", college.as_posix(), "--records", write("none.json", "[]")),
    )

    assert found.exit_code == 0
    assert "none.json: warning: there is no learner in it" in found.stderr
