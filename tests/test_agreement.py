"""The engine, the slow oracle and the checker agree on random policies and learners.

The usual run is bounded in time and always the same. ``pytest -m slow tests/test_agreement.py``
runs many more cases, other ones each time, and prints how to repeat a failure.
"""

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings, strategies as st

from microcredit.engine.audit import audit, compile, outcome
from microcredit.engine.audit_together import audit_together
from microcredit.engine.verdict import Verdict
from microcredit.language import syntax
from microcredit.language.syntax_selections import kind_bit
from tests.oracle import OracleVerdict, oracle
from tests.oracle_together import oracle_together
from tests.strategies import Case, cases, together_cases

UNHURRIED = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)


def agree(case: Case) -> None:
    """Compares everything that the definitions fix."""
    ready = compile(case.policy, catalogue=case.catalogue)
    verdict = audit(ready, case.transcript, on=case.on)
    expected = oracle(
        case.policy, case.transcript.resolved(case.catalogue), case.catalogue, case.on
    )
    event(f"outcome: {expected.outcome}")
    assert verdict.outcome == expected.outcome
    assert verdict.bounds is None
    assert outcome(ready, case.transcript, on=case.on) == expected.outcome
    assumed = any(r.status == "passed" and r.awarded_on is None for r in case.transcript.records)
    # Which filling is shown, where several give one outcome, is not for the definitions to say.
    if expected.fillings == 1 and expected.edition is not None and not assumed:
        event(f"edition: {'earlier' if expected.edition != case.policy.edition else 'latest'}")
        assert verdict.edition == expected.edition
        used = [each.decision.id for each in verdict.decisions if each.status == "used"]
        event(f"decisions used: {len(expected.decisions)}")
        assert tuple(used) == expected.decisions
        if not expected.barred:
            _same_set(verdict, expected)


def agree_together(case: Case) -> None:
    """Compares the best set of several awards, and each award by itself."""
    transcript = case.transcript.resolved(case.catalogue)
    expected = oracle_together(case.policies, transcript, case.catalogue, case.on)
    found = audit_together(case.policies, case.transcript, on=case.on, catalogue=case.catalogue)
    event(f"conferred: {len(expected.conferred)}, absorbed: {len(expected.absorbed)}")
    assert found.bounds is None
    assert found.conferred == expected.conferred
    assert set(found.absorbed) == set(expected.absorbed)


def _same_set(verdict: Verdict, expected: OracleVerdict) -> None:
    """The same binding, the same placing, the same requirements unmet, by the same amounts."""
    assert dict(verdict.variant or {}) == dict(expected.binding)
    placed = {record: frozenset(parts) for record, parts in verdict.allocation.items()}
    assert placed == dict(expected.placing)
    assert verdict.award_class == expected.award_class
    unmet = [reason for reason in verdict.requirements if not reason.met]
    assert tuple(reason.id for reason in unmet) == expected.unmet
    found = [dict(each.variant) for each in verdict.variants]
    assert found == [dict(variant) for variant in expected.variants]


ELSEWHERE = {
    "PolicyFile",
    "Import",
    "UseFramework",
    "TitleWords",
    *("Example", "ExampleRecord", "ExampleFact", "ExampleHolds", "ExampleSigned", "Expectation"),
}
"""What stands around awards in a file, and has no part in what a learner earns."""


def kinds_in(case: Case) -> int:
    """The classes of all nodes that the case's policies are made of, each by its bit."""
    kinds = 0
    for policy in case.policies.values():
        for each in (policy, *policy.earlier):
            said = (each.award, each.framework, *each.defines.values(), *each.external.values())
            for node in said:
                kinds |= node.kinds if node is not None else 0
    return kinds


def test_engine_and_oracle_agree_on_random_policies_with_every_construct() -> None:
    kinds = 0

    @settings(UNHURRIED, max_examples=400, derandomize=True, database=None)
    @given(cases(plugins=True))
    def each(case: Case) -> None:
        nonlocal kinds
        agree(case)
        kinds |= kinds_in(case)

    each()
    every = [
        kind
        for kind in vars(syntax).values()
        if isinstance(kind, type) and issubclass(kind, syntax.Node) and kind is not syntax.Node
    ]
    assert len(every) > 80
    assert {kind.__name__ for kind in every if not kinds & kind_bit(kind)} == ELSEWHERE


@pytest.mark.slow
@settings(UNHURRIED, max_examples=20_000)
@given(cases(plugins=True))
def test_engine_and_oracle_agree_on_many_random_policies(case: Case) -> None:
    agree(case)


@settings(UNHURRIED, max_examples=400, derandomize=True)
@given(together_cases())
def test_engine_and_oracle_confer_the_same_awards_together(case: Case) -> None:
    agree_together(case)


@pytest.mark.slow
@settings(UNHURRIED, max_examples=20_000)
@given(together_cases())
def test_engine_and_oracle_confer_the_same_of_many_random_awards(case: Case) -> None:
    agree_together(case)


@settings(UNHURRIED, max_examples=100, derandomize=True)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(case: Case, random: object) -> None:
    from random import Random

    from attrs import evolve

    assert isinstance(random, Random)
    records = list(case.transcript.records)
    random.shuffle(records)
    shuffled = evolve(case.transcript, records=tuple(records))
    ready = compile(case.policy, catalogue=case.catalogue)
    one = audit(ready, case.transcript, on=case.on)
    assert str(audit(ready, shuffled, on=case.on)) == str(one)
