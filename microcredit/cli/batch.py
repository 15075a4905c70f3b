"""``microcredit batch``: everybody's verdicts, from a file of records to a file of verdicts."""

from collections.abc import Mapping
from datetime import date

import click

from microcredit.batches.batch import FURTHER, batch as run_batch
from microcredit.batches.report import Batched
from microcredit.cli.bars import Bars
from microcredit.cli.desk import Job
from microcredit.cli.inputs import as_of, chosen, listed, policy_argument, spared
from microcredit.cli.messages import UNREADABLE, plural, say
from microcredit.cli.opening import desk_for


@click.command()
@policy_argument
@click.option("--catalogue", required=True, metavar="PATH", help="Folder or JSON file of modules.")
@click.option(
    "--records",
    required=True,
    metavar="FILE",
    help="Parquet, Arrow or CSV, one row a record, learners in any order.",
)
@click.option("--out", required=True, metavar="FILE", help="The Parquet file of verdicts to write.")
@click.option("--award", "awards", multiple=True, metavar="ID", help="Only this award.")
@click.option(
    "--on", callback=as_of, metavar="DATE", show_default="today", help="Audit as of this day."
)
@click.option(
    "--with",
    "further",
    callback=lambda ctx, _, value: _further(ctx, value),
    metavar="NAMES",
    help=f"Say more of every verdict: {', '.join(FURTHER)}, with commas between. This takes the "
    "full audit.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    show_default="one a core",
    help="Processes to work with.",
)
@click.pass_context
def batch(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str,
    records: str,
    out: str,
    awards: tuple[str, ...],
    on: date,
    further: tuple[str, ...],
    workers: int | None,
) -> None:
    """Audit everybody in a file of records, into a file of verdicts.

    POLICY is a file or a folder of files. The output has one row for each learner and award. Where
    the command is ended before it is done, the same command goes on where it was. Learners who
    cannot be read have no verdict; their rows are set aside in a file beside the output.
    """
    spared(out, policy, catalogue, records)
    with desk_for(Job(policy, catalogue)) as desk:
        held = listed(desk, catalogue)
        wanted = chosen("award", awards, held.awards)
        policies = desk.ask(0, lambda each: [each.ready(award) for award in wanted])
        whole = desk.ask(0, lambda each: each.catalogue)
    with Bars() as bars:
        done = run_batch(
            policies,
            records,
            out,
            on=on,
            catalogue=whole,
            further=further,
            workers=workers,
            progress=bars,
        )
    for line in _totals(done):
        click.echo(line)
    if done.rejected:
        assert done.rejected_file is not None
        say(
            f"{plural(done.rejected, 'learner')} cannot be read: what is wrong is in "
            f"{done.rejected_file.as_posix()}"
        )
        ctx.exit(UNREADABLE)


def _further(ctx: click.Context, value: str | None) -> tuple[str, ...]:
    """The names between the commas; refuses one that there is not."""
    names = [name.strip() for name in (value or "").split(",")]
    for name in names if value is not None else ():
        if name not in FURTHER:
            said = f"there is no `{name}` to say of a verdict: there is {', '.join(FURTHER)}"
            raise click.UsageError(f"--with: {said}", ctx)
    return tuple(names) if value is not None else ()


def _totals(done: Batched) -> list[str]:
    """The counts, a line for each award."""
    lines = [f"{done.learners:,} learners, {done.rows:,} records"]
    width = max((len(award) for award in done.outcomes), default=0)
    for award, outcomes in done.outcomes.items():
        lines.append(f"{award:<{width}}  {_counted(outcomes)}")
    return [*lines, f"{done.verdicts:,} verdicts in {done.out.as_posix()}"]


def _counted(outcomes: Mapping[str, int]) -> str:
    order = ("earned", "pending", "not earned", "undetermined")
    return ", ".join(f"{outcomes[name]:,} {name}" for name in order if name in outcomes)
