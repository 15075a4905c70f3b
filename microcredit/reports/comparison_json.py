"""Comparisons as JSON: the format ``microcredit.comparison/1``."""

from typing import assert_never

from microcredit.engine.reason import Counted, Reason
from microcredit.engine.verdict import Verdict
from microcredit.graph.change import (
    ByEdition,
    Change,
    FactGiven,
    Granted,
    NotPassed,
    OnDay,
    Passed,
    WithTheme,
)
from microcredit.graph.comparison import Comparison, said_change
from microcredit.model.credit import amount_text
from microcredit.reports.json import Json, requirement_json, verdict_json

TOLD = (
    "on",
    "edition",
    "outcome",
    "title",
    "titles",
    "class",
    "variant",
    "claimable",
    "needs",
    "depends_on",
    "further",
    "bounds",
)
"""What is told of each verdict, as the format of verdicts has it: never a proof."""


def comparison_json(comparison: Comparison) -> dict[str, Json]:
    """The comparison as JSON values, its keys in the order of the format; amounts are strings."""
    return {
        "format": "microcredit.comparison/1",
        "hypothetical": True,
        "learner": comparison.before.learner,
        "award": comparison.before.award,
        "changes": [_change(each) for each in comparison.changes],
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "requirements": [
            {
                "id": each.id,
                "label": each.label,
                "differs": each.differs,
                "before": _requirement(each.before),
                "after": _requirement(each.after),
            }
            for each in comparison.requirements
        ],
        "newly_counted": [_counted(each) for each in comparison.newly_counted],
        "no_longer_counted": [_counted(each) for each in comparison.no_longer_counted],
    }


def _change(change: Change) -> dict[str, Json]:
    kind, name, value = _told(change)
    day = change.on if isinstance(change, Passed | OnDay) else None
    return {
        "kind": kind,
        "name": name,
        "value": value,
        "on": None if day is None else day.isoformat(),
        "says": str(said_change(change)),
    }


def _told(change: Change) -> tuple[str, str | None, str | None]:
    """The kind of the change, what it is about, and what that would be."""
    match change:
        case Passed(module, grade, _):
            return "passed", module, grade
        case NotPassed(name, status):
            return status, name, None
        case OnDay():
            return "day", None, None
        case ByEdition(edition):
            return "edition", edition, None
        case Granted(line, amount):
            return "granted", line, None if amount is None else amount_text(amount)
        case WithTheme(area):
            return "theme", area, None
        case FactGiven(name, value):
            return "fact", name, value
        case _:
            assert_never(change)


def _side(verdict: Verdict) -> dict[str, Json]:
    whole = verdict_json(verdict)
    return {name: whole[name] for name in TOLD}


def _requirement(reason: Reason | None) -> dict[str, Json] | None:
    return None if reason is None else requirement_json(reason)


def _counted(counted: Counted) -> dict[str, Json]:
    return {
        "record": counted.record,
        "module": counted.module,
        "credits": amount_text(counted.credits),
        "valid_until": None if counted.expires is None else counted.expires.isoformat(),
    }
