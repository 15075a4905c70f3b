"""Keeping: what to take, by when, so that an award can still be claimed the day after it ends."""

from datetime import date

from attrs import frozen

from microcredit.engine.changes import DAY
from microcredit.engine.further import least_further
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.reason import Further
from microcredit.model.learner import Transcript


@frozen
class Keep:
    """The least further study that keeps an award the day after ``by``, passed and awarded on
    ``by``, its last day without it.

    Awarded earlier it does as well, as long as it has not lapsed by then itself."""

    by: date
    further: Further


def keep_after(ready: CompiledPolicy, known: Transcript, last: date, steps: int) -> Keep:
    """What keeps the award for a resolved transcript after the last day on which it is earned.

    As for ``audit`` with ``further`` it says why where that is not known."""
    day = last + DAY
    further = least_further(ready.form, ready.catalogue, known, day, steps, passed_on=last)
    return Keep(last, further)
