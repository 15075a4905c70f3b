"""Proofs as JSON, as they stand in a verdict."""

from microcredit.engine.proof import (
    ByChoice,
    ByRecord,
    Claim,
    Earned,
    Happening,
    Proof,
    Refutation,
    Refuted,
    Settled,
    Shown,
    Sum,
    Way,
)
from microcredit.reports.json_values import Json


def proof_json(proof: Proof) -> dict[str, Json]:
    """The proof as JSON values, its keys in the order of the format."""
    return {
        "learner": proof.learner,
        "award": proof.award,
        "edition": proof.edition,
        "on": proof.on.isoformat(),
        "outcome": proof.outcome,
        "policies": [*proof.policies],
        "catalogue": [*proof.catalogue],
        "records": proof.records,
        "covers": proof.covers,
        "missing": proof.missing,
        "shown": [_shown(each) for each in proof.shown],
    }


def _shown(shown: Shown) -> dict[str, Json]:
    return {
        "outcome": shown.outcome,
        "filled": [dict(each) for each in shown.filled],
        "claims": [_claim(each) for each in shown.claims],
        "happening": [_happening(each) for each in shown.happening],
        "earned": None if shown.earned is None else _earned(shown.earned),
        "refuted": None if shown.refuted is None else _refuted(shown.refuted),
    }


def _claim(claim: Claim) -> dict[str, Json]:
    earned = claim.shown if isinstance(claim.shown, Earned) else None
    refuted = claim.shown if isinstance(claim.shown, Refuted) else None
    return {
        "alone": claim.alone,
        "decisions": [*claim.decisions],
        "happening": claim.happening,
        "earned": None if earned is None else _earned(earned),
        "refuted": None if refuted is None else _refuted(refuted),
    }


def _happening(happening: Happening) -> dict[str, Json]:
    return {
        "record": happening.record,
        "scale": happening.scale,
        "grade": happening.grade,
        "requirement": happening.requirement,
        "by": happening.by,
    }


def _earned(earned: Earned) -> dict[str, Json]:
    return {
        "award": earned.award,
        "edition": earned.edition,
        "decisions": [*earned.decisions],
        "binding": [*earned.binding],
        "allocation": {record: [*parts] for record, parts in earned.allocation.items()},
        "beside": [_earned(each) for each in earned.beside],
    }


def _refuted(refuted: Refuted) -> dict[str, Json]:
    return {"award": refuted.award, "ways": [_way(each) for each in refuted.ways]}


def _way(way: Way) -> dict[str, Json]:
    return {
        "edition": way.edition,
        "decisions": [*way.decisions],
        "passed": way.passed,
        "because": [
            {"bindings": [[*each] for each in bindings], "refutation": refutation_json(found)}
            for bindings, found in way.because
        ],
    }


def refutation_json(refutation: Refutation) -> dict[str, Json]:
    """A refutation: what it is is told by its first key."""
    match refutation:
        case Sum(rows):
            return {"sum": {str(row): many for row, many in rows}}
        case Settled(requirements):
            return {"settled": [*requirements]}
        case ByChoice(choice, of):
            return {"choice": choice, "of": [refutation_json(each) for each in of]}
        case ByRecord(record, part, stands, otherwise):
            return {
                "record": record,
                "in": part,
                "stands": refutation_json(stands),
                "otherwise": refutation_json(otherwise),
            }
        case _:
            return {"exhausted": refutation.steps}
