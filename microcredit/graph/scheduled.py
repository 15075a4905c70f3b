"""Scheduled: an award's case and the coming terms as one integer program.

A column says how many modules of a group are taken in a term, another one how many of a kind count
in which way. What counts must have been taken; a term holds only so much; what is taken must come
after its prerequisites.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

from attrs import field, frozen

from microcredit.engine.highs import Program
from microcredit.engine.kinds import Statement
from microcredit.engine.written import Written
from microcredit.graph.limits import Limits
from microcredit.graph.study import NO_KIND, Group, Study

Sides = Mapping[int, Mapping[int, int]]
"""For each kind the terms in which a module may be taken and count, each with its side"""
Cut = tuple[str, ...]
"""Modules of which no more than these must be taken: of one of their kinds, fewer"""


@frozen
class Taken:
    """A group and a term, with the column that says how many modules of it are taken then."""

    group: int
    term: int
    column: int


@frozen(slots=False)
class Scheduled:
    """The program without a goal, with the columns that a plan is read off."""

    written: Written
    taken: tuple[Taken, ...]
    groups: tuple[Group, ...]

    def program(self, costs: Sequence[int], bounds: Sequence[tuple[Sequence[int], int]]) -> Program:
        """The program that makes a cost for each group least, while others stay within bounds."""
        base = self.written.program()
        rows = list(base.rows)
        for weights, most in bounds:
            row = tuple((each.column, -weights[each.group]) for each in self.taken)
            rows.append((tuple(pair for pair in row if pair[1]), -most))
        cost = [0] * len(base.lower)
        for each in self.taken:
            cost[each.column] = costs[each.group] if costs else 0
        return Program(base.lower, base.upper, tuple(rows), whole=True, cost=tuple(cost))

    def counts(self, columns: Sequence[int]) -> dict[tuple[int, int], int]:
        """How many of each group are taken in each term, where any are."""
        found = ((each, columns[each.column]) for each in self.taken)
        return {(each.group, each.term): number for each, number in found if number}


@frozen
class Drafting:
    """What programs are written from: the study, the limits, and what differs between ways."""

    study: Study
    limits: Limits
    cuts: tuple[Cut, ...] = ()
    ordered: bool = field(default=True)
    """whether the term matters in which a module is taken, beside its side"""
    loose: bool = field(default=False)
    """whether loads and the order of prerequisites are left aside: nothing is lost, and the least
    is least for the whole program if that has as good a solution"""

    def scheduled(self, statement: Statement, sides: Sides, last: int) -> Scheduled:
        """The program for a plan that is completed by the end of a term."""
        written = Written()
        taken = tuple(self._taken(written, statement, sides, last))
        by_group: dict[int, list[Taken]] = {}
        for each in taken:
            by_group.setdefault(each.group, []).append(each)
        for place, columns in by_group.items():
            number = len(self.study.groups[place].modules)
            if len(columns) > 1:
                written.at_most({each.column: 1 for each in columns}, number)
        self._count(written, statement, sides, taken)
        self._wait(written, by_group)
        self._limit(written, taken, by_group)
        for cut in self.cuts:
            self._differ(written, cut, taken)
        return Scheduled(written, taken, self.study.groups)

    def _taken(
        self, written: Written, statement: Statement, sides: Sides, last: int
    ) -> list[Taken]:
        groups = self.study.groups
        kinds = {kind.label for kind in statement.kinds if kind.label is not None}
        places = {p for p, g in enumerate(groups) if g.kind in kinds}
        places |= {p for code, p in self.study.single.items() if code in self.limits.want}
        waiting = sorted(places)
        needed: set[int] = set()
        while waiting:
            for code in groups[waiting.pop()].after:
                if (place := self.study.single[code]) not in needed:
                    needed.add(place)
                    waiting.append(place)
        single = set(self.study.single.values())
        found = []
        for place in sorted(places | needed):
            group = groups[place]
            there = sides.get(group.kind, {})
            terms = [term for term in group.open if term <= last]
            named = place in single or bool(group.after)
            if not named:
                terms = [term for term in terms if term in there]
            if self.loose or (not self.limits.loaded and not named and not self.ordered):
                by_side = {there.get(term): term for term in reversed(terms)}
                terms = sorted(by_side.values())
            found += [Taken(place, t, written.column(len(group.modules))) for t in terms]
        return found

    def _count(
        self, written: Written, statement: Statement, sides: Sides, taken: Sequence[Taken]
    ) -> None:
        """What counts is on record or taken, and meets the case."""
        sums: dict[int, dict[int, int]] = {row: {} for row in range(len(statement.needs))}
        counted: dict[tuple[int, int], dict[int, int]] = {}
        for kind in statement.kinds:
            columns = [written.column(len(kind.members)) for _ in kind.vectors]
            if kind.label is None:
                if len(columns) > 1:
                    written.at_most(dict.fromkeys(columns, 1), len(kind.members))
            else:
                for column, side in zip(columns, kind.sides, strict=True):
                    counted.setdefault((kind.label, side), {})[column] = -1
            for column, vector in zip(columns, kind.vectors, strict=True):
                for row, weight in enumerate(vector):
                    if weight:
                        sums[row][column] = weight
        for each in taken:
            mine = self.study.groups[each.group].kind
            there = sides.get(mine, {})
            if each.term in there and (mine, there[each.term]) in counted:
                counted[mine, there[each.term]][each.column] = 1
        for entries in counted.values():
            written.at_least(entries, 0)
        written.hold(statement, sums)

    def _wait(self, written: Written, by_group: Mapping[int, Sequence[Taken]]) -> None:
        """What is taken comes after its prerequisites."""
        for place, columns in by_group.items():
            group = self.study.groups[place]
            for code in group.after:
                before = by_group.get(self.study.single[code], ())
                for each in columns:
                    entries = {
                        b.column: len(group.modules)
                        for b in before
                        if b.term < each.term or self.loose
                    }
                    written.at_least({**entries, each.column: -1}, 0)

    def _limit(
        self,
        written: Written,
        taken: Sequence[Taken],
        by_group: Mapping[int, Sequence[Taken]],
    ) -> None:
        limits, groups = self.limits, self.study.groups
        for code in limits.want:
            place = self.study.single.get(code)
            columns = by_group.get(place, ()) if place is not None else ()
            written.at_least({each.column: 1 for each in columns}, 1)
        for term in () if self.loose else sorted({each.term for each in taken}):
            now = [each for each in taken if each.term == term]
            if limits.modules is not None:
                written.at_most({each.column: 1 for each in now}, limits.modules)
            if limits.credits is not None:
                _within(written, {e.column: groups[e.group].credits for e in now}, limits.credits)
        if limits.budget is not None:
            _within(written, {e.column: groups[e.group].fee for e in taken}, limits.budget)

    def _differ(self, written: Written, cut: Cut, taken: Sequence[Taken]) -> None:
        """Of one of the kinds fewer are taken than the cut says."""
        chosen = {}
        kinds = Counter(self.study.kinds[code] for code in cut if code in self.study.kinds)
        if not set(cut) <= self.study.kinds.keys():
            return
        for kind, number in kinds.items():
            if kind == NO_KIND:
                continue
            mine = [e for e in taken if self.study.groups[e.group].kind == kind]
            most = sum(len(self.study.groups[p].modules) for p in {e.group for e in mine})
            if most < number:
                return
            column = written.column(1)
            room = most - (number - 1)
            written.at_most({**{e.column: 1 for e in mine}, column: room}, most)
            chosen[column] = 1
        written.at_least(chosen, 1)


def _within(written: Written, weights: Mapping[int, Fraction], most: Fraction) -> None:
    """Asks that the weighted columns come to no more, in whole numbers."""
    multiple = lcm(most.denominator, *(weight.denominator for weight in weights.values()))
    whole = {column: int(weight * multiple) for column, weight in weights.items()}
    divisor = gcd(*whole.values()) or 1
    written.at_most(
        {column: weight // divisor for column, weight in whole.items()},
        int(most * multiple) // divisor,
    )
