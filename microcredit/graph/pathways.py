"""Every pathway from a module or an award to an award, or to each award of a kind."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Literal

from attrs import frozen

from microcredit.graph.built_from import relation_words
from microcredit.graph.counts_toward import counts_toward
from microcredit.graph.reuse import may_count_again
from microcredit.graph.stated import Link, Place
from microcredit.graph.world import World
from microcredit.wording.page import Block, Gap, Heading, Line
from microcredit.wording.said import counted, listing, said

MOST_PATHWAYS = 1_000
"""Pathways that are listed; of more it is said that there are more."""

LEADS = ("needs", "needs held", "includes", "builds on", "absorbs", "surrenders")
"""What an award says of one that it can follow from."""


@frozen
class Step:
    """A step from a module or award to an award: what the second says of the first, and where."""

    source: str
    target: str
    relations: tuple[str, ...]
    at: tuple[Place, ...]


@frozen
class Pathways:
    """Every way from ``start`` to ``end``, shortest first; none visits an award twice.

    ``end`` is an award's id or a kind of awards. ``more`` says that there are more than are
    listed."""

    start: str
    end: str
    what: Literal["award", "module"]
    pathways: tuple[tuple[Step, ...], ...]
    more: bool = False


def pathways(world: World, start: str, end: str) -> Pathways:
    """Every way from an award or a module to an award, or to each award of a kind.

    Raises ``LookupError`` where there is nothing of these names."""
    what: Literal["award", "module"] = "award"
    links = _leading(world)
    if start not in world.forms and start not in world.outside:
        found = counts_toward(world, start)
        what, start = "module", found.module
        for award in found.awards:
            places = tuple(
                each.at
                for each in found.clauses
                if each.award == award and each.how == "counts toward" and each.at
            )
            links[start, award] = Step(start, award, ("counts toward",), places)
    targets = _targets(world, end)
    for target in targets if start in world.forms else ():
        direct = (start, target)
        if start != target and direct not in links and may_count_again(world, start, target):
            links[direct] = Step(*direct, ("counts again in",), ())
    return _walked(start, end, what, targets, links)


def _walked(
    start: str,
    end: str,
    what: Literal["award", "module"],
    targets: tuple[str, ...],
    links: dict[tuple[str, str], Step],
) -> Pathways:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from([start, *targets])
    graph.add_edges_from(sorted(links))
    wanted = [target for target in targets if target != start]
    # Awards from which no target can be reached would be walked into in vain.
    useful = {start, *wanted}.union(*(nx.ancestors(graph, target) for target in wanted))
    graph = graph.subgraph(sorted(useful)).copy()
    found: list[tuple[Step, ...]] = []
    for target in wanted:
        left = MOST_PATHWAYS + 1 - len(found)
        for nodes in islice(nx.all_simple_paths(graph, start, target), left):
            found.append(tuple(links[pair] for pair in pairwise(nodes)))
    listed = sorted(found[:MOST_PATHWAYS], key=_order)
    return Pathways(start, end, what, tuple(listed), len(found) > MOST_PATHWAYS)


def _order(way: tuple[Step, ...]) -> tuple[int, tuple[str, ...]]:
    return len(way), tuple(step.target for step in way)


def _targets(world: World, end: str) -> tuple[str, ...]:
    if end in world.forms:
        return (end,)
    found = tuple(
        id for id in world.forms if any(f.standing.kind == end for f in world.editions(id))
    )
    if not found:
        raise LookupError(f"there is no award `{end}`, and none of that kind")
    return found


def _leading(world: World) -> dict[tuple[str, str], Step]:
    """The steps from award to award that the policies state."""
    links: dict[tuple[str, str], list[Link]] = {}
    for link in world.links:
        if link.kind in LEADS and link.other != link.award:
            links.setdefault((link.other, link.award), []).append(link)
    return {
        (source, target): Step(
            source,
            target,
            tuple(dict.fromkeys(link.kind for link in each)),
            tuple(dict.fromkeys(link.at for link in each)),
        )
        for (source, target), each in links.items()
    }


def pathways_page(found: Pathways, world: World) -> Iterator[Block]:
    """The answer as a page: each way, one step a line."""
    yield Heading(said("From {start} to {end}", start=found.start, end=found.end), 1)
    if not found.pathways:
        yield Line(said("Nothing that the policies say leads there."), "bad")
        return
    number = len(found.pathways)
    ways = counted("{n} pathway", "{n} pathways", number)
    if found.more:
        ways = said("the first {ways} of more", ways=ways)
    yield Line(ways)
    for place, way in enumerate(found.pathways, 1):
        yield Gap()
        yield Line(said("{number}. {start}", number=place, start=way[0].source))
        for depth, step in enumerate(way, 1):
            yield Line(_step(step, world), None, 3 * depth)


def _step(step: Step, world: World) -> str:
    where = "" if not step.at else said(" ({places})", places=listing(map(str, step.at)))
    words = listing(map(relation_words, step.relations), "and")
    title = world.title(step.target)
    if step.relations[0] in ("counts toward", "counts again in"):
        return said(
            "{relation} {award}, {title}{where}",
            relation=words,
            award=step.target,
            title=title,
            where=where,
        )
    return said(
        "{award}, {title}, {relation} it{where}",
        award=step.target,
        title=title,
        relation=words,
        where=where,
    )
