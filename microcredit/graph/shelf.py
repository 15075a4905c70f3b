"""Shelves: a catalogue's modules as bits of whole numbers, by what a rule can see of them.

Thousands of modules are looked at by hundreds of awards. So a set of modules is one number with a
bit for each, and a selection is worked out for all modules at once from the sets of its areas,
levels and codes. What depends on how a module was studied (its grade, its dates, where) is not
known of a module; so a selection has two sets: the modules of which a passed record *may* be
selected, and those of which it *must* be.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from attrs import evolve, field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.normal_form import AreaVariable, LevelVariable, NormalForm
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.module import Module
from microcredit.model.record import Record

Modules = int
"""A set of modules: bit ``n`` stands for the catalogue's module at place ``n``."""
Sides = tuple[Modules, Modules]
"""The modules of which a record may be selected, and those of which it must be."""


@frozen(slots=False)
class Shelf:
    """A catalogue's modules with credits in one scheme; ``on`` is the day on which all of them are
    passed and awarded."""

    catalogue: Catalogue
    on: date
    scheme: str | None
    conversions: tuple[tuple[str, Fraction], ...]
    _sides: dict[p.Predicate, Sides] = field(factory=dict, eq=False, repr=False)
    _codes: dict[Modules, tuple[str, ...]] = field(factory=dict, eq=False, repr=False)
    _records: dict[int, Record] = field(factory=dict, eq=False, repr=False)

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules, in the catalogue's order."""
        return tuple(self.catalogue.modules.values())

    @cached_property
    def all(self) -> Modules:
        """Every module."""
        return (1 << len(self.modules)) - 1

    def credits(self, place: int) -> Fraction:
        """What the module at a place carries, in the scheme."""
        module = self.modules[place]
        worth = dict(self.conversions).get(module.scheme or "", Fraction(1))
        return module.credits if module.scheme == self.scheme else module.credits * worth

    @cached_property
    def foreign(self) -> Modules:
        """The modules whose credits are of a scheme that does not count."""
        if not self.scheme:
            return 0
        known = {None, "", self.scheme, *dict(self.conversions)}
        return self._where(lambda module: module.scheme not in known)

    @cached_property
    def by_credits(self) -> dict[Hashable, Modules]:
        """The modules of each number of credits."""
        return self._by(lambda place: [self.credits(place)])

    @cached_property
    def by_hours(self) -> dict[Hashable, Modules]:
        """The modules of each number of contact hours."""
        return self._by(lambda place: [self.modules[place].contact_hours])

    @cached_property
    def by_level(self) -> dict[Hashable, Modules]:
        """The modules of each level."""
        return self._by(lambda place: [self.modules[place].level])

    @cached_property
    def by_area(self) -> dict[Hashable, Modules]:
        """The modules that stand in each area itself."""
        return self._by(lambda place: self.modules[place].areas)

    @cached_property
    def _by_tag(self) -> dict[Hashable, Modules]:
        return self._by(lambda place: self.modules[place].tags)

    def _by(self, looks: Callable[[int], Iterable[Hashable]]) -> dict[Hashable, Modules]:
        places: dict[Hashable, list[int]] = {}
        for place in range(len(self.modules)):
            for look in looks(place):
                places.setdefault(look, []).append(place)
        return {look: _bits(found) for look, found in places.items()}

    def _where(self, says: Callable[[Module], bool]) -> Modules:
        return _bits(place for place, module in enumerate(self.modules) if says(module))

    def of(self, codes: Iterable[str]) -> Modules:
        """The modules of these codes, as far as the catalogue has them."""
        places = self.catalogue.positions
        return _bits(places[code] for code in codes if code in places)

    def codes(self, modules: Modules) -> tuple[str, ...]:
        """The codes of a set, in the catalogue's order."""
        if modules not in self._codes:
            self._codes[modules] = tuple(self.modules[place].code for place in each(modules))
        return self._codes[modules]

    def sum(self, modules: Modules) -> Fraction:
        """What the modules of a set carry in all."""
        return sum(
            (
                credits * (modules & those).bit_count()
                for credits, those in self.by_credits.items()
                if isinstance(credits, Fraction)
            ),
            Fraction(0),
        )

    def record(self, place: int) -> Record:
        """The record of a module begun, passed and awarded on the day, as the catalogue has it."""
        if place not in self._records:
            code, on = self.modules[place].code, self.on
            bare = Record(code, code, "passed", completed_on=on, awarded_on=on, enrolled_on=on)
            found = Transcript("nobody", (bare,)).resolved(self.catalogue)
            self._records[place] = found.records[0]
        return self._records[place]

    def sides(self, predicate: p.Predicate, form: NormalForm) -> Sides:
        """The modules that the predicate may select in the award, and those that it must."""
        if p.variables_of(predicate):
            return self._worked_out(predicate, form)
        if predicate not in self._sides:
            self._sides[predicate] = self._worked_out(predicate, form)
        return self._sides[predicate]

    def _worked_out(self, predicate: p.Predicate, form: NormalForm) -> Sides:
        match predicate:
            case p.Every(of):
                may = must = self.all
                for one in of:
                    found = self.sides(one, form)
                    may, must = may & found[0], must & found[1]
                return may, must
            case p.Any(of):
                may = must = 0
                for one in of:
                    found = self.sides(one, form)
                    may, must = may | found[0], must | found[1]
                return may, must
            case p.Not(of):
                may, must = self.sides(of, form)
                return self.all & ~must, self.all & ~may
            case p.Areas(areas):
                return _same(_union(self.by_area.get(area, 0) for area in areas))
            case p.BoundArea(variable, below):
                bound = form.variables[variable]
                assert isinstance(bound, AreaVariable)
                named = {one for a in bound.values for one in (below[a] if below else {a})}
                return _union(self.by_area.get(area, 0) for area in named), 0
            case p.Modules(codes):
                return _same(self.of(codes))
            case p.Tagged(tags):
                return _same(_union(self._by_tag.get(tag, 0) for tag in tags))
            case p.Levels(ranges):
                known = self._at(
                    lambda level: any(
                        low <= level and (high is None or level <= high) for low, high in ranges
                    )
                )
                return known | self.by_level.get(None, 0), known
            case p.BoundLevel(variable, above):
                values = form.variables[variable]
                assert isinstance(values, LevelVariable)
                lowest = min(values.values)
                known = self._at(lambda level: level in values.values or (above and level > lowest))
                return known | self.by_level.get(None, 0), 0
            case p.Worth(credits, or_more):
                return _same(
                    _union(
                        modules
                        for worth, modules in self.by_credits.items()
                        if isinstance(worth, Fraction)
                        and (worth >= credits if or_more else worth == credits)
                    )
                )
            case p.Passed():
                return _same(self.all)
            case p.Column(column) if column not in ("grade", "scale", "institution"):
                return _same(self._holding(predicate))
            case p.Judged():
                return _same(self._holding(predicate))
            case (
                p.Column()
                | p.Grades()
                | p.HasPoints()
                | p.OnScale()
                | p.Recognised()
                | p.Here()
                | p.CompletedWithin()
                | p.EnrolledFrom()
                | p.UsedFor()
                | p.Window()
                | p.InTerm()
                | p.Records()
                | p.Likened()
            ):
                return self.all, 0
            case _:
                assert_never(predicate)

    def _at(self, says: Callable[[int], bool]) -> Modules:
        """The modules at the levels of which it is said."""
        levels = self.by_level.items()
        return _union(found for level, found in levels if isinstance(level, int) and says(level))

    def _holding(self, predicate: p.Predicate) -> Modules:
        """The modules of whose plain record it holds."""
        records = ((place, self.record(place)) for place in range(len(self.modules)))
        return _bits(place for place, record in records if p.holds(predicate, record, ()))


