"""Circles: names that lead to one another, round to where they began."""

from collections.abc import Iterable, Iterator, Mapping

Links = Mapping[str, Iterable[str]]
"""For each name those that it leads to, sorted."""


def circles(links: Links) -> Iterator[tuple[str, ...]]:
    """For each group of names that lead to one another a shortest circle through its first name,
    from there round to it again."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(links))
    graph.add_edges_from((name, other) for name in sorted(links) for other in links[name])
    groups = (sorted(each) for each in nx.strongly_connected_components(graph))
    for group in sorted(groups):
        circle = _circle(links, group[0])
        if circle:
            yield circle


def _circle(links: Links, start: str) -> tuple[str, ...]:
    came: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for other in links.get(name, ()):
            if other not in came:
                came[other] = name
                queue.append(other)
    if start not in came:
        return ()
    walk = [start, came[start]]
    while walk[-1] != start:
        walk.append(came[walk[-1]])
    return tuple(reversed(walk))
