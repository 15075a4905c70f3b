"""Verdicts: what an audit says, as frozen values."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from microcredit.engine.claimable import Claimable
from microcredit.engine.normal_form import Unit
from microcredit.language.syntax import Outcome

Variant = Mapping[str, int | str | None]
"""A value for each variable by name; none for an optional one that is not bound."""


@frozen
class Reason:
    """One requirement: what it needs, what counts toward it, and what is short.

    ``need`` and ``have`` are in ``unit``; an upper limit has a ``most``, and its ``short`` is what
    is over it. ``have`` is none for the average of nothing. ``counted`` lists the ids of the
    records that count toward it. ``alternatives`` gives the reasons within each alternative of an
    ``either``."""

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


@frozen
class NotCounted:
    """A record that does not count; ``because`` is a clause in plain English."""

    record: str
    module: str
    because: str


@frozen
class Need:
    """A record under way that must be passed, with the lowest grade that will do where one
    matters."""

    record: str
    module: str
    grade: str | None


@frozen
class Depends:
    """A missing value that decides, and the outcomes that each value of it can give."""

    record: str
    module: str
    field: str
    outcomes: tuple[tuple[str, tuple[Outcome, ...]], ...]


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


@frozen
class Verdict:
    """What one award's rules say of one learner on one day; ``print`` gives the report.

    Amounts are exact; credits are of ``scheme``. For an award that is not earned ``allocation`` and
    ``requirements`` show the closest set: the fewest requirements unmet, then the fewest credits
    short."""

    learner: str
    award: str
    edition: str
    on: date
    outcome: Outcome
    titles: Mapping[str, str]
    variant: Variant | None
    variants: tuple[Found, ...]
    requirements: tuple[Reason, ...]
    counted: tuple[Counted, ...]
    not_counted: tuple[NotCounted, ...]
    needs: tuple[Need, ...] = ()
    depends_on: tuple[Depends, ...] = ()
    bounds: str | None = None
    claimable: Claimable | None = None
    on_application: bool = False
    applied_on: date | None = None
    conferred_on: date | None = None
    scheme: str | None = None
    in_force: bool = True
    sources: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)

    @property
    def earned(self) -> bool:
        """Whether the outcome is *earned*: it may be claimed, or is awarded without application."""
        return self.outcome == "earned"

    @property
    def title(self) -> str:
        """The title in English, with what the variant adds."""
        return self.titles["en"]

    @property
    def allocation(self) -> dict[str, tuple[str, ...]]:
        """For each counted record the parts below the award that hold it."""
        return {counted.record: counted.parts for counted in self.counted}

    def __str__(self) -> str:
        from microcredit.engine.plain_text import report

        return report(self)
