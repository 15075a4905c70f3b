"""Schedule: which modules to take in which terms so that an award is earned, best first.

The award is earned at the end of a term. Between two days on which something changes for the
learner, such as credits that lapse, every day looks the same to the award, so the terms that end
between them are of one *era*: one program does for them all, and which of them is the earliest to
finish in is asked last. Goals are made least one after another, each with those before it held.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, lcm

from attrs import define, evolve, field, frozen

from microcredit.engine.budget import Unsettled
from microcredit.engine.highs import Program
from microcredit.engine.integer_least import Least, least
from microcredit.engine.integer_program import Effort, solution
from microcredit.engine.kinds import Statement
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.ready import CompiledPolicy
from microcredit.graph.cases import Cases
from microcredit.graph.limits import Goal
from microcredit.graph.scheduled import Cut, Drafting, Scheduled, Sides
from microcredit.graph.study import Offered, Study
from microcredit.model.learner import Transcript

FIRST_OF_A_KIND = 8
"""Modules of a kind that are looked at before it is known how many can matter"""
EFFORT = Effort(nodes=20_000, leaves=120, seconds=10.0)


@frozen
class Schedule:
    """How many modules of each group are taken in each term, and what that comes to.

    ``last`` is the term at whose end the award is earned. ``at_least`` says of each goal what is
    proven that it cannot fall below, once those before it are as they are."""

    study: Study
    last: int
    counts: tuple[tuple[int, int, int], ...]
    sides: Sides
    credits: Fraction
    fee: Fraction
    proven: bool
    at_least: tuple[tuple[Goal, Fraction], ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The codes of the modules: of each group the first ones."""
        numbers: Counter[int] = Counter()
        for group, _, number in self.counts:
            numbers[group] += number
        return tuple(c for g, n in numbers.items() for c in self.study.groups[g].modules[:n])


@frozen
class _Stated:
    statement: Statement
    sides: Sides
    study: Study


@frozen
class _Best:
    values: tuple[int, ...]
    way: _Stated
    counts: tuple[tuple[int, int, int], ...]
    last: int
    at_least: tuple[int, ...]