@frozen(slots=False)
class Shelves:
    """The shelves of a catalogue, one for each way of counting credits."""

    catalogue: Catalogue
    on: date
    _found: dict[object, Shelf] = field(factory=dict, eq=False, repr=False)

    def of(self, form: NormalForm) -> Shelf:
        """The shelf on which credits are those of the award."""
        key = form.scheme, form.conversions
        if key not in self._found:
            self._found[key] = Shelf(self.catalogue, self.on, *key)
        return self._found[key]


def each(modules: Modules) -> Iterator[int]:
    """The places of a set, in order."""
    bits = format(modules, "b")[::-1]
    place = bits.find("1")
    while place >= 0:
        yield place
        place = bits.find("1", place + 1)


def dated(record: Record, day: date) -> Record:
    """The same record, completed and awarded on another day."""
    return evolve(record, completed_on=day, awarded_on=day, enrolled_on=day)


def _bits(places: Iterable[int]) -> Modules:
    found = bytearray()
    for place in places:
        byte = place >> 3
        if byte >= len(found):
            found.extend(bytes(byte + 1 - len(found)))
        found[byte] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def _union(sets: Iterable[Modules]) -> Modules:
    found = 0
    for one in sets:
        found |= one
    return found


def _same(modules: Modules) -> Sides:
    return modules, modules
