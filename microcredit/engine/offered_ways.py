"""Ways: how an edition of an award may hold with what is on offer, and what that costs at least."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine.asked import formulas, unmonotone
from microcredit.engine.budget import Budget
from microcredit.engine.case import Case, Placing, Tabled
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.offers import Kind, Offer
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation
from microcredit.engine.table import Weights


@frozen
class Edition:
    """An edition in force, the learner's situation with all decisions that bind to it, and what is
    on offer."""

    form: NormalForm
    situation: Situation
    kinds: tuple[Kind, ...]


@frozen
class Way:
    """One way in which the edition may hold; for each option what it costs in units of credits and
    in modules, and the offer that it takes.

    ``stacked`` says that the table is one of several awards: this one and those that it needs."""

    edition: Edition
    table: Tabled
    case: Case
    credits: tuple[int, ...]
    modules: tuple[int, ...]
    offers: tuple[Offer | None, ...]
    stacked: bool = False

    def placing(self, rows: Sequence[Weights], budget: Budget) -> Placing | None:
        """A placing under which these rows hold as well."""
        case = evolve(self.case, rows=(*self.case.rows, *rows))
        return decide(self.table, case, budget)

    def holds(self, placing: Placing) -> bool:
        """Whether the award is earned with what the placing takes, once all that follows from it is
        looked at: what else is earned by it, and what was studied."""
        if not self.stacked and not any(map(unmonotone, formulas(self.edition.form))):
            return True
        there, taken = self.edition.situation, self.taken(placing)
        replaced = {offer.instead_of for offer in taken}
        kept = [record for record in there.transcript.records if record.id not in replaced]
        records = (*kept, *(offer.record for offer in taken))
        return there.replaced(records, ()).earned(self.edition.form)

    def taken(self, placing: Placing) -> list[Offer]:
        """The offers that a placing takes."""
        return [offer for option in placing if (offer := self.offers[option]) is not None]

    def without(self, placing: Placing) -> "list[Way]":
        """This way in ways that leave something out of what the placing takes, so that no other has
        as much of the same kinds with the same grades."""
        looks = [None if offer is None else offer.look for offer in self.offers]
        numbers = Counter(offer.look for offer in self.taken(placing))
        return [
            evolve(self, case=evolve(self.case, rows=(*self.case.rows, row)))
            for look, number in numbers.items()
            for row in [at_most([int(mine == look) for mine in looks], number - 1)]
        ]

    def least(self, costs: tuple[int, ...], known: "Known") -> int | None:
        """What this costs at least, as far as the rows can tell one by one; none where one of them
        cannot hold. ``known`` keeps what was worked out for a row before."""
        table = self.table
        rows = [*self.case.rows, *(table.row(row) for row in musts(self.case.formulas))]
        most = 0
        for row in dict.fromkeys(
            row for row in rows if row.need > 0 or min(row.weights, default=0)
        ):
            if (row, costs) not in known:
                known[row, costs] = _least_cost(row, costs, table.options.groups)
            least = known[row, costs]
            if least is None:
                return None
            most = max(most, least)
        return most


Known = dict[tuple[Weights, tuple[int, ...]], int | None]
"""The least that rows cost by themselves, by what the options cost."""


def musts(formulas: Sequence[Formula]) -> Iterator[int]:
    """The rows that hold in any case."""
    for formula in formulas:
        match formula:
            case Met(row):
                yield row
            case Some(least, of) if least == len(of):
                yield from musts(of)
            case _:
                continue


def _least_cost(
    row: Weights, costs: Sequence[int], groups: Sequence[tuple[int, ...]]
) -> int | None:
    """The least that options can cost with which the row holds, if they could be taken in part."""
    need, paid = row.need, Counter[tuple[int, int]]()
    if need <= 0:
        return 0
    for group in groups:
        weight = max(0, *(row.weights[option] for option in group))
        cost = min(costs[option] for option in group)
        if weight and not cost:
            need -= weight
        elif weight:
            paid[weight, cost] += 1
    total = 0
    for weight, cost in sorted(paid, key=lambda pair: Fraction(pair[1], pair[0])):
        number = paid[weight, cost]
        if need <= number * weight:
            break
        need, total = need - number * weight, total + number * cost
    else:
        return total if need <= 0 else None
    return total - (-max(need, 0) * cost // weight)


def at_most(costs: Sequence[int], limit: int) -> Weights:
    """The row that says that the options taken cost no more than the limit."""
    return Weights(tuple(-cost for cost in costs), -limit, Fraction(1))
