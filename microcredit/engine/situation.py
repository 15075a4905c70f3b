"""Situations: everything known about a learner on a day, and what it earns."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from microcredit.engine.attempts import attempts_hold
from microcredit.engine.budget import Budget
from microcredit.engine.candidates import Stack, prepared, stack
from microcredit.engine.facts import fact_holds
from microcredit.engine.formulas import AsOf, AwardHeld, FactIs, Given, Signed, Unless
from microcredit.engine.ground import ground
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.question import Truth
from microcredit.engine.search import decide
from microcredit.engine.view import View
from microcredit.model.learner import Attestation, Transcript
from microcredit.model.record import Record


@frozen(slots=False)
class Situation:
    """A resolved transcript on a day, in which nothing is unknown.

    ``assumed`` are facts that are not on record. What has been decided is kept, so awards that need
    one another are decided once."""

    transcript: Transcript
    on: date
    budget: Budget
    assumed: Mapping[str, str] = field(factory=dict)
    _views: dict[str, tuple[Stack, View]] = field(factory=dict, eq=False, repr=False)
    _earned: dict[str, frozenset[str] | None] = field(factory=dict, eq=False, repr=False)

    def stack(self, form: NormalForm) -> Stack:
        """The learner's records as the award sees them."""
        return self._view(form)[0]

    def view(self, form: NormalForm) -> View:
        """The candidates as the normal form sees them."""
        return self._view(form)[1]

    def _view(self, form: NormalForm) -> tuple[Stack, View]:
        if form.award not in self._views:
            records = stack(form, self.transcript, self.on)
            grounded = ground(form, records.candidates)
            self._views[form.award] = records, View(grounded, records.candidates)
        return self._views[form.award]

    def in_force(self, form: NormalForm) -> bool:
        """Whether the award's edition is in force on the day; both its ends belong to it."""
        first, last = form.effective
        return (first is None or first <= self.on) and (last is None or self.on <= last)

    def held(self, award: str) -> bool:
        """Whether the award was conferred by the day."""
        return any(c.award == award and c.on <= self.on for c in self.transcript.conferred)

    def signed(self, signed: Signed) -> bool:
        """Whether a sign-off was given by the day."""
        return any(
            a.requirement == signed.requirement and a.by == signed.by and a.on <= self.on
            for a in self.transcript.attestations
        )

    def replaced(self, records: Sequence[Record], signs: Sequence[Signed]) -> "Situation":
        """The same with other records, and with sign-offs given on the day."""
        given = tuple(Attestation(each.requirement, each.by, self.on) for each in signs)
        transcript = evolve(
            self.transcript,
            records=tuple(records),
            attestations=self.transcript.attestations + given,
        )
        return Situation(transcript, self.on, self.budget, self.assumed)

    def at(self, day: date) -> "Situation":
        """The same record on another day."""
        return Situation(self.transcript, day, self.budget, self.assumed)

    def truth(self, form: NormalForm) -> Truth:
        """What is given about the learner: awards, sign-offs, facts, dates and attempts."""
        needs = {need.award: need for need in form.needs}

        def holds(given: Given) -> bool:
            match given:
                case AwardHeld(award, held):
                    found = self.held(award)
                    if not found and not held and award in needs:
                        found = self.earned(needs[award])
                    return found
                case Signed():
                    return self.signed(given)
                case FactIs(fact):
                    facts = self.transcript.facts
                    return fact_holds(given, facts.get(fact, self.assumed.get(fact)))
                case AsOf(last):
                    return last is None or self.on <= last
                case Unless(of):
                    return not holds(of)
                case _:
                    return attempts_hold(given, form, self._attempts(form), self.on)

        return holds

    def _attempts(self, form: NormalForm) -> list[Record]:
        """Everything on record that is seen on the day."""
        return [
            record
            for record in prepared(form, self.transcript, self.on)
            if record.completed_on is None or record.completed_on <= self.on
        ]

    def earned(self, form: NormalForm) -> bool:
        """Whether the award is earned: some binding and some placing meet everything."""
        return self.witness(form) is not None

    def witness(
        self, form: NormalForm, likely: frozenset[str] | None = None
    ) -> frozenset[str] | None:
        """The ids of some records that earn the award, none where none do.

        ``likely`` are records that earned it on another day: where nothing but the records matters
        and all of them are candidates still, they earn it here too.
        """
        if form.award not in self._earned:
            found = None
            if self.in_force(form):
                self.budget.spend(5 + 3 * len(self.transcript.records))
                if likely is not None and not form.asks_learner and likely <= self._names(form):
                    return likely
                found = self._decide(form)
            self._earned[form.award] = found
        return self._earned[form.award]

    def _names(self, form: NormalForm) -> set[str]:
        return {candidate.record.id for candidate in self.stack(form).candidates}

    def _decide(self, form: NormalForm) -> frozenset[str] | None:
        view, truth = self.view(form), self.truth(form)
        # Unbound and low variables ask for least, so they are tried first.
        for binding in reversed(list(view.bindings())):
            question = view.question(binding, truth)
            for case in question.cases():
                self.budget.spend()
                placing = decide(question.table, case, self.budget)
                if placing is not None:
                    table = question.table
                    return frozenset(
                        table.signatures[table.options.records[option]].record for option in placing
                    )
        return None
