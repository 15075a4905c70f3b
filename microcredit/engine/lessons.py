"""Lessons: what refuted one learner is tried on the next before anything else.

Learners who fail fail alike: the same few rows add up to more than there is. So multipliers that
refuted are kept, in the simplest numbers that do, and cost one sum over the records to try again.
They are never trusted: each time the sum is made anew, in whole numbers."""

from collections.abc import Callable, Sequence

from attrs import field, frozen

from microcredit.engine.group import Group, Vector
from microcredit.engine.looks import Look
from microcredit.engine.multipliers import simpler
from microcredit.engine.prices import at_best

MOST = 6
"""Lessons that are kept for one case; the one that served last is tried first."""

LEARNERS = 60
"""Learners whom no lesson refutes from whom one may still be learned."""

GroupOf = Callable[[Look], Group]


@frozen
class _Lesson:
    """Multipliers, what the needs come to, and what each look brings at best."""

    multipliers: Vector
    need: int
    bests: dict[int, int] = field(factory=dict)

    def have(self, looks: Sequence[Look], group_of: GroupOf) -> int:
        """The most that the looks bring to the sum of the rows."""
        total, bests = 0, self.bests
        for look in looks:
            best = bests.get(look.number)
            if best is None:
                best = at_best(group_of(look), self.multipliers)
                if look.number >= 0:
                    bests[look.number] = best
            total += best
        return total


class Lessons:
    """The lessons of one case."""

    def __init__(self, needs: Sequence[int], group_of: GroupOf) -> None:
        self._needs, self._group_of = needs, group_of
        self._kept: list[_Lesson] = []
        self._to_learn = LEARNERS

    def notes(self) -> list[Vector] | None:
        """Where to note multipliers that refute the next learner; none once enough have been
        learned from."""
        self._to_learn -= 1
        return [] if self._to_learn >= 0 else None

    def refute(self, looks: Sequence[Look]) -> bool:
        """Whether one of them shows that candidates of these looks cannot reach all needs."""
        for place, lesson in enumerate(self._kept):
            if lesson.have(looks, self._group_of) < lesson.need:
                if place:
                    self._kept.insert(0, self._kept.pop(place))
                return True
        return False

    def learn(self, multipliers: Vector, looks: Sequence[Look]) -> None:
        """Keeps the simplest multipliers like these that refute candidates of these looks, if any
        do."""
        for whole in simpler(multipliers):
            need = sum(m * need for m, need in zip(whole, self._needs, strict=True))
            lesson = _Lesson(whole, need)
            if lesson.have(looks, self._group_of) < need:
                self._kept.insert(0, lesson)
                del self._kept[MOST:]
                return
