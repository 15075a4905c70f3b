"""Text to syntax, or everything in the text that cannot be read."""

import re
from functools import lru_cache
from itertools import islice

from lark import Lark, Token, UnexpectedInput
from lark.tree import Tree

from microcredit.errors import Diagnostic, PolicySyntaxError
from microcredit.language.build import build
from microcredit.language.lexemes import Layout, layout, near
from microcredit.language.repair import Draft, mended
from microcredit.language.saved_tables import parser_of_policies
from microcredit.language.syntax import PolicyFile
from microcredit.language.unexpected import Surprise, accepted, diagnose
from microcredit.language.words import NamesOnly, reserved, spellings
from microcredit.source import Source, Span

LONGEST = 1_000_000
MOST_ERRORS = 25
HIDDEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")
"""Control characters, and those that turn the direction of writing"""
DUMMIES = {
    "award": 'award x""',
    "part": "part x",
    "example": 'example""for x',
    "framework": 'framework x""',
    "grades": "grades x",
    "calendar": "calendar",
    "when": "when award x",
    "otherwise": "otherwise",
    "for": 'for some x in areas under""',
    "optionally": 'optionally for some x in areas under""',
}
"""Headers that read, to put in place of one that does not, so that its block is still read"""


@lru_cache(maxsize=1)
def grammar() -> tuple[Lark, frozenset[str]]:
    """Give the parser, and the words that nothing may be named; both are made once."""
    names = NamesOnly()
    parser = parser_of_policies({"NAME": names, "AWARD_ID": names})
    names.words = reserved(parser.terminals)
    return parser, names.words


def parse(source: Source) -> PolicyFile:
    """Give a policy file's syntax; raises one `PolicySyntaxError` with all that is wrong.

    The author's text is not required to be small or sane: it is refused when it is longer than a
    million characters or its braces are more than a hundred deep, and never takes long.
    """
    _refuse_the_boundless(source)
    _refuse_the_hidden(source)
    draft = mended(source)
    tree = _read(draft)
    if tree is not None:
        file, wrong = build(tree, source)
        if not draft.wrong and not wrong:
            return file
        # A line that was left out to read the others is not missing.
        torn = bool(draft.wrong)
        draft.wrong += [one for one in wrong if not (torn and one.code == "missing")]
    raise PolicySyntaxError(_at_most(draft.wrong))


def _at_most(wrong: list[Diagnostic]) -> list[Diagnostic]:
    """The first errors, and that there are more."""
    ordered = sorted(set(wrong), key=lambda one: (one.span.start, one.code))
    if len(ordered) <= MOST_ERRORS:
        return ordered
    last = ordered[MOST_ERRORS].span
    message = f"there are more errors from here on; these are the first {MOST_ERRORS}"
    return [*ordered[:MOST_ERRORS], Diagnostic("too-many-errors", message, last)]


def _refuse_the_boundless(source: Source) -> None:
    if len(source.text) > LONGEST:
        message = f"a policy file may have at most {LONGEST:,} characters"
        start = Span(source, 0, 0)
        raise PolicySyntaxError([Diagnostic("too-long", message, start)])


def _refuse_the_hidden(source: Source) -> None:
    """Characters that no one sees could make a policy say one thing and show another."""
    hidden = list(islice(HIDDEN.finditer(source.text), MOST_ERRORS))
    if hidden:
        raise PolicySyntaxError(
            Diagnostic(
                "hidden-character",
                f"a hidden character, U+{ord(found[0]):04X}, does not belong in a policy",
                Span(source, found.start(), found.end()),
                "delete it, or copy the text through a plain text editor",
            )
            for found in hidden
        )


def _read(draft: Draft) -> Tree[Token] | None:
    """The tree of a text, without the lines that do not read: each of them is noted.

    None when reading was given up, with enough errors to begin with.
    """
    parser, _ = grammar()
    for _ in range(MOST_ERRORS + 1):
        try:
            return parser.parse(draft.text)
        except UnexpectedInput as error:
            before = draft.text
            _leave_out(draft, error)
            if draft.text == before:
                return None
    return None


def _leave_out(draft: Draft, error: UnexpectedInput) -> None:
    """Note an error and blank out the line of the policy that it spoils."""
    parser, words = grammar()
    lines = layout(draft.text)
    accepts = accepted(error)
    at = _word_at(lines, error)
    first, behind = _spoiled(lines, at, bool(accepts & {"_CLOSE", "$END"}))
    surprise = Surprise(
        source=draft.source,
        text=draft.text,
        layout=lines,
        at=at,
        first=first,
        behind=behind,
        accepts=accepts,
        spellings={terminal.name: spellings(terminal) for terminal in parser.terminals},
        reserved=words,
    )
    found = diagnose(surprise)
    if not _known(draft, lines, first, behind):
        draft.wrong.append(found)
    _blank(draft, lines, at, first, behind)


def _word_at(lines: Layout, error: UnexpectedInput) -> int:
    """The number of the word where reading stopped; Lark puts the end of a file too early."""
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        return len(lines.words)
    place: int = getattr(error, "pos_in_stream", None) or 0
    for index, word in enumerate(lines.words):
        if word.end > place:
            return index
    return len(lines.words)


def _spoiled(lines: Layout, at: int, may_end: bool) -> tuple[int, int]:
    """The first word, and the word behind the last, of the line that cannot be read.

    A word that begins a line, or closes a block, spoils the line before it if that could not end.
    """
    beyond = at == len(lines.words)
    closing = beyond or at in lines.starts or lines.words[at].kind == "close"
    if closing and at > 0 and not may_end:
        return lines.statement(at - 1)
    return lines.statement(min(at, len(lines.words) - 1))


def _known(draft: Draft, lines: Layout, first: int, behind: int) -> bool:
    """Whether a slip of typing was noted within a line, which explains what follows from it."""
    start, end = lines.words[first].start, lines.words[behind - 1].end
    opening = lines.opening(first, behind)
    if opening is not None:
        end = lines.words[opening].end
    return any(start <= one.span.start < end for one in draft.wrong)


def _blank(draft: Draft, lines: Layout, at: int, first: int, behind: int) -> None:
    """Take a line out of the text: all of it, or its header where that is what is wrong."""
    start, end = lines.words[first].start, lines.words[behind - 1].end
    opening = lines.opening(first, behind)
    if opening is not None and first <= at <= opening:
        brace = lines.words[opening].start
        word = lines.words[first].text
        dummy = None if at == first and word in DUMMIES else _dummy(word)
        if dummy is not None and len(dummy) <= brace - start:
            draft.blank(start, brace, dummy)
            return
    draft.blank(start, end)
    follows = lines.words[behind].text if behind < len(lines.words) else ""
    if lines.words[first].text == "when" and follows == "otherwise":
        draft.blank(lines.words[behind].start, lines.words[lines.statement(behind)[1] - 1].end)


def _dummy(word: str) -> str | None:
    """A header that reads, for one that begins with a word or something like it."""
    meant = near(word.lower(), DUMMIES)
    return DUMMIES[meant] if meant else None
