"""Wrapping: a text in lines of so many places, whatever script it is written in.

Lines break at spaces, and beside characters that are two places wide, as Chinese is set: but none
begins with a mark that belongs to what comes before it, nor ends with an opening one (JIS X 4051
and the W3C's Requirements for Chinese Text Layout, both in the simplest of their forms)."""

import re
from collections.abc import Iterator

from microcredit.wording.plain import width

NOT_FIRST = "、。，．：；！？）」』】》〉…—·％%)],.;:!?"
NOT_LAST = "（「『【《〈(["
_PIECE = re.compile(r"\s+|[^\s\u1100-\uffef]+|.", re.DOTALL)


def wrapped(text: str, most: int, *, less: int = 0) -> list[str]:
    """The lines, each at most so many places wide, those after the first so many less; a single
    word that is wider is cut up."""
    if width(text) <= most:
        return [text]
    lines, room = [""], most
    for piece in _pieces(text, max(most - less, 2)):
        if piece.isspace():
            lines[-1] += " " if lines[-1] else ""
        elif width(lines[-1]) + width(piece) <= room or not lines[-1]:
            lines[-1] += piece
        else:
            lines.append(piece)
            room = most - less
    return [line.rstrip() for line in lines]


def _pieces(text: str, most: int) -> Iterator[str]:
    """What must not be broken, and the spaces between."""
    held = ""
    for piece in _PIECE.findall(text):
        joined = held and (piece[0] in NOT_FIRST or held[-1] in NOT_LAST)
        if held and (not joined or width(held) + width(piece) > most):
            yield from _cut(held, most)
            held = ""
        held += piece
    yield from _cut(held, most)


def _cut(piece: str, most: int) -> Iterator[str]:
    if width(piece) <= most:
        yield piece
        return
    held, wide = "", 0
    for char in piece:
        if wide + width(char) > most:
            yield held
            held, wide = "", 0
        held, wide = held + char, wide + width(char)
    yield held
