"""Year bars: a span of days as a row of marks under its years."""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from microcredit.engine.changes import DAY
from microcredit.engine.sweep import Run
from microcredit.language.outcomes import Outcome

MOST_CELLS = 72
STEPS = (1, 3, 12, 60, 120, 600, 1200)
"""Months that one mark may stand for."""

MARKS: dict[Outcome, str] = {"earned": "#", "pending": "+", "undetermined": "?", "not earned": "."}


@frozen
class YearBar:
    """The cells of a bar, each from its first day until its last."""

    cells: tuple[tuple[date, date], ...]
    months: int

    def heading(self) -> str:
        """The years above the cells: of each that starts where there is room its number."""
        found = ""
        for place, (first, _) in enumerate(self.cells):
            if len(found) > place or (first.month > 1 and self.months < 12):
                continue
            found = found.ljust(place) + f"{first.year} "
        return found.rstrip()

    def marks(self, runs: Sequence[Run]) -> str:
        """For each cell the mark of the outcome that holds on most of its days, the first of two
        that hold equally long."""
        return "".join(MARKS[_most(runs, first, last)] for first, last in self.cells)

    def pointer(self, day: date) -> str:
        """A mark below the cell of the day; nothing where it lies outside."""
        places = [place for place, (first, last) in enumerate(self.cells) if first <= day <= last]
        return " " * places[0] + "^" if places else ""


def year_bar(start: date, until: date) -> YearBar:
    """The bar from one day until another: as fine as fits, in months or quarters, years, decades or
    centuries."""
    for months in STEPS:
        first = start.year * 12 + start.month - 1
        last = until.year * 12 + until.month - 1
        if last // months - first // months < MOST_CELLS:
            break
    edges = [place * months for place in range(first // months, last // months + 1)]
    starts = [max(start, date(max(edge, 12) // 12, edge % 12 + 1, 1)) for edge in edges]
    ends = [*(day - DAY for day in starts[1:]), until]
    return YearBar(tuple(zip(starts, ends, strict=True)), months)


def _most(runs: Sequence[Run], first: date, last: date) -> Outcome:
    days: dict[Outcome, int] = {}
    for outcome, number in _overlaps(runs, first, last):
        days[outcome] = days.get(outcome, 0) + number
    return max(days, key=days.__getitem__)


def _overlaps(runs: Sequence[Run], first: date, last: date) -> Iterator[tuple[Outcome, int]]:
    for run in runs:
        number = (min(last, run.until) - max(first, run.start)).days + 1
        if number > 0:
            yield run.outcome, number
