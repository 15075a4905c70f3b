"""Calendars: the academic year and the term in which a day falls."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from microcredit.engine.normal_form import CalendarForm

Period = tuple[date, date]
"""The first and the last day, both of it."""

DAY = timedelta(days=1)


def academic_years(calendar: CalendarForm, days: Iterable[date]) -> list[Period]:
    """The academic years in which the days fall, earliest first."""
    return sorted({academic_year(calendar, day) for day in days})


def academic_year(calendar: CalendarForm, day: date) -> Period:
    """The academic year in which a day falls: from its start to the day before the next start."""
    start = _on(day.year, calendar.starts)
    year = day.year if day >= start else day.year - 1
    return _on(year, calendar.starts), _on(year + 1, calendar.starts) - DAY


def terms(calendar: CalendarForm, days: Iterable[date]) -> list[Period]:
    """The terms in which the days fall, earliest first; a day outside every term has none."""
    return sorted({period for day in days if (period := term(calendar, day)) is not None})


def term(calendar: CalendarForm, day: date) -> Period | None:
    """The term in which a day falls, which may have begun in the year before."""
    for _, first, last in calendar.terms:
        for year in (day.year, day.year - 1):
            end = _on(year if first <= last else year + 1, last)
            if _on(year, first) <= day <= end:
                return _on(year, first), end
    return None


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


def _on(year: int, month_and_day: tuple[int, int]) -> date:
    month, day = month_and_day
    return date(year, month, min(day, monthrange(year, month)[1]))
