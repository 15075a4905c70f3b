"""The workplace: a folder beside the output that keeps what is finished until all of it is.

Its name is bound to what is decided and from what, so a batch that was ended goes on where it was,
and one of other records, rules or options never takes its parts for its own.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from microcredit.batches.plan import Plan, sources_of
from microcredit.errors import MicrocreditError

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows, where nothing keeps two batches from one output
    fcntl = None

FORMAT = 1
"""Of the files in a workplace."""


class BatchError(MicrocreditError):
    """Why a batch cannot be run, or not to its end."""


@frozen
class Workplace:
    """The folder of one batch, ``others`` being what is left in it of other ones."""

    folder: Path
    others: tuple[Path, ...]

    @property
    def listing(self) -> Path:
        """Says how many rows each part has, once all records are in parts."""
        return self.folder / "records.json"

    def records(self, part: int) -> Path:
        """The records of a part."""
        return self.folder / f"records-{part:05}.arrow"

    def verdicts(self, part: int) -> Path:
        """The verdicts of a part, there once all are."""
        return self.folder / f"verdicts-{part:05}.arrow"

    def rejected(self, part: int) -> Path:
        """What is wrong with learners of a part."""
        return self.folder / f"rejected-{part:05}.arrow"

    def counts(self, part: int) -> Path:
        """What a part came to, there once the part is finished."""
        return self.folder / f"counts-{part:05}.json"

    def listed(self) -> list[int] | None:
        """The rows of each part; none where the records are not all in parts yet."""
        try:
            found: list[int] = json.loads(self.listing.read_text(encoding="utf-8"))["rows"]
        except (OSError, ValueError, KeyError):
            return None
        return found

    def counted(self, part: int) -> dict[str, Any] | None:
        """What a finished part came to; none where it is not finished."""
        try:
            found: dict[str, Any] = json.loads(self.counts(part).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def clear(self) -> None:
        """Empties the folder."""
        for path in self.folder.iterdir():
            if path.name != LOCK:
                path.unlink()

    def remove(self) -> None:
        """Removes the folder, and what other batches for the same output left."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)


LOCK = "lock"


@contextmanager
def workplace(out: Path, key: str) -> Iterator[Workplace]:
    """The workplace for an output, for as long as nobody else works at it.

    Raises ``BatchError`` where the folder cannot be made, and where another batch is at work."""
    home = out.with_name(f"{out.name}.parts")
    folder = home / key
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (home / LOCK).open("a") as lock:
            if not _locked(lock.fileno()):
                raise BatchError(f"{out.as_posix()}: another batch is writing it")
            others = tuple(sorted(p for p in home.iterdir() if p.is_dir() and p != folder))
            yield Workplace(folder, others)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BatchError(f"{out.as_posix()}: cannot be written: {reason}") from None


def _locked(descriptor: int) -> bool:
    """Takes the lock, which goes when the process ends, however it ends."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def key_of(plan: Plan, identity: str, version: str) -> str:
    """A name for what is decided and from what: policies, catalogue, options, records."""
    modules, areas = plan.catalogue.modules.values(), plan.catalogue.areas.values()
    said = {
        "format": FORMAT,
        "version": version,
        "awards": [[ready.form.award, ready.form.edition] for ready in plan.awards],
        "sources": sources_of(plan),
        "catalogue": sha256(f"{[*modules]}{[*areas]}".encode()).hexdigest(),
        "on": plan.on.isoformat(),
        "further": sorted(plan.further),
        "steps": plan.steps,
        "records": identity,
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def replace(path: Path, temporary: Path) -> None:
    """Puts a finished file in its place, so that nobody ever finds half of it."""
    os.replace(temporary, path)
