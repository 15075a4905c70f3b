"""What breaks if a module is withdrawn, or an area renamed."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import frozen

from microcredit.graph.bottlenecks import OutOfReach
from microcredit.graph.stated import Named
from microcredit.graph.world import World
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Heading, Line, Row, Table, section
from microcredit.wording.said import counted, listing, said


@frozen
class Less:
    """An award with the credits of the modules that may count in it, before and after."""

    award: str
    before: Fraction
    after: Fraction


@frozen
class Withdrawal:
    """What breaks if a module is withdrawn.

    ``named`` are the lines that name it and would be refused; ``lost`` the awards that nobody could
    earn any more, or of which that is not known; ``less`` those with fewer credits on offer;
    ``dangling`` the modules of which it is a prerequisite."""

    module: str
    title: str
    named: tuple[Named, ...]
    lost: tuple[OutOfReach, ...]
    less: tuple[Less, ...]
    dangling: tuple[str, ...]


@frozen
class Renaming:
    """What breaks if an area is renamed in the catalogue.

    ``named`` are the lines that name it and would be refused; ``below`` the areas directly under
    it, and ``modules`` those that stand in it, whose entries name it as well. ``taken`` says that
    the catalogue has an area of the new name already."""

    old: str
    new: str
    taken: bool
    named: tuple[Named, ...]
    below: tuple[str, ...]
    modules: tuple[str, ...]

    @property
    def awards(self) -> tuple[str, ...]:
        """The ids of the awards that would not check any more."""
        return tuple(dict.fromkeys(one.award for one in self.named))


def withdrawn(world: World, code: str) -> Withdrawal:
    """What breaks without the module; raises ``LookupError`` where there is none of this code."""
    module = world.catalogue.module(code)
    if module is None:
        raise LookupError(f"there is no module `{code}`")
    code = module.code
    lost: list[OutOfReach] = []
    less: list[Less] = []
    for award in world.forms:
        form = world.editions(award)[0]
        shelf = world.shelf(form)
        held, gone = world.held(form), shelf.of((code,))
        if held & gone:
            before = shelf.sum(held)
            less.append(Less(award, before, before - shelf.sum(gone)))
        if world.reaching.of(award).earned is False:
            continue
        left = world.reaching.of(award, frozenset((code,)))
        if not left.earned:
            lost.append(OutOfReach(award, left.earned is False, left.because))
    return Withdrawal(
        module=code,
        title=module.name,
        named=world.named_by.get(("module", code), ()),
        lost=tuple(lost),
        less=tuple(less),
        dangling=tuple(
            one.code
            for one in world.catalogue.modules.values()
            if {code, *module.formerly} & {*one.prerequisites}
        ),
    )


def renamed(world: World, old: str, new: str) -> Renaming:
    """What breaks if the area is called something else; raises ``LookupError`` where there is no
    such area."""
    areas = world.catalogue.areas
    if old not in areas:
        raise LookupError(f"there is no area `{old}`")
    return Renaming(
        old=old,
        new=new,
        taken=new in areas and new != old,
        named=world.named_by.get(("area", old), ()),
        below=tuple(area.name for area in areas.values() if area.under == old),
        modules=tuple(one.code for one in world.catalogue.modules.values() if old in one.areas),
    )


def withdrawn_page(found: Withdrawal, world: World) -> Iterator[Block]:
    """The answer as a page: what could not be earned, the lines to mend, and what becomes less."""
    heading = said("If {module}, {title}, is withdrawn", module=found.module, title=found.title)
    yield Heading(heading, 1)
    if not (found.named or found.lost or found.less or found.dangling):
        yield Line(said("Nothing breaks."), "good")
        return
    lost = [
        Row((one.award, world.title(one.award), one.because), "bad" if one.known else "unsure")
        for one in found.lost
    ]
    yield from section(said("Awards that could not be earned any more"), [Table(tuple(lost))])
    yield from section(said("Lines that name it, and would be refused"), named_lines(found.named))
    if found.dangling:
        dangling = [Line(listing(found.dangling), None, 2)]
        yield from section(said("Modules of which it is a prerequisite"), dangling)
    rows = [
        Row(
            (
                one.award,
                world.title(one.award),
                said(
                    "{before} credits on offer become {after}",
                    before=amount_text(one.before),
                    after=amount_text(one.after),
                ),
            )
        )
        for one in found.less
    ]
    yield from section(said("Awards in which it may count"), [Table(tuple(rows))])


def renamed_page(found: Renaming) -> Iterator[Block]:
    """The answer as a page: the lines to mend, then what the catalogue says of the area."""
    yield Heading(said("If the area {old} becomes {new}", old=found.old, new=found.new), 1)
    if found.taken:
        taken = said(
            "The catalogue has an area {new} already: the two would become one.", new=found.new
        )
        yield Line(taken, "bad")
    if not (found.named or found.below or found.modules):
        yield Line(said("Nothing breaks."), "good")
        return
    yield from section(said("Lines that name it, and would be refused"), named_lines(found.named))
    if found.below:
        below = [Line(listing(found.below), None, 2)]
        yield from section(said("Areas of the catalogue that are under it"), below)
    if found.modules:
        modules = counted(
            "{n} module stands in it: {codes}",
            "{n} modules stand in it: {codes}",
            len(found.modules),
            codes=_some(found.modules),
        )
        yield from section(said("Modules of the catalogue"), [Line(modules, None, 2)])


def _some(codes: tuple[str, ...]) -> str:
    return listing(codes) if len(codes) <= 12 else said("{codes}, …", codes=listing(codes[:12]))


def named_lines(named: Iterable[Named]) -> list[Block]:
    """Lines of policies as a table: where, of which award, and the author's words."""
    rows = {(str(one.at), one.award, one.words): None for one in named}
    return [Table(tuple(Row(row) for row in rows))]
