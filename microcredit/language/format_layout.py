"""The lines of a page: indentation, blank lines, and what fits on one line."""

import re
from collections.abc import Sequence
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.format_awards import award_sentence, part_sentence
from microcredit.language.format_examples import example_sentence
from microcredit.language.format_files import file_sentence, line_sentence
from microcredit.language.format_sentence import Sentence
from microcredit.language.format_statements import (
    AwardStatement,
    Block,
    Branch,
    Comment,
    ExampleStatement,
    FileStatement,
    PartStatement,
    Piece,
    Statement,
)
from microcredit.language.format_wrapping import STEP, entries, filled, fits, wrapped
from microcredit.language.leaves import Line

BLANK = re.compile(r"\n[^\S\n]*\n")
Items = Sequence[Piece | Comment]


def lay_out(block: Block, text: str, indent: int = 0, *, bonus: bool = False) -> list[str]:
    """Give the lines of a block or of a whole page, whose author wrote ``text``."""
    lines: list[str] = []
    columns = _columns(block.items, text)
    for number, item in enumerate(block.items):
        if number and _apart(block.items, number, text):
            lines.append("")
        match item:
            case Comment():
                lines.append(f"{' ' * indent}{item.text}")
            case Piece():
                column = columns.get(item.start, 0)
                lines += _piece(item, text, indent, column=column, bonus=bonus)
    return lines


# Blank lines and columns


def _apart(items: Items, number: int, text: str) -> bool:
    """Whether a blank line goes before an item: where the author has some, and around awards."""
    before = items[number - 1]
    if _blank(before, items[number], text) or _is_large(before):
        return True
    if isinstance(before, Comment):
        return False
    while isinstance(items[number], Comment) and number + 1 < len(items):
        if _blank(items[number], items[number + 1], text):
            return False
        number += 1
    return _is_large(items[number])


def _blank(one: Piece | Comment, other: Piece | Comment, text: str) -> bool:
    return BLANK.search(text, one.end, other.start) is not None


def _is_large(item: Piece | Comment) -> bool:
    large = syntax.Award | syntax.Framework
    return isinstance(item, Piece) and isinstance(item.statement, large)


def _columns(items: Items, text: str) -> dict[int, int]:
    """How wide the heads of neighbouring values are, by where each of these statements begins."""
    columns: dict[int, int] = {}
    run: list[tuple[int, int]] = []
    for number, item in enumerate(items):
        head = _value_head(item)
        apart = number and _blank(items[number - 1], item, text)
        if head is None or apart or _has_comments_above(item):
            run = []
        if head is not None:
            run.append((item.start, len(head)))
            if len(run) > 1:
                columns.update((start, max(width for _, width in run) + 1) for start, _ in run)
    return columns


def _has_comments_above(item: Piece | Comment) -> bool:
    return isinstance(item, Piece) and bool(_placed(item.comments, 0)[0])


def _value_head(item: Piece | Comment) -> str | None:
    if isinstance(item, Comment) or item.block is not None:
        return None
    said = sentence(item.statement)
    return said.head if said.kind == "value" else None


# Statements


def sentence(statement: Statement, *, bonus: bool = False) -> Sentence:
    """Give the words of a statement, without its block."""
    if isinstance(statement, FileStatement):
        return file_sentence(statement)
    if isinstance(statement, AwardStatement):
        return award_sentence(statement)
    if isinstance(statement, PartStatement):
        return part_sentence(statement, bonus=bonus)
    if isinstance(statement, ExampleStatement):
        return example_sentence(statement)
    if isinstance(statement, Line):
        return line_sentence(statement)
    assert_never(statement)


def _piece(piece: Piece, text: str, indent: int, *, column: int = 0, bonus: bool) -> list[str]:
    """The lines of a statement; all its comments but the one at the end of a line go above it."""
    if isinstance(piece.statement, syntax.When):
        return _when(piece, text, indent)
    above, aside = _placed(piece.comments, indent)
    said = sentence(piece.statement, bonus=bonus)
    if piece.block is None:
        return [*above, *_beside(_plain(said, indent, column), aside)]
    return [*above, *_block(piece, said.text, text, indent, aside)]


def _placed(comments: Sequence[Comment], indent: int) -> tuple[list[str], Comment | None]:
    """Comments that go above a line, and the one that goes to its end."""
    aside = comments[-1] if comments and comments[-1].aside else None
    above = comments[:-1] if aside else comments
    return [f"{' ' * indent}{comment.text}" for comment in above], aside


