"""The screen: what sums over looks decide for many learners at once.

For each award and learner the first case that holds is looked for, best binding first. A case that
a sum refutes is passed over, and one that the dive proves is it; only where neither settles a case
is it searched for that learner alone. Learners about whom something is unusual are left to the
whole engine."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from attrs import define, field

from microcredit.batches.counting import Counted, Held, Seen
from microcredit.batches.dive import proven, repeated, spread
from microcredit.batches.labels import Labels, said_with
from microcredit.batches.plan import Plan
from microcredit.batches.pricing import priced
from microcredit.batches.repair import repaired
from microcredit.batches.rows import EPOCH, Flags, Numbers, Rows
from microcredit.batches.sums import KernelSums, Stack
from microcredit.engine.budget import CASE_STEPS, Budget, SearchLimit
from microcredit.engine.formulas import AsOf, AwardHeld, Given, Signed, Unless
from microcredit.engine.layout import TooLarge
from microcredit.engine.outright import MOST_WAITING, Outright
from microcredit.engine.ready import CompiledPolicy
from microcredit.language.outcomes import Outcome

UNSETTLED = -1
OPEN, NOT_EARNED = -2, -1
"""In place of the case that is earned: not decided here, and none is."""

BLOCK = 2_000
"""Learners whose sums are worked out at a time."""

MOST_GIVENS = 6
"""What an award may ask about a learner for all that it may come to to be looked at."""

Found = Numbers
"""For each learner the place of the first case that holds, ``NOT_EARNED`` or ``OPEN``."""


@define(eq=False)
class Screen:
    """The screens of one plan's awards, with what has been worked out so far."""

    plan: Plan
    _awards: dict[tuple[str, str], Outright] = field(factory=dict)
    _seen: dict[int, Seen] = field(factory=dict)
    _sums: dict[tuple[int, tuple[bool, ...]], KernelSums | None] = field(factory=dict)

    def settled(self, rows: Rows, labels: Labels) -> Numbers:
        """For each learner and award the number of a label, or ``UNSETTLED``."""
        learners = len(rows.starts) - 1
        settled = np.full((learners, len(self.plan.awards)), UNSETTLED, np.int64)
        sitting = _Sitting(self, rows)
        for ready in self.plan.awards:
            if ready.outright is not None:
                self.own(ready.outright)
        for place, ready in enumerate(self.plan.awards):
            if ready.outright is not None and learners:
                settled[:, place] = self._labelled(ready, ready.outright, sitting, labels)
        return settled

    def _labelled(
        self, ready: CompiledPolicy, award: Outright, sitting: "_Sitting", labels: Labels
    ) -> Numbers:
        found = sitting.earned(award)
        pending = sitting.pending(award, found)
        numbers = np.full(len(found), UNSETTLED, np.int64)
        for way in np.unique(found[found >= 0]).tolist():
            truth, case = sitting.ways[way]
            binding = award.kernel_for(truth).cases[case].binding
            said = said_with(self.plan, "earned", ready.form, binding)
            numbers[found == way] = labels.number(said)
        outcomes: tuple[tuple[Outcome, int], ...] = (("not earned", 0), ("pending", 1))
        for outcome, answer in outcomes:
            which = pending == answer
            said = said_with(self.plan, outcome, ready.form, None)
            numbers[which & (found == NOT_EARNED)] = labels.number(said)
        return numbers

    def own(self, award: Outright) -> Outright:
        """The award, or the one of the plan that is the same."""
        key = award.form.award, award.form.edition
        mine = self._awards.setdefault(key, award)
        return mine if mine is award or mine.form == award.form else award

    def seen(self, award: Outright) -> Seen:
        """The plan's looks as the award sees them."""
        if id(award) not in self._seen:
            self._seen[id(award)] = Seen(award, self.plan.looks)
        return self._seen[id(award)]

    def sums(self, award: Outright, truth: tuple[bool, ...]) -> KernelSums | None:
        """The sums of the award's kernel for a truth; none where there would be too many."""
        key = id(award), truth
        if key not in self._sums:
            self._sums[key] = None
            with suppress(TooLarge):
                self._sums[key] = KernelSums(award.kernel_for(truth), self.seen(award).looks)
        return self._sums[key]

    def unfit(self, award: Outright, truth: tuple[bool, ...], held: Held, mine: Numbers) -> Flags:
        """Which of the learners sums cannot be made for."""
        sums = self.sums(award, truth)
        try:
            if sums is not None:
                return sums.unfit(held, mine)
        except TooLarge:
            self._sums[id(award), truth] = None
        return np.ones(len(mine), bool)


