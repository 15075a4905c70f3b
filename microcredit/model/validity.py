"""How long credit stays valid."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def anniversary(day: date, years: int) -> date:
    """The day ``years`` later; 29 February becomes 28 February where there is no 29th.

    Credit that expires five years after an event is valid up to and including this day. Beyond the
    years that dates have, it is the first or the last day of all.
    """
    import pendulum

    if not date.min.year <= day.year + years <= date.max.year:
        return date.max if years > 0 else date.min
    later = pendulum.date(day.year, day.month, day.day).add(years=years)
    return date(later.year, later.month, later.day)
