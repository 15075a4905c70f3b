"""The oracle decides what waivers and other decisions change as was decided by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve

from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Conferral
from microcredit.model.module import Module
from tests.oracle_cases import CATALOGUE, ON, counted, decided, decision, passed

LAW = Catalogue(
    {"LAW1": Module("LAW1", "Law", Fraction(6), 5, ("Law",), tags=("core",))},
    {**CATALOGUE.areas, "Art": Area("Art")},
)


# Waivers


def test_the_fewest_waivers_that_suffice_are_used() -> None:
    policy = 'require lower: at least 12 credits require upper: at most 6 credits in "Law"'
    waivers = (decision("waiver", "lower"), decision("waiver", "upper"))
    law = [passed("LAW1"), passed("LAW2")]

    both = decided(policy, *law, decisions=waivers)

    assert decided(policy, *law).outcome == "not earned"
    assert (both.outcome, both.decisions, counted(both)) == ("earned", ("of-lower",), [])
    alone = decided(policy, *law, decisions=waivers[1:])
    assert (alone.outcome, alone.decisions, len(counted(alone))) == ("earned", ("of-upper",), 2)


def test_of_as_many_decisions_the_earlier_is_used() -> None:
    policy = 'size 6 credits require thesis: at least 6 credits in "AI"'
    later = decision("waiver", "thesis", on=ON, id="a")
    sooner = decision("waiver", "thesis", on=ON - timedelta(1), id="b")
    unseen = decision("waiver", "thesis", on=ON + timedelta(1), id="c")

    assert decided(policy, passed("L"), decisions=(later, sooner)).decisions == ("b",)
    assert decided(policy, passed("L"), decisions=(unseen,)).outcome == "not earned"


def test_a_decision_that_is_not_needed_is_not_used() -> None:
    waiver = decision("waiver", "breadth")

    verdict = decided("size 6 credits require breadth: at least 1 area", passed("L"),
                      decisions=(waiver,))  # fmt: skip

    assert (verdict.outcome, verdict.decisions) == ("earned", ())


@pytest.mark.parametrize(
    ("line", "award", "outcome"),
    [
        ("thesis", None, "earned"),
        ("thesis", "it", "earned"),
        ("thesis", "another", "not earned"),
        ("essay", None, "not earned"),
        ("size", None, "not earned"),
    ],
)
def test_a_decision_binds_to_the_line_it_names(line: str, award: str | None, outcome: str) -> None:
    policy = 'size 6 credits require thesis: at least 6 credits in "AI"'
    waiver = evolve(decision("waiver", line), award=award)

    verdict = decided(policy, passed("L"), decisions=(waiver,))

    assert verdict.outcome == outcome


@pytest.mark.parametrize(
    ("line", "policy"),
    [
        ("fresh", "count only fresh: modules recognised size 6 credits"),
        ("old", "credits old: expire 1 years after completion size 6 credits"),
        ("again", "repeats again: count every up to 1 credits size 6 credits"),
        (
            "both",
            """part p { require at least 1 module } part q { require at least 6 credits }
               share both: at most 3 credits between p and q""",
        ),
        ("inner", 'size 6 credits require either { require inner: all of X require all of L }'
                  ' or { all of Y }'),
    ],
)  # fmt: skip
def test_every_line_with_an_id_may_be_waived(line: str, policy: str) -> None:
    law = passed("L", on="2024-06-30")

    assert decided(policy, law).outcome == "not earned"
    verdict = decided(policy, law, decisions=(decision("waiver", line),))
    assert (verdict.outcome, verdict.decisions) == ("earned", (f"of-{line}",))


def test_what_is_waived_still_brings_modules_in() -> None:
    policy = """size 6 credits nothing else counts
                part p { require law: at least 12 credits in "Law" }"""

    verdict = decided(policy, passed("L"), decisions=(decision("waiver", "law"),))

    assert (verdict.outcome, counted(verdict)) == ("earned", ["L"])


def test_the_set_that_is_not_earned_uses_what_leaves_less_unmet() -> None:
    policy = 'size 12 credits require thesis: at least 6 credits in "AI" require at least 2 areas'
    waiver = decision("waiver", "thesis")

    verdict = decided(policy, passed("L"), decisions=(waiver,))

    assert (verdict.outcome, verdict.unmet) == ("not earned", ("size", "it.2"))
    assert verdict.decisions == ("of-thesis",)


# The other kinds


@pytest.mark.parametrize(
    ("stated", "instead", "outcome"),
    [
        ("at least 12 credits", 6, "earned"),
        ("at least 12 credits", 7, "not earned"),
        ("at least 12 modules", 1, "earned"),
        ("exactly 12 credits", 6, "earned"),
        ("exactly 6 credits", 12, "earned"),
        ("between 9 and 12 credits", 5, "earned"),
        ("between 9 and 12 credits", 15, "not earned"),
        ("between 2 and 4 credits", 6, "earned"),
        ("at least the greater of 12 credits and 9 credits", 6, "not earned"),
    ],
)
def test_an_override_puts_another_amount_in_place(stated: str, instead: int, outcome: str) -> None:
    policy = f'size 6 credits require law: {stated} in "Law"'
    override = decision("override", "law", amount=Fraction(instead))

    assert decided(policy, passed("L"), decisions=(override,)).outcome == outcome


def test_an_override_of_a_limit_is_the_higher() -> None:
    policy = 'size 12 credits require limit: at most 6 credits in "Law"'
    two = [passed("L"), passed("M")]

    for instead, outcome in ((11, "not earned"), (12, "earned")):
        override = decision("override", "limit", amount=Fraction(instead))
        assert decided(policy, *two, decisions=(override,)).outcome == outcome
    lower = decision("override", "limit", amount=Fraction(0))
    assert decided(policy, *two[:1], passed("A", "AI"), decisions=(lower,)).decisions == ()


def test_an_override_of_a_share_lets_more_be_shared() -> None:
    policy = """part p { require at least 6 credits } part q { require at least 6 credits }
                share both: at most 3 credits between p and q"""

    for instead, outcome in ((5, "not earned"), (6, "earned")):
        override = decision("override", "both", amount=Fraction(instead))
        assert decided(policy, passed("L"), decisions=(override,)).outcome == outcome


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ('at least 6 credits in "Law"', "earned"),
        ("at least 6 credits at level 5", "earned"),
        ('at least 1 module tagged "core"', "earned"),
        ("all of LAW1", "earned"),
        ("2 of LAW1, ART1", "earned"),
        ("either { all of LAW1 } or { all of AI1 }", "earned"),
        ("all of AI1", "not earned"),
        ('at least 6 credits in "Art", except in "Law"', "earned"),
    ],
)
def test_a_substitution_counts_as_the_other_module_for_its_line(
    condition: str, outcome: str
) -> None:
    policy = f"part p {{ require like: {condition} }}"
    substitution = decision("substitution", "like", record="ART1", module="LAW1")

    verdict = decided(policy, passed("ART1", "Art"), decisions=(substitution,), catalogue=LAW)

    assert verdict.outcome == outcome


def test_a_substitution_is_for_its_line_and_record_only() -> None:
    policy = """require one: at least 6 credits in "Law"
                require two: at least 6 credits in "Law" """
    one = decision("substitution", "one", record="ART1", module="LAW1")
    two = decision("substitution", "two", record="ART1", module="LAW1")
    wrong = decision("substitution", "two", record="ART2", module="LAW1")
    art = passed("ART1", "Art")

    assert decided(policy, art, decisions=(one, wrong), catalogue=LAW).unmet == ("two",)
    assert decided(policy, art, decisions=(two, one), catalogue=LAW).decisions == (
        "of-one",
        "of-two",
    )


@pytest.mark.parametrize(
    ("until", "on", "outcome"),
    [
        (date(2026, 3, 1), "2026-03-01", "earned"),
        (date(2026, 2, 28), "2026-03-01", "not earned"),
        (date(2024, 1, 1), "2025-06-30", "earned"),
    ],
)
def test_an_extension_moves_the_last_day_and_never_back(until: date, on: str, outcome: str) -> None:
    policy = "size 6 credits credits old: expire 1 years after completion"
    extension = decision("extension", "old", record="L", until=until, on=date(2025, 1, 15))

    verdict = decided(policy, passed("L", on="2024-06-30"), on=on, decisions=(extension,))

    assert verdict.outcome == outcome


def test_recognition_is_for_the_line_that_it_is_bound_to() -> None:
    policy = "count only fresh: modules recognised size 6 credits"
    requirement = "size 6 credits require prior: at least 1 module recognised"

    first = decided(policy, passed("L"), decisions=(decision("recognition", "fresh", record="L"),))
    second = decided(
        requirement, passed("L"), decisions=(decision("recognition", "prior", record="L"),)
    )

    assert (first.outcome, first.decisions) == ("earned", ("of-fresh",))
    assert (second.outcome, second.decisions) == ("earned", ("of-prior",))
    assert decided(policy, passed("L")).outcome == "not earned"


# Decisions about what an award needs


def test_an_award_rests_on_a_decision_about_one_that_it_needs() -> None:
    policy = """award base "Base" { size 6 credits require thesis: all of AI1 }
                award top "Top" { size 6 credits require CONDITION }"""
    waiver = decision("waiver", "thesis")
    needed, fallback = policy.replace("CONDITION", "award base"), policy.replace(
        "CONDITION", "not award base"
    )  # fmt: skip

    verdict = decided(needed, passed("L"), decisions=(waiver,))

    assert (verdict.outcome, verdict.decisions) == ("earned", ("of-thesis",))
    assert decided(needed, passed("L")).outcome == "not earned"
    assert decided(fallback, passed("L")).outcome == "earned"
    assert decided(fallback, passed("L"), decisions=(waiver,)).outcome == "not earned"


def test_a_share_with_an_award_that_is_held_may_be_waived() -> None:
    policy = """award base "Base" { size 6 credits }
                award top "Top" { size 6 credits share none: nothing with base }"""
    held = Conferral("base", date(2024, 1, 1), ("L",))
    waiver = decision("waiver", "none")

    assert decided(policy, passed("L"), conferred=(held,)).outcome == "not earned"
    verdict = decided(policy, passed("L"), conferred=(held,), decisions=(waiver,))
    assert (verdict.outcome, verdict.decisions) == ("earned", ("of-none",))