class _Sitting:
    """One batch at the screen: what has been found for its learners."""

    def __init__(self, screen: Screen, rows: Rows, passing: Flags | None = None) -> None:
        self.screen, self.rows, self.passing = screen, rows, passing
        self.learners = len(rows.starts) - 1
        self.ways: list[tuple[tuple[bool, ...], int]] = []
        """a truth and a case under it, by number"""
        self._numbers: dict[tuple[tuple[bool, ...], int], int] = {}
        self._counted: dict[int, Counted] = {}
        self._earned: dict[int, Found] = {}

    def counted(self, award: Outright) -> Counted:
        """What counts for the award."""
        if id(award) not in self._counted:
            on = self.screen.plan.on.toordinal() - EPOCH
            self._counted[id(award)] = self.screen.seen(award).counted(self.rows, on, self.passing)
        return self._counted[id(award)]

    def earned(self, award: Outright) -> Found:
        """The way in which each learner earns the award, if at all; records under way aside."""
        if id(award) not in self._earned:
            counted = self.counted(award)
            found = self._decided(award, counted.held, ~counted.unusual)
            self._earned[id(award)] = found
        return self._earned[id(award)]

    def pending(self, award: Outright, earned: Found) -> Numbers:
        """For those who have not earned the award whether it is pending: 1, 0, or -1 where that is
        not decided here."""
        found = np.where(earned == NOT_EARNED, 0, -1)
        if award.asks_signs:
            return np.full(self.learners, -1)
        waits = self._waits(award) & (earned == NOT_EARNED)
        if not waits.any() or not award.in_force(self.screen.plan.on):
            return found
        if award.asks_grades:
            found[waits] = -1
            return found
        hoped = self.counted(award).hoped
        if award.form.monotone and not award.needs:
            later = self._decided(award, hoped, waits)
            found[waits] = np.where(later[waits] >= 0, 1, np.where(later[waits] == OPEN, -1, 0))
            return found
        # Out of reach whatever is passed, and whatever becomes of the awards it asks about.
        reach = np.zeros(self.learners, bool)
        known = self._lasting(award)
        if len(award.givens) > MOST_GIVENS:
            reach[:] = True
        for truth in _truths(award) if len(award.givens) <= MOST_GIVENS else ():
            at = np.flatnonzero(waits & ((known < 0) | (known == truth)).all(axis=1))
            unfit = self.screen.unfit(award, truth, hoped, at)
            reach[at[unfit]] = True
            sums = self.screen.sums(award, truth)
            if sums is not None:
                reach[at[~unfit]] |= self._possible(sums, hoped, at[~unfit]).any(axis=0)
        self._tried(award, np.flatnonzero(waits & reach), found)
        return found

    def _tried(self, award: Outright, learners: Numbers, found: Numbers) -> None:
        """Tries every selection of what the learners have under way, as though it were passed."""
        waiting = self._under_way(award)
        whose: list[int] = []
        chosen: list[Flags] = []
        for learner in learners.tolist():
            mine = waiting[self.rows.starts[learner] : self.rows.starts[learner + 1]]
            places = np.flatnonzero(mine)
            if len(places) > MOST_WAITING:
                found[learner] = -1
                continue
            for number in range(1, 1 << len(places)):
                passing = np.zeros(len(mine), bool)
                passing[[at for bit, at in enumerate(places) if number >> bit & 1]] = True
                whose.append(learner)
                chosen.append(passing)
        if whose:
            then = _Sitting(self.screen, self.rows.again(whose), np.concatenate(chosen))
            for learner, case in zip(whose, then.earned(award).tolist(), strict=True):
                if case >= 0:
                    found[learner] = 1
                elif case == OPEN and found[learner] == 0:
                    found[learner] = -1

    def _under_way(self, award: Outright) -> Flags:
        """The rows under way that would count for the award, or for one that it needs."""
        found = self.counted(award).under_way
        for need in map(self.screen.own, award.needs.values()):
            found = found | self._under_way(need)
        return found

    def _lasting(self, award: Outright) -> Numbers:
        """What is true of what the award asks and stays so whatever is passed; -1 for the rest."""
        columns = []
        for given in award.givens:
            true = self._true(given, award)
            asked = given.of if isinstance(given, Unless) else given
            if isinstance(asked, AwardHeld) and not asked.held and asked.award in award.needs:
                need = award.needs[asked.award]
                earned = self.earned(self.screen.own(need)) >= 0
                lasts = earned if need.form.monotone and not need.needs else ~earned & earned
                true = np.where(lasts, true, -1)
            columns.append(true)
        return np.array(columns, np.int64).reshape(len(columns), self.learners).T

    def _waits(self, award: Outright) -> Flags:
        waits = self.counted(award).waits
        for need in map(self.screen.own, award.needs.values()):
            waits = waits | self._waits(need) | self.counted(need).unusual
        return waits

    def _decided(self, award: Outright, held: Held, usual: Flags) -> Found:
        """The first case that holds for each learner who is usual."""
        found = np.full(self.learners, OPEN, np.int64)
        truths = self._truth(award)
        usual = usual & (truths >= 0).all(axis=1)
        if not award.in_force(self.screen.plan.on):
            found[usual] = NOT_EARNED
            return found
        for truth in np.unique(truths[usual], axis=0) if usual.any() else ():
            mine = np.flatnonzero(usual & (truths == truth).all(axis=1))
            known = tuple(map(bool, truth))
            fine = mine[~self.screen.unfit(award, known, held, mine)]
            sums = self.screen.sums(award, known)
            if sums is not None:
                found[fine] = self._first(sums, known, held, fine)
        return found

    def _truth(self, award: Outright) -> Numbers:
        """For each learner what is true of what the award asks: 1, 0, or -1 where that is not
        decided here."""
        columns = [self._true(given, award) for given in award.givens]
        return np.array(columns, np.int64).reshape(len(columns), self.learners).T

    def _true(self, given: Given, award: Outright) -> Numbers:
        match given:
            case AwardHeld(needed, held):
                if held or needed not in award.needs:
                    return np.zeros(self.learners, np.int64)
                earned = self.earned(self.screen.own(award.needs[needed]))
                return np.where(earned >= 0, 1, np.where(earned == OPEN, -1, 0))
            case AsOf(last):
                true = last is None or self.screen.plan.on <= last
                return np.full(self.learners, int(true))
            case Signed():
                return np.zeros(self.learners, np.int64)
            case Unless(of):
                true_of = self._true(of, award)
                return np.where(true_of < 0, -1, 1 - true_of)
            case _:
                return np.full(self.learners, -1)

    def _possible(self, sums: KernelSums, held: Held, learners: Numbers) -> Flags:
        """For each case and learner whether no sum refutes it."""
        possible = np.ones((len(sums.sums_of), len(learners)), bool)
        for start in range(0, len(learners), BLOCK):
            block = learners[start : start + BLOCK]
            reached = _totals(sums.worth, held, block) >= sums.asked
            columns = np.ascontiguousarray(reached.T)
            for case, own in enumerate(sums.sums_of):
                if own:
                    possible[case, start : start + len(block)] = columns[own].all(axis=0)
        return possible

    def _first(
        self, sums: KernelSums, truth: tuple[bool, ...], held: Held, learners: Numbers
    ) -> Found:
        """For each of the learners the first case that holds."""
        found = np.full(len(learners), NOT_EARNED, np.int64)
        possible = self._possible(sums, held, learners)
        left = np.flatnonzero(possible.any(axis=0))
        modules = sums.modules
        while len(left):
            cases = possible[:, left].argmax(axis=0)
            holds = np.zeros(len(left), np.int64)
            numbers, places = sums.stack_of[cases].T
            for number in np.unique(numbers).tolist():
                mine = np.flatnonzero(numbers == number)
                stack, at, who = sums.stacks[number], places[mine], learners[left[mine]]
                looks = spread(held, who)
                answers = np.where(stack.refuted(at, looks), -1, 0)
                _try(proven, answers, stack, at, looks, modules)
                alone = ~repeated(looks, modules)
                if stack.shape.options > 1:
                    _try(repaired, answers, stack, at, looks, among=alone)
                    _try(priced, answers, stack, at, looks, among=alone)
                for pair in np.flatnonzero(answers == 0).tolist():
                    case, learner = int(cases[mine[pair]]), int(who[pair])
                    answers[pair] = self._searched(sums, case, held, learner)
                if stack.shape.options == 1:
                    # Few are left, and most of them the search settles sooner.
                    _try(repaired, answers, stack, at, looks, among=alone)
                    _try(priced, answers, stack, at, looks, among=alone)
                holds[mine] = answers
            yes, no, lost = holds == 1, holds == -1, holds == 0
            for case in np.unique(cases[yes]).tolist():
                found[left[yes & (cases == case)]] = self._way(truth, case)
            found[left[lost]] = OPEN
            possible[cases[no], left[no]] = False
            left = left[no]
            left = left[possible[:, left].any(axis=0)]
        return found

    def _searched(self, sums: KernelSums, case: int, held: Held, learner: int) -> int:
        """Whether a case holds for one learner: 1, -1, or 0 where the search ends first."""
        try:
            budget = Budget(min(CASE_STEPS, self.screen.plan.steps))
            return 1 if sums.searched(case, held.of(learner), budget) else -1
        except (SearchLimit, TooLarge):
            return 0

    def _way(self, truth: tuple[bool, ...], case: int) -> int:
        way = truth, case
        if way not in self._numbers:
            self._numbers[way] = len(self.ways)
            self.ways.append(way)
        return self._numbers[way]


