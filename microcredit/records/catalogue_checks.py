"""What a catalogue's modules and areas must be to one another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from attrs import field, frozen

from microcredit.errors import CatalogueError, Problem, StackingCycleError
from microcredit.records.cells import did_you_mean
from microcredit.records.columns import Place


@frozen
class Listed:
    """A module or an area as far as it could be read, by the names of its columns."""

    place: Place
    values: Mapping[str, Any]
    facts: Mapping[str, str] = field(factory=dict)

    def names(self, column: str) -> tuple[str, ...]:
        """The names that the column lists, or its only one."""
        found = self.values.get(column, ())
        return (found,) if isinstance(found, str) else found


Cycle = tuple[tuple[str, ...], Problem]
"""Names in a circle, from the first round to it again, and what is said of them."""


class CatalogueCycleError(StackingCycleError):
    """Areas that are under one another in a circle, or modules that are prerequisites of one
    another, among all else that is wrong; ``links`` are those of the first circle."""

    def __init__(self, cycles: Sequence[Cycle], others: Iterable[Problem]) -> None:
        self.links = cycles[0][0]
        CatalogueError.__init__(self, [*others, *(problem for _, problem in cycles)])


def check(modules: Sequence[Listed], areas: Sequence[Listed]) -> list[Problem]:
    """What is wrong between them, all but circles of areas."""
    codes = [code for module in modules for code in module.names("code")]
    former = [code for module in modules for code in module.names("formerly")]
    names = [name for area in areas for name in area.names("area")]
    return [
        *_twice(modules, "code", "module"),
        *_twice(areas, "area", "area"),
        *_former_codes(modules),
        *_unknown(modules, "areas", names, "area"),
        *_unknown(areas, "under", names, "area"),
        *_unknown(modules, "prerequisites", [*codes, *former], "module"),
        *_own_prerequisites(modules),
    ]


def area_cycles(areas: Sequence[Listed]) -> list[Cycle]:
    """Each circle of areas, from the first of its areas in the file round to that one again."""
    listed = {name: area for area in reversed(areas) for name in area.names("area")}
    done: set[str] = set()
    cycles = []
    for start in reversed(listed):
        walked: dict[str, None] = {}
        name = start
        while name in listed and name not in done:
            done.add(name)
            walked[name] = None
            name = listed[name].values.get("under", "")
        if name in walked:
            ring = list(walked)[list(walked).index(name) :]
            links = (*ring, name)
            said = "areas are under one another in a circle: "
            said += ", which is under ".join(f"`{link}`" for link in links)
            cycles.append((links, listed[name].place.problem(said, column="under")))
    return cycles


def prerequisite_cycles(modules: Sequence[Listed]) -> list[Cycle]:
    """A shortest circle of prerequisites through each module that is in one and in none before, in
    the order of the file; a module that is its own is no circle of these."""
    listed = {code: module for module in reversed(modules) for code in module.names("code")}
    present = {
        old: code for code, module in listed.items() for old in module.names("formerly")
    } | dict.fromkeys(listed)
    needs = {
        code: [
            other
            for name in module.names("prerequisites")
            if (other := present.get(name) or name) in listed and other != code
        ]
        for code, module in reversed(listed.items())
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError:
        pass
    else:
        return []
    done: set[str] = set()
    cycles = []
    for code in needs:
        links = () if code in done else _circle(code, needs, done)
        done.update(links or (code,))
        if links:
            said = "modules are prerequisites of one another in a circle: "
            said += ", which has the prerequisite ".join(f"`{link}`" for link in links)
            cycles.append((links, listed[code].place.problem(said, column="prerequisites")))
    return cycles


def _circle(start: str, needs: Mapping[str, Sequence[str]], done: set[str]) -> tuple[str, ...]:
    came: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for other in needs[name]:
            if other not in came and other not in done:
                came[other] = name
                queue.append(other)
        if start in came:
            break
    if start not in came:
        return ()
    walk = [start, came[start]]
    while walk[-1] != start:
        walk.append(came[walk[-1]])
    return tuple(reversed(walk))


def _twice(listed: Iterable[Listed], column: str, kind: str) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for one in listed:
        for name in one.names(column):
            if name in first:
                said = f"the {kind} `{name}` is already at {first[name]}"
                yield one.place.problem(said, column=column)
            first.setdefault(name, one.place)


def _former_codes(modules: Sequence[Listed]) -> Iterator[Problem]:
    present = {code: module.place for module in modules for code in module.names("code")}
    first: dict[str, Place] = {}
    for module in modules:
        for code in module.names("formerly"):
            if code in present:
                said = f"the former code `{code}` is the present code of the module"
                yield module.place.problem(f"{said} at {present[code]}", column="formerly")
            elif code in first:
                said = f"the former code `{code}` is also that of the module at {first[code]}"
                yield module.place.problem(said, column="formerly")
            first.setdefault(code, module.place)


def _unknown(
    listed: Iterable[Listed], column: str, known: Sequence[str], kind: str
) -> Iterator[Problem]:
    there = set(known)
    found = [(one, name) for one in listed for name in one.names(column) if name not in there]
    for one, name in found:
        hint = did_you_mean(name, known) if len(found) <= 100 else None
        yield one.place.problem(f"unknown {kind} `{name}`", column=column, hint=hint)


def _own_prerequisites(modules: Iterable[Listed]) -> Iterator[Problem]:
    for module in modules:
        own = {*module.names("code"), *module.names("formerly")}
        for code in module.names("prerequisites"):
            if code in own:
                said = f"the module `{code}` is a prerequisite of itself"
                yield module.place.problem(said, column="prerequisites")
