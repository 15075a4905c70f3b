"""Verification: whether a proof is one, from the policy, the catalogue and the records alone.

The normal form and what it sees of the records are worked out anew, and everything that must be
shown is gone through with the checker. Nothing is searched for: the budget is empty."""

from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import define, field

from microcredit.engine.beside import held_beside
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.checker import Allocation, Refused, Truth
from microcredit.engine.fingerprint import fingerprint
from microcredit.engine.joint_faults import joint_faults
from microcredit.engine.joint_table import Member
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.obligations import (
    Earning,
    Fillings,
    conferred_with,
    only_helped,
    rules_of,
    truth_of,
    ways,
)
from microcredit.engine.outcome import MOST_FILLINGS
from microcredit.engine.proof import Claim, Earned, Happening, Proof, Refuted, Shown, Way, searched
from microcredit.engine.situation import Situation, tied
from microcredit.engine.unknown import family
from microcredit.engine.waiting import Passing, happened, offered, passes, separable, waiting
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

Covers = Literal["everything", "as things are"]
"""What is shown: the outcome, or only that the award is not earned as long as nothing under way is
passed or signed."""


BESIDE = "beside the awards that it needs rests on a search, which cannot be checked"


class Rejected(Exception):
    """Why a proof is none, in a sentence."""


class Unchecked(Rejected):
    """The proof rests on a search, which cannot be checked."""


def verified(
    form: NormalForm, catalogue: Sequence[tuple[str, str]], transcript: Transcript, proof: Proof
) -> Covers:
    """What the proof shows, for a resolved transcript; raises ``Rejected`` where it shows nothing.

    ``catalogue`` names the files that the catalogue was read from, with their hashes."""
    _same(form, catalogue, transcript, proof)
    if proof.missing is not None:
        raise Rejected(f"there is no proof: {proof.missing}")
    try:
        fillings = Fillings.of(form, transcript, proof.on)
        if fillings.number() > MOST_FILLINGS:
            raise Rejected("missing values can turn out in too many ways")
        ordered = {_key(fillings.values(each)): each for each in fillings.each()}
        shown = {_key(each.filled): each for each in proof.shown}
        if not shown.keys() <= ordered.keys() or len(shown) != len(proof.shown):
            raise Rejected("it speaks of a missing value that is not missing, or twice of one")
        if proof.outcome == "undetermined":
            if len({each.outcome for each in proof.shown}) < 2:
                raise Rejected("it does not show two outcomes for values that are missing")
        elif shown.keys() != ordered.keys():
            raise Rejected("it leaves out a way in which a missing value may turn out")
        elif any(each.outcome != proof.outcome for each in proof.shown):
            raise Rejected(f"it does not show that the award is {proof.outcome}")
        covers: set[Covers] = set()
        for key, each in shown.items():
            situation = fillings.situation(ordered[key], Budget(0))
            covers.add(_Verifying(form, situation).shown(each))
    except SearchLimit:
        raise Rejected("it cannot be verified without a search") from None
    return "as things are" if "as things are" in covers else "everything"


def _key(values: Sequence[Mapping[str, str]]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple(sorted(each.items())) for each in values)


def _same(
    form: NormalForm, catalogue: Sequence[tuple[str, str]], transcript: Transcript, proof: Proof
) -> None:
    """Raises ``Rejected`` unless the proof is about these rules and this learner."""
    if proof.award != form.award:
        raise Rejected(f"it is about the award `{proof.award}`, not `{form.award}`")
    if proof.learner != transcript.learner:
        raise Rejected(f"it is about the learner `{proof.learner}`, not `{transcript.learner}`")
    if set(proof.policies) != {sha256 for _, sha256 in form.sources}:
        raise Rejected("the policy is not the one that the verdict was made with")
    if set(proof.catalogue) != {sha256 for _, sha256 in catalogue}:
        raise Rejected("the catalogue is not the one that the verdict was made with")
    if proof.records != fingerprint(transcript):
        raise Rejected("the learner's records are not those that the verdict was made with")


