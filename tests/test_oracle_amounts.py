"""The oracle decides amounts, averages and variables as was decided by hand."""

import pytest

from tests.oracle_cases import counted, decided, passed

HKU = """
award certificate-pp "Certificate in Professional Practice" {
  size 30 credits
  VARIABLES
  require field: at least 24 credits under "Professional Practice"
  require depth: at least 75% of credits at that level or above
}
"""
LEVEL = "for the highest level of 1 to 7"
THEME = """optionally for some theme in areas under "Professional Practice" {
    require focus: at least 75% of credits in theme
  }"""


HKU_BY_LEVEL = HKU.replace("VARIABLES", f"{LEVEL}\n  {THEME}")
HKU_BY_THEME = HKU.replace("VARIABLES", f"{THEME}\n  {LEVEL}")


# Amounts


def test_each_ratio_alone_has_a_set_and_no_set_meets_both() -> None:
    size = "require at least 30 credits "
    in_v = 'require at least 75% of credits in "V" '
    at_5 = "require at least 75% of credits at level 5"
    records = [
        passed("V4", "V", credits=24, level=4),
        passed("V5", "V", credits=6, level=5),
        passed("L5", "L", credits=24, level=5),
    ]

    assert decided(size + in_v, *records).outcome == "earned"
    assert decided(size + at_5, *records).outcome == "earned"
    assert decided(size + in_v + at_5, *records).outcome == "not earned"


def test_exactly_asks_for_a_sum() -> None:
    nines = [passed(f"N{n}", credits=9) for n in range(4)]
    sixes = [passed("S1"), passed("S2")]

    verdict = decided("require exactly 30 credits", *nines)

    assert verdict.outcome == "not earned"
    assert verdict.short == 3
    assert counted(decided("require exactly 30 credits", *nines, *sixes)) == [
        "N0",
        "N1",
        "S1",
        "S2",
    ]


def test_an_average_leaves_out_what_would_spoil_it() -> None:
    policy = "size 12 credits require average grade at least 3"
    marks = [passed("A1", grade="A"), passed("C1", grade="C"), passed("D1", grade="D")]

    assert counted(decided(policy, *marks)) == ["A1", "C1"]
    assert decided(policy, passed("P1", grade="P"), passed("P2", grade="P")).outcome == "not earned"


def test_a_part_of_a_fixed_amount_is_rounded_up_and_asks() -> None:
    policy = 'require at least 75% of 30 credits rounded up in "Law"'

    verdict = decided(policy, passed("LAW1", credits=22), passed("AI1", "AI"))

    assert verdict.outcome == "not earned"
    assert verdict.short == 1
    assert counted(verdict) == ["LAW1"]


def test_either_is_short_by_its_nearest_branch() -> None:
    policy = """require rest: either { at least 20 credits in "Law" }
                or { require at least 8 credits in "AI" require all of Z1, Z2 }"""

    verdict = decided(policy, passed("LAW1", "Law", credits=17), passed("AI1", "AI"))

    assert verdict.unmet == ("rest",)
    assert verdict.short == 2
    assert verdict.short_modules == 2


# Measures other than credits and modules


def test_areas_judge_and_bring_nothing_in() -> None:
    policy = """part breadth {
        require at least 2 modules in "Law" or "AI"
        require at least 2 areas
    }"""
    records = [passed("LAW1"), passed("LAW2"), passed("PSY1", "Psychology")]

    verdict = decided(policy, *records)

    assert verdict.outcome == "not earned"
    assert verdict.unmet == ("breadth.2",)
    assert decided(policy, *records, passed("AI1", "AI")).outcome == "earned"


def test_levels_and_contact_hours_are_counted_once_and_added_up() -> None:
    policy = "size 12 credits require at least 2 levels require at least 50 contact hours"
    records = [passed("LAW1", hours=30), passed("LAW2", hours=30), passed("LAW3", level=5)]

    assert counted(decided(policy, *records)) == ["LAW1", "LAW2", "LAW3"]
    assert decided(policy, *records[:2]).outcome == "not earned"


def test_a_term_is_one_of_its_year_and_may_run_over_new_year() -> None:
    policy = "size 12 credits require at least 2 terms"
    december, january = passed("D", on="2024-12-31"), passed("J", on="2025-01-01")
    next_winter, outside = passed("W", on="2026-01-31"), passed("O", on="2025-06-30")

    assert decided(policy, december, january).outcome == "not earned"
    assert decided(policy, december, outside).outcome == "not earned"
    assert decided(policy, december, next_winter).outcome == "earned"


def test_second_areas_do_not_hide_the_first() -> None:
    policy = "size 18 credits require at most 2 modules in any one area"
    three = [passed(f"M{n}", ("Law", area)) for n, area in enumerate(("V", "L", "AI"))]

    assert decided(policy, *three).outcome == "not earned"
    assert decided(policy, *three[:2], passed("M3", "AI")).outcome == "earned"


def test_at_least_in_any_one_area_asks_it_of_every_area_that_occurs() -> None:
    of_any = "size 18 credits require at least 2 modules in any one area"
    of_some = "size 18 credits require at least 2 modules in some one area"
    records = [passed("LAW1"), passed("LAW2"), passed("AI1", "AI")]

    assert decided(of_any, *records).outcome == "not earned"
    assert decided(of_some, *records).outcome == "earned"


