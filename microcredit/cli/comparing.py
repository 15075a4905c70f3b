"""Comparing: what a command prints where something is supposed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

import click
from attrs import frozen

from microcredit.cli.desk import Desk, DeskHolder
from microcredit.cli.messages import prepare_data_output, say
from microcredit.engine.judged import hearing
from microcredit.engine.ready import STEPS
from microcredit.errors import ChangeError, PluginError, Problem, RecordError
from microcredit.graph.change import Change
from microcredit.graph.comparison import Comparison, comparison_page
from microcredit.graph.progress_comparison import (
    ProgressComparison,
    progress_comparison_page,
    progress_if,
)
from microcredit.graph.what_if import compared
from microcredit.model.learner import Transcript
from microcredit.records.transcripts import Transcripts
from microcredit.reports.comparison_json import comparison_json
from microcredit.reports.json import error_json, one_line
from microcredit.wording.plain import plain
from microcredit.wording.said import Language

T = TypeVar("T")


@frozen
class Question:
    """The awards, the day and the changes that are asked about every learner; ``further`` if
    verdicts are to say the least further study."""

    awards: tuple[str, ...]
    on: date
    changes: tuple[Change, ...]
    further: bool = False
    language: Language = "en"


def compare_awards(
    desk: DeskHolder,
    seconds: int,
    question: Question,
    read: Transcripts,
    selected: Sequence[str],
    form: str,
) -> int:
    """Print each award of the learners as it is and would be; gives how many learners could not be
    compared.

    Raises ``ChangeError`` where that is none of theirs."""
    lines = partial(_award_lines, language=question.language)
    return _compare(desk, seconds, partial(_awards, question), read, selected, form, lines)


def compare_progress(
    desk: DeskHolder,
    seconds: int,
    question: Question,
    read: Transcripts,
    selected: Sequence[str],
    form: str,
) -> int:
    """The same for all awards on a page together."""
    asked = partial(_progress, question)
    lines = partial(_progress_lines, language=question.language)
    return _compare(desk, seconds, asked, read, selected, form, lines)


def _compare(
    desk: DeskHolder,
    seconds: int,
    ask: Callable[[Transcript, Desk], T],
    read: Transcripts,
    selected: Sequence[str],
    form: str,
    lines: Callable[[T, str], Iterable[str]],
) -> int:
    if form == "json":
        prepare_data_output()
    transcripts = {transcript.learner: transcript for transcript in read.transcripts}
    unreadable = 0
    printed = False
    for learner in selected:
        problems: Sequence[Problem] = read.bad.get(learner, ())
        if not problems:
            try:
                found = desk.ask(seconds, _asked, ask, transcripts[learner])
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
            continue
        for line in lines(found, form):
            click.echo(("\n\n" if printed and form == "text" else "") + line)
            printed = True
    return unreadable


def _asked(desk: Desk, ask: Callable[[Transcript, Desk], T], transcript: Transcript) -> T:
    with hearing(transcript.learner):
        return ask(transcript, desk)


def _awards(question: Question, transcript: Transcript, desk: Desk) -> Sequence[Comparison]:
    ready = [desk.ready(award) for award in question.awards]
    changes, on = question.changes, question.on
    return compared(ready, transcript, changes, on, STEPS, further=question.further)


def _progress(question: Question, transcript: Transcript, desk: Desk) -> ProgressComparison:
    ready = [desk.ready(award) for award in question.awards]
    return progress_if(ready, transcript, *question.changes, on=question.on)


def _award_lines(found: Sequence[Comparison], form: str, language: Language) -> Iterator[str]:
    for comparison in found:
        if form == "json":
            yield one_line(comparison_json(comparison))
        else:
            yield plain(comparison_page(comparison), language)


def _progress_lines(found: ProgressComparison, form: str, language: Language) -> Iterator[str]:
    if form == "json":
        yield from _award_lines(found.awards, form, language)
    else:
        yield plain(progress_comparison_page(found), language)
