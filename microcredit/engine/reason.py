"""What verdicts are made of: requirements with their numbers, and records with their reasons."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import frozen

from microcredit.engine.readings import Unit
from microcredit.language.outcomes import Outcome
from microcredit.model.learner import Decision

Variant = Mapping[str, int | str | None]
"""A value for each variable by name; none for an optional one that is not bound."""


@frozen
class Reason:
    """One requirement: what it needs, what counts toward it, and what is short.

    ``need`` and ``have`` are in ``unit``; an upper limit has a ``most``, and its ``short`` is what
    is over it. ``have`` is none for the average of nothing. ``counted`` lists the ids of the
    records that count toward it. ``alternatives`` gives the reasons within each alternative of an
    ``either``, ``decided`` the ids of the decisions that loosen it."""

    id: str
    part: str
    label: str
    met: bool
    unit: Unit
    need: Fraction | None
    most: Fraction | None
    have: Fraction | None
    short: Fraction
    counted: tuple[str, ...]
    citation: str | None = None
    alternatives: tuple[tuple["Reason", ...], ...] = ()
    decided: tuple[str, ...] = ()


@frozen
class NotCounted:
    """A record that does not count; ``because`` is a clause in plain English."""

    record: str
    module: str
    because: str


@frozen
class Need:
    """What would have to happen for a pending award: a record is passed, or a sign-off is given.

    Of a record, ``grade`` is the lowest that will do where one matters, and ``or_better`` says
    whether every better one will do as well. Of a sign-off, on which ``requirement`` and ``by``
    whom."""

    record: str | None = None
    module: str | None = None
    grade: str | None = None
    or_better: bool = False
    requirement: str | None = None
    by: str | None = None


@frozen
class Further:
    """The least further credits that would earn the award, and the fewest modules that bring them.

    ``credits`` are none where no modules of the catalogue would do, and where the least is not
    known: then ``because`` says why, and as far as they are known the credits are at least
    ``at_least`` and at most ``at_most``. ``modules`` are the codes of some that would do, in the
    catalogue's order: as few as can be, unless ``because`` says otherwise."""

    credits: Fraction | None
    modules: tuple[str, ...] = ()
    because: str | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None


@frozen
class Depends:
    """A missing value of a record, or a missing fact (no record), that decides, and the outcomes
    that each value of it can give."""

    record: str | None
    module: str | None
    field: str
    outcomes: tuple[tuple[str, tuple[Outcome, ...]], ...]


@frozen
class DecisionUsed:
    """A decision about the learner, and whether the verdict rests on it: it does, it would be the
    same without it, or the line, record or module that the decision names is not there."""

    decision: Decision
    status: Literal["used", "not needed", "binds to nothing"]


@frozen
class Counted:
    """A record that counts: where it stands below the award itself, and its last valid day."""

    record: str
    module: str
    credits: Fraction
    level: int | None
    areas: tuple[str, ...]
    completed_on: date | None
    expires: date | None
    parts: tuple[str, ...]


@frozen
class Found:
    """One variant that no other beats, with its title in each language and its own counted set."""

    variant: Variant
    titles: Mapping[str, str]
    allocation: Mapping[str, tuple[str, ...]]
