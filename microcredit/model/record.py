"""Records: a learner's attempts at modules."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

Status = Literal["passed", "failed", "in progress", "withdrawn"]


@frozen
class Record:
    """One attempt at a module, with its result.

    ``credits``, ``scheme``, ``level`` and ``areas`` are none until they are taken from the
    catalogue (``Transcript.resolved``). For a passed record an ``awarded_on`` of none means
    *unknown*. An ``institution`` of none means here. ``used_for`` lists what already used it as
    ``kind:award``.
    ``admitted_on`` and ``applied_on`` are the learner's, put beside the record to measure
    windows."""

    id: str
    module: str
    status: Status
    completed_on: date | None = None
    awarded_on: date | None = None
    credits: Fraction | None = None
    scheme: str | None = None
    level: int | None = None
    areas: tuple[str, ...] | None = None
    grade: str | None = None
    scale: str | None = None
    institution: str | None = None
    recognised: bool = False
    enrolled_on: date | None = None
    admitted_on: date | None = None
    applied_on: date | None = None
    used_for: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    contact_hours: Fraction | None = None
    facts: Mapping[str, str] = field(factory=dict, eq=False)
