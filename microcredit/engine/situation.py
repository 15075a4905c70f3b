"""Situations: everything known about a learner on a day, and what it earns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from graphlib import TopologicalSorter
from itertools import combinations, product

from attrs import evolve, field, frozen

from microcredit.engine.asked import asks_award
from microcredit.engine.attempts import attempts_hold
from microcredit.engine.beside import held_beside, limits
from microcredit.engine.budget import Budget
from microcredit.engine.candidates import Stack, prepared, stack
from microcredit.engine.decisions import binding as bound_decisions, choices
from microcredit.engine.facts import fact_holds
from microcredit.engine.formulas import AsOf, AwardHeld, FactIs, Given, Signed, Unless
from microcredit.engine.granting import granted
from microcredit.engine.ground import ground
from microcredit.engine.joint import JointPlacing, conferrable
from microcredit.engine.joint_table import Member
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.question import Truth, settled
from microcredit.engine.search import decide
from microcredit.engine.standing import related
from microcredit.engine.unknown import family
from microcredit.engine.view import View
from microcredit.model.learner import Attestation, Decision, Transcript
from microcredit.model.record import Record

LONG = 10
"""Awards that may wait for one another before they are decided one by one."""

Edition = tuple[str, str]
"""An award's id and its edition."""


def tied(form: NormalForm) -> bool:
    """Whether it matters which of the awards that it needs are conferred beside it: they limit one
    another, or what it asks for depends on whether one is."""
    if not form.needs:
        return False
    if any(asks_award(gate.formula) for gate in form.gates if gate.formula is not None):
        return True
    return any(
        related(one.standing, other.standing)
        for one, other in combinations(family(form), 2)
        if one.award != other.award
    )


