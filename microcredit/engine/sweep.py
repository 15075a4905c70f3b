"""Sweeps: one award's outcome for every day of a span, as runs of days.

The outcome can change only on the days that ``changes`` lists, so the first day of each stretch is
decided and the rest of it follows. Records that earned the award on one day earn it on the next as
long as all of them are candidates; where nothing else about the day matters, not even that is
looked at before the first of them lapses.
"""

from collections.abc import Iterator
from datetime import date

from attrs import define, evolve, field, frozen

from microcredit.engine.audit import STEPS, CompiledPolicy, compiled_against, resolved
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import order
from microcredit.engine.changes import (
    DAY,
    asks_plugins,
    changes,
    changes_under_way,
    follows_day,
)
from microcredit.engine.judged import hearing
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import decided
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import unknowns
from microcredit.language.checked import CheckedPolicy
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript

MOST_DAYS = 20_000
"""Days that one sweep decides; those that follow from others do not count."""


@frozen
class Run:
    """Days with one outcome, from the first until the last of them, both included."""

    start: date
    until: date
    outcome: Outcome


@frozen
class Sweep:
    """The outcome for every day of a span, earliest run first; runs side by side differ.

    ``decided`` days were searched for, ``reused`` ones rest on the records that earned the award on
    an earlier day; all others follow from one of these."""

    runs: tuple[Run, ...]
    decided: int
    reused: int


def sweep(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    start: date,
    until: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Sweep:
    """The award's outcome for one learner on every day from ``start`` until ``until``, both
    included: what ``outcome`` says for each of them.

    ``steps`` is the limit of the search for a single day. Raises ``RecordError`` and
    ``PluginError`` as ``audit`` does, and ``ValueError`` where ``until`` comes before ``start`` or
    more than ``MOST_DAYS`` days would have to be decided."""
    if until < start:
        raise ValueError(f"a sweep until {until} cannot start on {start}")
    ready = compiled_against(policy, catalogue)
    known = resolved(ready, transcript)
    ordered = sorted(known.records, key=lambda record: order(record, ready.form.positions))
    days = _days(ready.form, known, start, until)
    with hearing(transcript.learner):
        walk = _Walk(ready.form, evolve(known, records=tuple(ordered)), steps)
        outcomes = [(day, walk.outcome(day)) for day in days]
    return Sweep(tuple(_runs(outcomes, until)), walk.decided, walk.reused)


def _days(form: NormalForm, transcript: Transcript, start: date, until: date) -> list[date]:
    """The first days of all stretches in which nothing changes; every day where a plugin judges."""
    if asks_plugins(form):
        number = (until - start).days + 1
        days = {start + place * DAY for place in range(min(number, MOST_DAYS + 1))}
    else:
        found = {*changes(form, transcript), *changes_under_way(form, transcript, start, until)}
        days = {start, *(day for day in found if start < day <= until)}
    if len(days) > MOST_DAYS:
        raise ValueError(f"a sweep decides at most {MOST_DAYS} days, and this one needs more")
    return sorted(days)


def _runs(outcomes: list[tuple[date, Outcome]], until: date) -> Iterator[Run]:
    first, current = outcomes[0]
    for day, outcome in outcomes[1:]:
        if outcome != current:
            yield Run(first, day - DAY, current)
            first, current = day, outcome
    yield Run(first, until, current)


@frozen
class _Earning:
    """Records that earned the award, and the last day on which all of them are valid, none for no
    end."""

    records: frozenset[str]
    last: date | None


@define
class _Walk:
    """Goes over days in order, with the records that earned the award last."""

    form: NormalForm
    transcript: Transcript
    steps: int
    decided: int = field(default=0, init=False)
    reused: int = field(default=0, init=False)
    _earning: _Earning | None = field(default=None, init=False)

    def outcome(self, day: date) -> Outcome:
        """The outcome on the day, which comes after all days asked for before."""
        if self._still_earned(day):
            self.reused += 1
            return "earned"
        self.decided += 1
        self._earning = None
        found = decided(self.form, self.transcript, day, Budget(self.steps))
        if found.outcome == "earned" and self._reusable():
            self._earning = self._found(found.situation)
        return found.outcome

    def _reusable(self) -> bool:
        """Whether the day matters to the award only by which records are candidates."""
        return not (
            self.form.earlier
            or self.form.asks_learner
            or self.transcript.decisions
            or self.transcript.conferred
            or follows_day(self.form)
        )

    def _found(self, situation: Situation) -> _Earning | None:
        """The records that earn the award, unless something about them is missing."""
        try:
            missing = list(unknowns(self.form, self.transcript, situation.on))
            records = situation.witness(self.form)
        except SearchLimit:
            return None
        unsure = {each.record.id for each in missing if each.record is not None}
        if records is None or not records.isdisjoint(unsure):
            return None
        lapses = [
            candidate.expires
            for candidate in situation.stack(self.form).candidates
            if candidate.record.id in records and candidate.expires is not None
        ]
        return _Earning(records, min(lapses, default=None))

    def _still_earned(self, day: date) -> bool:
        earning = self._earning
        if earning is None or not Situation(self.transcript, day, Budget(0)).in_period(self.form):
            return False
        if self.form.monotone:
            return earning.last is None or day <= earning.last
        there = Situation(self.transcript, day, Budget(self.steps))
        if any(True for _ in unknowns(self.form, self.transcript, day)):
            return False
        return earning.records <= {c.record.id for c in there.stack(self.form).candidates}
