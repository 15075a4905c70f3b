"""The worker: another process for what plugins do, ended when one of them takes too long."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any, Generic, TypeVar, TypeVarTuple

from attrs import define, field, frozen

from microcredit.cli.desk import OPENING
from microcredit.cli.messages import plural
from microcredit.engine.registry import Watch
from microcredit.errors import MicrocreditError, PluginError, Problem

DeskT = TypeVar("DeskT")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@frozen
class _Calls:
    """A plugin is being called."""

    what: str


@frozen
class _Returned:
    """The plugin that was called has returned."""


@frozen
class _Answer:
    value: object


@frozen
class _Failure:
    error: MicrocreditError


@define
class Worker(Generic[DeskT]):
    """A process that opens a desk once and does at it what it is asked.

    It is started anew where it ended, or was ended because a plugin took too long; ``names`` are
    the plugins', for what is said of them."""

    opening: Callable[[Watch], DeskT]
    names: tuple[str, ...]
    _process: BaseProcess | None = field(default=None, init=False)
    _line: Connection | None = field(default=None, init=False)

    def ask(self, seconds: int, function: Callable[[DeskT, *Ts], T], *args: *Ts) -> T:
        """What the function gives for the desk; plugins may take so many seconds for it in all.

        Raises what the function does, if the package knows it, and ``PluginError`` where a plugin
        takes too long or ends the process.
        """
        line = self._line or self._started()
        try:
            line.send((function, args))
        except OSError:
            raise self._failed("what plugins run in ended by itself") from None
        answer: T = self._heard(line, seconds)
        return answer

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None

    def _started(self) -> Connection:
        context = get_context("spawn")
        line, other = context.Pipe()
        self._line = line
        self._process = context.Process(target=_serve, args=(other, self.opening), daemon=True)
        self._process.start()
        other.close()
        try:
            self._heard(line, OPENING)
        except MicrocreditError:
            self.end()
            raise
        return line

    def _heard(self, line: Connection, seconds: int) -> Any:
        """What the process answers, once it does."""
        calls: str | None = None
        left = float(seconds)
        since = monotonic()
        while True:
            wait = None if calls is None else max(0.0, left - (monotonic() - since))
            try:
                heard = line.recv() if line.poll(wait) else None
            except (EOFError, OSError):
                raise self._failed(f"{calls or 'what plugins run in'} ended the process") from None
            match heard:
                case None:
                    said = f"{calls} took longer than {plural(seconds, 'second')}"
                    raise self._failed(said)
                case _Calls(what):
                    calls, since = what, monotonic()
                case _Returned():
                    calls, left = None, left - (monotonic() - since)
                case _Answer(value):
                    return value
                case _Failure(error):
                    raise error

    def _failed(self, said: str) -> PluginError:
        self.end()
        return PluginError([Problem(", ".join(self.names), said)])


def _serve(line: Connection, opening: Callable[[Watch], object]) -> None:
    """What the process does: opens its desk, then one thing after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a plugin prints must not get among the verdicts.
    os.dup2(2, 1)

    @contextmanager
    def watch(what: str) -> Iterator[None]:
        line.send(_Calls(what))
        try:
            yield
        finally:
            line.send(_Returned())

    try:
        try:
            desk = opening(watch)
        except MicrocreditError as error:
            line.send(_Failure(error))
            return
        line.send(_Answer(None))
        while True:
            function, args = line.recv()
            try:
                answer: _Answer | _Failure = _Answer(function(desk, *args))
            except MicrocreditError as error:
                answer = _Failure(error)
            line.send(answer)
    except (EOFError, BrokenPipeError):
        return