def test_an_academic_year_starts_on_its_day() -> None:
    policy = "require at least 12 credits in some one academic year"
    august, september = passed("A", on="2024-08-31"), passed("S", on="2024-09-01")

    assert decided(policy, august, september).outcome == "not earned"
    assert decided(policy, september, passed("N", on="2025-08-31")).outcome == "earned"


@pytest.mark.parametrize(
    ("amount", "most"),
    [
        ("at least the greater of 6 credits and 1/2 of credits", 12),
        ("at least the lesser of 6 credits and 1/2 of credits", 18),
    ],
)
def test_the_greater_asks_for_both_and_the_lesser_for_either(amount: str, most: int) -> None:
    policy = f'size SIZE credits require {amount} in "AI"'
    records = [passed("AI1", "AI"), *(passed(f"LAW{n}") for n in range(3))]

    assert decided(policy.replace("SIZE", str(most)), *records).outcome == "earned"
    if "greater" in amount:
        assert decided(policy.replace("SIZE", str(most + 6)), *records).outcome == "not earned"
    else:
        assert decided(policy.replace("SIZE", "6"), *records[1:]).outcome == "not earned"


def test_credits_of_another_scheme_count_what_they_are_worth() -> None:
    policy = "size 6 credits"

    assert decided(policy, passed("E1", credits=10, scheme="ECTS")).short == 1
    assert decided(policy, passed("E1", credits=12, scheme="ECTS")).outcome == "earned"
    worth = "require at least 1 module worth 6 credits or more"
    assert decided(worth, passed("E1", credits=10, scheme="ECTS")).outcome == "not earned"


def test_an_amount_may_differ_by_fact_and_by_date() -> None:
    by_fact = """define total by learner mode { "part-time": 6 credits, otherwise: 12 credits }
                 award it "It" { size total }"""
    by_date = """define total = 6 credits to 2026-02-28, 12 credits onwards
                 award it "It" { size total }"""
    law = passed("LAW1")

    assert decided(by_fact, law, mode="part-time").outcome == "earned"
    assert decided(by_fact, law, mode="evening").outcome == "not earned"
    assert decided(by_fact, law).outcomes == {"earned", "not earned"}
    assert decided(by_fact, law, passed("LAW2")).outcome == "earned"
    assert decided(by_date, law, on="2026-02-28").outcome == "earned"
    assert decided(by_date, law).outcome == "not earned"


# Variables


def test_the_variable_written_first_ranks_first() -> None:
    records = [
        passed("PSY5", "Psychology", credits=12, level=5),
        passed("AI5", "AI", credits=12, level=5),
        passed("GS5", "General Studies", level=5),
        passed("AI4", "AI", credits=12, level=4),
    ]

    by_level = decided(HKU_BY_LEVEL, *records)
    by_theme = decided(HKU_BY_THEME, *records)

    assert by_level.binding == {"level": 5, "theme": None}
    assert by_level.variants == ({"level": 5, "theme": None}, {"level": 4, "theme": "AI"})
    assert counted(by_level) == ["AI5", "GS5", "PSY5"]
    assert by_theme.binding == {"level": 4, "theme": "AI"}
    assert counted(by_theme) == ["AI4", "AI5", "GS5"]


def test_a_ratio_is_met_by_leaving_a_module_out() -> None:
    ai = [passed(f"AI{n}", "AI") for n in range(4)]
    general = [passed("GS1", "General Studies"), passed("GS2", "General Studies")]

    verdict = decided(HKU_BY_LEVEL, *ai, *general)

    assert verdict.binding == {"level": 4, "theme": "AI"}
    assert counted(verdict) == ["AI0", "AI1", "AI2", "AI3", "GS1"]


# Grades of several scales

SCALES = """
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  grades letters { A = 4, B = 3, C = 2, no points P, fail F }
  grades marks 0 to 10, passing 4
  equate 8 on "marks" = A on "letters"
  equate 5 on "marks" = C on "letters"
}
"""


@pytest.mark.parametrize(
    ("grade", "average", "at_least"),
    [("10", "4", "A"), ("8", "4", "A"), ("7", "2", "C"), ("5", "2", "C"), ("4", None, None)],
)
def test_a_mark_counts_as_the_grade_that_the_next_lower_mark_is_equated_with(
    grade: str, average: str | None, at_least: str | None
) -> None:
    mark = passed("M", grade=grade, scale="marks")

    def outcome(condition: str) -> str:
        return decided(f"size 6 credits require {condition}", mark, framework=SCALES).outcome

    for points in ("2", "4"):
        met = average is not None and points <= average
        judged = outcome(f'average grade at least {points} on "letters"')
        assert judged == ("earned" if met else "not earned")
    for letter in "AC":
        met = at_least is not None and letter >= at_least
        judged = outcome(f"at least 1 module graded {letter} or better")
        assert judged == ("earned" if met else "not earned")


def test_what_is_equated_one_way_says_nothing_the_other_way() -> None:
    policy = 'size 6 credits require average grade at least 5 on "marks"'

    def outcome(grade: str, scale: str) -> str:
        law = passed("L", grade=grade, scale=scale)
        return decided(policy, law, framework=SCALES).outcome

    assert outcome("5", "marks") == "earned"
    assert outcome("A", "letters") == "not earned"


def test_an_average_is_on_the_scale_that_the_others_count_on() -> None:
    policy = "size 12 credits require average grade at least 3"
    letter = passed("L", grade="C", scale="letters")

    for mark, outcome in (("8", "earned"), ("7", "not earned")):
        law = passed("M", grade=mark, scale="marks")
        assert decided(policy, letter, law, framework=SCALES).outcome == outcome
