"""Pricing: what is scarce is made dear, for many learners at once, until a placing is found or the
prices refute every one.

Each look goes where it brings most at the prices of the rows. What is placed is a placing, so where
everything holds it is proven; and where all looks at their best bring less than the needs are
worth, no placing can hold. Prices of rows that fall short rise, the others fall (multiplicative
weights: Arora, Hazan and Kale 2012). The prices are floating-point numbers and only guide: both
proofs are sums of integers."""

from typing import Any

import numpy as np

from microcredit.batches.rows import Numbers
from microcredit.batches.sums import Ints, Stack

ROUNDS = 40
PAIRS = 400
"""Pairs of a case and a learner that are priced at a time."""
FINE = 1 << 12
"""Prices are compared as whole numbers of this part."""
LARGEST = 1 << 30
"""The largest weight of which sums at whole prices fit in 64 bits."""
EAGER = 0.5
"""How fast prices move."""


def priced(stack: Stack, cases: Numbers, looks: Numbers) -> Numbers:
    """For each pair of a case of the stack and a learner's looks: 1 where a placing was found, -1
    where there is none, else 0. No two looks of a learner are of one module; -1 is no look."""
    found = np.zeros(len(cases), np.int64)
    if stack.shape.must and np.abs(stack.weights).max(initial=0) <= LARGEST:
        for start in range(0, len(cases), PAIRS):
            block = slice(start, start + PAIRS)
            found[block] = _priced(stack, cases[block], looks[block])
    return found


def _priced(stack: Stack, cases: Numbers, looks: Numbers) -> Numbers:
    weights = np.where((looks >= 0)[:, :, None, None], stack.weights[cases[:, None], looks], 0)
    needs = stack.needs[cases]
    must = np.zeros(needs.shape[1], bool)
    must[list(stack.shape.must)] = True
    scale = np.maximum(1.0, np.abs(needs))
    prices = np.where(must, 1.0, 0.0) / scale
    found = np.zeros(len(cases), np.int64)
    left = np.arange(len(cases))
    for number in range(ROUNDS):
        mine, asked, price = weights[left], needs[left], prices[left]
        placed, best = _placed(mine, price)
        yes = stack.shape.holds(placed >= asked)
        no = ~yes & (best < (price * asked).sum(axis=1))
        no[no] = _refuted(mine[no], asked[no], price[no])
        found[left[yes]], found[left[no]] = 1, -1
        step = EAGER / (1 + number / 20)
        short = np.clip((asked - placed) / scale[left], -1, 1)
        price = price * np.exp(step * short)
        prices[left] = price / (price * scale[left]).sum(axis=1, keepdims=True)
        left = left[~yes & ~no]
        if not len(left):
            break
    return found


def _placed(weights: Ints, prices: Any) -> tuple[Ints, Any]:
    """What the rows come to where each look goes where it brings most, and what all that is worth;
    a look that brings nothing is left out."""
    pairs, looks, options, rows = weights.shape
    worth = (weights.reshape(pairs, looks * options, rows) @ prices[:, :, None])[:, :, 0]
    worth = worth.reshape(pairs, looks, options)
    chosen = worth.argmax(axis=2)
    best = np.take_along_axis(worth, chosen[:, :, None], axis=2)[:, :, 0]
    taken = np.take_along_axis(weights, chosen[:, :, None, None], axis=2)[:, :, 0]
    placed = np.where((best > 0)[:, :, None], taken, 0).sum(axis=1)
    return placed, np.maximum(best, 0).sum(axis=1)


def _refuted(weights: Ints, needs: Ints, prices: Any) -> Any:
    """Whether whole prices refute every placing, by sums of integers."""
    top = prices.max(axis=1, keepdims=True, initial=0.0)
    whole = np.round(FINE * prices / np.where(top == 0, 1, top)).astype(np.int64)
    worth = (weights * whole[:, None, None, :]).sum(axis=3)
    best = np.maximum(0, worth.max(axis=2, initial=0)).sum(axis=1)
    return best < (whole * needs).sum(axis=1)
