"""Awards together: what can be conferred at once, as a frozen value and as an adviser reads it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import field, frozen

from microcredit.engine.plain_decisions import resting_on
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, section, table
from microcredit.wording.plain import plain
from microcredit.wording.said import Said, counted, listing, said, series


@frozen
class Placed:
    """An award of the set, with its title and, for each counted record, the parts that hold it."""

    award: str
    edition: str
    title: str
    allocation: Mapping[str, tuple[str, ...]]


@frozen
class LeftOut:
    """An award that is earned by itself and not of the set, and why.

    ``beside`` are the awards of the set beside which it cannot stand; none where it is not they
    that keep it out."""

    award: str
    because: str
    beside: tuple[str, ...] = ()


@frozen
class Together:
    """The best set of awards that can be conferred at once, highest rank first; ``print`` gives
    the report.

    ``absorbed`` are awards that the set rests on and that are not conferred beside those that
    absorb them; ``held`` those that the learner holds already, which are not of the set;
    ``decisions`` the ids of those that it rests on. ``bounds`` says which limit of the search was
    reached, if one was: where ``awards`` is empty, nothing is said of the set then."""

    learner: str
    on: date
    awards: tuple[Placed, ...]
    absorbed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    decisions: tuple[str, ...] = ()
    bounds: str | None = None
    held: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def conferred(self) -> tuple[str, ...]:
        """The ids of the awards to confer, highest rank first."""
        return tuple(each.award for each in self.awards if each.award not in self.absorbed)

    def __str__(self) -> str:
        return report(self)


def report(together: Together) -> str:
    """The whole report: what to confer, what each award counts, what is left out and why."""
    return plain(together_page(together))


def together_page(together: Together) -> Iterator[Block]:
    """The report as a page."""
    yield Heading(said("Together", context="heading"), 1)
    learner, day = together.learner, together.on
    yield from (Line(said("Learner {learner}, as of {day}", learner=learner, day=day)), Gap())
    yield Line(_gist(together))
    conferred = [each for each in together.awards if each.award in together.conferred]
    yield Table(tuple(Row((each.award, each.title), "good") for each in conferred))
    yield Gap()
    for each in together.awards:
        yield Heading(said("Counted for {award}", award=each.award))
        yield table(
            (record, _where(record, parts, each, together.awards))
            for record, parts in each.allocation.items()
        )
        yield Gap()
    yield from _left_out(together)
    yield from _rest(together)


def summary(together: Together) -> Iterator[str]:
    """What to confer on one line, and on one more each what is left out and what is to know."""
    for block in summary_blocks(together):
        yield plain([block])


def summary_blocks(together: Together) -> Iterator[Line]:
    """The summary as lines of a page."""
    awards = listing(together.conferred)
    if not awards:
        awards = said("not known") if together.bounds else said("no award")
    yield Line(resting_on(said("Together: {awards}", awards=awards), together.decisions))
    for each in together.left_out:
        yield Line(said("without {award}: {why}", award=each.award, why=each.because), indent=2)
    if together.absorbed:
        yield Line(said("absorbed: {awards}", awards=listing(together.absorbed)), indent=2)
    if together.bounds is not None:
        yield Line(said("limit reached: {limit}", limit=together.bounds), indent=2)


def _gist(together: Together) -> Said:
    match together.conferred:
        case () if together.bounds is not None:
            return said("Which awards can be conferred at once is not known.")
        case () if together.left_out:
            return said("None of the awards that are earned can be conferred.")
        case () if together.held:
            return said("No award is earned that is not held already.")
        case ():
            return said("No award is earned, so there is none to confer.")
        case (_,):
            return said("This award can be conferred:")
        case _:
            return said("These awards can be conferred at once, highest rank first:")


def _where(record: str, parts: Sequence[str], counting: Placed, awards: Sequence[Placed]) -> str:
    """The parts of the award that hold the record, and the other awards that count it."""
    others = [each.award for each in awards if each is not counting and record in each.allocation]
    words = [said("in {parts}", parts=listing(parts))] if parts else []
    words += [said("also for {awards}", awards=listing(others))] if others else []
    return series(words)


def _left_out(together: Together) -> Iterator[Block]:
    titles = {each.award: each.title for each in together.awards}
    yield from section(
        said("Absorbed: earned, and not conferred beside the award that absorbs it"),
        [table((award, titles[award]) for award in together.absorbed)],
    )
    yield from section(
        said("Left out, though earned"),
        [table((each.award, each.because) for each in together.left_out)],
    )


def _rest(together: Together) -> Iterator[Block]:
    if together.held:
        yield Line(said("Already held: {awards}.", awards=listing(together.held)))
    if together.decisions:
        ids, count = listing(together.decisions), len(together.decisions)
        text = counted("Rests on decision: {ids}.", "Rests on decisions: {ids}.", count, ids=ids)
        yield Line(text)
    if together.bounds is not None:
        yield Line(said("Limit reached: {limit}.", limit=together.bounds))
