"""Calendars: the academic year and the term in which a day falls."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from microcredit.engine.normal_form import CalendarForm
from microcredit.model.validity import day_in, period_around

Period = tuple[date, date]
"""The first and the last day, both of it."""

DAY = timedelta(days=1)


def academic_years(calendar: CalendarForm, days: Iterable[date]) -> list[Period]:
    """The academic years in which the days fall, earliest first."""
    return sorted({academic_year(calendar, day) for day in days})


def academic_year(calendar: CalendarForm, day: date) -> Period:
    """The academic year in which a day falls: from its start to the day before the next start."""
    start = day_in(day.year, calendar.starts)
    year = day.year if day >= start else day.year - 1
    return day_in(year, calendar.starts), day_in(year + 1, calendar.starts) - DAY


def terms(calendar: CalendarForm, days: Iterable[date]) -> list[Period]:
    """The terms in which the days fall, earliest first; a day outside every term has none."""
    return sorted({period for day in days if (period := term(calendar, day)) is not None})


def term(calendar: CalendarForm, day: date) -> Period | None:
    """The term in which a day falls, which may have begun in the year before."""
    for _, first, last in calendar.terms:
        found = period_around(day, first, last)
        if found is not None:
            return found
    return None


def periods_between(
    calendar: CalendarForm, kind: Literal["academic year", "term"], days: Iterable[date]
) -> list[Period]:
    """Every academic year, or term, with a day from the first of the days to the last."""
    found = sorted(days)
    if not found:
        return []
    first, last = found[0], found[-1]
    years = range(max(1, first.year - 1), last.year + 1)
    if kind == "academic year":
        periods = [academic_year(calendar, day_in(year, calendar.starts)) for year in years]
    else:
        periods = [
            (day_in(year, start), day_in(year if start <= end else year + 1, end))
            for year in years
            for _, start, end in calendar.terms
        ]
    return sorted((start, end) for start, end in periods if start <= last and end >= first)


def end_of(
    kind: Literal["month", "term", "academic year"], calendar: CalendarForm | None, day: date
) -> date:
    """The last day of the period in which a day falls; the day itself outside every term."""
    if kind == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    assert calendar is not None
    if kind == "academic year":
        return academic_year(calendar, day)[1]
    found = term(calendar, day)
    return day if found is None else found[1]
