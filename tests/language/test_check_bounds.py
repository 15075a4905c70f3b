"""What is too deep or too long is refused, and so is what can never hold, with both places."""

import pytest

from microcredit.errors import PolicyError
from microcredit.language.check_scope import inside
from microcredit.language.load import policies_from_text
from microcredit.language.syntax import Requirement, Tagged

FRAMEWORK = """language 1
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  grades letters { A = 4, B = 3, fail F }
  grades words { Merit = 2, Pass = 1, fail Fail }
}
"""


def award(*lines: str) -> str:
    """A policy of one award with these lines."""
    return FRAMEWORK + 'award a "A" {\n  size 6 credits\n' + "\n".join(lines) + "\n}\n"


def said(text: str) -> str:
    """What is wrong with a policy, in words; nothing where it is right."""
    try:
        policies_from_text(text)
    except PolicyError as refused:
        return f"{refused}"
    return ""


@pytest.mark.parametrize(
    "selection",
    [
        "at level 5 at level 6",
        "at level 5 or above at level 1 to 3",
        'graded on "letters" graded on "words"',
        "passed, not passed",
        'recognised, or in "Law" at level 4, not in "Law"',
    ],
)
def test_adjectives_that_are_never_true_together_are_refused_with_both_places(
    selection: str,
) -> None:
    found = said(award(f"require at least 3 credits {selection}"))

    assert "no module is both at once [never-both]" in found
    assert "the other is here" in found


@pytest.mark.parametrize(
    "selection",
    [
        "at level 5, or at level 6",
        "at level 5 or above at level 1 to 5",
        'in "Law" in "Ethics"',
        'tagged "a" tagged "b"',
        'graded on "letters" graded A or better',
        "passed, not recognised",
    ],
)
def test_adjectives_that_may_be_true_together_are_not(selection: str) -> None:
    assert said(award(f"require at least 3 credits {selection}")) == ""


@pytest.mark.parametrize(
    ("low", "high", "refused"),
    [
        ('in "Law" at level 5', 'in "Law"', True),
        ('in "Law" at level 5', 'at level 5, or in "Law"', True),
        ('in "Law"', 'in "Law" at level 5', False),
        ('in "Law", or at level 5', 'in "Law"', False),
        ('in "Law" at level 5', 'in "Law", except at level 5', False),
        ('in "Law"', "at level 5", False),
    ],
)
def test_a_limit_on_more_than_is_asked_for_is_a_contradiction(
    low: str, high: str, refused: bool
) -> None:
    found = said(award(f"require at least 6 credits {low}", f"require at most 3 credits {high}"))

    assert ("these two limits cannot both hold [contradiction]" in found) is refused


@pytest.mark.parametrize("by", ["", " "])
def test_nobody_signs_off(by: str) -> None:
    found = said(award(f'require ok: attested by "{by}"'))

    assert "this would be signed off by nobody [by-nobody]" in found


def defined(count: int, meaning: str) -> str:
    """Definitions of which each uses the next, and the last none."""
    lines = [f"define d{i} = {meaning.format(i + 1)}\n" for i in range(count - 1)]
    last = f"define d{count - 1} = at level 4\n"
    return "".join(lines) + last + award("require at least 3 credits d0")


def test_a_hundred_definitions_may_use_one_another_and_no_more() -> None:
    assert said(defined(100, "d{}")) == ""
    assert "101 definitions deep, and at most 100 may be: `d0` uses `d1`" in said(
        defined(101, "d{}")
    )


def test_definitions_that_double_are_refused_when_they_come_to_too_much() -> None:
    assert said(defined(9, "d{0}, or not d{0}")) == ""
    assert "adjectives [too-long]" in said(defined(60, "d{0}, or not d{0}"))


def test_a_hundred_awards_may_need_one_another_and_no_more() -> None:
    def chain(count: int) -> str:
        others = (f'award b{i} "B" {{ require award b{i - 1} }}\n' for i in range(1, count - 1))
        return award() + 'award b0 "B" { require award a }\n' + "".join(others)

    assert said(chain(100)) == ""
    assert "101 awards deep, and at most 100 may be: `b99` needs `b98`" in said(chain(101))


def test_amounts_too_deep_in_one_another_are_one_mistake() -> None:
    def amounts(count: int) -> str:
        return award("require at least " + "the greater of 1 credit and " * count + "2 credits")

    assert said(amounts(100)) == ""
    found = said(amounts(1_000))
    assert found.count("amounts may be at most 100 deep in one another [too-deep]") == 1
    assert found.count("[") == 1


def test_what_is_inside_is_found_in_the_order_written() -> None:
    text = award(
        'require one: at least 1 credit tagged "a"', 'require two: at least 1 credit tagged "b"'
    )
    policy = policies_from_text(text)["a"].award

    assert [each.id.text for each in inside(policy, Requirement) if each.id] == ["one", "two"]
    assert [tag.text for each in inside(policy, Tagged) for tag in each.tags] == ["a", "b"]
