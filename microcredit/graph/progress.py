"""Progress: every award for one learner on a day, bottom-up, and which of them are nearest."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from importlib import import_module
from typing import Literal

from attrs import field, frozen

from microcredit.engine.audit import STEPS, CompiledPolicy, compile
from microcredit.engine.awards_together import Together
from microcredit.engine.ready import verdict_of
from microcredit.engine.reason import Counted, Further, Reason
from microcredit.engine.together import together_of
from microcredit.engine.verdict import Verdict
from microcredit.graph.relations import bottom_up, in_order
from microcredit.language.checked import CheckedPolicy
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.module import Module
from microcredit.wording.plain import plain
from microcredit.wording.said import said

Stands = Literal["held", "earned", "pending", "not earned", "undetermined"]
"""How a learner stands to an award: it is held, or else the outcome of its audit."""


@frozen
class AwardProgress:
    """One award: its verdict, with the least further study unless it is held or earned.

    ``size`` are the credits that the award asks for in all, as far as it says so, ``done`` those
    that count in the set shown, up to the size, and ``missing`` the rest. ``rests_on`` lists the
    awards that are decided before it."""

    verdict: Verdict
    size: Fraction | None
    done: Fraction
    missing: Fraction | None
    rests_on: tuple[str, ...]

    @property
    def award(self) -> str:
        """The award's id."""
        return self.verdict.award

    @property
    def outcome(self) -> Outcome:
        """The outcome of the audit."""
        return self.verdict.outcome

    @property
    def stands(self) -> Stands:
        """Whether it is held, else the outcome."""
        return "held" if self.verdict.conferred_on is not None else self.verdict.outcome

    @property
    def met(self) -> tuple[Reason, ...]:
        """The requirements that are met in the set shown."""
        return tuple(reason for reason in self.verdict.requirements if reason.met)

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """The requirements that are not."""
        return tuple(reason for reason in self.verdict.requirements if not reason.met)

    @property
    def further(self) -> Further | None:
        """The least further study that would earn it; none where it is held or earned."""
        return self.verdict.further

    @property
    def claimable_until(self) -> date | None:
        """The last day on which it can be claimed with today's records; none for no end in sight,
        and where it cannot be claimed today."""
        claimable = self.verdict.claimable
        return None if claimable is None or self.stands != "earned" else claimable.until

    @property
    def lapses_first(self) -> tuple[Counted, ...]:
        """Of what counts, what lapses first: one record, or several on one day."""
        if self.stands == "held":
            return ()
        days = [each.expires for each in self.verdict.counted if each.expires is not None]
        return tuple(each for each in self.verdict.counted if days and each.expires == min(days))


@frozen
class Near:
    """An award that further study would earn; awards that take equally much share a ``rank``."""

    rank: int
    award: str
    credits: Fraction
    modules: tuple[str, ...]
    tied: bool
    """whether another award has the same rank"""


@frozen
class NotRanked:
    """An award of which the least further study is not known, or that no study would earn, and
    why; the credits are at least and at most so many, as far as that is known."""

    award: str
    because: str
    at_least: Fraction | None = None
    at_most: Fraction | None = None


@frozen
class Progress:
    """How a learner stands to all awards on a day; ``print`` gives the page for the learner.

    ``awards`` are in bottom-up order, each after those that it rests on. ``together`` is the best
    set of the earned ones to confer, with what is left out and why. ``nearest`` ranks those that
    are neither held nor earned by least further credits, ``not_ranked`` has the rest of these."""

    learner: str
    on: date
    awards: tuple[AwardProgress, ...]
    together: Together
    nearest: tuple[Near, ...]
    not_ranked: tuple[NotRanked, ...]
    institution: str | None = None
    modules: Mapping[str, Module] = field(factory=dict, repr=False)
    """those of the catalogue that are named for further study"""

    @property
    def held(self) -> tuple[str, ...]:
        """The awards that the learner holds, bottom-up."""
        return tuple(each.award for each in self.awards if each.stands == "held")

    @property
    def conferrable(self) -> tuple[str, ...]:
        """The awards that can be conferred today, all at once, highest rank first."""
        return self.together.conferred

    def __getitem__(self, award: str) -> AwardProgress:
        """The award of this id; raises ``KeyError`` where there is none."""
        for each in self.awards:
            if each.award == award:
                return each
        raise KeyError(award)

    def __str__(self) -> str:
        # The page is made of this value, so it is looked up when somebody prints it.
        page = import_module("microcredit.graph.progress_page").progress_page(self)
        return plain(page)


