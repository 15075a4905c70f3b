"""Lapsing: the credits of a learner that will lapse, when, and which awards rest on them."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from microcredit.engine.budget import Budget
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from microcredit.model.learner import Transcript


@frozen
class Lapse:
    """A record whose credits lapse after ``until``, their last valid day, by the rules of
    ``lapses_for``; the awards in ``rests`` are earned today and count it.

    Of awards with different rules of expiry each has a lapse of its own."""

    record: str
    module: str
    credits: Fraction
    scheme: str | None
    until: date
    lapses_for: tuple[str, ...]
    rests: tuple[str, ...]


def lapses(
    awards: Iterable[tuple[NormalForm, Transcript]],
    on: date,
    counted: Mapping[str, frozenset[str]],
    steps: int,
) -> tuple[Lapse, ...]:
    """The credits that are valid on a day and will lapse, the first first, for resolved
    transcripts; ``counted`` are the records that each award that is earned counts.

    Of an award the edition is heeded that is in force, the latest where there is none. For one that
    has been applied for nothing lapses any more."""
    found: dict[tuple[date, str], Lapse] = {}
    for form, transcript in awards:
        situation = Situation(transcript, on, Budget(steps))
        edition = next((each for each in form.editions if situation.in_force(each)), form)
        applied = (a.award == form.award and a.on <= on for a in transcript.applications)
        if edition.on_application and any(applied):
            continue
        bound = situation.bound(edition)
        there = situation.granting(bound) if bound else situation
        for candidate in there.stack(edition).candidates:
            record, until = candidate.record, candidate.expires
            if until is None:
                continue
            before = found.get((until, record.id))
            lapses_for = (*(before.lapses_for if before else ()), form.award)
            rests = before.rests if before else ()
            if record.id in counted.get(form.award, ()):
                rests = (*rests, form.award)
            original = next(r for r in transcript.records if r.id == record.id)
            found[until, record.id] = Lapse(
                record.id,
                record.module,
                original.credits or Fraction(0),
                original.scheme,
                until,
                lapses_for,
                rests,
            )
    return tuple(found[key] for key in sorted(found))
