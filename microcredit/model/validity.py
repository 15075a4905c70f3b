"""How long credit stays valid."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

MonthDay = tuple[int, int]
"""A day of every year, as month and day"""


@lru_cache(maxsize=4096)
def anniversary(day: date, years: int) -> date:
    """The day ``years`` later; 29 February becomes 28 February where there is no 29th.

    Credit that expires five years after an event is valid up to and including this day. Beyond the
    years that dates have, it is the first or the last day of all.
    """
    if not date.min.year <= day.year + years <= date.max.year:
        return date.max if years > 0 else date.min
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February; loaded for those only, since it takes long to load
        import pendulum

        later = pendulum.date(day.year, day.month, day.day).add(years=years)
        return date(later.year, later.month, later.day)


def day_in(year: int, written: MonthDay) -> date:
    """The day of a year; 29 February stands for the 28th where there is no 29th."""
    month, day = written
    return date(year, month, min(day, monthrange(year, month)[1]))


def period_around(day: date, first: MonthDay, last: MonthDay) -> tuple[date, date] | None:
    """The days from one day of the year to another, both included, if the day is among them.

    They may go over the end of the year. None where the day is outside."""
    for year in (day.year, day.year - 1):
        end = year if first <= last else year + 1
        if date.min.year <= year and end <= date.max.year:
            period = day_in(year, first), day_in(end, last)
            if period[0] <= day <= period[1]:
                return period
    return None
