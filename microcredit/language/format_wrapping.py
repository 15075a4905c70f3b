"""Lines of a policy that are too long for the page."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

WIDTH = 100
STEP = 2
WORD = re.compile(r'(?:"[^"\n]*"|[^\s"])+')
BEFORE = frozenset({"or", "and", "require", "except", "per", "with", "through"})
"""Words before which a line may break; it breaks behind commas too"""
TOGETHER = frozenset({"better", "above", "more"})
"""Words that stay with the `or` before them"""


def fits(line: str) -> bool:
    """Tell whether a line is short enough."""
    return len(line) <= WIDTH


def wrapped(start: str, text: str, margin: int) -> list[str]:
    """Give a text in lines, the first of which begins with ``start`` and the others with a margin.

    Where it does not fit on one, the braces of ``either { … } or { … }`` open like blocks.
    """
    if fits(start + text):
        return [start + text]
    either = _either(text)
    if either is None:
        return filled(start, text, margin)
    before, branches, after = either
    indent = len(start) - len(start.lstrip())
    lines = filled(start, f"{before} {{", margin)
    for number, branch in enumerate(branches):
        if number:
            lines.append(f"{' ' * indent}}} or {{")
        for line in _requirements(branch):
            lines += wrapped(" " * (indent + STEP), line, indent + 3 * STEP)
    return [*lines, *filled(" " * indent, f"}} {after}".rstrip(), margin)]


def _either(text: str) -> tuple[str, list[str], str] | None:
    """What stands before the braces of an ``either``, in each of them, and behind them."""
    words = WORD.findall(text)
    place = next((i for i, pair in enumerate(pairwise(words)) if pair == ("either", "{")), None)
    if place is None or "{" in words[:place]:
        return None
    before, rest = words[: place + 1], words[place + 1 :]
    branches: list[str] = []
    while rest[:1] == ["{"]:
        end = _end(rest)
        branches.append(" ".join(rest[1:end]))
        rest = rest[end + 1 :]
        if rest[:2] == ["or", "{"]:
            rest = rest[1:]
    return " ".join(before), branches, " ".join(rest)


def _end(words: Sequence[str]) -> int:
    """Where the brace closes that comes first."""
    depth = 0
    for number, word in enumerate(words):
        depth += (word == "{") - (word == "}")
        if depth == 0:
            return number
    raise AssertionError(words)


def _requirements(text: str) -> list[str]:
    """The requirements in a brace, or its one condition."""
    lines: list[list[str]] = [[]]
    depth = 0
    for word in WORD.findall(text):
        if word == "require" and depth == 0 and lines[-1]:
            lines.append([])
        lines[-1].append(word)
        depth += (word == "{") - (word == "}")
    return [" ".join(words) for words in lines]


def entries(text: str) -> list[str]:
    """Give the entries of a list, each but the last with the comma behind it."""
    found: list[list[str]] = [[]]
    for word in WORD.findall(text):
        if found[-1] and found[-1][-1].endswith(","):
            found.append([])
        found[-1].append(word)
    return [" ".join(words) for words in found]


def filled(start: str, text: str, margin: int) -> list[str]:
    """Give a text in lines that break behind commas and before words that join.

    They break anywhere between words only where there is no such place.
    """
    return list(_fill(start, text, margin))


def _fill(start: str, text: str, margin: int) -> Iterator[str]:
    line, empty = start, True
    for chunk in _chunks(text):
        if not empty and not fits(f"{line} {chunk}"):
            yield line
            line, empty = " " * margin, True
        if fits(line + chunk) or " " not in chunk:
            line += chunk if empty else f" {chunk}"
            empty = False
            continue
        for word in WORD.findall(chunk):
            if not empty and not fits(f"{line} {word}"):
                yield line
                line, empty = " " * margin, True
            line += word if empty else f" {word}"
            empty = False
    yield line


def _chunks(text: str) -> list[str]:
    """What a line keeps together where it can."""
    words = WORD.findall(text)
    chunks: list[list[str]] = [[]]
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        joins = word in BEFORE and after not in TOGETHER and not before[:1].isdigit()
        if before and (joins or before.endswith(",")):
            chunks.append([])
        chunks[-1].append(word)
    return [" ".join(chunk) for chunk in chunks]
