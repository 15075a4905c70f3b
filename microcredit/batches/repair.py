"""Repair: placings of many learners that fall short, changed one look at a time until they do not.

Each step makes the change that brings a learner's rows nearest to their needs; where none does, the
rows that fall short weigh more from then on (the breakout method: Morris 1993), as in the engine's
own repair. What is found is a placing, so it proves; where nothing is found, nothing is said."""

from typing import Any

import numpy as np

from microcredit.batches.rows import Flags, Numbers
from microcredit.batches.sums import Ints, Stack

STEPS = 60
PAIRS = 256
"""Pairs of a case and a learner that are repaired at a time."""


def repaired(stack: Stack, cases: Numbers, looks: Numbers) -> Flags:
    """For each pair of a case of the stack and a learner's looks whether a placing was found. No
    two looks of a learner are of one module; -1 is no look."""
    found = np.zeros(len(cases), bool)
    for start in range(0, len(cases), PAIRS):
        block = slice(start, start + PAIRS)
        found[block] = _repaired(stack, cases[block], looks[block])
    return found


def _repaired(stack: Stack, cases: Numbers, looks: Numbers) -> Flags:
    weights = np.where((looks >= 0)[:, :, None, None], stack.weights[cases[:, None], looks], 0)
    pairs, width, options, rows = weights.shape
    # The last option of every look is to be left out.
    weights = np.concatenate([weights, np.zeros((pairs, width, 1, rows), np.int64)], axis=2)
    options += 1
    taken = np.zeros((pairs, width), np.int64)
    short = stack.needs[cases] - weights[:, :, 0].sum(axis=1)
    weighs = np.ones((pairs, rows))
    found = stack.shape.holds(short <= 0)
    left = np.flatnonzero(~found)
    for _ in range(STEPS):
        if not len(left):
            break
        mine = weights[left]
        now = np.take_along_axis(mine, taken[left][:, :, None, None], axis=2)
        gap = _short_after(short[left], mine - now)
        before = (weighs[left] * np.maximum(0, short[left])).sum(axis=1)
        gain = before[:, None] - (gap * weighs[left][:, None, :]).sum(axis=2)
        best = gain.argmax(axis=1)
        moves = gain[np.arange(len(left)), best] > 1e-9
        weighs[left[~moves]] += short[left[~moves]] > 0
        look, option = best // options, best % options
        at = np.flatnonzero(moves)
        change = (mine - now)[at, look[at], option[at]]
        short[left[at]] -= change
        taken[left[at], look[at]] = option[at]
        holds = stack.shape.holds(short[left] <= 0)
        found[left[holds]] = True
        left = left[~holds]
    return found


def _short_after(short: Ints, changes: Ints) -> Any:
    """What every change would leave short, row by row."""
    pairs, looks, options, rows = changes.shape
    return np.maximum(0, short[:, None, :] - changes.reshape(pairs, looks * options, rows))
