"""Prices that refute: multipliers for cases too large for a linear program.

Every row has a price. Each module takes the option that is worth most at these prices; rows that
then fall short become dearer, those with too much cheaper (the subgradient method for the
Lagrangian dual: Held and Karp, *The traveling-salesman problem and minimum spanning trees*, 1971).
As soon as the needs are worth more than all that there is, the prices are multipliers that refute.
Whole numbers throughout; only rows that must hold are priced."""

from microcredit.engine.budget import Budget
from microcredit.engine.checker import Board
from microcredit.engine.normal_form import Met

ROUNDS = 80
UNIT = 1 << 20
WEIGHTS_A_STEP = 50


def prices(board: Board, budget: Budget) -> dict[int, int] | None:
    """Positive multipliers by row under which a sum refutes the case; none where none were found.

    Raises ``SearchLimit`` where the budget is spent."""
    rows = list(dict.fromkeys(d.row for _, d in board.demands if isinstance(d, Met)))
    brought = {row: board.laid.row(row)[0] for row in rows}
    needs = {row: board.bounds(row)[1] for row in rows}
    tops = {row: max(1, abs(needs[row]), *map(abs, brought[row])) for row in rows}
    # A price is for so much of the row as it needs, so rows of any size begin alike.
    price = {row: UNIT if needs[row] > 0 else 0 for row in rows}
    for turn in range(ROUNDS):
        budget.spend(1 + len(board.laid.options) * len(rows) // WEIGHTS_A_STEP)
        times = {row: (price[row] << 20) // tops[row] for row in rows if price[row]}
        worths = [0] * len(board.laid.options)
        for row, many in times.items():
            worths = [so_far + many * e for so_far, e in zip(worths, brought[row], strict=True)]
        gaps, there = dict(needs), 0
        for must, group in board.groups:
            best = max(group, key=worths.__getitem__, default=-1)
            if best >= 0 and (must or worths[best] > 0):
                there += worths[best]
                for row in rows:
                    gaps[row] -= brought[row][best]
        if sum(many * needs[row] for row, many in times.items()) > there:
            return _coarse(board, times)
        for row in rows:
            step = UNIT * gaps[row] // tops[row] // (turn + 2)
            price[row] = max(0, price[row] + step)
    return None


def _coarse(board: Board, times: dict[int, int]) -> dict[int, int]:
    """The same in smaller numbers, as small as will do."""
    for bits in range(max(times.values()).bit_length(), -1, -1):
        smaller = {row: many >> bits for row, many in times.items() if many >> bits}
        if smaller:
            asked, there = board.sum(smaller)
            if asked > there:
                return smaller
    return times
