"""Kept files: what the user's own cache holds between one run and the next.

They are kept in a folder of the user's alone, never in one that is shared: whoever could write them
could change what a policy says. Each begins with a seal over its name and what follows. Whatever is
wrong with what is kept, there is none, and it is made again.
"""

import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

LONGEST = 20_000_000


def kept_path(kind: str, said: Iterable[str], ending: str) -> Path | None:
    """Give the file for something of a kind, by all that it is made from.

    None where the user has no folder for such files.
    """
    folder = _cache_folder()
    if folder is None:
        return None
    hashed = sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()
    return folder / "microcredit" / f"{kind}-{hashed[:32]}.{ending}"


def _cache_folder() -> Path | None:
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named)
    if sys.platform == "win32":
        return None
    home = os.path.expanduser("~")
    return Path(home, ".cache") if Path(home).is_absolute() else None


class _Known(pickle.Unpickler):
    """Reads plain data and what is known by name; nothing else is ever called or imported."""

    def __init__(self, data: bytes, known: Callable[[str, str], object]) -> None:
        super().__init__(BytesIO(data))
        self._known = known

    def find_class(self, module: str, name: str) -> object:
        found = self._known(module, name)
        if found is None:
            raise pickle.UnpicklingError(f"`{module}.{name}` does not belong here")
        return found


def kept(path: Path, known: Callable[[str, str], object]) -> object:
    """Give what a file keeps; ``known`` gives the class of a module and a name, none for any that
    does not belong in such a file. Raises whatever is wrong with the file."""
    whole = _read_own(path)
    if whole is None or whole[:32] != _sealed(path, whole[32:]):
        raise ValueError(f"`{path}` is not what was kept there")
    found: object = _Known(whole[32:], known).load()
    return found


def _sealed(path: Path, content: bytes) -> bytes:
    """What stands before the content in its file, so that a torn or renamed one is found out."""
    return sha256(path.name.encode() + content).digest()


def _read_own(path: Path) -> bytes | None:
    """What a file holds that is the user's own, in a folder of the user's own."""
    if not _is_own(os.lstat(path.parent)):
        return None
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        if not (stat.S_ISREG(about.st_mode) and _is_own(about) and about.st_size <= LONGEST):
            return None
        return file.read(LONGEST)


def _is_own(about: os.stat_result) -> bool:
    """Whether something belongs to the user, and nobody else may write it."""
    if sys.platform == "win32":
        return True
    return about.st_uid == os.geteuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def keep(path: Path, content: bytes, newest: int) -> None:
    """Keep a pickle: written beside its place, then moved there whole. Of its kind only so many of
    the newest stay. Where nothing can be written, nothing is kept."""
    with suppress(OSError):
        _keep(path, content, newest)


def _keep(path: Path, content: bytes, newest: int) -> None:
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if len(content) + 32 > LONGEST or not _is_own(os.lstat(path.parent)):
        return
    kind = path.name.partition("-")[0]
    beside = path.with_name(f"{kind}-{os.urandom(8).hex()}.part")
    handle = os.open(
        beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
    )
    try:
        with open(handle, "wb") as file:
            file.write(_sealed(path, content) + content)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    others = [other for other in path.parent.glob(f"{kind}-*") if other != path]
    others.sort(key=lambda other: other.stat().st_mtime, reverse=True)
    for other in others[newest - 1 :]:
        other.unlink(missing_ok=True)