@define
class Scheduler:
    """Looks for schedules for one learner; ``transcript`` has what is under way passed already.

    ``unsettled`` says that some program was neither solved nor refuted."""

    ready: CompiledPolicy
    form: NormalForm
    transcript: Transcript
    offered: Offered
    prefer: Sequence[Goal]
    cuts: tuple[Cut, ...] = ()
    most: int | None = FIRST_OF_A_KIND
    unsettled: bool = field(default=False, init=False)
    cases: Cases = field(init=False)
    _ways: dict[tuple[int, int | None], list[_Stated]] = field(factory=dict, init=False)
    _worth: dict[tuple[int, Goal], tuple[int, ...]] = field(factory=dict, init=False)
    _floors: dict[tuple[int, Goal], int | None] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.cases = Cases(self.ready, self.form, self.transcript, self.offered)

    def best(
        self, *, goals: Sequence[Goal] | None = None, bound: Fraction | None = None
    ) -> Schedule | None:
        """The best schedule; none where there is none, or (``unsettled``) none was found.

        ``bound`` are the most credits that it may have."""
        prefer = tuple(self.prefer if goals is None else goals)
        most = self.most
        while True:
            self.unsettled = False
            found = self._best(prefer, most, bound)
            if found is None:
                if most is None or not self._cut(most):
                    return None
                most = None
            elif (enough := self._enough(found, prefer, most)) is None:
                return self._schedule(found, prefer)
            else:
                most = enough

    def _best(
        self, prefer: tuple[Goal, ...], most: int | None, bound: Fraction | None
    ) -> _Best | None:
        place = prefer.index("finish") if "finish" in prefer else len(prefer)
        before, after = prefer[:place], prefer[place + 1 :]
        best: _Best | None = None
        era: tuple[int, int] | None = None
        for first, last in self.cases.eras:
            if not before:
                ends = (self._least(last, t, (), most, bound) for t in range(first, last + 1))
                found = next((each for each in ends if each is not None), None)
                if found is not None:
                    best, era = found, (found.last, last)
                    break
                continue
            found = self._least(last, last, before, most, bound, best)
            if found is not None and (best is None or found.values < best.values):
                best, era = found, (first, last)
        if best is None or era is None:
            return None
        if before and place < len(prefer):
            held = tuple(zip(before, best.values, strict=True))
            for term in range(era[0], era[1]):
                if not self._holds(dict(held), term):
                    continue
                found = self._least(era[1], term, (), most, bound, held=held)
                if found is not None:
                    best = evolve(best, way=found.way, counts=found.counts, last=term)
                    break
        if after:
            held = tuple(zip(before, best.values, strict=True))
            found = self._least(era[1], best.last, after, most, bound, held=held)
            if found is None:
                return best
            values, at_least = best.values + found.values, best.at_least + found.at_least
            best = evolve(found, values=values, at_least=at_least)
        return best

    def _holds(self, held: Mapping[Goal, int], last: int) -> bool:
        """Whether the terms up to one can hold so many credits at all."""
        load = self.offered.limits.credits
        if load is None or "credits" not in held:
            return True
        return held["credits"] * self._unit("credits") <= load * (last - self.offered.start + 1)

    def _least(
        self,
        era: int,
        last: int,
        goals: tuple[Goal, ...],
        most: int | None,
        bound: Fraction | None,
        best: _Best | None = None,
        *,
        held: tuple[tuple[Goal, int], ...] = (),
    ) -> _Best | None:
        """The least for the goals in turn, of all ways, in a plan that ends by a term."""
        for way in self._stated(era, most):
            found = self._of_way(way, last, goals, bound, best, held)
            if found is not None and (best is None or found.values < best.values):
                best = found
                if not goals:
                    return best
        return best

    def _of_way(
        self,
        way: _Stated,
        last: int,
        goals: tuple[Goal, ...],
        bound: Fraction | None,
        best: _Best | None,
        held: tuple[tuple[Goal, int], ...],
    ) -> _Best | None:
        floors = [self._floor(way, goal) for goal in goals]
        held_at = [(self._floor(way, goal), value) for goal, value in held]
        if None in floors or any(low is None or low > value for low, value in held_at):
            return None
        if best is not None and tuple(f or 0 for f in floors) >= best.values:
            return None
        drafting = Drafting(way.study, self.offered.limits, self.cuts, self.cases.timed)
        bounds = [(self._costs(way.study, goal), value) for goal, value in held]
        if bound is not None:
            bounds.append((self._costs(way.study, "credits"), int(bound / self._unit("credits"))))
        values: tuple[int, ...] = ()
        if goals:
            loose = evolve(drafting, loose=True).scheduled(way.statement, way.sides, last)
            known = self._in_turn(loose, way, goals, bounds, best)
            if known is None:
                return None
            values, at_least, _ = known
            if best is not None and values >= best.values and values == at_least:
                return None
        scheduled = drafting.scheduled(way.statement, way.sides, last)
        tight = [
            (self._costs(way.study, goal), value) for goal, value in zip(goals, values, strict=True)
        ]
        found = self._any(scheduled.program((), [*bounds, *tight]))
        if found is None:
            if not goals:
                return None
            known = self._in_turn(scheduled, way, goals, bounds, best)
            if known is None:
                return None
            values, at_least, found = known
        else:
            at_least = at_least if goals else ()
        counts = tuple((g, t, n) for (g, t), n in sorted(scheduled.counts(found).items()))
        return _Best(values, way, counts, last, at_least)

    def _in_turn(
        self,
        scheduled: Scheduled,
        way: _Stated,
        goals: tuple[Goal, ...],
        bounds: Sequence[tuple[Sequence[int], int]],
        best: _Best | None,
    ) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]] | None:
        """The least of each goal with those before it held, what is proven of it, and a solution;
        none where there is none, or none that is as good as the best so far."""
        values: list[int] = []
        at_least: list[int] = []
        found = None
        for place, goal in enumerate(goals):
            costs = self._costs(way.study, goal)
            now = list(bounds)
            now += [(self._costs(way.study, g), v) for g, v in zip(goals, values, strict=False)]
            if best is not None and tuple(values) == best.values[:place]:
                now.append((costs, best.values[place]))
            found = self._solved(scheduled.program(costs, now))
            if found is None:
                return None
            values.append(found.cost)
            at_least.append(found.at_least)
        assert found is not None
        return tuple(values), tuple(at_least), found.columns

    def _any(self, program: Program) -> tuple[int, ...] | None:
        try:
            return solution(program, EFFORT)
        except Unsettled:
            self.unsettled = True
            return None

    def _solved(self, program: Program) -> Least | None:
        try:
            return least(program, EFFORT)
        except Unsettled:
            self.unsettled = True
            return None

    def _floor(self, way: _Stated, goal: Goal) -> int | None:
        """What the way costs at least, as far as its rows can tell one by one."""
        key = id(way), goal
        if key not in self._floors:
            self._floors[key] = self._floor_of(way, goal)
        return self._floors[key]

    def _floor_of(self, way: _Stated, goal: Goal) -> int | None:
        costs: dict[int, int] = {}
        for group, cost in zip(way.study.groups, self._costs(way.study, goal), strict=True):
            costs[group.kind] = min(cost, costs.get(group.kind, cost))
        found = 0
        for row in way.statement.musts:
            need = way.statement.needs[row]
            paid: list[tuple[Fraction, int, int]] = []
            for kind in way.statement.kinds:
                weight = max(vector[row] for vector in kind.vectors)
                if weight <= 0:
                    continue
                if kind.label is None or kind.label in costs:
                    cost = 0 if kind.label is None else costs[kind.label]
                    paid.append((Fraction(cost, weight), weight * len(kind.members), cost))
            total = Fraction(0)
            for rate, amount, _ in sorted(paid):
                if need <= 0:
                    break
                total += rate * min(amount, need)
                need -= amount
            if need > 0:
                return None
            found = max(found, ceil(total))
        return found

    def _stated(self, era: int, most: int | None) -> list[_Stated]:
        key = era, most
        if key not in self._ways:
            want = self.offered.limits.want
            ways = [
                _Stated(each.statement, each.sides, each.entries.study(each.seen_as, want, most))
                for each in self.cases.by(era)
            ]
            goals = [goal for goal in self.prefer if goal != "finish"]
            floors = [tuple(self._floor(way, g) for g in goals) for way in ways]
            order = sorted(
                (place for place in range(len(ways)) if None not in floors[place]),
                key=lambda place: (tuple(f or 0 for f in floors[place]), place),
            )
            self._ways[key] = [ways[place] for place in order]
        return self._ways[key]

    @cached_property
    def _units(self) -> dict[str, Fraction]:
        modules = self.ready.catalogue.modules.values()
        worth = [*(w for _, w in self.form.conversions), Fraction(1)]
        credits = {m.credits * w for m in modules for w in worth}
        fees = {m.fee for m in modules if m.fee is not None}
        return {"credits": _unit(credits), "fee": _unit(fees)}

    def _unit(self, goal: Goal) -> Fraction:
        return self._units[goal]

    def _costs(self, found: Study, goal: Goal) -> tuple[int, ...]:
        key = id(found), goal
        if key not in self._worth:
            unit = self._unit(goal)
            amounts = (each.credits if goal == "credits" else each.fee for each in found.groups)
            self._worth[key] = tuple(int(amount / unit) for amount in amounts)
        return self._worth[key]

    def _cut(self, most: int) -> bool:
        """Whether of some kind not all modules were looked at."""
        return any(w.study.cut for (_, m), ways in self._ways.items() if m == most for w in ways)

    def _enough(self, found: _Best, prefer: tuple[Goal, ...], most: int | None) -> int | None:
        """None where of every kind as many modules were looked at as can matter, else how many."""
        if most is None or not prefer:
            return None
        goal = prefer[0]
        if goal == "finish":
            # That nothing ends earlier was shown with the modules that were looked at only.
            if found.last > self.offered.start or len(prefer) == 1:
                return 1 << 30 if most < 1 << 30 and self._cut(most) else None
            goal = prefer[1]
        more = 0
        for (_, looked), ways in self._ways.items():
            for way in ways if looked == most else ():
                costs = self._costs(way.study, goal)
                for group, cost in zip(way.study.groups, costs, strict=True):
                    if group.kind in way.study.cut:
                        able = found.values[0] // cost if cost else 1 << 30
                        more = max(more, able)
        return None if more <= most else more

    def _schedule(self, found: _Best, prefer: tuple[Goal, ...]) -> Schedule:
        groups = found.way.study.groups
        goals = [goal for goal in prefer if goal != "finish"]
        credits = sum((groups[g].credits * n for g, _, n in found.counts), Fraction(0))
        fee = sum((groups[g].fee * n for g, _, n in found.counts), Fraction(0))
        at_least = tuple(
            (goal, low * self._unit(goal)) for goal, low in zip(goals, found.at_least, strict=False)
        )
        proven = not self.unsettled and self.cases.limit is None and found.values == found.at_least
        return Schedule(
            found.way.study,
            found.last,
            found.counts,
            found.way.sides,
            credits,
            fee,
            proven,
            at_least,
        )


def _unit(amounts: set[Fraction]) -> Fraction:
    multiple = lcm(*(amount.denominator for amount in amounts))
    divisor = gcd(*(int(amount * multiple) for amount in amounts)) or 1
    return Fraction(divisor, multiple)
