"""Lark's surprises, in an author's words: what is wrong, where, and what was probably meant."""

from collections.abc import Mapping

from attrs import frozen
from lark import UnexpectedInput

from microcredit.errors import Diagnostic
from microcredit.language.lexemes import Layout, Lexeme, near
from microcredit.language.mistakes import mistaken
from microcredit.language.words import ADJECTIVES, EXPECTED, INSTEAD, PAIRS
from microcredit.source import Source, Span

SYNTAX = "syntax"
BELONGS = {
    word: f"`{word}` belongs {place}"
    for place, words in (
        ("at the top of a file, outside all braces", "language institution import define external"),
        ("at the top of a file, outside all braces", "framework award example titles"),
        (
            "directly in an award",
            "title kind size source effective conferred for optionally credits repeats classify "
            "builds includes surrenders absorbs bars prefer",
        ),
        ("in an award or a part", "count part share nothing bundle"),
        ("directly in an award or a part; its conditions are joined by `and`", "when"),
        ("in a part, and names parts beside it", "reuse"),
        ("right behind the block of a `when`", "otherwise"),
        ("in an example", "as passed failed holds learner signed expect"),
        ("in a framework", "levels grades equate convert ignore calendar"),
        ("in a calendar", "academic term"),
    )
    for word in words.split()
}

CONDITIONED = ("require", "classify")
"""What begins a line in which a colon stands before a condition"""


@frozen
class Surprise:
    """A word that could not be read on from, with all that is known about its place.

    ``at`` is its number in ``layout.words``, one more than the last at the end of the text; the
    line of the policy that it spoils goes from word ``first`` up to word ``behind``.
    """

    source: Source
    text: str
    layout: Layout
    at: int
    first: int
    behind: int
    accepts: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    reserved: frozenset[str]

    @property
    def word(self) -> Lexeme | None:
        """The word itself; none where something is missing before it, or at the end."""
        inside = self.first <= self.at < self.behind
        return self.layout.words[self.at] if inside else None

    @property
    def before(self) -> Lexeme | None:
        """The word before it on the same line of the policy."""
        return self.layout.words[self.at - 1] if self.first < self.at else None

    @property
    def may_end(self) -> bool:
        """Whether the line could have ended before the word."""
        return bool(self.accepts & {"_CLOSE", "$END"})

    def span(self, first: Lexeme, last: Lexeme | None = None) -> Span:
        """Give the place of a word, or of several."""
        return Span(self.source, first.start, (last or first).end)


def accepted(error: UnexpectedInput) -> frozenset[str]:
    """Give the terminals that could have stood where reading stopped."""
    parser = getattr(error, "interactive_parser", None)
    accepts = parser.accepts() if parser is not None else set()
    return frozenset("NAME" if one == "AWARD_ID" else one for one in accepts)


def diagnose(surprise: Surprise) -> Diagnostic:
    """Say what is wrong at a surprise."""
    word = surprise.word
    if word is None:
        return _missing(surprise)
    for explain in EXPLANATIONS:
        found = explain(surprise, word)
        if found is not None:
            return found
    return _unfitting(surprise, word)


