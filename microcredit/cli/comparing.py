"""Comparing: what a command prints where something is supposed."""

from collections.abc import Callable, Iterable, Sequence
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
from microcredit.reports.terminal import show
from microcredit.wording.page import Block, Gap
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
    """that of the page"""


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
    return _compare(
        desk,
        seconds,
        partial(_awards, question),
        read,
        selected,
        form,
        partial(_show_awards, question.language),
    )


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
    return _compare(
        desk, seconds, asked, read, selected, form, partial(_show_progress, question.language)
    )


def _compare(
    desk: DeskHolder,
    seconds: int,
    ask: Callable[[Transcript, Desk], T],
    read: Transcripts,
    selected: Sequence[str],
    form: str,
    print_found: Callable[[T, str, bool], None],
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
        print_found(found, form, printed)
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


def _show_awards(language: Language, found: Sequence[Comparison], form: str, printed: bool) -> None:
    for place, comparison in enumerate(found):
        if form == "json":
            click.echo(one_line(comparison_json(comparison)))
        else:
            _show(comparison_page(comparison), language, printed or place > 0)


def _show_progress(language: Language, found: ProgressComparison, form: str, printed: bool) -> None:
    if form == "json":
        _show_awards(language, found.awards, form, printed)
    else:
        _show(progress_comparison_page(found), language, printed)


def _show(page: Iterable[Block], language: Language, apart: bool) -> None:
    """Print a page, two lines below the one before if there is one."""
    show((*((Gap(), Gap()) if apart else ()), *page), language)
