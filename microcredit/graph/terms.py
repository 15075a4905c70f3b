"""Terms: those of every year, and the coming ones with their first and last days."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from microcredit.engine.normal_form import CalendarForm
from microcredit.model.validity import MonthDay, day_in

WRITTEN = re.compile(r"(\S+) (\d\d)-(\d\d) to (\d\d)-(\d\d)", re.ASCII)


@frozen
class TermOfYear:
    """A term of every year by its first and its last day; it may go over the end of the year."""

    name: str
    first: MonthDay
    last: MonthDay


@frozen
class ComingTerm:
    """A term to come, with its first and last day, both of it."""

    name: str
    first: date
    last: date

    @property
    def label(self) -> str:
        """The name with the year in which the term begins."""
        return f"{self.name} {self.first.year}"


def terms_of(calendar: CalendarForm | None) -> tuple[TermOfYear, ...]:
    """The terms that a calendar has, in its order."""
    return tuple(TermOfYear(*term) for term in calendar.terms) if calendar else ()


def term_from(text: str) -> TermOfYear:
    """The term that is written as in a policy: ``autumn 09-01 to 12-31``.

    Raises ``ValueError`` for anything else."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    name, *numbers = found.groups()
    first, last = (int(numbers[0]), int(numbers[1])), (int(numbers[2]), int(numbers[3]))
    for month, day in (first, last):
        date(2024, month, day)
    return TermOfYear(name, first, last)


def coming(terms: Sequence[TermOfYear], on: date, number: int) -> tuple[ComingTerm, ...]:
    """So many terms that begin on the day or later, earliest first: what has begun is too late to
    enrol in."""
    return tuple(each for each, _ in zip(_from(terms, on), range(number), strict=False))


def current(terms: Sequence[TermOfYear], on: date) -> ComingTerm | None:
    """The term in which the day falls, or else the next one to begin; none where none will."""
    year = range(max(1, on.year - 1), min(9998, on.year + 2))
    found = [each for y in year for each in _in(terms, y) if each.last >= on]
    return min(found, key=lambda each: (each.first, each.last, each.name), default=None)


def _from(terms: Sequence[TermOfYear], on: date) -> Iterator[ComingTerm]:
    for year in range(on.year, 9998):
        found = sorted(_in(terms, year), key=lambda each: (each.first, each.last, each.name))
        yield from (each for each in found if each.first >= on)


def _in(terms: Sequence[TermOfYear], year: int) -> Iterator[ComingTerm]:
    for term in terms:
        last = day_in(year if term.first <= term.last else year + 1, term.last)
        yield ComingTerm(term.name, day_in(year, term.first), last)
