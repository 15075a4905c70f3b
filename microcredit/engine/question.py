"""Questions: what one award asks of a learner's candidates on one day under one binding."""

from collections.abc import Callable, Iterator
from typing import assert_never

from attrs import frozen

from microcredit.engine.normal_form import (
    Binding,
    Formula,
    Given,
    Met,
    NormalForm,
    RequirementForm,
    Some,
)
from microcredit.engine.search import Case
from microcredit.engine.table import Table, Weights

Truth = Callable[[Given], bool]
"""Whether what is given about the learner's awards holds."""


def settled(formula: Formula, truth: Truth) -> Formula | bool:
    """The formula once what is given is known: true, false, or what still depends on the
    placing."""
    match formula:
        case Met():
            return formula
        case Given():
            return truth(formula)
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
            assert_never(formula)


def bans(form: NormalForm) -> Iterator[int]:
    """The parts that stay empty, as bits, for every way in which parts may be chosen.

    Ways that choose a part come before those that leave it empty, earlier parts deciding first.
    """

    def within(index: int) -> Iterator[int]:
        part = form.parts[index]
        count = len(part.children)
        low, high = part.choose or (count, count)
        return among(part.children, low, high)

    def among(children: tuple[int, ...], low: int, high: int) -> Iterator[int]:
        if low > len(children) or high < 0:
            return
        if not children:
            yield 0
            return
        first, rest = children[0], children[1:]
        for inside in within(first):
            for others in among(rest, low - 1, high - 1):
                yield inside | others
        for others in among(rest, low, high):
            yield _whole(form, first) | others

    return within(0)


def _whole(form: NormalForm, index: int) -> int:
    return 1 << index | sum(_whole(form, child) for child in form.parts[index].children)


def in_force(form: NormalForm, binding: Binding, banned: int) -> tuple[RequirementForm, ...]:
    """The requirements that must hold: of chosen parts and of bound variables."""
    return tuple(
        requirement
        for requirement in form.requirements
        if not banned >> requirement.part & 1
        and (requirement.variable is None or binding[requirement.variable] is not None)
    )


@frozen
class Question:
    """A table and the binding it was made under, with what is known of the learner's awards."""

    table: Table
    binding: Binding
    truth: Truth

    def formulas(self, banned: int) -> dict[str, Formula | bool]:
        """The settled formula of every requirement in force, by id."""
        return {
            requirement.id: settled(requirement.formula, self.truth)
            for requirement in in_force(self.table.form, self.binding, banned)
        }

    def cases(self) -> Iterator[Case]:
        """The ways in which the whole award may hold; none where something given rules it out."""
        for banned in bans(self.table.form):
            formulas = [f for f in self.formulas(banned).values() if f is not True]
            if False not in formulas:
                yield Case(
                    banned,
                    limits(self.table),
                    tuple(f for f in formulas if not isinstance(f, bool)),
                )


def limits(table: Table) -> tuple[Weights, ...]:
    """The limits of sharing, which hold whatever else does."""
    return tuple(table.row(share.limit) for share in table.form.shares if share.limit is not None)
