"""What a batch says while it runs and when it is done."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen


@frozen
class Batched:
    """What came of a batch.

    ``learners`` counts everybody in the records, ``rejected`` those of them who cannot be read:
    they have no verdict, and their rows are in ``rejected_file``. ``outcomes`` counts by award,
    then outcome."""

    out: Path
    rows: int
    learners: int
    verdicts: int
    rejected: int
    rejected_file: Path | None
    outcomes: Mapping[str, Mapping[str, int]]


@frozen
class Neared:
    """What came of looking for near-completers: ``near`` rows in ``out``, of so many ``learners``.

    ``rejected`` of them cannot be read, or audited: what is wrong is in ``rejected_file``."""

    out: Path
    learners: int
    near: int
    rejected: int
    rejected_file: Path | None


class BatchStage:
    """How far a batch is; this one keeps it to itself."""

    def say(self, message: str) -> None:
        """Hears a message for whoever runs the batch."""

    def columns(self, name: str, unnamed: Sequence[str]) -> None:
        """Hears of columns of the records that no policy asks for."""

    def stage(self, name: str, rows: int | None) -> None:
        """Hears that a stage begins, which goes through so many rows, if that is known."""

    def reach(self, rows: int, of: int | None) -> None:
        """Hears how many rows of the stage are done."""