def progress(
    policies: Mapping[str, CheckedPolicy] | Sequence[CompiledPolicy],
    transcript: Transcript,
    *,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Progress:
    """How a learner stands to all of these awards on a day.

    The outcomes are those of ``audit``: an award counts as held for those that need it where it is
    earned. ``catalogue`` is needed unless the policies are compiled. Raises ``RecordError`` and
    ``PluginError`` as ``audit`` does, ``StackingCycleError`` where awards need one another in a
    circle, and ``ValueError`` where there is no award, or one is there twice."""
    if isinstance(policies, Mapping):
        if catalogue is None:
            raise TypeError("progress by policies that are not compiled needs a catalogue")
        order = bottom_up(policies)
        ready = {id: compile(policies[id], catalogue=catalogue) for id in order}
    else:
        ready = {each.form.award: each for each in policies}
        if len(ready) < len(policies):
            raise ValueError("an award is there twice")
        order = in_order({id: _rests_on(each, ready) for id, each in ready.items()})
    if not ready:
        raise ValueError("there is no award to decide")
    return _progress([ready[id] for id in order], transcript, on, steps)


def _rests_on(ready: CompiledPolicy, among: Mapping[str, object]) -> tuple[str, ...]:
    needs = {need.award for edition in ready.form.editions for need in edition.needs}
    return tuple(sorted(needs & set(among)))


def _progress(
    ready: Sequence[CompiledPolicy], transcript: Transcript, on: date, steps: int
) -> Progress:
    ids = {each.form.award: None for each in ready}
    held = {conferral.award for conferral in transcript.conferred if conferral.on <= on}
    awards = tuple(
        _award(
            verdict_of(each, transcript, on, steps, further=each.form.award not in held),
            _rests_on(each, ids),
        )
        for each in ready
    )
    waiting = [each for each in awards if each.stands not in ("held", "earned")]
    nearest = tuple(_ranked(waiting))
    modules = ready[0].catalogue.modules
    return Progress(
        transcript.learner,
        on,
        awards,
        together_of(list(ready), transcript, on, steps),
        nearest,
        tuple(_not_ranked(waiting)),
        ready[0].form.institution,
        {code: modules[code] for near in nearest for code in near.modules if code in modules},
    )


def _award(verdict: Verdict, rests_on: tuple[str, ...]) -> AwardProgress:
    size = next(
        (each for each in verdict.requirements if each.id == "size" and each.unit == "credits"),
        None,
    )
    counted = sum((each.credits for each in verdict.counted), Fraction(0))
    if size is None or size.need is None:
        return AwardProgress(verdict, None, counted, None, rests_on)
    have = size.have or Fraction(0)
    done, missing = min(have, size.need), max(size.need - have, Fraction(0))
    return AwardProgress(verdict, size.need, done, missing, rests_on)


def _ranked(awards: Sequence[AwardProgress]) -> Iterator[Near]:
    known = [
        (each.further.credits, each.award, each.further.modules)
        for each in awards
        if each.further is not None and each.further.credits is not None
    ]
    credits = [amount for amount, _, _ in known]
    for amount, award, modules in sorted(known):
        rank = 1 + sum(other < amount for other in credits)
        yield Near(rank, award, amount, modules, credits.count(amount) > 1)


def _not_ranked(awards: Sequence[AwardProgress]) -> Iterator[NotRanked]:
    for each in awards:
        further = each.further
        if further is None or further.credits is not None:
            continue
        because = further.because or said("no further modules of the catalogue would earn it")
        yield NotRanked(each.award, because, further.at_least, further.at_most)
