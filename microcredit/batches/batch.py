"""The door to batches: everybody's records against every award, from files to a file."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from microcredit.batches.report import Batched, BatchStage, Neared
from microcredit.engine.audit import compile
from microcredit.engine.ready import CompiledPolicy
from microcredit.errors import MicrocreditError
from microcredit.graph.near import Asked
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.records.files import FilePath
from microcredit.records.transcripts import Transcripts

Ready: TypeAlias = CheckedPolicy | CompiledPolicy

FURTHER = ("shortfalls", "claimable", "lapses", "proofs")
"""What a batch says on request, beyond the outcome and the variant."""


def batch(
    policies: Ready | Mapping[str, CheckedPolicy] | Iterable[Ready],
    records: object,
    out: FilePath,
    *,
    on: date,
    catalogue: Catalogue,
    further: Iterable[str] = (),
    workers: int | None = None,
    progress: BatchStage | None = None,
) -> Batched:
    """Audits everybody in ``records`` against the policies and writes the verdicts to ``out``.

    ``records`` is the path of a file (Parquet, Arrow, CSV), a frame of Polars or pandas, an Arrow
    table, or an iterable of record batches: one row a record, in any order, with the columns of a
    CSV file of records. ``out`` becomes a Parquet file with one row for each learner and award,
    sorted by learner and award. ``further`` may name ``shortfalls``, ``claimable``, ``lapses`` and
    ``proofs``, which take the full audit. ``workers`` are processes, as many as there are cores
    unless it is said.

    The verdicts are those of ``audit``. A learner with a row that cannot be read has none, and is
    listed in a file beside the output. Where a batch is ended, the same call goes on where it was.

    Raises ``RecordError`` where the records as a whole cannot be read, ``PolicyCheckError`` as
    ``compile`` does, and ``MicrocreditError`` where the extra ``batch`` is not installed, where the
    output cannot be written, or where there is no award."""
    needs_extra("batch", "numpy", "pyarrow")
    asked = further_of(further)
    if workers is not None and workers < 1:
        raise MicrocreditError(f"expected at least 1 worker, not {workers}")
    ready = compiled(policies, catalogue)
    plans = import_module("microcredit.batches.plan")
    sources = import_module("microcredit.batches.sources")
    plan = plans.plan_of(ready, on, asked)
    found = sources.records_of(records)
    telling = progress or BatchStage()
    named = import_module("microcredit.batches.looks").named_columns(ready)
    unnamed = [] if named is None else [name for name in found.extra if name not in named]
    if unnamed:
        telling.columns(found.name, unnamed)
    run = import_module("microcredit.batches.run").run
    done: Batched = run(plan, found, Path(out), workers=workers, progress=telling)
    return done


def near_completers(
    policies: Ready | Mapping[str, CheckedPolicy] | Iterable[Ready],
    records: object,
    out: FilePath,
    *,
    on: date,
    catalogue: Catalogue,
    within: Fraction | int | None = None,
    lapsing: int | None = None,
    workers: int | None = None,
    progress: BatchStage | None = None,
) -> Neared:
    """Finds who is near to an award among everybody in ``records``, and writes them to ``out``.

    There is a row for each learner and award that is not earned and would be with at most
    ``within`` further credits, and, with ``lapsing``, for each that is earned, and whose claim or
    first counted credit lapses within so many days. Awards that are held are left out. ``out``
    becomes CSV or Parquet, by its name, sorted by learner and award. ``records`` are as for
    ``batch``, or ``Transcripts``, which may bring conferred awards, facts and decisions.

    Learners who cannot be read are listed in a file beside the output. Raises as ``batch`` does,
    and ``MicrocreditError`` where neither is asked for, or an amount is below 0."""
    needs_extra("batch", "numpy", "pyarrow")
    if within is None and lapsing is None:
        raise MicrocreditError("expected a number of credits within, or of days lapsing")
    for amount in (within, lapsing):
        if amount is not None and amount < 0:
            raise MicrocreditError(f"expected an amount that is not below 0, not {amount}")
    if workers is not None and workers < 1:
        raise MicrocreditError(f"expected at least 1 worker, not {workers}")
    ready = compiled(policies, catalogue)
    looking = import_module("microcredit.batches.near")
    plans = import_module("microcredit.batches.plan")
    asked = Asked(None if within is None else Fraction(within), lapsing)
    found = records
    if not isinstance(records, Transcripts):
        found = import_module("microcredit.batches.sources").records_of(records)
    done: Neared = looking.near(
        plans.plan_of(ready, on),
        asked,
        found,
        Path(out),
        workers=workers,
        progress=progress or BatchStage(),
    )
    return done


def compiled(
    policies: Ready | Mapping[str, CheckedPolicy] | Iterable[Ready], catalogue: Catalogue
) -> list[CompiledPolicy]:
    """The policies made ready for audits against the catalogue.

    Raises ``PolicyCheckError`` as ``compile`` does, and ``MicrocreditError`` where there is none
    or one is there twice."""
    if isinstance(policies, CheckedPolicy | CompiledPolicy):
        given: Iterable[Ready] = [policies]
    elif isinstance(policies, Mapping):
        given = policies.values()
    else:
        given = policies
    ready = [
        each if isinstance(each, CompiledPolicy) else compile(each, catalogue=catalogue)
        for each in given
    ]
    if not ready:
        raise MicrocreditError("there is no award to decide")
    if len({each.form.award for each in ready}) < len(ready):
        raise MicrocreditError("an award is there twice")
    return ready


def further_of(names: Iterable[str]) -> tuple[str, ...]:
    """The names of what is to be said further, each once; ``MicrocreditError`` where one is not
    known."""
    asked = tuple(dict.fromkeys(names))
    for each in asked:
        if each not in FURTHER:
            said = ", ".join(f"`{name}`" for name in FURTHER)
            raise MicrocreditError(f"there is no `{each}` to say of a verdict: there is {said}")
    return asked


def needs_extra(extra: str, *packages: str) -> None:
    """Raises ``MicrocreditError``, which says what to install, unless the packages are there."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        listed = " and ".join(missing)
        raise MicrocreditError(f"this needs {listed}: pip install 'microcredit[{extra}]'")
