"""Learners' records from files and folders, each learner wholly or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from microcredit.errors import Problem, RecordError
from microcredit.model.learner import Transcript
from microcredit.records.files import SIZE_LIMIT, FileFault, FilePath, read_file
from microcredit.records.reading import Found, Reading
from microcredit.records.transcript_documents import read_transcript_document
from microcredit.records.transcript_tables import read_records_table

_READERS = {".csv": read_records_table, ".json": read_transcript_document}


@frozen
class Transcripts:
    """The learners that could be read, sorted by id, and what is wrong with the others.

    ``bad`` has every learner with a problem, and none of these is in ``transcripts``. A problem
    that nobody can be named for is in ``problems`` alone. ``extra_columns`` are those that are
    not the format's own; ``sources`` names each file with the SHA-256 of its bytes.
    """

    transcripts: tuple[Transcript, ...]
    problems: tuple[Problem, ...]
    bad: Mapping[str, tuple[Problem, ...]]
    extra_columns: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


def read_transcript(path: FilePath, *, size_limit: int = SIZE_LIMIT) -> Transcript:
    """The one learner in a file, CSV or JSON by its suffix.

    Raises ``RecordError`` with all that is wrong, and where there is more than one learner.
    """
    read = read_transcripts(path, size_limit=size_limit)
    if read.problems:
        raise RecordError(read.problems)
    if len(read.transcripts) == 1:
        return read.transcripts[0]
    hint = "read several with `read_transcripts`" if read.transcripts else None
    said = f"expected one learner, not {len(read.transcripts) or 'none'}"
    raise RecordError([Problem(Path(path).as_posix(), said, hint=hint)])


def read_transcripts(path: FilePath, *, size_limit: int = SIZE_LIMIT) -> Transcripts:
    """The learners in a file, or in all files of a folder that end in ``.csv`` or ``.json``.

    Raises ``RecordError`` where a file cannot be used as a whole; what is wrong with single
    records is in the problems of what comes back, and their learners are left out.
    """
    try:
        paths = _files(Path(path))
    except FileFault as fault:
        raise RecordError(fault.problems) from None
    readings: list[Reading] = []
    faults: list[Problem] = []
    for file in paths:
        try:
            readings.append(_READERS[file.suffix.lower()](read_file(file, size_limit)))
        except FileFault as fault:
            faults += fault.problems
    if faults:
        raise RecordError(faults)
    return together(readings)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if path.suffix.lower() not in _READERS:
            said = f"expected a name that ends in `.csv` or `.json`, not `{path.name}`"
            raise FileFault([Problem(path.as_posix(), said)])
        return [path]
    try:
        names = sorted(path.iterdir())
    except OSError as error:
        said = f"cannot be read: {str(error.strerror).lower()}"
        raise FileFault([Problem(path.as_posix(), said)]) from None
    found = [file for file in names if file.suffix.lower() in _READERS and file.name[:1] != "."]
    if not found:
        raise FileFault([Problem(path.as_posix(), "there is no `.csv` or `.json` file in it")])
    return found


def together(readings: Sequence[Reading]) -> Transcripts:
    """What several readings say; a learner with a problem, or in two of them, is left out."""
    found = [one for reading in readings for one in reading.found]
    problems = [problem for reading in readings for problem in reading.problems]
    problems += _twice(found)
    bad: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.learner is not None:
            bad.setdefault(problem.learner, []).append(problem)
    good = [one.transcript for one in found if one.transcript.learner not in bad]
    extra = dict.fromkeys(name for reading in readings for name in reading.extra_columns)
    return Transcripts(
        transcripts=tuple(sorted(good, key=lambda transcript: transcript.learner)),
        problems=tuple(problems),
        bad={learner: tuple(bad[learner]) for learner in sorted(bad)},
        extra_columns=tuple(extra),
        sources=tuple(reading.source for reading in readings),
    )


def _twice(found: Sequence[Found]) -> list[Problem]:
    """A problem for each learner whose records stand apart, in two files or two transcripts."""
    first: dict[str, Found] = {}
    problems = []
    for one in found:
        learner = one.transcript.learner
        if learner in first:
            there = first[learner].place
            at = there.file if there.file != one.place.file else str(there)
            problems.append(one.place.problem(f"the learner `{learner}` is already in {at}"))
        first.setdefault(learner, one)
    return problems
