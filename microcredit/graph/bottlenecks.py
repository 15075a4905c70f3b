"""Bottlenecks: modules without which an award cannot be earned; and awards that no modules earn."""

from collections.abc import Iterator

from attrs import frozen

from microcredit.graph.stated import Named
from microcredit.graph.world import World
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, section
from microcredit.wording.said import counted, listing, said


@frozen
class Bottleneck:
    """A module without which the award cannot be earned, and where its policies name it."""

    module: str
    title: str
    named: tuple[Named, ...]


@frozen
class Narrow:
    """The bottlenecks of an award, in the catalogue's order.

    ``earned`` says whether it can be earned with all modules there are, and ``because`` why not, or
    why that is not known; ``unsure`` are modules of which it is not known whether it can be earned
    without them."""

    award: str
    earned: bool | None
    because: str
    bottlenecks: tuple[Bottleneck, ...]
    unsure: tuple[str, ...] = ()


@frozen
class Bottlenecks:
    """The bottlenecks of some awards."""

    awards: tuple[Narrow, ...]


@frozen
class OutOfReach:
    """An award that no set of the catalogue's modules earns, or of which that is not known."""

    award: str
    known: bool
    because: str


@frozen
class Unreachable:
    """The awards that no set of the catalogue's modules earns, of so many; and those of which that
    is not known."""

    looked_at: int
    awards: tuple[OutOfReach, ...]


def bottlenecks(world: World, award: str | None = None) -> Bottlenecks:
    """The bottlenecks of an award, or of all; raises ``LookupError`` where there is no such
    award.

    Only a module of the set that was found to earn the award can be one, and only if no other of
    its kind is left over; of each of these the engine decides whether the award can be earned
    without it."""
    if award is not None and award not in world.forms:
        raise LookupError(f"there is no award `{award}`")
    return Bottlenecks(tuple(_narrow(world, id) for id in ([award] if award else world.forms)))


def _narrow(world: World, award: str) -> Narrow:
    plain = world.reaching.of(award)
    if not plain.earned:
        return Narrow(award, plain.earned, plain.because, ())
    found: list[Bottleneck] = []
    unsure: list[str] = []
    positions = world.catalogue.positions
    for code in sorted(world.reaching.modules(award), key=positions.__getitem__):
        left = world.reaching.of(award, frozenset((code,)))
        if left.earned is None:
            unsure.append(code)
        elif left.earned is False:
            title = world.catalogue.modules[code].name
            found.append(Bottleneck(code, title, world.named_by.get(("module", code), ())))
    return Narrow(award, True, "", tuple(found), tuple(unsure))


def unreachable(world: World) -> Unreachable:
    """Every award that no set of the catalogue's modules earns."""
    reached = [world.reaching.of(award) for award in world.forms]
    return Unreachable(
        len(reached),
        tuple(
            OutOfReach(one.award, one.earned is False, one.because)
            for one in reached
            if not one.earned
        ),
    )


def bottlenecks_page(found: Bottlenecks, world: World) -> Iterator[Block]:
    """The answer as a page: the awards that have bottlenecks, and how many have none."""
    yield Heading(said("Modules without which an award cannot be earned"), 1)
    none = 0
    for each in found.awards:
        none += each.earned is True and not each.bottlenecks and not each.unsure
        heading = said("{award}: {title}", award=each.award, title=world.title(each.award))
        yield from section(heading, _narrow_lines(each))
    if none:
        yield Line(counted("{n} award has none", "{n} awards have none", none))


def _narrow_lines(narrow: Narrow) -> Iterator[Block]:
    if narrow.earned is False:
        yield Line(said("cannot be earned: {because}", because=narrow.because), "bad", 2)
    if narrow.earned is None:
        yield Line(said("not known: {because}", because=narrow.because), "unsure", 2)
    rows = [
        Row((each.module, each.title, listing(str(one.at) for one in each.named)))
        for each in narrow.bottlenecks
    ]
    yield Table(tuple(rows))
    if narrow.unsure:
        codes = listing(narrow.unsure)
        yield Line(said("not known of {modules}", modules=codes), "unsure", 2)


def unreachable_page(found: Unreachable, world: World) -> Iterator[Block]:
    """The answer as a page."""
    yield Heading(said("Awards that no modules of the catalogue earn"), 1)
    never = [each for each in found.awards if each.known]
    unsure = [each for each in found.awards if not each.known]
    if not never:
        yield Line(said("There are none."), "good")
    yield Table(tuple(Row((e.award, world.title(e.award), e.because), "bad") for e in never))
    yield Gap()
    rows = [Row((each.award, world.title(each.award), each.because), "unsure") for each in unsure]
    yield from section(said("Not known"), [Table(tuple(rows))])
    yield Line(counted("{n} award looked at", "{n} awards looked at", found.looked_at), "quiet")
