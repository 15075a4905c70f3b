"""Over time: from policies and a transcript to a timeline.

The runs of days are a sweep's, so they are exact. What stands beside a run is a verdict on one of
its days: today, or the day nearest to today.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import define, evolve, field

from microcredit.engine.audit import STEPS, CompiledPolicy, compiled_against, resolved
from microcredit.engine.changes import DAY, changes
from microcredit.engine.judged import hearing
from microcredit.engine.judgement import judge
from microcredit.engine.reason import Counted
from microcredit.engine.sweep import Run, sweep
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem, RecordError
from microcredit.graph.keeping import keep_after
from microcredit.graph.lapsing import lapses
from microcredit.graph.timeline import AwardTimeline, Stretch, Timeline
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.validity import anniversary

MOST_YEARS = 50
"""How far a timeline looks ahead where nobody says."""

MOST_RECORDS = 500
"""Records of one learner; each may bring days of its own, and all are looked at on each of them."""


def timeline(
    policies: Mapping[str, CheckedPolicy] | Sequence[CheckedPolicy | CompiledPolicy],
    transcript: Transcript,
    *,
    on: date,
    start: date | None = None,
    until: date | None = None,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Timeline:
    """Every award of the learner over time, as it looks on a day with what is on record.

    Without ``start`` it begins with the earliest record, and without ``until`` it ends when nothing
    on record can change any more: at least a year after ``on``, and at most ``MOST_YEARS``. Both
    ends are included. ``catalogue`` is needed unless the policies are compiled, and ``steps`` limit
    the search for a single day. Raises ``RecordError`` and ``PluginError`` as ``audit`` does, and
    ``ValueError`` where ``until`` comes before ``start``, a sweep would have to decide more than
    ``MOST_DAYS``, or there are more than ``MOST_RECORDS`` records."""
    if len(transcript.records) > MOST_RECORDS:
        raise ValueError(
            f"a timeline is of at most {MOST_RECORDS} records, and these are "
            f"{len(transcript.records):,}: ask for single days by an audit"
        )
    given = policies.values() if isinstance(policies, Mapping) else policies
    ready = [compiled_against(each, catalogue) for each in given]
    ready.sort(key=lambda each: each.form.award)
    with hearing(transcript.learner):
        audits = [
            _Audits(each, known, on, steps)
            for each, known in zip(ready, _known(ready, transcript), strict=True)
        ]
        first, last = _span(audits, transcript, on)
        start = (first if until is None else min(first, until)) if start is None else start
        until = max(last, start) if until is None else until
        awards = tuple(each.timeline(start, until) for each in audits)
        counted = {
            each.ready.form.award: frozenset(each.on_day(on).allocation)
            for each in audits
            if each.on_day(on).earned
        }
        lapsing = lapses(((each.ready.form, each.known) for each in audits), on, counted, steps)
    return Timeline(transcript.learner, on, start, until, awards, lapsing)


def _known(ready: Sequence[CompiledPolicy], transcript: Transcript) -> list[Transcript]:
    """The transcript as each award sees it; raises with the problems of all of them."""
    found = []
    problems: dict[Problem, None] = {}
    for each in ready:
        try:
            found.append(resolved(each, transcript))
        except RecordError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise RecordError(problems)
    return found


def _span(audits: Sequence["_Audits"], transcript: Transcript, on: date) -> tuple[date, date]:
    """From the earliest record until the last day on which something changes."""
    days = [on, *(conferral.on for conferral in transcript.conferred)]
    for record in transcript.records:
        days += [day for day in (record.completed_on, record.awarded_on) if day is not None]
    latest = [day for each in audits for day in changes(each.ready.form, each.known)]
    furthest = anniversary(on, MOST_YEARS)
    ahead = [anniversary(on, 1), *(day for day in latest if day <= furthest)]
    return min(days), max(ahead)


@define
class _Audits:
    """One award's verdicts for a resolved transcript, each made once."""

    ready: CompiledPolicy
    known: Transcript
    asked: date
    steps: int
    _made: dict[date, Verdict] = field(factory=dict, init=False)

    def on_day(self, day: date) -> Verdict:
        """The verdict on a day."""
        if day not in self._made:
            self._made[day] = judge(self.ready.form, self.known, day, self.steps)
        return self._made[day]

    def timeline(self, start: date, until: date) -> AwardTimeline:
        """The award from one day until another."""
        form = self.ready.form
        swept = sweep(self.ready, self.known, start=start, until=until, steps=self.steps)
        return AwardTimeline(
            form.award,
            form.title,
            form.scheme,
            tuple(each.edition for each in form.editions),
            form.on_application,
            self.on_day(self.asked).conferred_on,
            tuple(self._stretch(run, start, until) for run in swept.runs),
        )

    def _stretch(self, run: Run, start: date, until: date) -> Stretch:
        if run.outcome == "not earned":
            return Stretch(run.start, run.until, run.outcome)
        shown = self.on_day(min(max(self.asked, run.start), run.until))
        if run.outcome != "earned":
            return Stretch(run.start, run.until, run.outcome, shown)
        around = shown.claimable
        since = around.start if around is not None and run.start == start else run.start
        last = around.until if around is not None and run.until == until else run.until
        closes = last is not None and last < date.max and not self._in_period(last + DAY)
        held = self.on_day(self.asked).conferred_on is not None
        stretch = Stretch(
            run.start,
            run.until,
            run.outcome,
            shown,
            earned_from=since,
            claimable_until=last,
            # Once it is applied for, credits are looked at as of that day.
            lapses_first=tuple(_first(shown.counted)) if shown.applied_on is None else (),
            closes=closes,
        )
        if last is None or last == date.max:
            return stretch
        ended_by = tuple(each for each in self.on_day(last).counted if each.expires == last)
        stretch = evolve(stretch, ended_by=ended_by)
        if closes or held or last < self.asked:
            return stretch
        return evolve(stretch, keep=keep_after(self.ready, self.known, last, self.steps))

    def _in_period(self, day: date) -> bool:
        """Whether the day is one of an edition's."""
        return any(
            (first is None or first <= day) and (last is None or day <= last)
            for first, last in (each.effective for each in self.ready.form.editions)
        )


def _first(counted: Sequence[Counted]) -> Iterator[Counted]:
    """Those that lapse before all others."""
    first = min((each.expires for each in counted if each.expires is not None), default=None)
    yield from (each for each in counted if first is not None and each.expires == first)
