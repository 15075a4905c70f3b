"""Pages on a terminal, in colour and as wide as it is; plain text wherever there is none."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, assert_never

from attrs import frozen

from microcredit.wording.page import Block, Gap, Heading, Line, Table, Tone
from microcredit.wording.plain import clean, lines, width
from microcredit.wording.said import Language, joined, translated
from microcredit.wording.wrapping import wrapped

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 110
"""Places beyond which a line is hard to read, however wide the terminal is."""

LEAST = 10
"""Places that a column keeps; where that is too much, cells stand below one another."""

STYLES: dict[Tone | None, str] = {
    None: "",
    "good": "bold green",
    "bad": "bold red",
    "waiting": "bold yellow",
    "unsure": "bold magenta",
    "quiet": "dim",
}
RULES = {"utf-8": "─"}
"""The line below a heading, by the terminal's encoding."""


@frozen
class Piece:
    """Text in one style."""

    text: str
    style: str = ""


def show(page: Iterable[Block], language: Language = "en") -> None:
    """Print the page: in colour if standard output is a terminal, else as plain text.

    Blocks are printed as they come, so a page may be long. A terminal that calls itself dumb gets
    plain text; NO_COLOR leaves bold and underlined letters."""
    if sys.stdout.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown"):
        # It takes a third of a cold start to load, which what goes into a pipe does without.
        from rich.console import Console

        _draw(page, language, Console())
        return
    for line in lines(page, language):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def shown(page: Iterable[Block], language: Language = "en", *, width: int = 80) -> str:
    """What a terminal of a width is sent for the page, with its colours."""
    from rich.console import Console

    drawn = StringIO()
    console = Console(
        file=drawn, force_terminal=True, color_system="standard", width=width, no_color=False
    )
    _draw(page, language, console)
    return drawn.getvalue()


def _draw(page: Iterable[Block], language: Language, console: "Console") -> None:
    from rich.text import Text

    rule = RULES.get(console.encoding.lower(), "=")
    empty = 0
    for pieces in _lines(page, language, min(console.width, WIDEST), rule):
        if not any(piece.text.strip() for piece in pieces):
            empty += 1
            continue
        line = Text("\n" * empty)
        for piece in pieces:
            line.append(piece.text, piece.style)
        line.rstrip()
        console.print(line, soft_wrap=True)
        empty = 0


def _lines(
    page: Iterable[Block], language: Language, wide: int, rule: str
) -> Iterator[list[Piece]]:
    """The page's lines, each at most so wide."""
    for block in page:
        match block:
            case Heading(heading, rank, below):
                for words in (heading, *below):
                    for line in wrapped(_said(words, language), wide):
                        yield [Piece(line, "bold")]
                if rank == 1:
                    yield [Piece(rule * wide, "dim")]
            case Line():
                yield from _line(block, language, wide)
            case Table():
                yield from _table(block, language, wide)
            case Gap():
                yield [Piece("")]
            case _:
                assert_never(block)


def _line(line: Line, language: Language, wide: int) -> Iterator[list[Piece]]:
    indent, style = line.indent, STYLES[line.tone]
    mark = " " * indent + _said(line.mark, language)
    text = _said(joined(line.mark, line.text), language)
    for place, each in enumerate(_hanging(text, wide, indent, indent and indent + 2)):
        if not line.mark:
            yield [Piece(each, style)]
        elif place == 0 and each.startswith(mark):
            yield [Piece(mark, style), Piece(each.removeprefix(mark))]
        else:
            yield [Piece(each)]


def _table(table: Table, language: Language, wide: int) -> Iterator[list[Piece]]:
    rows = [[_said(cell, language) for cell in row.cells] for row in table.rows]
    names = [_said(name, language) for name in table.names]
    head = [names] if names else []
    natural = [max(map(width, column)) for column in zip(*rows, *head, strict=True)]
    widths = _narrowed(natural, wide - 2 * len(natural))
    if names and widths:
        yield from _beside(names, widths, ["underline"] * len(names))
    for cells, row in zip(rows, table.rows, strict=True):
        styles = [STYLES[row.tone if n == row.told else None] for n in range(len(cells))]
        yield from _beside(cells, widths, styles) if widths else _stacked(cells, styles, wide)
        for below in row.below:
            for line in _hanging(_said(below, language), wide, 9, 12):
                yield [Piece(line, "dim")]


def _narrowed(widths: Sequence[int], room: int) -> list[int]:
    """The columns' widths, the widest made as narrow as they must be; none where that is too
    narrow to read."""
    widths = list(widths)
    while sum(widths) > room:
        widest = max(widths)
        next_ = max((each for each in widths if each < widest), default=0)
        many = widths.count(widest)
        share = max(next_, LEAST, widest - -(-(sum(widths) - room) // many))
        if share >= widest:
            return []
        widths = [share if each == widest else each for each in widths]
    return widths


def _beside(
    cells: Sequence[str], widths: Sequence[int], styles: Sequence[str]
) -> Iterator[list[Piece]]:
    """A row's lines, with its cells beside one another."""
    columns = [wrapped(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    for place in range(max(map(len, columns))):
        line = []
        for column, wide, style in zip(columns, widths, styles, strict=True):
            text = column[place] if place < len(column) else ""
            line += [Piece("  "), Piece(text, style), Piece(" " * (wide - width(text)))]
        yield line


def _stacked(cells: Sequence[str], styles: Sequence[str], wide: int) -> Iterator[list[Piece]]:
    """A row's cells below one another; the second beside the first if there is room."""
    together = len(cells) > 1 and width(cells[0]) + width(cells[1]) + 4 <= wide
    if together:
        yield [Piece(f"  {cells[0]}", styles[0]), Piece(f"  {cells[1]}", styles[1])]
    for place, cell in enumerate(cells):
        if cell and not (together and place < 2):
            indent = 4 if place else 2
            for line in _hanging(cell, wide, indent, indent + 2):
                yield [Piece(line, styles[place])]


def _hanging(text: str, wide: int, first: int, rest: int) -> Iterator[str]:
    """The text's lines, indented; those after the first by another width."""
    for place, line in enumerate(wrapped(text, max(wide - first, 2), less=rest - first)):
        yield " " * (rest if place else first) + line


def _said(text: str, language: Language) -> str:
    return clean(translated(text, language))
