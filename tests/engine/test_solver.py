from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen

import microcredit as mc
from microcredit.engine import highs, integer_program, search
from microcredit.engine.blocks import blocks_of
from microcredit.engine.budget import Budget, SearchLimit, StepsSpent, Unsettled
from microcredit.engine.case import Case, meets
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.highs import Answer, Program
from microcredit.engine.integer_program import Effort, holds, refuted, solution
from microcredit.engine.kinds import stated
from microcredit.engine.patterns import patterned
from microcredit.engine.situation import Situation
from microcredit.engine.solver import settle
from microcredit.engine.table import Options, Weights
from tests.benchmarks.adversaries import three_partition

ON = date(2026, 3, 1)


@frozen
class Rows:
    """Options and rows given outright, in place of a table."""

    options: Options
    rows: tuple[Weights, ...]

    def row(self, index: int) -> Weights:
        return self.rows[index]


def weights(needed: int, *brought: int) -> Weights:
    return Weights(brought, needed, Fraction(1))


def groups_of(*sizes: int) -> Options:
    """Groups of so many options each; every option stands in part 0 and one of three others."""
    groups: list[tuple[int, ...]] = []
    start = 0
    for size in sizes:
        groups.append(tuple(range(start, start + size)))
        start += size
    return Options(
        (0,) * start, tuple(1 | 2 << option % 3 for option in range(start)), tuple(groups)
    )


def every_placing(options: Options) -> list[tuple[int, ...]]:
    ways = product(*((None, *group) for group in options.groups))
    return [tuple(sorted(o for o in way if o is not None)) for way in ways]


def random_formula(random: Random, rows: int, depth: int = 2) -> Formula:
    if depth == 0 or random.random() < 0.4:
        return Met(random.randrange(rows))
    of = tuple(random_formula(random, rows, depth - 1) for _ in range(random.randint(1, 3)))
    return Some(random.randint(0, len(of) + (random.random() < 0.05)), of)


def random_case(random: Random) -> tuple[Rows, Case]:
    # Few kinds of group, so that groups are alike, and rows that are the same but for their part.
    kinds = [
        [
            [random.choice((0, 0, 1, 2, 3, 6, -2)) for _ in range(4)]
            for _ in range(random.randint(1, 3))
        ]
        for _ in range(2)
    ]
    chosen = [random.choice(kinds) for _ in range(random.randint(1, 6))]
    options = groups_of(*map(len, chosen))
    vectors = [vector for group in chosen for vector in group]
    rows = tuple(
        weights(random.randint(-4, 9), *(vector[row] for vector in vectors)) for row in range(4)
    )
    force = tuple(
        frozenset(random.sample(range(len(vectors)), random.randint(1, len(vectors))))
        for _ in range(random.choice((0, 0, 0, 1, 2)))
    )
    left = frozenset(o for o in range(len(vectors)) if random.random() < 0.1)
    case = Case(
        random.choice((0, 0, 0, 2, 4)),
        tuple(random.sample(rows, random.randint(0, 2))),
        tuple(random_formula(random, 4) for _ in range(random.randint(0, 3))),
        force,
        left,
    )
    return Rows(options, rows), case


@pytest.mark.parametrize("seed", range(4))
def test_the_solver_finds_a_placing_exactly_where_there_is_one(seed: int) -> None:
    random = Random(seed)
    found: list[bool] = []
    for _ in range(120):
        table, case = random_case(random)
        possible = any(meets(table, case, placing) for placing in every_placing(table.options))
        placing = settle(table, case)
        assert (placing is not None) is possible
        assert placing is None or meets(table, case, placing)
        found.append(possible)

    assert 20 < sum(found) < 100


def hard_case(parts: int, seed: int, feasible: bool) -> tuple[Any, Case]:
    text, catalogue, transcript = three_partition(parts, seed, feasible)
    policy = mc.policies_from_text(text, vocabulary=catalogue.vocabulary)["main"]
    form = mc.compile(policy, catalogue=catalogue).form
    situation = Situation(transcript.resolved(catalogue), ON, Budget(10**6))
    view = situation.view(form)
    question = view.question((), situation.truth(form))
    return question.table, next(question.cases())


@pytest.mark.parametrize("seed", range(3))
def test_twelve_parts_alike_and_thirty_six_records_are_decided_either_way(seed: int) -> None:
    table, case = hard_case(12, seed, True)
    placing = settle(table, case)

    assert placing is not None
    assert meets(table, case, placing)
    assert settle(*hard_case(12, seed, False)) is None


def test_parts_alike_are_filled_by_patterns() -> None:
    statement = stated(*hard_case(12, 1, True))
    assert statement is not None
    steps: list[int] = []
    patterns = patterned(statement, blocks_of(statement), steps.append)
    assert patterns is not None
    ((_, alike, listed),) = patterns.uses

    assert len(alike.blocks) == 12
    assert len(listed) < len(patterns.program.lower) + 1
    columns = solution(patterns.program, Effort())
    assert columns is not None
    placing = statement.placing(patterns.counts(columns))
    assert len(placing) == 36
    assert sum(steps) > 100


def test_without_patterns_parts_alike_are_more_than_the_solver_is_given_time_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("microcredit.engine.solver.patterned", lambda *_: None)

    with pytest.raises(Unsettled):
        settle(*hard_case(12, 1, False), Effort(nodes=5, leaves=3))


def test_thirty_groups_alike_are_one_kind() -> None:
    options = groups_of(*[2] * 30)
    row = weights(31, *([1, 2] * 30))
    statement = stated(Rows(options, (row,)), Case(0, (row,), ()))

    assert statement is not None
    assert len(statement.kinds) == 1
    assert len(statement.columns()) == 1
    assert len(statement.kinds[0].members) == 30


