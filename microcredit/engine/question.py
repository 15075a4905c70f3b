"""Questions: what one award asks of a learner's candidates on one day under one binding."""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from microcredit.engine.case import Case
from microcredit.engine.formulas import (
    Ahead,
    Depending,
    Formula,
    Given,
    InOrder,
    Last,
    Met,
    OneOf,
    Some,
    Span,
    Spread,
    Unless,
)
from microcredit.engine.normal_form import Binding, Gate, NormalForm, RequirementForm
from microcredit.engine.table import Table, Weights

Truth = Callable[[Given], bool]
"""Whether what is given about the learner holds."""


def settled(formula: Formula, truth: Truth) -> Formula | bool:
    """The formula once what is given is known: true, false, or what still depends on the
    placing."""
    match formula:
        case Met() | Spread() | OneOf() | Span() | InOrder() | Ahead() | Last():
            return formula
        case Unless():
            return truth(formula)
        case Depending(cases):
            held = (each for gate, each in cases if settled(gate, truth) is True)
            found = next(held, None)
            return False if found is None else settled(found, truth)
        case Some(least, of):
            rest: list[Formula] = []
            for each in of:
                known = settled(each, truth)
                if known is True:
                    least -= 1
                elif known is not False:
                    rest.append(known)
            if least <= 0:
                return True
            if least > len(rest):
                return False
            return rest[0] if len(rest) == 1 else Some(least, tuple(rest))
        case _:
            return truth(formula)


def open_gates(form: NormalForm, binding: Binding, truth: Truth) -> tuple[bool, ...]:
    """Which gates are open under the binding, for what is known of the learner."""

    def is_open(gate: Gate) -> bool:
        if gate.formula is not None:
            return settled(gate.formula, truth) is gate.holds
        assert gate.variable is not None
        bound = binding[gate.variable]
        return bound is not None and gate.value in (None, bound)

    return tuple(map(is_open, form.gates))


def bans(form: NormalForm, gates: Sequence[bool]) -> Iterator[int]:
    """The parts that stay empty, as bits, for every way in which parts may be chosen.

    Ways that choose a part come before those that leave it empty, earlier parts deciding first.
    """

    def within(index: int) -> Iterator[int]:
        part = form.parts[index]
        there = tuple(c for c in part.children if all(gates[g] for g in form.parts[c].gates))
        missing = sum(_whole(form, child) for child in part.children if child not in there)
        taking = tuple(child for child in there if not form.parts[child].reuses)
        low, high = part.choose or (len(taking), len(taking))
        return (missing | empty for empty in among(taking, low, high))

    def among(children: tuple[int, ...], low: int, high: int) -> Iterator[int]:
        """Every way to take from ``low`` to ``high`` of the parts, without recursion: there may be
        a thousand side by side."""
        places = len(children)
        if low > places or high < 0:
            return
        if not places:
            yield 0
        ways = [ways_of(children, 0, high)] if places else []
        empty, taken = [0], [0]
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                empty.pop()
                taken.pop()
                continue
            banned, counts = empty[-1] | step[0], taken[-1] + step[1]
            place = len(ways)
            if counts + places - place < low:
                continue
            if place == places:
                yield banned
            else:
                ways.append(ways_of(children, place, high - counts))
                empty.append(banned)
                taken.append(counts)

    def ways_of(children: tuple[int, ...], place: int, room: int) -> Iterator[tuple[int, int]]:
        if room > 0:
            for inside in within(children[place]):
                yield inside, 1
        yield _whole(form, children[place]), 0

    return within(0)


def _whole(form: NormalForm, index: int) -> int:
    return 1 << index | sum(_whole(form, child) for child in form.parts[index].children)


def in_force(form: NormalForm, gates: Sequence[bool], banned: int) -> tuple[RequirementForm, ...]:
    """The requirements that must hold: of chosen parts, with all their gates open."""
    return tuple(
        requirement
        for requirement in form.requirements
        if not banned >> requirement.part & 1 and all(gates[gate] for gate in requirement.gates)
    )


@frozen
class Question:
    """A table and the binding it was made under, with what is known of the learner."""

    table: Table
    binding: Binding
    truth: Truth

    def formulas(self, banned: int) -> dict[str, Formula | bool]:
        """The settled formula of every requirement in force, by id."""
        return {
            requirement.id: settled(requirement.formula, self.truth)
            for requirement in in_force(self.table.form, self.table.gates, banned)
        }

    def cases(self) -> Iterator[Case]:
        """The ways in which the whole award may hold; none where something given rules it out."""
        for banned in bans(self.table.form, self.table.gates):
            formulas = [f for f in self.formulas(banned).values() if f is not True]
            if False not in formulas:
                yield Case(
                    banned,
                    limits(self.table),
                    (*always(self.table), *(f for f in formulas if not isinstance(f, bool))),
                )


def always(table: Table) -> tuple[Formula, ...]:
    """The formulas that hold whatever else does: limits of sharing with awards that are held."""
    return tuple(formula for formula, _ in table.form.always)


def limits(table: Table) -> tuple[Weights, ...]:
    """The rows that hold whatever else does: limits of sharing and of repeats."""
    shared = (
        row
        for share in table.form.shares
        for row, needed in share.limits
        if all(table.gates[gate] for gate in needed)
    )
    return tuple(table.row(limit) for limit in (*shared, *table.form.limits))
