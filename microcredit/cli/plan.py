"""``microcredit plan``: the best modules that complete an award, term by term."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from importlib import import_module

import click
from attrs import frozen

from microcredit.cli.desk import OPENING, Desk, Job, compiled
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
from microcredit.engine.budget import installed
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.graph.limits import GOALS, Goal
from microcredit.graph.plan import Plan
from microcredit.graph.plan_page import plan_page
from microcredit.graph.terms import TermOfYear, term_from
from microcredit.model.credit import parse_amount
from microcredit.model.learner import Transcript
from microcredit.records.cells import visible
from microcredit.reports.json import error_json, one_line
from microcredit.reports.plan_json import plan_json
from microcredit.reports.terminal import show
from microcredit.wording.page import Gap
from microcredit.wording.said import Language


@frozen
class Asked:
    """What the options of the command come to, as ``microcredit.plan`` takes it."""

    prefer: tuple[Goal, ...]
    load: str | None
    budget: Fraction | None
    cef_only: bool
    want: tuple[str, ...]
    refuse: tuple[str, ...]
    terms: int
    calendar: tuple[TermOfYear, ...]
    alternatives: int


def _goals(ctx: click.Context, _: click.Parameter, value: str) -> tuple[Goal, ...]:
    found = []
    for name in (each.strip() for each in value.split(",")):
        goal = next((each for each in GOALS if each == name), None)
        if goal is None or goal in found:
            raise click.UsageError(
                f"--prefer: expected credits, fee and finish in some order, not `{visible(value)}`",
                ctx,
            )
        found.append(goal)
    return tuple(found)


def _budget(ctx: click.Context, _: click.Parameter, value: str | None) -> Fraction | None:
    if value is None:
        return None
    try:
        amount = parse_amount(value)
    except ValueError:
        amount = Fraction(-1)
    if amount < 0:
        raise click.UsageError(f"--budget: expected an amount, not `{visible(value)}`", ctx)
    return amount


def _calendar(
    ctx: click.Context, _: click.Parameter, values: tuple[str, ...]
) -> tuple[TermOfYear, ...]:
    found = []
    for value in values:
        try:
            found.append(term_from(value))
        except ValueError:
            raise click.UsageError(
                f"--term: expected a term as in `autumn 09-01 to 12-31`, not `{visible(value)}`",
                ctx,
            ) from None
    return tuple(found)


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
@click.option("--award", "awards", multiple=True, required=True, metavar="ID", help="This award.")
@click.option("--on", callback=as_of, metavar="DATE", show_default="today", help="As of this day.")
@click.option(
    "--prefer",
    callback=_goals,
    default=",".join(GOALS),
    show_default=True,
    metavar="GOALS",
    help="What is to be least, in order.",
)
@click.option("--load", metavar="LOAD", help='What a term holds: "12 credits", "2 modules".')
@click.option("--budget", callback=_budget, metavar="AMOUNT", help="What the fees may come to.")
@click.option("--cef", is_flag=True, help="Only modules that the Continuing Education Fund pays.")
@click.option("--want", multiple=True, metavar="MODULE", help="Take this module.")
@click.option("--refuse", multiple=True, metavar="MODULE", help="Do not take this module.")
@click.option(
    "--terms",
    type=click.IntRange(1, 40),
    default=8,
    show_default=True,
    metavar="N",
    help="Coming terms to look at.",
)
@click.option(
    "--term",
    "calendar",
    multiple=True,
    callback=_calendar,
    metavar="TERM",
    help='A term of every year, as "autumn 09-01 to 12-31", where the policy has no calendar.',
)
@click.option(
    "--alternatives",
    type=click.IntRange(0, 5),
    default=0,
    show_default=True,
    metavar="N",
    help="Other plans to give.",
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
def plan(
    ctx: click.Context,
    policy: tuple[str, ...],
    catalogue: str,
    records: str,
    learners: tuple[str, ...],
    awards: tuple[str, ...],
    on: date,
    prefer: tuple[Goal, ...],
    load: str | None,
    budget: Fraction | None,
    cef: bool,
    want: tuple[str, ...],
    refuse: tuple[str, ...],
    terms: int,
    calendar: tuple[TermOfYear, ...],
    alternatives: int,
    form: str,
    language: Language,
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Plan the best modules that complete an award, term by term.

    POLICY is a file or a folder of files. --learner, --award, --want, --refuse and --term may be
    given several times.
    """
    refuse_language(form, language)
    if not installed():
        raise click.UsageError("a plan needs the solver: pip install 'microcredit[solver]'")
    asked = Asked(prefer, load, budget, cef, want, refuse, terms, calendar, alternatives)
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
        first = True
        for learner in selected:
            for award in wanted:
                problems: Sequence[Problem] = read.bad.get(learner, ())
                found: Plan | None = None
                if not problems:
                    try:
                        limit = max(seconds, PLANNING)
                        found = desk.ask(limit, planned, award, known[learner], on, asked)
                    except (PluginError, RecordError) as error:
                        problems = error.problems
                    except ValueError as error:
                        raise click.UsageError(str(error)) from None
                failed = failed or found is None
                if found is None:
                    for line in _unread(learner, problems, form):
                        click.echo(line)
                elif form == "json":
                    click.echo(one_line(plan_json(found)))
                else:
                    apart = () if first else (Gap(), Gap())
                    show((*apart, *plan_page(found)), language)
                    first = False
    if failed:
        ctx.exit(UNREADABLE)


PLANNING = 120
"""Seconds that a plan may take where plugins take part."""


def planned(desk: Desk, award: str, transcript: Transcript, on: date, asked: Asked) -> Plan:
    """The learner's plan at a desk."""
    planner = import_module("microcredit.graph.planner")
    found = planner.plan(
        desk.ready(award),
        transcript,
        on=on,
        prefer=asked.prefer,
        load=asked.load,
        budget=asked.budget,
        cef_only=asked.cef_only,
        want=asked.want,
        refuse=asked.refuse,
        terms=asked.terms,
        calendar=asked.calendar,
        alternatives=asked.alternatives,
    )
    assert isinstance(found, Plan)
    return found


def _unread(learner: str, problems: Sequence[Problem], form: str) -> Iterator[str]:
    say(f"learner `{visible(learner)}` cannot be planned for:")
    for problem in problems:
        say(f"  {problem}")
    if form == "json":
        yield one_line(error_json(learner, problems))
