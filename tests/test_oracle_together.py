"""The oracle decides what awards may count and be conferred together as was decided by hand."""

from datetime import date
from fractions import Fraction

import pytest

from microcredit.model.learner import Conferral
from tests.oracle_cases import counted, decided, decision, passed, together

HELD = date(2024, 1, 1)

TWO = """
award alpha "Alpha" { kind certificate size 6 credits ALPHA }
award beta "Beta" { kind certificate size 6 credits BETA }
"""


def two(alpha: str = "", beta: str = "") -> str:
    return TWO.replace("ALPHA", alpha).replace("BETA", beta)


# Rank and the best set


def test_the_best_set_is_by_rank_and_not_by_number() -> None:
    diploma = """award diploma "Diploma" { size SIZE credits ORDER
                 count only modules not used for another award }"""
    certificates = """
        award in-v "V" { size 12 credits count only modules in "V" }
        award in-l "L" { size 12 credits count only modules in "L" }"""
    records = [passed("V1", "V"), passed("V2", "V"), passed("L1", "L"), passed("L2", "L")]
    larger = diploma.replace("SIZE", "24").replace("ORDER", "") + certificates
    absorbed = larger.replace('"V" { size', '"V" { absorbs diploma size')

    assert together(larger, *records).conferred == ("diploma",)
    assert together(absorbed, *records).conferred == ("in-l", "in-v")


def test_of_equal_rank_the_first_id_is_taken() -> None:
    policy = two("share nothing with beta")

    best = together(policy, passed("L"))

    assert best.conferrable == {frozenset(), frozenset({"alpha"}), frozenset({"beta"})}
    assert best.conferred == ("alpha",)
    assert together(policy, passed("L"), passed("M")).conferred == ("alpha", "beta")


def test_the_higher_level_comes_before_the_larger_size() -> None:
    policy = """
        award levelled "Levelled" { size 6 credits for the highest level of 1 to 7
          require at least 6 credits at that level or above share nothing with size-only }
        award size-only "Size" { size 12 credits }"""

    assert together(policy, passed("L"), passed("M")).conferred == ("levelled",)


def test_an_absorber_that_is_not_earned_holds_nothing_back() -> None:
    policy = """
        award alpha "Alpha" { size 6 credits }
        award beta "Beta" { size 12 credits }
        award gamma "Gamma" { size 60 credits absorbs beta }"""

    assert together(policy, passed("L"), passed("M")).conferred == ("beta", "alpha")


def test_what_is_conferred_is_not_conferred_again() -> None:
    best = together(two(), passed("L"), conferred=(Conferral("alpha", HELD, ("L",)),))

    assert best.conferred == ("beta",)


# Using a module for several awards


def test_between_awards_a_module_counts_in_each_unless_one_says_otherwise() -> None:
    fresh = "count only modules not used for another award"
    except_beta = f"{fresh} other than beta"
    of_kind = "count only modules not used for a certificate award"

    assert together(two(), passed("L")).conferred == ("alpha", "beta")
    assert together(two(fresh), passed("L")).conferred == ("alpha",)
    assert together(two("", fresh), passed("L")).conferred == ("alpha",)
    assert together(two(of_kind), passed("L")).conferred == ("alpha",)
    assert together(two(except_beta), passed("L")).conferred == ("alpha", "beta")


@pytest.mark.parametrize(
    ("relation", "conferred", "absorbed"),
    [
        ("builds on beta", ("alpha", "beta"), ()),
        ("includes beta", ("alpha", "beta"), ()),
        ("absorbs beta", ("alpha",), ()),
        ("surrenders beta", ("alpha",), ()),
        ("absorbs beta require award beta", ("alpha",), ("beta",)),
        ("bars beta", ("alpha",), ()),
    ],
)
def test_how_one_award_stands_to_another(
    relation: str, conferred: tuple[str, ...], absorbed: tuple[str, ...]
) -> None:
    policy = two(f"count only modules not used for another award {relation}")

    best = together(policy, passed("L"))

    assert (best.conferred, best.absorbed) == (conferred, absorbed)


def test_what_is_absorbed_stays_used_for_all_others() -> None:
    policy = (
        two("absorbs beta require award beta share nothing with beta")
        + 'award gamma "Gamma" { size 6 credits share nothing with beta }'
    )

    best = together(policy, passed("L"))

    assert (best.conferred, best.absorbed) == (("alpha",), ("beta",))
    assert together(policy, passed("L"), passed("M")).conferred == ("alpha", "gamma")


# Limits on what is shared


@pytest.mark.parametrize(
    ("share", "both"),
    [
        ("at most 6 credits with beta", True),
        ("at most 5 credits with beta", False),
        ("at most 1 module with each certificate", True),
        ("at most 4 credits with each certificate", False),
        ("at most 4 credits at level 5 with beta", True),
        ("at most 4 credits at level 4 with beta", False),
        ("at most 99% of the smaller award with beta", False),
        ("at most 100% of the smaller award with beta", True),
        ("at most 99% of the larger award with each award", False),
        ("at most 100% of the size with beta", True),
        ("nothing with beta", False),
        ("only modules at level 4 with beta", True),
        ("only modules at level 5 with beta", False),
        ("only the surplus with beta", False),
        ("with at most 1 award", True),
    ],
)
def test_every_form_of_a_share_limits_what_two_awards_count(share: str, both: bool) -> None:
    best = together(two(f"share {share}"), passed("L"))

    assert best.conferred == (("alpha", "beta") if both else ("alpha",))


def test_only_the_surplus_is_above_the_size() -> None:
    policy = two("share only the surplus with beta")

    assert together(policy, passed("L", credits=12)).conferred == ("alpha",)
    assert together(policy, passed("L"), passed("M")).conferred == ("alpha", "beta")