def _beside(lines: list[str], comment: Comment | None) -> list[str]:
    if comment is None:
        return lines
    return [f"{lines[0]}  {comment.text}", *lines[1:]]


def _plain(said: Sentence, indent: int, column: int = 0) -> list[str]:
    margin = " " * indent
    match said.kind:
        case "plain":
            return wrapped(margin, said.text, indent + 2 * STEP)
        case "named":
            if fits(f"{margin}{said.text}"):
                return [f"{margin}{said.text}"]
            inner = indent + STEP
            if said.opens and not fits(f"{' ' * inner}{said.body}"):
                return wrapped(margin, said.text, inner + 2 * STEP)
            return [f"{margin}{said.head}", *wrapped(" " * inner, said.body, inner + 2 * STEP)]
        case "cases":
            if fits(f"{margin}{said.head} {{ {said.body} }}"):
                return [f"{margin}{said.head} {{ {said.body} }}"]
            cases = (f"{' ' * (indent + STEP)}{case}" for case in entries(said.body))
            return [f"{margin}{said.head} {{", *cases, f"{margin}}}"]
        case "value" | "list":
            start = f"{margin}{said.head.ljust(column)} "
            return wrapped(start, said.body, len(start))
        case _:
            assert_never(said.kind)


# Blocks


def _block(piece: Piece, head: str, text: str, indent: int, aside: Comment | None) -> list[str]:
    short = None if aside else _on_one_line(piece, head, indent)
    if short is not None:
        return _beside([short], piece.closing)
    lines = _beside(_opening(head, indent), aside)
    return [*lines, *_inside(piece, text, indent + STEP), _closed(piece, indent)]


def _opening(head: str, indent: int) -> list[str]:
    return filled(" " * indent, f"{head} {{", indent + 2 * STEP)


def _closed(piece: Piece, indent: int) -> str:
    return _beside([f"{' ' * indent}}}"], piece.closing)[0]


def _inside(piece: Piece, text: str, indent: int) -> list[str]:
    assert piece.block is not None
    if not isinstance(piece.statement, syntax.GradeScale):
        bonus = isinstance(piece.statement, syntax.SomeArea)
        return lay_out(piece.block, text, indent, bonus=bonus)
    lines = []
    more = len(list(piece.block.pieces()))
    for item in piece.block.items:
        if isinstance(item, Comment):
            lines.append(f"{' ' * indent}{item.text}")
            continue
        more -= 1
        above, aside = _placed(item.comments, indent)
        said = f"{' ' * indent}{sentence(item.statement).text}{',' if more else ''}"
        lines += [*above, *_beside([said], aside)]
    return lines


def _on_one_line(piece: Piece, head: str, indent: int) -> str | None:
    """A block with its one statement, or its grades, where that fits and nothing is beside them."""
    assert piece.block is not None
    pieces = list(piece.block.pieces())
    if any(one.comments or one.block for one in pieces) or len(pieces) < len(piece.block.items):
        return None
    bonus = isinstance(piece.statement, syntax.SomeArea)
    match piece.statement:
        case syntax.GradeScale():
            pass
        case syntax.Part() | syntax.SomeArea() | Branch():
            if len(pieces) > 1:
                return None
        case _:
            if pieces:
                return None
    said = ", ".join(sentence(one.statement, bonus=bonus).text for one in pieces)
    line = f"{' ' * indent}{head} {{ {said} }}" if pieces else f"{' ' * indent}{head} {{}}"
    return line if fits(line) else None


def _when(piece: Piece, text: str, indent: int) -> list[str]:
    """A `when` and its `otherwise`, both short or both with lines of their own."""
    assert piece.block is not None
    head = sentence(piece.statement).text
    branches = list(piece.block.pieces())
    branches[0].comments[:0] = piece.comments
    heads = [head, *(sentence(branch.statement).text for branch in branches[1:])]
    placed = [_placed(branch.comments, indent) for branch in branches]
    short = [
        None if aside else _on_one_line(branch, said, indent)
        for branch, said, (_, aside) in zip(branches, heads, placed, strict=True)
    ]
    lines: list[str] = []
    for branch, said, line, (above, aside) in zip(branches, heads, short, placed, strict=True):
        if None not in short and line is not None:
            lines += [*above, *_beside([line], branch.closing)]
            continue
        opening = _beside(_opening(said, indent), aside)
        if lines and not above and lines[-1].strip() == "}":
            opening[0] = f"{lines.pop()} {opening[0].lstrip()}"
        lines += [*above, *opening, *_inside(branch, text, indent + STEP), _closed(branch, indent)]
    return lines
