"""Kernels: an award's normal form laid out once, so that a learner is decided by adding integers.

Every row, under every binding and every choice of parts, is a lane of one wide integer. A look
brings its best to all of them at once, so one sum over a learner's records shows which ways of
earning the award are out of reach (*screened*: some row cannot be reached whatever is counted) and,
where each record can stand in one place only, which are met by counting everything. What neither
settles is searched."""

from collections.abc import Sequence
from operator import attrgetter

from microcredit.engine.budget import Budget
from microcredit.engine.depth_first import fill
from microcredit.engine.formulas import Formula, Met
from microcredit.engine.group import Group
from microcredit.engine.lanes import Lanes
from microcredit.engine.layout import WIDTH, KernelCase, Layout, Way, rows_of
from microcredit.engine.leaving_out import reaches
from microcredit.engine.lessons import Lessons
from microcredit.engine.looks import Look
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.places import Option, Places, Weighed
from microcredit.engine.question import Truth
from microcredit.engine.search import branches, split

MOST_LESSONS = 10_000
"""Cases whose lessons are kept before all are forgotten."""

_MODULE = attrgetter("module")

_Branch = tuple[tuple[int, ...], tuple[Formula, ...], list[Option] | None]
"""Rows that must hold, formulas that must, and a placing under which the rows do, if one is
known."""


