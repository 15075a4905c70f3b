"""Harbour College's student-record database, an SQLite file that is only ever read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from microcredit import RecordSource


def read(location: str) -> Iterator[dict[str, Any]]:
    """Each learner with their results; the columns are named as `microcredit` names them."""
    with closing(sqlite3.connect(f"{Path(location).resolve().as_uri()}?mode=ro", uri=True)) as base:
        base.row_factory = sqlite3.Row
        for (learner,) in base.execute("SELECT learner FROM learners ORDER BY learner").fetchall():
            results = base.execute("SELECT * FROM results WHERE learner = ?", [learner])
            yield {"learner": learner, "records": [dict(result) for result in results]}


HARBOUR = RecordSource("harbour", read)
