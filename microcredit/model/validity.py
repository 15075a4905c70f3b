"""How long credit stays valid."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def anniversary(day: date, years: int) -> date:
    """The day ``years`` later; 29 February becomes 28 February where there is no 29th.

    Credit that expires five years after an event is valid up to and including this day.
    """
    import pendulum

    later = pendulum.date(day.year, day.month, day.day).add(years=years)
    return date(later.year, later.month, later.day)
