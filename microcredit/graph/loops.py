"""Loops: awards that stand to one another in a circle, and modules that are prerequisites of one
another."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from attrs import frozen

from microcredit.graph.circles import circles
from microcredit.graph.stated import Place
from microcredit.graph.world import World

KINDS: Mapping[str, tuple[str, ...]] = {
    "needs": ("needs", "needs held", "includes"),
    "builds on": ("builds on",),
    "absorbs": ("absorbs",),
    "surrenders": ("surrenders",),
}
"""The relations that make a circle, by what the circle is called."""


@frozen
class Loop:
    """A circle of awards, or of modules that are prerequisites: ``links`` lead from the first round
    to it again, and ``at`` says where each is written (none for what a catalogue says)."""

    kind: str
    links: tuple[str, ...]
    at: tuple[Place | None, ...]

    def __str__(self) -> str:
        return f" {self.kind} ".join(self.links)


def loops(world: World) -> tuple[Loop, ...]:
    """A shortest circle of each group of awards or modules that hang together in circles."""
    found: list[Loop] = []
    written: dict[tuple[str, str], Place | None]
    for kind, relations in KINDS.items():
        written = {}
        for link in world.links:
            if link.kind in relations:
                written.setdefault((link.award, link.other), link.at)
        found += _loops(kind, written)
    modules = world.catalogue.modules.values()
    written = {
        (one.code, before.code if (before := world.catalogue.module(code)) else code): None
        for one in modules
        for code in one.prerequisites
    }
    return (*found, *_loops("has as a prerequisite", written))


def _loops(kind: str, written: Mapping[tuple[str, str], Place | None]) -> Iterator[Loop]:
    links: dict[str, list[str]] = {}
    for name, other in sorted(written):
        links.setdefault(name, []).append(other)
    for circle in circles({name: tuple(others) for name, others in links.items()}):
        yield Loop(kind, circle, tuple(written[pair] for pair in pairwise(circle)))
