"""``microcredit progress``: how learners stand to all awards, and who is near to one."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from importlib import import_module
from itertools import chain

import click
from attrs import frozen

from microcredit.cli.desk import OPENING, Desk, DeskHolder, Job, compiled
from microcredit.cli.inputs import (
    as_of,
    chosen,
    language_option,
    listed,
    plugin_option,
    policy_argument,
    records_from,
    refuse_language,
    seconds_option,
    spared,
)
from microcredit.cli.kept_desk import desk_for
from microcredit.cli.messages import UNREADABLE, prepare_data_output, say
from microcredit.cli.near_options import credits_within, days_lapsing
from microcredit.cli.what_if import what_if_options
from microcredit.engine.judged import hearing
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.graph.change import Change
from microcredit.graph.progress import Progress, progress as progress_of
from microcredit.graph.progress_page import progress_page
from microcredit.model.learner import Transcript
from microcredit.records.transcripts import Transcripts
from microcredit.reports.json import error_json, one_line
from microcredit.reports.progress_json import progress_json
from microcredit.reports.terminal import show
from microcredit.wording.page import Gap
from microcredit.wording.said import Language


@click.command()
@policy_argument
@click.option("--catalogue", required=True, metavar="PATH", help="Folder or JSON file of modules.")
@click.option(
    "--records",
    required=True,
    metavar="PATH",
    help="CSV, JSON, a folder of these, or SOURCE:LOCATION with a plugin's record source.",
)
@click.option("--learner", "learners", multiple=True, metavar="ID", help="Only this learner.")
@click.option("--award", "awards", multiple=True, metavar="ID", help="Only this award.")
@click.option("--on", callback=as_of, metavar="DATE", show_default="today", help="As of this day.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A page to read, or one JSON object a line.",
)
@language_option
@click.option(
    "--within",
    callback=credits_within,
    metavar="CREDITS",
    help="Of everybody, who would earn an award with so many further credits; with --out.",
)
@click.option(
    "--lapsing",
    callback=days_lapsing,
    metavar="DAYS",
    help="Of everybody, whose award can be claimed, and lapses within so many days; with --out.",
)
@click.option("--out", metavar="FILE", help="The CSV or Parquet file of these to write.")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    show_default="one a core",
    help="Processes to work with, for --out.",
)
@what_if_options
@plugin_option
@seconds_option
@click.pass_context
def progress(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str,
    records: str,
    learners: tuple[str, ...],
    awards: tuple[str, ...],
    on: date,
    form: str,
    language: Language,
    within: Fraction | None,
    lapsing: int | None,
    out: str | None,
    workers: int | None,
    changes: tuple[Change, ...],
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Show how learners stand to all awards, and which are nearest.

    POLICY is a file or a folder of files. --learner and --award may be given several times.
    With --within or --lapsing, a row for each learner and award that is near goes to --out.
    With options that begin with --if it is compared with what it would be then.
    """
    refuse_language(form, language)
    everybody = within is not None or lapsing is not None
    if everybody and language != "en":
        raise click.UsageError("the rows are in English: leave out --language")
    if everybody and changes:
        raise click.UsageError("nothing can be supposed of everybody: leave out the --if options")
    _fitting(everybody, out, form, bool(learners), bool(plugins), workers)
    if out is not None:
        spared(out, policy, catalogue, records)
    with desk_for(Job(policy, catalogue, plugins)) as desk:
        held = listed(desk, catalogue)
        wanted = chosen("award", awards, held.awards)
        desk.ask(OPENING, compiled, wanted)
        if out is not None:
            # Loaded when it is asked for: pages need none of it.
            near = import_module("microcredit.cli.near")
            near.population(ctx, desk, held, wanted, records, out, on, within, lapsing, workers)
            return
        read = records_from(records, desk, held)
        known = {transcript.learner for transcript in read.transcripts} | read.bad.keys()
        selected = chosen("learner", learners, known)
        nameless = [problem for problem in read.problems if problem.learner is None]
        for problem in nameless:
            say(str(problem))
        if form == "json":
            prepare_data_output()
        unreadable = shown = 0
        if changes:
            # Loaded when it is asked for: no other progress needs it.
            comparing = import_module("microcredit.cli.comparing")
            question = comparing.Question(tuple(wanted), on, changes, language=language)
            unreadable = comparing.compare_progress(desk, seconds, question, read, selected, form)
            selected = []
        for found in _progressed(desk, seconds, wanted, read, selected, on):
            if found.problems:
                unreadable += 1
                _tell(found)
            if form == "json":
                click.echo(_line(found))
            elif found.progress is not None:
                page = progress_page(found.progress, language)
                show(chain((Gap(), Gap()), page) if shown else page, language)
                shown += 1
    if nameless or unreadable:
        ctx.exit(UNREADABLE)


def _fitting(
    everybody: bool, out: str | None, form: str, learners: bool, plugins: bool, workers: int | None
) -> None:
    """Refuses options that do not go together."""
    if everybody and out is None:
        raise click.UsageError("--within and --lapsing need --out FILE to write to")
    if out is not None and not everybody:
        raise click.UsageError("--out needs --within CREDITS or --lapsing DAYS")
    if workers is not None and out is None:
        raise click.UsageError("--workers goes with --out")
    if out is not None and form == "json":
        raise click.UsageError("--format is of pages; what --out writes follows from its name")
    if out is not None and learners:
        raise click.UsageError("--out is about everybody in the records: leave out --learner")
    if out is not None and plugins:
        raise click.UsageError("--out does not take part with plugins yet: leave out --plugin")


@frozen
class Progressed:
    """A learner's progress, or the problems instead: ``fault`` says what could not be done."""

    learner: str
    progress: Progress | None = None
    problems: tuple[Problem, ...] = ()
    fault: str = "read"


def _progressed(
    desk: DeskHolder,
    seconds: int,
    awards: Sequence[str],
    read: Transcripts,
    selected: Sequence[str],
    on: date,
) -> Iterator[Progressed]:
    transcripts = {transcript.learner: transcript for transcript in read.transcripts}
    for learner in selected:
        if learner in read.bad:
            yield Progressed(learner, problems=read.bad[learner])
            continue
        try:
            yield desk.ask(seconds, progressed, awards, transcripts[learner], on)
        except PluginError as error:
            yield Progressed(learner, problems=error.problems, fault="audited")


def progressed(desk: Desk, awards: Sequence[str], transcript: Transcript, on: date) -> Progressed:
    """How a learner stands to the awards that the desk has."""
    try:
        with hearing(transcript.learner):
            found = progress_of([desk.ready(award) for award in awards], transcript, on=on)
    except RecordError as error:
        return Progressed(transcript.learner, problems=error.problems)
    except PluginError as error:
        return Progressed(transcript.learner, problems=error.problems, fault="audited")
    return Progressed(transcript.learner, found)


def _line(found: Progressed) -> str:
    if found.progress is None:
        return one_line(error_json(found.learner, found.problems))
    return one_line(progress_json(found.progress))


def _tell(found: Progressed) -> None:
    say(f"learner `{found.learner}` cannot be {found.fault}:")
    for problem in found.problems:
        say(f"  {problem}")
