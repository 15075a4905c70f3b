"""The parser, from tables that the user's own cache keeps between one run and the next.

To make the tables of the grammar takes seconds, to read them a moment.
"""

import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import lark
from lark import Lark, Token

from microcredit.language.kept_files import keep, kept, kept_path
from microcredit.shipped import read_shipped

FILES = ("policy.lark", "terminals.lark")
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
        tables = BytesIO()
        parser.save(tables, exclude_options=("lexer_callbacks", "import_paths"))
        keep(path, tables.getvalue(), KEPT)
    return parser


def saved_path(texts: Mapping[str, str]) -> Path | None:
    """Give the file for the tables of a grammar, by its text and by what makes and reads them.

    None where the user has no folder for such files.
    """
    made_by = f"1 {lark.__version__} {sys.version}"
    said = [made_by, *(text for pair in sorted(texts.items()) for text in pair)]
    return kept_path("grammar", said, "lark")


def _known(module: str, name: str) -> type[Token] | None:
    return Token if (module, name) == ("lark.lexer", "Token") else None


def _load(path: Path, callbacks: Callbacks) -> Lark | None:
    try:
        tables = cast(dict[str, Any], kept(path, _known))
        tables["data"]["options"]["lexer_callbacks"] = dict(callbacks)
        return Lark.load(tables)
    except Exception:  # whatever it is: the tables can be made again
        return None
