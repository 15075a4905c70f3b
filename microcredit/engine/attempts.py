"""Attempts: rules about everything that was studied, whether or not it counts."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from microcredit.engine.formulas import AttemptsAverage, AttemptsGraded, NoneAttempted
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.predicates import holds
from microcredit.model.record import Record


def attempts_hold(
    given: NoneAttempted | AttemptsAverage | AttemptsGraded,
    form: NormalForm,
    records: Sequence[Record],
    on: date,
) -> bool:
    """Whether the rule holds of the records seen on the day."""
    picked = [r for r in records if holds(form.selections[given.selection], r, ())]
    if isinstance(given, NoneAttempted):
        return not picked
    completed = [
        r
        for r in picked
        if r.status in ("passed", "failed") and r.completed_on is not None and r.completed_on <= on
    ]
    if isinstance(given, AttemptsGraded):
        return all(holds(form.selections[given.good], r, ()) for r in completed)
    points = {(s, g): worth for s, grades in form.scales for g, worth, _ in grades}
    weighed = [
        (r.credits or Fraction(0), worth)
        for r in completed
        if r.scheme not in form.ignored
        and (worth := points.get((r.scale or "", r.grade or ""))) is not None
    ]
    total = sum((credits * worth for credits, worth in weighed), Fraction(0))
    return bool(weighed) and total >= given.minimum * sum((c for c, _ in weighed), Fraction(0))
