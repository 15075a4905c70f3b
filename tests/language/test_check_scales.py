from fractions import Fraction

import pytest

from microcredit.errors import PolicyCheckError
from microcredit.language import scales, syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.load import policies_from_text

MARKS = "grades percent 0 to 100, passing 40"
LETTERS = "grades letters { A = 4, B = 3, C = 2, fail F, no points P }"
BOTH = f"""{MARKS}
{LETTERS}
equate 70 on "percent" = A on "letters"
equate 55 on "percent" = B on "letters"
equate 40 on "percent" = C on "letters"
"""


def policy(scales: str, *lines: str) -> CheckedPolicy:
    body = "\n".join(lines)
    text = f"""framework own "Own" {{ levels 1 to 7 credits "credit"\n{scales} }}
    award a "A" {{ size 12 credits\n{body}\n }}"""
    return policies_from_text(text)["a"]


def codes(scales: str, *lines: str) -> list[str]:
    """What is wrong with an award of such lines in a framework of such scales, in order."""
    try:
        policy(scales, *lines)
    except PolicyCheckError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


def framework(scales: str) -> syntax.Framework:
    found = policy(scales).framework
    assert found is not None
    return found


def test_a_mark_counts_as_the_grade_equated_with_the_next_mark_below() -> None:
    own = framework(BOTH)

    assert [scales.equivalent(own, "percent", mark) for mark in ("100", "70", "69", "55")] == [
        {"letters": "A"},
        {"letters": "A"},
        {"letters": "B"},
        {"letters": "B"},
    ]
    assert scales.equivalent(own, "percent", "39") == {}
    assert scales.equivalent(own, "letters", "A") == {}
    assert scales.equivalent(own, "percent", "none") == {}


def test_points_on_a_scale_are_its_own_and_those_that_others_count_as() -> None:
    points = {
        (scale, grade): (worth, passing)
        for scale, grade, worth, passing in scales.points_on(framework(BOTH), "letters")
    }

    assert points["letters", "B"] == (Fraction(3), True)
    assert points["letters", "F"] == (None, False)
    assert points["letters", "P"] == (None, True)
    assert points["percent", "69"] == (Fraction(3), True)
    assert points["percent", "39"] == (None, False)
    assert len(points) == 101 + 5


def test_points_on_marks_do_not_reach_back_from_letters() -> None:
    points = scales.points_on(framework(BOTH), "percent")

    assert ("percent", "73", Fraction(73), True) in points
    assert ("letters", "A", None, True) in points


def test_grades_of_other_scales_that_count_as_some_grades() -> None:
    found = scales.counted_as(framework(BOTH), "letters", {"A", "B"})

    assert found == {("percent", str(mark)) for mark in range(55, 101)}
    assert scales.counted_as(framework(BOTH), "percent", {"70"}) == frozenset()


AVERAGE = "require average grade at least 2"


def test_an_average_is_on_the_scale_that_it_states_or_that_all_others_reach() -> None:
    assert policy(LETTERS, AVERAGE).average_scale == "letters"
    assert policy(BOTH, AVERAGE).average_scale == "letters"
    assert policy(f"{MARKS}\n{LETTERS}", f'{AVERAGE} on "percent"').average_scale == "percent"
    assert policy(BOTH, 'require average grade at least 60 on "percent"').average_scale == "percent"
    assert policy(BOTH, "prefer better grades").average_scale == "letters"
    assert policy(BOTH, "repeats count best").average_scale == "letters"
    assert policy(BOTH, "prefer modules passed", "repeats count first").average_scale is None
    marks = policy(
        BOTH, "prefer better grades", 'classify "D": average grade at least 1 on "percent"'
    )
    assert marks.average_scale == "percent"


def test_an_average_on_one_of_several_scales_says_on_which() -> None:
    both = f"{MARKS}\n{LETTERS}"

    assert codes(both, AVERAGE) == ["several-scales"]
    assert codes(both, f'{AVERAGE} on "letters"') == []
    assert codes(both, "prefer better grades") == ["several-scales"]
    assert codes(both, "prefer better grades", f'{AVERAGE} on "letters"') == []
    assert codes(both, "repeats count best") == []
    assert codes(BOTH, AVERAGE, f'{AVERAGE} on "percent"') == ["several-scales"]
    assert codes(BOTH, AVERAGE, f'{AVERAGE} on "letters"') == []


def test_better_grades_need_grades_with_points() -> None:
    plain = "grades plain { no points P, fail N }"

    assert codes(plain, "prefer better grades") == ["no-points"]
    assert codes("", "prefer better grades") == ["no-points"]
    with pytest.raises(PolicyCheckError, match="a better grade needs a framework"):
        policies_from_text('award a "A" { size 3 credits prefer better grades }')


def test_a_grade_that_no_scale_of_marks_has_is_answered_with_its_ends() -> None:
    with pytest.raises(PolicyCheckError, match="its grades are `0` to `100`"):
        policy(MARKS, "count only modules graded Q or better")


def test_two_scales_may_count_as_a_third() -> None:
    third = BOTH + 'grades numbers { "1" = 1, "2" = 0 }\nequate "1" on "numbers" = A on "letters"'

    assert codes(third, AVERAGE) == []
    assert codes(third + '\nequate A on "letters" = 70 on "percent"') == ["equated-in-a-chain"] * 5


def test_grades_equated_with_one_grade_are_in_order() -> None:
    assert codes(BOTH + 'equate 60 on "percent" = B on "letters"') == []
    assert codes(BOTH + 'equate 60 on "percent" = C on "letters"') == ["grades-out-of-order"]
