"""Outcomes decided outright are those that the whole engine decides."""

from datetime import date

from attrs import evolve
from hypothesis import HealthCheck, event, given, settings

import microcredit as mc
from microcredit.engine.audit import STEPS, CompiledPolicy, resolved
from microcredit.engine.budget import Budget
from microcredit.engine.outcome import decided
from tests.strategies import Case
from tests.strategies_plain import plain_cases

ON = date(2026, 3, 1)


def the_long_way(ready: CompiledPolicy, transcript: mc.Transcript, on: date) -> str:
    """What the whole engine says."""
    return decided(ready.form, resolved(ready, transcript), on, Budget(STEPS)).outcome


@settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    max_examples=600,
)
@given(plain_cases())
def test_an_outcome_decided_outright_is_that_of_the_whole_engine(case: Case) -> None:
    ready = mc.compile(case.policy, catalogue=case.catalogue)
    assert ready.outright is not None
    found = ready.outright.outcome(case.transcript, case.on, STEPS)
    event(f"outright: {found}")
    if found is not None:
        assert found == the_long_way(ready, case.transcript, case.on)


def hku() -> tuple[CompiledPolicy, mc.Transcript]:
    catalogue = mc.read_catalogue("examples/hkuspace/catalogue")
    policies = mc.load_policies("policies/hkuspace.policy")
    learners = mc.read_transcripts("examples/hkuspace/learners.json").transcripts
    ready = mc.compile(policies["certificate-pp"], catalogue=catalogue)
    earned = next(each for each in learners if mc.outcome(ready, each, on=ON) == "earned")
    return ready, earned


def test_the_everyday_learner_is_decided_outright() -> None:
    ready, learner = hku()
    assert ready.outright is not None
    assert ready.outright.outcome(learner, ON, STEPS) == "earned"


def test_an_unusual_learner_takes_the_whole_engine() -> None:
    ready, learner = hku()
    outright = ready.outright
    assert outright is not None
    unusual = [
        evolve(learner, conferred=(mc.Conferral("certificate-gs", ON),)),
        evolve(learner, records=(evolve(learner.records[0], awarded_on=None),)),
        evolve(learner, records=(evolve(learner.records[0], module="NOWHERE"),)),
        evolve(learner, records=(evolve(learner.records[0], scheme="ECTS"),)),
    ]
    assert [outright.outcome(each, ON, STEPS) for each in unusual] == [None] * 4


def test_a_policy_that_asks_about_days_has_no_kernel() -> None:
    catalogue = mc.read_catalogue("examples/hkuspace/catalogue")
    text = (
        'language 1\naward main "Main" {\n'
        "  require at least 6 credits completed before 2025-01-01\n}\n"
    )
    policies = mc.policies_from_text(text, vocabulary=catalogue.vocabulary)
    assert mc.compile(policies["main"], catalogue=catalogue).outright is None


def test_what_was_seen_of_one_learner_does_not_leak_to_the_next() -> None:
    ready, learner = hku()
    fewer = evolve(learner, records=learner.records[:1])
    answers = [mc.outcome(ready, each, on=ON) for each in (learner, fewer, learner, fewer)]
    assert answers == ["earned", "not earned", "earned", "not earned"]
