"""The dive: a placing for many learners at once, tried look after look.

Looks that take nothing from any row come first. After each, what has been counted is compared with
the needs; the sums are those of a placing, so where everything holds, it is proven."""

from typing import Any

import numpy as np

from microcredit.batches.counting import Held
from microcredit.batches.rows import Flags, Numbers
from microcredit.batches.sums import Ints, Stack

NONE = -1
MOST_CELLS = 4_000_000
"""Numbers that are at hand at a time."""


def proven(stack: Stack, cases: Numbers, looks: Numbers, modules: Numbers) -> Flags:
    """For each pair of a case of the stack and a learner's looks, whether a placing was found.

    ``modules`` gives each look's module: of one module one record counts."""
    found = np.zeros(len(looks), bool)
    cells = max(1, looks.shape[1] * stack.shape.options * stack.shape.rows)
    step = max(1, MOST_CELLS // cells)
    tried = _by_sums if stack.shape.options == 1 else _by_steps
    for downwards in (True, False):
        left, ranks = np.flatnonzero(~found), _ranks(stack, downwards)
        for start in range(0, len(left), step):
            block = left[start : start + step]
            ordered = _ordered(ranks, cases[block], looks[block])
            _drop_repeats(ordered, modules)
            found[block] = tried(stack, cases[block], ordered)
    return found


def spread(held: Held, learners: Numbers) -> Numbers:
    """The looks of each learner in a row of their own, ``NONE`` behind them."""
    counts = held.starts[learners + 1] - held.starts[learners]
    width = int(counts.max(initial=0))
    places = np.arange(width)
    mine = np.minimum(held.starts[learners][:, None] + places, max(0, len(held.looks) - 1))
    looks = held.looks[mine] if len(held.looks) else np.zeros(mine.shape, np.int64)
    return np.where(places < counts[:, None], looks, NONE)


def _ordered(ranks: Ints, cases: Numbers, looks: Numbers) -> Numbers:
    keys = np.where(looks == NONE, np.iinfo(np.int64).max, ranks[cases[:, None], looks])
    return np.take_along_axis(looks, np.argsort(keys, axis=1, kind="stable"), axis=1)


def _ranks(stack: Stack, downwards: bool) -> Ints:
    """The place of each look in the order for each case: what takes least from any row first."""
    weights = stack.weights.astype(float)
    scale = np.abs(weights).max(axis=(1, 2), keepdims=True, initial=0.0)
    share = weights / np.where(scale == 0, 1, scale)
    harm = np.minimum(share, 0).sum(axis=3).max(axis=2, initial=-np.inf)
    use = np.maximum(share, 0).sum(axis=3).max(axis=2, initial=0.0)
    serves = (stack.weights > 0).any(axis=2).sum(axis=2)
    if stack.shape.options == 1:
        serves = np.zeros_like(serves)
    # Those that can serve few rows come first, since the others make up for what they leave.
    order = np.lexsort((-use if downwards else use, serves, -np.round(harm, 6)), axis=1)
    return np.argsort(order, axis=1, kind="stable")


def repeated(looks: Numbers, modules: Numbers) -> Flags:
    """Which learners have two looks of one module."""
    mine = np.sort(np.where(looks == NONE, -1 - np.arange(looks.shape[1]), modules[looks]), axis=1)
    return np.asarray((mine[:, 1:] == mine[:, :-1]).any(axis=1))


def _drop_repeats(looks: Numbers, modules: Numbers) -> None:
    """Leaves out, in place, a look whose module came before."""
    for at in np.flatnonzero(repeated(looks, modules)).tolist():
        mine = np.where(looks[at] == NONE, -1 - np.arange(looks.shape[1]), modules[looks[at]])
        _, first = np.unique(mine, return_index=True)
        again = np.ones(looks.shape[1], bool)
        again[first] = False
        looks[at, again] = NONE


def _by_sums(stack: Stack, cases: Numbers, looks: Numbers) -> Flags:
    """Where a look can stand in one place only: running sums."""
    brought = stack.weights[cases[:, None], looks, 0]
    brought[looks == NONE] = 0
    met = np.cumsum(brought, axis=1) >= stack.needs[cases][:, None, :]
    nothing = stack.needs[cases] <= 0
    found: Any = stack.shape.holds(met).any(axis=1) | stack.shape.holds(nothing)
    return np.asarray(found)


def _by_steps(stack: Stack, cases: Numbers, looks: Numbers) -> Flags:
    """Each look goes where it serves the rows whose residual need is largest beside what is left to
    serve them, as in the engine's own dive."""
    residual = stack.needs[cases].copy()
    best = np.maximum(0, stack.weights[cases[:, None], looks].max(axis=2))
    best[looks == NONE] = 0
    left = best.sum(axis=1)
    found = stack.shape.holds(residual <= 0)
    for at in range(looks.shape[1]):
        there = looks[:, at] != NONE
        left = left - best[:, at]
        options = stack.weights[cases, looks[:, at]]
        gain = np.minimum(np.maximum(options, 0), np.maximum(residual, 0)[:, None, :])
        worth = (gain / np.maximum(1, left[:, None, :] + gain)).sum(axis=2)
        lost = (options < 0) & (residual[:, None, :] - options > left[:, None, :])
        worth[lost.any(axis=2)] = 0
        chosen = worth.argmax(axis=1)
        taken = np.take_along_axis(options, chosen[:, None, None], axis=1)[:, 0]
        useful = there & (worth.max(axis=1) > 0)
        residual -= np.where(useful[:, None], taken, 0)
        found |= stack.shape.holds(residual <= 0)
    return found
