"""Near: who would earn an award with little more, and whose credits are about to lapse.

Made for whole populations: most learners are told to be far away by a sum, and what is on offer is
the same for all. A few further credits can be brought in few ways, so each of them is tried, the
least first; the outcome that an audit gives decides.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from attrs import evolve, field, frozen

from microcredit.engine.budget import Budget
from microcredit.engine.candidates import order
from microcredit.engine.changes import changes
from microcredit.engine.further import least_further
from microcredit.engine.judged import hearing
from microcredit.engine.judgement import judge
from microcredit.engine.offered_apart import never_apart
from microcredit.engine.offers import Offer, Stock, graded_ways, kinds_of
from microcredit.engine.ready import STEPS, CompiledPolicy, outcome_of, resolved
from microcredit.engine.reason import Further
from microcredit.engine.situation import Situation
from microcredit.engine.verdict import Verdict
from microcredit.language.outcomes import Outcome
from microcredit.model.credit import amount_text
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.wording.said import counted, said

MOST_SETS = 400
"""Sets of further modules that are tried one by one; where there are more, the search is asked."""

ZERO = Fraction(0)


@frozen
class Asked:
    """Whom to look for: those within so many ``credits`` of an award, and those whose claim to one,
    or the first credit that counts for it, lapses within so many ``days``; none for not asked."""

    credits: Fraction | None = None
    days: int | None = None


@frozen
class NearAward:
    """A learner who is near to an award, or whose earned award is about to lapse, and why.

    ``further`` is the least further study, none where the award is earned; ``lapses_modules`` are
    the modules that lapse on ``lapses_first``."""

    learner: str
    award: str
    outcome: Outcome
    because: str
    further: Further | None = None
    claimable_until: date | None = None
    lapses_first: date | None = None
    lapses_modules: tuple[str, ...] = ()


@frozen(slots=False)
class Vicinity:
    """One award on a day, with what is asked of every learner; what is worked out for one learner
    serves the next."""

    ready: CompiledPolicy
    on: date
    asked: Asked
    steps: int = STEPS
    _stocks: dict[bool, Stock] = field(factory=dict, eq=False, repr=False)

    def near(self, transcript: Transcript) -> NearAward | None:
        """Whether and why the learner is near; none for who is not, or holds the award.

        Raises ``RecordError`` and ``PluginError`` as ``audit`` does."""
        form = self.ready.form
        if any(each.award == form.award and each.on <= self.on for each in transcript.conferred):
            return None
        with hearing(transcript.learner):
            known = self._in_order(resolved(self.ready, transcript))
            if not self._reachable(known, self.asked.credits or ZERO):
                return None
            outcome = outcome_of(self.ready, transcript, self.on, self.steps)
            if outcome == "earned":
                return self._lapsing(known)
            further = self._further(known)
        if further is None:
            return None
        assert further.credits is not None
        credits = amount_text(further.credits)
        because = counted(
            "{n} further credit would earn it",
            "{n} further credits would earn it",
            1 if further.credits == 1 else 2,
            n=credits,
        )
        return NearAward(known.learner, form.award, outcome, because, further)

    def _in_order(self, known: Transcript) -> Transcript:
        """The records in the catalogue's order, whatever order they came in."""
        places = self.ready.form.positions
        return evolve(known, records=tuple(sorted(known.records, key=lambda r: order(r, places))))

    def _lapsing(self, known: Transcript) -> NearAward | None:
        """The award that is earned, if its claim or the first credit of it lapses soon."""
        if self.asked.days is None:
            return None
        last = _after(self.on, self.asked.days)
        if not any(self.on < day <= _after(last, 1) for day in changes(self.ready.form, known)):
            return None
        verdict = judge(self.ready.form, known, self.on, self.steps)
        claimable = verdict.claimable
        if claimable is None:
            return None
        until, first = claimable.until, claimable.lapses_first
        if until is not None and until <= last:
            because = said("it can be claimed until {day}", day=until)
        elif first is not None and first <= last:
            because = said("a credit that counts lapses after {day}", day=first)
        else:
            return None
        modules = _lapsing(verdict, first)
        return NearAward(
            known.learner, verdict.award, verdict.outcome, because, None, until, first, modules
        )

    def _further(self, known: Transcript) -> Further | None:
        """The least further study, none where it is more than was asked."""
        limit = self.asked.credits
        if limit is None or self._barred(known):
            return None
        sets = self._sets(known, limit)
        if sets is None:
            found = least_further(
                self.ready.form, self.ready.catalogue, known, self.on, self.steps, within=limit
            )
            return found if found.credits is not None and found.credits <= limit else None
        for each in sets:
            replaced = {offer.instead_of for offer in each.offers}
            kept = [record for record in known.records if record.id not in replaced]
            for records in each.ways(self.ready):
                there = evolve(known, records=(*kept, *records))
                if outcome_of(self.ready, there, self.on, self.steps) == "earned":
                    return Further(each.credits, each.codes(self.ready))
        return None

    def _reachable(self, known: Transcript, limit: Fraction) -> bool:
        """Whether all that the learner has, and so much more, comes to the size at all."""
        form = self.ready.form
        if form.size is None or form.worths or form.earlier or known.decisions:
            return True
        if any(map(_incomplete, known.records)):
            return True
        candidates = self._situation(known).stack(form).candidates
        there = sum((each.record.credits or ZERO for each in candidates), ZERO)
        return there + limit >= form.size

    def _barred(self, known: Transcript) -> bool:
        """Whether an award that must not be earned stands in the way, whatever is passed."""
        whole = not known.decisions and not any(map(_incomplete, known.records))
        return whole and never_apart(self.ready.form, self._situation(known))

    def _situation(self, known: Transcript) -> Situation:
        return Situation(known, self.on, Budget(self.steps))

    def _sets(self, known: Transcript, limit: Fraction) -> "list[_Set] | None":
        """Every set of what is on offer that has at most so many credits, of each kind the first
        in the catalogue; least first. None where there are too many."""
        enrolled = "enrolled" in known.facts
        form, catalogue = self.ready.form, self.ready.catalogue
        if enrolled not in self._stocks:
            self._stocks[enrolled] = Stock.of(form, catalogue, self.on, enrolled=enrolled)
        kinds = kinds_of(form, self._situation(known), catalogue, self._stocks[enrolled])
        found: list[_Set] = [_Set(ZERO, ())]
        for kind in kinds:
            cost = kind[0].credits
            for each in tuple(found):
                for number in range(1, len(kind) + 1):
                    credits = each.credits + number * cost
                    if credits > limit:
                        break
                    found.append(_Set(credits, (*each.offers, *kind[:number])))
                    if len(found) > MOST_SETS:
                        return None
        return sorted(found[1:], key=lambda each: (each.credits, len(each.offers)))


@frozen
class _Set:
    """Modules on offer, and their credits in all."""

    credits: Fraction
    offers: tuple[Offer, ...]

    def ways(self, ready: CompiledPolicy) -> Iterator[tuple[Record, ...]]:
        """The records of these modules passed, with every grade that the award tells apart."""
        yield from product(*(graded_ways(ready.form, each.record) for each in self.offers))

    def codes(self, ready: CompiledPolicy) -> tuple[str, ...]:
        """The modules, in the catalogue's order."""
        places = ready.form.positions
        codes = (offer.record.module for offer in self.offers)
        return tuple(sorted(codes, key=lambda code: places.get(code, len(places))))


def _incomplete(record: Record) -> bool:
    """Whether something is missing that may decide whether a passed record counts."""
    missing = None in (record.completed_on, record.awarded_on, record.credits)
    return record.status == "passed" and missing


def _after(day: date, days: int) -> date:
    """The day so many days later, or the last day that there is."""
    return day + min(timedelta(days=days), date.max - day)


def _lapsing(verdict: Verdict, day: date | None) -> tuple[str, ...]:
    """The modules that count and lapse after the day."""
    return tuple(each.module for each in verdict.counted if day and each.expires == day)
