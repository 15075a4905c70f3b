"""Sums: what every look brings to the rows of an award, as arrays, for many learners at once.

A way of earning the award is out of reach of a learner where some row, or some sum of rows with
multipliers, cannot be reached though every look brings its best. The multipliers tried are those
under which looks of one kind, or of two, are worth nothing: the corners of the linear programme's
dual that matter where a share is asked for beside a total.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import gcd
from typing import Any

import numpy as np
from attrs import define, field, frozen

from microcredit.batches.counting import Held
from microcredit.batches.rows import Flags
from microcredit.engine.budget import Budget
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.kernel import Kernel
from microcredit.engine.layout import KernelCase, TooLarge
from microcredit.engine.looks import Look

Lone = list[int]
Ints = np.ndarray[Any, np.dtype[np.int64]]

MOST_CELLS = 20_000_000
"""Numbers that are laid out for one kernel; where there would be more, learners are decided one by
one."""
MOST_KINDS = 6
"""Kinds of looks, by what they bring to two or three rows, of which multipliers are made."""
MOST_LOOKS = 200
"""Looks of a learner who is decided beside others; who has more is decided alone."""
MOST_MISSED = 30
"""Learners who are decided alone because of looks that are new, before these are laid out."""
MOST_ANSWERS = 200_000
"""Searched questions whose answers are kept before all are forgotten."""
LARGEST = 1 << 20
"""A multiplier."""
LARGEST_SUM = (1 << 61) // MOST_LOOKS
"""What one look may bring to a sum, so that all of a learner's fit in 64 bits."""
ZERO = np.zeros((), np.int64)


@frozen
class Shape:
    """What cases have in common that can be decided side by side: how many rows and options, which
    rows must hold, and formulas over places of rows."""

    rows: int
    options: int
    must: tuple[int, ...]
    choices: tuple[Formula, ...]

    def holds(self, met: Flags) -> Flags:
        """Where everything holds, given which rows do, in the last axis."""
        found = met[..., list(self.must)].all(axis=-1)
        for formula in self.choices:
            found &= _holds(formula, met)
        return np.asarray(found)


def _holds(formula: Formula, met: Flags) -> Flags:
    match formula:
        case Met(row):
            return np.asarray(met[..., row])
        case Some(least, of):
            count: Ints = sum((_holds(each, met).astype(np.int64) for each in of), start=ZERO)
            return np.asarray(count >= least)
        case _:
            raise AssertionError("what is given, or grounded, is settled before")


@define(eq=False)
class Stack:
    """Cases of one shape: ``places`` among the kernel's cases, the needs of their rows, and what
    each option of each look brings, as ``weights[case, look, option, row]``.

    ``worth[case, look, sum]`` is the best that a look brings to a sum of three rows, and
    ``asked[case, sum]`` what the sum must come to."""

    shape: Shape
    places: list[int]
    needs: Ints
    weights: Ints
    worth: Ints
    asked: Ints

    def refuted(self, cases: Ints, looks: Ints) -> Flags:
        """For each pair of a case and a learner's looks whether a sum refutes it; -1 is no look."""
        totals = np.zeros((len(cases), self.asked.shape[1]), np.int64)
        for at in range(looks.shape[1]):
            there = looks[:, at] >= 0
            totals += np.where(there[:, None], self.worth[cases, looks[:, at]], 0)
        found: Any = (totals < self.asked[cases]).any(axis=1)
        return np.asarray(found)


