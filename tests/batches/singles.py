"""Batches and single audits of the same rows, to be compared."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import pyarrow as pa

from microcredit.batches.audited import audited
from microcredit.batches.plan import Plan
from microcredit.engine.audit import audit
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.verdict import Verdict
from microcredit.errors import RecordError
from microcredit.model.credit import amount_text
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.records.files import TextFile
from microcredit.records.record_entries import RECORD_NAMES
from microcredit.records.transcript_tables import read_records_table
from microcredit.records.transcripts import Transcripts, together

Cells = Mapping[str, str | None]
Said = tuple[str, dict[str, Any], str | None, str, str]
"""Outcome, variant where it is earned, class, title and edition."""


def cells_of(record: Record, learner: str) -> dict[str, str]:
    """The row of a table that says what a record does."""
    said = {
        "learner": learner,
        "record": record.id,
        "module": record.module,
        "completed_on": record.completed_on and record.completed_on.isoformat(),
        "awarded_on": record.awarded_on and record.awarded_on.isoformat(),
        "status": record.status,
        "grade": record.grade,
        "scale": record.scale,
        "credits": None if record.credits is None else amount_text(record.credits),
        "scheme": record.scheme,
        "level": None if record.level is None else str(record.level),
        "areas": ";".join(record.areas or ()),
        "institution": record.institution,
        "recognised": "yes" if record.recognised else None,
        "enrolled_on": record.enrolled_on and record.enrolled_on.isoformat(),
        "used_for": ";".join(record.used_for),
    }
    return {name: cell for name, cell in said.items() if cell}


def read_alone(rows: Sequence[Cells], names: Sequence[str] = RECORD_NAMES) -> Transcripts:
    """What a single audit would read from a CSV file of the rows."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows([{name: row.get(name) or "" for name in names} for row in rows])
    text = stream.getvalue()
    return together([read_records_table(TextFile("records", text, sha256(b"").hexdigest()))])


def batch_of(rows: Sequence[Cells], names: Sequence[str] = RECORD_NAMES) -> Any:
    """The rows as a record batch of text."""
    columns = [pa.array([row.get(name) or None for row in rows], pa.string()) for name in names]
    return pa.RecordBatch.from_arrays(columns, list(names))


def said_alone(
    awards: Iterable[CompiledPolicy], transcripts: Iterable[Transcript], on: date
) -> dict[tuple[str, str], Said]:
    """What single audits say of everybody; nothing of a learner whom one of them refuses."""
    found: dict[tuple[str, str], Said] = {}
    for transcript in transcripts:
        try:
            verdicts = [audit(ready, transcript, on=on) for ready in awards]
        except RecordError:
            continue
        found |= {(each.learner, each.award): said(each) for each in verdicts}
    return found


def said(verdict: Verdict) -> Said:
    """What a batch would say of the verdict."""
    earned = verdict.outcome == "earned"
    return (
        verdict.outcome,
        _bound(verdict.variant) if earned else {},
        verdict.award_class if earned else None,
        verdict.title,
        verdict.edition,
    )


def said_in_batch(batch: Any, plan: Plan) -> dict[tuple[str, str], Said]:
    """What a batch says of everybody who has verdicts."""
    return said_by(audited(batch, plan).to_pylist())


def said_by(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Said]:
    """The same from the rows of a table of verdicts."""
    return {
        (row["learner"], row["award"]): (
            row["outcome"],
            _bound(row.get("variant")),
            row.get("class"),
            row["title"],
            row["edition"],
        )
        for row in rows
        if row["award"] is not None
    }


def _bound(variant: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is bound: a table has columns for the variables of every award and edition."""
    return {name: value for name, value in (variant or {}).items() if value is not None}
