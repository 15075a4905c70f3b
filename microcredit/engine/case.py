"""Cases: one way in which an award may hold over a table, and whether a placing makes it so."""

from typing import Protocol

from attrs import frozen

from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.table import Options, Weights

Placing = tuple[int, ...]
"""The options taken, in order."""


@frozen
class Case:
    """One way in which everything may hold: these rows, these formulas, and only these parts.

    ``banned`` has the bits of the parts that must stay empty. ``taken`` and ``left`` list options:
    one of each tuple in ``taken`` must be taken, none of ``left`` may be.
    """

    banned: int
    rows: tuple[Weights, ...]
    formulas: tuple[Formula, ...]
    taken: tuple[frozenset[int], ...] = ()
    left: frozenset[int] = frozenset()


class Tabled(Protocol):
    """What the search asks of a table: its options, and its rows by number."""

    @property
    def options(self) -> Options:
        """The options, in groups that exclude one another."""

    def row(self, index: int) -> Weights:
        """A row over the options."""


def satisfied(table: Tabled, formula: Formula, taken: set[int]) -> bool:
    """Whether the formula holds when exactly these options are taken."""
    match formula:
        case Met(index):
            row = table.row(index)
            return sum(row.weights[option] for option in taken) >= row.need
        case Some(least, of):
            return sum(satisfied(table, each, taken) for each in of) >= least
        case _:
            raise AssertionError("what is given, or grounded, is settled before the search")


def meets(table: Tabled, case: Case, placing: Placing) -> bool:
    """Whether the placing is one that the case allows."""
    taken = set(placing)
    return (
        all(not table.options.placings[option] & case.banned for option in placing)
        and taken.isdisjoint(case.left)
        and all(not taken.isdisjoint(force) for force in case.taken)
        and all(sum(row.weights[option] for option in placing) >= row.need for row in case.rows)
        and all(satisfied(table, formula, taken) for formula in case.formulas)
    )
