"""The planner: from an award, a learner and limits to a plan."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations

from attrs import evolve, frozen

from microcredit.engine.asked import formulas, givens
from microcredit.engine.audit import STEPS, compiled_against, resolved
from microcredit.engine.budget import Budget, installed
from microcredit.engine.formulas import AttemptsAverage, AttemptsGraded
from microcredit.engine.judgement import judge
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import decided
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.unknown import family
from microcredit.engine.verdict import Verdict
from microcredit.graph.limits import GOALS, Goal, Limit, Limits, load_from
from microcredit.graph.plan import Lapse, Plan, Relief, Route
from microcredit.graph.routes import Fitting, routed
from microcredit.graph.schedule import Schedule, Scheduler
from microcredit.graph.scheduled import Cut
from microcredit.graph.study import Offered
from microcredit.graph.terms import ComingTerm, TermOfYear, coming, current, terms_of
from microcredit.graph.under_way import expected
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.wording.said import said

MOST_TERMS = 40
MOST_ALTERNATIVES = 5


def plan(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    on: date,
    catalogue: Catalogue | None = None,
    prefer: Sequence[Goal] = GOALS,
    load: str | None = None,
    budget: Fraction | int | None = None,
    cef_only: bool = False,
    want: Sequence[str] = (),
    refuse: Sequence[str] = (),
    terms: int = 8,
    calendar: Sequence[TermOfYear] = (),
    alternatives: int = 0,
) -> Plan:
    """The best plan that completes the award for a learner, from the terms that begin on the day or
    later.

    ``prefer`` orders what is to be least: further ``credits``, the ``fee``, the day of the
    ``finish``; those that it leaves out come last. ``load`` is what a term holds, as ``12 credits``
    or ``2 modules``; ``terms`` how many are looked at, ``calendar`` what they are where the policy
    does not say, and ``alternatives`` how many other plans to give. Raises ``ValueError`` for
    limits that make no sense, and where there is no calendar; ``ImportError`` without the extra
    ``solver``; ``RecordError`` and ``PluginError`` as ``audit`` does."""
    if not installed():
        raise ImportError("a plan needs the solver: pip install 'microcredit[solver]'")
    ready = compiled_against(policy, catalogue)
    limits = _limits(ready.catalogue, load, budget, want, refuse, cef_only=cef_only)
    goals = _goals(prefer)
    if not 1 <= terms <= MOST_TERMS:
        raise ValueError(f"a plan looks at 1 to {MOST_TERMS} terms, and not at {terms}")
    if not 0 <= alternatives <= MOST_ALTERNATIVES:
        raise ValueError(f"a plan has 0 to {MOST_ALTERNATIVES} alternatives, not {alternatives}")
    of_year = tuple(calendar) or terms_of(ready.form.calendar)
    if not of_year:
        raise ValueError(
            f"the framework of the award `{ready.form.award}` has no calendar with terms, and no "
            "terms were given"
        )
    ahead = coming(of_year, on, terms)
    now = current(of_year, on)
    by = on if now is None else now.last
    return _Planner(ready, resolved(ready, transcript), on, by, goals, limits, ahead).plan(
        alternatives
    )


def _limits(
    catalogue: Catalogue,
    load: str | None,
    budget: Fraction | int | None,
    want: Sequence[str],
    refuse: Sequence[str],
    *,
    cef_only: bool,
) -> Limits:
    credits, modules = None, None
    if load is not None:
        try:
            credits, modules = load_from(load)
        except ValueError:
            raise ValueError(f"a load is as in `12 credits` or `2 modules`, not `{load}`") from None
    if budget is not None and budget < 0:
        raise ValueError(f"a budget is nothing or more, not {budget}")
    wanted = tuple(_code(catalogue, code) for code in dict.fromkeys(want))
    refused = tuple(_code(catalogue, code) for code in dict.fromkeys(refuse))
    for code in wanted:
        if code in refused:
            raise ValueError(f"the module `{code}` is both wanted and refused")
    money = None if budget is None else Fraction(budget)
    return Limits(credits, modules, money, cef_only, wanted, refused)


def _code(catalogue: Catalogue, code: str) -> str:
    module = catalogue.module(code)
    if module is None:
        raise ValueError(f"the catalogue has no module `{code}`")
    return module.code


def _goals(prefer: Sequence[Goal]) -> tuple[Goal, ...]:
    for each in prefer:
        if each not in GOALS:
            raise ValueError(f"a plan prefers credits, fee or finish, not `{each}`")
    if len(set(prefer)) < len(prefer):
        raise ValueError("a preference is there twice")
    return (*prefer, *(goal for goal in GOALS if goal not in prefer))


@frozen
class _Planner:
    ready: CompiledPolicy
    transcript: Transcript
    on: date
    by: date
    prefer: tuple[Goal, ...]
    limits: Limits
    terms: tuple[ComingTerm, ...]

    def plan(self, alternatives: int) -> Plan:
        form = self.ready.form
        verdict = judge(form, self.transcript, self.on, STEPS)
        settled = self._settled(verdict)
        if settled is not None:
            return settled
        there, counting = expected(form, self.transcript, self.on, self.by)
        base = evolve(self._blank(verdict), counting_on=counting, lapses=tuple(self._lapses()))
        asked = [given for each in family(form) for f in formulas(each) for given in givens(f)]
        if any(isinstance(given, AttemptsAverage | AttemptsGraded) for given in asked):
            because = said("it depends on the grades of all attempts")
            return evolve(base, status="unknown", because=because, proven=False)
        if counting and self._earned(there, self.by):
            return evolve(base, status="under way")
        fitting = Fitting(self.ready, there, self.transcript, self.terms)
        scheduler = self._scheduler(there, self.limits)
        route, schedule = self._verified(scheduler, fitting)
        if route is None or schedule is None:
            return self._impossible(base, scheduler, there)
        others = self._alternatives(there, fitting, schedule, alternatives)
        latest, shown = self._latest(there, schedule)
        return evolve(
            base,
            status="planned",
            route=route,
            alternatives=others,
            latest_start=latest,
            later_is_worse=shown,
            proven=route.proven,
        )

    def _blank(self, verdict: Verdict) -> Plan:
        form = self.ready.form
        return Plan(
            self.transcript.learner,
            form.award,
            verdict.title,
            dict(verdict.titles),
            self.on,
            form.scheme,
            form.institution,
            self.prefer,
            "unknown",
            self.terms,
            limits=self.limits,
        )

    def _settled(self, verdict: Verdict) -> Plan | None:
        """The plan of an award that is held, barred or earned; none of any other."""
        form, blank = self.ready.form, self._blank(verdict)
        held = sorted({c.award for c in self.transcript.conferred if c.on <= self.on})
        if form.award in held:
            return evolve(blank, status="held")
        for award in held:
            other = form.standings.get(award)
            if award in form.standing.bars or (other is not None and form.award in other.bars):
                because = said("the award {award} is held, which bars it", award=award)
                return evolve(blank, status="barred", because=because)
        if verdict.outcome == "earned":
            until = verdict.claimable.until if verdict.claimable else None
            return evolve(blank, status="earned", claimable_until=until)
        return None

    def _earned(self, transcript: Transcript, day: date) -> bool:
        found = decided(self.ready.form, transcript, day, Budget(STEPS))
        return found.outcome == "earned"

    def _scheduler(
        self,
        there: Transcript,
        limits: Limits,
        *,
        form: NormalForm | None = None,
        start: int = 0,
        cuts: tuple[Cut, ...] = (),
        freely: bool = False,
    ) -> Scheduler:
        passed = {r.module for r in self.transcript.records if r.status == "passed"}
        days = {
            new.module: new.completed_on or self.by
            for old, new in zip(self.transcript.records, there.records, strict=True)
            if old.status != new.status and new.module not in passed
        }
        closed = passed | set(days)
        wanted = evolve(limits, want=tuple(c for c in limits.want if c not in closed))
        offered = Offered(
            self.ready.catalogue,
            self.terms,
            wanted,
            frozenset(passed),
            days,
            start,
            freely,
        )
        mine = self.ready if form is None else CompiledPolicy(form, self.ready.catalogue)
        return Scheduler(mine, form or self.ready.form, there, offered, self.prefer, cuts)

    def _verified(
        self, scheduler: Scheduler, fitting: Fitting
    ) -> tuple[Route | None, Schedule | None]:
        """The best schedule that earns the award when it is really audited.

        Where one does not, which only awards can do that further study may take away, the next best
        is looked for; then it is not proven that nothing is better."""
        for attempt in range(MOST_ATTEMPTS):
            schedule = scheduler.best()
            if schedule is None:
                return None, None
            route = routed(schedule, fitting, scheduler.offered)
            if route is not None:
                return (evolve(route, proven=False) if attempt else route), schedule
            scheduler.cuts = (*scheduler.cuts, schedule.modules)
            scheduler.unsettled = True
        return None, None

    def _alternatives(
        self, there: Transcript, fitting: Fitting, first: Schedule, number: int
    ) -> tuple[Route, ...]:
        found: list[Route] = []
        cuts: tuple[Cut, ...] = (first.modules,)
        while len(found) < number:
            scheduler = self._scheduler(there, self.limits, cuts=cuts)
            route, schedule = self._verified(scheduler, fitting)
            if route is None or schedule is None:
                break
            found.append(route)
            cuts = (*cuts, schedule.modules)
        return tuple(found)

    def _lapses(self) -> Iterator[Lapse]:
        """What counts today and lapses before the last of the terms ends."""
        found = decided(self.ready.form, self.transcript, self.on, Budget(STEPS))
        if not found.situation.in_force(found.form):
            return
        for each in found.situation.stack(found.form).candidates:
            if each.expires is not None and each.expires < self.terms[-1].last:
                after = next(term for term in self.terms if term.last > each.expires)
                yield Lapse(each.record.id, each.record.module, each.expires, after)

    def _latest(self, there: Transcript, schedule: Schedule) -> tuple[ComingTerm | None, bool]:
        """The last term in which one may begin with no more further credits, and whether to begin
        after it was shown not to do; none where nothing shows that it matters."""
        if not any(True for _ in self._lapses()) or not schedule.counts:
            return None, False
        # Whoever can begin later can begin earlier: the span between is halved.
        able, unable, shown = 0, len(self.terms), False
        while unable - able > 1:
            start = (able + unable) // 2
            scheduler = self._scheduler(there, self.limits, start=start)
            if scheduler.best(goals=(), bound=schedule.credits) is not None:
                able = start
            else:
                unable = start
                shown = not scheduler.unsettled and scheduler.cases.limit is None
        return self.terms[able], shown

    def _impossible(self, base: Plan, scheduler: Scheduler, there: Transcript) -> Plan:
        """Why there is no plan, as far as that can be told."""
        if scheduler.unsettled or scheduler.cases.limit is not None:
            because = scheduler.cases.limit or said(
                "the solver neither found a plan nor proved there is none"
            )
            return evolve(base, status="unknown", because=because, proven=False)
        plan = evolve(base, status="impossible")
        if not scheduler.cases.in_force:
            because = said("no edition is in force for the learner in these terms")
            return evolve(plan, because=because)
        there_are = list(self.limits.there())
        for number in range(1, len(there_are) + 1):
            reliefs = [
                relief
                for dropped in combinations(there_are, number)
                if (relief := self._relief(there, dropped)) is not None
            ]
            if reliefs:
                return evolve(plan, reliefs=tuple(reliefs))
        free = Limits()
        lasting = self._scheduler(there, free, form=_lasting(self.ready.form))
        timeless = self._scheduler(there, free, freely=True)
        return evolve(
            plan,
            lapses_decide=bool(plan.lapses) and lasting.best(goals=()) is not None,
            timetable_decides=timeless.best(goals=()) is not None,
        )

    def _relief(self, there: Transcript, dropped: tuple[Limit, ...]) -> Relief | None:
        scheduler = self._scheduler(there, self.limits.without(dropped))
        found = scheduler.best(goals=("fee",) if "budget" in dropped else ())
        if found is None:
            return None
        return Relief(dropped, found.fee if "budget" in dropped else None)


MOST_ATTEMPTS = 12


def _lasting(form: NormalForm) -> NormalForm:
    """The award as though no credits lapsed."""
    return evolve(
        form,
        expiries=(),
        earlier=tuple(map(_lasting, form.earlier)),
        needs=tuple(map(_lasting, form.needs)),
    )
