"""Near-completers for ``microcredit progress``: a whole population, into a file."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from microcredit.batches.batch import near_completers
from microcredit.batches.report import Neared
from microcredit.cli.bars import Bars
from microcredit.cli.desk import Contents, DeskHolder
from microcredit.cli.inputs import records_from
from microcredit.cli.messages import UNREADABLE, plural, say

TABLES = (".csv", ".parquet", ".arrow", ".feather", ".ipc")
"""Endings of files that are read by batches; all else is read as transcripts."""


def population(
    ctx: click.Context,
    desk: DeskHolder,
    held: Contents,
    awards: Sequence[str],
    records: str,
    out: str,
    on: date,
    within: Fraction | None,
    lapsing: int | None,
    workers: int | None,
) -> None:
    """Writes who of everybody in the records is near, and says how many that are."""
    ready = desk.ask(0, lambda each: [each.ready(award) for award in awards])
    read: object = records
    if Path(records).suffix.lower() not in TABLES or not Path(records).is_file():
        read = records_from(records, desk, held)
    with Bars() as bars:
        done = near_completers(
            ready,
            read,
            out,
            on=on,
            catalogue=ready[0].catalogue,
            within=within,
            lapsing=lapsing,
            workers=workers,
            progress=bars,
        )
    click.echo(f"{plural(done.learners, 'learner')}, {plural(done.near, 'row')} in {_name(done)}")
    if done.rejected:
        assert done.rejected_file is not None
        say(
            f"{plural(done.rejected, 'learner')} cannot be read: what is wrong is in "
            f"{done.rejected_file.as_posix()}"
        )
        ctx.exit(UNREADABLE)


def _name(done: Neared) -> str:
    return done.out.as_posix()
