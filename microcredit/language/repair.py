"""Slips of typing, each noted and mended in place, so that the rest of the text can be read.

Every mended text is as long as the author's, so that all places stay true; what is missing at the
end is added there.
"""

import re

from attrs import define, field

from microcredit.errors import Diagnostic, PolicySyntaxError
from microcredit.language.lexemes import Lexeme, lexemes
from microcredit.language.words import TOP_STARTS
from microcredit.source import Source, Span

DEEPEST = 100
FULL_WIDTH = str.maketrans("，：｛｝＝；（）", ",:{}=;()")
SLIP = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>"[^"\n]*")
      | (?P<curly>[“”„][^“”"\n]*[“”"]|[‘’][^‘’'"\n]*[‘’]|(?<!\w)'[^'"\n]*')
      | (?P<open>["“”„][^\n]*)
      | (?P<slashes>//[^\n]*)
      | (?P<wide>[，：｛｝＝（）])
      | (?P<apostrophe>(?<=\w)’(?=\w))
      | (?P<semicolon>[;；])
      | (?P<mark>\ufeff)""",
    re.VERBOSE,
)


@define
class Draft:
    """A text being mended: what it says by now, and what was wrong with it."""

    source: Source
    text: str
    wrong: list[Diagnostic] = field(factory=list)

    def note(self, message: str, start: int, end: int, *, hint: str | None = None) -> None:
        """Note one thing wrong."""
        span = Span(self.source, start, end)
        self.wrong.append(Diagnostic("syntax", message, span, hint))

    def blank(self, start: int, end: int, instead: str = "") -> None:
        """Replace a stretch by other words and spaces; line breaks stay."""
        rest = re.sub(r"[^\n]", " ", self.text[start + len(instead) : end])
        self.text = self.text[:start] + instead + rest + self.text[end:]

    def close(self, before: int) -> None:
        """Put a closing brace on the last space before a place, or else at the end."""
        place = before - 1
        while place >= 0 and self.text[place] == "}":
            place -= 1
        if before == len(self.text) or place < 0 or not self.text[place].isspace():
            self.text += "}"
        else:
            self.text = self.text[:place] + "}" + self.text[place + 1 :]


def mended(source: Source) -> Draft:
    """Give a text without comments and slips of typing, its braces in order."""
    draft = Draft(source, source.text)
    draft.text = SLIP.sub(lambda match: _mend(draft, match), source.text)
    _balance(draft)
    return draft


def _mend(draft: Draft, match: re.Match[str]) -> str:
    text, start, end = match.group(), match.start(), match.end()
    match match.lastgroup:
        case "comment" | "mark":
            return " " * len(text)
        case "curly":
            draft.note("quotes are straight here", start, end, hint=f'write `"{text[1:-1]}"`')
            return f'"{text[1:-1]}"'
        case "open":
            hint = "a text ends on the line on which it begins"
            draft.note("this quote is never closed", start, start + 1, hint=hint)
            quoted = text.rstrip(" \t\r{}")
            closed = f'"{quoted[1:-1]}"' if len(quoted) > 1 else " "
            return closed + text[len(quoted) :]
        case "slashes":
            draft.note("a comment begins with `#`, not with `//`", start, start + 2)
            return " " * len(text)
        case "wide":
            narrow = text.translate(FULL_WIDTH)
            draft.note(f"`{text}` is a full-width sign", start, end, hint=f"write `{narrow}`")
            return narrow
        case "apostrophe":
            return "'"
        case "semicolon":
            draft.note("a line of a policy ends without a semicolon", start, end)
            return " "
        case _:
            return text


def _balance(draft: Draft) -> None:
    """Note braces without a partner; take out those that close nothing, close the others."""
    words = lexemes(draft.text)
    _refuse_the_bottomless(draft, words)
    unclosed, extra = _unpaired(draft.source, words)
    for brace in extra:
        draft.note("this `}` closes nothing", brace.start, brace.end)
        draft.blank(brace.start, brace.end)
    for brace, before in unclosed:
        draft.note("this `{` is never closed", brace.start, brace.end)
        draft.close(words[before].start if before < len(words) else len(draft.text))


def _refuse_the_bottomless(draft: Draft, words: list[Lexeme]) -> None:
    depth = 0
    for word in words:
        depth = max(depth + (word.kind == "open") - (word.kind == "close"), 0)
        if depth > DEEPEST:
            span = Span(draft.source, word.start, word.end)
            message = f"braces may be at most {DEEPEST} deep"
            draft.wrong.append(Diagnostic("too-deep", message, span))
            raise PolicySyntaxError(draft.wrong)


def _unpaired(source: Source, words: list[Lexeme]) -> tuple[list[tuple[Lexeme, int]], list[Lexeme]]:
    """The braces that are not closed, each with the word before which it should be; and the rest.

    Where they do not come out even, a block is taken to end before an `award` or another such word
    at the very beginning of a line, and before a closing brace that is further to the left.
    """
    even = sum(w.kind == "open" for w in words) == sum(w.kind == "close" for w in words)
    unclosed: list[tuple[Lexeme, int]] = []
    extra: list[Lexeme] = []
    stack: list[Lexeme] = []
    for index, word in enumerate(words):
        if not even and stack and _at_margin(source, word) and word.text in TOP_STARTS:
            unclosed += [(brace, index) for brace in reversed(stack)]
            stack.clear()
        if word.kind == "open":
            stack.append(word)
        elif word.kind == "close":
            if not even and len(stack) > 1 and _left_of(source, word, stack[-1]):
                unclosed.append((stack.pop(), index))
            if stack:
                stack.pop()
            else:
                extra.append(word)
    return unclosed + [(brace, len(words)) for brace in reversed(stack)], extra


def _at_margin(source: Source, word: Lexeme) -> bool:
    return source.position(word.start)[1] == 1


def _indent(source: Source, word: Lexeme) -> int:
    line = source.line(source.position(word.start)[0])
    return len(line) - len(line.lstrip())


def _left_of(source: Source, close: Lexeme, opening: Lexeme) -> bool:
    """Whether a closing brace begins its line further to the left than that of the opening one."""
    column = source.position(close.start)[1]
    first = column - 1 == _indent(source, close)
    return first and column - 1 < _indent(source, opening)
