"""``microcredit timeline``: every award of a learner over time."""

from collections.abc import Iterator, Sequence
from datetime import date

import click

from microcredit.cli.desk import OPENING, Desk, Job, compiled
from microcredit.cli.inputs import (
    as_of,
    chosen,
    day_option,
    listed,
    plugin_option,
    policy_argument,
    records_from,
    seconds_option,
)
from microcredit.cli.kept_desk import desk_for
from microcredit.cli.messages import UNREADABLE, prepare_data_output, say
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.graph.over_time import timeline as timeline_of
from microcredit.graph.timeline import Timeline, timeline_page
from microcredit.model.learner import Transcript
from microcredit.reports.json import error_json, one_line
from microcredit.reports.timeline_json import timeline_json
from microcredit.wording.plain import plain


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
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Show from when until when awards are earned, what lapses, and what keeps them.

    POLICY is a file or a folder of files. --learner and --award may be given several times.
    """
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
            found: Timeline | None = None
            if not problems:
                try:
                    found = desk.ask(seconds, timed, wanted, known[learner], on, start, until)
                except (PluginError, RecordError) as error:
                    problems = error.problems
                except ValueError as error:
                    raise click.UsageError(str(error)) from None
            failed = failed or found is None
            for line in _printed(learner, found, problems, form, place):
                click.echo(line)
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
    """The learner's timeline at a desk."""
    ready = [desk.ready(award) for award in awards]
    return timeline_of(ready, transcript, on=on, start=start, until=until)


def _printed(
    learner: str, found: Timeline | None, problems: Sequence[Problem], form: str, place: int
) -> Iterator[str]:
    if found is None:
        say(f"learner `{learner}` cannot be read:")
        for problem in problems:
            say(f"  {problem}")
        if form == "json":
            yield one_line(error_json(learner, problems))
        return
    if form == "json":
        yield one_line(timeline_json(found))
        return
    if place:
        yield ""
        yield ""
    yield plain(timeline_page(found))
