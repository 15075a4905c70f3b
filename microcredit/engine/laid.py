"""Laid: what records bring to the rows of a normal form, in whole numbers, for the checker.

A row counts a record by what selects it and by where it stands. How often is worked out once for
each row and serves for all learners; what is left for each of them is to multiply and to add."""

from collections.abc import Sequence
from functools import cached_property
from math import lcm
from operator import add, mul

from attrs import field, frozen

from microcredit.engine import normal_form as nf

KEPT = 10_000
"""Ways to stand in parts, and what they bring, before those that are kept are forgotten."""

FORMS = 100
"""The same for forms, and for the gates that may be open in one."""


@frozen
class Choice:
    """So many hold at least; of parts, each with its bits, at most so many, the others empty."""

    least: int
    most: int
    of: tuple[tuple[int, "Demands"], ...]


Demand = nf.Met | Choice | bool
Demands = tuple[tuple[str, Demand], ...]
"""What must hold, each under the id of its requirement (of a choice of parts: of their part)."""


class Rate(dict[tuple[int, int], int]):
    """How often a row counts a value of a record, by what selects the record and where it
    stands."""

    def __init__(self, row: nf.Row, value: str, scale: int) -> None:
        self.terms = [
            (1 << each.selection, sum(1 << i for i in {*each.parts}), int(each.coefficient * scale))
            for each in row.terms
            if each.value == value
        ]

    def __missing__(self, kind: tuple[int, int]) -> int:
        selected, way = kind
        if len(self) >= KEPT:
            self.clear()
        self[kind] = sum(
            times
            for selection, parts, times in self.terms
            if selected & selection and way & parts == parts
        )
        return self[kind]


@frozen(slots=False)
class WorkedOut:
    """What is worked out once from a normal form, and serves for all learners."""

    form: nf.NormalForm
    ways: dict[tuple[bool, ...], dict[int, list[int]]] = field(factory=dict)
    _rows: dict[int, tuple[int, list[tuple[str, Rate]]]] = field(factory=dict)

    @cached_property
    def reusing(self) -> list[tuple[int, int]]:
        """The bit of each part that stands for others, and the bits of these."""
        pairs = enumerate(self.form.parts)
        return [(1 << i, sum(1 << o for o in {*p.reuses})) for i, p in pairs if p.reuses]

    def row(self, index: int) -> tuple[int, list[tuple[str, Rate]]]:
        """What the row needs, and how often it counts each value, in whole numbers."""
        if index not in self._rows:
            row = self.form.rows[index]
            scale = lcm(row.need.denominator, *(t.coefficient.denominator for t in row.terms))
            values = dict.fromkeys(str(term.value) for term in row.terms)
            rates = [(value, Rate(row, value, scale)) for value in values]
            self._rows[index] = int(row.need * scale), rates
        return self._rows[index]


_LATELY: dict[int, WorkedOut] = {}  # holds its forms, so that no other can have their numbers


def worked_out(form: nf.NormalForm) -> WorkedOut:
    """The same again for the same form, while not too many others were asked for."""
    if id(form) not in _LATELY:
        if len(_LATELY) >= FORMS:
            _LATELY.clear()
        _LATELY[id(form)] = WorkedOut(form)
    return _LATELY[id(form)]


@frozen(slots=False)
class Laid:
    """Records, each in a way to stand in parts, and what they bring to the rows."""

    form: nf.NormalForm
    options: Sequence[tuple[nf.Signature, int]]
    _rows: dict[int, tuple[list[int], int]] = field(factory=dict)
    _worths: dict[str, list[int]] = field(factory=dict)

    def row(self, index: int) -> tuple[list[int], int]:
        """What each option brings to the row, and what the row needs, in whole numbers."""
        if index not in self._rows:
            need, rates = worked_out(self.form).row(index)
            brought = [0] * len(self.options)
            for value, rate in rates:
                times = map(rate.__getitem__, self._kinds)
                brought = list(map(add, brought, map(mul, times, self._worth(value))))
            self._rows[index] = brought, need * self._one
        return self._rows[index]

    @cached_property
    def _kinds(self) -> list[tuple[int, int]]:
        return [(each.selected, way) for each, way in self.options]

    @cached_property
    def _records(self) -> dict[int, nf.Signature]:
        return {id(each): each for each, _ in self.options}

    @cached_property
    def _one(self) -> int:
        """What makes all that the records bring whole."""
        records = self._records.values()
        one = lcm(*{each.credits.denominator * each.hours.denominator for each in records})
        return one * lcm(*{each.points.denominator for each in records if each.points is not None})

    def _worth(self, value: str) -> list[int]:
        """What each option brings of the value, times what makes all of it whole."""
        if value not in self._worths:
            one, by_record = self._one, dict[int, int]()
            for name, each in self._records.items():
                amount = each.hours if value == "hours" else each.credits
                worth = amount.numerator * (one // amount.denominator)
                if value == "points":
                    points = each.points or 0
                    worth = worth // points.denominator * points.numerator
                by_record[name] = one if value == "modules" else worth
            self._worths[value] = [by_record[id(each)] for each, _ in self.options]
        return self._worths[value]

    def unmet(self, demands: Demands) -> list[str]:
        """The ids of the demands that are not met: of a part in use, those in it."""
        found: list[str] = []
        for name, demand in demands:
            if isinstance(demand, nf.Met):
                brought, need = self.row(demand.row)
                found += [name] * (sum(brought) < need)
            elif isinstance(demand, Choice):
                failing = [self.unmet(inside) for _, inside in demand.of]
                used = [any(way & bits for _, way in self.options) for bits, _ in demand.of]
                inside = [id for ids, use in zip(failing, used, strict=True) if use for id in ids]
                enough = failing.count([]) >= demand.least and sum(used) <= demand.most
                found += inside or [name] * (not enough)
            else:
                found += [name] * (not demand)
        return list(dict.fromkeys(found))
