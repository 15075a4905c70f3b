"""Timelines: every award over time, from when until when it is earned, what ends that, and what
keeps it; as a frozen value and as a page."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import frozen

from microcredit.engine.reason import Counted
from microcredit.engine.sweep import Run
from microcredit.engine.verdict import Verdict
from microcredit.graph.keeping import Keep
from microcredit.graph.lapsing import Lapse
from microcredit.graph.outcomes_said import said_missing, said_need
from microcredit.graph.year_bar import MARKS, year_bar
from microcredit.language.outcomes import Outcome, outcome_said
from microcredit.model.credit import amount_text
from microcredit.wording.measured import measured
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, Tone, section, table
from microcredit.wording.plain import plain
from microcredit.wording.said import counted, listing, said


@frozen
class Stretch:
    """Days with one outcome, both ends included; ``shown`` is the verdict on today, or on the day
    among them that is nearest to today, and none where the award is not earned.

    Of an award that is earned, ``earned_from`` and ``claimable_until`` are the first and last day
    of that even where they lie outside the timeline, none for no end in sight. ``lapses_first`` are
    the counted credits that lapse before all others, unless it is applied for; ``ended_by`` are
    those whose lapse ends it, and ``closes`` says that no edition is in force after it. ``keep`` is
    what has to be taken to have the award the day after: none where that day has passed, where the
    award is held already, and where it closes."""

    start: date
    until: date
    outcome: Outcome
    shown: Verdict | None = None
    earned_from: date | None = None
    claimable_until: date | None = None
    lapses_first: tuple[Counted, ...] = ()
    ended_by: tuple[Counted, ...] = ()
    closes: bool = False
    keep: Keep | None = None


@frozen
class AwardTimeline:
    """One award over time; ``editions`` are the periods of its editions, latest first."""

    award: str
    title: str
    scheme: str | None
    editions: tuple[str, ...]
    on_application: bool
    conferred_on: date | None
    stretches: tuple[Stretch, ...]

    def at(self, day: date) -> Stretch | None:
        """The stretch that the day lies in, none outside of the timeline."""
        return next((each for each in self.stretches if each.start <= day <= each.until), None)


@frozen
class Timeline:
    """A learner's awards by id, from one day until another, both included, as seen on the day
    ``on``; ``lapsing`` are the credits valid on that day that will lapse, the first first."""

    learner: str
    on: date
    start: date
    until: date
    awards: tuple[AwardTimeline, ...]
    lapsing: tuple[Lapse, ...]

    def __str__(self) -> str:
        return plain(timeline_page(self))


TONES: dict[Outcome, Tone] = {
    "earned": "good",
    "pending": "waiting",
    "undetermined": "unsure",
    "not earned": "quiet",
}


def timeline_page(timeline: Timeline) -> Iterator[Block]:
    """The page: all awards as bars, each one's days with what ends them, and the credits that will
    lapse."""
    yield Heading(said("Awards of {learner} over time", learner=timeline.learner), 1)
    span = said("From {start} until {until}", start=timeline.start, until=timeline.until)
    yield Line(said("{span}, as of {day}. All days are included.", span=span, day=timeline.on))
    yield Gap()
    yield from _bars(timeline)
    for award in timeline.awards:
        if any(each.outcome != "not earned" for each in award.stretches):
            yield from section(_heading(award), _award(award, timeline))
    never = [
        award.award
        for award in timeline.awards
        if all(each.outcome == "not earned" for each in award.stretches)
    ]
    if never:
        yield Line(
            said("On no day earned with what is on record: {awards}.", awards=listing(never))
        )
        yield Gap()
    yield from section(said("Credits that will lapse"), [_lapsing(timeline.lapsing)])
    if not timeline.lapsing:
        yield Line(said("None of the credits that are valid on {day} will lapse.", day=timeline.on))


def _bars(timeline: Timeline) -> Iterator[Block]:
    if not timeline.awards:
        return
    bar = year_bar(timeline.start, timeline.until)
    rows = [
        Row(
            (each.award, bar.marks([Run(s.start, s.until, s.outcome) for s in each.stretches])),
            _tone(each, timeline.on),
        )
        for each in timeline.awards
    ]
    if pointer := bar.pointer(timeline.on):
        rows.append(Row((said("today"), pointer), "quiet"))
    yield Table((Row(("", bar.heading()), "quiet"), *rows))
    meanings = [
        said("{mark} {outcome}", mark=mark, outcome=outcome_said(outcome))
        for outcome, mark in MARKS.items()
    ]
    yield Gap()
    yield Line(listing(meanings), "quiet", 2)
    yield Gap()


def _tone(award: AwardTimeline, on: date) -> Tone | None:
    today = award.at(on)
    return None if today is None else TONES[today.outcome]


def _heading(award: AwardTimeline) -> str:
    title = award.title
    if award.editions in ((), ("always",)):
        return said("{award}: {title}", award=award.award, title=title)
    periods = listing(reversed(award.editions))
    return said(
        "{award}: {title} (in force {periods})", award=award.award, title=title, periods=periods
    )


def _award(award: AwardTimeline, timeline: Timeline) -> Iterator[Block]:
    if award.conferred_on is not None:
        yield Line(said("The learner has held it since {day}.", day=award.conferred_on), "good", 2)
    yield Table(tuple(_row(each, award, timeline) for each in award.stretches))


def _row(stretch: Stretch, award: AwardTimeline, timeline: Timeline) -> Row:
    return Row(
        (outcome_said(stretch.outcome), _days(stretch, timeline)),
        TONES[stretch.outcome],
        tuple(_below(stretch, award, timeline)),
    )


def _days(stretch: Stretch, timeline: Timeline) -> str:
    """From when until when, with what is known of it outside of the timeline."""
    since: date | None = stretch.start
    until: date | None = stretch.until
    if stretch.outcome == "earned":
        since, until = stretch.earned_from, stretch.claimable_until
    elif stretch.start == timeline.start:
        since = None
    if stretch.outcome != "earned" and stretch.until == timeline.until:
        until = None
    match since, until:
        case None, None if stretch.outcome == "earned":
            return said("always")
        case None, None:
            return said("all the time")
        case None, _:
            return said("until {until}", until=until)
        case _, None if stretch.outcome == "earned":
            return said("from {since}, with no end in sight", since=since)
        case _, None:
            return said("from {since}", since=since)
        case _:
            return said("from {since} until {until}", since=since, until=until)


def _below(stretch: Stretch, award: AwardTimeline, timeline: Timeline) -> Iterator[str]:
    shown = stretch.shown
    if shown is None:
        return
    if shown.needs:
        yield said("Once: {needs}", needs=listing(map(said_need, shown.needs), "and"))
    if shown.depends_on:
        missing = listing(map(said_missing, shown.depends_on), "and")
        yield said("It depends on what is missing: {missing}", missing=missing)
    if shown.bounds is not None:
        yield said("Limit reached: {limit}", limit=shown.bounds)
    if stretch.outcome != "earned":
        return
    if shown.title != award.title:
        yield said("On {day} as {title}", day=shown.on, title=shown.title)
    last = stretch.claimable_until
    if shown.applied_on is not None:
        yield said("It was applied for on {day}; what lapses later counts", day=shown.applied_on)
    if stretch.lapses_first and stretch.lapses_first[0].expires != last:
        yield said(
            "Lapses first: {records}, valid until {day}; others earn it from then on",
            records=_records(stretch.lapses_first),
            day=stretch.lapses_first[0].expires,
        )
    if last is not None:
        yield _end(stretch)
    if last is None or last < timeline.on or award.conferred_on is not None:
        return
    if award.on_application and shown.applied_on is None:
        yield said("Apply for it by {day}", day=last)
    if stretch.keep is not None:
        yield from _keep(stretch.keep, award.scheme)


def _end(stretch: Stretch) -> str:
    if stretch.closes:
        return said("It ends since no edition of the award is in force after that day")
    if stretch.ended_by:
        return said("It ends as these lapse: {records}", records=_records(stretch.ended_by))
    return said("It ends by what is on record from the next day on")


def _records(records: Sequence[Counted]) -> str:
    return listing(
        (
            said("{record} ({credits})", record=each.record, credits=_credits(each.credits))
            for each in records
        ),
        "and",
    )


def _credits(amount: Fraction) -> str:
    return counted("{n} credit", "{n} credits", 1 if amount == 1 else 2, n=amount_text(amount))


def _keep(keep: Keep, scheme: str | None) -> Iterator[str]:
    further = keep.further
    if further.credits is None:
        if further.because is None:
            yield said("No modules of the catalogue would keep it after {day}", day=keep.by)
        elif further.at_most is not None:
            yield said(
                "To keep it, take {modules}, awarded by {day}; fewer credits may do: {because}",
                modules=listing(further.modules, "and"),
                day=keep.by,
                because=further.because,
            )
        else:
            yield said("What would keep it is not known: {because}", because=further.because)
        return
    if not further.modules:
        return
    yield said(
        "To keep it, take {credits}, for instance {modules}, awarded by {day}",
        credits=_in_scheme(further.credits, scheme),
        modules=listing(further.modules, "and"),
        day=keep.by,
    )


def _lapsing(lapsing: Sequence[Lapse]) -> Table:
    if not lapsing:
        return Table(())
    rows = (
        (
            said("{day}", day=each.until),
            each.record,
            _credits(each.credits),
            said("{awards} rests on it", awards=each.rests[0])
            if len(each.rests) == 1
            else said("{awards} rest on it", awards=listing(each.rests, "and"))
            if each.rests
            else said("no award that is earned counts it"),
        )
        for each in lapsing
    )
    names = (said("last valid day"), said("record"), said("credits"), "")
    return table(rows, names)


def _in_scheme(amount: Fraction, scheme: str | None) -> str:
    written = amount_text(amount)
    if scheme is None:
        return measured(written, "credits", amount)
    number = 1 if amount == 1 else 2
    return counted("{n} {scheme}", "{n} {scheme}s", number, n=written, scheme=scheme)
