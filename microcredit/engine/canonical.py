"""The canonical placing: of all that work the one that every run, and every engine, shows.

Lexicographic optimisation by probing: each line of the order is settled by asking the search
whether something better still works, and then kept as a row of its own. The lines are those of the
language reference: fewest credits; most credits on the earliest expiry date, then on the next; the
set that holds the first record on which two differ; fewest placings; parts in the order written.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.case import Case, Placing, Tabled, meets
from microcredit.engine.formulas import Term
from microcredit.engine.search import decide
from microcredit.engine.table import Table, Weights, scaled

ZERO = Fraction(0)


@frozen
class Best:
    """The best placing found, a case that it meets, and whether no other one can be better."""

    placing: Placing
    case: Case
    settled: bool


@frozen
class Lens:
    """One award's part in a table that may be of several.

    ``choices`` gives the award's own option for each option of the table, none where it takes none;
    ``expires`` each candidate's last valid day, ``prefers`` what to have most of instead of the
    days that come first. Candidates are in the catalogue's order."""

    table: Table
    choices: tuple[int | None, ...]
    expires: Sequence[date | None]
    prefers: Sequence[Term]


FREE_OPTIONS = 1_000
"""Options that every probe looks at for nothing; each one more is a step. There are as many probes
as there are lines in the order, so for ten thousand records they would take for ever."""

MOST_TOLL = 20_000


def canonical(
    table: Table,
    cases: Sequence[Case],
    expires: Sequence[date | None],
    prefers: Sequence[Term],
    budget: Budget,
) -> Best | None:
    """The least placing over all cases, none where no case holds.

    Raises ``SearchLimit`` only before a first placing is found."""
    every = tuple(range(len(table.options.placings)))
    return settle_all(table, cases, [Lens(table, every, expires, prefers)], budget)


def settle_all(
    table: Tabled, cases: Sequence[Case], lenses: Sequence[Lens], budget: Budget
) -> Best | None:
    """The least placing for the first award, of those the least for the next, and so on."""
    probe = _Probe(table, cases, budget)
    if probe.placing is None:
        return None
    try:
        for lens in lenses:
            _settle(lens, probe)
    except SearchLimit:
        return Best(probe.placing, probe.case(), settled=False)
    return Best(probe.placing, probe.case(), settled=True)


def _settle(lens: Lens, probe: "_Probe") -> None:
    """Settles the order line by line."""
    assert probe.placing is not None
    table, options = lens.table, lens.table.options
    records = [None if own is None else options.records[own] for own in lens.choices]
    credits = [ZERO if r is None else table.signatures[r].credits for r in records]
    probe.maximise([-c for c in credits])
    for term in lens.prefers:
        worth = table.weigh([term])
        probe.maximise([ZERO if own is None else worth[own] for own in lens.choices])
    last_days = () if lens.prefers else {day for day in lens.expires if day is not None}
    for day in sorted(last_days):
        probe.maximise(
            [
                c if record is not None and lens.expires[record] == day else ZERO
                for c, record in zip(credits, records, strict=True)
            ]
        )
    by_record: dict[int, list[int]] = {}
    for option, record in enumerate(records):
        if record is not None:
            by_record.setdefault(record, []).append(option)
    for record in sorted(by_record):
        probe.prefer(frozenset(by_record[record]))
    derived = sum(1 << i for i, part in enumerate(table.form.parts) if part.reuses)
    placings = [0 if own is None else options.placings[own] for own in lens.choices]
    probe.maximise([Fraction(-(placing & ~derived).bit_count()) for placing in placings])
    counted = {record for option in probe.placing if (record := records[option]) is not None}
    for record in sorted(counted):
        for part in range(1, len(table.form.parts)):
            probe.prefer(frozenset(o for o in by_record[record] if placings[o] >> part & 1))


class _Probe:
    """The cases that may still hold, and the best placing so far."""

    def __init__(self, table: Tabled, cases: Sequence[Case], budget: Budget) -> None:
        self.table = table
        self.budget = budget
        self.cases = list(cases)
        self.toll = min(MOST_TOLL, max(0, len(table.options.placings) - FREE_OPTIONS))
        self.placing: Placing | None = None
        self.placing = self._find(self.cases)

    def _find(self, cases: Sequence[Case]) -> Placing | None:
        for case in cases:
            self.budget.spend(self.toll)
            found = decide(self.table, case, self.budget)
            if found is not None:
                return found
        return None

    def case(self) -> Case:
        """The first case that the best placing meets."""
        assert self.placing is not None
        return next(case for case in self.cases if meets(self.table, case, self.placing))

    def maximise(self, worth: Sequence[Fraction]) -> None:
        """Makes the sum over the options taken as large as can be, and keeps it so."""
        if not any(worth):
            return
        assert self.placing is not None
        row = scaled(worth, Fraction(0))
        best = _total(row, self.placing)
        ceiling = self._ceiling(row)
        step = 1
        while best < ceiling:
            wanted = min(best + step, ceiling)
            found = self._find(self._with_row(row, wanted))
            if found is not None:
                self.placing, best = found, _total(row, found)
                step = max(1, (ceiling - best) // 2)
            else:
                ceiling = wanted - 1
                step = max(1, (ceiling - best + 1) // 2)
        self._keep(row, best)

    def _keep(self, row: Weights, best: int) -> None:
        """Keeps the sum at its best: by options where it is all that there is, or nothing, else by
        a row."""
        groups = [g for g in self.table.options.groups if any(row.weights[o] for o in g)]
        if all(weight >= 0 for weight in row.weights):
            if best == 0:
                gone = frozenset(o for group in groups for o in group if row.weights[o])
                self.cases = [evolve(case, left=case.left | gone) for case in self.cases]
                return
            most = [max(row.weights[o] for o in group) for group in groups]
            if best == sum(most):
                forces = tuple(
                    frozenset(o for o in group if row.weights[o] == top)
                    for group, top in zip(groups, most, strict=True)
                )
                self.cases = [evolve(case, taken=(*case.taken, *forces)) for case in self.cases]
                return
        self.cases = self._with_row(row, best)

    def _ceiling(self, row: Weights) -> int:
        return sum(max(0, *(row.weights[o] for o in group)) for group in self.table.options.groups)

    def _with_row(self, row: Weights, need: int) -> list[Case]:
        wanted = evolve(row, need=need)
        return [evolve(case, rows=(*case.rows, wanted)) for case in self.cases]

    def prefer(self, options: frozenset[int]) -> None:
        """Takes one of the options if that can be, and keeps to what was found."""
        if not options:
            return
        assert self.placing is not None
        taking = [evolve(case, taken=(*case.taken, options)) for case in self.cases]
        if options.isdisjoint(self.placing):
            found = self._find(taking)
            if found is None:
                self.cases = [evolve(case, left=case.left | options) for case in self.cases]
                return
            self.placing = found
        self.cases = taking


def _total(row: Weights, placing: Placing) -> int:
    return sum(row.weights[option] for option in placing)
