"""Which statement a comment belongs to."""

from bisect import bisect_right

from microcredit.language import syntax
from microcredit.language.format_statements import Block, Comment, Piece
from microcredit.language.lexemes import LEXEME, lexemes


def put_comments(page: Block, text: str) -> None:
    """Put every comment of a text beside what it was written beside.

    One at the end of a line belongs to the statement that the word before it belongs to. One on a
    line of its own stands between statements; or belongs to the statement in whose middle it is.
    """
    words = lexemes(text)
    ends = [word.end for word in words]
    for match in LEXEME.finditer(text):
        if match.lastgroup != "comment":
            continue
        number = bisect_right(ends, match.start())
        before = words[number - 1] if number else None
        aside = before is not None and "\n" not in text[before.end : match.start()]
        comment = Comment(match.group().rstrip(), match.start(), match.end(), aside)
        _put(page, comment, before.start if before is not None and aside else match.start())


def _put(block: Block, comment: Comment, place: int) -> None:
    """Put a comment into a block that holds the place to which it belongs."""
    before: Piece | None = None
    after = len(block.items)
    for number, item in enumerate(block.items):
        if item.start > place:
            after = number
            break
        if isinstance(item, Piece):
            before = item
    if before is not None and place < before.end:
        _put_inside(before, comment, place)
    elif comment.aside and before is not None:
        before.comments.append(comment)  # behind a comma
    else:
        block.items.insert(after, comment)


def _put_inside(piece: Piece, comment: Comment, place: int) -> None:
    if piece.block is None or place < piece.opens:
        piece.comments.append(comment)
    elif isinstance(piece.statement, syntax.When):
        branch = next(branch for branch in piece.block.pieces() if place < branch.end)
        _put_inside(branch, comment, place)
    elif place == piece.opens:
        piece.comments.append(comment)
    elif place == piece.end - 1:
        piece.closing = comment
    else:
        _put(piece.block, comment, place)
