"""The frameworks that come with the package, as their page says, and those that are imported."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve

from microcredit.engine.audit import audit
from microcredit.engine.verdict import Verdict
from microcredit.errors import PolicyError, RecordError
from microcredit.language import syntax
from microcredit.language.check_framework import shipped_frameworks
from microcredit.language.load import load_policies, policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.module import Module
from microcredit.model.record import Record
from microcredit.shipped import read_shipped

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip("`"): cells[1:]
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}
IDS = sorted(ROWS)
DONE = date(2025, 6, 30)
ON = date(2026, 3, 1)


def framework(id: str) -> syntax.Framework:
    found = policies_from_text(f'framework {id}\naward a "A" {{ size 6 credits }}')["a"].framework
    assert found is not None
    return found


def in_quotes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def passed(
    module: str, credits: str, level: int, *, scheme: str | None = None, grade: str | None = None
) -> Record:
    return Record(
        id=module,
        module=module,
        status="passed",
        completed_on=DONE,
        awarded_on=DONE,
        credits=Fraction(credits),
        scheme=scheme,
        level=level,
        grade=grade,
    )


def verdict(id: str, lines: str, records: Iterable[Record]) -> Verdict:
    """The verdict on an award in this framework, for a learner with these records."""
    records = tuple(records)
    modules = {r.module: Module(r.module, r.module, Fraction(1), None, ()) for r in records}
    policy = policies_from_text(f'framework {id}\naward a "A" {{ {lines} }}')["a"]
    return audit(policy, Transcript("ada", records), on=ON, catalogue=Catalogue(modules, {}))


# What the page says


def test_the_page_lists_the_frameworks_that_are_there() -> None:
    assert set(ROWS) == shipped_frameworks()
    assert {"hkqf", "ects", "uk-cats", "us-semester", "us-quarter"} <= set(ROWS)
    assert {"aqf", "nzqf", "skillsfuture"} <= set(ROWS)


@pytest.mark.parametrize("id", IDS)
def test_a_shipped_framework_is_as_the_page_says(id: str) -> None:
    levels, credit, hours, scales, converts, _ = ROWS[id]
    found = framework(id)

    lowest, highest = found.levels
    assert levels == f"{lowest} to {highest}"
    assert credit == f"`{found.credit.text}`"
    assert hours == ("not stated" if found.hours is None else str(found.hours))
    assert in_quotes(scales) == [scale.name for scale in found.scales]
    assert (scales == "none") == (not found.scales)
    assert converts == (
        ", ".join(f"1 `{each.scheme.text}` = {each.worth}" for each in found.conversions)
        or "nothing"
    )


@pytest.mark.parametrize("id", IDS)
def test_the_sources_of_the_page_are_in_the_comment_of_the_file(id: str) -> None:
    text = read_shipped("policies", "frameworks", f"{id}.policy")
    comment, _, lines = text.partition("language 1")
    sites = re.findall(r"[a-z0-9-]+(?:\.[a-z0-9-]+){1,3}", ROWS[id][-1])

    assert sites
    assert [site for site in sites if site not in comment] == []
    assert "Source: " in comment
    assert f"framework {id} " in lines


@pytest.mark.parametrize("id", IDS)
def test_a_shipped_framework_has_no_calendar_and_no_award(id: str) -> None:
    assert framework(id).calendar is None
    assert (
        "award "
        not in read_shipped("policies", "frameworks", f"{id}.policy").partition("language 1")[2]
    )


# Conversions


@pytest.mark.parametrize("id", IDS)
def test_a_conversion_and_its_way_back_undo_each_other(id: str) -> None:
    there = framework(id)
    others = {other.credit.text: other for other in map(framework, IDS) if other.id.text != id}

    for conversion in there.conversions:
        back = others[conversion.scheme.text].conversions
        worths = [each.worth for each in back if each.scheme.text == there.credit.text]
        assert [conversion.worth * worth for worth in worths] == [1]


@pytest.mark.parametrize(
    ("id", "scheme", "credits", "worth"),
    [
        ("us-semester", "quarter hour", "4", Fraction(8, 3)),
        ("us-semester", "quarter hour", "45", Fraction(30)),
        ("us-quarter", "semester hour", "3", Fraction(9, 2)),
        ("ects", "CATS credit", "15", Fraction(15, 2)),
        ("uk-cats", "ECTS", "7.5", Fraction(15)),
    ],
)
def test_credits_of_the_other_scheme_are_worth_exactly_so_much(
    id: str, scheme: str, credits: str, worth: Fraction
) -> None:
    level = framework(id).levels[1]
    found = verdict(
        id, "require study: at least 1 credits", [passed("A1", credits, level, scheme=scheme)]
    )

    assert found.outcome == "earned"
    assert [counted.credits for counted in found.counted] == [worth]


def test_three_courses_of_four_quarter_hours_are_eight_semester_hours_and_no_less() -> None:
    courses = [passed(f"Q{n}", "4", 300, scheme="quarter hour") for n in (1, 2, 3)]

    assert verdict("us-semester", "size 8 credits", courses).outcome == "earned"
    assert verdict("us-semester", "size 8 credits", courses[:2]).outcome == "not earned"
    assert verdict("us-semester", "size 8.000001 credits", courses).outcome == "not earned"


@pytest.mark.parametrize("id", IDS)
def test_credits_of_a_scheme_that_is_not_converted_are_refused(id: str) -> None:
    foreign = passed("X1", "6", framework(id).levels[1], scheme="credit of the moon")

    with pytest.raises(RecordError, match="credit of the moon"):
        verdict(id, "size 6 credits", [foreign])


# Awards


@pytest.mark.parametrize("id", IDS)
def test_an_award_in_a_shipped_framework_asks_for_its_highest_level(id: str) -> None:
    lowest, highest = framework(id).levels
    own = framework(id).credit.text
    lines = f"size 12 credits require upper: at least 6 credits at level {highest}"
    low, top = passed("L1", "6", lowest, scheme=own), passed("H1", "6", highest)

    assert verdict(id, lines, [low, top]).outcome == "earned"
    assert verdict(id, lines, [low, passed("L2", "6", highest - 1)]).outcome == "not earned"


@pytest.mark.parametrize("id", IDS)
def test_a_level_that_a_shipped_framework_does_not_have_is_a_mistake(id: str) -> None:
    lowest, highest = framework(id).levels
    for level in (lowest - 1, highest + 1):
        with pytest.raises(PolicyError, match=f"`{id}` has no level {level}"):
            verdict(id, f"size 6 credits require at least 3 credits at level {level}", [])


@pytest.mark.parametrize("id", ["us-semester", "us-quarter"])
def test_letters_are_worth_points_and_pass_fail_grades_are_not(id: str) -> None:
    lines = "size 9 credits require mean: average grade at least 3.35"
    good = [passed("A1", "3", 300, grade="A"), passed("B1", "3", 300, grade="B-")]

    # Four and 2.7 make 3.35 exactly; what is passed without points does not lower it.
    assert verdict(id, lines, [*good, passed("P1", "3", 300, grade="P")]).outcome == "earned"
    assert verdict(id, lines, [*good, passed("D1", "3", 300, grade="C+")]).outcome == "not earned"


@pytest.mark.parametrize("id", ["us-semester", "us-quarter"])
def test_letters_fall_by_three_or_four_tenths_from_a_to_d_minus(id: str) -> None:
    letters, pass_fail = framework(id).scales
    points = [grade.points for grade in letters.grades if grade.points is not None]

    codes = " ".join(grade.code.text for grade in letters.grades)
    assert codes == "A A- B+ B B- C+ C C- D+ D D- F"
    assert (points[0], points[-2], points[-1]) == (Fraction(4), Fraction(7, 10), Fraction(0))
    assert {10 * (a - b) for a, b in pairwise(points[:-1])} == {3, 4}
    assert [g.code.text for g in letters.grades if not g.passing] == ["F"]
    assert [g.code.text for g in pass_fail.grades if not g.passing] == ["NP", "U", "NC"]


@pytest.mark.parametrize("id", ["us-semester", "us-quarter"])
def test_an_f_is_worth_nothing_in_an_average_of_all_attempts_and_enters_no_other(id: str) -> None:
    records = [
        passed("A1", "3", 300, grade="A"),
        passed("B1", "3", 300, grade="B"),
        evolve(passed("F1", "3", 300, grade="F"), status="failed"),
    ]
    all_attempts = "size 6 credits require mean: average grade of all attempts at least"

    assert verdict(id, f"{all_attempts} 2.33", records).outcome == "earned"
    assert verdict(id, f"{all_attempts} 2.34", records).outcome == "not earned"
    counted = verdict(id, "size 6 credits require mean: average grade at least 3.5", records)
    assert counted.outcome == "earned"
    passing = verdict(id, "require all of F1", records)
    assert passing.outcome == "not earned"


# Imports


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def page_files() -> dict[str, str]:
    """The files of the page: its blocks that begin with the name of a file."""
    blocks = re.findall(r"```policy\n(# (\S+\.policy)\n.*?)```", PAGE, re.DOTALL)
    return {name: text for text, name in blocks}


def test_the_files_of_the_page_import_one_another_from_a_neighbouring_folder(
    tmp_path: Path,
) -> None:
    write(tmp_path, page_files())

    policy = load_policies(tmp_path)["certificate-computing"]

    assert policy.framework is not None
    assert policy.framework.id.text == "harbour"
    assert list(policy.defines) == ["home"]


def test_an_imported_framework_converts_and_an_imported_definition_selects(tmp_path: Path) -> None:
    files = page_files()
    write(tmp_path, files)
    policy = load_policies(tmp_path)["certificate-computing"]
    modules = {code: Module(code, code, Fraction(1), None, ()) for code in ("C1", "C2")}

    def outcome(own: str, from_elsewhere: str) -> str:
        here = passed("C1", own, 6, scheme="CATS credit")
        recognised = Record(
            id="C2",
            module="C2",
            status="passed",
            completed_on=DONE,
            awarded_on=DONE,
            credits=Fraction(from_elsewhere),
            scheme="ECTS",
            level=6,
            institution="Elsewhere",
            recognised=True,
        )
        transcript = Transcript("ada", (here, recognised))
        return audit(policy, transcript, on=ON, catalogue=Catalogue(modules, {})).outcome

    assert outcome("30", "15") == "earned"
    assert outcome("30", "14.5") == "not earned"
    assert outcome("29", "16") == "not earned"


def test_the_institution_of_an_imported_file_does_not_come_with_it(tmp_path: Path) -> None:
    files = page_files()
    shared = 'institution "Another College"\n' + files["shared/own.policy"]
    write(tmp_path, files | {"shared/own.policy": shared})

    institution = load_policies(tmp_path)["certificate-computing"].institution

    assert institution == "Harbour College"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../../outside/own.policy", "outside-root"),
        ("../shared/../../outside/own.policy", "outside-root"),
        ("../shared/out.policy", "outside-root"),
        ("../away/own.policy", "outside-root"),
        ("{absolute}", "outside-root"),
        ("//server/shared/own.policy", "outside-root"),
        ("~/own.policy", "no-such-file"),
        ("https://example.org/own.policy", "no-such-file"),
    ],
)
def test_an_import_from_a_subfolder_stays_inside_the_root(
    tmp_path: Path, path: str, code: str
) -> None:
    files = page_files()
    root = tmp_path / "root"
    inside = root / "shared" / "own.policy"
    write(root, files)
    write(tmp_path, {"outside/own.policy": files["shared/own.policy"]})
    (root / "shared" / "out.policy").symlink_to(tmp_path / "outside" / "own.policy")
    (root / "away").symlink_to(tmp_path / "outside")
    text = files["computing/certificate.policy"]
    wanted = path.format(absolute=inside)
    write(root, {"computing/certificate.policy": text.replace("../shared/own.policy", wanted)})

    with pytest.raises(PolicyError) as raised:
        load_policies(root / "computing" / "certificate.policy", root=root)

    assert raised.value.diagnostics[0].code == code


def test_an_imported_file_cannot_lead_out_either(tmp_path: Path) -> None:
    files = page_files()
    root = tmp_path / "root"
    write(root, files)
    write(tmp_path, {"outside.policy": files["shared/own.policy"]})
    write(root, {"shared/own.policy": 'import "../../outside.policy"\n'})

    with pytest.raises(PolicyError) as raised:
        load_policies(root / "computing" / "certificate.policy", root=root)

    names = {d.code: Path(d.span.source.name).name for d in raised.value.diagnostics}
    assert names["outside-root"] == "own.policy"


def test_links_and_detours_that_stay_inside_the_root_are_followed(tmp_path: Path) -> None:
    files = page_files()
    write(tmp_path, files)
    (tmp_path / "linked").symlink_to(tmp_path / "shared")
    text = files["computing/certificate.policy"]
    detour = text.replace("../shared/own.policy", "../computing/../linked/own.policy")
    write(tmp_path, {"computing/certificate.policy": detour})

    loaded = load_policies(tmp_path / "computing" / "certificate.policy", root=tmp_path)

    assert list(loaded) == ["certificate-computing"]
