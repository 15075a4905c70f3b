"""The desk: what policies and a catalogue come to, and what is asked of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, Protocol, TypeVar, TypeVarTuple

from attrs import field, frozen

from microcredit.engine.awards_together import Together
from microcredit.engine.judged import hearing
from microcredit.engine.ready import STEPS, CompiledPolicy, verdict_of
from microcredit.engine.together import competing, together_of
from microcredit.engine.verdict import Verdict
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.graph.stated import Stated
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript

OPENING = 60
"""Seconds for loading plugins and for reading records through one."""

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@frozen
class Job:
    """What a command is given; ``examples`` if those of the policies are looked up too."""

    policies: tuple[str, ...]
    catalogue: str | None
    plugins: tuple[str, ...] = ()
    examples: bool = False


@frozen
class Contents:
    """What a desk holds, by name; ``columns`` are the catalogue's own, ``named`` those that
    somebody asks for, ``awards`` and ``examples`` have the files that they stand in, and ``stated``
    is what the policies say of one another and of the catalogue."""

    awards: dict[str, str]
    examples: Counter[str]
    sources: tuple[str, ...]
    columns: tuple[str, ...]
    named: frozenset[str]
    stated: Stated = field(factory=Stated)


@frozen
class Desk:
    """What a job names, with its policies compiled or still to be compiled."""

    catalogue: Catalogue
    contents: Contents
    _ready: dict[str, CompiledPolicy] = field(factory=dict, eq=False, repr=False)

    def ready(self, award: str) -> CompiledPolicy:
        """The award's policy, compiled when it is first asked for."""
        if award not in self._ready:
            self._ready[award] = self._compiled(award)
        return self._ready[award]

    def _compiled(self, award: str) -> CompiledPolicy:
        raise KeyError(award)


Jointly = Literal["not", "competing", "together"]
"""What is asked about all the awards at once: nothing, whether they compete, or the best set."""


@frozen
class Audited:
    """A learner's verdicts, sorted by award; or the problems instead, where there are any: the
    learner cannot be ``read``, or, where a plugin is at fault, ``audited``.

    ``together`` is the best set of the awards, and ``competing`` are those that cannot all be
    conferred, where that was asked."""

    learner: str
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: Literal["read", "audited"] = "read"
    together: Together | None = None
    competing: tuple[str, ...] = ()


class DeskHolder(Protocol):
    """Where a desk stands: in this process, or in another that can be ended."""

    def ask(self, seconds: int, function: Callable[[Desk, *Ts], T], *args: *Ts) -> T:
        """What the function gives for the desk; plugins may take so many seconds for it."""

    def end(self) -> None:
        """Ends what must be ended."""


@frozen
class Here:
    """Does everything in this process; for what asks no plugin."""

    desk: Desk

    def ask(self, seconds: int, function: Callable[[Desk, *Ts], T], *args: *Ts) -> T:  # noqa: ARG002
        """What the function gives for the desk, however long it takes."""
        return function(self.desk, *args)

    def end(self) -> None:
        """There is nothing to end."""


def contents(desk: Desk) -> Contents:
    """What the desk holds."""
    return desk.contents


def compiled(desk: Desk, awards: Sequence[str]) -> None:
    """Compiles the awards, which may fail."""
    for award in awards:
        desk.ready(award)


def audited(
    desk: Desk,
    awards: Sequence[str],
    transcript: Transcript,
    on: date,
    jointly: Jointly,
    further: bool = False,
    prove: bool = False,
) -> Audited:
    """What comes of the awards for a learner, each by itself and as asked of all at once; with
    ``further`` the least further study as well, with ``prove`` every proof."""
    with hearing(transcript.learner):
        return _audited(desk, awards, transcript, on, jointly, further, prove)


def _audited(
    desk: Desk,
    awards: Sequence[str],
    transcript: Transcript,
    on: date,
    jointly: Jointly,
    further: bool,
    prove: bool,
) -> Audited:
    verdicts: list[Verdict] = []
    problems: dict[Problem, None] = {}
    together: Together | None = None
    rivals: tuple[str, ...] = ()
    try:
        for award in awards:
            try:
                ready = desk.ready(award)
                verdicts.append(
                    verdict_of(ready, transcript, on, STEPS, further=further, prove=prove)
                )
            except RecordError as error:
                problems |= dict.fromkeys(error.problems)
        if problems:
            return Audited(transcript.learner, problems=tuple(problems))
        if jointly == "together":
            together = together_of(list(map(desk.ready, awards)), transcript, on, STEPS)
        elif jointly == "competing":
            earned = [each.award for each in verdicts if each.earned and not each.conferred_on]
            rivals = competing(list(map(desk.ready, earned)), transcript, on=on)
    except PluginError as error:
        return Audited(transcript.learner, problems=error.problems, fault="audited")
    return Audited(transcript.learner, tuple(verdicts), together=together, competing=rivals)
