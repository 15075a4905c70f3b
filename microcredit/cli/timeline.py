"""``microcredit timeline``: every award of a learner over time."""

from collections.abc import Sequence
from datetime import date

import click

from microcredit.cli.desk import OPENING, Desk, Job, compiled
from microcredit.cli.inputs import (
    as_of,
    chosen,
    day_option,
    language_option,
    listed,
    plugin_option,
    policy_argument,
    records_from,
    refuse_language,
    seconds_option,
)
from microcredit.cli.kept_desk import desk_for
from microcredit.cli.messages import UNREADABLE, prepare_data_output, say
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.graph.over_time import timeline as timeline_of
from microcredit.graph.timeline import Timeline, timeline_page
from microcredit.model.learner import Transcript
from microcredit.reports.json import error_json, one_line
from microcredit.reports.terminal import show
from microcredit.reports.timeline_json import timeline_json
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
@click.option(
    "--on", callback=as_of, metavar="DATE", show_default="today", help="Look at it on this day."
)
@click.option(
    "--from",
    "start",
    callback=day_option,
    metavar="DATE",
    show_default="the earliest record",
    help="First day.",
)
@click.option(
    "--until",
    callback=day_option,
    metavar="DATE",
    show_default="when nothing more changes",
    help="Last day, included.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A page to read, or one JSON object a line.",
)
@language_option
@plugin_option
@seconds_option
@click.pass_context
def timeline(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str,
    records: str,
    learners: tuple[str, ...],
    awards: tuple[str, ...],
    on: date,
    start: date | None,
    until: date | None,
    form: str,
    language: Language,
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Show from when until when awards are earned, and what keeps them.

    POLICY is a file or a folder of files. --learner and --award may be given several times.
    """
    refuse_language(form, language)
    if start is not None and until is not None and until < start:
        raise click.UsageError(f"--until {until} comes before --from {start}")
    with desk_for(Job(policy, catalogue, plugins)) as desk:
        held = listed(desk, catalogue)
        wanted = chosen("award", awards, held.awards)
        desk.ask(OPENING, compiled, wanted)
        read = records_from(records, desk, held)
        known = {transcript.learner: transcript for transcript in read.transcripts}
        selected = chosen("learner", learners, known.keys() | read.bad.keys())
        for problem in (each for each in read.problems if each.learner is None):
            say(str(problem))
        if form == "json":
            prepare_data_output()
        failed = any(problem.learner is None for problem in read.problems)
        for place, learner in enumerate(selected):
            problems: Sequence[Problem] = read.bad.get(learner, ())
            if not problems:
                try:
                    found = desk.ask(seconds, timed, wanted, known[learner], on, start, until)
                except (PluginError, RecordError) as error:
                    problems = error.problems
            if problems:
                failed = True
                _tell(learner, problems, form)
            elif form == "json":
                click.echo(one_line(timeline_json(found)))
            else:
                apart = (Gap(), Gap()) if place else ()
                show((*apart, *timeline_page(found)), language)
    if failed:
        ctx.exit(UNREADABLE)


def timed(
    desk: Desk,
    awards: Sequence[str],
    transcript: Transcript,
    on: date,
    start: date | None,
    until: date | None,
) -> Timeline:
    """The learner's timeline at a desk; a span that takes too long is a problem of the learner."""
    ready = [desk.ready(award) for award in awards]
    try:
        return timeline_of(ready, transcript, on=on, start=start, until=until)
    except ValueError as error:
        problem = Problem(transcript.file, str(error), learner=transcript.learner)
        raise RecordError([problem]) from None


def _tell(learner: str, problems: Sequence[Problem], form: str) -> None:
    say(f"learner `{learner}` cannot be shown over time:")
    for problem in problems:
        say(f"  {problem}")
    if form == "json":
        click.echo(one_line(error_json(learner, problems)))