def test_a_share_is_of_the_declared_size_and_not_of_what_counts() -> None:
    policy = """
        award in-l "L" { size 12 credits count only modules in "L"
                         share at most 30% of the smaller award with in-v }
        award in-v "V" { size 12 credits count only modules in "V" }"""
    records = [
        passed("LV", ("L", "V"), credits=4),
        passed("L8", "L", credits=8),
        passed("L2", "L", credits=2),
        passed("V8", "V", credits=8),
        passed("V2", "V", credits=2),
    ]

    assert together(policy, *records).conferred == ("in-l",)
    assert together(policy.replace("30%", "1/3"), *records).conferred == ("in-l", "in-v")


def test_each_is_for_itself_and_all_together_are_counted_once() -> None:
    three = 'award c "C" { size 6 credits kind certificate share at most 1 module with WHICH }'
    policy = two('count only modules in "V"', 'count only modules in "L"') + three
    records = [passed("V", "V", credits=6), passed("L", "L", credits=6)]
    whole = policy.replace('c "C" { size 6', 'c "C" { size 12')

    each = together(whole.replace("WHICH", "each certificate"), *records)
    together_all = together(whole.replace("WHICH", "all certificates together"), *records)

    assert each.conferred == ("c", "alpha", "beta")
    assert together_all.conferred == ("c", "alpha")
    both = passed("B", ("V", "L"))
    once = together(policy.replace("WHICH", "all certificates together"), both)
    assert once.conferred == ("alpha", "beta", "c")


def test_a_module_may_stand_in_at_most_so_many_other_awards() -> None:
    policy = two("share with at most LIMIT") + 'award c "C" { size 6 credits }'

    assert together(policy.replace("LIMIT", "1 award"), passed("L")).conferred == ("alpha", "beta")
    assert together(policy.replace("LIMIT", "2 awards"), passed("L")).conferred == (
        "alpha",
        "beta",
        "c",
    )


def test_a_share_may_be_waived_or_overridden() -> None:
    policy = two("share some-of-it: at most 2 credits with beta")
    waiver = decision("waiver", "some-of-it")
    override = decision("override", "some-of-it", amount=Fraction(6))

    assert together(policy, passed("L")).conferred == ("alpha",)
    for each in (waiver, override):
        assert together(policy, passed("L"), decisions=(each,)).conferred == ("alpha", "beta")


# One award, with what is conferred and what it needs


@pytest.mark.parametrize(
    ("alpha", "beta", "outcome"),
    [
        ("share nothing with alpha", "", "not earned"),
        ("", "share nothing with beta", "not earned"),
        ("count only modules not used for another award", "", "not earned"),
        ("builds on alpha count only modules not used for another award", "", "earned"),
        ("bars alpha", "", "not earned"),
        ("", "bars beta", "not earned"),
        ("", "absorbs beta", "not earned"),
        ("absorbs alpha share nothing with alpha", "", "earned"),
        ("", "", "earned"),
    ],
)
def test_an_award_keeps_its_distance_from_those_held(alpha: str, beta: str, outcome: str) -> None:
    policy = two(beta, alpha)
    held = Conferral("alpha", HELD, ("L",))

    assert decided(policy, passed("L"), conferred=(held,)).outcome == outcome
    assert decided(policy, passed("L")).outcome == "earned"


def test_an_award_leaves_out_what_another_has_counted() -> None:
    policy = two("", "share nothing with alpha")
    held = Conferral("alpha", HELD, ("A",))

    verdict = decided(policy, passed("A"), passed("B"), conferred=(held,))

    assert counted(verdict) == ["B"]
    short = decided(policy, passed("A"), conferred=(held,))
    assert (short.unmet, short.short) == (("size",), Fraction(6))


def test_an_award_and_what_it_needs_share_no_more_than_they_may() -> None:
    policy = two("", "require award alpha share nothing with alpha")

    assert decided(policy, passed("A")).outcome == "not earned"
    assert decided(policy, passed("A"), passed("B")).outcome == "earned"


def test_an_award_that_includes_another_demands_it_and_may_use_its_modules() -> None:
    policy = """award base "Base" { size 6 credits count only modules in "Law" }
                award top "Top" { size 12 credits includes base
                                  count only modules not used for another award }"""

    assert decided(policy, passed("L"), passed("A", "AI")).outcome == "earned"
    verdict = decided(policy, passed("A", "AI"), passed("B", "AI"))
    assert verdict.unmet == ("includes base",)


def test_an_award_held_elsewhere_counts_what_is_on_record_of_it() -> None:
    policy = """external award degree "Degree"
                award it "It" { size 6 credits share nothing with degree }"""
    held = Conferral("degree", HELD, ("A",))

    assert decided(policy, passed("A"), conferred=(held,)).outcome == "not earned"
    assert decided(policy, passed("A"), passed("B"), conferred=(held,)).outcome == "earned"


# Preferences and grades of several scales


def test_a_preference_takes_the_place_of_what_expires_first() -> None:
    policy = "size 6 credits credits expire 5 years after completion"
    here = passed("Z-HERE", on="2025-01-01")
    away = passed("A-AWAY", on="2022-01-01", institution="Elsewhere", grade="B")

    assert counted(decided(policy, here, away)) == ["A-AWAY"]
    assert counted(decided(f"{policy} prefer modules at this institution", here, away)) == [
        "Z-HERE"
    ]
    assert counted(decided(f"{policy} prefer better grades", here, away)) == ["Z-HERE"]
    small = passed("SMALL", credits=3, grade="D")
    assert "SMALL" not in counted(decided(f"{policy} prefer better grades", here, small, away))
