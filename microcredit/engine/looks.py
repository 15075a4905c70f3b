"""Looks: what an award sees of a record, worked out once for all records that look the same.

Records come and go by the million, and what distinguishes them to an award does not: the module,
how it ended, and whatever else its rules ask for. Days are left out of the look; a rule of expiry
becomes the first day of an event that is still in time."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from operator import attrgetter
from typing import Literal

from attrs import evolve, frozen

from microcredit.engine import predicates as p
from microcredit.engine.asked import mentions
from microcredit.engine.candidates import converted, with_scale
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.predicates import holds
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

MOST_LOOKS = 100_000
"""Looks that are kept; any beyond are worked out each time."""

PLAIN = ("module", "status", "credits", "scheme", "level", "areas", "used_for", "institution")
"""What every award may look at in a record, days and its id aside."""


@frozen
class Look:
    """What an award sees of a record on any day.

    A ``passed`` one counts once it is awarded; one ``under way`` would if it were passed; ``no``
    day makes the others count. ``expiries`` are the rules under which its credits expire, by their
    places in the normal form. ``record`` stands for all that look the same: resolved, and with
    credits in the award's scheme. ``number`` tells looks apart; it is -1 for one that is not kept.
    """

    number: int
    counts: Literal["passed", "under way", "no"]
    module: str
    expiries: tuple[int, ...]
    record: Record
    points: Fraction | None
    selected: int
    """a bit for each selection that picks it, whatever the variables"""


class Looks:
    """The looks of one award's records so far."""

    def __init__(self, form: NormalForm, catalogue: Catalogue) -> None:
        self._form, self._catalogue = form, catalogue
        self.key = attrgetter(*_fields(form))
        """what tells the looks of two records apart"""
        self.beyond_plain = len(_fields(form)) > len(PLAIN)
        """whether more than the ``PLAIN`` fields does"""
        self._found: dict[Hashable, Look | None] = {}
        self._points: Mapping[tuple[str | None, str | None], Fraction | None] = {
            (scale, grade): worth for scale, grades in form.scales for grade, worth, _ in grades
        }
        self._constant = [
            (place, selection)
            for place, selection in enumerate(form.selections)
            if not p.variables_of(selection)
        ]
        self.asks_columns = any(mentions(s, (p.Column,)) for s in form.selections)

    def of(self, record: Record) -> Look | None:
        """The record's look; none where something about it is missing, or wrong."""
        if record.facts and self.asks_columns:
            return None
        key = self.key(record)
        try:
            return self._found[key]
        except KeyError:
            if len(self._found) >= MOST_LOOKS:
                return self._look(record, -1)
            return self._found.setdefault(key, self._look(record, len(self._found)))

    def _look(self, record: Record, number: int) -> Look | None:
        form = self._form
        module = self._catalogue.module(record.module)
        if module is None and None in (record.credits, record.level, record.areas):
            return None
        seen = Transcript("", (record,)).resolved(self._catalogue).records[0]
        if _foreign(form, seen) or _incomplete(form, seen):
            return None
        seen = converted(with_scale(seen, form), form)
        free = form.standing.builds_on | form.standing.ends
        if any(use.partition(":")[2] in free for use in seen.used_for):
            return None
        counts: Literal["passed", "under way", "no"] = "no"
        if seen.scheme not in form.ignored and all(
            holds(form.selections[only.selection], _passed(seen), ()) for only in form.count_only
        ):
            counts = (
                "passed"
                if seen.status == "passed"
                else "under way"
                if seen.status == "in progress"
                else "no"
            )
        seen = _passed(seen) if counts != "no" else seen
        return Look(
            number=number,
            counts=counts,
            module=seen.module,
            expiries=tuple(
                place
                for place, rule in enumerate(form.expiries)
                if holds(form.selections[rule.selection], seen, ())
            ),
            record=seen,
            points=self._points.get((seen.scale or "", seen.grade or "")),
            selected=sum(1 << place for place, each in self._constant if holds(each, seen, ())),
        )


def _passed(record: Record) -> Record:
    return evolve(record, status="passed") if record.status == "in progress" else record


def _fields(form: NormalForm) -> tuple[str, ...]:
    """What of a record the award may look at, days and its id aside."""
    fields = [*PLAIN]
    if any(mentions(s, (p.Recognised, p.Column)) for s in form.selections) or form.asks_grade:
        fields.append("recognised")
    if form.asks_grade or any(mentions(s, (p.Column,)) for s in form.selections):
        fields += ["grade", "scale"]
    return tuple(fields)


def _foreign(form: NormalForm, record: Record) -> bool:
    """Whether its credits are of a scheme that the award does not know."""
    known = {form.scheme, *dict(form.conversions), *form.ignored}
    return bool(form.scheme and record.scheme and record.scheme not in known)


def _incomplete(form: NormalForm, record: Record) -> bool:
    """Whether a grade or a level that the award asks for is missing, or not to be read."""
    if record.status in ("passed", "in progress") and form.asks_level and record.level is None:
        return True
    if not form.asks_grade:
        return False
    if record.grade is None:
        return record.status == "in progress" or (
            record.status == "passed" and not record.recognised
        )
    scales = {scale: {grade for grade, _, _ in grades} for scale, grades in form.scales}
    if record.scale is not None:
        return record.scale not in scales or record.grade not in scales[record.scale]
    return sum(record.grade in grades for grades in scales.values()) != 1


def looked_through(form: NormalForm) -> bool:
    """Whether looks tell all that the award asks of a record; not where days, ids, plugins or
    decisions come into it."""
    beyond = (
        p.CompletedWithin,
        p.EnrolledFrom,
        p.Window,
        p.InTerm,
        p.Records,
        p.Likened,
        p.Judged,
    )
    return not any(mentions(selection, beyond) for selection in form.selections) and all(
        rule.event in ("completion", "award of the module")
        and rule.through != "term"
        and not rule.extended
        for rule in form.expiries
    )
