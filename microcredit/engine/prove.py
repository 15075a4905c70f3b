"""Proving: from what was decided to the proof of it.

What earns an award is looked for again only where the set that the verdict shows does not show it:
for another way in which missing values may turn out, or for an award on which this one depends.
Refutations are found as ``refutation`` says. What cannot be refuted in a form that can be checked
is said to rest on an exhausted search."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import define, evolve, field

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.checker import Refused
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.obligations import (
    Earning,
    conferred_with,
    only_helped,
    rules_of,
    truth_of,
    ways,
)
from microcredit.engine.outcome import least_passing
from microcredit.engine.plain_proof import Worded, sentences
from microcredit.engine.proof import (
    Claim,
    Earned,
    Exhausted,
    Happening,
    Refutation,
    Refuted,
    Shown,
    Way,
    searched,
    size,
)
from microcredit.engine.question import Question
from microcredit.engine.refutation import refutation
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation, tied
from microcredit.engine.unknown import family
from microcredit.engine.waiting import Passing, happened, offered, separable, waiting
from microcredit.language.outcomes import Outcome
from microcredit.model.record import Record

MOST_STEPS = 10_000_000
"""Steps of search that are counted, where nothing else shows that an award is not earned."""

MOST_WRITTEN = 5_000
"""Rows and cases of all refutations together: some hundred kilobytes of JSON."""

MOST_CLAIMS = 30
"""Other awards that a proof may speak of."""

TOO_MANY_CLAIMS = f"it would rest on more than {MOST_CLAIMS} other awards"


class Unproven(Exception):
    """Why nothing can be shown, in words that follow *there is no proof:*."""


Place = tuple[NormalForm, Situation]
"""An edition, and the situation in which it is looked at: with the decisions made use of."""


@define
class Proving:
    """What has been shown of other awards so far, for one way in which missing values may turn
    out; ``known`` is what the verdict shows."""

    situation: Situation
    budget: Budget
    known: Earned | None = None
    said: list[Worded] = field(factory=list)
    written: int = 0
    _claims: dict[tuple[str, bool, tuple[str, ...], bool], Claim | None] = field(factory=dict)
    _hoped: set[tuple[str, bool, tuple[str, ...], bool]] = field(factory=set)

    def shown(self, award: NormalForm, outcome: Outcome) -> Shown:
        """What shows the outcome; raises ``Unproven`` and ``SearchLimit``."""
        earned: Earned | None = None
        refuted: Refuted | None = None
        passing: tuple[Passing, ...] = ()
        if outcome == "earned":
            earned = self._as_known(award)
            if earned is None:
                earned = self._earned(self._earning(award, self.situation), happening=False)
        if outcome == "pending":
            passing, place = self._pending(award)
            earned = self._earned(place, happening=True)
        if outcome == "pending":
            refuted = self._refuted(award.award, self._open(award, self.situation))
        if outcome == "not earned":
            refuted = self._refuted(award.award, self._open_for_good(award))
        return Shown(
            outcome,
            claims=tuple(claim for claim in self._claims.values() if claim is not None),
            happening=tuple(map(_happening, passing)),
            earned=earned,
            refuted=refuted,
        )

    def outcome(self, award: NormalForm) -> Outcome:
        """The outcome, decided anew."""
        if any(True for _ in self._earned_places(award, self.situation)):
            return "earned"
        editions = (each for each in award.editions if self.situation.in_force(each))
        waits = any(least_passing(each, self.situation) is not None for each in editions)
        return "pending" if waits else "not earned"

    # Earned

    def _earned_places(self, award: NormalForm, situation: Situation) -> Iterator[Place]:
        for edition in award.editions:
            if situation.in_force(edition) and (there := situation.earning(edition)) is not None:
                yield edition, there

    def _earning(self, award: NormalForm, situation: Situation) -> Place:
        found = next(self._earned_places(award, situation), None)
        assert found is not None, "the award was found to be earned before"
        return found

    def _pending(self, award: NormalForm) -> tuple[tuple[Passing, ...], Place]:
        for edition in award.editions:
            passing = least_passing(edition, self.situation)
            if passing is not None:
                there = happened(self.situation, passing).earning(edition)
                assert there is not None, "it was found to be earned so"
                return passing, (edition, there)
        raise AssertionError("the award was found to be pending before")

    def _as_known(self, award: NormalForm) -> Earned | None:
        """What the verdict shows, where it shows that the award is earned; without a search."""
        known = self.known
        if known is None:
            return None
        for form in award.editions:
            if form.edition != known.edition or tied(form) or not self.situation.in_force(form):
                continue
            bound = self.situation.bound(form)
            chosen = tuple(decision for decision in bound if decision.id in known.decisions)
            situation = self.situation.granting(chosen)
            truth = truth_of(form, situation, self._others(form, situation, False))
            numbers = {part.id: index for index, part in enumerate(form.parts)}
            held = {
                record: frozenset(numbers[part] for part in parts)
                for record, parts in known.allocation.items()
            }
            if not rules_of(form, situation, known.binding, truth).faults(held):
                return known
        return None

    def _earned(self, place: Place, *, happening: bool) -> Earned:
        """A set that earns the award in the situation."""
        form, situation = place
        if tied(form):
            return self._earned_beside(form, situation, happening)
        truth = truth_of(form, situation, self._others(form, situation, happening))
        view = situation.view(form)
        for binding in reversed(list(view.bindings())):
            question = view.question(binding, truth)
            for case in question.cases():
                placing = decide(question.table, case, self.budget)
                if placing is not None:
                    return _allocated(form, situation, question, placing)
        raise AssertionError("the award was found to be earned before")

    def _earned_beside(self, form: NormalForm, situation: Situation, happening: bool) -> Earned:
        """The same where the award and those that it needs limit one another."""
        first = self.known.binding if self.known and self.known.award == form.award else None
        found = situation.with_needs(form, settle=first is not None, first=first)
        if found is None:
            found = situation.with_needs(form)
        assert found is not None, "the award was found to be earned before"
        own, *others = (
            _allocated(question.table.form, situation, question, placing)
            for question, placing in zip(found.questions, found.placings, strict=True)
        )
        names = frozenset(each.award for each in (own, *others))
        known = {(each.award, each.edition): each for each in family(form)}
        for each in (own, *others):
            one = known[each.award, each.edition]
            asked = conferred_with(names, self._others(one, situation, happening))
            # What is asked of other awards becomes a claim.
            rules_of(one, situation, each.binding, truth_of(one, situation, asked)).demands()
        return evolve(own, beside=tuple(others))

    # Not earned

    def _open(self, award: NormalForm, situation: Situation) -> Iterator[tuple[Place, bool]]:
        """Every way in which the award might be earned as things are."""
        for place in ways(award.editions, situation):
            yield place, False

    def _open_for_good(self, award: NormalForm) -> Iterator[tuple[Place, bool]]:
        """The same with everything under way passed, where that leaves nothing out."""
        for edition in award.editions:
            if self.situation.in_force(edition):
                waits = waiting(edition, self.situation)
                passed = bool(waits) and separable(edition, self.situation)
                there = offered(edition, self.situation, waits) if passed else self.situation
                for place in ways([edition], there):
                    yield place, passed

    def _refuted(
        self, award: str, places: Iterable[tuple[Place, bool]], *, happening: bool = False
    ) -> Refuted:
        return Refuted(award, tuple(self._way(*each, happening) for each in places))

    def _way(self, place: Place, passed: bool, happening: bool) -> Way:
        form, situation = place
        names = tuple(decision.id for decision in situation.granted)
        if tied(form) and not only_helped(form):
            return Way(form.edition, names, passed, (((), self._exhausted(form, situation)),))
        others = self._others(form, situation, happening, hopeful=tied(form))
        truth = truth_of(form, situation, others)
        because: dict[Refutation, list[Binding]] = {}
        searched_for: Exhausted | None = None
        for binding in situation.view(form).bindings():
            try:
                board = rules_of(form, situation, binding, truth).board()
                found = refutation(board, self.budget, likely=tuple(because))
            except (Refused, SearchLimit):
                found = Exhausted(0)
            if found not in because:
                self.written += size(found)
            if isinstance(found, Exhausted) or self.written > MOST_WRITTEN:
                searched_for = searched_for or self._exhausted(form, situation)
                found = searched_for
            elif found not in because:
                self.said.append(Worded(form, names, passed, binding, sentences(board, found)))
            because.setdefault(found, []).append(binding)
        each = tuple((tuple(bindings), found) for found, bindings in because.items())
        return Way(form.edition, names, passed, each)

    def _exhausted(self, form: NormalForm, situation: Situation) -> Exhausted:
        """Nothing to check; in how many steps a search finds nothing."""
        counting = Budget(MOST_STEPS)
        again = Situation(
            situation.transcript, situation.on, counting, situation.assumed, situation.granted
        )
        assert not again.earned(form), "the award was found not to be earned before"
        return Exhausted(MOST_STEPS - counting.steps)

    # Other awards

    def _others(
        self, form: NormalForm, situation: Situation, happening: bool, *, hopeful: bool = False
    ) -> Earning:
        """Whether an award that the form asks for is earned; each answer becomes a claim. The
        ``hopeful`` takes it for earned unless that can be refuted."""
        needs = {need.award: need for need in form.needs}
        names = tuple(decision.id for decision in situation.granted)

        def earning(award: str, alone: bool) -> bool:
            key = award, alone, () if alone else names, happening
            if hopeful and not alone and key in self._hoped:
                return True
            if key not in self._claims:
                if len(self._claims) >= MOST_CLAIMS:
                    raise Unproven(TOO_MANY_CLAIMS)
                self._claims[key] = None
                shown = self._claimed(needs[award], situation, alone, happening)
                # Claims stand in the order in which they are shown.
                del self._claims[key]
                if hopeful and not alone and (isinstance(shown, Earned) or _rests(shown)):
                    self._hoped.add(key)
                    return True
                self._claims[key] = Claim(alone, key[2], happening, shown)
            claim = self._claims[key]
            assert claim is not None, "awards do not need one another in a circle"
            return isinstance(claim.shown, Earned)

        return earning

    def _claimed(
        self, award: NormalForm, situation: Situation, alone: bool, happening: bool
    ) -> Earned | Refuted:
        places = [(each, situation) for each in award.editions if situation.in_force(each)]
        if alone:
            found = next(self._earned_places(award, situation), None)
            places = [] if found is not None else list(ways(award.editions, situation))
        else:
            found = next(((e, there) for e, there in places if there.earned(e)), None)
        if found is not None:
            return self._earned(found, happening=happening)
        each = ((place, False) for place in places)
        return self._refuted(award.award, each, happening=happening)


def _allocated(
    form: NormalForm, situation: Situation, question: Question, placing: Sequence[int]
) -> Earned:
    table = question.table
    return Earned(
        form.award,
        form.edition,
        tuple(decision.id for decision in situation.granted),
        question.binding,
        {
            table.signatures[table.options.records[option]].record: tuple(
                part.id
                for index, part in enumerate(table.form.parts)
                if index and table.options.placings[option] >> index & 1 and not part.reuses
            )
            for option in placing
        },
    )


def _happening(passing: Passing) -> Happening:
    if isinstance(passing, Record):
        return Happening(record=passing.id, scale=passing.scale, grade=passing.grade)
    return Happening(requirement=passing.requirement, by=passing.by)


def _rests(refuted: Refuted) -> bool:
    """Whether a refutation rests on a search."""
    each = (found for way in refuted.ways for _, found in way.because)
    return any(searched(found) is not None for found in each)
