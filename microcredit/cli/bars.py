"""Bars: how far a batch is, on a terminal."""

import sys
from collections.abc import Sequence

import click
from click._termui_impl import ProgressBar

from microcredit.batches.report import BatchStage
from microcredit.cli.inputs import warn_of_columns
from microcredit.cli.messages import say


class Bars(BatchStage):
    """A bar on standard error for each stage of a batch, where that is a terminal; what is to be
    said is said in any case."""

    def __init__(self) -> None:
        self._bar: ProgressBar[int] | None = None
        self._at = 0

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def say(self, message: str) -> None:
        """Puts a message on standard error."""
        self._end()
        say(message)

    def columns(self, name: str, unnamed: Sequence[str]) -> None:
        """Warns of columns that no policy asks for."""
        warn_of_columns(name, unnamed, frozenset())

    def stage(self, name: str, rows: int | None) -> None:
        """Begins a bar; none where it is not known how far the stage goes."""
        self._end()
        if rows and sys.stderr.isatty():
            self._at = 0
            self._bar = click.progressbar(length=rows, label=f"{name:<9}", file=sys.stderr)
            self._bar.__enter__()

    def reach(self, rows: int, of: int | None) -> None:  # noqa: ARG002
        """Moves the bar on."""
        if self._bar is not None:
            self._bar.update(rows - self._at)
            self._at = rows

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
