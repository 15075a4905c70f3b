"""Every way in which an edition may hold with what is on offer: beside the awards that it needs,
and without those that it shuns."""

from collections.abc import Callable, Iterator, Sequence

from microcredit.engine.budget import Budget
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
