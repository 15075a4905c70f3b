"""Joint tables: the tables of several awards as one.

An option of the joint table says, for all attempts at one module, which record each award counts
and where. Rules between awards leave options out.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import combinations, product

from attrs import evolve, field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.beside import Held, most_others, refused
from microcredit.engine.budget import SearchLimit
from microcredit.engine.case import Case
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.question import Question, Truth
from microcredit.engine.standing import Standing, asks_use, builds, frees
from microcredit.engine.table import MOST_PLACINGS, Options, Weights
from microcredit.engine.view import View
from microcredit.model.record import Record


@frozen
class Member:
    """One of the awards: what it asks of the learner's candidates, with what is given."""

    view: View
    truth: Truth

    @property
    def standing(self) -> Standing:
        """What the award says of others."""
        return self.view.form.standing

    def expires(self) -> list[date | None]:
        """The last valid day of each candidate."""
        return [candidate.expires for candidate in self.view.candidates]


Choice = tuple[int | None, ...]
"""For each member the option that it takes, or none."""


@frozen(slots=False)
class JointTable:
    """The tables of the members as one; it answers what the search asks of a table."""

    members: tuple[Member, ...]
    held: tuple[Held, ...]
    questions: tuple[Question, ...]
    _rows: dict[tuple[int, int], Weights] = field(factory=dict, eq=False, repr=False)

    @cached_property
    def shifts(self) -> tuple[int, ...]:
        """Where each member's parts begin among the bits of a placing."""
        shifts, total = [], 0
        for question in self.questions:
            shifts.append(total)
            total += len(question.table.form.parts)
        return tuple(shifts)

    @cached_property
    def groups(self) -> tuple[tuple[Choice, ...], ...]:
        """The joint options for each module: at most one attempt at it for each member, as far as
        the rules between them allow."""
        own: dict[str, list[list[int | None]]] = {}
        for member, question in enumerate(self.questions):
            options = question.table.options
            for group in options.groups:
                name = question.table.signatures[options.records[group[0]]].group
                empty: list[list[int | None]] = [[None] for _ in self.questions]
                own.setdefault(name, empty)[member] += group
        return tuple(tuple(self._combined(options)) for options in own.values())

    def _combined(self, options: Sequence[Sequence[int | None]]) -> list[Choice]:
        found: list[Choice] = []
        for choice in product(*options):
            if any(option is not None for option in choice) and self._allowed(choice):
                found.append(choice)
                if len(found) > MOST_PLACINGS:
                    raise SearchLimit(
                        "attempts at one module may stand in the awards together in more than "
                        f"{MOST_PLACINGS} ways"
                    )
        return found

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every joint option, numbered in order."""
        return tuple(choice for group in self.groups for choice in group)

    @cached_property
    def options(self) -> Options:
        """The joint options as the search reads them; ``records`` are not told apart."""
        placings = tuple(
            sum(
                self.questions[i].table.options.placings[option] << self.shifts[i]
                for i, option in enumerate(choice)
                if option is not None
            )
            for choice in self.choices
        )
        groups: list[tuple[int, ...]] = []
        start = 0
        for group in self.groups:
            if group:
                groups.append(tuple(range(start, start + len(group))))
            start += len(group)
        return Options((0,) * len(placings), placings, tuple(groups))

    def choices_of(self, member: int) -> tuple[int | None, ...]:
        """The option of one member in each joint option."""
        return tuple(choice[member] for choice in self.choices)

    def record(self, member: int, option: int) -> Record:
        """The record that a member's option counts."""
        index = self.questions[member].table.options.records[option]
        return self.members[member].view.candidates[index].record

    def _holders(self, choice: Choice) -> dict[str, list[int]]:
        """For each record counted the members that count it."""
        found: dict[str, list[int]] = {}
        for member, option in enumerate(choice):
            if option is not None:
                found.setdefault(self.record(member, option).id, []).append(member)
        return found

    def _allowed(self, choice: Choice) -> bool:
        for id, holders in self._holders(choice).items():
            for one, other in combinations(holders, 2):
                first, second = self.members[one].standing, self.members[other].standing
                if frees(first, second):
                    continue
                for member in (one, other):
                    option = choice[member]
                    assert option is not None
                    if refused(self.record(member, option), first, second):
                        return False
                    theirs = second if member == one else first
                    if not builds(first, second) and not self._fresh(member, option, theirs):
                        return False
            if len(holders) > 1 and not self._few(id, holders):
                return False
        return True

    def _fresh(self, member: int, option: int, other: Standing) -> bool:
        """Whether the parts that hold the record may count what another award counts."""
        table, record = self.questions[member].table, self.record(member, option)
        again = evolve(record, used_for=(*record.used_for, other.use))
        return all(
            p.holds(only, again, self.questions[member].binding)
            for index, part in enumerate(table.form.parts)
            if table.options.placings[option] >> index & 1
            for selection, gates in part.only
            if all(table.gates[gate] for gate in gates)
            and asks_use(only := table.form.selections[selection])
        )

    def _few(self, id: str, holders: Sequence[int]) -> bool:
        """Whether no award has the record in more others than it may."""
        standings = [self.members[member].standing for member in holders]
        standings += [each.standing for each in self.held if id in each.counted]
        for standing in standings:
            most = most_others(standing)
            others = [s for s in standings if s is not standing and not frees(s, standing)]
            if most is not None and len(others) > most:
                return False
        return True

    def row(self, index: int) -> Weights:
        """A row of a member: members' rows are numbered one after the other."""
        member, inner = self._owner(index)
        if (member, inner) not in self._rows:
            mine = self.questions[member].table.row(inner)
            weights = tuple(
                0 if option is None else mine.weights[option] for option in self.choices_of(member)
            )
            self._rows[member, inner] = evolve(mine, weights=weights)
        return self._rows[member, inner]

    def _owner(self, index: int) -> tuple[int, int]:
        member = 0
        while index >= len(self.questions[member].table.form.rows):
            index -= len(self.questions[member].table.form.rows)
            member += 1
        return member, index

    def case(self, cases: Sequence[Case]) -> Case:
        """The cases of all members as one."""
        rows: list[Weights] = []
        formulas: list[Formula] = []
        start = 0
        for member, (question, case) in enumerate(zip(self.questions, cases, strict=True)):
            options = self.choices_of(member)
            for row in case.rows:
                weights = tuple(0 if o is None else row.weights[o] for o in options)
                rows.append(evolve(row, weights=weights))
            formulas += [_moved(formula, start) for formula in case.formulas]
            start += len(question.table.form.rows)
        banned = sum(case.banned << shift for case, shift in zip(cases, self.shifts, strict=True))
        return Case(banned, tuple(rows), tuple(formulas))


def _moved(formula: Formula, by: int) -> Formula:
    """The formula over the joint numbers of rows."""
    match formula:
        case Met(row):
            return Met(row + by)
        case Some(least, of):
            return Some(least, tuple(_moved(each, by) for each in of))
        case _:
            raise AssertionError("what is given, or grounded, is settled before the search")
