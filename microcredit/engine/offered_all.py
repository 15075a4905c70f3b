"""Every way in which an edition may hold with what is on offer: beside the awards that it needs,
and without those that it shuns."""

from collections.abc import Callable, Iterator, Sequence

from microcredit.engine.budget import Budget
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.normal_form import Binding
from microcredit.engine.offered_apart import apart
from microcredit.engine.offered_stack import stacked, wanting
from microcredit.engine.offered_ways import Edition, Way
from microcredit.engine.offers import Offer, Opened, opened

Cost = Callable[[Offer | None], int]
"""What an offer costs in whole units, nothing where it is none"""


def every_way(
    edition: Edition, offers: Sequence[Offer], cost: Cost, budget: Budget
) -> Iterator[Way]:
    """The ways of the edition; those that choose the least demanding names come first."""
    yield from apart(list(_ways(edition, offers, cost, budget)), edition, offers)


def _ways(edition: Edition, offers: Sequence[Offer], cost: Cost, budget: Budget) -> Iterator[Way]:
    if wanting(edition):
        yield from stacked(edition, offers, cost, budget)
        return
    seen = opened(edition.form, edition.situation, offers)
    for binding in reversed(list(seen.view.bindings())):
        yield from ways_under(edition, seen, binding, cost, budget)


def ways_under(
    edition: Edition, seen: Opened, binding: Binding, cost: Cost, budget: Budget
) -> Iterator[Way]:
    """The ways of the edition by itself under these names, with what is on offer opened."""
    costs = tuple(map(cost, seen.offers))
    question = seen.view.question(binding, edition.situation.truth(edition.form))
    for case in question.cases():
        records = question.table.options.records
        budget.spend(1 + len(records) * len(case.formulas) // 8)
        yield Way(
            edition,
            question.table,
            case,
            tuple(costs[record] for record in records),
            tuple(int(seen.offers[record] is not None) for record in records),
            tuple(seen.offers[record] for record in records),
        )


def weakest(ways: Sequence[Way]) -> list[Way]:
    """The ways without those that ask for all that another one asks for, of the same options."""
    kept: list[tuple[Way, frozenset[object]]] = []
    for way in ways:
        asked = frozenset(_asked(way))
        if not any(
            other.offers == way.offers
            and other.table.options.placings == way.table.options.placings
            and other.table.options.groups == way.table.options.groups
            and other.case.left <= way.case.left
            and needed <= asked
            for other, needed in kept
        ):
            kept.append((way, asked))
    return [way for way, _ in kept]


def _asked(way: Way) -> Iterator[object]:
    """What must hold, each row as itself, so that it is the same under another binding."""
    case = way.case
    yield "banned", case.banned
    yield from case.rows
    for force in case.taken:
        yield "taken", force
    for formula in case.formulas:
        yield from _musts(way, formula)


def _musts(way: Way, formula: Formula) -> Iterator[object]:
    match formula:
        case Met(row):
            yield way.table.row(row)
        case Some(least, of) if least == len(of):
            for each in of:
                yield from _musts(way, each)
        case _:
            yield _written(way, formula)


def _written(way: Way, formula: Formula) -> object:
    match formula:
        case Met(row):
            return way.table.row(row)
        case Some(least, of):
            return least, tuple(_written(way, each) for each in of)
        case _:
            raise AssertionError("a case has rows and choices only")
