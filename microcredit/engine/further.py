"""Further: the least further credits with which an award would be earned, and in how few modules.

Everything on offer is put beside the learner's records as though it were passed and awarded on the
day. How much of it must count is then a row like any other, and the least is found by probing: is
the award earned with at most so many further credits? Each row by itself says from how many on this
can be, by its cheapest credits; from there the limit is raised until something does, and the span
between that and what is known not to do is halved until nothing is left of it. First the credits
are settled so, then among those the modules.

Of modules that no rule tells apart a few are looked at first; how many could matter follows from
what was found, since no solution that is better holds more of them than it has credits for.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice
from math import gcd, lcm

from attrs import define, evolve, field, frozen

from microcredit.engine.asked import formulas, givens
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.case import Placing
from microcredit.engine.formulas import AttemptsAverage, AttemptsGraded
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.offered_all import every_way, ways_under
from microcredit.engine.offered_apart import never_apart
from microcredit.engine.offered_stack import wanting
from microcredit.engine.offered_ways import Edition, Known, Way, at_most
from microcredit.engine.offers import Kind, Offer, kinds_of, opened
from microcredit.engine.outcome import decided
from microcredit.engine.reason import Further
from microcredit.engine.situation import Situation
from microcredit.engine.table import Weights
from microcredit.engine.unknown import family, unknowns
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.wording.said import said

FIRST_OF_A_KIND = 2
"""Modules of one kind that are looked at first."""

FARTHER = said("it is farther away than was asked")

MISSING = said("it depends on what is missing in the records")

ZERO = Fraction(0)


def least_further(
    form: NormalForm,
    catalogue: Catalogue,
    transcript: Transcript,
    on: date,
    steps: int,
    *,
    passed_on: date | None = None,
    within: Fraction | None = None,
) -> Further:
    """The least further study that earns the award for a resolved transcript on a day, passed and
    awarded on that day, or ``passed_on`` an earlier one.

    Nothing further is needed where it is earned. Decisions are made use of as far as they bind.
    Where it takes more credits than ``within``, that is all that is found out."""
    found = decided(form, transcript, on, Budget(steps))
    if found.outcome == "earned":
        return Further(ZERO)
    if found.outcome == "undetermined":
        return Further(None, because=said("the records do not decide whether it is earned"))
    beyond = next(_beyond(form), None)
    if beyond is not None:
        return Further(None, because=beyond)
    if never_apart(form, found.situation) and not any(True for _ in unknowns(form, transcript, on)):
        return Further(None)
    search = _Search(
        _open(form, found.situation, catalogue, passed_on or on), Budget(steps), within
    )
    least = search.further()
    if search.best is None or least.credits is None:
        return least
    return _whatever_is_missing(least, search.best, form, transcript, on, steps)


def _whatever_is_missing(
    least: Further, best: "_Best", form: NormalForm, transcript: Transcript, on: date, steps: int
) -> Further:
    """The same if it does whatever the missing values are: it was found for the most cautious."""
    try:
        if not any(True for _ in unknowns(form, transcript, on)):
            return least
    except SearchLimit:
        return Further(None, because=MISSING, at_least=least.credits)
    replaced = {offer.instead_of for offer in best.offers}
    kept = [record for record in transcript.records if record.id not in replaced]
    records = (*kept, *(offer.record for offer in best.offers))
    if decided(form, evolve(transcript, records=records), on, Budget(steps)).outcome == "earned":
        return least
    return Further(None, because=MISSING, at_least=least.credits)


def _beyond(form: NormalForm) -> Iterator[str]:
    """What of the rules of the award, and of those that it needs, is more than rows over what
    counts can say."""
    asked = [given for each in family(form) for rule in formulas(each) for given in givens(rule)]
    if any(isinstance(given, AttemptsAverage | AttemptsGraded) for given in asked):
        yield said("it depends on the grades of all attempts")


def _open(
    form: NormalForm, situation: Situation, catalogue: Catalogue, passed_on: date
) -> tuple[Edition, ...]:
    found = []
    for edition in form.editions:
        if situation.in_force(edition):
            bound = situation.bound(edition)
            there = situation.granting(bound) if bound else situation
            kinds = tuple(kinds_of(edition, there, catalogue, passed_on=passed_on))
            found.append(Edition(edition, there, kinds))
    return tuple(found)


@frozen
class _Best:
    """The least so far, in units of credits, with what does it."""

    edition: Edition
    credits: int
    modules: int
    offers: tuple[Offer, ...]


@define
class _Search:
    """Goes through all editions at once and keeps the least that was found in any."""

    editions: tuple[Edition, ...]
    budget: Budget
    within: Fraction | None = None
    unit: Fraction = field(init=False)
    least: int = field(default=0, init=False)
    best: _Best | None = field(default=None, init=False)
    known: Known = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        amounts = [o.credits for each in self.editions for kind in each.kinds for o in kind]
        multiple = lcm(*(amount.denominator for amount in amounts))
        divisor = gcd(*(int(amount * multiple) for amount in amounts)) or 1
        self.unit = Fraction(divisor, multiple)

    def further(self) -> Further:
        """What was found, or how far it came."""
        try:
            self._settle()
        except SearchLimit as limit:
            return self._so_far(limit.says)
        if self.best is None:
            return Further(None) if self.within is None else Further(None, because=FARTHER)
        best = self.best
        return Further(best.credits * self.unit, self._codes(best))

    def _so_far(self, because: str) -> Further:
        least, best = self.least * self.unit, self.best
        if best is None:
            return Further(None, because=because, at_least=least)
        most = best.credits * self.unit
        if least == most:
            says = said("whether fewer modules bring as many, since {why}", why=because)
            return Further(least, self._codes(best), says)
        return Further(None, self._codes(best), because, at_least=least, at_most=most)

    def _codes(self, best: _Best) -> tuple[str, ...]:
        """The modules, of each kind the first."""
        kinds = {kind[0].kind: kind for kind in best.edition.kinds}
        numbers = Counter(offer.kind for offer in best.offers)
        places = best.edition.form.positions
        codes = (offer.record.module for kind, n in numbers.items() for offer in kinds[kind][:n])
        return tuple(sorted(codes, key=lambda code: places.get(code, len(places))))

    def _settle(self) -> None:
        """Finds the fewest credits, over as many modules of each kind as can bring as few; then the
        fewest modules."""
        if self._by_size():
            return
        most = FIRST_OF_A_KIND
        while True:
            taken = [[self._taken(kind, most) for kind in each.kinds] for each in self.editions]
            ways = list(self._ways(taken))
            able = self._fewest_credits(ways, taken)
            if self._enough(taken, self._limit()):
                break
            most *= 4
        if self.best is not None:
            self.least = self.best.credits
            self._fewest_modules(able, self.best.credits)

    def _by_size(self) -> bool:
        """Whether what the size is short of, brought by the largest modules, is enough already
        under the least demanding names: then nothing less can be."""
        shortages = [_short_of_size(each) for each in self.editions]
        if not shortages or None in shortages:
            return False
        short = min(each for each in shortages if each is not None)
        credits = -int(-short // self.unit)
        largest = max(
            (self._cost(kind[0]) for each in self.editions for kind in each.kinds), default=0
        )
        if short <= 0 or not largest or (self.within is not None and short > self.within):
            return False
        modules = -(-credits // largest)
        for edition in self.editions:
            kinds = [kind for kind in edition.kinds if 0 < self._cost(kind[0]) <= credits]
            offers = [offer for kind in kinds for offer in kind[: credits // self._cost(kind[0])]]
            for way in self._first_ways(edition, offers):
                rows = [at_most(way.credits, credits), at_most(way.modules, modules)]
                placing = way.placing(rows, self.budget)
                if placing is not None and way.holds(placing):
                    self._keep(way, placing)
                    self.least = credits
                    return True
        return False

    def _first_ways(self, edition: Edition, offers: Sequence[Offer]) -> Iterator[Way]:
        """The ways under the least demanding names."""
        seen = opened(edition.form, edition.situation, offers)
        for binding in islice(reversed(list(seen.view.bindings())), 1):
            yield from ways_under(edition, seen, binding, self._cost, self.budget)

    def _taken(self, kind: Kind, most: int) -> Kind:
        """Of a kind as many as could matter; before anything was found, so many."""
        cost, limit = self._cost(kind[0]), self._limit()
        if limit is None:
            return kind[:most]
        return kind if cost == 0 else kind[: limit // cost]

    def _limit(self) -> int | None:
        """The units of credits that need not be exceeded, as far as that is known."""
        if self.best is not None:
            return self.best.credits
        return None if self.within is None else int(self.within / self.unit)

    def _enough(self, taken: Sequence[Sequence[Kind]], limit: int | None) -> bool:
        """Whether of every kind as many were taken as so many units of credits can hold."""
        return all(
            len(some) == len(kind)
            or (
                limit is not None
                and (cost := self._cost(kind[0])) > 0
                and limit // cost <= len(some)
            )
            for each, chosen in zip(self.editions, taken, strict=True)
            for kind, some in zip(each.kinds, chosen, strict=True)
        )

    def _cost(self, offer: Offer | None) -> int:
        return 0 if offer is None else int(offer.credits / self.unit)

    def _ways(self, taken: Sequence[Sequence[Kind]]) -> Iterator[Way]:
        """Every way in which an edition may hold; the least demanding names come first."""
        for edition, kinds in zip(self.editions, taken, strict=True):
            offers = [offer for kind in kinds for offer in kind]
            yield from every_way(edition, offers, self._cost, self.budget)

    def _fewest_credits(self, ways: Sequence[Way], taken: Sequence[Sequence[Kind]]) -> list[Way]:
        """Finds the fewest credits; gives the ways that may hold with as few."""
        probes = _Probes(ways, [way.least(way.credits, self.known) for way in ways])
        most = max((sum(way.credits) for way in ways), default=0)
        if self.within is not None:
            most = min(most, int(self.within / self.unit))

        def does(limit: int) -> int | None:
            found = probes.find(limit, lambda way: [at_most(way.credits, limit)], self.budget)
            if found is None:
                if self._enough(taken, limit):
                    self.least = max(self.least, limit + 1)
                return None
            self._keep(*found)
            return self._known.credits

        known = None if self.best is None else self.best.credits
        _smallest(probes.least(), known, most, does)
        return [] if self.best is None else probes.able(self.best.credits)

    def _fewest_modules(self, ways: Sequence[Way], credits: int) -> None:
        """Of what brings so many units of credits finds what has the fewest modules."""
        probes = _Probes(ways, [way.least(way.modules, self.known) for way in ways])

        def does(limit: int) -> int | None:
            found = probes.find(
                limit,
                lambda way: [at_most(way.credits, credits), at_most(way.modules, limit)],
                self.budget,
            )
            if found is None:
                return None
            self._keep(*found)
            return self._known.modules

        _smallest(probes.least(), self._known.modules, self._known.modules, does)

    @property
    def _known(self) -> _Best:
        assert self.best is not None
        return self.best

    def _keep(self, way: Way, placing: Placing) -> None:
        offers = way.taken(placing)
        credits = sum(way.credits[option] for option in placing)
        self.best = _Best(way.edition, credits, len(offers), tuple(offers))


def _short_of_size(edition: Edition) -> Fraction | None:
    """What is missing at least of the size, whichever records count; none where another reckoning
    is possible."""
    form, situation = edition.form, edition.situation
    if form.size is None or form.worths or situation.granted or wanting(edition):
        return None
    there = situation.stack(form).candidates
    return form.size - sum((each.record.credits or ZERO for each in there), ZERO)


class _Probes:
    """The ways, each with the limit from which on it may hold, none for never."""

    def __init__(self, ways: Sequence[Way], open_from: Sequence[int | None]) -> None:
        self._ways = list(zip(ways, open_from, strict=True))

    def least(self) -> int:
        """The limit below which none of them holds."""
        return min((limit for _, limit in self._ways if limit is not None), default=0)

    def able(self, limit: int) -> list[Way]:
        """The ways that may hold within the limit."""
        return [way for way, least in self._ways if least is not None and least <= limit]

    def find(
        self, limit: int, rows: Callable[[Way], Sequence[Weights]], budget: Budget
    ) -> tuple[Way, Placing] | None:
        """A way that holds with these rows, which say that it stays within the limit."""
        place = 0
        while place < len(self._ways):
            way, least = self._ways[place]
            if least is None or least > limit:
                place += 1
                continue
            placing = way.placing(rows(way), budget)
            if placing is None:
                self._ways[place] = way, limit + 1
                place += 1
            elif way.holds(placing):
                return way, placing
            else:
                budget.spend(100)
                self._ways[place : place + 1] = [(each, least) for each in way.without(placing)]
        return None


def _smallest(least: int, known: int | None, most: int, does: Callable[[int], int | None]) -> None:
    """Asks for the smallest limit that does; ``does`` gives what it took, none where nothing did.

    Limits from ``least`` on are tried in steps that double, until one does or ``most`` does not;
    then the span to what is ``known`` to do is halved."""
    step = 1
    while known is None or least < known:
        limit = (least + known - 1) // 2 if known is not None and step > 1 else least
        if known is None:
            limit = min(least + step - 1, most)
        found = does(limit)
        step *= 2
        if found is not None:
            known = found
        elif known is None and limit >= most:
            return
        else:
            least = limit + 1
