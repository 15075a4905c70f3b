"""What policies state of one another and of a catalogue, read off what they say."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from microcredit.graph.relations import AwardRelation, relations
from microcredit.graph.stated import Link, Named, Place, Stated
from microcredit.language import syntax
from microcredit.language.check_catalogue import code_lists
from microcredit.language.check_scope import area_lists, inside, with_defines
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.source import Span


def stated(policies: Mapping[str, CheckedPolicy], catalogue: Catalogue) -> Stated:
    """What the policies state, former codes of modules replaced by those that they have today."""
    outside = {
        id: award.title.text
        for policy in policies.values()
        for id, award in policy.external.items()
    }
    return Stated(
        links=tuple(dict.fromkeys(map(_link, relations(policies)))),
        named=tuple(sorted(set(_named(policies, catalogue)), key=_by_place)),
        outside=dict(sorted(outside.items())),
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
