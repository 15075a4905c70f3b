"""Opening a desk: reading the policies, the catalogue and the plugins that a job names."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from attrs import field, frozen

from microcredit.cli.desk import Contents, Desk, DeskHolder, Here, Job
from microcredit.cli.worker import Worker
from microcredit.engine.compile import compile_policy
from microcredit.engine.examples import ExampleResult, examples_of, run_example
from microcredit.engine.loading import load_policies
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.registry import Registry, Watch, registry
from microcredit.engine.siblings import Known
from microcredit.graph.stating import stated
from microcredit.language import syntax
from microcredit.language.check import check_against
from microcredit.language.check_scope import inside
from microcredit.language.checked import Policies
from microcredit.model.catalogue import Catalogue
from microcredit.records.catalogue import read_catalogue
from microcredit.records.record_sources import read_from_source
from microcredit.records.transcripts import Transcripts

NOTHING = Catalogue({}, {})


@frozen
class OpenDesk(Desk):
    """A desk with the policies as they were read."""

    policies: Policies = field(kw_only=True)
    registry: Registry = field(kw_only=True)
    known: Known = field(factory=Known, kw_only=True, eq=False, repr=False)

    def _compiled(self, award: str) -> CompiledPolicy:
        policy = self.policies[award]
        check_against(policy, self.catalogue.vocabulary)
        return CompiledPolicy(compile_policy(policy, self.catalogue, self.known), self.catalogue)


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


def opened(job: Job, watch: Watch) -> OpenDesk:
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
    held = offered.watched(watch)
    found = Contents(
        awards={id: checked.award.span.source.name for id, checked in policies.items()},
        examples=Counter(e.span.source.name for p in policies.values() for e in p.examples),
        sources=tuple(held.sources),
        columns=catalogue.columns,
        named=_named_columns(policies, held),
        stated=stated(policies, catalogue),
    )
    return OpenDesk(catalogue, found, policies=policies, registry=held)


def _named_columns(policies: Policies, offered: Registry) -> frozenset[str]:
    """The columns that policies and what they define ask for with ``where``, themselves or by a
    plugin's predicate."""
    editions = [each for one in policies.values() for each in (one, *one.earlier)]
    defines = {id(d): d for policy in editions for d in policy.defines.values()}
    pieces = (*(policy.award for policy in editions), *defines.values())
    named = {where.column for where in inside(pieces, syntax.Where)}
    for judged in inside(pieces, syntax.Judged):
        named.update(offered.predicates[judged.predicate.text].columns)
    return frozenset(named)


def hashes(desk: OpenDesk) -> dict[str, str]:
    """Every file that the policies and the catalogue were read from, with the hash of its bytes.

    A policy's is that of its text, without a byte-order mark."""
    editions = [each for one in desk.policies.values() for each in (one, *one.earlier)]
    sources = (source for edition in editions for source in edition.sources)
    policies = {str(each.path): each.sha256 for each in sources if each.path is not None}
    return policies | dict(desk.catalogue.sources)


def read(desk: Desk, source: str, location: str) -> Transcripts:
    """The learners that a plugin's record source has."""
    assert isinstance(desk, OpenDesk)
    return read_from_source(source, location, plugins=desk.registry)


def examples(desk: Desk) -> tuple[syntax.Example, ...]:
    """The examples of the policies, in the order written."""
    assert isinstance(desk, OpenDesk)
    return examples_of(desk.policies)


def example_result(desk: Desk, number: int) -> ExampleResult:
    """What comes of the example of this number."""
    example = examples(desk)[number]
    return run_example(example, desk.ready(example.award.text), desk.catalogue)
