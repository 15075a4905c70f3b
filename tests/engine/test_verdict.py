"""Verdicts: one answer for one input, in whatever order it came."""

from datetime import date
from fractions import Fraction
from random import Random

from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from microcredit.engine.audit import audit, compile, outcome
from microcredit.model.learner import Application, Conferral
from tests.engine.build import MODULES, ON, learner, policy, record, under_way, verdict
from tests.strategies import Case, cases
from tests.test_verdicts import CASES, read_case


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(cases(), st.integers(0, 2**32))
def test_the_same_records_in_another_order_give_an_equal_verdict(case: Case, seed: int) -> None:
    records = list(case.transcript.records)
    Random(seed).shuffle(records)
    shuffled = evolve(case.transcript, records=tuple(records))
    ready = compile(case.policy, catalogue=case.catalogue)

    one, other = (audit(ready, each, on=case.on) for each in (case.transcript, shuffled))
    assume(one.outcome in ("earned", "not earned"))
    assert str(one) == str(other)
    assert one.allocation == other.allocation
    assert one.requirements == other.requirements


def test_the_corpus_reads_the_same_with_its_records_reversed() -> None:
    for name in CASES:
        case = read_case(name)
        if case.verdict().outcome in ("pending", "undetermined"):
            continue
        turned = evolve(case.transcript, records=case.transcript.records[::-1])
        again = audit(case.policy, turned, on=case.on, catalogue=case.catalogue)
        assert str(again) == str(case.verdict()), name


def test_the_outcome_alone_is_the_outcome_of_the_verdict() -> None:
    for name in CASES:
        case = read_case(name)
        ready = compile(case.policy, catalogue=case.catalogue)
        assert outcome(ready, case.transcript, on=case.on) == case.verdict().outcome, name


def test_an_audit_of_a_compiled_policy_equals_one_of_the_policy_itself() -> None:
    checked = policy("size 6 credits")
    ada = learner([record("P1")])
    direct = audit(checked, ada, on=ON, catalogue=MODULES)

    assert direct == audit(compile(checked, catalogue=MODULES), ada, on=ON)


def test_a_verdict_has_every_record_once() -> None:
    found = verdict(
        "size 12 credits",
        record("P1"),
        record("P2"),
        record("P3"),
        record("B1", status="failed"),
        under_way("B2"),
    )
    left = [each.record for each in found.not_counted]

    assert sorted([*found.allocation, *left]) == ["B1", "B2", "P1", "P2", "P3"]


def test_a_verdict_has_the_exact_numbers_of_each_requirement() -> None:
    found = verdict(
        'size 18 credits require quarter: at most 25% of credits in "Law"',
        record("P1"),
        record("P2", credits="4.5"),
        record("L1", credits="1/3"),
    )
    size, quarter = found.requirements

    assert (size.need, size.have, size.short) == (
        Fraction(18),
        Fraction(65, 6),
        Fraction(43, 6),
    )
    assert (quarter.have, quarter.most) == (Fraction(1, 3), Fraction(65, 24))
    assert quarter.met


def test_an_award_that_is_held_and_one_applied_for_say_since_when() -> None:
    found = verdict(
        "size 6 credits conferred on application",
        record("P1"),
        conferred=[Conferral("main", date(2025, 6, 1)), Conferral("main", date(2026, 4, 1))],
        applications=[Application("main", date(2025, 5, 1)), Application("main", date(2026, 4, 1))],
    )

    assert found.conferred_on == date(2025, 6, 1)
    assert found.applied_on == date(2025, 5, 1)


def test_pending_names_the_least_that_would_do_and_the_lowest_grade_that_does() -> None:
    found = verdict(
        "size 12 credits count only modules graded C or better",
        record("P1", grade="A"),
        under_way("P2"),
        under_way("P3"),
    )

    assert found.outcome == "pending"
    assert [(need.record, need.grade) for need in found.needs] == [("P2", "C")]


def test_of_several_variants_each_has_its_own_counted_set() -> None:
    found = verdict(
        """
        for some theme in areas under "Science" {
          require focus: at least 12 credits in theme
          title suffix " in {theme}"
        }
        """,
        *map(record, ("P1", "P2", "B1", "B2")),
    )

    assert [(dict(v.variant), set(v.allocation), v.titles["en"]) for v in found.variants] == [
        ({"theme": "Physics"}, {"P1", "P2"}, "Main in Physics"),
        ({"theme": "Biology"}, {"B1", "B2"}, "Main in Biology"),
    ]
