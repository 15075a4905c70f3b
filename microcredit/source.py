"""Policy text and places in it."""

import hashlib
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from attrs import define, field, frozen


@define(eq=True, unsafe_hash=True, slots=False)
class Source:
    """One policy text, with the name a person knows it by and the hash of its bytes."""

    name: str
    text: str = field(repr=False)
    path: Path | None = field(default=None, eq=False, repr=False)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        starts.extend(i + 1 for i, char in enumerate(self.text) if char == "\n")
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column, both counted from 1, of a character offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its line break."""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


@frozen
class Span:
    """A stretch of a source, from one character offset up to but not including another."""

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line on which it starts, counted from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column at which it starts, counted from 1."""
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        """The author's own words."""
        return self.source.text[self.start : self.end]

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"
