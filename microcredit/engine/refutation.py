"""Refutations: why no placing earns an award, in a form that the checker can go through.

What is given about the learner may rule it out. Else a single row is looked for that cannot be
reached, then a sum of rows (``refute_sums``). Where neither is enough, cases are looked at one by
one: the alternatives of a requirement, the parts that may be chosen, a record that stands in a part
or does not, where a placing in fractions cuts it in two.
"""

from collections.abc import Sequence
from math import gcd

from attrs import define

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.checker import Board, Choice, impossible, ruled_out
from microcredit.engine.normal_form import Met
from microcredit.engine.proof import ByChoice, ByRecord, Exhausted, Refutation, Settled, Sum
from microcredit.engine.refute_prices import prices
from microcredit.engine.refute_sums import Fractions, multipliers

MOST_NODES = 600
"""Sums and cases of one refutation, before it is too long to be worth writing down."""

MOST_DEPTH = 60
"""Cases within cases."""


def refutation(board: Board, budget: Budget, *, likely: Sequence[Refutation] = ()) -> Refutation:
    """What refutes the case; ``likely`` are tried first.

    ``Exhausted`` with no steps where none was found within the budget, or it would be too long; and
    where there is none, since the case can be met."""
    for each in likely:
        if refutes(board, each, budget):
            return each
    try:
        return _Finding(budget).found(board, 0)
    except SearchLimit:
        return Exhausted(0)


def refutes(board: Board, refutation: Refutation, budget: Budget) -> bool:
    """Whether a sum, of rows as the board has them, asks for more than there is; false for any
    other refutation."""
    match refutation:
        case Sum(rows):
            budget.spend(len(rows))
            known = all(row < len(board.laid.form.rows) for row, _ in rows)
            asked, there = board.sum(dict(rows)) if known else (0, 0)
            return asked > there
        case _:
            return False


@define
class _Finding:
    budget: Budget
    nodes: int = 0

    def found(self, board: Board, depth: int) -> Refutation:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > MOST_DEPTH:
            raise SearchLimit
        if impossible(board.demands):
            least = [name for name, demand in board.demands if demand is False]
            return Settled(tuple(dict.fromkeys(least or ruled_out(board.demands))))
        if any(must and not options for must, options in board.groups):
            return Settled(())
        for row in dict.fromkeys(d.row for _, d in board.demands if isinstance(d, Met)):
            self.budget.spend(1 + len(board.laid.options) // 30)
            if _sums(board, {row: 1}):
                return Sum(((row, 1),))
        found = multipliers(board, self.budget) or prices(board, self.budget)
        if found is None:
            raise SearchLimit
        if not isinstance(found, Fractions):
            return Sum(tuple(sorted(_simplest(board, found).items())))
        choices = [(len(d.of), name) for name, d in board.demands if isinstance(d, Choice)]
        if choices:
            name = min(choices)[1]
            cases = board.cases(name)
            return ByChoice(name, tuple(self.found(case, depth + 1) for case in cases))
        record, part = _halved(board, found)
        stands, otherwise = board.parted(record, part)
        return ByRecord(
            record, part, self.found(stands, depth + 1), self.found(otherwise, depth + 1)
        )


def _sums(board: Board, times: dict[int, int]) -> bool:
    asked, there = board.sum(times)
    return asked > there


def _simplest(board: Board, times: dict[int, int]) -> dict[int, int]:
    """The same with no row that is not needed, and each but once where that is enough."""
    for row in sorted(times, key=lambda row: (times[row], row)):
        fewer = {other: many for other, many in times.items() if other != row}
        if fewer and _sums(board, fewer):
            times = fewer
    divisor = gcd(*times.values())
    times = {row: many // divisor for row, many in times.items()}
    once = dict.fromkeys(times, 1)
    return once if _sums(board, once) else times


def _halved(board: Board, found: Fractions) -> tuple[str, str]:
    """A record that stands in a part by a fraction, the one nearest to a half."""
    parts, options = board.laid.form.parts, board.laid.options
    best: tuple[int, int, int] | None = None
    record = part = ""
    for place, (_, group) in enumerate(board.groups):
        shares = [(option, found.shares.get(option, 0)) for option in group]
        if not any(share % found.whole for _, share in shares):
            continue
        for each in dict.fromkeys(options[option][0].record for option in group):
            for index in range(len(parts)):
                inside = sum(
                    share
                    for option, share in shares
                    if options[option][0].record == each and options[option][1] >> index & 1
                )
                off = abs(2 * (inside % found.whole) - found.whole)
                if inside % found.whole and (best is None or (off, place, index) < best):
                    best = off, place, index
                    record, part = each, parts[index].id
    if best is None:
        raise SearchLimit
    return record, part
