"""Bounded work: how long a verdict may be searched for, in steps and never in seconds."""

from attrs import define


class SearchLimit(Exception):
    """The search took as many steps as it was allowed."""


@define
class Budget:
    """How many steps a search may still take."""

    steps: int

    def spend(self, steps: int = 1) -> None:
        """Takes steps; raises ``SearchLimit`` when there are none left."""
        self.steps -= steps
        if self.steps < 0:
            raise SearchLimit
