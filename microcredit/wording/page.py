"""Pages: what is shown to a person, as blocks that a terminal or plain text can be made of.

Texts are ``Said`` wherever they are not names or words of the author's, so that a page can be shown
in any language. What a block holds need not be clean: whoever shows it takes control characters
out.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import field, frozen

Tone = Literal["good", "bad", "waiting", "unsure", "quiet"]
"""How a text is meant, which colours may show: an award earned, unmet, pending, undetermined; or
what matters less."""


@frozen
class Heading:
    """A heading, with lines that belong to it; of rank 1 it is underlined, of rank 2 it stands
    above a few lines of its own."""

    text: str
    rank: Literal[1, 2] = 2
    below: tuple[str, ...] = ()


@frozen
class Line:
    """A line of text, so many places to the right; where words begin it as its ``mark``, only they
    are told in the tone."""

    text: str
    tone: Tone | None = None
    indent: int = 0
    mark: str = field(default="", kw_only=True)


@frozen
class Row:
    """Cells side by side, with lines that stand below them; ``tone`` is that of one cell, the first
    unless ``told`` gives the place of another."""

    cells: tuple[str, ...]
    tone: Tone | None = None
    below: tuple[str, ...] = ()
    told: int = field(default=0, kw_only=True)


@frozen
class Table:
    """Rows in aligned columns, under the names of these if there are any; each column is at least
    as wide as ``least`` says."""

    rows: tuple[Row, ...]
    names: tuple[str, ...] = ()
    least: tuple[int, ...] = ()


@frozen
class Gap:
    """An empty line."""


Block = Heading | Line | Table | Gap


def table(rows: Iterable[Iterable[str]], names: Iterable[str] = ()) -> Table:
    """A table of rows that are all told in the same tone."""
    return Table(tuple(Row(tuple(row)) for row in rows), tuple(names))


def section(heading: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """A heading, what stands below it, and an empty line; nothing where nothing would stand
    there."""
    found = [block for block in blocks if block != Table(())]
    if found:
        yield Heading(heading)
        yield from found
        yield Gap()