@frozen(slots=False)
class Situation:
    """A resolved transcript on a day, in which nothing is unknown.

    ``assumed`` are facts that are not on record, ``granted`` the decisions that are made use of.
    What has been worked out is kept, so awards that need one another are decided once."""

    transcript: Transcript
    on: date
    budget: Budget
    assumed: Mapping[str, str] = field(factory=dict)
    granted: tuple[Decision, ...] = ()
    _granting: dict[tuple[Decision, ...], "Situation"] = field(factory=dict, eq=False, repr=False)
    _views: dict[Edition, tuple[Stack, View]] = field(factory=dict, eq=False, repr=False)
    _earned: dict[Edition, frozenset[str] | None] = field(factory=dict, eq=False, repr=False)

    def stack(self, form: NormalForm) -> Stack:
        """The learner's records as the award sees them."""
        return self._view(form)[0]

    def view(self, form: NormalForm) -> View:
        """The candidates as the normal form sees them."""
        return self._view(form)[1]

    def _view(self, form: NormalForm) -> tuple[Stack, View]:
        key = form.award, form.edition
        if key not in self._views:
            loosened = granted(form, self.granted)
            records = stack(loosened, self.transcript, self.on)
            held = held_beside(loosened, self.transcript, self.on)
            all_records = prepared(loosened, self.transcript, self.on) if held else ()
            shared = limits(loosened, all_records, held)
            grounded = ground(loosened, records.candidates, shared)
            self._views[key] = records, View(grounded, records.candidates)
        return self._views[key]

    def in_force(self, form: NormalForm) -> bool:
        """Whether the edition is in force on the day, both ends included, and this learner's."""
        if not self.in_period(form):
            return False
        return form.open_to is None or settled(form.open_to, self.truth(form)) is True

    def in_period(self, form: NormalForm) -> bool:
        """Whether the day is one of the edition's, whoever the learner is."""
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
        return Situation(transcript, self.on, self.budget, self.assumed, self.granted)

    def granting(self, decisions: tuple[Decision, ...]) -> "Situation":
        """The same with these decisions made use of."""
        if decisions not in self._granting:
            self._granting[decisions] = Situation(
                self.transcript,
                self.on,
                self.budget,
                self.assumed,
                decisions,
                granting=self._granting,
            )
        return self._granting[decisions]

    def bound(self, form: NormalForm) -> tuple[Decision, ...]:
        """The decisions that bind to a line of the award, or of one that it needs."""
        if not self.transcript.decisions:
            return ()
        return bound_decisions(tuple(family(form)), self.transcript, self.on)

    def earning(self, form: NormalForm) -> "Situation | None":
        """The same with the fewest decisions by which the edition is earned; none if by none."""
        bound = self.bound(form)
        if form.monotone and bound and not self.granting(bound).earned(form):
            return None
        ways = (self.granting(chosen) for chosen in choices(bound))
        return next((each for each in ways if each.earned(form)), None)

    def at(self, day: date) -> "Situation":
        """The same record on another day."""
        return Situation(self.transcript, day, self.budget, self.assumed)

    def alone(self, editions: Sequence[NormalForm]) -> bool:
        """Whether an award is earned by its own rules, with whatever has been decided."""
        return any(self.earning(edition) is not None for edition in editions)

    def truth(self, form: NormalForm, beside: frozenset[str] | None = None) -> Truth:
        """What is given about the learner: awards, sign-offs, facts, dates and attempts.

        ``beside`` are the awards that are conferred at once; where it is none, an award that is
        earned counts as held."""
        needs = {need.award: need.editions for need in form.needs}

        def holds(given: Given) -> bool:
            match given:
                case AwardHeld(award, held):
                    found = self.held(award)
                    if not found and not held and award in needs:
                        found = (
                            award in beside
                            if beside is not None
                            else any(self.earned(edition) for edition in needs[award])
                        )
                    return found
                case Signed():
                    return self.signed(given)
                case FactIs(fact):
                    facts = self.transcript.facts
                    return fact_holds(given, facts.get(fact, self.assumed.get(fact)))
                case AsOf(last):
                    return last is None or self.on <= last
                case Unless(AwardHeld(award, False)):
                    return not self.held(award) and not self.alone(needs.get(award, ()))
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
        key = form.award, form.edition
        if key not in self._earned:
            found = None
            if self.in_force(form):
                self.budget.spend(5 + 3 * len(self.transcript.records))
                if likely is not None and not form.asks_learner and likely <= self._names(form):
                    return likely
                if not tied(form):
                    self._decide_needs(form)
                found = self._decide(form)
            self._earned[key] = found
        return self._earned[key]

    def _decide_needs(self, form: NormalForm) -> None:
        """Decides a long row of awards from its end, so that none waits for too many others."""
        needs: dict[str, list[str]] = {}
        for each in family(form):
            needs.setdefault(each.award, []).extend(need.award for need in each.needs)
        if len(needs) <= LONG:
            return
        places = {id: place for place, id in enumerate(TopologicalSorter(needs).static_order())}
        for each in sorted(family(form), key=lambda one: places[one.award]):
            if each.award != form.award:
                self.witness(each)

    def _names(self, form: NormalForm) -> set[str]:
        return {candidate.record.id for candidate in self.stack(form).candidates}

    def _decide(self, form: NormalForm) -> frozenset[str] | None:
        if tied(form):
            return self._decide_tied(form)
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

    def _decide_tied(self, form: NormalForm) -> frozenset[str] | None:
        """As ``witness``, where the award and those that it needs compete for the same modules."""
        found = self.with_needs(form)
        if found is None:
            return None
        table, placing = found.questions[0].table, found.placings[0]
        return frozenset(
            table.signatures[table.options.records[option]].record for option in placing
        )

    def with_needs(
        self, form: NormalForm, *, settle: bool = False, first: Binding | None = None
    ) -> JointPlacing | None:
        """Sets for the award and the fewest of those that it needs under which all can be conferred
        at once; the award's own comes first."""
        others: dict[str, list[NormalForm]] = {}
        for each in family(form):
            if each.award != form.award and not self.held(each.award) and self.in_force(each):
                others.setdefault(each.award, []).append(each)
        demanded = self._demanded(form, others)
        free = [id for id in others if id not in demanded]
        for count in range(len(free) + 1):
            for added in combinations(free, count):
                chosen = [others[id] for id in others if id in demanded or id in added]
                for editions in product(*chosen):
                    found = self.together((form, *editions), settle=settle, first=first)
                    if found is not None:
                        return found
        return None

    def conferrable_needs(self, form: NormalForm) -> Iterator[frozenset[str]]:
        """The sets of awards that it needs which can be conferred at once without it."""
        needs: dict[str, NormalForm] = {}
        for each in family(form):
            if each.award != form.award and not self.held(each.award) and self.in_force(each):
                needs.setdefault(each.award, each)
        for places in sorted(self._closed(needs), key=lambda places: (len(places), places)):
            chosen = [each for place, each in enumerate(needs.values()) if place in places]
            if not chosen or self.together(chosen) is not None:
                yield frozenset(each.award for each in chosen)

    def _demanded(self, form: NormalForm, others: Mapping[str, object]) -> frozenset[str]:
        """Those of the awards without which the form cannot be conferred, whatever is chosen."""
        editions: dict[str, list[NormalForm]] = {}
        for each in family(form):
            editions.setdefault(each.award, []).append(each)
        found: set[str] = set()
        waiting = sorted(self._asked(form) & set(others))
        while waiting:
            id = waiting.pop()
            if id not in found:
                found.add(id)
                own = [self._asked(edition) for edition in editions[id] if self.in_force(edition)]
                waiting += sorted(frozenset.intersection(*own) & set(others))
        return frozenset(found)

    def _closed(self, needs: Mapping[str, NormalForm]) -> list[tuple[int, ...]]:
        """The sets of awards of which each has with it what it cannot be conferred without."""
        places = {id: place for place, id in enumerate(needs)}
        asked = {id: self._asked(each) & set(needs) for id, each in needs.items()}
        ordered = list(TopologicalSorter(asked).static_order())
        closed: list[frozenset[str]] = [frozenset()]
        for id in ordered:
            more = [chosen | {id} for chosen in closed if asked[id] <= chosen]
            self.budget.spend(len(more))
            closed += more
        return [tuple(sorted(places[id] for id in chosen)) for chosen in closed]

    def _asked(self, form: NormalForm) -> frozenset[str]:
        """The awards that a line of the edition asks for outright."""
        return frozenset(
            line.formula.award
            for line in self.view(form).form.requirements
            if isinstance(line.formula, AwardHeld) and not line.formula.held
            if not line.gates and line.part == 0
        )

    def together(
        self,
        forms: Sequence[NormalForm],
        *,
        settle: bool = False,
        first: Binding | None = None,
    ) -> JointPlacing | None:
        """Sets for all these awards under which they can be conferred at once, if there are."""
        beside = frozenset(form.award for form in forms)
        self.budget.spend()
        members = [Member(self.view(form), self.truth(form, beside)) for form in forms]
        held = {
            each.standing.award: each
            for form in forms
            for each in held_beside(form, self.transcript, self.on)
        }
        return conferrable(members, tuple(held.values()), self.budget, settle=settle, first=first)
