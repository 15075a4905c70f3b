"""Written: an integer program while it is put down, column by column and row by row."""

from collections.abc import Mapping

from attrs import define, field

from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.highs import Program
from microcredit.engine.kinds import Statement


@define
class Written:
    """Columns from nought up to a most, and rows that must reach a need, as they are added."""

    upper: list[int] = field(factory=list)
    rows: list[tuple[tuple[tuple[int, int], ...], int]] = field(factory=list)

    def column(self, most: int) -> int:
        """The number of a new column."""
        self.upper.append(most)
        return len(self.upper) - 1

    def at_least(self, weights: Mapping[int, int], need: int) -> None:
        """Asks that the weighted columns come to the need."""
        entries = tuple((column, weight) for column, weight in weights.items() if weight)
        self.rows.append((entries, need))

    def at_most(self, weights: Mapping[int, int], most: int) -> None:
        """Asks that the weighted columns come to no more."""
        self.at_least({column: -weight for column, weight in weights.items()}, -most)

    def program(self) -> Program:
        """What was written, in whole numbers."""
        nought = (0,) * len(self.upper)
        return Program(nought, tuple(self.upper), tuple(self.rows), whole=True)

    def hold(self, statement: Statement, sums: Mapping[int, Mapping[int, int]]) -> None:
        """Asks for those rows and formulas of the statement whose sums are given as columns."""
        for row in statement.musts:
            if row in sums:
                self.at_least(sums[row], statement.needs[row])
        switches: dict[Formula, int] = {}
        for formula in statement.formulas:
            if set(rows_of(formula)) <= set(sums):
                assert isinstance(formula, Some), "a row that must hold is no formula"
                chosen = [self._switch(statement, sums, each, switches) for each in formula.of]
                self.at_least(_counted(chosen), formula.least)

    def _switch(
        self,
        statement: Statement,
        sums: Mapping[int, Mapping[int, int]],
        formula: Formula,
        switches: dict[Formula, int],
    ) -> int:
        """The column that is one only where the formula holds."""
        if formula in switches:
            return switches[formula]
        match formula:
            case Met(row):
                column = self.column(1)
                least = statement.least(row)
                self.at_least({**sums[row], column: least - statement.needs[row]}, least)
            case Some(least, of):
                chosen = [self._switch(statement, sums, each, switches) for each in of]
                column = self.column(1)
                self.at_least({**_counted(chosen), column: -least}, 0)
            case _:
                raise AssertionError("a statement has rows and choices only")
        switches[formula] = column
        return column


def _counted(columns: list[int]) -> dict[int, int]:
    """Each column as often as it is listed: a line may be written twice in one choice."""
    return {column: columns.count(column) for column in columns}


def rows_of(formula: Formula) -> list[int]:
    """The rows in a formula of a statement."""
    match formula:
        case Met(row):
            return [row]
        case Some(_, of):
            return [row for each in of for row in rows_of(each)]
        case _:
            raise AssertionError("a statement has rows and choices only")


def directly(statement: Statement) -> Program:
    """The statement as a program that counts, for each kind and option, how many take it."""
    written = Written()
    sums: dict[int, dict[int, int]] = {row: {} for row in range(len(statement.needs))}
    for kind in statement.kinds:
        columns = [written.column(len(kind.members)) for _ in kind.vectors]
        if len(columns) > 1:
            written.at_most(dict.fromkeys(columns, 1), len(kind.members))
        for column, vector in zip(columns, kind.vectors, strict=True):
            for row, weight in enumerate(vector):
                if weight:
                    sums[row][column] = weight
    written.hold(statement, sums)
    return written.program()
