"""What the stacking graph answers as JSON: the format ``microcredit.graph/1``."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from microcredit.graph.answer import Answer
from microcredit.graph.bottlenecks import Bottlenecks, Unreachable
from microcredit.graph.built_from import BuiltFrom
from microcredit.graph.changes import Renaming, Withdrawal
from microcredit.graph.counts_toward import CountsToward
from microcredit.graph.overview import Overview
from microcredit.graph.pathways import Pathways
from microcredit.graph.stacking import Stacking
from microcredit.graph.world import Place
from microcredit.model.credit import amount_text
from microcredit.reports.json_values import Json

QUESTIONS: Mapping[type, str] = {
    Overview: "overview",
    CountsToward: "counts toward",
    BuiltFrom: "built from",
    Pathways: "pathways",
    Bottlenecks: "bottlenecks",
    Withdrawal: "withdrawn",
    Renaming: "renamed",
    Unreachable: "unreachable",
}
"""What is asked, by the answer."""


def stacking_json(answer: Answer, stacking: Stacking) -> dict[str, Json]:
    """The answer as JSON values: amounts are strings, lines of policies ``file:line``."""
    found = _json(answer)
    assert isinstance(found, dict)
    return {
        "format": "microcredit.graph/1",
        "question": QUESTIONS[type(answer)],
        "on": stacking.world.on.isoformat(),
        **found,
    }


def _json(value: object) -> Json:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return amount_text(value)
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    kind: type = type(value)
    assert attrs.has(kind), f"nothing else is in an answer: {value!r}"
    return {each.name: _json(getattr(value, each.name)) for each in attrs.fields(kind)}
