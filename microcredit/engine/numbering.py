"""Numbering: the selections and rows of one award, numbered as they are met."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.formulas import Row, Term
from microcredit.engine.selections import predicate, present_code
from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue


@frozen
class Numbering:
    """Equal selections and rows share a number; selection 0 picks every record."""

    policy: CheckedPolicy
    catalogue: Catalogue
    variables: Mapping[str, int]
    selections: list[p.Predicate] = field(factory=lambda: [p.EVERYTHING])
    rows: list[Row] = field(factory=list)
    _selected: dict[p.Predicate, int] = field(factory=lambda: {p.EVERYTHING: 0}, init=False)
    _placed: dict[Row, int] = field(factory=dict, init=False)

    def select(self, wanted: p.Predicate) -> int:
        """The number of a predicate."""
        place = self._selected.setdefault(wanted, len(self.selections))
        if place == len(self.selections):
            self.selections.append(wanted)
        return place

    def picked(self, selection: syntax.Selection | None) -> int:
        """The number of a selection as written."""
        return self.select(self.predicate(selection))

    def predicate(self, selection: syntax.Selection | None) -> p.Predicate:
        """What a selection as written picks."""
        return predicate(selection, self.policy, self.catalogue, self.variables)

    def listed(self, codes: tuple[syntax.Code, ...]) -> int:
        """The number of the selection of these modules."""
        return self.select(p.Modules(frozenset(present_code(c, self.catalogue) for c in codes)))

    def narrowed(self, selection: syntax.Selection | None, further: p.Predicate) -> int:
        """The number of what a selection picks and a predicate holds of."""
        mine = self.predicate(selection)
        return self.select(further if mine == p.EVERYTHING else p.Every((mine, further)))

    def row(
        self,
        terms: tuple[Term, ...],
        need: Fraction,
        unit: Literal["credits", "modules"] | None = None,
    ) -> int:
        """The number of a row."""
        wanted = Row(terms, need, unit)
        place = self._placed.setdefault(wanted, len(self.rows))
        if place == len(self.rows):
            self.rows.append(wanted)
        return place
