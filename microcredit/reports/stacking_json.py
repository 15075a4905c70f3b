"""What the stacking graph answers as JSON: the format ``microcredit.graph/1``."""

from collections.abc import Mapping
from fractions import Fraction

import attrs
from attrs import field, frozen

from microcredit.graph.answer import Answer
from microcredit.graph.bottlenecks import Bottlenecks, Unreachable
from microcredit.graph.breaking import Renaming, Withdrawal
from microcredit.graph.built_from import BuiltFrom, Supply
from microcredit.graph.counts_toward import CountsToward
from microcredit.graph.overview import (
    AreaNode,
    AwardNode,
    ModuleNode,
    Overview,
    PartNode,
)
from microcredit.graph.pathways import Pathways
from microcredit.graph.stacking import Stacking
from microcredit.graph.stated import Place
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
_NODES: Mapping[type, str] = {
    AwardNode: "award",
    PartNode: "part",
    AreaNode: "area",
    ModuleNode: "module",
}


def stacking_json(answer: Answer, stacking: Stacking) -> dict[str, Json]:
    """The answer as JSON values: amounts are strings, lines of policies ``file:line``.

    Where lines of awards have their modules beside them, ``module_sets`` lists each set once, and
    they name it."""
    sets = _Sets()
    body = _object(answer, sets)
    if isinstance(answer, Overview):
        body["nodes"] = [
            {"node": _NODES[type(one)], **_object(one, sets)} for one in stacking.nodes
        ]
        body["relations"] = [_object(link, sets) for link in stacking.relations]
    if isinstance(answer, Overview | BuiltFrom):
        body["module_sets"] = {name: list(codes) for codes, name in sets.names.items()}
    question = QUESTIONS[type(answer)]
    on = stacking.world.on.isoformat()
    return {"format": "microcredit.graph/1", "question": question, "on": on, **body}


@frozen
class _Sets:
    """Sets of modules by the names that they get, in the order in which they come."""

    names: dict[tuple[str, ...], str] = field(factory=dict)

    def name(self, codes: tuple[str, ...]) -> str:
        return self.names.setdefault(codes, f"set {len(self.names) + 1}")


def _object(value: object, sets: _Sets) -> dict[str, Json]:
    kind: type = type(value)
    assert attrs.has(kind), f"nothing else is in an answer: {value!r}"
    found: dict[str, Json] = {}
    for each in attrs.fields(kind):
        inner = getattr(value, each.name)
        if each.name == "modules" and isinstance(value, BuiltFrom | Supply):
            found["modules"] = sets.name(inner)
        else:
            found[each.name] = _json(inner, sets)
    return found


def _json(value: object, sets: _Sets) -> Json:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return amount_text(value)
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, tuple):
        return [_json(each, sets) for each in value]
    return _object(value, sets)