@define
class _Verifying:
    """One way in which missing values may turn out, with the claims that were shown so far."""

    award: NormalForm
    situation: Situation
    _claims: dict[tuple[str, bool, tuple[str, ...], bool], bool] = field(factory=dict)

    def shown(self, shown: Shown) -> Covers:
        """What is shown; raises ``Rejected`` where the outcome is not."""
        then = self._then(shown)
        if (shown.outcome == "pending") != bool(shown.happening):
            raise Rejected("what must happen is not said, or said of an award that is not pending")
        needs = {need.award: need for each in family(self.award) for need in each.needs}
        for claim in shown.claims:
            if claim.shown.award not in needs:
                raise Rejected(f"it rests on `{claim.shown.award}`, on which nothing depends")
            self._claim(claim, needs[claim.shown.award], then if claim.happening else None)
        if shown.outcome in ("earned", "pending"):
            if shown.earned is None:
                raise Rejected("the allocation is missing")
            self._earned(self.award, shown.earned, then, happening=bool(shown.happening))
        if shown.outcome == "earned":
            return "everything"
        if shown.refuted is None:
            raise Rejected("the refutation is missing")
        return self._not_earned(shown.refuted, pending=shown.outcome == "pending")

    def _then(self, shown: Shown) -> Situation:
        """The situation once what must happen has, as the edition that is then earned sees it."""
        if not shown.happening or shown.earned is None:
            return self.situation
        edition = self._edition(self.award, shown.earned.edition, self.situation)
        passing = [self._passing(edition, each) for each in shown.happening]
        return happened(self.situation, passing)

    def _passing(self, form: NormalForm, each: Happening) -> Passing:
        for waits in waiting(form, self.situation):
            for passing in passes(form, waits, self.situation.on):
                if isinstance(passing, Record):
                    seen = passing.id, passing.scale, passing.grade
                    if (each.record, each.scale, each.grade) == seen:
                        return passing
                elif (each.requirement, each.by) == (passing.requirement, passing.by):
                    return passing
        raise Rejected(f"nothing of the kind waits to happen: {each.record or each.requirement}")

    # Earned

    def _earned(
        self, award: NormalForm, earned: Earned, situation: Situation, *, happening: bool
    ) -> None:
        """That the award is earned in the situation, with decisions that may be made use of."""
        if earned.award != award.award:
            raise Rejected(f"it shows `{earned.award}` in place of `{award.award}`")
        edition = self._edition(award, earned.edition, situation)
        bound = situation.bound(edition)
        chosen = tuple(decision for decision in bound if decision.id in earned.decisions)
        if tuple(decision.id for decision in chosen) != earned.decisions:
            raise Rejected("it makes use of a decision that does not bind")
        self._holds(edition, earned, situation.granting(chosen), happening=happening)

    def _edition(self, award: NormalForm, name: str, situation: Situation) -> NormalForm:
        for edition in award.editions:
            if edition.edition == name and situation.in_force(edition):
                return edition
        raise Rejected(f"no edition {name} of `{award.award}` is in force for the learner")

    def _holds(
        self, form: NormalForm, earned: Earned, situation: Situation, *, happening: bool
    ) -> None:
        """That the allocation is valid with these decisions made use of."""
        asked = self._others(situation, happening)
        if earned.beside or tied(form):
            self._together(form, earned, situation, asked)
            return
        self._valid(form, earned, situation, truth_of(form, situation, asked))

    def _valid(self, form: NormalForm, earned: Earned, situation: Situation, truth: Truth) -> None:
        for variable, value in zip(form.variables, earned.binding, strict=False):
            known = value in variable.values or (value is None and variable.optional)
            if not known or type(value) is bool:
                raise Rejected(f"`{variable.name}` cannot be {value}")
        if len(form.variables) != len(earned.binding):
            raise Rejected("it does not say what every name stands for")
        rules = rules_of(form, situation, earned.binding, truth)
        try:
            faults = rules.faults(_numbered(form, earned))
        except Refused as refused:
            faults = (str(refused),)
        if faults:
            raise Rejected(f"the allocation for `{form.award}` does not hold: {faults[0]}")

    def _together(
        self, form: NormalForm, earned: Earned, situation: Situation, asked: Earning
    ) -> None:
        """That all the awards hold at once, with what they may share."""
        known = {(each.award, each.edition): each for each in family(form)}
        others = (earned, *earned.beside)
        names = frozenset(each.award for each in others)
        members, held = [], {}
        for each in others:
            one = known.get((each.award, each.edition))
            if one is None or not situation.in_force(one):
                raise Rejected(f"no edition {each.edition} of `{each.award}` is in force")
            if each.decisions != earned.decisions:
                raise Rejected("awards that are conferred at once rest on the same decisions")
            truth = truth_of(one, situation, conferred_with(names, asked))
            self._valid(one, each, situation, truth)
            members.append(Member(situation.view(one), truth))
            for other in held_beside(one, situation.transcript, situation.on):
                held[other.standing.award] = other
        if len(names) < len(others) or any(situation.held(each.award) for each in earned.beside):
            raise Rejected("an award is conferred twice")
        bindings = [each.binding for each in others]
        said = joint_faults(
            members,
            tuple(held.values()),
            bindings,
            [_numbered(known[each.award, each.edition], each) for each in others],
        )
        if said is not None:
            raise Rejected(said)

    # Not earned

    def _not_earned(self, refuted: Refuted, *, pending: bool) -> Covers:
        if refuted.award != self.award.award:
            raise Rejected(f"it refutes `{refuted.award}` in place of `{self.award.award}`")
        covers: Covers = "everything"
        expected = 0
        for edition in self.award.editions:
            if not self.situation.in_force(edition):
                continue
            given = [way for way in refuted.ways if way.edition == edition.edition]
            passed = any(way.passed for way in given)
            waits = waiting(edition, self.situation)
            if passed and (pending or not waits or not separable(edition, self.situation)):
                raise Rejected("it takes for passed what may as well not be")
            there = offered(edition, self.situation, waits) if passed else self.situation
            places = list(ways([edition], there))
            if any(way.passed != passed for way in given):
                raise Rejected("it takes for passed what it does not elsewhere")
            self._ways(places, given)
            expected += len(places)
            if waits and not passed:
                covers = "as things are"
        if len(refuted.ways) != expected:
            raise Rejected("it refutes what is not in force")
        return "everything" if pending else covers

    def _ways(
        self,
        places: Sequence[tuple[NormalForm, Situation]],
        given: Sequence[Way],
        *,
        happening: bool = False,
    ) -> None:
        """That each of the places is refuted by one of the ways, in order."""
        if len(places) != len(given):
            raise Rejected("it leaves out a way in which the award might be earned")
        for (form, situation), way in zip(places, given, strict=True):
            names = tuple(decision.id for decision in situation.granted)
            if (way.edition, way.decisions) != (form.edition, names):
                raise Rejected("it leaves out a way in which the award might be earned")
            self._way(form, situation, way, happening)

    def _way(self, form: NormalForm, situation: Situation, way: Way, happening: bool) -> None:
        asked = self._others(situation, happening, hopeful=tied(form))
        if tied(form) and not only_helped(form):
            raise Unchecked(f"that `{form.award}` is not earned {BESIDE}")
        truth = truth_of(form, situation, asked)
        because = {binding: found for bindings, found in way.because for binding in bindings}
        for binding in situation.view(form).bindings():
            if binding not in because:
                raise Rejected(f"it does not say why `{form.award}` is not earned with {binding}")
            steps = searched(because[binding])
            if steps is not None:
                on = f"rests on a search of {steps} steps, which cannot be checked"
                raise Unchecked(f"that `{form.award}` is not earned {BESIDE if tied(form) else on}")
            try:
                rules_of(form, situation, binding, truth).board().check(because[binding])
            except Refused as refused:
                raise Rejected(f"the refutation of `{form.award}` fails: {refused}") from None

    # Other awards

    def _claim(self, claim: Claim, award: NormalForm, then: Situation | None) -> None:
        base = self.situation if then is None else then
        if not claim.alone:
            by_id = {decision.id: decision for decision in base.transcript.decisions}
            if not by_id.keys() >= {*claim.decisions}:
                raise Rejected("it makes use of a decision that is not on record")
            base = base.granting(tuple(by_id[id] for id in claim.decisions))
        if isinstance(claim.shown, Refuted):
            places = [(each, base) for each in award.editions if base.in_force(each)]
            if claim.alone:
                places = list(ways(award.editions, base))
            self._ways(places, claim.shown.ways, happening=claim.happening)
        elif claim.alone:
            self._earned(award, claim.shown, base, happening=claim.happening)
        else:
            edition = self._edition(award, claim.shown.edition, base)
            if claim.shown.award != award.award or claim.shown.decisions != claim.decisions:
                raise Rejected("a claim about another award rests on other decisions")
            self._holds(edition, claim.shown, base, happening=claim.happening)
        names = () if claim.alone else claim.decisions
        known = isinstance(claim.shown, Earned)
        key = award.award, claim.alone, names, claim.happening
        if self._claims.setdefault(key, known) != known:
            raise Rejected(f"it says that `{award.award}` is earned, and that it is not")

    def _others(self, situation: Situation, happening: bool, *, hopeful: bool = False) -> Earning:
        """What was shown of other awards; ``hopeful`` takes them for earned where nothing was."""
        names = tuple(decision.id for decision in situation.granted)

        def earning(award: str, alone: bool) -> bool:
            key = award, alone, () if alone else names, happening
            if key in self._claims:
                return self._claims[key]
            if hopeful and not alone:
                return True
            raise Rejected(f"it does not show whether `{award}` is earned")

        return earning


def _numbered(form: NormalForm, earned: Earned) -> Allocation:
    """The allocation with the numbers of the parts; one that there is not has the number -1."""
    numbers = {part.id: index for index, part in enumerate(form.parts)}
    return {
        record: frozenset(numbers.get(part, -1) for part in parts)
        for record, parts in earned.allocation.items()
    }
