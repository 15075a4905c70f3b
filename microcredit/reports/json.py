"""Verdicts as JSON: the format ``microcredit.verdict/1``."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from microcredit.engine.reason import DecisionUsed, Further, Reason, Variant
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem
from microcredit.model.credit import amount_text
from microcredit.reports.json_values import Json as Json
from microcredit.reports.proof_json import proof_json


def verdict_json(verdict: Verdict) -> dict[str, Json]:
    """The verdict as JSON values, its keys in the order of the format; amounts are strings."""
    claimable = verdict.claimable
    return {
        "format": "microcredit.verdict/1",
        "learner": verdict.learner,
        "award": verdict.award,
        "edition": verdict.edition,
        "on": verdict.on.isoformat(),
        "outcome": verdict.outcome,
        "title": verdict.title,
        "titles": dict(verdict.titles),
        "class": verdict.award_class,
        "variant": _variant(verdict.variant),
        "variants": [
            {
                "variant": _variant(found.variant),
                "title": found.titles["en"],
                "allocation": _lists(found.allocation),
            }
            for found in verdict.variants
        ],
        "requirements": [requirement_json(reason) for reason in verdict.requirements],
        "allocation": _lists(verdict.allocation),
        "not_counted": [
            {"record": each.record, "because": each.because} for each in verdict.not_counted
        ],
        "needs": [
            {
                "record": need.record,
                "module": need.module,
                "requirement": need.requirement,
                "by": need.by,
                "grade": need.grade,
                "or_better": need.or_better,
            }
            for need in verdict.needs
        ],
        "further": further_json(verdict.further),
        "depends_on": [
            {
                "record": each.record,
                "field": each.field,
                "gives": [
                    {"value": value, "outcomes": list(outcomes)}
                    for value, outcomes in each.outcomes
                ],
            }
            for each in verdict.depends_on
        ],
        "bounds": None if verdict.bounds is None else {"limit": verdict.bounds},
        "claimable": None
        if claimable is None
        else {
            "from": _day(claimable.start),
            "until": _day(claimable.until),
            "lapses_first": _day(claimable.lapses_first),
        },
        "on_application": verdict.on_application,
        "applied_on": _day(verdict.applied_on),
        "conferred_on": _day(verdict.conferred_on),
        "decisions": [_decision(each) for each in verdict.decisions],
        "proof": None if verdict.proof is None else proof_json(verdict.proof),
        "sources": [{"file": name, "sha256": sha256} for name, sha256 in verdict.sources],
        "plugins": [
            {"name": name, "distribution": distribution, "version": version}
            for name, distribution, version in verdict.plugins
        ],
    }


def error_json(learner: str, problems: Iterable[Problem]) -> dict[str, Json]:
    """What stands in a verdict's place for a learner who cannot be read."""
    return {
        "format": "microcredit.error/1",
        "learner": learner,
        "errors": [
            {
                "file": problem.file,
                "line": problem.line,
                "place": problem.place,
                "column": problem.column,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ],
    }


def one_line(value: Mapping[str, Json]) -> str:
    """The JSON on one line, other scripts as they are, what a terminal would obey escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(char: str) -> str:
    if char.isprintable():
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _variant(variant: Variant | None) -> dict[str, Json] | None:
    return None if variant is None else dict(variant)


def _lists(allocation: Mapping[str, tuple[str, ...]]) -> dict[str, Json]:
    return {record: list(parts) for record, parts in allocation.items()}


def requirement_json(reason: Reason) -> dict[str, Json]:
    """A requirement as it stands in a verdict."""
    return {
        "id": reason.id,
        "part": reason.part,
        "label": reason.label,
        "met": reason.met,
        "need": _amount(reason.need),
        "most": _amount(reason.most),
        "have": _amount(reason.have),
        "short": _amount(reason.short),
        "unit": reason.unit,
        "counted": list(reason.counted),
        "citation": reason.citation,
        "alternatives": [
            [requirement_json(each) for each in branch] for branch in reason.alternatives
        ],
    }


def further_json(further: Further | None) -> dict[str, Json] | None:
    """The least further study as it stands in a verdict; none where it was not asked for."""
    if further is None:
        return None
    return {
        "credits": _amount(further.credits),
        "modules": list(further.modules),
        "because": further.because,
        "at_least": _amount(further.at_least),
        "at_most": _amount(further.at_most),
    }


def _decision(used: DecisionUsed) -> dict[str, Json]:
    """The decision, of the keys of single kinds those that it has."""
    decision = used.decision
    own: dict[str, Json] = {
        "award": decision.award,
        "record": decision.record,
        "module": decision.module,
        "until": _day(decision.until),
        "amount": _amount(decision.amount),
    }
    return {
        "id": decision.id,
        "kind": decision.kind,
        "line": decision.line,
        "on": decision.on.isoformat(),
        "by": decision.by,
        "why": decision.why,
        "authority": decision.authority,
        "status": used.status,
        **{name: value for name, value in own.items() if value is not None},
    }


def _amount(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