def _try(
    way: Callable[..., Any],
    answers: Numbers,
    stack: Stack,
    cases: Numbers,
    looks: Numbers,
    *rest: Numbers,
    among: Flags | None = None,
) -> None:
    """Tries a way to settle what has no answer yet, and puts in 1 or -1; 0 stays no answer."""
    left = np.flatnonzero((answers == 0) if among is None else (answers == 0) & among)
    if len(left):
        answers[left] = way(stack, cases[left], looks[left], *rest)


def _totals(worth: Any, held: Held, learners: Numbers) -> Any:
    """What each learner's looks bring to each sum at best."""
    looks = spread(held, learners)
    padded = np.vstack([worth, np.zeros((1, worth.shape[1]), np.int64)])
    totals = np.zeros((len(learners), worth.shape[1]), np.int64)
    for at in range(looks.shape[1]):
        totals += padded[looks[:, at]]
    return totals


def _truths(award: Outright) -> list[tuple[bool, ...]]:
    """Every truth that the awards it asks about may make."""
    found: list[tuple[bool, ...]] = [()]
    for _ in award.givens:
        found = [(*each, value) for each in found for value in (False, True)]
    return found


def screen_of(plan: Plan) -> Screen:
    """The plan's screen, with what it has worked out so far."""
    found: Screen = plan.kept.setdefault("screen", Screen(plan))
    return found
