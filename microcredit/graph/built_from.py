"""What an award can be built from, and which awards follow from it."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from microcredit.graph.clauses import Clause, clauses
from microcredit.graph.reuse import may_count_again
from microcredit.graph.stated import Link
from microcredit.graph.world import World
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, section
from microcredit.wording.said import counted, listing, said

SHOWN = 12
"""Modules of a line that a page names; of more it gives the number."""


@frozen
class Supply:
    """A line of an award with the modules that may count toward it, and the credits that they
    bring in all."""

    clause: Clause
    modules: tuple[str, ...]
    credits: Fraction


@frozen
class BuiltFrom:
    """What an award can be built from, by its editions in force.

    ``modules`` may stand in it, ``supplies`` says in which lines; ``rests_on`` is what it says of
    other awards, ``followed_by`` what others say of it. Credit of the ``again`` awards may count
    once more in it, and its own in the ``again_in``: smaller and larger awards of which nothing is
    said that keeps them from it."""

    award: str
    title: str
    kind: str | None
    size: Fraction | None
    editions: tuple[str, ...]
    in_force: bool
    modules: tuple[str, ...]
    credits: Fraction
    supplies: tuple[Supply, ...]
    rests_on: tuple[Link, ...]
    followed_by: tuple[Link, ...]
    again: tuple[str, ...]
    again_in: tuple[str, ...]


def built_from(world: World, award: str) -> BuiltFrom:
    """What the award can be built from; raises ``LookupError`` where there is no such award."""
    if award not in world.forms:
        raise LookupError(f"there is no award `{award}`")
    forms = world.editions(award)
    latest, shelf = forms[0], world.shelf(forms[0])
    held = 0
    for form in forms:
        held |= world.held(form)
    others = [id for id in world.forms if id != award]
    return BuiltFrom(
        award=award,
        title=latest.title,
        kind=latest.standing.kind,
        size=latest.size,
        editions=tuple(form.edition for form in forms),
        in_force=world.in_force(latest),
        modules=shelf.codes(held),
        credits=shelf.sum(held),
        supplies=tuple(
            Supply(clause, world.shelf(form).codes(found), world.shelf(form).sum(found))
            for form in forms
            for clause, found in clauses(form, world.shelf(form))
        ),
        rests_on=world.said_by.get(award, ()),
        followed_by=world.said_of.get(award, ()),
        again=tuple(id for id in others if may_count_again(world, id, award)),
        again_in=tuple(id for id in others if may_count_again(world, award, id)),
    )


def built_from_page(found: BuiltFrom, world: World) -> Iterator[Block]:
    """The answer as a page: the award, its lines, other awards, and what follows."""
    yield from award_heading(found)
    yield Gap()
    rows = tuple(map(_row, found.supplies))
    yield from section(said("Built from"), [Table(rows)])
    rests = [link_row(link, link.other, world) for link in found.rests_on]
    yield from section(said("What it says of other awards"), [Table(tuple(rests))])
    follows = [link_row(link, link.award, world) for link in found.followed_by]
    yield from section(said("What other awards say of it"), [Table(tuple(follows))])
    again = said("Credit of these smaller awards may count again in it")
    yield from section(again, [Table(tuple(_title(id, world) for id in found.again))])
    again_in = said("Its credit may count again in these larger awards")
    yield from section(again_in, [Table(tuple(_title(id, world) for id in found.again_in))])


def award_heading(found: BuiltFrom) -> Iterator[Block]:
    """The award's title, and on a line its kind, size and what may count in it."""
    yield Heading(said("{id}  {title}", id=found.award, title=found.title), 1)
    facts: list[str] = []
    if found.kind is not None:
        facts.append(found.kind)
    if found.size is not None:
        facts.append(said("{n} credits", n=amount_text(found.size)))
    number = len(found.modules)
    credits = amount_text(found.credits)
    facts.append(
        counted(
            "{n} module with {credits} credits may count",
            "{n} modules with {credits} credits may count",
            number,
            credits=credits,
        )
    )
    yield Line(listing(facts))
    if not found.in_force:
        yield Line(said("not in force on this day"), "unsure")


def _row(supply: Supply) -> Row:
    clause, number = supply.clause, len(supply.modules)
    modules = counted("{n} module", "{n} modules", number)
    credits = said("{n} credits", n=amount_text(supply.credits))
    below = (listing(supply.modules),) if 0 < number <= SHOWN else ()
    where = str(clause.at) if clause.at else ""
    return Row((clause.id, clause.label, modules, credits, where), None, below)


def link_row(link: Link, other: str, world: World) -> Row:
    """A relation as a row: what it is, the award and its title, where it is written."""
    return Row((relation_words(link.kind), other, world.title(other), str(link.at)))


def relation_words(kind: str) -> str:
    """A relation between awards in words."""
    return {
        "needs": said("needs"),
        "needs held": said("needs, held before"),
        "needs not": said("must not be beside"),
        "asks about": said("asks about"),
        "includes": said("includes"),
        "builds on": said("builds on"),
        "absorbs": said("absorbs"),
        "surrenders": said("surrenders"),
        "bars": said("bars"),
        "shares": said("limits what it shares with"),
        "counts toward": said("counts toward"),
        "counts again in": said("its credit may count again in"),
    }[kind]


def _title(award: str, world: World) -> Row:
    return Row((award, world.title(award)))
