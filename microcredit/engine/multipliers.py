"""Multipliers: whole numbers in about the ratio of prices.

Rows that cannot hold together can often be added, each so many times, to one row that no placing
reaches: *these three requirements need 24 credits, and 18 can serve any of them*. That such numbers
exist whenever the rows contradict each other in fractions of records is Farkas' lemma (1902); they
are the dual solution of a linear program. A solver gives them as prices in floating point, which
are a hint: whoever uses the whole numbers asks an exact sum whether they refute.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm

DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 48, 60, 120, 1000, 10**5, 10**7)
"""How finely a hint is rounded, coarsest first: small numbers make a proof that can be read."""

SMALLEST = 1e-9
"""A multiplier below this share of the greatest one is taken for zero."""

PARTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 50, 64, 100, 128)
"""The largest multiplier, for simpler ones."""


def simpler(multipliers: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Small whole numbers in about the same ratio, without a common divisor, smallest first; last
    the multipliers themselves."""
    top = max(multipliers, default=0)
    rounded = (
        tuple((2 * each * part + top) // (2 * top) for each in multipliers)
        for part in (PARTS if top > 0 else ())
    )
    seen = set()
    for found in (*rounded, tuple(multipliers)):
        divisor = gcd(*found) or 1
        whole = tuple(each // divisor for each in found)
        if whole not in seen:
            seen.add(whole)
            yield whole


def roundings(hint: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """Whole numbers in about the ratio of the hint, without a common divisor, smallest first."""
    top = max(hint, default=0.0)
    if top <= 0:
        return
    found: set[tuple[int, ...]] = set()
    # The ratio to the smallest part is often whole where the ratio to the greatest is not.
    bases = dict.fromkeys([top, min(each for each in hint if each > SMALLEST * top)])
    for denominator in DENOMINATORS:
        for base in bases:
            parts = [
                Fraction(each / base).limit_denominator(denominator)
                if each > SMALLEST * top
                else Fraction(0)
                for each in hint
            ]
            multiple = lcm(*(part.denominator for part in parts))
            whole = [int(part * multiple) for part in parts]
            divisor = gcd(*whole)
            if divisor and multiple < 10**12:
                rounded = tuple(each // divisor for each in whole)
                if rounded not in found:
                    found.add(rounded)
                    yield rounded
