"""Four ways to decide agree on random policies: the engine, the oracle that tries everything, a
constraint solver, and the engine's own solver asked for every case.

The usual run is bounded in time and always the same. ``pytest -m slow
tests/test_agreement_solvers.py`` runs many more cases, of a seed that it prints with their counts;
``SEED=… CASES=…`` repeats them.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from microcredit.engine import search
from microcredit.engine.audit import audit, compile, outcome
from microcredit.engine.audit_together import audit_together
from microcredit.engine.budget import Budget
from microcredit.engine.case import Case as Question, Placing, Tabled
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation, tied
from microcredit.engine.solver import settle
from microcredit.language.checked import Policies
from microcredit.language.outcomes import Outcome
from tests import test_rules, test_verdicts
from tests.cpsat import earning_set
from tests.oracle import oracle
from tests.strategies import Case, cases, together_cases

UNHURRIED = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

Witness = Callable[[Situation, NormalForm], frozenset[str] | None]


def solved(situation: Situation, form: NormalForm) -> frozenset[str] | None:
    """The ids of some records that earn the award, every case decided by the engine's solver."""
    view, truth = situation.view(form), situation.truth(form)
    for binding in view.bindings():
        question = view.question(binding, truth)
        for case in question.cases():
            placing = settle(question.table, case)
            if placing is not None:
                table = question.table
                return frozenset(
                    table.signatures[table.options.records[option]].record for option in placing
                )
    return None


def outcome_by(witness: Witness, case: Case, asked: Counter[str]) -> Outcome:
    """The engine's outcome where this decides what the records earn; awards that compete with those
    that they need are left to the engine."""
    by_engine = Situation.witness

    def decided(
        situation: Situation, form: NormalForm, likely: frozenset[str] | None = None
    ) -> frozenset[str] | None:
        if tied(form):
            return by_engine(situation, form, likely)
        key = form.award, form.edition
        if key not in situation._earned:
            found = witness(situation, form) if situation.in_force(form) else None
            asked["with a set" if found is not None else "without"] += 1
            situation._earned[key] = found
        return situation._earned[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Situation, "witness", decided)
        return outcome(compile(case.policy, catalogue=case.catalogue), case.transcript, on=case.on)


def solvers_agree(case: Case, asked: Counter[str]) -> None:
    """Compares the engine with the two solvers, where the oracle could not try everything."""
    ready = compile(case.policy, catalogue=case.catalogue)
    found = {
        "engine": outcome(ready, case.transcript, on=case.on),
        "CP-SAT": outcome_by(earning_set, case, asked),
        "HiGHS": outcome_by(solved, case, asked),
    }
    assert len(set(found.values())) == 1, f"{case.text}: {found}"


def agree(case: Case, asked: Counter[str]) -> Outcome:
    """The outcome on which all four agree."""
    ready = compile(case.policy, catalogue=case.catalogue)
    transcript = case.transcript.resolved(case.catalogue)
    found = {
        "engine": outcome(ready, case.transcript, on=case.on),
        "oracle": oracle(case.policy, transcript, case.catalogue, case.on).outcome,
        "CP-SAT": outcome_by(earning_set, case, asked),
        "HiGHS": outcome_by(solved, case, asked),
    }
    assert len(set(found.values())) == 1, found
    return found["engine"]


def run(number: int, seeded: int | None = None) -> tuple[Counter[Outcome], Counter[str]]:
    """Random cases, always the same where no seed is given: how often each outcome came out, and
    what the two solvers were asked."""
    outcomes: Counter[Outcome] = Counter()
    asked: Counter[str] = Counter()

    @settings(UNHURRIED, max_examples=number, derandomize=seeded is None, database=None)
    @given(cases(plugins=True))
    def each(case: Case) -> None:
        outcomes[agree(case, asked)] += 1

    (each if seeded is None else seed(seeded)(each))()
    return outcomes, asked


def test_both_solvers_agree_with_the_corpus_of_verdicts() -> None:
    asked: Counter[str] = Counter()
    for name in test_verdicts.CASES:
        read = test_verdicts.read_case(name)
        policies = Policies({read.policy.id: read.policy})
        case = Case(name, policies, read.policy.id, read.transcript, read.catalogue, read.on)
        solvers_agree(case, asked)

    assert min(asked["with a set"], asked["without"]) >= 300


def test_both_solvers_agree_with_the_published_rules() -> None:
    asked: Counter[str] = Counter()
    for folder in test_rules.FOLDERS:
        rule = test_rules.read_rule(folder)
        for each in test_rules.expected_verdicts(folder):
            learner = rule.learners[each.learner]
            solvers_agree(
                Case(str(each), rule.policies, each.award, learner, rule.catalogue, each.on), asked
            )

    assert min(asked["with a set"], asked["without"]) >= 500


def test_engine_oracle_and_two_solvers_agree_on_random_policies() -> None:
    outcomes, asked = run(150)

    assert min(outcomes["earned"], outcomes["not earned"]) >= 30
    assert outcomes["pending"] >= 3
    assert min(asked["with a set"], asked["without"]) >= 150


def by_the_solver(
    number: int, answer: Callable[[Case], str], cases: SearchStrategy[Case]
) -> Counter[str]:
    """Compares answers with those of which every placing is the solver's: what it was asked."""
    asked: Counter[str] = Counter()

    def decided(table: Tabled, case: Question, budget: Budget) -> Placing | None:
        budget.spend()
        placing = settle(table, case)
        asked["with a placing" if placing is not None else "without"] += 1
        return placing

    by_search = search.decide
    deciding = [
        module
        for name, module in sys.modules.items()
        if name.startswith("microcredit.") and vars(module).get("decide") is by_search
    ]

    @settings(UNHURRIED, max_examples=number, derandomize=True, database=None)
    @given(cases)
    def each(case: Case) -> None:
        expected = answer(case)
        with pytest.MonkeyPatch.context() as patch:
            for module in deciding:
                patch.setattr(module, "decide", decided)
            assert answer(case) == expected

    each()
    return asked


def audited(case: Case) -> str:
    """The whole verdict, as a reader gets it."""
    return str(audit(case.policy, case.transcript, on=case.on, catalogue=case.catalogue))


def audited_together(case: Case) -> str:
    """The whole verdict on all awards, as a reader gets it."""
    return str(audit_together(case.policies, case.transcript, on=case.on, catalogue=case.catalogue))


def test_the_solver_finds_the_sets_that_the_search_finds() -> None:
    asked = by_the_solver(60, audited, cases())

    assert min(asked["with a placing"], asked["without"]) >= 300


def test_the_solver_confers_the_awards_that_the_search_confers() -> None:
    asked = by_the_solver(40, audited_together, together_cases())

    assert min(asked["with a placing"], asked["without"]) >= 100


@pytest.mark.slow
def test_engine_oracle_and_two_solvers_agree_on_many_random_policies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seeded = int(os.environ.get("SEED", SystemRandom().randrange(10**9)))
    number = int(os.environ.get("CASES", "5000"))
    with capsys.disabled():
        print(f"\nSEED={seeded} CASES={number}", flush=True)
        outcomes, asked = run(number, seeded)
        print(f"outcomes: {dict(outcomes)}; asked of each solver: {dict(asked)}")

    assert sum(outcomes.values()) >= number