def test_a_weight_is_cut_to_what_meets_its_row_alone() -> None:
    options = groups_of(1, 1)
    row = weights(3, 1_000_000, 2)
    statement = stated(Rows(options, (row,)), Case(0, (row,), ()))

    assert statement is not None
    assert sorted(kind.vectors for kind in statement.kinds) == [((2,),), ((3,),)]


UNREACHABLE = Program((0, 0), (1, 1), ((((0, 2), (1, 2)), 3), (((0, -1), (1, -1)), -1)), whole=True)


def test_what_highs_finds_impossible_is_believed_only_with_an_exact_refutation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    possible = evolve(UNREACHABLE, rows=UNREACHABLE.rows[:1])

    def liar(program: Program, **settings: Any) -> Answer:
        return Answer("infeasible") if program.whole else highs.solve(program, **settings)

    monkeypatch.setattr(integer_program, "solve", liar)

    assert solution(possible, Effort()) == (1, 1)
    assert solution(UNREACHABLE, Effort()) is None


def test_a_solution_that_misses_a_row_by_a_little_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    near = Program((0,), (10**9,), ((((0, 10**9 + 1),), 10**18),), whole=True)
    assert not holds(near, (10**9 - 2,))
    calls = []

    def liar(program: Program, **_: Any) -> Answer:
        calls.append(program.whole)
        if program.whole:
            return Answer("solved", (10.0**9 - 2,))
        return Answer("solved", (0.5, 0.0), (0.0,))

    monkeypatch.setattr(integer_program, "solve", liar)

    with pytest.raises(Unsettled):
        solution(near, Effort())
    assert calls.count(True) == 2


def test_any_other_answer_is_asked_once_more_without_presolve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    presolved = []

    def unsure(program: Program, *, presolve: bool = True, **_: Any) -> Answer:
        if program.whole:
            presolved.append(presolve)
            return Answer("unknown")
        return Answer("solved", (0.5, 0.5, 0.0), (0.0, 0.0))

    monkeypatch.setattr(integer_program, "solve", unsure)

    with pytest.raises(SearchLimit):
        solution(UNREACHABLE, Effort())
    assert presolved == [True, False]


@pytest.mark.parametrize(
    ("prices", "proven"), [((1.0, 2.0), True), ((1.0, 0.0), False), ((0.0, 0.0), False)]
)
def test_prices_refute_only_where_their_sum_is_out_of_reach(
    prices: Sequence[float], proven: bool
) -> None:
    assert refuted(UNREACHABLE, prices) is proven


def test_what_only_splitting_refutes_is_refuted_by_splitting() -> None:
    # Two columns of three come to an even number, so never to seven.
    parity = Program(
        (0, 0, 0),
        (5, 5, 5),
        ((((0, 2), (1, 4), (2, 6)), 7), (((0, -2), (1, -4), (2, -6)), -7)),
        whole=True,
    )

    assert solution(parity, Effort()) is None
    with pytest.raises(Unsettled):
        solution(parity, Effort(leaves=0))


def test_nothing_is_written_while_a_program_is_solved(capfd: pytest.CaptureFixture[str]) -> None:
    assert solution(UNREACHABLE, Effort()) is None

    assert capfd.readouterr() == ("", "")


Adversary = tuple[mc.CompiledPolicy, mc.Transcript]


def adversary(feasible: bool) -> Adversary:
    text, catalogue, transcript = three_partition(12, 1, feasible)
    policy = mc.policies_from_text(text, vocabulary=catalogue.vocabulary)["main"]
    return mc.compile(policy, catalogue=catalogue), transcript


@pytest.mark.parametrize(("feasible", "outcome"), [(True, "earned"), (False, "not earned")])
def test_a_case_that_spends_its_portion_goes_to_the_solver(feasible: bool, outcome: str) -> None:
    assert mc.outcome(*adversary(feasible), on=ON) == outcome


def test_without_the_extra_the_end_of_the_budget_is_undetermined_and_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "installed", lambda: False)
    verdict = mc.audit(*adversary(False), on=ON, steps=20_000)

    assert verdict.outcome == "undetermined"
    assert verdict.bounds is not None
    assert verdict.bounds.startswith("the search took as many steps as it was allowed; ")
    assert verdict.bounds.endswith("`pip install 'microcredit[solver]'` may settle it")


def test_a_budget_that_cannot_pay_the_solver_does_not_ask_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Case] = []
    monkeypatch.setattr("microcredit.engine.solver.settle", lambda _, case, __: asked.append(case))

    assert mc.outcome(*adversary(False), on=ON, steps=1_000) == "undetermined"
    assert asked == []
    assert mc.outcome(*adversary(False), on=ON, steps=20_000) == "not earned"
    assert asked


def test_what_the_solver_does_is_taken_from_the_budget() -> None:
    table, case = hard_case(12, 2, True)
    budget = Budget(1_000_000)
    settle(table, case, Effort(spend=budget.spend))

    assert budget.steps < 999_000
    with pytest.raises(StepsSpent):
        settle(table, case, Effort(spend=Budget(100).spend))


def test_a_portion_is_taken_and_handed_back() -> None:
    budget = Budget(100)
    own = budget.portion(40)
    own.spend(30)
    assert (budget.steps, own.steps) == (60, 10)
    budget.back(own)
    assert budget.steps == 70
    assert budget.portion().steps == 70
    with pytest.raises(SearchLimit, match="as many steps"):
        budget.spend()
