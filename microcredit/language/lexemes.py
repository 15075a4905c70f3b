"""The words and signs of a text, before it is known what they mean.

Reading a text that does not parse needs to know where its lines and blocks begin and end. That
is told from words at the beginning of a line and from braces, as a person would.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal

from attrs import frozen

from microcredit.language.words import CALENDAR_STARTS, EXAMPLE_STARTS, STARTS, TOP_STARTS

LEXEME = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>"[^"\n]*")
      | (?P<open>\{) | (?P<close>\})
      | (?P<number>[0-9](?:[\w./-]*\w)?(?:[ \t]*%)?)
      | (?P<word>\w(?:[\w.'’-]*\w)?)
      | (?P<sign>[<>≤≥=!]=?|//|[^\s\ufeff])""",
    re.VERBOSE,
)
Kind = Literal["comment", "text", "open", "close", "number", "word", "sign"]


@frozen
class Lexeme:
    """A word, a number, a quoted text, a brace or a sign, and where it stands."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just behind it."""
        return self.start + len(self.text)


@frozen
class Block:
    """What an open brace begins: lines, or (``either { … }``) a part of the line it stands in."""

    inline: bool
    starts: frozenset[str]


def lexemes(text: str) -> list[Lexeme]:
    """Give all words and signs of a text, comments left out."""
    return [
        Lexeme(match.lastgroup, match.group(), match.start())  # type: ignore[arg-type]
        for match in LEXEME.finditer(text)
        if match.lastgroup != "comment"
    ]


@frozen
class Layout:
    """The words of a text, which of them begin a line of the policy, and what braces hold."""

    words: Sequence[Lexeme]
    starts: frozenset[int]
    inline: frozenset[int]
    """the braces that are a part of their line, as in `either { … }`"""
    margins: Mapping[int, int]
    """the indentation of each word that is the first of its line of text"""

    def statement(self, at: int) -> tuple[int, int]:
        """Give the first word and the word behind the last of the line that holds word ``at``."""
        first = self._first(at)
        fresh = self._fresh(at)
        if fresh > first and self.margins[fresh] == self.margins.get(first):
            first = fresh
        return first, self._behind(first, at)

    def _fresh(self, at: int) -> int:
        """The word that begins the line of text in which a word stands."""
        return next((index for index in range(at, -1, -1) if index in self.margins), 0)

    def _first(self, at: int) -> int:
        depth = 0
        for index in range(at, -1, -1):
            kind = self.words[index].kind
            if kind == "close" and index != at:
                if depth == 0 and index not in self.inline:
                    return index + 1
                depth += 1
            elif kind == "open" and index != at:
                if depth == 0 and index not in self.inline:
                    return index + 1
                depth = max(depth - 1, 0)
            if depth == 0 and index in self.starts:
                return index
        return 0

    def _behind(self, first: int, at: int) -> int:
        depth = 0
        for index in range(first, len(self.words)):
            kind = self.words[index].kind
            if index > at and depth == 0 and (kind == "close" or self._begins(index, first)):
                return index
            depth = max(depth + (kind == "open") - (kind == "close"), 0)
        return len(self.words)

    def _begins(self, index: int, first: int) -> bool:
        """Whether a word begins a line of the policy: a known one, or as far left as another."""
        margin = self.margins.get(index)
        return index in self.starts or (margin is not None and margin == self.margins.get(first))

    def holder(self, first: int) -> str:
        """Give the word that begins the line whose block holds a line; none at the top."""
        depth = 0
        for index in range(first - 1, -1, -1):
            kind = self.words[index].kind
            if kind == "open" and depth == 0:
                return self.words[self._first(index)].text
            depth = max(depth + (kind == "close") - (kind == "open"), 0)
        return ""

    def opening(self, first: int, behind: int) -> int | None:
        """Give the brace that opens the block of a line, where it opens one."""
        for index in range(first, behind):
            if self.words[index].kind == "open":
                return None if index in self.inline else index
        return None


def layout(text: str) -> Layout:
    """Tell from words at the beginning of lines, and from braces, how a text is laid out."""
    words = lexemes(text)
    starts, inline = set(), set()
    margins: dict[int, int] = {}
    blocks = [Block(False, TOP_STARTS)]
    closed = blocks[0]
    heads = [""]
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        fresh = before is None or "\n" in text[before.end : word.start]
        if fresh:
            margins[index] = word.start - text.rfind("\n", 0, word.start)
        if _begins(word, blocks[-1], fresh, before):
            starts.add(index)
            heads[-1] = word.text
        if word.kind == "open":
            if before is not None and _is_inline(heads[-1], before, closed):
                inline.add(index)
            blocks.append(Block(index in inline, _starts_inside(heads[-1], index in inline)))
            heads.append("")
        elif word.kind == "close" and len(blocks) > 1:
            closed = blocks.pop()
            heads.pop()
            if closed.inline:
                inline.add(index)
            else:
                heads[-1] = ""
    return Layout(words, frozenset(starts), frozenset(inline), margins)


def _begins(word: Lexeme, block: Block, fresh: bool, before: Lexeme | None) -> bool:
    if word.kind != "word":
        return False
    if word.text == "require":
        return True
    if not fresh and before is not None and before.kind not in ("open", "close"):
        return False
    lower = word.text.lower()
    return lower in block.starts or (fresh and bool(near(lower, block.starts)))


def near(word: str, words: Iterable[str], *, cutoff: float = 0.74) -> str | None:
    """Give the word that was probably meant, where one is close enough."""
    found = get_close_matches(word, sorted(words), n=1, cutoff=cutoff)
    return found[0] if found and len(word) > 2 else None


def _is_inline(head: str, before: Lexeme, closed: Block) -> bool:
    """Whether a brace is a part of its line: after `either`, `or`, `2 of`, another such brace.

    ``head`` is the word that begins the line; `when either { … } or { … } { … }` has a block.
    """
    if before.kind == "close":
        return closed.inline and head != "when"
    return head == "define" or before.text in ("either", "or", "of") or before.kind == "open"


def _starts_inside(head: str, inline: bool) -> frozenset[str]:
    if inline:
        return frozenset({"require"})
    apart = {"example": EXAMPLE_STARTS, "calendar": CALENDAR_STARTS}
    return apart.get(near(head.lower(), apart) or "", STARTS)
