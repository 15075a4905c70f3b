"""``microcredit audit``: which awards the learners' records earn."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from importlib import import_module

import click

from microcredit.cli.audit_text import AuditPage
from microcredit.cli.desk import (
    OPENING,
    Audited,
    Desk,
    DeskHolder,
    Job,
    Jointly,
    audited,
    compiled,
)
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
)
from microcredit.cli.kept_desk import desk_for
from microcredit.cli.messages import UNREADABLE, prepare_data_output, say
from microcredit.cli.what_if import what_if_options
from microcredit.errors import PluginError
from microcredit.graph.change import Change
from microcredit.model.learner import Transcript
from microcredit.records.transcripts import Transcripts
from microcredit.reports.json import error_json, one_line, verdict_json
from microcredit.reports.terminal import show
from microcredit.reports.together_json import together_json
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
    "--on", callback=as_of, metavar="DATE", show_default="today", help="Audit as of this day."
)
@click.option("--together", is_flag=True, help="Say which awards can be conferred at once.")
@click.option(
    "--further", is_flag=True, help="Say how much further study would earn it, at the least."
)
@click.option("--prove", is_flag=True, help="Prove every verdict, for `microcredit verify`.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A page to read, or one JSON object a line.",
)
@language_option
@what_if_options
@plugin_option
@seconds_option
@click.pass_context
def audit(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str,
    records: str,
    learners: tuple[str, ...],
    awards: tuple[str, ...],
    on: date,
    together: bool,
    further: bool,
    prove: bool,
    form: str,
    language: Language,
    changes: tuple[Change, ...],
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Audit learners against the awards of policies.

    POLICY is a file or a folder of files. --learner and --award may be given several times. With
    --together the awards are also looked at as a whole, with what they may share. With options that
    begin with --if no verdict is given: each award is compared with what it would be then.
    """
    refuse_language(form, language)
    if changes and (together or prove):
        raise click.UsageError(
            f"what is only supposed is not {'looked at together' if together else 'proven'}: "
            f"leave out {'--together' if together else '--prove'}"
        )
    jointly: Jointly = "together" if together else "not" if form == "json" else "competing"
    with desk_for(Job(policy, catalogue, plugins)) as desk:
        held = listed(desk, catalogue)
        wanted = chosen("award", awards, held.awards)
        desk.ask(OPENING, compiled, wanted)
        read = records_from(records, desk, held)
        known = {transcript.learner for transcript in read.transcripts} | read.bad.keys()
        selected = chosen("learner", learners, known)

        nameless = [problem for problem in read.problems if problem.learner is None]
        for problem in nameless:
            say(str(problem))
        ask = partial(audited, further=further, prove=prove)
        results = _audited(desk, seconds, ask, wanted, read, selected, on, jointly)
        if changes:
            # Loaded when it is asked for: no other audit needs it.
            comparing = import_module("microcredit.cli.comparing")
            question = comparing.Question(tuple(wanted), on, changes, further, language)
            unreadable = comparing.compare_awards(desk, seconds, question, read, selected, form)
        elif form == "json":
            unreadable = _print_json(results)
        else:
            page = AuditPage(on, single=len(selected) == 1, in_full=bool(awards))
            unreadable = _print_text(results, page, language)
    if nameless or unreadable:
        ctx.exit(UNREADABLE)


def _audited(
    desk: DeskHolder,
    seconds: int,
    ask: Callable[[Desk, Sequence[str], Transcript, date, Jointly], Audited],
    awards: Sequence[str],
    read: Transcripts,
    selected: Sequence[str],
    on: date,
    jointly: Jointly,
) -> Iterator[Audited]:
    transcripts = {transcript.learner: transcript for transcript in read.transcripts}
    for learner in selected:
        if learner in read.bad:
            yield Audited(learner, problems=read.bad[learner])
            continue
        try:
            yield desk.ask(seconds, ask, awards, transcripts[learner], on, jointly)
        except PluginError as error:
            yield Audited(learner, problems=error.problems, fault="audited")


def _print_json(results: Iterator[Audited]) -> int:
    prepare_data_output()
    unreadable = 0
    for result in results:
        if result.problems:
            unreadable += 1
            _tell(result)
            click.echo(one_line(error_json(result.learner, result.problems)))
        for verdict in result.verdicts:
            click.echo(one_line(verdict_json(verdict)))
        if result.together is not None:
            click.echo(one_line(together_json(result.together)))
    return unreadable


def _print_text(results: Iterator[Audited], page: AuditPage, language: Language) -> int:
    for result in results:
        if result.problems:
            _tell(result)
            page.leave_out()
        else:
            show(page.learner(result), language)
    show(page.totals(), language)
    return page.unreadable


def _tell(result: Audited) -> None:
    say(f"learner `{result.learner}` cannot be {result.fault}:")
    for problem in result.problems:
        say(f"  {problem}")
