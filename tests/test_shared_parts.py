"""What parts share, decided by hand, by the engine and by the oracle alike."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from microcredit.engine.audit import audit
from microcredit.language.load import policies_from_text
from microcredit.model.learner import Decision, Transcript
from microcredit.model.record import Record
from tests.oracle import oracle
from tests.oracle_cases import CATALOGUE, FRAMEWORK, ON, passed

TWO = """
  part core { require at least 12 credits }
  part field { require at least 12 credits }
"""
THREE = """
  part one { require at least 1 module }
  part two { require at least 1 module }
  part three { require at least 1 module }
  share between one and two
  share between two and three
  share between one and three
"""


def outcome(
    lines: str, records: Sequence[Record], decisions: Sequence[Decision] = (), **facts: str
) -> str:
    """The outcome, on which engine and oracle agree, as on what stands where."""
    text = f'{FRAMEWORK} award it "It" {{ {lines} }}'
    policy = policies_from_text(text)["it"]
    transcript = Transcript("ada", tuple(records), decisions=tuple(decisions), facts=facts)
    found = audit(policy, transcript, on=ON, catalogue=CATALOGUE)
    tried = oracle(policy, transcript.resolved(CATALOGUE), CATALOGUE, ON)
    assert found.outcome == tried.outcome
    if found.outcome == "earned":
        assert {record: set(parts) for record, parts in found.allocation.items()} == tried.placing
    return found.outcome


def law(number: int, recognised: int = 0) -> list[Record]:
    """So many modules of six credits, the last of them recognised."""
    return [passed(f"L{n}", recognised=n >= number - recognised) for n in range(number)]


# A selection


@pytest.mark.parametrize(
    ("recognised", "expected"), [(0, "earned"), (1, "earned"), (2, "not earned")]
)
def test_a_limit_on_what_is_selected_leaves_the_others_free(recognised: int, expected: str) -> None:
    lines = f"{TWO} share at most 1 module recognised between core and field"

    assert outcome(lines, law(2, recognised)) == expected
    assert outcome(f"{TWO} share at most 1 module between core and field", law(2)) == "not earned"


@pytest.mark.parametrize(
    ("number", "recognised", "expected"),
    [(2, 2, "earned"), (2, 1, "not earned"), (3, 1, "earned"), (3, 0, "not earned")],
)
def test_nothing_but_what_is_selected_is_shared(
    number: int, recognised: int, expected: str
) -> None:
    lines = f"{TWO} share only modules recognised between core and field"

    assert outcome(lines, law(number, recognised)) == expected


@pytest.mark.parametrize(
    ("number", "recognised", "expected"),
    [(2, 2, "not earned"), (3, 1, "earned"), (3, 3, "earned"), (3, 0, "not earned")],
)
def test_all_lines_about_two_parts_apply(number: int, recognised: int, expected: str) -> None:
    lines = f"""{TWO}
      share at most 1 module between core and field
      share only modules recognised between field and core"""

    assert outcome(lines, law(number, recognised)) == expected


def test_nothing_is_shared_that_some_line_keeps_out() -> None:
    lines = f"""{TWO}
      share only modules recognised between core and field
      share only modules at level 5 between core and field"""
    deep = [passed(f"L{n}", recognised=True, level=5) for n in range(2)]

    assert outcome(lines, law(2, 2)) == "not earned"
    assert outcome(lines, deep) == "earned"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("lab: at most 1 module recognised", "waiver"),
        ("lab: at most 1 module recognised", "override"),
        ("lab: only modules at level 7", "waiver"),
    ],
)
def test_a_line_with_a_selection_takes_a_decision(line: str, kind: str) -> None:
    lines = f"{TWO} share {line} between core and field"
    decided = Decision(
        id="d",
        kind="waiver" if kind == "waiver" else "override",
        line="lab",
        on=ON,
        by="Dean",
        why="a new module",
        amount=None if kind == "waiver" else Fraction(2),
    )

    assert outcome(lines, law(2, 2)) == "not earned"
    assert outcome(lines, law(2, 2), [decided]) == "earned"


# In a `when`


@pytest.mark.parametrize(
    ("mode", "number", "expected"),
    [
        ("day", 2, "earned"),
        ("evening", 2, "not earned"),
        ("evening", 3, "earned"),
        ("none", 3, "not earned"),
        ("none", 4, "earned"),
    ],
)
def test_what_is_shared_may_depend_on_the_learner(mode: str, number: int, expected: str) -> None:
    lines = f"""{TWO}
      when learner mode is "day" {{ share at most 2 modules between core and field }}
      when learner mode is "evening" {{ share at most 1 module between core and field }}"""

    assert outcome(lines, law(number), mode=mode) == expected


# How many parts


@pytest.mark.parametrize(
    ("line", "number", "expected"),
    [
        ("", 1, "earned"),
        ("share between at most 2 parts", 1, "not earned"),
        ("share between at most 2 parts", 2, "earned"),
    ],
)
def test_a_module_stands_in_so_many_parts_at_most(line: str, number: int, expected: str) -> None:
    assert outcome(THREE + line, law(number)) == expected


def test_the_number_is_of_the_parts_inside_not_of_those_inside_them() -> None:
    lines = f"""
      part outer {{ {THREE} share between at most 2 parts }}
      part other {{ require at least 1 module }}
      part third {{ require at least 1 module }}
      share between outer and other
      share between outer and third
      share between other and third
      share between at most 2 parts"""

    assert outcome(lines, law(1)) == "not earned"
    assert outcome(lines, law(2)) == "earned"


def test_parts_that_judge_others_are_not_counted() -> None:
    lines = f"""{THREE} share between at most 2 parts
      part upper {{ reuse one, two, three require at least 2 modules }}"""

    assert outcome(lines, law(2)) == "earned"


def test_limits_by_day_speak_of_what_is_selected() -> None:
    define = """define few = 1 module to 2026-02-28, 2 modules onwards
      award it "It" {"""
    text = f"{FRAMEWORK} {define} {TWO} share at most few recognised between core and field }}"
    policy = policies_from_text(text)["it"]
    transcript = Transcript("ada", tuple(law(2, 2)))

    for day, expected in ((date(2026, 2, 28), "not earned"), (date(2026, 3, 1), "earned")):
        assert audit(policy, transcript, on=day, catalogue=CATALOGUE).outcome == expected
        tried = oracle(policy, transcript.resolved(CATALOGUE), CATALOGUE, day)
        assert tried.outcome == expected
