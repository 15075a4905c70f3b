"""Outright: most outcomes, decided from looks and kernels; the rest is left to the whole engine.

Where nothing about a learner is unusual (nothing missing, decided, conferred or shared), the
outcome hangs on the records' looks and days alone. Everything else gives none here: not a guess,
but *decide it the long way*. What comes back is what the long way gives."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, islice

from attrs import frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import first_in_time, test_day
from microcredit.engine.everyday import asked, is_everyday, labels, one_of_each, templates, unit
from microcredit.engine.formulas import (
    AsOf,
    AwardHeld,
    Given,
    Signed,
    Unless,
)
from microcredit.engine.ground import ground
from microcredit.engine.kernel import Kernel
from microcredit.engine.layout import TooLarge
from microcredit.engine.looks import Look, Looks
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.unknown import family
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

MOST_WAITING = 6
"""Records under way of which every selection is tried."""

MOST_KERNELS = 64
"""Truths about learners for which a kernel is kept."""

MOST_NEEDED = 50
"""Awards that one may need, however far down, before the whole engine is asked."""

MOST_DAYS = 64
"""Days of audit whose first days in time are kept."""

MOST_STEPS = 20_000
"""Steps of search for a learner before the whole engine is asked."""

ZERO = Fraction(0)


@frozen
class Counting:
    """The looks of a learner's candidates on a day, and of what would be one if it were passed and
    awarded, by the places of the records."""

    candidates: dict[int, Look]
    waiting: dict[int, Look]


class Outright:
    """One award against one catalogue, with what has been worked out for learners so far."""

    def __init__(
        self, form: NormalForm, catalogue: Catalogue, made: "dict[str, Outright] | None" = None
    ) -> None:
        """Several awards may need the same one, so those ``made`` already are shared.

        Raises ``TooLarge`` where the award is one for the whole engine."""
        if made is None and len(list(islice(family(form), MOST_NEEDED + 1))) > MOST_NEEDED:
            raise TooLarge
        if not is_everyday(form):
            raise TooLarge
        made = {} if made is None else made
        modules = one_of_each(form, catalogue)
        self.form = ground(form, modules)
        self.looks = Looks(self.form, catalogue)
        for need in form.needs:
            if need.award not in made:
                made[need.award] = Outright(need, catalogue, made)
        self.needs = {need.award: made[need.award] for need in form.needs}
        self._unit = unit(form, [module.record for module in modules])
        self._labels = labels(module.record for module in modules)
        self._templated = any(True for each in form.requirements for _ in templates(each.formula))
        self.givens = tuple(dict.fromkeys(asked(form)))
        self.asks_signs: bool = bool(form.signs) or any(
            need.asks_signs for need in self.needs.values()
        )
        self.asks_grades: bool = form.asks_grade or any(
            need.asks_grades for need in self.needs.values()
        )
        self._kernels: dict[tuple[bool, ...], Kernel] = {}
        self._first_days: dict[date, tuple[date, ...]] = {}
        self._days: dict[date, _Brought] = {}
        self._summable = not (
            self.givens or form.repeats or self._templated or self.looks.asks_columns
        )

    def outcome(self, transcript: Transcript, on: date, steps: int) -> Outcome | None:
        """The outcome, none where the whole engine has to be asked."""
        if transcript.decisions or transcript.conferred:
            return None
        try:
            if self._summable and (found := self._at_once(transcript, on)) is not None:
                return found
            return self._outcome(_Learner(transcript, on, Budget(min(steps, MOST_STEPS))))
        except (TooLarge, SearchLimit):
            return None

    def best(self, transcript: Transcript, on: date, steps: int) -> Binding | None:
        """The best binding under which the award is earned; none where it is not, and where the
        whole engine has to be asked."""
        if transcript.decisions or transcript.conferred:
            return None
        try:
            learner = _Learner(transcript, on, Budget(min(steps, MOST_STEPS)))
            counting = learner.counting(self)
            if counting is None or not self.in_force(on):
                return None
            return self.kernel(learner).best(list(counting.candidates.values()), learner.budget)
        except (TooLarge, SearchLimit):
            return None

    def _at_once(self, transcript: Transcript, on: date) -> Outcome | None:
        """The outcome where one sum over the records shows it, as it does for most learners."""
        if not self.in_force(on):
            return None
        tested = test_day(self.form, transcript, on) if self.form.on_application else on
        brought = self._days.get(tested) or self._brought(tested)
        kernel, plain = brought.kernel, brought.plain
        total = kernel.nothing
        looks: list[Look] = []
        for record in transcript.records:
            # As ``_is_plain``, written out: this is where the time goes.
            if (
                record.status == "passed"
                and record.credits is None
                and record.areas is None
                and record.level is None
                and record.scheme is None
                and record.institution is None
                and not record.used_for
            ):
                found = plain.get(record.module) or brought.of(record)
            else:
                found = brought.of(record)
            completed, awarded = record.completed_on, record.awarded_on
            if found is None or completed is None or awarded is None:
                return None
            first_completed, first_awarded, brings, look = found
            if first_completed <= completed <= on and first_awarded <= awarded <= on:
                total += brings
                looks.append(look)
            elif completed <= on < awarded:
                return None
        earned = kernel.earned_by(total, looks)
        return None if earned is None else "earned" if earned else "not earned"

    def _brought(self, tested: date) -> "_Brought":
        """What records bring whose credits are tested on the day."""
        if len(self._days) >= MOST_DAYS:
            self._days.clear()
        found = _Brought(self, self.kernel_for(()), self.first_days(tested))
        self._days[tested] = found
        return found

    def _outcome(self, learner: "_Learner") -> Outcome | None:
        counting = learner.counting(self)
        if counting is None or any(learner.counting(n) is None for n in self.needs.values()):
            return None
        if self.earned(learner, frozenset()):
            return "earned"
        if self.asks_signs:
            return None
        waiting = learner.under_way(self)
        if not waiting or not self.in_force(learner.on):
            return "not earned"
        if self.asks_grades:
            return None
        if self.form.monotone and not self.needs:
            return "pending" if self.earned(learner, frozenset(waiting)) else "not earned"
        if len(waiting) > MOST_WAITING:
            return None
        chosen = (
            frozenset(chosen)
            for count in range(1, len(waiting) + 1)
            for chosen in combinations(waiting, count)
        )
        return "pending" if any(self.earned(learner, each) for each in chosen) else "not earned"

    def earned(self, learner: "_Learner", passing: frozenset[int]) -> bool:
        """Whether the award is earned once the records at these places are passed and awarded."""
        if not self.in_force(learner.on):
            return False
        counting = learner.counting(self)
        if counting is None:
            raise TooLarge
        looks = list(counting.candidates.values())
        if passing:
            looks += [look for place, look in counting.waiting.items() if place in passing]
        return self.kernel(learner, passing).earned(looks, learner.budget)

    def in_force(self, on: date) -> bool:
        """Whether the award is in force on the day, both ends included."""
        first, last = self.form.effective
        return (first is None or first <= on) and (last is None or on <= last)

    def kernel(self, learner: "_Learner", passing: frozenset[int] = frozenset()) -> Kernel:
        """The kernel for what is true of the learner.

        Raises ``TooLarge``."""
        if not self.givens:
            return self.kernel_for(())
        return self.kernel_for(tuple(self._holds(given, learner, passing) for given in self.givens))

    def kernel_for(self, truth: tuple[bool, ...]) -> Kernel:
        """The kernel for a learner of whom this is true of ``givens``.

        Raises ``TooLarge``."""
        found = self._kernels.get(truth)
        if found is None:
            if len(self._kernels) >= MOST_KERNELS:
                raise TooLarge
            known = dict(zip(self.givens, truth, strict=True))
            found = self._kernels[truth] = Kernel(self.form, known.__getitem__, self._unit)
        return found

    def _holds(self, given: Given, learner: "_Learner", passing: frozenset[int]) -> bool:
        match given:
            case AwardHeld(award, held):
                needed = None if held else self.needs.get(award)
                return needed is not None and learner.earned(needed, passing)
            case AsOf(last):
                return last is None or learner.on <= last
            case Signed(requirement, by):
                return any(
                    each.requirement == requirement and each.by == by and each.on <= learner.on
                    for each in learner.transcript.attestations
                )
            case Unless(of):
                return not self._holds(of, learner, passing)
            case _:
                raise TooLarge

    def counting(self, transcript: Transcript, on: date) -> Counting | None:
        """The looks that may count on the day; none where a record takes the whole engine."""
        tested = test_day(self.form, transcript, on)
        first_days = self.first_days(tested)
        expiries = self.form.expiries
        candidates: dict[int, Look] = {}
        waiting: dict[int, Look] = {}
        look_of = self.looks.of
        for place, record in enumerate(transcript.records):
            look = look_of(record)
            if look is None:
                return None
            completed, awarded = record.completed_on, record.awarded_on
            if look.counts == "no" or (completed is not None and completed > on):
                continue
            held = look.counts == "passed"
            if held:
                if awarded is None:
                    return None
                held = awarded <= on
            if not held:
                completed, awarded = completed or on, on
            for rule in look.expiries:
                event = completed if expiries[rule].event == "completion" else awarded
                if event is not None and event < first_days[rule]:
                    break
            else:
                (candidates if held else waiting)[place] = look
        if self.form.repeats and len(self._modules(transcript)) < len(transcript.records):
            return None
        if not self.labelled((*candidates.values(), *waiting.values())):
            return None
        return Counting(candidates, waiting)

    def _modules(self, transcript: Transcript) -> set[str]:
        looks = map(self.looks.of, transcript.records)
        return {look.module for look in looks if look is not None}

    def labelled(self, looks: Iterable[Look]) -> bool:
        """Whether the catalogue has modules of all their areas and levels, if that matters."""
        return not self._templated or labels(look.record for look in looks) <= self._labels

    def first_days(self, tested: date) -> tuple[date, ...]:
        """For each rule of expiry the earliest event that is in time on the day tested."""
        found = self._first_days.get(tested)
        if found is None:
            if len(self._first_days) >= MOST_DAYS:
                self._first_days.clear()
            found = tuple(first_in_time(self.form, rule, tested) for rule in self.form.expiries)
            self._first_days[tested] = found
        return found


_Bringing = tuple[date, date, int, Look]
"""The first days of completion and of award that are in time, what a look brings to the sum, and
the look."""


class _Brought:
    """What records bring whose credits are tested on one day."""

    def __init__(self, award: Outright, kernel: Kernel, first_days: Sequence[date]) -> None:
        self.kernel = kernel
        self.plain: dict[str, _Bringing] = {}
        """by the module, for records that are plain, as most are"""
        self._seen: dict[Hashable, _Bringing | None] = {}
        self._award, self._first_days = award, first_days

    def of(self, record: Record) -> _Bringing | None:
        """The same for any record; none where its look takes more than a sum."""
        key = self._award.looks.key(record)
        if key in self._seen:
            return self._seen[key]
        look = self._award.looks.of(record)
        found = None if look is None else self._of(look)
        if look is not None and look.number >= 0:
            self._seen[key] = found
            if found is not None and _is_plain(record) and not self._award.looks.beyond_plain:
                self.plain[record.module] = found
        return found

    def _of(self, look: Look) -> _Bringing | None:
        brings = None if look.counts == "under way" else self.kernel.brings(look)
        if brings is None:
            return None
        first = {"completion": date.min, "award of the module": date.min}
        for place in look.expiries:
            event = self._award.form.expiries[place].event
            first[event] = max(first[event], self._first_days[place])
        if look.counts == "no":
            first["completion"] = date.max
        return first["completion"], first["award of the module"], brings, look


def _is_plain(record: Record) -> bool:
    """Whether it is passed here, used for nothing, and leaves the rest to the catalogue."""
    said = record.credits, record.areas, record.level, record.scheme, record.institution
    return record.status == "passed" and said == (None,) * 5 and not record.used_for


class _Learner:
    """A learner on a day, as the awards that need one another see them."""

    def __init__(self, transcript: Transcript, on: date, budget: Budget) -> None:
        self.transcript, self.on, self.budget = transcript, on, budget
        self._counting: dict[int, Counting | None] = {}
        self._earned: dict[tuple[int, frozenset[int]], bool] = {}

    def earned(self, award: Outright, passing: frozenset[int]) -> bool:
        """Whether the award is earned once the records at these places are passed; worked out
        once."""
        key = id(award), passing
        if key not in self._earned:
            self._earned[key] = award.earned(self, passing)
        return self._earned[key]

    def counting(self, award: Outright) -> Counting | None:
        """What counts for the award, or may; worked out once."""
        key = id(award)
        if key not in self._counting:
            self._counting[key] = award.counting(self.transcript, self.on)
        return self._counting[key]

    def under_way(self, award: Outright) -> list[int]:
        """The places of the records that wait to count for the award, or for one that it needs."""
        found: set[int] = set()
        waiting, seen = [award], {award.form.award}
        while waiting:
            each = waiting.pop()
            counting = self.counting(each)
            if counting is None:
                raise TooLarge
            found |= set(counting.waiting)
            waiting += [need for name, need in each.needs.items() if name not in seen]
            seen |= each.needs.keys()
        return sorted(found)
