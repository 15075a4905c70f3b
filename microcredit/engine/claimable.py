"""Claimable: the unbroken run of days around the as-of date on which today's record earns the
award.

The outcome can change only on the days on which something is dated, starts or ends; between them it
is constant, so those days are all that is decided.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from attrs import frozen

from microcredit.engine.asked import formulas, situational
from microcredit.engine.candidates import expiry
from microcredit.engine.formulas import AsOf
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import family

DAY = timedelta(days=1)


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
    single = not form.earlier and not situation.transcript.decisions

    def earned(day: date) -> bool:
        nonlocal likely
        there = situation.at(day)
        if not single:
            return any(there.earning(each) is not None for each in form.editions)
        found = there.witness(form, likely)
        likely = found or likely
        return found is not None

    days = sorted(set(_changes(form, situation)))
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


def _changes(form: NormalForm, situation: Situation) -> Iterator[date]:
    """The first days of all stretches in which nothing changes."""
    transcript = situation.transcript
    for each in family(form):
        first, last = each.effective
        if first is not None:
            yield first
        for formula in formulas(each):
            for asked in situational(formula):
                if isinstance(asked, AsOf) and asked.last is not None and asked.last < date.max:
                    yield asked.last + DAY
        if last is not None and last < date.max:
            yield last + DAY
        for record in transcript.records:
            last_day = expiry(each, record)
            if last_day is not None and last_day < date.max:
                yield last_day + DAY
    for record in transcript.records:
        yield from (day for day in (record.completed_on, record.awarded_on) if day is not None)
    for decision in transcript.decisions:
        yield decision.on
        if decision.until is not None and decision.until < date.max:
            yield decision.until + DAY
    yield from (conferral.on for conferral in transcript.conferred)
    yield from (attestation.on for attestation in transcript.attestations)
    yield from (application.on for application in transcript.applications)