class Kernel:
    """One award under one truth about the learner, for any candidates by their looks."""

    def __init__(self, form: NormalForm, truth: Truth, unit: int) -> None:
        """``form`` is grounded; ``unit`` makes every amount of the catalogue whole.

        Raises ``TooLarge``."""
        self._layout = Layout(form, truth, unit)
        self._places = Places(form, self._layout)
        self.cases, self.needs = self._layout.cases, self._layout.needs
        lanes = Lanes(len(self.needs), WIDTH)
        self._pack, self._bias = lanes.pack, lanes.bias
        self._start = lanes.bias - lanes.pack(self.needs)
        self._shift = len(self.needs) * WIDTH
        self.nothing = self._start + (self._start << self._shift)
        """the total of no records"""
        self._sums: dict[int, tuple[int, int, bool]] = {}
        self._sums_of_kinds: dict[int, tuple[int, int, bool]] = {}
        self._lessons: dict[tuple[Way, tuple[int, ...]], Lessons] = {}

    def earned(self, looks: Sequence[Look], budget: Budget) -> bool:
        """Whether candidates of these looks earn the award.

        Raises ``SearchLimit`` when the budget is spent."""
        best, every, single = self._totals(looks)
        possible = [case for case in self.cases if case.may(best)]
        if single and any(case.may(every) for case in possible):
            return True
        # Unbound and low variables ask for least, so they are tried first.
        return any(self._found(case, looks, single, budget) for case in reversed(possible))

    def best(self, looks: Sequence[Look], budget: Budget) -> Binding | None:
        """The first binding, in their own order, under which candidates of these looks earn the
        award; none where they do not.

        Raises ``SearchLimit`` when the budget is spent."""
        best, every, single = self._totals(looks)
        for case in self.cases:
            if case.may(best) and (
                (single and case.may(every)) or self._found(case, looks, single, budget)
            ):
                return case.binding
        return None

    def earned_by(self, total: int, looks: Sequence[Look]) -> bool | None:
        """As ``earned`` for looks that each have one place, where ``total`` is the sum of what they
        bring by ``brings``; none where it takes a search."""
        possible = [case for case in self.cases if case.may(total)]
        if not possible:
            return False
        if not _distinct(looks):
            return None
        every = total >> self._shift
        for case in possible:
            if case.may(every):
                return True
        # Unbound and low variables ask for least, so they are tried first.
        for case in reversed(possible):
            found = self._left_out(case, looks)
            if found is not False:
                return found
        return False

    def brings(self, look: Look) -> int | None:
        """What the look brings to each lane at best and, beside it, in its only place; none where
        it has several.

        Raises ``TooLarge``."""
        best, every, single = self._sum(look)
        return best + (every << self._shift) if single else None

    def _totals(self, looks: Sequence[Look]) -> tuple[int, int, bool]:
        """What the looks bring to each lane at best, and in their first places; whether they have
        no others."""
        best = every = self._start
        single = _distinct(looks)
        for look in looks:
            brings, first, one = self._sum(look)
            best += brings
            every += first
            single = single and one
        return best, every, single

    def _sum(self, look: Look) -> tuple[int, int, bool]:
        found = self._sums.get(look.number)
        if found is not None:
            return found
        kind = self._places.kind(look)
        found = self._sums_of_kinds.get(kind)
        if found is None:
            best, first, single = self.weights(look)
            found = self._sums_of_kinds[kind] = self._pack(best), self._pack(first), single
        if look.number >= 0:
            self._sums[look.number] = found
        return found

    def weights(self, look: Look) -> tuple[list[int], list[int], bool]:
        """What the look brings to each lane at best, and in its first place; whether it has no
        other.

        Raises ``TooLarge``."""
        best, first, single = [], [], True
        for row, way in self._layout.lanes:
            options = self._places.options(look, way)
            weights = [self._places.weight(row, option) for option in options] or [0]
            best.append(max(0, *weights))
            first.append(weights[0])
            single = single and len(options) <= 1
        return best, first, single

    def _found(self, case: KernelCase, looks: Sequence[Look], single: bool, budget: Budget) -> bool:
        """As ``search``, with ``single`` for looks that each have one place."""
        found = self._left_out(case, looks) if single else None
        return self.search(case, looks, budget) if found is None else found

    def _left_out(self, case: KernelCase, looks: Sequence[Look]) -> bool | None:
        """Whether the case holds where some of the looks count, each in its one place; none where
        it takes a search."""
        if case.choices:
            return None
        return reaches(self._start, case.mask, [self._sum(look) for look in looks])

    def search(self, case: KernelCase, looks: Sequence[Look], budget: Budget) -> bool:
        """Whether the case holds for some placing of candidates of these looks.

        Raises ``SearchLimit`` when the budget is spent."""
        waiting: list[_Branch] = [(case.must, case.choices, None)]
        while waiting:
            rows, choices, placing = waiting.pop()
            budget.spend(1 + len(looks))
            if placing is None:
                placing = self._fill(case, rows, looks, budget)
            if placing is None:
                continue
            signs = self._signs(case, choices, placing)
            broken = next((each for each in choices if not case.holds(each, signs)), None)
            if broken is None:
                return True
            rest = [each for each in choices if each is not broken]
            # What the placing meets already costs nothing to ask for, so that goes first.
            for branch in reversed(list(branches(broken, lambda f: case.holds(f, signs)))):  # noqa: B023
                more, left = list[int](), list(rest)
                for formula in branch:
                    split(formula, more, left)
                kept = placing if all(case.holds(Met(row), signs) for row in more) else None
                waiting.append((tuple(dict.fromkeys((*rows, *more))), tuple(left), kept))
        return False

    def _fill(
        self, case: KernelCase, rows: tuple[int, ...], looks: Sequence[Look], budget: Budget
    ) -> list[Option] | None:
        """Options under which the rows hold, none where there are none."""
        lessons = self._lessons_for(case, rows)
        if lessons.refute(looks):
            return None
        members, groups = self._groups(case, rows, looks)
        learned = lessons.notes()
        needs = [self.needs[case.lane_of[row]] for row in rows]
        taken = fill(groups, needs, budget, learned, solver=True)
        for multipliers in learned or ():
            lessons.learn(multipliers, looks)
        if taken is None:
            return None
        return [mine[place] for mine, place in zip(members, taken, strict=True) if place >= 0]

    def weighed(self, look: Look, way: Way, rows: tuple[int, ...]) -> Weighed:
        """The options of the look that no other of its own beats, and what they bring to rows."""
        return self._places.weighed(look, way, rows)

    def _lessons_for(self, case: KernelCase, rows: tuple[int, ...]) -> Lessons:
        """What refuted other learners in the case."""
        found = self._lessons.get((case.way, rows))
        if found is None:
            if len(self._lessons) >= MOST_LESSONS:
                self._lessons.clear()
            found = self._lessons[case.way, rows] = Lessons(
                [self.needs[case.lane_of[row]] for row in rows],
                lambda look: self.weighed(look, case.way, rows)[1],
            )
        return found

    def _groups(
        self, case: KernelCase, rows: tuple[int, ...], looks: Sequence[Look]
    ) -> tuple[list[Sequence[Option]], list[Group]]:
        """A group for each module, and which option each of its vectors stands for."""
        found: dict[str, Weighed] = {}
        for look in looks:
            mine = self.weighed(look, case.way, rows)
            other = found.get(look.module)
            if other is not None:
                mine = (*other[0], *mine[0]), Group((*other[1].vectors, *mine[1].vectors))
            found[look.module] = mine
        kept = [each for each in found.values() if each[1].vectors]
        return [options for options, _ in kept], [group for _, group in kept]

    def _signs(
        self,
        case: KernelCase,
        choices: Sequence[Formula],
        placing: Sequence[Option],
    ) -> int:
        """The sign bits of the lanes that the choices speak of, once the options are taken."""
        signs = 0
        for row in {row for each in choices for row in rows_of(each)}:
            lane = case.lane_of[row]
            total = sum(self._places.weight(row, option) for option in placing)
            if total >= self.needs[lane]:
                signs |= 1 << lane * WIDTH + WIDTH - 2
        return signs


def _distinct(looks: Sequence[Look]) -> bool:
    """Whether no two are of one module."""
    return len({*map(_MODULE, looks)}) == len(looks)
