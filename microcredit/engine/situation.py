"""Situations: everything known about a learner on a day, and what it earns."""

from datetime import date

from attrs import field, frozen

from microcredit.engine.budget import Budget
from microcredit.engine.candidates import Stack, stack
from microcredit.engine.normal_form import Given, NormalForm
from microcredit.engine.question import Truth
from microcredit.engine.search import decide
from microcredit.engine.view import View
from microcredit.model.learner import Transcript


@frozen(slots=False)
class Situation:
    """A resolved transcript on a day, in which nothing is unknown.

    What has been decided is kept, so awards that need one another are decided once.
    """

    transcript: Transcript
    on: date
    budget: Budget
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
            self._views[form.award] = records, View(form, records.candidates)
        return self._views[form.award]

    def in_force(self, form: NormalForm) -> bool:
        """Whether the award's edition is in force on the day; both its ends belong to it."""
        first, last = form.effective
        return (first is None or first <= self.on) and (last is None or self.on <= last)

    def held(self, award: str) -> bool:
        """Whether the award was conferred by the day."""
        return any(c.award == award and c.on <= self.on for c in self.transcript.conferred)

    def truth(self, form: NormalForm) -> Truth:
        """What is given about awards: held, or earned on its own in this situation."""
        needs = {need.award: need for need in form.needs}

        def holds(given: Given) -> bool:
            found = self.held(given.award)
            if not found and not given.held and given.award in needs:
                found = self.earned(needs[given.award])
            return found != given.negated

        return holds

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
