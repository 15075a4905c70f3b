"""What the benchmarks compare is comparable: all who are asked the same say the same. Nothing here
looks at a clock; that is what ``make bench`` is for."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks import hard, realistic, simple_rule
from tests.benchmarks.instances import Instance, IntegerProgram, Rows
from tests.benchmarks.page import PAGE, page
from tests.benchmarks.questions import question
from tests.benchmarks.report import LATEST, Line, Row, Run, at_least, at_most, read, saved, shown
from tests.benchmarks.timing import Disagreement, paired, passes, percentile


def few() -> Iterator[Instance]:
    """A few instances of every family."""
    for family in (realistic.totals, realistic.ratios, realistic.sharing, realistic.averages):
        for learners in realistic.instances(family, f"smoke {family.__name__}", 2, 4):
            yield from learners
    for learners in realistic.degrees("smoke", 2, 3, requirements=6, records=12):
        yield from learners
    yield from map(hard.pooled, (8, 9))
    yield hard.short_by_one(8, 1)
    yield from simple_rule.simple_instances("smoke", 6)


def test_the_engine_and_both_solvers_agree_on_a_few_instances_of_each_family() -> None:
    pytest.importorskip("highspy")
    pytest.importorskip("ortools")
    from tests.benchmarks.solvers import cp_sat, highs

    said = {True: 0, False: 0}
    for instance in few():
        earned = question(instance).outcome() == "earned"
        assert instance.program is not None
        assert highs(instance.program).feasible is earned
        assert cp_sat(instance.program).feasible is earned
        said[earned] += 1

    assert min(said.values()) > 10


def test_solvers_say_whether_an_integer_program_can_be_met() -> None:
    pytest.importorskip("highspy")
    pytest.importorskip("ortools")
    from tests.benchmarks.solvers import cp_sat, highs

    def pair(least: int) -> IntegerProgram:
        rows = Rows()
        rows.at_most({"a": 2, "b": 3}, 4)
        rows.at_least({"a": 2, "b": 3}, least)
        return rows.program()

    assert [solver(pair(least)).feasible for solver in (highs, cp_sat) for least in (3, 4)] == [
        True,
        False,
    ] * 2


def test_every_rules_engine_gives_the_right_verdicts_on_the_simple_rule() -> None:
    for needed in ("zen", "cel", "cel_expr_python", "cedarpy", "openfisca_core"):
        pytest.importorskip(needed)
    instances = list(simple_rule.simple_instances("smoke", 20))
    right = [each.earned for each in instances]

    assert right.count(True) == 10
    for peer in simple_rule.peers():
        assert [peer.earned(each.studied) for each in instances] == right, peer.name


@pytest.mark.parametrize(
    ("worth", "least", "earned"),
    [
        ([1] * 5, [2, 3], True),
        ([1] * 5, [3, 3], False),
        ([3, 4, 6], [7, 6], True),
        ([3, 4, 6], [7, 7], False),
    ],
)
def test_auditors_that_try_everything_are_right(
    worth: list[int], least: list[int], earned: bool
) -> None:
    assert hard.enumerated(worth, least, 60) is earned
    assert hard.backtracked(worth, least, 60) is earned


def test_auditors_that_try_everything_are_stopped() -> None:
    with pytest.raises(hard.OutOfTime):
        hard.enumerated([1] * 30, [30, 30], 0)


def test_a_run_in_which_answers_differ_fails() -> None:
    asked = {"one": [lambda: True, lambda: True], "other": [lambda: True, lambda: False]}

    with pytest.raises(Disagreement, match="question 1"):
        paired(asked, lambda _, answers: len(set(answers.values())) == 1)
    with pytest.raises(Disagreement):
        passes({"one": lambda: 1, "other": lambda: 2}, lambda said: len(set(said.values())) == 1, 1)


def test_every_question_is_asked_once_and_in_turn() -> None:
    order: list[str] = []
    asked = {who: [partial(order.append, f"{who}{number}") for number in (1, 2)] for who in "ab"}

    times = paired(asked, lambda *_: True)

    assert order == ["a1", "b1", "a2", "b2"]
    assert [len(each.seconds) for each in times.values()] == [2, 2]


def test_percentiles_and_figures() -> None:
    assert [percentile(range(100), share) for share in (0, 0.5, 0.99, 1)] == [0, 50, 99, 99]
    assert [shown(value) for value in (0.01234, 1.5, 40, 999, 12345, 0)] == [
        "0.0123",
        "1.5",
        "40",
        "999",
        "12,300",
        "0",
    ]
    assert at_most("p50", 0.2, 0.15, "ms").met is False
    assert at_least("speed", 3.2, 3, "×").met is True


def test_the_page_shows_what_was_missed_and_every_figure() -> None:
    missed = at_most("p50", 2, 1, "ms")
    row = Row("Proof check", "two learners", (Line("one", {"ms": "1.5"}),), (missed,))
    text = page(Run({"Python": "3"}, (row,)))

    assert "| Proof check | p50 ≤ 1 ms | 2 ms | **missed** |" in text
    assert "- *Proof check.* The checker is plain Python" in text
    assert "| one | 1.5 |" in text


def test_a_run_that_is_kept_is_read_again(tmp_path: Path) -> None:
    run = read(LATEST)
    path = tmp_path / "run.json"
    saved(run, path)

    assert read(path) == run
    assert path.read_text(encoding="utf-8") == LATEST.read_text(encoding="utf-8")


def test_the_page_of_the_documentation_is_the_run_that_was_kept() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read(LATEST))
    assert LATEST.stat().st_size < 30_000
