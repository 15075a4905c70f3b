"""Progress: all awards at once, equal to single audits, and what would earn the nearest."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings

import microcredit as mc
from microcredit.graph.near import Asked, Vicinity
from microcredit.graph.progress_page import progress_page
from microcredit.model.learner import Conferral, Transcript
from microcredit.model.record import Record
from microcredit.wording.plain import plain
from tests.engine.build import DONE, FRAMEWORK, ON, catalogue_of, module, record
from tests.engine.test_further import some_grades_earn
from tests.strategies import Case, together_cases

STACK = Path(__file__).parent.parent.parent / "examples" / "stack"
UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)

CATALOGUE = catalogue_of(
    module("X6", "X"),
    module("X6B", "X"),
    module("Y6", "Y"),
    module("XY3", "X", "Y", credits="3"),
    module("Z4", "Z", credits="4.5"),
)


def policies(text: str) -> mc.Policies:
    return mc.policies_from_text(FRAMEWORK + text, vocabulary=CATALOGUE.vocabulary)


def progress(
    text: str, *records: str | Record, conferred: Sequence[Conferral] = (), learner: str = "ada"
) -> mc.Progress:
    found = tuple(record(each) if isinstance(each, str) else each for each in records)
    transcript = Transcript(learner, found, tuple(conferred))
    return mc.progress(policies(text), transcript, on=ON, catalogue=CATALOGUE)


@pytest.fixture(scope="module")
def stack() -> dict[str, mc.Progress]:
    catalogue = mc.read_catalogue(STACK / "catalogue")
    found = mc.load_policies(STACK, vocabulary=catalogue.vocabulary)
    return {
        one.learner: mc.progress(found, one, on=ON, catalogue=catalogue)
        for one in mc.read_transcripts(STACK / "learners.json").transcripts
    }


def test_awards_come_after_those_that_they_rest_on() -> None:
    found = progress(
        'award a "A" { size 6 credits require award b }'
        'award b "B" { size 3 credits require not award d }'
        'award c "C" { size 3 credits }'
        'award d "D" { size 9 credits }'
    )

    assert [each.award for each in found.awards] == ["c", "d", "b", "a"]
    assert [each.rests_on for each in found.awards] == [(), (), ("d",), ("b",)]


def test_the_same_awards_compiled_and_in_any_order_give_the_same() -> None:
    text = 'award a "A" { size 6 credits require award b } award b "B" { size 3 credits }'
    ready = [mc.compile(each, catalogue=CATALOGUE) for each in policies(text).values()]
    ada = Transcript("ada", (record("X6"), record("Y6")))
    found = [mc.progress(each, ada, on=ON) for each in (ready, ready[::-1])]

    assert found[0] == found[1] == progress(text, "X6", "Y6")


def test_an_award_says_what_is_done_and_what_is_missing() -> None:
    found = progress(
        'award a "A" { size 12 credits require deep: at least 6 credits in "Y" }', "X6", "XY3"
    )["a"]

    assert found.size == 12
    assert found.done == 9
    assert found.missing == 3
    assert found.met == ()
    assert [(each.id, str(each.short)) for each in found.unmet] == [("size", "3"), ("deep", "3")]


def test_credits_beyond_the_size_are_not_done_twice() -> None:
    found = progress('award a "A" { size 6 credits }', "X6", "X6B", "Y6")["a"]

    assert found.stands == "earned"
    assert found.size == found.done == 6
    assert found.missing == 0


def test_an_award_without_a_size_says_what_counts() -> None:
    found = progress('award a "A" { require at least 1 module in "Y" }', "Y6")["a"]

    assert (found.size, found.missing) == (None, None)
    assert found.done == 6


def test_awards_with_equal_further_credits_share_a_rank() -> None:
    found = progress(
        'award a "A" { size 6 credits } award b "B" { size 12 credits }'
        'award c "C" { require at least 6 credits in "X" } award d "D" { size 90 credits }'
    )

    assert [(each.rank, each.tied, each.award, str(each.credits)) for each in found.nearest] == [
        (1, True, "a", "6"),
        (1, True, "c", "6"),
        (3, False, "b", "12"),
    ]
    assert [(each.award, each.because) for each in found.not_ranked] == [
        ("d", "no further modules of the catalogue would earn it")
    ]


def test_an_award_that_is_held_is_neither_claimed_nor_ranked() -> None:
    found = progress(
        'award a "A" { size 6 credits } award b "B" { size 12 credits require award a }',
        "Z4",
        conferred=[Conferral("a", DONE, ())],
    )

    assert (found["a"].stands, found["a"].outcome, found["a"].further) == (
        "held",
        "not earned",
        None,
    )
    assert (found.held, found.conferrable) == (("a",), ())
    assert [each.award for each in found.nearest] == ["b"]


def test_an_award_that_is_held_later_is_not_held_yet() -> None:
    found = progress('award a "A" { size 6 credits }', conferred=[Conferral("a", date(2027, 1, 1))])

    assert (found.held, found["a"].stands) == ((), "not earned")


def test_awards_that_compete_are_settled_at_once(stack: dict[str, mc.Progress]) -> None:
    eva = stack["eva"]

    assert [each.award for each in eva.awards if each.stands == "earned"] == [
        "certificate-analytics",
        "certificate-data",
    ]
    assert eva.conferrable == ("certificate-analytics",)
    assert [each.award for each in eva.together.left_out] == ["certificate-data"]


def test_the_study_for_a_diploma_includes_that_for_its_certificate(
    stack: dict[str, mc.Progress],
) -> None:
    near = {each.award: each for each in stack["fay"].nearest}

    assert near["certificate-data"].credits == 21
    assert near["diploma-data"].credits == 57
    assert "DA101" in near["diploma-data"].modules


def test_what_lapses_first_is_told_of_awards_earned_and_under_way(
    stack: dict[str, mc.Progress],
) -> None:
    ben = stack["ben"]["certificate-data"]
    dan = stack["dan"]["diploma-data"]

    assert ben.claimable_until == date(2026, 4, 15)
    assert [(each.module, each.expires) for each in dan.lapses_first] == [
        ("DA101", date(2026, 6, 20))
    ]
    assert dan.claimable_until is None


def test_the_page_of_each_example_learner_says_what_the_value_does(
    stack: dict[str, mc.Progress],
) -> None:
    pages = {learner: str(each) for learner, each in stack.items()}

    assert (
        "You can claim the Certificate in Data Practice today, and until 2026-04-15."
        in (pages["ben"])
    )
    assert "You hold the Certificate in Data Practice, since 2023-02-01." in pages["dan"]
    assert "cannot be given beside it" in pages["eva"]
    assert "goes into the award above" in pages["gil"]
    assert pages["cara"].count("1 (tied)") == 2
    assert "AN101  Foundations of Business Analytics, under way" in pages["cara"]
    assert "42 credits missing: at least 60 credits in all" in pages["amy"]


def test_titles_are_in_the_language_asked_for_where_the_policy_has_them() -> None:
    found = progress('award a "A" { title zh-Hant "甲" size 6 credits }')

    assert "甲" in "\n".join(map(str, progress_page(found, "zh-Hant")))
    assert "甲" not in str(found)


def test_nothing_on_the_page_can_rewrite_a_terminal() -> None:
    found = progress(
        'award a "A" { size 6 credits }', evolve(record("X6"), id="\x1b[2J"), learner="\x1b[31m<b>"
    )
    odd = evolve(found, institution="\x9b2J\u202e")

    assert all(line.isprintable() for line in str(odd).split("\n"))
    assert "<b>" in str(odd)


def test_records_under_way_and_missing_values_are_in_the_page() -> None:
    waiting = record("X6", on=None, awarded=None, status="in progress")
    pending = progress('award a "A" { size 6 credits }', waiting)
    text = 'award a "A" { size 6 credits credits expire 1 year after award of the module }'
    unknown = progress(text, evolve(record("X6"), awarded_on=None))

    assert "earned once these are passed, awarded or signed: X6" in str(pending)
    assert unknown["a"].stands == "undetermined"
    assert "it depends on what is missing in record" in str(unknown)
    assert [each.award for each in unknown.not_ranked] == ["a"]


def test_a_limit_of_the_search_is_told() -> None:
    text = 'award a "A" { size 6 credits } award b "B" { size 6 credits share nothing with a }'
    ready = [mc.compile(each, catalogue=CATALOGUE) for each in policies(text).values()]
    ada = Transcript("ada", (record("X6"), record("Y6")))
    found = mc.progress(ready, ada, on=ON, steps=3)

    assert found.together.bounds is not None
    assert "is not known" in str(found)


def test_awards_that_need_one_another_in_a_circle_are_refused_with_every_link() -> None:
    one = policies('award a "A" { size 6 credits require award b } award b "B" { size 3 credits }')
    other = policies(
        'award b "B" { size 3 credits require award a } award a "A" { size 6 credits }'
    )

    with pytest.raises(mc.StackingCycleError, match=r"a.*b.*a"):
        mc.progress(
            {"a": one["a"], "b": other["b"]}, Transcript("ada", ()), on=ON, catalogue=CATALOGUE
        )


@pytest.mark.parametrize("given", [{}, []])
def test_no_award_is_refused(given: list[mc.CompiledPolicy]) -> None:
    with pytest.raises(ValueError, match="there is no award"):
        mc.progress(given, Transcript("ada", ()), on=ON, catalogue=CATALOGUE)


def test_an_award_that_is_there_twice_is_refused() -> None:
    ready = mc.compile(policies('award a "A" { size 6 credits }')["a"], catalogue=CATALOGUE)

    with pytest.raises(ValueError, match="twice"):
        mc.progress([ready, ready], Transcript("ada", ()), on=ON)


def test_policies_that_are_not_compiled_need_a_catalogue() -> None:
    with pytest.raises(TypeError, match="catalogue"):
        mc.progress(policies('award a "A" { size 6 credits }'), Transcript("ada", ()), on=ON)


def test_a_learner_whose_records_the_catalogue_does_not_know_is_an_error_of_records() -> None:
    with pytest.raises(mc.RecordError, match="NOWHERE"):
        progress('award a "A" { size 6 credits }', "NOWHERE")


@settings(UNHURRIED, max_examples=25, derandomize=True)
@given(together_cases())
def test_progress_on_random_awards_is_what_single_audits_say(case: Case) -> None:
    ready = {id: mc.compile(each, catalogue=case.catalogue) for id, each in case.policies.items()}
    found = mc.progress(list(ready.values()), case.transcript, on=case.on)
    singles = {id: mc.audit(each, case.transcript, on=case.on) for id, each in ready.items()}

    assert {each.award: each.outcome for each in found.awards} == {
        id: verdict.outcome for id, verdict in singles.items()
    }
    assert found.together == mc.audit_together(list(ready.values()), case.transcript, on=case.on)
    places = [each.award for each in found.awards]
    for each in found.awards:
        assert all(places.index(other) < places.index(each.award) for other in each.rests_on)
    assert plain(progress_page(found)) == str(found)


@settings(UNHURRIED, max_examples=40, derandomize=True)
@given(together_cases())
def test_what_is_named_for_a_random_award_earns_it_and_near_learners_are_found(case: Case) -> None:
    ready = mc.compile(case.policy, catalogue=case.catalogue)
    held = any(each.award == case.award for each in case.transcript.conferred)
    further = mc.audit(ready, case.transcript, on=case.on, further=True).further
    assert further is not None
    near = Vicinity(ready, case.on, Asked(Fraction(6))).near(case.transcript)
    assume(further.because is None and not held and further.credits != 0)

    event(f"near: {near is not None}, reached: {further.credits is not None}")
    if further.credits is None or further.credits > 6:
        assert near is None
    else:
        assert near is not None
        assert near.further is not None
        assert (near.further.credits, len(near.further.modules)) == (
            further.credits,
            len(further.modules),
        )
        assert some_grades_earn(ready, case, near.further.modules)
    if further.credits is not None:
        assert some_grades_earn(ready, case, further.modules)
