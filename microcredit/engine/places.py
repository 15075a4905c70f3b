"""Places: where a record that looks a certain way may stand, and what it brings from there."""

from collections.abc import Hashable, Sequence
from fractions import Fraction

from attrs import field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.group import Group
from microcredit.engine.layout import Layout, TooLarge, Way
from microcredit.engine.looks import Look
from microcredit.engine.normal_form import Binding, NormalForm, Signature
from microcredit.engine.search import undominated
from microcredit.engine.table import placings_of, value_of

MOST_OPTIONS = 4096
"""Ways for one record to stand in parts, before the award is left to be decided otherwise."""

MOST_KEPT = 200_000
"""Vectors that are kept before all are forgotten."""


@frozen
class Option:
    """Where a record may stand, what rows can see of it, and what it so brings to them."""

    placing: int
    seen: Signature
    weights: dict[int, int] = field(factory=dict, eq=False, repr=False)


Weighed = tuple[Sequence[Option], Group]
"""The options of a look that no other of its own beats, and what they bring to some rows."""


class Places:
    """The options of every look so far, under every way of standing."""

    def __init__(self, form: NormalForm, layout: Layout) -> None:
        self._form, self._layout = form, layout
        self._varying = [i for i, s in enumerate(form.selections) if p.variables_of(s)]
        ways = [*(way for _, way in layout.lanes), *(case.way for case in layout.cases)]
        self._bindings = tuple(dict.fromkeys(way.binding for way in ways))
        self._kinds: dict[Hashable, int] = {}
        self._kind_of: dict[int, int] = {}
        self._options: dict[tuple[int, Way], tuple[Option, ...]] = {}
        self._placings: dict[tuple[int, tuple[bool, ...]], tuple[int, ...]] = {}
        self._weighed: dict[tuple[int, Way, tuple[int, ...]], Weighed] = {}

    def kind(self, look: Look) -> int:
        """A number that looks share which no row and no part can tell apart: they differ in the
        module, or in what the award never asks."""
        found = self._kind_of.get(look.number)
        if found is None:
            record = look.record
            seen = (
                look.selected,
                record.credits,
                look.points,
                record.contact_hours,
                tuple(self._varied(look, binding) for binding in self._bindings),
            )
            found = self._kinds.setdefault(seen, len(self._kinds))
            if look.number >= 0:
                self._kind_of[look.number] = found
        return found

    def _varied(self, look: Look, binding: Binding) -> int:
        """A bit for each selection that picks the look's record under the binding, of those that
        depend on one."""
        found = 0
        for place in self._varying:
            if p.holds(self._form.selections[place], look.record, binding):
                found |= 1 << place
        return found

    def options(self, look: Look, way: Way) -> tuple[Option, ...]:
        """Every way in which a record that looks like this may stand in parts."""
        key = self.kind(look), way
        found = self._options.get(key)
        if found is None:
            seen = self._signature(look, way)
            placings = self._placings.get((seen.selected, way.gates))
            if placings is None:
                placings = placings_of(self._form, seen, way.gates)
                self._placings[seen.selected, way.gates] = placings
            found = tuple(Option(each, seen) for each in placings if not each & way.banned)
            if len(placings) >= MOST_OPTIONS:
                raise TooLarge
            if len(self._options) >= MOST_KEPT:
                self._options.clear()
            self._options[key] = found
        return found

    def weight(self, index: int, option: Option) -> int:
        """What the option brings to a row, in the row's own whole numbers.

        Raises ``TooLarge``."""
        found = option.weights.get(index)
        if found is None:
            row, seen, total = self._form.rows[index], option.seen, Fraction(0)
            for term in row.terms:
                mask = sum(1 << part for part in term.parts)
                if option.placing & mask == mask and seen.selected >> term.selection & 1:
                    total += term.coefficient * value_of(term, seen)
            found = option.weights[index] = self._layout.whole(row, total)
        return found

    def weighed(self, look: Look, way: Way, rows: tuple[int, ...]) -> Weighed:
        """The options of the look that no other of its own beats, and what they bring to rows."""
        key = self.kind(look), way, rows
        found = self._weighed.get(key)
        if found is None:
            options = self.options(look, way)
            kept = undominated(
                [
                    (number, tuple(self.weight(row, option) for row in rows))
                    for number, option in enumerate(options)
                ],
                forced=False,
            )
            found = (
                tuple(options[number] for number, _ in kept),
                Group(tuple(vector for _, vector in kept)),
            )
            if len(self._weighed) >= MOST_KEPT:
                self._weighed.clear()
            self._weighed[key] = found
        return found

    def _signature(self, look: Look, way: Way) -> Signature:
        record, selected = look.record, look.selected | self._varied(look, way.binding)
        credits = record.credits or Fraction(0)
        for selection, worth, gates in self._form.worths:
            if selected >> selection & 1 and all(way.gates[gate] for gate in gates):
                credits = worth
                break
        hours = record.contact_hours or Fraction(0)
        return Signature(record.id, record.module, credits, look.points, hours, selected)
