"""Groups: the options of which at most one is taken, with what each brings to every row."""

from functools import cached_property, lru_cache

from attrs import field, frozen

Vector = tuple[int, ...]
Change = tuple[tuple[int, int], ...]
"""How much more some rows fall short once a group takes another option."""


@frozen(slots=False)
class Group:
    """The options of one module by their weights in every row, and whether one must be taken.

    What is worked out about a group is kept, since the same one serves many learners."""

    vectors: tuple[Vector, ...]
    forced: bool = False
    _packed: dict[int, tuple[tuple[int, ...], int, int]] = field(
        factory=dict, eq=False, repr=False, init=False
    )
    _changes: dict[int, tuple[tuple[int, Change], ...]] = field(
        factory=dict, eq=False, repr=False, init=False
    )

    @cached_property
    def best(self) -> Vector:
        """The most that it can bring to each row."""
        none = () if self.forced else (0,)
        return tuple(max((*none, *column)) for column in zip(*self.vectors, strict=True))

    @cached_property
    def least(self) -> Vector:
        """The least that it can bring to each row."""
        none = () if self.forced else (0,)
        return tuple(min((*none, *column)) for column in zip(*self.vectors, strict=True))

    @cached_property
    def sparse(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each option the rows that feel it, with its weight in them."""
        return tuple(
            tuple((row, weight) for row, weight in enumerate(vector) if weight)
            for vector in self.vectors
        )

    @cached_property
    def serves(self) -> int:
        """A bit for each row to which it can bring something."""
        return sum(1 << row for row, weight in enumerate(self.best) if weight > 0)

    @cached_property
    def harm(self) -> int:
        """How much its mildest option takes from a row for what it brings to another; 0 where some
        option takes nothing."""
        return min(
            max(0, -min(vector, default=0)) * 1000 // max(1, *vector) for vector in self.vectors
        )

    @cached_property
    def weights(self) -> tuple[Vector, ...]:
        """The different weights that it has in each row."""
        return tuple(tuple(dict.fromkeys(column)) for column in zip(*self.vectors, strict=True))

    @cached_property
    def top(self) -> Vector:
        """The largest weight of either sign in each row."""
        return tuple(max(map(abs, column)) for column in zip(*self.vectors, strict=True))

    @cached_property
    def largest(self) -> int:
        """The largest weight of either sign."""
        return max((abs(weight) for vector in self.vectors for weight in vector), default=0)

    def changes(self, taken: int) -> tuple[tuple[int, Change], ...]:
        """The options other than the one taken, -1 for none, and what changing to each does."""
        found = self._changes.get(taken)
        if found is None:
            before = dict(self.sparse[taken]) if taken >= 0 else {}
            changes = []
            for option in range(0 if self.forced else -1, len(self.vectors)):
                if option != taken:
                    change = dict(before)
                    for row, weight in self.sparse[option] if option >= 0 else ():
                        change[row] = change.get(row, 0) - weight
                    changes.append((option, tuple(each for each in change.items() if each[1])))
            found = self._changes[taken] = tuple(changes)
        return found

    def packed(self, width: int) -> tuple[tuple[int, ...], int, int]:
        """The options, the best and the least of them side by side in lanes of that width."""
        found = self._packed.get(width)
        if found is None:
            found = self._packed[width] = (
                tuple(packed(vector, width) for vector in self.vectors),
                packed(self.best, width),
                packed(self.least, width),
            )
        return found

    def widened(self, sums: tuple[Vector, ...]) -> "Group":
        """The same with further rows: sums of its rows with multipliers."""
        return Group(
            tuple(
                vector
                + tuple(sum(m * v for m, v in zip(each, vector, strict=True) if m) for each in sums)
                for vector in self.vectors
            ),
            self.forced,
        )


@lru_cache(maxsize=1 << 14)
def group_of(vectors: tuple[Vector, ...], forced: bool) -> Group:
    """The group, the same one again where one like it was asked for lately."""
    return Group(vectors, forced)


def packed(values: Vector, width: int) -> int:
    """The values side by side, the first one lowest."""
    found = 0
    for value in reversed(values):
        found = (found << width) + value
    return found
