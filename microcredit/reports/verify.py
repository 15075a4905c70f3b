"""Verifying a verdict: whether its proof is one, from policy, catalogue and records alone."""

from collections.abc import Mapping

from attrs import frozen

from microcredit.engine.audit import CompiledPolicy, compiled_against, resolved
from microcredit.engine.judged import hearing
from microcredit.engine.normal_form import ClassVariable, NormalForm
from microcredit.engine.proof import Proof
from microcredit.engine.titles import titled
from microcredit.engine.verdict import Verdict
from microcredit.engine.verification import Covers, Rejected, Unchecked, verified
from microcredit.errors import RecordError
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.reports.json import verdict_json
from microcredit.reports.proof_reading import NotAProof, read_proof


@frozen
class Verified:
    """Whether a verdict is accepted, and what that shows, or why not, in a sentence.

    ``covers`` is *everything* where the outcome is shown; *as things are* where it is shown that
    the award is not earned, and not that nothing under way could earn it."""

    accepted: bool
    says: str
    covers: Covers | None = None


def verify(
    verdict: Verdict | Mapping[str, object],
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    catalogue: Catalogue | None = None,
) -> Verified:
    """Whether the verdict, itself or as JSON, is right about this learner by this policy.

    Its outcome is, with the award, the edition, the day, and for an award that is earned the title
    and what counts. That no better variant could be had is not part of a proof, nor are the numbers
    beside the requirements. Nothing is searched for. ``catalogue`` is needed unless the policy is
    compiled; raises ``PluginError`` as ``audit`` does."""
    document = verdict_json(verdict) if isinstance(verdict, Verdict) else verdict
    ready = compiled_against(policy, catalogue)
    try:
        with hearing(transcript.learner):
            covers = _verified(document, ready, transcript)
    except (NotAProof, Unchecked) as fault:
        return Verified(False, str(fault))
    except Rejected as fault:
        return Verified(False, str(fault))
    except RecordError as error:
        return Verified(False, str(error.problems[0]))
    says = f"`{document['award']}` is {document['outcome']} as of {document['on']}"
    if covers == "as things are":
        says += "; that nothing under way would earn it is not part of the proof"
    return Verified(True, says, covers)


def _verified(
    document: Mapping[str, object], ready: CompiledPolicy, transcript: Transcript
) -> Covers:
    if document.get("format") != "microcredit.verdict/1":
        raise NotAProof("this is no verdict of the format `microcredit.verdict/1`")
    if document.get("proof") is None:
        raise NotAProof("there is no proof: audit with `--prove`")
    proof = read_proof(document["proof"])
    for name in ("learner", "award", "edition", "outcome"):
        if document.get(name) != getattr(proof, name):
            raise Rejected(f"the verdict and its proof have another {name}")
    if document.get("on") != proof.on.isoformat():
        raise Rejected("the verdict and its proof are of another day")
    covers = verified(ready.form, ready.catalogue.sources, resolved(ready, transcript), proof)
    if proof.covers != covers:
        raise Rejected(f"it says that it covers {proof.covers}, and it covers {covers}")
    _as_shown(document, ready.form, proof)
    return covers


def _as_shown(document: Mapping[str, object], form: NormalForm, proof: Proof) -> None:
    """Raises ``Rejected`` where the verdict says something else than its proof."""
    edition = next((each for each in form.editions if each.edition == proof.edition), None)
    if edition is None:
        raise Rejected(f"there is no edition {proof.edition}")
    first = proof.shown[0]
    earned = first.earned if proof.outcome == "earned" else None
    titles = titled(edition, earned.binding if earned else None)
    if document.get("title") != titles["en"] or document.get("titles") != titles:
        raise Rejected("the title is not what the proof shows")
    if proof.outcome == "pending":
        needs = document.get("needs")
        said = [
            (each.get("record"), each.get("requirement"), each.get("by"))
            for each in (needs if isinstance(needs, list) else [])
            if isinstance(each, dict)
        ]
        if said != [(each.record, each.requirement, each.by) for each in first.happening]:
            raise Rejected("what the verdict needs is not what the proof shows")
    if earned is None:
        return
    allocation = {record: [*parts] for record, parts in earned.allocation.items()}
    if document.get("allocation") != allocation:
        raise Rejected("the verdict counts other records than its proof")
    named = dict(zip((v.name for v in edition.variables), earned.binding, strict=True))
    classed = bool(edition.variables) and isinstance(edition.variables[-1], ClassVariable)
    award_class = named.popitem()[1] if classed else None
    if _used(document.get("decisions")) != sorted(earned.decisions):
        raise Rejected("the verdict rests on other decisions than its proof")
    if document.get("class") != award_class or (document.get("variant") or {}) != named:
        raise Rejected("the verdict has another variant or class than its proof")


def _used(decisions: object) -> list[str]:
    """The ids of the decisions on which a verdict says that it rests."""
    return sorted(
        str(each.get("id"))
        for each in (decisions if isinstance(decisions, list) else [])
        if isinstance(each, dict) and each.get("status") == "used"
    )
