"""Kept desks: what policies and a catalogue came to, from the user's own cache.

To read and check a policy takes longer than to audit a learner by it. What came of it is plain
data, so it is kept, by what was asked and by the package itself; and it is used while every file
that was read is as it was, to the byte. Nothing about learners is kept, and nothing where plugins
take part.
"""

import os
import pickle
import sys
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import attrs
from attrs import frozen

from microcredit.cli.desk import Contents, Desk, DeskHolder, Here, Job
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.ready import CompiledPolicy
from microcredit.language.kept_files import keep, kept, kept_path
from microcredit.language.policy_files import policy_files
from microcredit.model.catalogue import Catalogue
from microcredit.shipped import PACKAGE
from microcredit.wording.said import Named, Said

KEPT = 16
"""How many desks are kept"""

HOMES = (
    "microcredit.engine.",
    "microcredit.graph.stated",
    "microcredit.model.",
    "microcredit.language.vocabulary",
)
"""Where the classes of what is kept are defined, but for these:"""

OTHERS: Mapping[tuple[str, str], object] = {
    (each.__module__, each.__qualname__): each
    for each in (Contents, Counter, Fraction, Named, Said, date, frozenset)
}


@frozen
class _Kept:
    """A desk as it is kept, with each file that was read and the hash of its bytes, and with the
    policies of each folder that was given."""

    files: Mapping[str, str]
    listed: tuple[tuple[str, ...], ...]
    contents: Contents
    catalogue: Catalogue
    forms: Mapping[str, NormalForm]


@contextmanager
def desk_for(job: Job) -> Iterator[DeskHolder]:
    """The desk for a job: as it was kept, or else opened, and kept once all has gone well."""
    found = None if job.plugins else kept_desk(job)
    if found is not None:
        yield Here(found)
        return
    # To read policies loads half of the package and a parser: only where they have to be read.
    opening = import_module("microcredit.cli.opening")
    with opening.desk_for(job) as holder:
        yield holder
        if isinstance(holder, Here):
            keep_desk(job, holder.desk, opening.hashes(holder.desk))


def kept_desk(job: Job) -> Desk | None:
    """The desk for a job as it was kept; none where there is none, or where a file has changed."""
    path = _path(job)
    if path is None:
        return None
    try:
        found = kept(path, _known)
        assert isinstance(found, _Kept)
        if found.listed != _listed(job) or any(
            _hashed(file) != hashed for file, hashed in found.files.items()
        ):
            return None
    except Exception:  # whatever it is: the desk can be opened again
        return None
    ready = {award: CompiledPolicy(form, found.catalogue) for award, form in found.forms.items()}
    return Desk(found.catalogue, found.contents, ready)


def keep_desk(job: Job, desk: Desk, read: Mapping[str, str]) -> None:
    """Keep a desk; ``read`` has the files that decided it, with the hashes that they had then.

    Nothing is kept where an award does not compile, or where a file has changed by now."""
    path = _path(job)
    try:
        named = [each for each in job.policies if not os.path.isdir(each)]
        given = [*named, *(name for names in _listed(job) for name in names)]
        files = {file: _hashed(file) for file in (*read, *given)}
        if path is None or any(files[file] != hashed for file, hashed in read.items()):
            return
        forms = {award: desk.ready(award).form for award in desk.contents.awards}
    except Exception:  # whatever it is: it is said when somebody asks for that award
        return
    whole = _Kept(files, _listed(job), desk.contents, desk.catalogue, forms)
    keep(path, pickle.dumps(whole, pickle.HIGHEST_PROTOCOL), KEPT)


def _path(job: Job) -> Path | None:
    made_by = ["desk 1", sys.version, *_package()]
    asked = [os.getcwd(), str(job.catalogue), *job.policies]
    return kept_path("desk", [*made_by, "", *asked], "pickle")


def _package() -> Iterator[str]:
    """What tells one state of the package's code from another: when its files were last written."""
    home = PACKAGE.parent
    if home.is_file():
        yield f"{home} {home.stat().st_mtime_ns}"
        return
    folders = [PACKAGE, *(home / name for name in ("grammar", "policies"))]
    for place, _, files in (each for folder in folders for each in os.walk(folder)):
        if not place.endswith("__pycache__"):
            for name in sorted(files):
                about = os.stat(os.path.join(place, name))
                yield f"{place} {name} {about.st_mtime_ns} {about.st_size}"


def _listed(job: Job) -> tuple[tuple[str, ...], ...]:
    """The policies in each folder that was given."""
    return tuple(
        tuple(map(str, policy_files(Path(each)))) for each in job.policies if os.path.isdir(each)
    )


def _hashed(file: str) -> str:
    """The hash of a file's bytes, without a byte-order mark."""
    return sha256(Path(file).read_bytes().removeprefix(BOM_UTF8)).hexdigest()


def _known(module: str, name: str) -> object:
    """A class of what is kept, from a file of the package that is loaded."""
    if (module, name) == (_Kept.__module__, _Kept.__qualname__):
        return _Kept
    if not module.startswith(HOMES):
        return OTHERS.get((module, name))
    found = getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, type) and attrs.has(found) else None
