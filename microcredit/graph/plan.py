"""Plan: the best modules that complete an award, term by term, or why there are none."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from importlib import import_module
from typing import Literal

from attrs import field, frozen

from microcredit.graph.limits import Goal, Limit, Limits
from microcredit.graph.terms import ComingTerm
from microcredit.wording.plain import plain

Status = Literal["planned", "earned", "held", "barred", "under way", "impossible", "unknown"]
"""What a plan comes to: modules to take; or nothing, since the award is earned, held, or will be by
what is under way; since an award that is held bars it; since it cannot be done, or is not known."""


@frozen
class Planned:
    """A module to take, in the term of this number.

    ``grade`` is the lowest that does where the award asks for grades; ``serves`` the labels of
    requirements that count it, ``because`` says why it is there where none does."""

    module: str
    title: str
    titles: Mapping[str, str]
    credits: Fraction
    level: int | None
    areas: tuple[str, ...]
    fee: Fraction | None
    term: ComingTerm
    serves: tuple[str, ...]
    grade: str | None = None
    scale: str | None = None
    because: str | None = None


@frozen
class Route:
    """One way to complete the award: modules by term, with what they come to.

    It is earned on ``finish``, the last day of a term. ``proven`` says that nothing better exists
    by the goals in their order; where it is not, ``at_least`` gives what is proven for each."""

    modules: tuple[Planned, ...]
    finish: date
    term: ComingTerm
    credits: Fraction
    fee: Fraction
    unpriced: tuple[str, ...]
    proven: bool
    at_least: tuple[tuple[Goal, Fraction], ...] = ()

    @property
    def terms(self) -> tuple[tuple[ComingTerm, tuple[Planned, ...]], ...]:
        """The modules by term, earliest first."""
        terms = dict.fromkeys(each.term for each in self.modules)
        return tuple((t, tuple(each for each in self.modules if each.term == t)) for t in terms)


@frozen
class Lapse:
    """A record that counts today, the last day on which it does, and the first term to come whose
    end it does not reach; none where it reaches all that are looked at."""

    record: str
    module: str
    until: date
    term: ComingTerm | None


@frozen
class CountingOn:
    """Something under way that is taken to happen by a day: a record is passed, or a requirement
    signed off by somebody."""

    by: date
    record: str | None = None
    module: str | None = None
    grade: str | None = None
    requirement: str | None = None
    signed_by: str | None = None


@frozen
class Relief:
    """Limits of the learner without which it can be done; ``budget`` is what it would cost then,
    where the budget is one of them."""

    limits: tuple[Limit, ...]
    budget: Fraction | None = None


@frozen
class Plan:
    """The best way to complete an award for a learner; ``print`` gives the page.

    ``route`` is none unless it is ``planned``. ``latest_start`` is the last of the terms looked at
    in which one may begin and need no more further credits; ``later_is_worse`` says whether to
    begin later was shown not to do. For one that is ``impossible``, ``reliefs`` are the least sets
    of the learner's limits to drop, ``lapses_decide`` says that it could be done if nothing lapsed,
    and ``timetable_decides`` that it could if every module were offered in every term."""

    learner: str
    award: str
    title: str
    titles: Mapping[str, str]
    on: date
    scheme: str | None
    institution: str | None
    prefer: tuple[Goal, ...]
    status: Status
    terms: tuple[ComingTerm, ...]
    route: Route | None = None
    alternatives: tuple[Route, ...] = ()
    because: str | None = None
    claimable_until: date | None = None
    lapses: tuple[Lapse, ...] = ()
    counting_on: tuple[CountingOn, ...] = ()
    latest_start: ComingTerm | None = None
    later_is_worse: bool = False
    reliefs: tuple[Relief, ...] = ()
    lapses_decide: bool = False
    timetable_decides: bool = False
    proven: bool = True
    """whether what it says is proven: for one that is impossible, that it is"""
    limits: Limits = field(factory=Limits)

    def __str__(self) -> str:
        # The page is made of this value, so it is looked up when somebody prints it.
        return plain(import_module("microcredit.graph.plan_page").plan_page(self))
