"""Times: of one question put to several in turn, and what is said of many such times."""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import TypeVar

from attrs import frozen

WARM = 20
"""Learners whom each award has decided before one is measured, and who are not measured"""

Answer = TypeVar("Answer")


@frozen
class Times:
    """Seconds for each of several questions."""

    seconds: tuple[float, ...]

    def at(self, share: float) -> float:
        """The seconds within which this share of the questions was answered."""
        return percentile(self.seconds, share)

    @property
    def p50(self) -> float:
        """The seconds within which half of the questions were answered."""
        return self.at(0.5)

    @property
    def p99(self) -> float:
        """The seconds within which 99 of 100 questions were answered."""
        return self.at(0.99)


def percentile(seconds: Iterable[float], share: float) -> float:
    """The least value that this share of all does not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Disagreement(Exception):
    """Two that were asked the same gave different answers."""


def paired(
    asked: Mapping[str, Sequence[Callable[[], Answer]]],
    same: Callable[[int, Mapping[str, Answer]], bool],
) -> dict[str, Times]:
    """How long each of several took for the same questions, asked in turn, each question once.

    ``same`` is given the number of a question and what each answered; where it does not hold,
    ``Disagreement`` is raised: no time is worth anything whose answer is wrong."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    gc.collect()
    for place, questions in enumerate(zip(*asked.values(), strict=True)):
        answers: dict[str, Answer] = {}
        for name, question in zip(asked, questions, strict=True):
            began = perf_counter()
            answers[name] = question()
            times[name].append(perf_counter() - began)
        if not same(place, answers):
            raise Disagreement(f"question {place}: {answers}")
    return {name: Times(tuple(each)) for name, each in times.items()}


def passes(
    asked: Mapping[str, Callable[[], Answer]],
    same: Callable[[Mapping[str, Answer]], bool],
    rounds: int = 7,
) -> dict[str, float]:
    """Seconds that each took for all questions in one go, the middle of several rounds in turn."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds):
        answers: dict[str, Answer] = {}
        for name, question in asked.items():
            gc.collect()
            began = perf_counter()
            answers[name] = question()
            times[name].append(perf_counter() - began)
        if not same(answers):
            raise Disagreement("the peers do not give the same verdicts")
    return {name: median(each) for name, each in times.items()}
