"""``microcredit audit``: which awards the learners' records earn."""

from collections.abc import Iterator, Sequence
from datetime import date

import click
from attrs import frozen

from microcredit.cli.audit_text import AuditPage
from microcredit.cli.inputs import (
    as_of,
    catalogue_and_policies,
    chosen,
    policy_argument,
    records_from,
)
from microcredit.cli.messages import UNREADABLE, prepare_data_output, say
from microcredit.engine.audit import CompiledPolicy, audit as audit_one, compile
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem, RecordError
from microcredit.records.transcripts import Transcripts
from microcredit.reports.json import error_json, one_line, verdict_json


@frozen
class Audited:
    """A learner's verdicts, sorted by award; or the problems instead, where there are any."""

    learner: str
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()


@click.command()
@policy_argument
@click.option("--catalogue", required=True, metavar="PATH", help="Folder or JSON file of modules.")
@click.option("--records", required=True, metavar="PATH", help="CSV, JSON, or a folder of these.")
@click.option("--learner", "learners", multiple=True, metavar="ID", help="Only this learner.")
@click.option("--award", "awards", multiple=True, metavar="ID", help="Only this award.")
@click.option(
    "--on", callback=as_of, metavar="DATE", show_default="today", help="Audit as of this day."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A page to read, or one JSON object a line.",
)
@click.pass_context
def audit(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str,
    records: str,
    learners: tuple[str, ...],
    awards: tuple[str, ...],
    on: date,
    form: str,
) -> None:
    """Audit learners against the awards of policies.

    POLICY is a file or a folder of files. --learner and --award may be given several times.
    """
    modules, policies = catalogue_and_policies(catalogue, policy)
    wanted = chosen("award", awards, policies.keys())
    ready = [compile(policies[award], catalogue=modules) for award in wanted]
    read = records_from(records, policies)
    known = {transcript.learner for transcript in read.transcripts} | read.bad.keys()
    selected = chosen("learner", learners, known)

    nameless = [problem for problem in read.problems if problem.learner is None]
    for problem in nameless:
        say(str(problem))
    results = _audited(ready, read, selected, on)
    if form == "json":
        unreadable = _print_json(results)
    else:
        page = AuditPage(on, single=len(selected) == 1, in_full=bool(awards))
        unreadable = _print_text(results, page)
    if nameless or unreadable:
        ctx.exit(UNREADABLE)


def _audited(
    ready: Sequence[CompiledPolicy], read: Transcripts, selected: Sequence[str], on: date
) -> Iterator[Audited]:
    transcripts = {transcript.learner: transcript for transcript in read.transcripts}
    for learner in selected:
        if learner in read.bad:
            yield Audited(learner, problems=read.bad[learner])
            continue
        verdicts: list[Verdict] = []
        problems: dict[Problem, None] = {}
        for award in ready:
            try:
                verdicts.append(audit_one(award, transcripts[learner], on=on))
            except RecordError as error:
                problems |= dict.fromkeys(error.problems)
        yield Audited(learner, () if problems else tuple(verdicts), tuple(problems))


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
    return unreadable


def _print_text(results: Iterator[Audited], page: AuditPage) -> int:
    for result in results:
        if result.problems:
            _tell(result)
            page.leave_out()
        else:
            for line in page.learner(result.learner, result.verdicts):
                click.echo(line)
    for line in page.totals():
        click.echo(line)
    return page.unreadable


def _tell(result: Audited) -> None:
    say(f"learner `{result.learner}` cannot be read:")
    for problem in result.problems:
        say(f"  {problem}")
