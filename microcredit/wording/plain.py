"""Pages as plain text: nothing hidden in it, and columns that line up."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import assert_never

from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table
from microcredit.wording.said import Language, joined, translated

WIDTH = 78


def plain(page: Iterable[Block], language: Language = "en") -> str:
    """The page as text, without a line break at its end."""
    return "\n".join(lines(page, language))


def lines(page: Iterable[Block], language: Language = "en") -> Iterator[str]:
    """The page's lines, without spaces at their ends; empty ones at the page's end are left
    out."""
    empty = 0
    for line in map(str.rstrip, _lines(page, language)):
        if line:
            yield from [""] * empty
            yield line
            empty = 0
        else:
            empty += 1


def _lines(page: Iterable[Block], language: Language) -> Iterator[str]:
    for block in page:
        match block:
            case Heading(text, rank, below):
                for each in (text, *below):
                    yield clean(translated(each, language))
                if rank == 1:
                    yield "=" * WIDTH
            case Line(text, _, indent):
                yield " " * indent + clean(translated(joined(block.mark, text), language))
            case Table():
                yield from _table(block, language)
            case Gap():
                yield ""
            case _:
                assert_never(block)


def _table(table: Table, language: Language) -> Iterator[str]:
    head = [Row(table.names)] if table.names else []
    shown = [*head, *table.rows]
    cells = [[translated(cell, language) for cell in row.cells] for row in shown]
    for line, row in zip(columns(cells, table.least), shown, strict=True):
        yield line
        for text in row.below:
            yield " " * 9 + clean(translated(text, language))


def clean(text: str) -> str:
    """The text on one line and without control characters, which could rewrite a terminal."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_hidden(char) else char for char in text)


def _is_hidden(char: str) -> bool:
    category = unicodedata.category(char)
    return category.startswith("C") or category in ("Zl", "Zp")


def columns(rows: Sequence[Sequence[str]], least: Sequence[int] = ()) -> Iterator[str]:
    """The rows with aligned columns, each at least so wide; the last column is left ragged."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cleaned, strict=True)]
    widths = [max(pair) for pair in zip_longest(widths, least, fillvalue=0)]
    for row in cleaned:
        cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        yield "  " + "  ".join(cells)


def width(text: str) -> int:
    """How many places of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_places, text))


def _places(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
