"""Obligations: what a proof has to show, one by one, so that nothing is left out.

Whoever writes a proof and whoever verifies it go through the same list: every way in which missing
values may turn out, every edition in force, the decisions that may be made use of, every binding.
Nothing here searches."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product

from attrs import evolve, frozen

from microcredit.engine.asked import givens
from microcredit.engine.budget import Budget
from microcredit.engine.candidates import order
from microcredit.engine.checker import Rules, Truth
from microcredit.engine.decisions import choices
from microcredit.engine.formulas import AwardHeld, Depending, Formula, Given, Some, Unless
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.question import open_gates
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import Fact, Filling, Unknown, unknowns
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

Earning = Callable[[str, bool], bool]
"""Whether another award is earned, by its id: with the decisions made use of, or with any."""


@frozen
class Fillings:
    """A learner's records on a day, with what is missing of them and what it may be."""

    transcript: Transcript
    on: date
    missing: tuple[Unknown, ...]

    @classmethod
    def of(cls, form: NormalForm, transcript: Transcript, on: date) -> "Fillings":
        """Those that the award can tell apart; raises ``SearchLimit`` where a missing fact may list
        too many values."""
        ordered = sorted(transcript.records, key=lambda record: order(record, form.positions))
        sorted_ = evolve(transcript, records=tuple(ordered))
        return cls(sorted_, on, tuple(unknowns(form, sorted_, on)))

    def number(self) -> int:
        """In how many ways what is missing may turn out."""
        ways = 1
        for unknown in self.missing:
            ways *= len(unknown.fillings)
        return ways

    def each(self) -> Iterator[tuple[Filling, ...]]:
        """Every way, one value for each that is missing."""
        return product(*(unknown.fillings for unknown in self.missing))

    def situation(self, filling: Sequence[Filling], budget: Budget) -> Situation:
        """The situation in which what is missing is this."""
        by_id = {each.id: each for each in filling if isinstance(each, Record)}
        facts = {each.name: each.value for each in filling if isinstance(each, Fact)}
        records = tuple(by_id.get(record.id, record) for record in self.transcript.records)
        return Situation(evolve(self.transcript, records=records), self.on, budget, facts)

    def values(self, filling: Sequence[Filling]) -> tuple[dict[str, str], ...]:
        """What is filled in, as data: the record or the fact, and its values."""
        return tuple(
            {"fact": each.name, "value": each.value}
            if isinstance(each, Fact)
            else {"record": each.id} | unknown.values(each)
            for unknown, each in zip(self.missing, filling, strict=True)
        )


def ways(
    editions: Sequence[NormalForm], situation: Situation
) -> Iterator[tuple[NormalForm, Situation]]:
    """Every edition in force, with each set of decisions that may be made use of.

    Where more credit never harms, all decisions at once are the only set: a decision adds ways to
    meet a line and takes none away. Raises ``SearchLimit`` where there are too many."""
    for edition in editions:
        if situation.in_force(edition):
            bound = situation.bound(edition)
            sets = [bound] if edition.monotone else choices(bound)
            for chosen in sets:
                yield edition, situation.granting(chosen)


def rules_of(form: NormalForm, situation: Situation, binding: Binding, truth: Truth) -> Rules:
    """What the award asks of the learner's records under a binding, for the checker."""
    view = situation.view(form)
    signatures = view.signatures(binding, open_gates(view.form, binding, truth))
    return Rules(view.form, signatures, binding, truth)


def truth_of(form: NormalForm, situation: Situation, earning: Earning) -> Truth:
    """What is given about the learner, with awards that are not held asked of ``earning``."""
    own = situation.truth(form)
    needs = {need.award for need in form.needs}

    def holds(given: Given) -> bool:
        match given:
            case AwardHeld(award, held):
                asked = not held and award in needs
                return situation.held(award) or (asked and earning(award, False))
            case Unless(AwardHeld(award, False)):
                earned = award in needs and not situation.held(award) and earning(award, True)
                return not situation.held(award) and not earned
            case Unless(of):
                return not holds(of)
            case _:
                return own(given)

    return holds


def conferred_with(awards: frozenset[str], asked: Earning) -> Earning:
    """The same for awards that are conferred at once: each of them is earned, and no other; whether
    one is earned alone is asked as before."""

    def earning(award: str, alone: bool) -> bool:
        return asked(award, True) if alone else award in awards

    return earning


def only_helped(form: NormalForm) -> bool:
    """Whether another award that is earned beside this one can only help it.

    Then an award that is not earned though every one that it needs is taken for earned is not
    earned at all, whatever the awards may share."""

    def helped(formula: Formula) -> bool:
        match formula:
            case Some(_, of):
                return all(map(helped, of))
            case Unless(AwardHeld()):
                return True
            case Unless(of):
                return not _on_awards(of)
            case Depending(cases):
                return not any(_on_awards(each) for pair in cases for each in pair)
            case _:
                return True

    gates = (gate.formula for gate in form.gates if gate.formula is not None)
    return all(helped(each.formula) for each in form.requirements) and not any(
        map(_on_awards, gates)
    )


def _on_awards(formula: Formula) -> bool:
    return any(isinstance(each, AwardHeld) and not each.held for each in givens(formula))
