"""Proven: the proof of a verdict, gone through once before it leaves.

The allocation of an award that is earned is always there. Refutations are looked for only when they
are asked for: the set that comes closest, which the verdict shows anyway, is no proof."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.fingerprint import fingerprint
from microcredit.engine.normal_form import Binding, ClassVariable, NormalForm
from microcredit.engine.obligations import Fillings
from microcredit.engine.plain_proof import Worded, explained
from microcredit.engine.proof import Earned, Proof, Shown
from microcredit.engine.prove import Proving, Unproven
from microcredit.engine.situation import tied
from microcredit.engine.verdict import Verdict
from microcredit.engine.verification import Rejected, Unchecked, verified
from microcredit.model.learner import Transcript

MOST_SHOWN = 64
"""Ways in which missing values may turn out, before it is too much to show each of them."""

FEW_SHOWN = 4
"""The same, where no proof was asked for."""


@frozen
class Proven:
    """A verdict's proof, if there is one, and for an award that is not earned why, in lines."""

    proof: Proof | None
    why: tuple[str, ...] = ()


def proof_of(
    form: NormalForm,
    catalogue: Sequence[tuple[str, str]],
    transcript: Transcript,
    on: date,
    verdict: Verdict,
    steps: int,
    *,
    prove: bool,
) -> Proven:
    """The proof of the verdict on a resolved transcript; none for an award that is not earned,
    unless it is to be proven.

    Where there is nothing to show, the proof says why. Refutations are looked for within so many
    steps."""
    if not prove and verdict.outcome != "earned":
        return Proven(None)
    proof = Proof(
        learner=verdict.learner,
        award=verdict.award,
        edition=verdict.edition,
        on=on,
        outcome=verdict.outcome,
        policies=tuple(dict.fromkeys(sha256 for _, sha256 in form.sources)),
        catalogue=tuple(dict.fromkeys(sha256 for _, sha256 in catalogue)),
        records=fingerprint(transcript),
        shown=(),
    )
    try:
        if verdict.outcome == "undetermined" and verdict.bounds is not None:
            raise Unproven(verdict.bounds)
        shown, said = _shown(form, transcript, on, verdict, steps, prove=prove)
    except (Unproven, SearchLimit) as without:
        return Proven(evolve(proof, missing=str(without)))
    proof = evolve(proof, shown=shown, covers="everything")
    if prove:
        try:
            proof = evolve(proof, covers=verified(form, catalogue, transcript, proof))
        except Unchecked:
            proof = evolve(proof, covers="exhausted search")
        except Rejected as rejected:
            raise AssertionError(f"the checker refuses this proof: {rejected}") from rejected
    return Proven(proof, explained(said) if verdict.outcome != "undetermined" else ())


def _shown(
    form: NormalForm,
    transcript: Transcript,
    on: date,
    verdict: Verdict,
    steps: int,
    *,
    prove: bool,
) -> tuple[tuple[Shown, ...], list[Worded]]:
    """What is shown for each way in which missing values may turn out; of the first, in words."""
    fillings = Fillings.of(form, transcript, on)
    most = MOST_SHOWN if prove else FEW_SHOWN
    if fillings.number() > most and verdict.outcome != "undetermined":
        raise Unproven(f"missing values may turn out in more than {most} ways")
    if not prove and any(map(tied, form.editions)):
        raise Unproven("awards that limit one another are shown at once only when asked for")
    budget = Budget(steps)
    known = _known(form, verdict)
    found: list[Shown] = []
    said: list[Worded] = []
    for filling in fillings.each():
        situation = fillings.situation(filling, Budget(steps))
        proving = Proving(situation, budget, known)
        outcome = verdict.outcome
        if outcome == "undetermined":
            outcome = proving.outcome(form)
            if found and found[0].outcome == outcome:
                continue
        shown = proving.shown(form, outcome)
        found.append(evolve(shown, filled=fillings.values(filling)))
        if not found[1:]:
            said = [each for each in proving.said if each.form.award == form.award]
        if verdict.outcome == "undetermined" and len(found) == 2:
            break
    return tuple(found), said


def _known(form: NormalForm, verdict: Verdict) -> Earned | None:
    """The set that the verdict shows, where there is one and it earns the award."""
    if not verdict.earned:
        return None
    values = tuple((verdict.variant or {}).values())
    edition = next(each for each in form.editions if each.edition == verdict.edition)
    classed = bool(edition.variables) and isinstance(edition.variables[-1], ClassVariable)
    binding: Binding = (*values, verdict.award_class) if classed else values
    if len(binding) != len(edition.variables):
        # The steps ended before a set was found that could be shown.
        return None
    used = tuple(each.decision.id for each in verdict.decisions if each.status == "used")
    return Earned(verdict.award, verdict.edition, used, binding, verdict.allocation)
