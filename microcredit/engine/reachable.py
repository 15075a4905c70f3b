"""Reachable sums: a need raised to the next sum that the weights of its row can come to.

Of modules of 6 and 9 credits 16 cannot be had, so whoever needs 16 needs 18. That loses no
solution, and sums of rows then refute much that they do not refute otherwise."""

from collections.abc import Iterable
from math import gcd

MOST_SUMS = 10_000
"""The largest need, in units of its row, of which all sums that can be reached are looked at."""

Choice = tuple[tuple[int, ...], int, bool]
"""The weights of which a group takes one, how many groups are so, and whether each must take
one."""


def raised(choices: Iterable[Choice], need: int) -> int:
    """The least sum from ``need`` on that the choices can come to, or a bound below it; ``need``
    itself where there is none."""
    known = list(choices)
    divisor = gcd(*(weight for weights, _, _ in known for weight in weights))
    if divisor == 0 or need <= 0:
        return need
    wanted = -(-need // divisor)
    if wanted > MOST_SUMS or any(weight < 0 for weights, _, _ in known for weight in weights):
        return wanted * divisor
    sums = 1
    for weights, count, forced in known:
        for _ in range(count):
            reached = 0 if forced else sums
            for weight in weights:
                reached |= sums << weight // divisor
            if reached == sums:
                break
            sums = reached
    above = sums >> wanted
    return (wanted + (above & -above).bit_length() - 1) * divisor if above else need
