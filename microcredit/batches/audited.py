"""The core of a batch: from records grouped by learner to verdicts, knowing neither files nor
processes."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from microcredit.batches.arrow_columns import normalised
from microcredit.batches.labels import Labels
from microcredit.batches.learner import reread, said_of, transcript_of, verdict_of
from microcredit.batches.plan import SHORTFALL, Plan
from microcredit.batches.rows import Rows, rows_of
from microcredit.batches.screen import UNSETTLED, screen_of
from microcredit.engine.verdict import Verdict
from microcredit.errors import PluginError
from microcredit.model.credit import amount_text
from microcredit.reports.json import one_line, verdict_json


def audited(batch: Any, plan: Plan) -> Any:
    """A record batch of verdicts for one of records in which each learner's rows stand together.

    The verdicts are in the order of the learners in the batch, then of award ids. A learner who
    cannot be read has one row, with the award and all about it null, and what is wrong in
    ``problems``. Raises ``ValueError`` where a learner's rows do not stand together."""
    rows = rows_of(normalised(batch), plan)
    labels = Labels()
    settled = screen_of(plan).settled(rows, labels)
    problems = _reread(rows, plan)
    further: dict[tuple[int, int], Verdict] = {}
    for learner in _unsettled(settled, plan):
        if learner in problems:
            continue
        transcript = transcript_of(rows, learner, plan)
        try:
            for place, ready in enumerate(plan.awards):
                if plan.further:
                    said, further[learner, place] = verdict_of(ready, transcript, plan)
                elif settled[learner, place] != UNSETTLED:
                    continue
                else:
                    said = said_of(ready, transcript, plan)
                settled[learner, place] = labels.number(said)
        except PluginError as error:
            problems[learner] = [{"problem": str(each)} for each in error.problems]
    return _table(rows, plan, labels, settled, problems, further)


Problems = dict[int, list[dict[str, Any]] | None]
"""What is wrong with learners who get no verdict; none for those who are not there at all."""


def _reread(rows: Rows, plan: Plan) -> Problems:
    """What is wrong with the learners who cannot be read."""
    found: Problems = {}
    for learner in np.flatnonzero(rows.doubtful).tolist():
        problems = reread(rows, learner, plan)
        if problems != []:
            found[learner] = problems
    return found


def _unsettled(settled: Any, plan: Plan) -> Iterator[int]:
    if plan.further:
        yield from range(len(settled))
    else:
        yield from np.flatnonzero((settled == UNSETTLED).any(axis=1)).tolist()


def _table(
    rows: Rows,
    plan: Plan,
    labels: Labels,
    settled: Any,
    problems: Problems,
    further: dict[tuple[int, int], Verdict],
) -> Any:
    """The verdicts as columns, a learner with problems in one row."""
    unread = np.zeros(len(settled), bool)
    unread[list(problems)] = True
    settled[unread] = UNSETTLED
    keep = np.ones(settled.shape, bool)
    keep[unread, 1:] = False
    keep[[learner for learner, told in problems.items() if told is None]] = False
    who, which = np.nonzero(keep)
    numbers = settled[keep]
    none = numbers == UNSETTLED
    indices = pa.array(numbers, mask=none)
    columns = {name: each.take(indices) for name, each in labels.columns(plan).items()}
    columns["learner"] = rows.batch.column("learner").take(rows.starts[:-1][who])
    columns["on"] = pa.array([plan.on], pa.date32()).take(
        pa.array(np.zeros(len(who), int), mask=none)
    )
    told = [
        problems.get(at) if empty else None
        for at, empty in zip(who.tolist(), none.tolist(), strict=True)
    ]
    columns["problems"] = pa.array(told, plan.schema.field("problems").type)
    verdicts = [further.get(pair) for pair in zip(who.tolist(), which.tolist(), strict=True)]
    if plan.further:
        columns |= _further(verdicts, plan)
    return pa.RecordBatch.from_arrays(
        [columns[name] for name in plan.schema.names], schema=plan.schema
    )


def _further(verdicts: list[Verdict | None], plan: Plan) -> dict[str, Any]:
    """What was asked for beyond the outcome."""
    days = [verdict.claimable if verdict else None for verdict in verdicts]
    found: dict[str, Any] = {
        "claimable_from": pa.array([each and each.start for each in days], pa.date32()),
        "claimable_until": pa.array([each and each.until for each in days], pa.date32()),
        "lapses_first": pa.array([each and each.lapses_first for each in days], pa.date32()),
    }
    if "shortfalls" in plan.further:
        short = [verdict and list(_shortfalls(verdict)) for verdict in verdicts]
        found["shortfalls"] = pa.array(short, pa.list_(SHORTFALL))
    if "proofs" in plan.further:
        texts = [verdict and one_line(verdict_json(verdict)) for verdict in verdicts]
        found["verdict"] = pa.array(texts, pa.string())
    return found


def _shortfalls(verdict: Verdict) -> Iterator[dict[str, str | None]]:
    """What is short of each requirement that is not met, in the set shown."""
    for reason in verdict.requirements:
        if not reason.met:
            amounts = {
                name: None if amount is None else amount_text(amount)
                for name, amount in (
                    ("need", reason.need),
                    ("most", reason.most),
                    ("have", reason.have),
                    ("short", reason.short),
                )
            }
            yield {"requirement": reason.id, "part": reason.part, "unit": reason.unit, **amounts}
