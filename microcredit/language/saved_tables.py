"""The parser, from tables that the user's own cache keeps between one run and the next.

To make the tables of the grammar takes seconds, to read them a moment. They are kept in a folder of
the user's alone, never in one that is shared: whoever could write them could change what a policy
says. Whatever is wrong with what is kept, it is made again.
"""

import os
import pickle
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp

import lark
from lark import Lark, Token

from microcredit.shipped import read_shipped

FILES = ("policy.lark", "terminals.lark")
LONGEST = 20_000_000
KEPT = 4
"""How many grammars are kept: of several copies of the package, or several Pythons"""
Callbacks = Mapping[str, Callable[[Token], Token]]


def parser_of_policies(callbacks: Callbacks) -> Lark:
    """Give the parser of the grammar, with what is called for each token of some kinds.

    From the user's cache where it holds the tables; else they are made, and kept there. Never
    fails because of the cache: one that cannot be read or written is passed over.
    """
    texts = {name: read_shipped("grammar", name) for name in FILES}
    path = saved_path(texts)
    saved = _load(path, callbacks) if path else None
    if saved is not None:
        return saved
    parser = Lark(
        texts["policy.lark"],
        parser="lalr",
        lexer="contextual",
        import_paths=[lambda _base, name: (name, texts[Path(name).name])],
        lexer_callbacks=dict(callbacks),
        propagate_positions=True,
        maybe_placeholders=True,
    )
    if path:
        with suppress(OSError):
            _save(parser, path)
    return parser


def saved_path(texts: Mapping[str, str]) -> Path | None:
    """Give the file for the tables of a grammar, by its text and by what makes and reads them.

    None where the user has no folder for such files.
    """
    folder = _cache_folder()
    if folder is None:
        return None
    made_by = f"1 {lark.__version__} {sys.version}"
    said = "\0".join([made_by, *(text for pair in sorted(texts.items()) for text in pair)])
    return folder / "microcredit" / f"grammar-{sha256(said.encode()).hexdigest()[:32]}.lark"


def _cache_folder() -> Path | None:
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named)
    if sys.platform == "win32":
        return None
    home = os.path.expanduser("~")
    return Path(home, ".cache") if Path(home).is_absolute() else None


class _Tables(pickle.Unpickler):
    """Reads plain data and Lark's tokens; nothing else is ever called or imported by a file."""

    def find_class(self, module: str, name: str) -> type[Token]:
        if (module, name) == ("lark.lexer", "Token"):
            return Token
        raise pickle.UnpicklingError(f"`{module}.{name}` does not belong in the tables")


def _load(path: Path, callbacks: Callbacks) -> Lark | None:
    try:
        kept = _read_own(path)
        if kept is None or kept[:32] != _sealed(path, kept[32:]):
            return None
        tables = _Tables(BytesIO(kept[32:])).load()
        tables["data"]["options"]["lexer_callbacks"] = dict(callbacks)
        return Lark.load(tables)
    except Exception:  # whatever it is: the tables can be made again
        return None


def _sealed(path: Path, tables: bytes) -> bytes:
    """What stands before the tables in their file, so that a torn or renamed one is found out."""
    return sha256(path.name.encode() + tables).digest()


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


def _save(parser: Lark, path: Path) -> None:
    """Keep the tables: written beside their place, then moved there whole."""
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not _is_own(os.lstat(path.parent)):
        return
    tables = BytesIO()
    parser.save(tables, exclude_options=("lexer_callbacks", "import_paths"))
    handle, beside = mkstemp(prefix="grammar-", suffix=".part", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(_sealed(path, tables.getvalue()) + tables.getvalue())
        os.replace(beside, path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
    _forget(path)


def _forget(newest: Path) -> None:
    """Remove the tables of grammars that were kept long ago."""
    others = [path for path in newest.parent.glob("grammar-*") if path != newest]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        path.unlink(missing_ok=True)
