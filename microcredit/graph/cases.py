"""Cases: in which ways an award may be earned at the end of a term with what can be taken.

Each kind of module is shown to the engine by one record, and by one more for each side on which the
term puts it: valid by then or lapsed. Terms between whose ends nothing changes are one era.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from attrs import define, evolve, field, frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import expiry
from microcredit.engine.changes import changes, follows_day
from microcredit.engine.kinds import Kind, Label, Statement, stated
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.offered_all import every_way, weakest
from microcredit.engine.offered_ways import Edition
from microcredit.engine.offers import Offer
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import family
from microcredit.graph.hangs_on import timed
from microcredit.graph.scheduled import Sides
from microcredit.graph.study import NO_KIND, Entries, Offered, entries_of, stock_of
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

STEPS = 2_000_000


@frozen
class Case:
    """One way in which the award may hold, before it is known how many modules matter."""

    statement: Statement
    sides: Sides
    entries: Entries
    seen_as: Mapping[int, int]


@define
class Cases:
    """The ways for one learner; ``limit`` says what kept some from being looked at, if something
    did, and ``in_force`` whether an edition was in force at the end of a term that was asked."""

    ready: CompiledPolicy
    form: NormalForm
    transcript: Transcript
    offered: Offered
    limit: str | None = field(default=None, init=False)
    in_force: bool = field(default=False, init=False)
    _found: dict[int, list[Case]] = field(factory=dict, init=False)

    def by(self, era: int) -> list[Case]:
        """The ways in which the award may be earned at the end of a term, the last of its era."""
        if era not in self._found:
            self._found[era] = list(self._every(era))
        return self._found[era]

    @cached_property
    def timed(self) -> bool:
        """Whether it matters when modules are completed, beside what lapses."""
        return any(timed(each) or follows_day(each) for each in family(self.form))

    @cached_property
    def _days(self) -> list[date]:
        return [term.last for term in self.offered.terms]

    @cached_property
    def eras(self) -> list[tuple[int, int]]:
        """Terms, first and last of each run between whose ends nothing changes."""
        days = self._days
        found: list[tuple[int, int]] = []
        changing = sorted(set(changes(self.form, self.transcript)))
        for place in range(self.offered.start, len(days)):
            if found and not self.timed:
                before = days[place - 1]
                same = not any(before < day <= days[place] for day in changing)
                if same and not self._may_lapse(place):
                    found[-1] = found[-1][0], place
                    continue
            found.append((place, place))
        return found

    def _may_lapse(self, place: int) -> bool:
        """Whether a module taken in the first of the terms may have lapsed by the end of a term."""
        years = [rule.years for each in family(self.form) for rule in each.expiries]
        taken = self._days[self.offered.start]
        return bool(years) and (self._days[place] - taken).days > 365 * min(years) - 32

    def _every(self, era: int) -> Iterator[Case]:
        day = self._days[era]
        budget = Budget(STEPS)
        there = Situation(self.transcript, day, budget)
        for edition in self.form.editions:
            try:
                if not there.in_force(edition):
                    continue
                self.in_force = True
                bound = there.bound(edition)
                situation = there.granting(bound) if bound else there
                yield from self._of_edition(edition, situation, era, budget)
            except SearchLimit as limit:
                self.limit = str(limit)

    def _of_edition(
        self, edition: NormalForm, situation: Situation, era: int, budget: Budget
    ) -> Iterator[Case]:
        enrolled = "enrolled" in self.transcript.facts
        stock = stock_of(self.ready, edition, self._days[: era + 1], enrolled=enrolled)
        entries = entries_of(stock, self.offered, self._closed(edition, situation))
        numbers = entries.numbers()
        sides: dict[int, dict[int, int]] = {}
        offers: list[Offer] = []
        for kind in sorted(number for number in numbers if number != NO_KIND):
            record, credits = entries.shown[kind]
            sides[kind], mine = self._sides(edition, record, credits, kind, era)
            offers += mine
        side_of = {
            (kind, self._days[term]): side
            for kind, mine in sides.items()
            for term, side in mine.items()
        }
        ways = every_way(Edition(edition, situation, ()), offers, _nothing, budget)
        for way in weakest(list(ways)):
            labels = [
                None
                if offer is None
                else Label(
                    offer.kind,
                    side_of[offer.kind, offer.record.completed_on or date.max],
                    numbers[offer.kind],
                )
                for offer in way.offers
            ]
            statement = stated(way.table, way.case, labels)
            if statement is not None:
                seen_as, merged = _merged(statement, sides)
                own = {kind: sides[kind] for kind in set(seen_as.values())}
                yield Case(merged, own, entries, seen_as)

    def _closed(self, edition: NormalForm, situation: Situation) -> frozenset[str]:
        """The modules that count already, or that are passed and that nobody would repeat."""
        seen = situation.stack(edition)
        return frozenset(
            {candidate.record.module for candidate in seen.candidates}
            | {
                each.record.module
                for each in seen.excluded
                if each.record.status == "passed" and each.kind not in ("expired", "later")
            }
        )

    def _sides(
        self, edition: NormalForm, record: Record, credits: Fraction, kind: int, era: int
    ) -> tuple[dict[int, int], list[Offer]]:
        """The terms after which a module of the kind counts, by what it then looks like."""
        day = self._days[era]
        looks: dict[object, int] = {}
        dated: dict[int, Record] = {}
        found: dict[int, int] = {}
        forms = list(family(edition))
        for term in range(self.offered.start, era + 1):
            ended = self._days[term]
            there = evolve(
                record,
                completed_on=ended,
                awarded_on=ended,
                enrolled_on=None if record.enrolled_on is None else self.offered.terms[term].first,
            )
            lasts = [expiry(form, there) for form in forms]
            lapsed = tuple(last is not None and last < day for last in lasts)
            if all(lapsed):
                continue
            side = looks.setdefault((lapsed, term if self.timed else None), len(looks))
            found[term] = side
            dated[side] = evolve(there, id=f"{record.module} further {side}")
        return found, [Offer(each, credits, kind) for each in dated.values()]


def _merged(statement: Statement, sides: Sides) -> tuple[dict[int, int], Statement]:
    """The statement with kinds that look alike in it as one, and as which each is seen."""
    first: dict[object, int] = {}
    seen_as: dict[int, int] = {}
    kinds: dict[object, Kind] = {}
    for place, kind in enumerate(statement.kinds):
        if kind.label is None:
            kinds[place, None] = kind
            continue
        key = kind.vectors, kind.sides, tuple(sorted(sides[kind.label].items()))
        seen_as[kind.label] = first.setdefault(key, kind.label)
        before = kinds.get(key)
        members = kind.members if before is None else before.members + kind.members
        kinds[key] = evolve(kind, members=members, label=first[key])
    return seen_as, evolve(statement, kinds=tuple(kinds.values()))


def _nothing(_: Offer | None) -> int:
    return 0