@define(eq=False)
class KernelSums:
    """The sums of one kernel over the looks of one award met so far.

    ``worth[look, sum]`` and ``asked[sum]`` are of rows alone and of two together, for all cases;
    ``sums_of`` gives for each case those that it needs, ``stack_of`` its stack and place there, and
    ``modules`` a number for each look's module. ``strange`` looks have numbers that the kernel
    cannot lay out; whoever has one is not decided here."""

    kernel: Kernel
    looks: list[Look]
    worth: Ints = field(factory=lambda: np.zeros((0, 0), np.int64))
    asked: Ints = field(factory=lambda: np.zeros(0, np.int64))
    sums_of: list[list[int]] = field(factory=list)
    stacks: list[Stack] = field(factory=list)
    stack_of: Ints = field(factory=lambda: np.zeros((0, 2), np.int64))
    modules: Ints = field(factory=lambda: np.zeros(0, np.int64))
    strange: Flags = field(factory=lambda: np.zeros(0, bool))
    _known: int = -1
    _missed: int = 0
    _answers: dict[tuple[int | bytes, ...], bool] = field(factory=dict)

    def unfit(self, held: Held, learners: Ints) -> Flags:
        """Which of the learners have looks that are not laid out, or very many; new ones are laid
        out once enough of the learners so far have had some.

        Raises ``TooLarge``."""
        if self._known < 0:
            self._grow()
        for _ in range(2):
            looks = np.concatenate([self.strange, np.ones(len(self.looks) - self._known, bool)])
            new = np.arange(len(self.looks)) >= self._known
            self._missed += int(held.having(new)[learners].sum())
            if self._missed < MOST_MISSED:
                break
            self._grow()
        return (held.having(looks) | (np.diff(held.starts) > MOST_LOOKS))[learners]

    def _grow(self) -> None:
        """Lays out all looks."""
        self._known, self._missed = len(self.looks), 0
        self._answers.clear()
        columns: dict[tuple[bytes, int], int] = {}
        worths: list[Ints] = []
        shaped: dict[Shape, list[tuple[int, Ints, Ints, Ints, Ints]]] = {}
        self.sums_of, cells = [], 0
        lone = [self._lone(look) for look in self.looks]
        self.strange = np.array([each is None for each in lone], bool)
        for place, case in enumerate(self.kernel.cases):
            shape, needs, weights = self._laid(case, lone)
            cells += weights.size
            if cells > MOST_CELLS:
                raise TooLarge
            few, many = _multipliers(weights, needs, shape.must)
            own = []
            for worth, asked in zip(*_best(weights, needs, few), strict=True):
                key = worth.tobytes(), int(asked)
                if key not in columns:
                    columns[key] = len(worths)
                    worths.append(worth)
                own.append(columns[key])
            self.sums_of.append(own)
            worth, asked = _best(weights, needs, many)
            shaped.setdefault(shape, []).append((place, needs, weights, worth, asked))
        self.worth = np.array(worths, np.int64).T if worths else np.zeros((len(self.looks), 0), int)
        self.asked = np.array([asked for _, asked in columns], np.int64)
        self.stacks = [_stacked(shape, laid) for shape, laid in shaped.items()]
        found = {
            place: (number, at)
            for number, stack in enumerate(self.stacks)
            for at, place in enumerate(stack.places)
        }
        count = len(self.kernel.cases)
        self.stack_of = np.array([found[place] for place in range(count)]).reshape(count, 2)
        codes = {look.module: None for look in self.looks}
        numbers = {code: number for number, code in enumerate(codes)}
        self.modules = np.array([numbers[look.module] for look in self.looks], np.int64)

    def searched(self, case: int, looks: Sequence[int], budget: Budget) -> bool:
        """Whether the case holds for some placing of these looks; no question is searched twice.

        Raises ``SearchLimit`` when the budget is spent."""
        number, at = self.stack_of[case].tolist()
        stack = self.stacks[number]
        mine = [self.looks[look] for look in looks]
        if len({look.module for look in mine}) < len(mine):
            return self.kernel.search(self.kernel.cases[case], mine, budget)
        brought = sorted(stack.weights[at, look].tobytes() for look in looks)
        question = number, stack.needs[at].tobytes(), *brought
        found = self._answers.get(question)
        if found is None:
            found = self.kernel.search(self.kernel.cases[case], mine, budget)
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            self._answers[question] = found
        return found

    def _lone(self, look: Look) -> "Lone | None":
        """What the look brings to each lane where it can stand in one place only, nothing where in
        several; none where it is too strange for the kernel."""
        try:
            _, first, single = self.kernel.weights(look)
            if single:
                return first
            for case in self.kernel.cases:
                self.kernel.weighed(look, case.way, tuple(case.lane_of))
        except TooLarge:
            return None
        return []

    def _laid(self, case: KernelCase, lone: Sequence["Lone | None"]) -> tuple[Shape, Ints, Ints]:
        """The shape of a case, what its rows need, and what each option of each look brings.

        ``lone`` says for each look what it brings where it can stand in one place only."""
        rows = tuple(case.lane_of)
        needs = np.array([self.kernel.needs[case.lane_of[row]] for row in rows], np.int64)
        lanes = [case.lane_of[row] for row in rows]
        vectors: list[Sequence[tuple[int, ...]]] = []
        for look, alone in zip(self.looks, lone, strict=True):
            if alone is None:
                vectors.append(())
            elif alone:
                vectors.append([tuple(alone[lane] for lane in lanes)])
            else:
                vectors.append(self.kernel.weighed(look, case.way, rows)[1].vectors)
        widest = max((len(each) for each in vectors), default=1) or 1
        weights = np.zeros((len(vectors), widest, len(rows)), np.int64)
        for at, options in enumerate(vectors):
            if options:
                weights[at, : len(options)] = options
        must = tuple(rows.index(row) for row in case.must)
        choices = tuple(_placed(formula, rows) for formula in case.choices)
        return Shape(len(rows), widest, must, choices), needs, weights


