"""Overviews: all awards with their parts and lines, how they stand to one another, and what is odd
about the whole."""

from collections.abc import Iterator

from attrs import frozen

from microcredit.graph.built_from import BuiltFrom, Supply, built_from, relation_words
from microcredit.graph.loops import Loop, loops
from microcredit.graph.world import World
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, section
from microcredit.wording.said import counted, listing, said


@frozen
class AwardNode:
    """An award of the graph; one from ``outside`` is conferred elsewhere."""

    id: str
    title: str
    outside: bool = False


@frozen
class PartNode:
    """A part of an award, by the ids of both; ``parent`` is the part around it, if any."""

    award: str
    id: str
    label: str | None
    parent: str | None


@frozen
class AreaNode:
    """An area of the catalogue, with the one above it."""

    name: str
    under: str | None


@frozen
class ModuleNode:
    """A module of the catalogue; ``areas`` and ``prerequisites`` lead to other nodes, and
    ``formerly`` lists the codes that it had before."""

    code: str
    title: str
    areas: tuple[str, ...]
    prerequisites: tuple[str, ...]
    formerly: tuple[str, ...]


Node = AwardNode | PartNode | AreaNode | ModuleNode


@frozen
class Overview:
    """Every award, what it is built from and how it stands to others.

    ``idle`` are modules that may count in no award, ``never_offered`` those without a term where
    others have one; ``loops`` are circles."""

    awards: tuple[BuiltFrom, ...]
    modules: int
    areas: int
    loops: tuple[Loop, ...]
    idle: tuple[str, ...]
    never_offered: tuple[str, ...]


def overview(world: World) -> Overview:
    """All awards of the world."""
    modules = world.catalogue.modules.values()
    terms = any(one.terms for one in modules)
    used = 0
    for award in world.forms:
        for form in world.editions(award):
            used |= world.held(form)
    idle = tuple(one.code for place, one in enumerate(modules) if not used >> place & 1)
    return Overview(
        awards=tuple(built_from(world, award) for award in world.forms),
        modules=len(modules),
        areas=len(world.catalogue.areas),
        loops=loops(world),
        idle=idle,
        never_offered=tuple(one.code for one in modules if terms and not one.terms),
    )


def nodes(world: World) -> Iterator[Node]:
    """Every node of the graph: awards, their parts, areas and modules."""
    for award in world.forms:
        form = world.editions(award)[0]
        yield AwardNode(award, form.title)
        for part in form.parts[1:]:
            around = form.parts[part.parent] if part.parent else None
            yield PartNode(award, part.id, part.label, around.id if around else None)
    yield from (AwardNode(id, title, outside=True) for id, title in world.outside.items())
    yield from (AreaNode(area.name, area.under) for area in world.catalogue.areas.values())
    for one in world.catalogue.modules.values():
        yield ModuleNode(one.code, one.title, one.areas, one.prerequisites, one.formerly)


def overview_page(found: Overview, world: World) -> Iterator[Block]:
    """The overview as a tree: awards, what they are built from, how they stand to others."""
    yield Heading(said("Stacking graph, as of {day}", day=world.on), 1)
    awards = counted("{n} award", "{n} awards", len(found.awards))
    modules = counted("{n} module", "{n} modules", found.modules)
    areas = counted("{n} area", "{n} areas", found.areas)
    yield Line(listing((awards, modules, areas)))
    yield Gap()
    for award in found.awards:
        heading = said("{award}: {title}", award=award.award, title=award.title)
        yield from section(heading, _tree(award, world))
    loops = [
        Line(f"{loop} ({listing(str(at) for at in loop.at if at)})", "bad", 2)
        for loop in found.loops
    ]
    yield from section(said("Loops"), loops)
    yield from section(said("Modules that may count in no award"), _codes(found.idle))
    yield from section(said("Modules that are offered in no term"), _codes(found.never_offered))


def _codes(codes: tuple[str, ...]) -> list[Block]:
    if not codes:
        return []
    some = said("{codes}, …", codes=listing(codes[:12])) if len(codes) > 12 else listing(codes)
    return [Line(said("{n}: {codes}", n=len(codes), codes=some), "quiet", 2)]


def _tree(award: BuiltFrom, world: World) -> Iterator[Block]:
    number = counted("{n} module may count", "{n} modules may count", len(award.modules))
    facts: list[str] = [award.kind] if award.kind else []
    if award.size is not None:
        facts.append(said("{n} credits", n=amount_text(award.size)))
    if not award.in_force:
        facts.append(said("not in force on this day"))
    yield Line(listing((*facts, number)), "quiet", 2)
    rows: list[tuple[int, str]] = []
    parts: dict[str | None, list[Supply]] = {}
    for supply in award.supplies:
        parts.setdefault(supply.clause.part, []).append(supply)
    for part, supplies in parts.items():
        if part is not None:
            label = supplies[0].clause.part_label
            rows.append((0, said("{part}: {label}", part=part, label=label) if label else part))
        rows += [(part is not None, _supply(each)) for each in supplies]
    for link in award.rests_on:
        rows.append((0, _relation(relation_words(link.kind), link.other, world)))
    for id in award.again:
        rows.append((0, said("credit of {award} may count again in it", award=id)))
    for place in range(len(rows)):
        yield Line(_branch(rows[place:]), None, 2)


def _branch(rows: list[tuple[int, str]]) -> str:
    """The first of the rows behind its branch of the tree; the others come after it."""
    (depth, text), *later = rows
    last = all(below for below, _ in later)
    if not depth:
        return said("{mark} {text}", mark="└─" if last else "├─", text=text)
    ends = not later or not later[0][0]
    around = "  " if last else "│ "
    return said("{around} {mark} {text}", around=around, mark="└─" if ends else "├─", text=text)


def _supply(supply: Supply) -> str:
    number = counted("{n} module", "{n} modules", len(supply.modules))
    how = {
        "counts toward": said("from {modules}", modules=number),
        "is limited by": said("limits {modules}", modules=number),
        "is judged by": said("judges {modules}", modules=number),
    }[supply.clause.how]
    return said("{id}: {label} ({how})", id=supply.clause.id, label=supply.clause.label, how=how)


def _relation(words: str, award: str, world: World) -> str:
    title = world.title(award)
    return said("{relation} {award}, {title}", relation=words, award=award, title=title)