def _misplaced_share(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    """What awards share with one another, where parts share among themselves."""
    words = surprise.layout.words[surprise.first : surprise.behind]
    if words[0].text != "share" or surprise.at == surprise.first:
        return None
    if surprise.layout.holder(surprise.first) not in ("part", "when", "otherwise"):
        return None
    with_others = next((one for one in words if one.text == "with"), None)
    if with_others is None or with_others.start < word.start:
        return None
    message = "`share … with` belongs to the award itself"
    hint = "parts share as in `share at most 1 module between core and breadth`"
    return _wrong(surprise, words[0], message, hint)


def _mistaken(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    """A sentence that is known to be written for another."""
    words = surprise.layout.words[surprise.first : surprise.behind]
    start = words[0].start
    found = mistaken(surprise.text[start : words[-1].end], word.start - start)
    if found is None:
        return None
    message, hint, first, behind = found
    span = Span(surprise.source, start + first, start + behind)
    return Diagnostic(SYNTAX, message, span, hint)


def _reserved(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    """A word of the language where only a name makes sense."""
    if "NAME" not in surprise.accepts or word.text not in surprise.reserved:
        return None
    before = surprise.before.text if surprise.before else ""
    after = _next(surprise)
    role = "a defined name" if before == "define" else "an id"
    naming = before in ("award", "part", "define", "framework", "some", "kind", "grades", "for")
    if before == "require":
        naming = after is not None and (after.text == ":" or after.kind == "text")
    if before == "some":
        role = "a name"
    if before == "kind":
        role = "a kind of award"
    if before == "grades":
        role = "the name of a scale"
    if not naming:
        return None
    message = f"`{word.text}` is a word of the language and cannot be {role}"
    return Diagnostic("reserved-word", message, surprise.span(word))


def _reserved_before(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    """A word of the language for an id, where it might have begun a condition."""
    before = surprise.before
    if before is None or before.text not in surprise.reserved or surprise.at != surprise.first + 2:
        return None
    if surprise.layout.words[surprise.first].text != "require":
        return None
    if word.text != ":" and (word.kind != "text" or before.text == "attested"):
        return None
    message = f"`{before.text}` is a word of the language and cannot be an id"
    return Diagnostic("reserved-word", message, surprise.span(before))


def _next(surprise: Surprise) -> Lexeme | None:
    words = surprise.layout.words
    return words[surprise.at + 1] if surprise.at + 1 < len(words) else None


def _wanted(surprise: Surprise) -> frozenset[str]:
    """The words that could have stood there."""
    return frozenset(w for t in surprise.accepts for w in surprise.spellings.get(t, ()))


def _capitals(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    lower = word.text.lower()
    if word.text == lower or word.kind != "word":
        return None
    if any(lower == wanted.split()[0] for wanted in _wanted(surprise)):
        message = f"`{word.text}` is not known: words of the language are in lower case"
        return _wrong(surprise, word, message, hint=f"did you mean `{lower}`?")
    before, after = surprise.before, _next(surprise)
    if "FIELD" in surprise.accepts:
        message = f"`{word.text}` is not known: facts and columns are in lower case"
        return _wrong(surprise, word, message, hint=f"write `{lower}`")
    is_id = before and before.text == "require" and after and after.text in ":="
    if "NAME" in surprise.accepts and (is_id or not surprise.accepts & {"CODE", "TEXT"}):
        message = f"`{word.text}` cannot be a name: ids and names are in lower case"
        return _wrong(surprise, word, message, hint=f"write `{lower.replace('_', '-')}`")
    return None


def _sign(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    accepts, text = surprise.accepts, word.text
    if text in ("=", ":") and accepts & {"_COLON", "_EQUALS"}:
        other = ":" if "_COLON" in accepts else "="
        return _wrong(surprise, word, f"expected `{other}`, not `{text}`")
    if text == "," and "_OR" in accepts and surprise.before and surprise.before.kind == "text":
        return _wrong(surprise, word, "areas and tags are joined by `or`, not by a comma")
    if text == ":" and surprise.before and surprise.before.text == "require":
        hint = "write `require at least …`, or `require name: at least …`"
        message = "a requirement without a name or a label takes no colon"
        return _wrong(surprise, word, message, hint=hint)
    if text == ")" and {"TEXT", "DATE"} <= accepts:
        return None
    if text in INSTEAD or word.kind != "sign" or text in ":=,":
        return None
    if text in "()[];|&*+!?":
        return _wrong(surprise, word, f"`{text}` has no meaning in a policy")
    return _wrong(surprise, word, f"unknown character `{text}`")


def _instead(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    lower = word.text.lower()
    if surprise.at == surprise.first and lower in BELONGS:
        return None
    meant = INSTEAD.get(lower)
    if meant is None:
        if lower == "and" and ("_LIST_COMMA" in surprise.accepts or _in_codes(surprise)):
            return _wrong(surprise, word, "codes are joined by commas, not by `and`")
        if lower == "and" and surprise.may_end:
            message = "`and` does not join conditions or adjectives"
            hint = "write a `require` line for each condition, a comma between adjectives"
            return _wrong(surprise, word, message, hint=hint)
        return None
    return _wrong(surprise, word, f"`{word.text}` does not fit here", f"did you mean `{meant}`?")


def _in_codes(surprise: Surprise) -> bool:
    """Whether the word before is a code in a list of codes."""
    if surprise.at - 2 < surprise.first:
        return False
    before, last = surprise.layout.words[surprise.at - 2 : surprise.at]
    is_code = last.kind == "text" or last.text[:1].isupper()
    return is_code and before.text in ("of", "from", "bundle", "modules", "module", ",")


def _misspelt(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    if word.kind != "word":
        return None
    firsts = {wanted.split()[0] for wanted in _wanted(surprise)}
    cutoff = 0.85 if word.text in surprise.reserved else 0.74
    meant = near(word.text, firsts, cutoff=cutoff)
    if meant is None:
        return None
    return _wrong(surprise, word, f"`{word.text}` is not known here", f"did you mean `{meant}`?")


def _misspelt_before(surprise: Surprise, _word: Lexeme) -> Diagnostic | None:
    """A misspelt word that was taken for a name, so that only the next one surprises."""
    before = surprise.before
    if before is None or before.kind != "word" or before.text in surprise.reserved:
        return None
    words = surprise.layout.words[surprise.first : surprise.at]
    meant = None
    if words[0].text == "share":
        for one in words[1:]:
            if meant is None and one.kind == "word" and one.text not in surprise.reserved:
                before, meant = one, near(one.text, ("with", "between"))
    elif surprise.may_end:
        meant = near(before.text, ADJECTIVES)
    else:
        meant = INSTEAD.get(before.text) if "_COLON" in surprise.accepts else None
    if meant is None:
        return None
    return _wrong(
        surprise, before, f"`{before.text}` is not known here", f"did you mean `{meant}`?"
    )


def _unquoted(surprise: Surprise, word: Lexeme) -> Diagnostic | None:
    accepts, text = surprise.accepts, word.text
    if "DATE" in accepts and "NUMBER" not in accepts and word.kind == "number":
        message = f"`{text}` is not a date"
        return _wrong(surprise, word, message, "dates are written year-month-day: `2024-09-01`")
    codes = ("word",) if "NUMBER" in accepts else ("word", "number")
    if "CODE" in accepts and word.kind in codes and text not in surprise.reserved:
        message = f"`{text}` cannot stand as a code without quotes"
        return _wrong(surprise, word, message, f'write `"{text}"`')
    quotable = "TEXT" in accepts and "_COLON" not in accepts
    if quotable and word.kind == "word" and text not in surprise.reserved:
        message = f"`{text}` needs quotes: names of areas and other texts are quoted"
        return _wrong(surprise, word, message, f'write `"{text}"`')
    if word.kind == "number" and accepts & {"NUMBER", "PERCENT", "FRACTION", "DATE"}:
        return _wrong(surprise, word, f"`{text}` is not {_expected(surprise)}")
    if word.kind == "word" and "NAME" in accepts and text not in surprise.reserved:
        message = f"`{text}` cannot be a name"
        hint = "ids and names are made of lower-case letters, digits and hyphens: `core-2`"
        return _wrong(surprise, word, message, hint)
    return None


def _unfitting(surprise: Surprise, word: Lexeme) -> Diagnostic:
    """Nothing better is known than what was expected."""
    shown = "this text" if word.kind == "text" and len(word.text) > 40 else f"`{word.text}`"
    expected = _expected(surprise)
    if surprise.at == surprise.first:
        belongs = BELONGS.get(word.text, "")
        return _wrong(surprise, word, f"{shown} does not begin a line that belongs here", belongs)
    if "_COMMA" in surprise.accepts and "NAME" not in surprise.accepts:
        return _wrong(surprise, word, f"expected a comma {_after(surprise)}, not {shown}")
    if surprise.may_end or not expected:
        return _wrong(surprise, word, f"{shown} does not fit {_after(surprise)}")
    return _wrong(surprise, word, f"expected {_with_place(surprise, expected)}, not {shown}")


EXPLANATIONS = (
    _misplaced_share,
    _mistaken,
    _reserved,
    _reserved_before,
    _capitals,
    _sign,
    _instead,
    _misspelt,
    _misspelt_before,
    _unquoted,
)


def _missing(surprise: Surprise) -> Diagnostic:
    """The line ends too early; the place is its last word."""
    last = surprise.before or surprise.layout.words[-1]
    expected = _expected(surprise) or "more"
    message = f"expected {_with_place(surprise, expected)}"
    return Diagnostic(SYNTAX, message, surprise.span(last))


def _with_place(surprise: Surprise, expected: str) -> str:
    """``an amount after `at least`, such as `24 credits` ``"""
    what, comma, example = expected.partition(", such as")
    what, blank, example = (what, comma, example) if comma else expected.partition(" such as")
    return f"{what} {_after(surprise)}{',' if blank else ''}{blank.lstrip(',')}{example}"


def _after(surprise: Surprise) -> str:
    """``after `at least` ``: the words before, as the author wrote them"""
    last = surprise.before
    if last is None:
        return "here"
    if surprise.at - 2 >= surprise.first:
        pair = f"{surprise.layout.words[surprise.at - 2].text} {last.text}"
        if pair in PAIRS:
            return f"after `{pair}`"
    return f"after `{last.text}`"


def _expected(surprise: Surprise) -> str:
    for terminals, phrase in EXPECTED:
        if terminals <= surprise.accepts:
            head = surprise.layout.words[surprise.first].text
            return phrase if head in CONDITIONED else phrase.replace(" before the condition", "")
    words = sorted(_wanted(surprise))
    if not words or len(words) > 6:
        return ""
    return " or ".join(f"`{word}`" for word in words)


def _wrong(surprise: Surprise, word: Lexeme, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(SYNTAX, message, surprise.span(word), hint or None)
