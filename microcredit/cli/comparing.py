"""Comparing: what an audit prints where something is supposed."""

from collections.abc import Sequence
from datetime import date

import click
from attrs import frozen

from microcredit.cli.desk import Desk, DeskHolder
from microcredit.cli.messages import prepare_data_output, say
from microcredit.engine.judged import hearing
from microcredit.engine.ready import STEPS
from microcredit.errors import ChangeError, PluginError, Problem, RecordError
from microcredit.graph.change import Change
from microcredit.graph.comparison import Comparison, comparison_page
from microcredit.graph.what_if import compared
from microcredit.model.learner import Transcript
from microcredit.records.transcripts import Transcripts
from microcredit.reports.comparison_json import comparison_json
from microcredit.reports.json import error_json, one_line
from microcredit.wording.plain import plain


@frozen
class Question:
    """The awards, the day and the changes that are asked about every learner."""

    awards: tuple[str, ...]
    on: date
    changes: tuple[Change, ...]
    further: bool


def compare(
    desk: DeskHolder,
    seconds: int,
    question: Question,
    read: Transcripts,
    selected: Sequence[str],
    form: str,
) -> int:
    """Print the comparisons of the learners; gives how many could not be compared.

    Raises ``ChangeError`` where no learner could be."""
    if form == "json":
        prepare_data_output()
    transcripts = {transcript.learner: transcript for transcript in read.transcripts}
    unreadable = 0
    printed = False
    for learner in selected:
        problems: Sequence[Problem] = read.bad.get(learner, ())
        found: Sequence[Comparison] = ()
        if not problems:
            try:
                found = desk.ask(seconds, compared_at, question, transcripts[learner])
            except (PluginError, RecordError) as error:
                problems = error.problems
            except ChangeError as error:
                if len(selected) == 1 or not error.of_learner:
                    raise
                problems = [Problem(transcripts[learner].file, error.message, learner=learner)]
        if problems:
            unreadable += 1
            say(f"learner `{learner}` cannot be compared:")
            for problem in problems:
                say(f"  {problem}")
            if form == "json":
                click.echo(one_line(error_json(learner, problems)))
        for comparison in found:
            if form == "json":
                click.echo(one_line(comparison_json(comparison)))
            else:
                click.echo(("\n\n" if printed else "") + plain(comparison_page(comparison)))
            printed = True
    return unreadable


def compared_at(desk: Desk, question: Question, transcript: Transcript) -> Sequence[Comparison]:
    """The comparisons of one learner at a desk."""
    ready = [desk.ready(award) for award in question.awards]
    with hearing(transcript.learner):
        return compared(
            ready, transcript, question.changes, question.on, STEPS, further=question.further
        )
