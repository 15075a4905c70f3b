"""Levels that a missing one may be: enough of them to stand for all.

Rules compare a level with numbers that are written, and with the levels of other records. Between
two such numbers one level is like the next; only whether several missing ones are equal, and which
is higher, can matter. So of each stretch as many levels are kept as there are missing ones.
"""

from collections.abc import Sequence
from itertools import pairwise

from microcredit.engine import predicates as p
from microcredit.engine.asked import mentions, within
from microcredit.engine.normal_form import LevelVariable, NormalForm
from microcredit.model.learner import Transcript

FEW = 12
"""Levels that are simply all tried."""


def levels_standing_for_all(forms: Sequence[NormalForm], transcript: Transcript) -> list[int]:
    """Levels of the frameworks, lowest first, among which there is one for each way in which the
    levels that are missing can stand to all others."""
    low = min(form.levels[0] for form in forms if form.levels)
    high = max(form.levels[1] for form in forms if form.levels)
    every = range(low, high + 1)
    selections = [selection for form in forms for selection in form.selections]
    if len(every) <= FEW or any(mentions(s, (p.Judged, p.Column)) for s in selections):
        return list(every)
    records = [r for r in transcript.records if r.status in ("passed", "in progress")]
    missing = sum(record.level is None for record in records)
    edges = {low, high + 1, *(record.level for record in records if record.level is not None)}
    edges |= {level + 1 for level in edges}
    for levels in within(selections, p.Levels):
        for first, last in levels.ranges:
            edges |= {first, *(() if last is None else (last + 1,))}
    for form in forms:
        for variable in form.variables:
            if isinstance(variable, LevelVariable):
                edges |= {min(variable.values), max(variable.values) + 1}
    ordered = sorted(edge for edge in edges if low <= edge <= high + 1)
    return [
        level
        for first, after in pairwise(ordered)
        for level in range(first, min(after, first + missing))
    ]
