"""Layouts: every row of an award, under every binding and every choice of parts, as one of many
lanes.

Rows that a binding does not touch share a lane, so there are far fewer lanes than rows times
bindings."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import lcm

from attrs import field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.formulas import Formula, Met, Row, Some
from microcredit.engine.normal_form import Binding, NormalForm, Variable
from microcredit.engine.question import Truth, bans, in_force, open_gates, settled
from microcredit.engine.search import split

MOST_CASES = 2_000
MOST_LANES = 400
"""Ways of earning an award, and rows over all of them, that are laid out; an award with more is
decided one learner at a time."""

WIDTH = 64
LARGEST = 1 << 40
"""Bits of a lane, and the largest need or weight: a million records cannot overflow one."""


class TooLarge(Exception):
    """The award has more ways to be earned, or larger numbers, than a kernel lays out."""


@frozen
class Way:
    """What decides where a record may stand and what it brings: which gates are open, which parts
    stay empty, and the values of the variables; of all of these only what matters."""

    gates: tuple[bool, ...]
    banned: int
    binding: Binding


@frozen
class KernelCase:
    """One way in which everything may hold: a binding, a choice of parts, rows and formulas.

    ``must`` are the rows that all have to hold and ``mask`` the sign bits of their lanes;
    ``choices`` are formulas with alternatives in them. ``lane_of`` gives the lane of each row."""

    binding: Binding
    way: Way
    must: tuple[int, ...]
    mask: int
    choices: tuple[Formula, ...]
    lane_of: dict[int, int] = field(eq=False)

    def may(self, signs: int) -> bool:
        """Whether everything holds where just these lanes reach their needs."""
        return signs & self.mask == self.mask and (
            not self.choices or all(self.holds(formula, signs) for formula in self.choices)
        )

    def holds(self, formula: Formula, signs: int) -> bool:
        """Whether the formula holds where just these lanes reach their needs."""
        match formula:
            case Met(row):
                return bool(signs >> self.lane_of[row] * WIDTH + WIDTH - 2 & 1)
            case Some(least, of):
                return sum(self.holds(each, signs) for each in of) >= least
            case _:
                raise AssertionError("what is given, or grounded, is settled before")


class Layout:
    """The cases of one award under one truth about the learner, and their lanes."""

    def __init__(self, form: NormalForm, truth: Truth, unit: int) -> None:
        """``form`` is grounded; ``unit`` makes every amount of the catalogue whole.

        Raises ``TooLarge``."""
        self._form, self._unit = form, unit
        self._gates, self._variables = _placing(form)
        self.lanes: dict[tuple[int, Way], int] = {}
        """the place of each row under each way of standing"""
        self.needs: list[int] = []
        """what each lane must come to"""
        self.cases = tuple(self._cases(truth))

    def whole(self, row: Row, amount: Fraction) -> int:
        """The amount in the row's own whole numbers."""
        denominators = (term.coefficient.denominator for term in row.terms)
        whole = amount * (self._unit * lcm(row.need.denominator, *denominators))
        if whole.denominator != 1 or abs(whole) > LARGEST:
            raise TooLarge
        return whole.numerator

    def _cases(self, truth: Truth) -> Iterator[KernelCase]:
        """Every case, best binding first."""
        form, count = self._form, 0
        for binding in product(*map(_values, form.variables)):
            gates = open_gates(form, binding, truth)
            limits = [
                row
                for share in form.shares
                for row, needed in share.limits
                if all(gates[gate] for gate in needed)
            ]
            for banned in bans(form, gates):
                count += 1
                if count > MOST_CASES:
                    raise TooLarge
                known = [settled(each.formula, truth) for each in in_force(form, gates, banned)]
                if False not in known:
                    must, choices = [*limits, *form.limits], list[Formula]()
                    for formula in known:
                        if not isinstance(formula, bool):
                            split(formula, must, choices)
                    yield self._case(binding, gates, banned, must, choices)

    def _case(
        self,
        binding: Binding,
        gates: tuple[bool, ...],
        banned: int,
        must: Sequence[int],
        choices: Sequence[Formula],
    ) -> KernelCase:
        rows = dict.fromkeys((*must, *(row for each in choices for row in rows_of(each))))

        def way(rows: Sequence[int]) -> Way:
            felt = self._felt(rows)
            return Way(
                tuple(o and place in self._gates for place, o in enumerate(gates)),
                banned,
                tuple(value if place in felt else None for place, value in enumerate(binding)),
            )

        lane_of = {row: self._lane(row, way([row])) for row in rows}
        mask = sum(1 << lane * WIDTH + WIDTH - 2 for lane in {lane_of[row] for row in must})
        must = tuple(dict.fromkeys(must))
        return KernelCase(binding, way(list(rows)), must, mask, tuple(choices), lane_of)

    def _felt(self, rows: Sequence[int]) -> frozenset[int]:
        """The variables that can change what a record brings to the rows."""
        return self._variables.union(
            *(
                p.variables_of(self._form.selections[term.selection])
                for row in rows
                for term in self._form.rows[row].terms
            )
        )

    def _lane(self, row: int, way: Way) -> int:
        place = self.lanes.setdefault((row, way), len(self.lanes))
        if place == len(self.needs):
            if place >= MOST_LANES:
                raise TooLarge
            written = self._form.rows[row]
            self.needs.append(self.whole(written, written.need))
        return place


def _values(variable: Variable) -> tuple[int | str | None, ...]:
    values: tuple[int | str | None, ...] = variable.values
    return (*values, None) if variable.optional else values


def rows_of(formula: Formula) -> Iterator[int]:
    """The rows that stand anywhere in a formula without templates."""
    match formula:
        case Met(row):
            yield row
        case Some(_, of):
            for each in of:
                yield from rows_of(each)
        case _:
            raise AssertionError("what is given, or grounded, is settled before")


def _placing(form: NormalForm) -> tuple[frozenset[int], frozenset[int]]:
    """The gates and the variables on which it depends where a record may stand, and its worth."""
    gates = {
        gate for part in form.parts for _, needed in (*part.asks, *part.only) for gate in needed
    }
    gates |= {gate for part in form.parts for gate in part.gates}
    gates |= {gate for share in form.shares for gate in share.gates}
    gates |= {gate for _, _, needed in form.worths for gate in needed}
    picks = {selection for part in form.parts for selection, _ in (*part.asks, *part.only)}
    picks |= {share.only for share in form.shares if share.only is not None}
    picks |= {selection for selection, _, _ in form.worths}
    return frozenset(gates), frozenset().union(
        *(p.variables_of(form.selections[selection]) for selection in picks)
    )
