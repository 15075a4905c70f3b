"""Further: the least further study, as if every set of modules of the catalogue had been tried."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings

import microcredit as mc
from microcredit.engine.audit import audit, compile, outcome
from microcredit.engine.unknown import family, with_grades
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from tests.engine.build import ON, catalogue_of, compiled, learner, module, record, under_way
from tests.strategies import Case, cases

UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)

SEVEN = catalogue_of(
    module("P1", "Physics"),
    module("P2", "Physics", credits="3"),
    module("P3", "Physics", credits="3", level=6),
    module("B1", "Biology", credits="4.5"),
    module("L1", "Law", level=6),
    module("L2", "Law", credits="2"),
    module("PB1", "Physics", "Biology"),
)
POLICIES = (
    "size 12 credits",
    'size 15 credits require at least 75% of credits in "Physics"',
    "require exactly 13.5 credits",
    "size 9 credits require at least 3 areas",
    'part one { require at least 6 credits in "Physics" } part two { require at least 6 credits }',
    'require either { at least 3 modules in "Law" } or { at least 12 credits at level 6 or above }',
    "size 12 credits require average grade at least 3.5",
    "size 9 credits require at most 6 credits in any one area repeats count best",
    "for the highest level of 5 to 6 size 9 credits require at least 80% of credits at that level",
    "size 12 credits require not award other",
    'size 12 credits require no attempt in "Law"',
    "size 60 credits",
    "size 9 credits require award other",
    "size 9 credits share nothing with other require award other",
    "size 12 credits share at most 3 credits with other require award other",
    "size 12 credits absorbs other require award other",
    'includes other require at least 6 credits in "Law"',
    'require either { award other } or { at least 4 modules in "Law" }',
    "for the highest level of 5 to 6 size 9 credits require at least 50% of credits at that level "
    "require award other",
    "size 6 credits require award other require average grade at least 3.5",
)
OTHER = 'award other "Other" { size 9 credits require at least 6 credits in "Physics" }\n'


def least(ready: mc.CompiledPolicy, ada: Transcript) -> tuple[Fraction, int] | None:
    """The least credits and modules over all sets of modules and all grades, by trying each."""
    done = {r.module for r in ada.records if r.status == "passed"}
    free = [each for each in ready.catalogue.modules.values() if each.code not in done]
    best: tuple[Fraction, int] | None = None
    for count in range(len(free) + 1):
        for chosen in combinations(free, count):
            cost = sum((each.credits for each in chosen), Fraction(0)), count
            if best is not None and cost >= best:
                continue
            codes = {each.code for each in chosen}
            kept = [r for r in ada.records if r.status != "in progress" or r.module not in codes]
            grades = [graded(ready, each.code) for each in chosen]
            for passed in product(*grades):
                records = (*kept, *passed)
                if outcome(ready, evolve(ada, records=records), on=ON) == "earned":
                    best = cost
                    break
    return best


def graded(ready: mc.CompiledPolicy, code: str) -> list[Record]:
    """The module passed today, with the best and the worst grade that may matter."""
    passed = record(code, f"{code} now", on=ON, enrolled=ON)
    if not ready.form.asks_grade:
        return [passed]
    found = with_grades(tuple(family(ready.form)), passed)
    return [each for each in found if each.grade in ("A", "C", "P")]


@pytest.mark.parametrize("lines", POLICIES)
@pytest.mark.parametrize(
    "has",
    [(), ("P2", "L2"), ("P1", "B1"), ("L1", "PB1", "P3")],
    ids=lambda has: "-".join(has) or "nothing",
)
def test_the_least_further_study_is_what_trying_every_set_finds(
    lines: str, has: tuple[str, ...]
) -> None:
    ready = compiled(lines, beside=OTHER, catalogue=SEVEN)
    ada = learner([record(code, grade="B") for code in has])
    found = audit(ready, ada, on=ON, further=True).further
    expected = least(ready, ada)

    assert found is not None
    assert found.because is None
    credits, number = expected if expected is not None else (None, 0)
    assert (found.credits, len(found.modules)) == (credits, number)


STACK = (
    'award other "Other" { size 9 credits require award base }\n'
    'award base "Base" { size 6 credits require at least 3 credits in "Law" }\n'
)


@pytest.mark.parametrize("has", [(), ("P2", "L2"), ("L1", "PB1", "P3")])
@pytest.mark.parametrize(
    "lines",
    [
        "size 12 credits require award other",
        "size 12 credits share nothing with base require award other",
        'require award other require award base require at least 6 credits in "Biology"',
    ],
)
def test_the_least_further_study_reaches_down_a_stack(lines: str, has: tuple[str, ...]) -> None:
    ready = compiled(lines, beside=STACK, catalogue=SEVEN)
    ada = learner([record(code) for code in has])
    found = audit(ready, ada, on=ON, further=True).further

    assert found is not None
    assert found.because is None
    expected = least(ready, ada)
    assert (found.credits, len(found.modules)) == (expected or (None, 0))


@settings(UNHURRIED, max_examples=60, derandomize=True)
@given(cases())
def test_what_is_said_to_earn_a_random_award_does_and_nothing_less(case: Case) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    found = audit(ready, case.transcript, on=case.on, further=True)
    assert found.further is not None
    further = found.further
    if found.outcome == "earned":
        assert further == mc.Further(Fraction(0))
        return
    event(f"reached: {further.credits is not None}, because: {further.because}")
    assume(further.because is None and further.credits is not None)
    assume(not any(r.awarded_on is None for r in case.transcript.records if r.status == "passed"))
    assert some_grades_earn(ready, case, further.modules)
    for left_out in range(len(further.modules)):
        fewer = further.modules[:left_out] + further.modules[left_out + 1 :]
        assert not some_grades_earn(ready, case, fewer)


def some_grades_earn(ready: mc.CompiledPolicy, case: Case, codes: tuple[str, ...]) -> bool:
    """Whether the award is earned with these modules passed today, with some grades."""
    ways = []
    for code in codes:
        mine = [r for r in case.transcript.records if r.module == code and waits(r)]
        new = Record(f"{code} now", code, "passed", completed_on=case.on, enrolled_on=case.on)
        passed = [
            evolve(r, status="passed", awarded_on=case.on, completed_on=r.completed_on or case.on)
            for r in mine or [new]
        ]
        ways.append(
            [
                way
                for each in passed
                for way in (
                    [each]
                    if each.grade or not ready.form.asks_grade
                    else with_grades((ready.form,), each)
                )
            ]
        )
    for chosen in product(*ways):
        ids = {each.id for each in chosen}
        kept = [r for r in case.transcript.records if r.id not in ids]
        there = evolve(case.transcript, records=(*kept, *chosen))
        if outcome(ready, there, on=case.on) == "earned":
            return True
    return False


def waits(record: Record) -> bool:
    """Whether the record is under way, or passed and not awarded yet."""
    if record.completed_on is not None and record.completed_on > ON:
        return False
    return record.status == "in progress" or (
        record.status == "passed" and record.awarded_on is not None and record.awarded_on > ON
    )


def test_a_record_under_way_is_one_of_the_modules_that_would_do() -> None:
    ready = compiled("size 12 credits", catalogue=SEVEN)
    found = audit(ready, learner([record("P1"), under_way("L1")]), on=ON, further=True)

    assert found.outcome == "pending"
    assert found.further is not None
    assert found.further.credits == 6
    assert len(found.further.modules) == 1


def test_credits_that_have_lapsed_can_be_earned_again() -> None:
    ready = compiled(
        "size 6 credits require at least 6 credits from P1 credits expire 5 years after completion",
        catalogue=SEVEN,
    )
    stack = [record("P1", on=ON.replace(year=2015))]
    found = audit(ready, learner(stack), on=ON, further=True)

    assert found.further == mc.Further(Fraction(6), ("P1",))


def test_the_report_and_the_json_say_how_much_is_needed() -> None:
    ready = compiled("size 12 credits", catalogue=SEVEN)
    found = audit(ready, learner([record("P1")]), on=ON, further=True)

    assert "6 further steps, in 1 module, would earn it:\n" in str(found)
    assert mc.verdict_json(found)["further"] == {
        "credits": "6",
        "modules": list(found.further.modules) if found.further else [],
        "because": None,
        "at_least": None,
        "at_most": None,
    }
    assert audit(ready, learner([record("P1")]), on=ON).further is None


def test_what_would_do_must_do_whatever_a_missing_fact_is() -> None:
    ready = compiled(
        'require at least 6 credits when learner mode is "part-time" '
        '{ require at least 6 credits in "Law" } '
        'otherwise { require at least 12 credits in "Physics" }',
        catalogue=SEVEN,
    )
    found = audit(ready, learner([]), on=ON, further=True)

    assert found.outcome == "not earned"
    assert found.further is not None
    assert found.further.credits is None
    assert found.further.at_least == 6
    assert "it depends on what is missing in the records" in str(found)


def test_where_the_search_ends_first_the_report_says_so() -> None:
    many = catalogue_of(*(module(f"M{n}", f"A{n}", credits=f"{n + 7}/{n + 8}") for n in range(40)))
    ready = compiled("require exactly 12 credits require at least 20 areas", catalogue=many)
    found = audit(ready, learner([]), on=ON, further=True, steps=300)

    assert found.further is not None
    assert found.further.because is not None
    assert "The least further study is not known: " in str(found)


def test_an_award_that_nothing_would_earn_says_so() -> None:
    found = audit(compiled("size 600 credits", catalogue=SEVEN), learner([]), on=ON, further=True)

    assert found.further == mc.Further(None)
    assert "No further modules of the catalogue would earn it." in str(found)
