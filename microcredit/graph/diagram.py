"""Diagrams: boxes and arrows that answers are drawn as, before anybody draws them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from attrs import evolve, field, frozen

from microcredit.graph.built_from import BuiltFrom, Supply, built_from, relation_words
from microcredit.graph.clauses import Clause
from microcredit.graph.counts_toward import CountsToward
from microcredit.graph.overview import Overview
from microcredit.graph.pathways import Pathways
from microcredit.graph.world import World
from microcredit.model.credit import amount_text
from microcredit.model.module import Module
from microcredit.wording.said import Language, counted, listing, said, translated

BoxKind = Literal["award", "outside", "part", "modules", "module"]
MOST_TOPS = 3
"""Areas that a box of modules names."""
FEW = 4
"""So many modules are named in their box, whoever asks."""
FEW_AWARDS = 12
"""Of so many awards it is drawn whose credit may count again, though nothing says so."""
FLOW = (
    "counts toward",
    "part of",
    "needs",
    "needs held",
    "includes",
    "builds on",
    "absorbs",
    "surrenders",
    "counts again in",
    "prerequisite",
)
"""Relations in which one thing leads to the other."""
OTHERS = ("needs not", "asks about", "bars", "shares")
"""Relations in which one award only says something of the other."""


@frozen
class Box:
    """A box with a title and lines below it; ``id`` is its own in the diagram."""

    id: str
    kind: BoxKind
    title: str
    lines: tuple[str, ...] = ()


@frozen
class Arrow:
    """An arrow between two boxes; ``relation`` is one of those in ``relation_words``, or ``part
    of``, and ``words`` are written beside it."""

    source: str
    target: str
    relation: str
    words: str = ""


@frozen
class Diagram:
    """Boxes and arrows, in an order that does not depend on how they were found."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


@frozen
class _Drawn:
    world: World
    every_module: bool
    boxes: dict[str, Box] = field(factory=dict)
    arrows: dict[tuple[str, str, str], list[str]] = field(factory=dict)

    def arrow(self, source: str, target: str, relation: str, words: str = "") -> None:
        beside = self.arrows.setdefault((source, target, relation), [])
        if words and words not in beside:
            beside.append(words)

    def diagram(self, title: str) -> Diagram:
        arrows = (Arrow(*key, listing(words)) for key, words in sorted(self.arrows.items()))
        return Diagram(title, tuple(self.boxes[id] for id in sorted(self.boxes)), tuple(arrows))

    def award(self, id: str) -> str:
        name = f"award {id}"
        if name in self.boxes:
            return name
        if id not in self.world.forms:
            outside = (id, said("conferred elsewhere"))
            self.boxes[name] = Box(name, "outside", self.world.title(id), outside)
            return name
        form = self.world.editions(id)[0]
        facts: list[str] = [form.standing.kind] if form.standing.kind else []
        if form.size is not None:
            facts.append(said("{n} credits", n=amount_text(form.size)))
        self.boxes[name] = Box(name, "award", form.title, (id, listing(facts)) if facts else (id,))
        return name

    def part(self, award: str, part: str | None) -> str:
        """The box of a part, with the parts around it; of the award itself where it is none."""
        if part is None:
            return self.award(award)
        name = f"part {award} {part}"
        if name not in self.boxes:
            form = self.world.editions(award)[0]
            found = next((one for one in form.parts[1:] if one.id == part), None)
            label = found.label if found else None
            inside = said("part of {award}", award=award)
            lines = (part, inside) if label else (inside,)
            self.boxes[name] = Box(name, "part", label or part, lines)
            around = form.parts[found.parent].id if found and found.parent else None
            self.arrow(name, self.part(award, around), "part of")
        return name

    def supply(self, supply: Supply) -> None:
        """Modules that flow into a line, as one box for each set of them."""
        if supply.clause.how != "counts toward":
            return
        name = self.modules(supply.modules)
        target = self.part(supply.clause.award, supply.clause.part)
        self.arrow(name, target, "counts toward", _short(supply.clause))

    def modules(self, codes: Sequence[str]) -> str:
        known = f"modules {' '.join(codes)}"
        if known in self.boxes:
            return known
        catalogue = self.world.catalogue
        found = [catalogue.modules[code] for code in codes]
        lines: list[str] = []
        if len(codes) == len(catalogue.modules) and len(codes) > FEW:
            title: str = said("any of {n} modules", n=len(codes))
        else:
            title = counted("{n} module", "{n} modules", len(codes))
        tops = self._tops(found)
        if tops and len(tops) <= MOST_TOPS:
            lines.append(listing(tops))
        elif tops:
            lines.append(counted("in {n} area", "in {n} areas", len(tops)))
        if self.every_module or len(codes) <= FEW:
            lines.append(listing(codes))
        self.boxes[known] = Box(known, "modules", title, tuple(lines))
        return known

    def _tops(self, modules: Sequence[Module]) -> list[str]:
        """The areas at the top that all the modules stand under; where none is, every one."""
        each = [{self._top(area) for area in one.areas} for one in modules]
        common = set.intersection(*each) if each else set()
        return sorted(common or set().union(*each))

    def _top(self, name: str) -> str:
        area = self.world.catalogue.areas.get(name)
        seen = {name}
        while area is not None and area.under is not None and area.under not in seen:
            seen.add(area.under)
            name = area.under
            area = self.world.catalogue.areas.get(name)
        return name

    def relations(self, of: Iterable[BuiltFrom], *, again: bool, follows: bool = False) -> None:
        for one in of:
            links = (*one.rests_on, *(one.followed_by if follows else ()))
            for link in links:
                if link.kind in FLOW:
                    pair = self.award(link.other), self.award(link.award)
                else:
                    pair = self.award(link.award), self.award(link.other)
                self.arrow(*pair, link.kind)
            for smaller in one.again if again else ():
                source, target = self.award(smaller), self.award(one.award)
                if not any((source, target, kind) in self.arrows for kind in FLOW):
                    self.arrow(source, target, "counts again in")


