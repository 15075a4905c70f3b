"""What an undetermined verdict says is known."""

from random import Random

import pytest

from microcredit.engine import budget, search
from microcredit.engine.bounds import known, most_met
from microcredit.engine.budget import Budget
from microcredit.engine.situation import Situation
from microcredit.engine.verdict import Verdict
from tests.engine.build import ON, catalogue_of, compiled, learner, module, record, verdict

ODD = [str(2 * Random(n).randint(40, 99)) for n in range(24)]
"""Credits that are even: no sum of them is odd."""

NUMBERED = catalogue_of(
    *(module(f"N{n}", "Law", credits=credits) for n, credits in enumerate(ODD)),
    module("A1", "Physics", credits="1"),
    module("A2", "Physics", credits="1"),
)
LINES = 'require at least 1 module in "Physics" require at least 3 modules in "Law" '
HARD = 'part sum { require exactly 1001 credits in "Law" } '
STACK = [record(f"N{n}") for n in range(len(ODD))] + [record("A1"), record("A2")]


def stopped(lines: str, *, steps: int = 2_000) -> Verdict:
    return verdict(lines, *STACK, catalogue=NUMBERED, steps=steps)


def test_an_undetermined_verdict_says_how_many_requirements_one_set_meets() -> None:
    found = stopped(LINES + HARD)

    assert found.outcome == "undetermined"
    assert found.bounds is not None
    assert found.bounds.endswith(
        "; one set meets 2 of the 3 requirements, and whether one meets more is not known"
    )


def test_where_no_requirement_was_met_in_time_nothing_is_said() -> None:
    assert (
        stopped(LINES + HARD, steps=20).bounds == "the search took as many steps as it was allowed"
    )


def test_where_values_are_missing_nothing_is_said() -> None:
    policy = compiled(LINES + HARD, catalogue=NUMBERED)
    whole = learner(STACK).resolved(NUMBERED)
    partly = learner([*STACK[1:], record("N0", grade=None, awarded=None)]).resolved(NUMBERED)
    steps = Budget(5_000)

    assert known(policy.form, whole, Situation(whole, ON, Budget(5_000)), steps) is not None
    assert known(policy.form, partly, Situation(partly, ON, Budget(5_000)), steps) is None


@pytest.mark.parametrize(
    ("lines", "met"),
    [
        (LINES, (2, 2)),
        (LINES + 'require at least 3 modules in "Physics"', (2, 3)),
        ('require at least 3 modules in "Physics" require at most 1 module in "Law"', (1, 2)),
    ],
)
def test_the_number_is_of_a_set_that_was_found(lines: str, met: tuple[int, int]) -> None:
    policy = compiled(lines, catalogue=NUMBERED)
    situation = Situation(learner(STACK).resolved(NUMBERED), ON, Budget(5_000))

    assert most_met(policy.form, situation, Budget(50_000)) == met


def test_without_the_extra_the_clause_stands_behind_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "installed", lambda: False)
    bounds = stopped(LINES + HARD, steps=20_000).bounds

    assert bounds is not None
    assert "; `pip install 'microcredit[solver]'` may settle it; one set meets 2 of" in bounds


def test_where_only_the_set_to_show_is_open_the_extra_is_named_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_it = stopped(LINES + HARD, steps=20_000).bounds
    monkeypatch.setattr(budget, "installed", lambda: False)
    without = stopped(LINES + HARD, steps=20_000).bounds

    assert with_it == "the best set to show could not be found in the steps allowed"
    assert without == f"{with_it}; `pip install 'microcredit[solver]'` may settle it"
