"""Data files as text: bounded in size, UTF-8 throughout, with the hash of their bytes."""

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from attrs import field, frozen

from microcredit.errors import Problem

SIZE_LIMIT = 64_000_000
FilePath = str | os.PathLike[str]


class FileFault(Exception):
    """Why a whole file cannot be used; the doors of this floor turn it into their own error."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@frozen
class TextFile:
    """A file's text without byte-order mark, under the name by which it was asked for."""

    name: str
    text: str = field(repr=False)
    sha256: str

    @property
    def source(self) -> tuple[str, str]:
        """The name and the SHA-256 of the bytes."""
        return self.name, self.sha256


def read_file(path: Path, size_limit: int) -> TextFile:
    """The file's text; ``FileFault`` where it cannot be had, is empty, too long or not UTF-8."""
    name = path.as_posix()
    try:
        data = _read_bytes(path, name, size_limit)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileFault([Problem(name, f"cannot be read: {reason.lower()}")]) from None
    text = _decode(data, name)
    if not text.strip():
        raise FileFault([Problem(name, "the file is empty")])
    return TextFile(name, text, hashlib.sha256(data).hexdigest())


def _read_bytes(path: Path, name: str, size_limit: int) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise FileFault([Problem(name, "expected a file")])
    size = status.st_size
    if size <= size_limit:
        with path.open("rb") as stream:
            # The file may have grown since its size was asked for.
            data = stream.read(size_limit + 1)
        if len(data) <= size_limit:
            return data
        size = len(data)
    message = f"the file has {size:,} bytes and the limit is {size_limit:,}; split it into several"
    raise FileFault([Problem(name, message)])


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Python counts from behind a byte-order mark that it has taken off.
        at = error.start + len(data) - len(error.object)
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        problem = Problem(
            name,
            f"expected UTF-8; byte {at + 1} of the file (0x{data[at]:02x}) is not",
            line=data.count(b"\n", 0, at) + 1,
            hint="it looks like UTF-16; save it as UTF-8" if utf16 else "save it as UTF-8",
        )
        raise FileFault([problem]) from None