def _placed(formula: Formula, rows: Sequence[int]) -> Formula:
    """The formula with places among the rows in their stead."""
    match formula:
        case Met(row):
            return Met(rows.index(row))
        case Some(least, of):
            return Some(least, tuple(_placed(each, rows) for each in of))
        case _:
            raise AssertionError("what is given, or grounded, is settled before")


def _best(weights: Ints, needs: Ints, multipliers: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """The best that each look brings to each sum, a row for each, and what the sums come to."""
    factors = np.array(multipliers, np.int64).reshape(-1, len(needs))
    sums = np.tensordot(factors, weights, axes=([1], [2]))
    asked = factors @ needs
    # What the options bring are multiples of this, so their sums are too (Gomory 1958).
    unit = np.maximum(1, np.gcd.reduce(sums, axis=(1, 2)))
    return np.maximum(0, sums.max(axis=2, initial=0)), -(-asked // unit) * unit


def _stacked(shape: Shape, laid: Sequence[tuple[int, Ints, Ints, Ints, Ints]]) -> Stack:
    sums = max(len(asked) for *_, asked in laid)
    looks = laid[0][2].shape[0]
    worth = np.zeros((len(laid), looks, sums), np.int64)
    asked = np.zeros((len(laid), sums), np.int64)
    for at, (_, _, _, worths, own) in enumerate(laid):
        worth[at, :, : len(own)] = worths.T
        asked[at, : len(own)] = own
    return Stack(
        shape,
        [place for place, *_ in laid],
        np.array([needs for _, needs, *_ in laid]),
        np.array([weights for _, _, weights, *_ in laid]),
        worth,
        asked,
    )


def _multipliers(
    weights: Ints, needs: Ints, must: Sequence[int]
) -> tuple[list[list[int]], list[list[int]]]:
    """Multipliers for the rows: each row alone and two together, then three."""
    width = len(needs)
    every = weights.reshape(-1, width)
    lost = [row for row in must if (every[:, row] < 0).any()]
    largest = np.abs(every).max(axis=0, initial=0)
    tops = [max(int(top), abs(int(need))) for top, need in zip(largest, needs, strict=True)]
    found: dict[tuple[int, ...], None] = {
        tuple(int(place == row) for place in range(width)): None for row in must
    }
    more: dict[tuple[int, ...], None] = {}
    for first in must:
        if needs[first] <= 0:
            continue
        for size, kept in ((2, found), (3, more)):
            for others in combinations([row for row in lost if row != first], size - 1):
                rows = [first, *others]
                for kinds in combinations(_kinds(every[:, rows]), size - 1):
                    for vector in _nothing(kinds):
                        whole = dict(zip(rows, vector, strict=True))
                        if sum(tops[row] * by for row, by in whole.items()) < LARGEST_SUM:
                            kept[tuple(whole.get(place, 0) for place in range(width))] = None
    return list(map(list, found)), list(map(list, more))


def _kinds(vectors: Ints) -> list[tuple[int, ...]]:
    """The directions of vectors that take something from one of the rows and bring some."""
    mixed = vectors[(vectors < 0).any(axis=1) & (vectors > 0).any(axis=1)]
    counted: dict[tuple[int, ...], int] = {}
    for vector, count in zip(*np.unique(mixed, axis=0, return_counts=True), strict=True):
        divisor = gcd(*map(int, vector)) or 1
        direction = tuple(int(value) // divisor for value in vector)
        counted[direction] = counted.get(direction, 0) + int(count)
    return sorted(counted, key=lambda each: (-counted[each], each))[:MOST_KINDS]


def _nothing(kinds: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Positive multipliers under which these vectors come to nothing."""
    found: tuple[int, ...]
    if len(kinds) == 1:
        a, b = kinds[0]
        found = -b, a
    else:
        (a, b, c), (d, e, f) = kinds
        found = b * f - c * e, c * d - a * f, a * e - b * d
    if all(value < 0 for value in found):
        found = tuple(-value for value in found)
    whole = tuple(value // (gcd(*found) or 1) for value in found)
    if all(0 < value <= LARGEST for value in whole):
        yield whole
