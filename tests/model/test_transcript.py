"""Records take from the catalogue what they do not bring themselves."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from microcredit.errors import RecordError
from microcredit.model.learner import Decision, Transcript
from tests.engine.build import MODULES, learner, record


def test_a_record_takes_credits_level_and_areas_from_its_module() -> None:
    (found,) = learner([record("PB1")]).resolved(MODULES).records

    assert (found.credits, found.level) == (Fraction(6), 5)
    assert found.areas == ("Physics", "Biology")


def test_what_a_record_brings_itself_goes_before_the_catalogue() -> None:
    own = record("PB1", credits="1/3", level=2, areas=["Law"])
    (found,) = learner([own]).resolved(MODULES).records

    assert (found.credits, found.level, found.areas) == (Fraction(1, 3), 2, ("Law",))


def test_a_former_code_becomes_the_present_one() -> None:
    (found,) = learner([record("OLD2")]).resolved(MODULES).records

    assert (found.module, found.id) == ("L2", "OLD2")


def test_all_records_of_unknown_modules_are_named_at_once() -> None:
    ada = learner([record("X1"), record("P1"), record("X2", credits="6")])

    with pytest.raises(RecordError) as caught:
        ada.resolved(MODULES)
    assert [problem.message for problem in caught.value.problems] == [
        "record `X1`: the catalogue has no module `X1` and the record does not bring its own "
        "credits, level, areas",
        "record `X2`: the catalogue has no module `X2` and the record does not bring its own "
        "level, areas",
    ]


def test_a_record_that_brings_everything_needs_no_module() -> None:
    own = record("X1", credits="6", level=4, areas=[])

    assert learner([own]).resolved(MODULES).records == (own,)


def decided(kept: Transcript, *modules: str) -> Transcript:
    """The same with a substitution for each of the modules."""
    signed = (date(2026, 1, 15), "Dean", "the contents are the same")
    decisions = [
        Decision(f"d{module}", "substitution", "core", *signed, record="P1", module=module)
        for module in modules
    ]
    return evolve(kept, decisions=tuple(decisions))


def test_a_substitution_stands_for_the_module_of_the_catalogue_by_any_of_its_codes() -> None:
    found = decided(learner([record("P1")]), "B1", "OLD2").resolved(MODULES).decisions

    assert [each.stands_for for each in found] == [MODULES.modules["B1"], MODULES.modules["L2"]]


def test_a_substitution_for_a_module_that_is_not_there_is_no_error_and_stands_for_none() -> None:
    found = decided(learner([record("P1")]), "X1").resolved(MODULES).decisions

    assert [(each.module, each.stands_for) for each in found] == [("X1", None)]


def test_resolving_twice_changes_nothing() -> None:
    once = learner([record("OLD2"), record("P1", credits="3")]).resolved(MODULES)

    assert once.resolved(MODULES) == once
