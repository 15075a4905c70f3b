"""Bounded work: how long a verdict may be searched for, in steps and never in seconds.

A verdict has one budget. Each case that is decided on the way first gets a portion of it, and where
that does not suffice the solver is asked, if the extra is installed; then the search goes on with
what is left. So one hard case neither spends everything nor waits for everything to be spent.
"""

from functools import cache
from importlib.util import find_spec

from attrs import define

from microcredit.wording.said import said, series, ticked

CASE_STEPS = 5_000
"""Steps of search for one case before the solver is asked: about the time that asking takes, so
that the two together never take much longer than the better of them."""

SOLVER_STEPS = 2_000
"""What asking the solver costs in steps. Whoever cannot pay does not ask."""

ALLOWED = said("the search took as many steps as it was allowed")

NO_SET = said("the best set to show could not be found in the steps allowed")
OPEN_SET = said("the set shown works, but a better one could not be ruled out in the steps allowed")


class SearchLimit(Exception):
    """A limit was reached before the answer was known; its text says which, to a reader."""

    def __init__(self, says: str = ALLOWED) -> None:
        super().__init__(says)
        self.says = says


class Unsettled(SearchLimit):
    """The solver cannot tell, or cannot prove what it tells."""


class StepsSpent(SearchLimit):
    """That limit is the number of steps, so a solver or more of them may settle it."""


@cache
def installed() -> bool:
    """Whether the extra ``solver`` is there."""
    return find_spec("highspy") is not None and find_spec("numpy") is not None


def stopped(says: str) -> str:
    """The sentence, with the extra that may settle it where that is not there."""
    return says if installed() else with_extra(says)


def with_extra(says: str) -> str:
    """The sentence, and that the extra ``solver`` may settle it."""
    command = "pip install 'microcredit[solver]'"
    return series([says, said("{command} may settle it", command=ticked(command))])


@define
class Budget:
    """How many steps a search may still take."""

    steps: int

    def spend(self, steps: int = 1) -> None:
        """Takes steps; raises ``StepsSpent`` when there are none left."""
        self.steps -= steps
        if self.steps < 0:
            raise StepsSpent

    def portion(self, most: int = CASE_STEPS) -> "Budget":
        """A budget of its own with at most so many of these steps, which are taken from here; to be
        handed back by ``back`` with what is left in it."""
        own = Budget(min(most, max(0, self.steps)))
        self.steps -= own.steps
        return own

    def back(self, portion: "Budget") -> None:
        """Takes back what is left of a portion."""
        self.steps += max(0, portion.steps)
