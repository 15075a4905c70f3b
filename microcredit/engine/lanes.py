"""Lanes: many small numbers side by side in one integer, added and compared in a few operations.

A lane holds how far a row is past its need, plus ``bias``; so its sign bit is set exactly when the
row holds. (Words of several fields, and their comparison all at once: Lamport 1975, Multiple byte
processing with full-word instructions.)"""

from collections.abc import Iterable
from functools import cached_property

from attrs import frozen


@frozen(slots=False)
class Lanes:
    """The layout: ``count`` lanes of ``width`` bits, the first one lowest.

    The top bit of a lane guards comparisons, the one below is its sign bit: no lane may come to
    ``2 ** (width - 2)`` past its need, or short of it."""

    count: int
    width: int

    @classmethod
    def for_sums(cls, count: int, most: int) -> "Lanes":
        """The narrowest layout for sums that never come to more than ``most`` either way."""
        return cls(count, most.bit_length() + 3)

    @cached_property
    def bias(self) -> int:
        """Every lane's sign bit: each row exactly at its need."""
        return self.pack([1 << self.width - 2] * self.count)

    @cached_property
    def guards(self) -> int:
        """Every lane's top bit."""
        return self.bias << 1

    def pack(self, values: Iterable[int]) -> int:
        """The values side by side. Sums of packed values are the packed sums, of either sign."""
        packed = 0
        for place, value in enumerate(values):
            packed += value << place * self.width
        return packed

    def unpack(self, state: int) -> list[int]:
        """How far each lane of a state is past its need; negative where it falls short."""
        mask, bias = (1 << self.width) - 1, 1 << self.width - 2
        return [(state >> place * self.width & mask) - bias for place in range(self.count)]

    def holds(self, state: int) -> bool:
        """Whether every lane has reached its need."""
        return state & self.bias == self.bias

    def clipped(self, state: int, cap: int) -> int:
        """Lane by lane the lesser of two states."""
        reached = (state | self.guards) - cap & self.guards
        full = reached - (reached >> self.width - 1)
        return state & ~full & ~self.guards | cap & full
