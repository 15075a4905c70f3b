"""The normal form that a policy compiles to."""

from datetime import date
from fractions import Fraction

import pytest

from microcredit.engine.audit import compile
from microcredit.engine.normal_form import (
    AreaVariable,
    Gate,
    LevelVariable,
    Met,
    NormalForm,
    Row,
    Some,
    Term,
)
from microcredit.engine.predicates import Every, Modules, Not
from microcredit.errors import PolicyCheckError
from microcredit.language.load import policies_from_text
from tests.engine.build import FRAMEWORK, MODULES, award, catalogue_of, compiled, module


def form(lines: str, *, beside: str = "") -> NormalForm:
    return compiled(lines, beside=beside).form


def test_a_size_is_a_row_over_everything_that_counts() -> None:
    made = form("size 12 credits")

    assert made.rows == (Row((Term((0,), 0, "credits", Fraction(1)),), Fraction(12), "credits"),)
    assert made.selections[0] == Every(())
    assert made.requirements[0].id == "size"
    assert made.size == 12


def test_exactly_is_two_rows_one_of_each_sign() -> None:
    made = form("require exactly 12 credits")

    assert [(row.terms[0].coefficient, row.need) for row in made.rows] == [
        (Fraction(1), Fraction(12)),
        (Fraction(-1), Fraction(-12)),
    ]
    assert made.requirements[0].formula == Some(2, (Met(0), Met(1)))


def test_a_percentage_of_what_counts_is_one_row_with_both_signs() -> None:
    made = form('size 12 credits require at least 75% of credits in "Law"')

    assert [term.coefficient for term in made.rows[1].terms] == [1, Fraction(-3, 4)]
    assert made.rows[1].need == 0


def test_a_percentage_of_a_fixed_amount_is_a_fixed_need() -> None:
    made = form(
        'require at least 75% of 30 credits in "Law" '
        'require at least 75% of 30 credits rounded up under "Science"'
    )

    assert [row.need for row in made.rows] == [Fraction(45, 2), 23]


def test_a_share_of_the_award_looks_at_the_award_from_inside_a_part() -> None:
    made = form(
        "size 12 credits part core { require all of P1 require at most 1/2 of the award's credits }"
    )
    row = made.rows[-1]

    assert [(term.parts, term.coefficient) for term in row.terms] == [
        ((1,), -1),
        ((0,), Fraction(1, 2)),
    ]


def test_equal_conditions_share_one_row() -> None:
    once = form('require at least 6 credits in "Law"')
    twice = form('require at least 6 credits in "Law" require at least 6 credits in "Law"')

    assert twice.rows == once.rows


def test_an_average_is_two_rows_of_points_and_of_at_least_one_graded_module() -> None:
    made = form("size 6 credits require average grade at least 2.5")
    average, graded = made.rows[1:]

    assert [(term.value, term.coefficient) for term in average.terms] == [
        ("points", 1),
        ("credits", Fraction(-5, 2)),
    ]
    assert graded.need == 1
    assert made.asks_grade


def test_former_codes_are_replaced_by_present_ones() -> None:
    made = form("require all of OLD2, L1")

    assert Modules(frozenset({"L1", "L2"})) in made.selections


def test_except_is_a_predicate_that_must_not_hold() -> None:
    made = form('require at least 6 credits in "Law", except from L1')
    (selection,) = [s for s in made.selections if isinstance(s, Every) and s.of]

    assert selection.of[1] == Not(Modules(frozenset({"L1"})))


def test_parts_are_numbered_in_the_order_written_and_know_where_they_stand() -> None:
    made = form(
        """
        part one choose 1 or more {
          part two { require all of P1 }
          part three { require all of P2 }
          nothing else counts
        }
        part four { require all of L1 }
        """
    )

    assert [(part.id, part.parent, part.children) for part in made.parts] == [
        ("main", None, (1, 4)),
        ("one", 0, (2, 3)),
        ("two", 1, ()),
        ("three", 1, ()),
        ("four", 0, ()),
    ]
    assert made.parts[1].choose == (1, 2)
    assert [part.closed for part in made.parts] == [False, True, False, False, False]


def test_a_share_with_a_limit_is_a_row_over_what_stands_in_both_parts() -> None:
    made = form(
        "part one { require all of P1 } part two { require all of P1, P2 } "
        "share at most 1 module between one and two"
    )
    (share,) = made.shares

    ((limit, gates),) = share.limits
    assert gates == ()
    assert made.rows[limit] == Row((Term((1, 2), 0, "modules", Fraction(-1)),), Fraction(-1), None)


def test_variables_take_their_values_from_best_to_worst_and_from_the_catalogue() -> None:
    made = form(
        """
        size 6 credits
        for the highest level of 2 to 4
        optionally for some theme in areas under "Science" {
          require at least 6 credits in theme
        }
        """
    )

    assert made.variables == (
        LevelVariable((4, 3, 2)),
        AreaVariable("theme", ("Physics", "Biology"), True),
    )
    (gate,) = made.requirements[1].gates
    assert made.gates[gate] == Gate(variable=1)
    assert made.requirements[0].gates == ()


def test_only_not_award_makes_an_award_that_more_records_can_lose() -> None:
    beside = 'external award degree "A degree"\n'

    assert form('size 6 credits require at most 6 credits in "Law"').monotone
    assert form("size 6 credits require award degree", beside=beside).monotone
    assert not form("size 6 credits require not award degree", beside=beside).monotone


def test_an_award_that_needs_one_that_is_not_monotone_is_not_monotone() -> None:
    beside = (
        'external award degree "A degree"\n'
        'award base "Base" { size 6 credits require not award degree }\n'
    )
    made = form("size 6 credits require award base", beside=beside)

    assert [need.award for need in made.needs] == ["base"]
    assert not made.monotone


def test_an_edition_is_in_force_from_its_first_day_to_its_last() -> None:
    made = form("size 6 credits effective 2025-01-01 to 2026-06-30")

    assert made.effective == (date(2025, 1, 1), date(2026, 6, 30))
    assert made.edition == "2025-01-01 to 2026-06-30"


def test_a_policy_about_areas_that_the_catalogue_lacks_does_not_compile() -> None:
    text = FRAMEWORK + award('require at least 6 credits in "Alchemy"')
    unlooked = policies_from_text(text)["main"]

    with pytest.raises(PolicyCheckError, match="Alchemy"):
        compile(unlooked, catalogue=MODULES)
    assert compile(unlooked, catalogue=catalogue_of(module("X1", "Alchemy"))).form.rows
