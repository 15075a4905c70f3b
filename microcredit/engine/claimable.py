"""Claimable: the unbroken run of days around the as-of date on which today's record earns the
award.

The outcome can change only on the days on which something is dated, starts or ends; between them it
is constant, so those days are all that is decided.
"""

from collections.abc import Callable
from datetime import date

from attrs import frozen

from microcredit.engine.changes import DAY, changes, follows_day
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation


@frozen
class Claimable:
    """From which day until which the award can be claimed, both included; none for no end in sight.

    ``lapses_first`` is the last valid day of the first credit to expire in the set shown; the award
    may remain claimable after it by other credits.
    """

    start: date | None
    until: date | None
    lapses_first: date | None


def run_of_days(form: NormalForm, situation: Situation) -> tuple[date | None, date | None]:
    """The first and the last day of the run; the award is earned in the situation given, by one of
    its editions."""
    likely = situation.witness(form)
    transcript = situation.transcript
    single = not form.earlier and not transcript.decisions
    # What another award has counted, and windows before an application, move with the day.
    steady = not transcript.conferred and not follows_day(form)

    def earned(day: date) -> bool:
        nonlocal likely
        there = situation.at(day)
        if not single:
            return any(there.earning(each) is not None for each in form.editions)
        found = there.witness(form, likely if steady else None)
        likely = found or likely
        return found is not None

    days = sorted(set(changes(form, transcript)))
    later = [day for day in days if day > situation.on]
    earlier = [day for day in reversed(days) if day <= situation.on]
    return _first_day(earlier, earned), _last_day(later, earned)


def _first_day(changes: list[date], earned: Callable[[date], bool]) -> date | None:
    """Going back: the run starts on the earliest change from which every stretch is earned."""
    start = None
    for day in changes:
        if start is not None and not (start > date.min and earned(start - DAY)):
            return start
        start = day
    return None if start is None or (start > date.min and earned(start - DAY)) else start


def _last_day(changes: list[date], earned: Callable[[date], bool]) -> date | None:
    for day in changes:
        if not earned(day):
            return day - DAY
    return None
