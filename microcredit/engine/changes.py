"""Changes: the days on which what a learner's records earn can change.

Between two of them every day looks the same to an award, so to decide the first of a stretch is to
decide all of it. More days than necessary are listed rather than fewer: whichever of several rules
of expiry a decision may set aside, each of them has its day here. Days that follow from a record in
progress, which is passed on the day of the audit if at all, are listed for a span of days only.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from microcredit.engine import predicates as p
from microcredit.engine.asked import formulas, situational, spans, within
from microcredit.engine.calendar import periods_between
from microcredit.engine.candidates import lasts
from microcredit.engine.formulas import AsOf
from microcredit.engine.normal_form import CalendarForm, ExpiryForm, NormalForm
from microcredit.engine.unknown import family
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.model.validity import MonthDay, anniversary, day_in, period_around

DAY = timedelta(days=1)


def asks_plugins(form: NormalForm) -> bool:
    """Whether a plugin judges records: it sees the whole record, so any day may look different."""
    return any(each.plugins for each in family(form))


def follows_day(form: NormalForm) -> bool:
    """Whether what is selected among the candidates depends on the day itself: on the day of an
    application, which is the day of the audit where none is on record."""
    return asks_plugins(form) or any(
        window.event == "application" for each in family(form) for window in _windows(each)
    )


def changes(form: NormalForm, transcript: Transcript) -> Iterator[date]:
    """Every day from which an award may look different on what is on record than on the day before,
    in no order and with repetitions; those of records in progress are left to
    ``changes_under_way``."""
    yield from _dated(transcript)
    for each in family(form):
        yield from _in_force(each)
        for record in transcript.records:
            for rule in each.expiries:
                for event in _events(rule, record, transcript):
                    yield from _after(lasts(each, rule, event))
                    yield from _after(anniversary(event, rule.years))
        for window in _windows(each):
            if window.event == "application":
                days = (r.completed_on for r in transcript.records if r.completed_on is not None)
                yield from _around(window, days)


def changes_under_way(
    form: NormalForm, transcript: Transcript, start: date, until: date
) -> Iterator[date]:
    """The same for records in progress, which count as completed on the day of the audit, from one
    day to another."""
    records = transcript.records
    if not any(r.status == "in progress" and r.completed_on is None for r in records):
        return
    completed = [r.completed_on for r in records if r.completed_on is not None]
    started = [r.enrolled_on for r in records if r.enrolled_on is not None]
    events = [*completed, *started, *_of_learner(transcript)]
    events += [application.on for application in transcript.applications]
    for day in completed:
        yield from _after(day)
    for each in family(form):
        for window in _windows(each):
            yield from _around(window, events)
        for completion in within(each.selections, p.CompletedWithin):
            if completion.first is not None:
                yield completion.first
            if completion.last is not None:
                yield from _after(completion.last)
        for formula in formulas(each):
            for span in spans(formula):
                for event in events:
                    yield from _after(anniversary(event, span.years))
        for term in within(each.selections, p.InTerm):
            for first, last in term.terms:
                yield from _edges(first, last, start, until)
        if each.calendar is not None:
            yield from _calendar_edges(each.calendar, start, until)


def _after(last: date) -> Iterator[date]:
    """The day after a last day, if there is one."""
    if last < date.max:
        yield last + DAY


def _dated(transcript: Transcript) -> Iterator[date]:
    """The days on which something about the learner is dated, and those after decisions' last."""
    for record in transcript.records:
        yield from (day for day in (record.completed_on, record.awarded_on) if day is not None)
    for decision in transcript.decisions:
        yield decision.on
        if decision.until is not None:
            yield from _after(decision.until)
    yield from (conferral.on for conferral in transcript.conferred)
    yield from (attestation.on for attestation in transcript.attestations)
    yield from (application.on for application in transcript.applications)


def _in_force(form: NormalForm) -> Iterator[date]:
    """The days on which the edition, or something in it that depends on the date, starts or
    ends."""
    first, last = form.effective
    if first is not None:
        yield first
    if last is not None:
        yield from _after(last)
    for formula in formulas(form):
        for asked in situational(formula):
            if isinstance(asked, AsOf) and asked.last is not None:
                yield from _after(asked.last)


def _events(rule: ExpiryForm, record: Record, transcript: Transcript) -> Iterator[date]:
    """The days from which a record's credits may run by the rule: of a missing award or enrolment
    the earliest or latest that it can have been."""
    match rule.event:
        case "completion":
            found = [record.completed_on]
        case "enrolment":
            found = [record.enrolled_on, record.completed_on, *_of_learner(transcript)]
        case "admission":
            found = [*_of_learner(transcript)]
        case "application":
            found = [application.on for application in transcript.applications]
        case "award of the module":
            found = [record.awarded_on, record.completed_on]
    yield from (day for day in found if day is not None)


def _of_learner(transcript: Transcript) -> Iterator[date]:
    """The days of admission and enrolment that are on record as facts."""
    for name in ("admitted", "enrolled"):
        if found := transcript.facts.get(name):
            yield date.fromisoformat(found)


def _windows(form: NormalForm) -> Iterator[p.Window]:
    """The windows of time around an event that any line speaks of."""
    standings = (form.standing, *form.standings.values())
    picked = [rule.picks for standing in standings for rule in standing.shares]
    yield from within((*form.selections, *picked), p.Window)


def _around(window: p.Window, days: Iterable[date]) -> Iterator[date]:
    """The days on which a window that has one end on these days may open or close."""
    for day in days:
        for years in (0, window.years or 0, -(window.years or 0)):
            edge = anniversary(day, years)
            # An anniversary of 29 February may be a day earlier than the way back from it.
            for shift in (-1, 0, 1, 2):
                if date.min + 2 * DAY <= edge <= date.max - 2 * DAY:
                    yield edge + shift * DAY


def _edges(first: MonthDay, last: MonthDay, start: date, until: date) -> Iterator[date]:
    """The first day, and the day after the last, of a period of every year."""
    for year in range(max(start.year - 1, date.min.year), until.year + 1):
        period = period_around(day_in(year, first), first, last)
        if period is not None:
            yield period[0]
            yield from _after(period[1])


def _calendar_edges(calendar: CalendarForm, start: date, until: date) -> Iterator[date]:
    """The first day, and the day after the last, of every academic year and term."""
    for first, last in periods_between(calendar, "academic year", (start, until)):
        yield first
        yield from _after(last)
    for first, last in periods_between(calendar, "term", (start, until)):
        yield first
        yield from _after(last)
