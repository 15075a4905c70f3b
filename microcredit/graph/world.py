"""Worlds: what questions about stacking are asked of: compiled awards, a catalogue, a day, and
where the policies say what."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from attrs import field, frozen

from microcredit.engine.normal_form import NormalForm
from microcredit.graph.reach import Reaching
from microcredit.graph.shelf import Modules, Shelf, Shelves
from microcredit.graph.stand import held_by
from microcredit.graph.stated import Link, Named, Stated
from microcredit.model.catalogue import Catalogue


@frozen(slots=False)
class World:
    """Compiled awards with their catalogue on a day; ``links`` are what awards say of one another,
    ``outside`` the titles of awards that are conferred elsewhere."""

    forms: Mapping[str, NormalForm]
    catalogue: Catalogue
    on: date
    links: tuple[Link, ...]
    named: tuple[Named, ...]
    outside: Mapping[str, str]
    shelves: Shelves = field(eq=False, repr=False)
    reaching: Reaching = field(eq=False, repr=False)
    _held: dict[tuple[str, str, int], Modules] = field(factory=dict, eq=False, repr=False)

    def editions(self, award: str) -> tuple[NormalForm, ...]:
        """The editions in force on the day, latest first; the latest of all where none is."""
        forms = self.forms[award].editions
        found = tuple(form for form in forms if self.in_force(form))
        return found or forms[:1]

    def in_force(self, form: NormalForm) -> bool:
        """Whether the day is one of the edition's."""
        first, last = form.effective
        return (first is None or first <= self.on) and (last is None or self.on <= last)

    def shelf(self, form: NormalForm) -> Shelf:
        """The catalogue as the award counts it."""
        return self.shelves.of(form)

    def held(self, form: NormalForm, part: int = 0) -> Modules:
        """The modules that may stand in a part of the award."""
        key = form.award, form.edition, part
        if key not in self._held:
            self._held[key] = held_by(form, part, self.shelf(form))
        return self._held[key]

    def title(self, award: str) -> str:
        """The award's title; its id where it is of no known award."""
        if award in self.forms:
            return self.forms[award].title
        return self.outside.get(award, award)

    @cached_property
    def said_of(self) -> Mapping[str, tuple[Link, ...]]:
        """What is said of each award by others."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.other, []).append(link)
        return {award: tuple(links) for award, links in found.items()}

    @cached_property
    def said_by(self) -> Mapping[str, tuple[Link, ...]]:
        """What each award says of others."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.award, []).append(link)
        return {award: tuple(links) for award, links in found.items()}

    @cached_property
    def named_by(self) -> Mapping[tuple[str, str], tuple[Named, ...]]:
        """Where each module or area is named, by what it is and its name."""
        found: dict[tuple[str, str], list[Named]] = {}
        for one in self.named:
            found.setdefault((one.what, one.name), []).append(one)
        return {key: tuple(each) for key, each in found.items()}


def world(forms: Mapping[str, NormalForm], catalogue: Catalogue, on: date, stated: Stated) -> World:
    """The world of awards that were compiled against the catalogue, and what they state."""
    ordered = {id: forms[id] for id in sorted(forms)}
    shelves = Shelves(catalogue, on)
    return World(
        forms=ordered,
        catalogue=catalogue,
        on=on,
        links=stated.links,
        named=stated.named,
        outside=stated.outside,
        shelves=shelves,
        reaching=Reaching(ordered, shelves),
    )
