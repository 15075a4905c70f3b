"""What a module counts toward, and under which clauses."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from microcredit.graph.clauses import Clause, clauses
from microcredit.graph.world import World
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, section
from microcredit.wording.said import counted, listing, said


@frozen
class CountsToward:
    """Every line of an award in force that a module counts toward, is limited by or is judged by.

    ``areas`` are its own, ``above`` those that they are under; ``opens`` are the modules of which
    it is a prerequisite. ``offered`` is false where the catalogue gives terms and this module
    none."""

    module: str
    title: str
    credits: Fraction
    level: int | None
    areas: tuple[str, ...]
    above: tuple[str, ...]
    formerly: tuple[str, ...]
    prerequisites: tuple[str, ...]
    opens: tuple[str, ...]
    offered: bool
    clauses: tuple[Clause, ...]

    @property
    def awards(self) -> tuple[str, ...]:
        """The ids of the awards that it counts toward, sorted."""
        return tuple(sorted({each.award for each in self.clauses if each.how == "counts toward"}))


def counts_toward(world: World, code: str) -> CountsToward:
    """What the module of this code, or that formerly had it, counts toward.

    Raises ``LookupError`` where the catalogue has none."""
    module = world.catalogue.module(code)
    if module is None:
        raise LookupError(f"there is no module `{code}`")
    bit = 1 << world.catalogue.positions[module.code]
    found = [
        clause
        for award in world.forms
        for form in world.editions(award)
        for clause, modules in clauses(form, world.shelf(form))
        if modules & bit
    ]
    modules = world.catalogue.modules.values()
    return CountsToward(
        module=module.code,
        title=module.name,
        credits=module.credits,
        level=module.level,
        areas=tuple(map(world.catalogue.area_name, module.areas)),
        above=tuple(map(world.catalogue.area_name, _above(world, module.areas))),
        formerly=module.formerly,
        prerequisites=module.prerequisites,
        opens=tuple(
            one.code for one in modules if {module.code, *module.formerly} & {*one.prerequisites}
        ),
        offered=bool(module.terms) or not any(one.terms for one in modules),
        clauses=tuple(found),
    )


def _above(world: World, areas: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in areas:
        area = world.catalogue.areas.get(name)
        while area is not None and area.under is not None and area.under not in found:
            found[area.under] = None
            area = world.catalogue.areas.get(area.under)
    return tuple(found)


def counts_toward_page(found: CountsToward, world: World) -> Iterator[Block]:
    """The answer as a page: the module, then each award with its lines."""
    yield Heading(said("{id}  {title}", id=found.module, title=found.title), 1)
    credits = amount_text(found.credits)
    line = counted("{n} credit", "{n} credits", 1 if found.credits == 1 else 2, n=credits)
    level = "" if found.level is None else said(", level {level}", level=found.level)
    yield Line(said("{credits}{level}", credits=line, level=level))
    if found.areas:
        yield Line(said("in {areas}", areas=listing(found.areas)))
    if found.above:
        yield Line(said("under {areas}", areas=listing(found.above)))
    if found.formerly:
        yield Line(said("formerly {codes}", codes=listing(found.formerly)))
    if found.prerequisites:
        yield Line(said("prerequisites: {codes}", codes=listing(found.prerequisites)))
    if found.opens:
        yield Line(said("a prerequisite of {codes}", codes=listing(found.opens)))
    if not found.offered:
        yield Line(said("offered in no term"), "unsure")
    yield Gap()
    if not found.awards:
        yield Line(said("It counts toward no award."), "bad")
    for award in dict.fromkeys(each.award for each in found.clauses):
        lines = [each for each in found.clauses if each.award == award]
        heading = said("{award}: {title}", award=award, title=world.title(award))
        yield from section(heading, [Table(tuple(map(clause_row, lines)))])


def clause_row(clause: Clause) -> Row:
    """A line of an award as a row: what it does, its id and part, its words, where it is."""
    how = {
        "counts toward": said("counts toward"),
        "is limited by": said("is limited by"),
        "is judged by": said("is judged by"),
    }[clause.how]
    where = str(clause.at) if clause.at else ""
    return Row((how, clause.id, clause.label, where))