def _short(clause: Clause) -> str:
    """A line's id, as far as it is the author's own; else its words."""
    own, _, number = clause.id.rpartition(".")
    return clause.label if own and number.isdigit() else clause.id


def overview_diagram(found: Overview, world: World, *, every_module: bool = False) -> Diagram:
    """All awards with their parts and what flows into them."""
    drawn = _Drawn(world, every_module)
    for award in found.awards:
        drawn.award(award.award)
        for supply in award.supplies:
            drawn.supply(supply)
    drawn.relations(found.awards, again=len(found.awards) <= FEW_AWARDS)
    return drawn.diagram(said("Stacking graph, as of {day}", day=world.on))


def built_from_diagram(found: BuiltFrom, world: World, *, every_module: bool = False) -> Diagram:
    """One award with what flows into it, and the awards beside it."""
    drawn = _Drawn(world, every_module)
    drawn.award(found.award)
    for supply in found.supplies:
        drawn.supply(supply)
    larger = [built_from(world, id) for id in found.again_in]
    drawn.relations([found], again=True, follows=True)
    for one in larger:
        drawn.arrow(drawn.award(found.award), drawn.award(one.award), "counts again in")
    return drawn.diagram(said("{award}: {title}", award=found.award, title=found.title))


def counts_toward_diagram(found: CountsToward, world: World) -> Diagram:
    """A module with the parts and awards that it counts toward, and its prerequisites."""
    drawn = _Drawn(world, every_module=True)
    module = _module(drawn, found.module)
    for clause in found.clauses:
        if clause.how == "counts toward":
            target = drawn.part(clause.award, clause.part)
            drawn.arrow(module, target, "counts toward", _short(clause))
    for code in found.prerequisites:
        drawn.arrow(_module(drawn, code), module, "prerequisite")
    for code in found.opens:
        drawn.arrow(module, _module(drawn, code), "prerequisite")
    return drawn.diagram(said("What {module} counts toward", module=found.module))


def pathways_diagram(found: Pathways, world: World) -> Diagram:
    """Every step of the pathways, once."""
    drawn = _Drawn(world, every_module=True)
    name = drawn.award if found.what == "award" else lambda code: _module(drawn, code)
    name(found.start)
    for step in (step for way in found.pathways for step in way):
        source = name(step.source) if step.source == found.start else drawn.award(step.source)
        for relation in step.relations:
            drawn.arrow(source, drawn.award(step.target), relation)
    return drawn.diagram(said("From {start} to {end}", start=found.start, end=found.end))


def _module(drawn: _Drawn, code: str) -> str:
    module = drawn.world.catalogue.module(code)
    name = f"module {module.code if module else code}"
    if name not in drawn.boxes:
        title, lines = (module.name, (module.code,)) if module else (code, ())
        drawn.boxes[name] = Box(name, "module", title, lines)
    return name


def arrow_words(relation: str) -> str:
    """What an arrow means, from its source to its target."""
    match relation:
        case "part of":
            return said("is a part of")
        case "counts toward":
            return said("counts toward")
        case "prerequisite":
            return said("is a prerequisite of")
        case "counts again in":
            return said("its credit may count again in")
        case "needs" | "includes":
            return said("is required by")
        case "needs held":
            return said("is required, held before, by")
        case "builds on":
            return said("is built on by")
        case "absorbs":
            return said("is absorbed by")
        case "surrenders":
            return said("is surrendered for")
        case _:
            return relation_words(relation)


def used(diagram: Diagram) -> Iterator[str]:
    """The relations of the arrows in a diagram, in the order of a legend."""
    there = {arrow.relation for arrow in diagram.arrows}
    return (relation for relation in (*FLOW, *OTHERS) if relation in there)


def in_language(diagram: Diagram, language: Language) -> Diagram:
    """The diagram with all that is written in it in a language."""

    def told(text: str) -> str:
        return translated(text, language)

    return Diagram(
        told(diagram.title),
        tuple(
            evolve(box, title=told(box.title), lines=tuple(map(told, box.lines)))
            for box in diagram.boxes
        ),
        tuple(evolve(arrow, words=told(arrow.words)) for arrow in diagram.arrows),
    )
