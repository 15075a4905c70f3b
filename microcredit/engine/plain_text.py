"""Plain text for terminals and pages: nothing hidden in it, and columns that line up."""

import unicodedata
from collections.abc import Iterator, Sequence


def clean(text: str) -> str:
    """The text on one line and without control characters, which could rewrite a terminal."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_hidden(char) else char for char in text)


def _is_hidden(char: str) -> bool:
    category = unicodedata.category(char)
    return category.startswith("C") or category in ("Zl", "Zp")


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows with aligned columns; the last column is left ragged."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cleaned, strict=True)]
    for row in cleaned:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield "  " + "  ".join(cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
