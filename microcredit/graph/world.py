"""Worlds: what questions about stacking are asked of: compiled awards, a catalogue, a day, and
where the policies say what."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from microcredit.engine.normal_form import NormalForm
from microcredit.graph.reach import Reaching
from microcredit.graph.relations import AwardRelation, RelationKind, relations
from microcredit.graph.shelf import Shelf, Shelves
from microcredit.language import syntax
from microcredit.language.check_catalogue import code_lists
from microcredit.language.check_scope import area_lists, inside, with_defines
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.source import Span


@frozen(order=True)
class Place:
    """A line of a policy's file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@frozen
class Link:
    """What ``award`` says of ``other``, and where it is written."""

    kind: RelationKind
    award: str
    other: str
    at: Place


@frozen
class Named:
    """Where an award, or a definition that it uses, names a module or an area."""

    what: Literal["module", "area"]
    name: str
    award: str
    at: Place
    words: str
    """the line as the author wrote it"""


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


def world(
    policies: Mapping[str, CheckedPolicy],
    forms: Mapping[str, NormalForm],
    catalogue: Catalogue,
    on: date,
) -> World:
    """The world of some policies that were compiled against the catalogue."""
    ordered = {id: forms[id] for id in sorted(forms)}
    outside = {
        id: award.title.text
        for policy in policies.values()
        for id, award in policy.external.items()
    }
    shelves = Shelves(catalogue, on)
    return World(
        forms=ordered,
        catalogue=catalogue,
        on=on,
        links=tuple(dict.fromkeys(map(_link, relations(policies)))),
        named=tuple(sorted(set(_named(policies, catalogue)), key=_by_place)),
        outside=dict(sorted(outside.items())),
        shelves=shelves,
        reaching=Reaching(ordered, shelves),
    )


def _link(relation: AwardRelation) -> Link:
    return Link(relation.kind, relation.award, relation.other, _place(relation.span))


def _place(span: Span) -> Place:
    return Place(span.source.name, span.line)


def _named(policies: Mapping[str, CheckedPolicy], catalogue: Catalogue) -> Iterator[Named]:
    present = catalogue.vocabulary.modules
    for id in sorted(policies):
        policy = policies[id]
        for edition in (policy, *policy.earlier):
            pieces = with_defines(edition.award, edition.defines)
            for codes in code_lists(pieces):
                for code in codes:
                    yield _name("module", present.get(code.text, code.text), id, code.span)
            for name in _areas(pieces):
                yield _name("area", name.text, id, name.span)


def _areas(pieces: Iterable[syntax.Node]) -> Iterator[syntax.Text]:
    whole = tuple(pieces)
    for areas in area_lists(whole):
        yield from (area for area in areas if isinstance(area, syntax.Text))
    for variable in inside(whole, syntax.SomeArea):
        yield from variable.under


def _name(what: Literal["module", "area"], name: str, award: str, span: Span) -> Named:
    return Named(what, name, award, _place(span), span.source.line(span.line).strip())


def _by_place(named: Named) -> tuple[Place, str, str, str]:
    return named.at, named.award, named.what, named.name
