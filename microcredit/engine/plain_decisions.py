"""Decisions in words: which a verdict rests on, and which it does not."""

from collections.abc import Iterator, Sequence

from microcredit.engine.reason import DecisionUsed
from microcredit.model.credit import amount_text
from microcredit.model.learner import Decision
from microcredit.wording.plain import columns

_TITLES = {
    "used": "Rests on decisions:",
    "not needed": "Decisions not needed:",
    "binds to nothing": "Decisions that bind to nothing:",
}


def decision_lines(decisions: Sequence[DecisionUsed]) -> Iterator[str]:
    """Those used first, then those not needed and those that bind to nothing, a line each."""
    for status, title in _TITLES.items():
        rows = [
            (each.decision.id, sentence(each.decision))
            for each in decisions
            if each.status == status
        ]
        if rows:
            yield title
            yield from columns(rows)
            yield ""


def resting(decisions: Sequence[DecisionUsed]) -> str:
    """What a line about the verdict ends in where it rests on decisions; nothing else."""
    used = [each.decision.id for each in decisions if each.status == "used"]
    noun = "decision" if len(used) == 1 else "decisions"
    return f" (rests on {noun} {', '.join(used)})" if used else ""


def sentence(decision: Decision) -> str:
    """``waiver of `depth` by Dean of Studies on 2026-01-15 (Regulation 4.2): because …``."""
    award = f" in `{decision.award}`" if decision.award else ""
    authority = f" ({_flat(decision.authority)})" if decision.authority else ""
    of = "for" if decision.kind in ("substitution", "recognition") else "of"
    said = f"{decision.kind} {of} `{decision.line}`{award}{_own(decision)}"
    return f"{said} by {decision.by} on {decision.on}{authority}: because {_flat(decision.why)}"


def _own(decision: Decision) -> str:
    """What its kind says further."""
    match decision.kind:
        case "waiver":
            return f" for `{decision.record}`" if decision.record else ""
        case "override":
            return "" if decision.amount is None else f" to {amount_text(decision.amount)}"
        case "substitution":
            return f" of `{decision.record}` as though of `{decision.module}`"
        case "extension":
            return f" for `{decision.record}` until {decision.until}"
        case "recognition":
            return f" of `{decision.record}`"


def _flat(words: str) -> str:
    return " ".join(words.split())
