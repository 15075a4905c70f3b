"""Views: what the normal form can see of a learner's candidates under each binding.

Bindings that look the same on every candidate are one class and decided once: a theme of which the
learner has nothing is like any other such theme.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product

from attrs import field, frozen

from microcredit.engine.candidates import Candidate
from microcredit.engine.normal_form import (
    AreaVariable,
    Binding,
    ClassVariable,
    NormalForm,
    Signature,
)
from microcredit.engine.predicates import BoundArea, Predicate, holds, variables_of
from microcredit.engine.question import Question, Truth, open_gates
from microcredit.engine.table import Table, Weights

Value = int | str | None


@frozen(slots=False)
class View:
    """An award's normal form and a learner's candidates on one day."""

    form: NormalForm
    candidates: tuple[Candidate, ...]
    _rows: dict[object, Weights] = field(factory=dict, eq=False, repr=False)
    _numbers: dict[object, int] = field(factory=dict, eq=False, repr=False)
    _columns: dict[tuple[int, Binding], int] = field(factory=dict, eq=False, repr=False)

    def question(self, binding: Binding, truth: Truth) -> Question:
        """What the award asks of the candidates under the binding."""
        gates = open_gates(self.form, binding, truth)
        table = Table(self.form, self.signatures(binding, gates), gates, self._rows, self._numbers)
        return Question(table, binding, truth)

    def signatures(self, binding: Binding, gates: Sequence[bool]) -> tuple[Signature, ...]:
        """What can be seen of each candidate under the binding, with these gates open."""
        masks = list(self._constant)
        for selection, variables in self._dependent:
            values = tuple(v if i in variables else None for i, v in enumerate(binding))
            column = self._column(selection, values)
            for index in range(len(masks)):
                if column >> index & 1:
                    masks[index] |= 1 << selection
        return tuple(
            Signature(
                record=c.record.id,
                group=c.record.id if c.repeatable else c.record.module,
                credits=self._credits(c, mask, gates),
                points=points,
                hours=c.record.contact_hours or Fraction(0),
                selected=mask,
            )
            for c, points, mask in zip(self.candidates, self._points, masks, strict=True)
        )

    def _credits(self, candidate: Candidate, mask: int, gates: Sequence[bool]) -> Fraction:
        """What the record counts for: its own credits, or its share of a bundle's."""
        for selection, worth, needed in self.form.worths:
            if mask >> selection & 1 and all(gates[gate] for gate in needed):
                return worth
        return candidate.record.credits or Fraction(0)

    def bindings(self) -> Iterator[Binding]:
        """The best binding of each class, in the order of their ranks."""
        return product(*(tuple(members[0] for members in values) for values in self.classes))

    def members(self, binding: Binding) -> Iterator[Binding]:
        """Every binding of the class that this one stands for, best first."""
        return product(
            *(
                next(members for members in values if members[0] == value)
                for value, values in zip(binding, self.classes, strict=True)
            )
        )

    @cached_property
    def classes(self) -> tuple[tuple[tuple[Value, ...], ...], ...]:
        """For each variable its values in classes that look the same; the best of each comes
        first."""
        return tuple(self._classes(index) for index in range(len(self.form.variables)))

    def _classes(self, index: int) -> tuple[tuple[Value, ...], ...]:
        variable = self.form.variables[index]
        found: dict[tuple[int, ...], list[Value]] = {}
        if isinstance(variable, ClassVariable):
            found = {(place,): [value] for place, value in enumerate(variable.values)}
        elif any(index in variables and len(variables) > 1 for _, variables in self._dependent):
            every: tuple[Value, ...] = variable.values
            found = {(place,): [value] for place, value in enumerate(every)}
        else:
            mine = [s for s, variables in self._dependent if index in variables]
            nothing = (0,) * len(mine)
            values: tuple[Value, ...] = variable.values
            for value in values:
                look = nothing
                if not isinstance(variable, AreaVariable) or self._has(str(value), mine):
                    binding = tuple(
                        value if i == index else None for i in range(len(self.form.variables))
                    )
                    look = tuple(self._column(selection, binding) for selection in mine)
                found.setdefault(look, []).append(value)
        classes: list[tuple[Value, ...]] = [tuple(values) for values in found.values()]
        return (*classes, (None,)) if variable.optional else tuple(classes)

    def _has(self, area: str, selections: Sequence[int]) -> bool:
        """Whether the area could make a difference; only where nothing but the area itself is
        asked."""
        for selection in selections:
            predicate = self.form.selections[selection]
            if not isinstance(predicate, BoundArea):
                return True
            below = predicate.below[area] if predicate.below else {area}
            if not self._areas.isdisjoint(below):
                return True
        return False

    def _column(self, selection: int, binding: Binding) -> int:
        """A bit for each candidate that the selection picks under the binding."""
        key = selection, binding
        if key not in self._columns:
            predicate: Predicate = self.form.selections[selection]
            self._columns[key] = sum(
                1 << index
                for index, candidate in enumerate(self.candidates)
                if holds(predicate, candidate.record, binding)
            )
        return self._columns[key]

    @cached_property
    def _dependent(self) -> tuple[tuple[int, frozenset[int]], ...]:
        pairs = ((i, variables_of(s)) for i, s in enumerate(self.form.selections))
        return tuple((i, variables) for i, variables in pairs if variables)

    @cached_property
    def _constant(self) -> tuple[int, ...]:
        dependent = {selection for selection, _ in self._dependent}
        fixed = [(i, s) for i, s in enumerate(self.form.selections) if i not in dependent]
        return tuple(
            sum(1 << index for index, selection in fixed if holds(selection, c.record, ()))
            for c in self.candidates
        )

    @cached_property
    def _points(self) -> tuple[Fraction | None, ...]:
        points = {
            (scale, grade): worth
            for scale, grades in self.form.scales
            for grade, worth, _ in grades
        }
        return tuple(
            points.get((c.record.scale or "", c.record.grade or "")) for c in self.candidates
        )

    @cached_property
    def _areas(self) -> frozenset[str]:
        return frozenset(area for c in self.candidates for area in c.record.areas or ())
