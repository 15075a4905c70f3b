"""The desk: policies, a catalogue and plugins, opened once, and what is asked of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from functools import partial
from typing import Literal

from attrs import field, frozen

from microcredit.cli.worker import Here, Worker
from microcredit.engine.audit import CompiledPolicy, audit, compile
from microcredit.engine.awards_together import Together
from microcredit.engine.examples import ExampleResult, examples_of, run_example
from microcredit.engine.judged import hearing
from microcredit.engine.loading import load_policies
from microcredit.engine.registry import Registry, Watch, registry
from microcredit.engine.together import audit_together, competing
from microcredit.engine.verdict import Verdict
from microcredit.errors import PluginError, Problem, RecordError
from microcredit.language import syntax
from microcredit.language.check_scope import inside
from microcredit.language.checked import Policies
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.records.catalogue import read_catalogue
from microcredit.records.record_sources import read_from_source
from microcredit.records.transcripts import Transcripts

NOTHING = Catalogue({}, {})


@frozen
class Job:
    """What a command is given; ``examples`` if those of the policies are looked up too."""

    policies: tuple[str, ...]
    catalogue: str | None
    plugins: tuple[str, ...] = ()
    examples: bool = False


@frozen
class Desk:
    """All that a job names, read."""

    registry: Registry
    catalogue: Catalogue
    policies: Policies
    _ready: dict[str, CompiledPolicy] = field(factory=dict, eq=False, repr=False)

    def ready(self, award: str) -> CompiledPolicy:
        """The award's policy, compiled when it is first asked for."""
        if award not in self._ready:
            self._ready[award] = compile(self.policies[award], catalogue=self.catalogue)
        return self._ready[award]


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


@frozen
class Contents:
    """What a desk holds, by name; ``columns`` are the catalogue's own, ``named`` those that
    somebody asks for, and ``awards`` and ``examples`` have the files that they stand in."""

    awards: dict[str, str]
    examples: Counter[str]
    sources: tuple[str, ...]
    columns: tuple[str, ...]
    named: frozenset[str]


DeskHolder = Here[Desk] | Worker[Desk]


@contextmanager
def desk_for(job: Job) -> Iterator[DeskHolder]:
    """The desk for a job: in another process where there are plugins."""
    holder: DeskHolder
    if job.plugins:
        holder = Worker(partial(opened, job), job.plugins)
    else:
        holder = Here(opened(job, lambda _: nullcontext()))
    try:
        yield holder
    finally:
        holder.end()


def opened(job: Job, watch: Watch) -> Desk:
    """The desk with all that the job names; plugins are called under the watch."""
    offered = Registry()
    if job.plugins:
        with watch(f"loading {', '.join(job.plugins)}"):
            offered = registry(job.plugins)
    catalogue = NOTHING if job.catalogue is None else read_catalogue(job.catalogue)
    policies = load_policies(
        *job.policies,
        vocabulary=None if job.catalogue is None else catalogue.vocabulary,
        examples=job.examples,
        plugins=offered.watched(watch),
    )
    return Desk(offered.watched(watch), catalogue, policies)


def contents(desk: Desk) -> Contents:
    """What the desk holds."""
    policies = desk.policies
    return Contents(
        awards={id: checked.award.span.source.name for id, checked in policies.items()},
        examples=Counter(e.span.source.name for p in policies.values() for e in p.examples),
        sources=tuple(desk.registry.sources),
        columns=desk.catalogue.columns,
        named=_named_columns(desk),
    )


def _named_columns(desk: Desk) -> frozenset[str]:
    """The columns that policies and what they define ask for with ``where``, themselves or by a
    plugin's predicate."""
    policies = [each for one in desk.policies.values() for each in (one, *one.earlier)]
    defines = {id(d): d for policy in policies for d in policy.defines.values()}
    pieces = (*(policy.award for policy in policies), *defines.values())
    named = {where.column for where in inside(pieces, syntax.Where)}
    for judged in inside(pieces, syntax.Judged):
        named.update(desk.registry.predicates[judged.predicate.text].columns)
    return frozenset(named)


def read(desk: Desk, source: str, location: str) -> Transcripts:
    """The learners that a plugin's record source has."""
    return read_from_source(source, location, plugins=desk.registry)


def compiled(desk: Desk, awards: Sequence[str]) -> None:
    """Compiles the awards, which may fail."""
    for award in awards:
        desk.ready(award)


def audited(
    desk: Desk, awards: Sequence[str], transcript: Transcript, on: date, jointly: Jointly
) -> Audited:
    """What comes of the awards for a learner, each by itself and as asked of all at once."""
    with hearing(transcript.learner):
        return _audited(desk, awards, transcript, on, jointly)


def _audited(
    desk: Desk, awards: Sequence[str], transcript: Transcript, on: date, jointly: Jointly
) -> Audited:
    verdicts: list[Verdict] = []
    problems: dict[Problem, None] = {}
    together: Together | None = None
    rivals: tuple[str, ...] = ()
    try:
        for award in awards:
            try:
                verdicts.append(audit(desk.ready(award), transcript, on=on))
            except RecordError as error:
                problems |= dict.fromkeys(error.problems)
        if problems:
            return Audited(transcript.learner, problems=tuple(problems))
        if jointly == "together":
            together = audit_together(list(map(desk.ready, awards)), transcript, on=on)
        elif jointly == "competing":
            earned = [each.award for each in verdicts if each.earned and not each.conferred_on]
            rivals = competing(list(map(desk.ready, earned)), transcript, on=on)
    except PluginError as error:
        return Audited(transcript.learner, problems=error.problems, fault="audited")
    return Audited(transcript.learner, tuple(verdicts), together=together, competing=rivals)


def examples(desk: Desk) -> tuple[syntax.Example, ...]:
    """The examples of the policies, in the order written."""
    return examples_of(desk.policies)


def example_result(desk: Desk, number: int) -> ExampleResult:
    """What comes of the example of this number."""
    example = examples_of(desk.policies)[number]
    return run_example(example, desk.ready(example.award.text), desk.catalogue)
