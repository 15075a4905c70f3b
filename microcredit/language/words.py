"""The words of the language: which begin a line, which are kept for it, and how to say them."""

import re
from collections.abc import Iterable

from lark import Token
from lark.lexer import TerminalDef


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text."""
    return frozenset(text.split())


TOP_STARTS = words_of("language institution import framework define external award example titles")
EXAMPLE_STARTS = words_of("as passed failed in holds learner signed expect award example")
CALENDAR_STARTS = words_of("academic term")
STARTS = words_of(
    "absorbs bars builds bundle calendar classify conferred convert count credits define effective "
    "equate example external for framework grades ignore import includes kind levels nothing "
    "optionally otherwise part prefer repeats require reuse share size source surrenders title "
    "titles when"
)
PARTIAL = words_of("any except than")
"""Words that the language has only beside others, as in `in any one`"""

INSTEAD = {
    "student": "learner",
    "students": "learners",
    "course": "module",
    "courses": "modules",
    "class": "module",
    "classes": "modules",
    "unit": "module",
    "units": "modules",
    "subject": "module",
    "subjects": "modules",
    "points": "credits",
    "min": "at least",
    "minimum": "at least",
    "≥": "at least",
    ">=": "at least",
    ">": "at least",
    "max": "at most",
    "maximum": "at most",
    "≤": "at most",
    "<=": "at most",
    "<": "at most",
    "==": "exactly",
    "must": "require",
    "need": "require",
    "needs": "require",
    "rule": "require",
    "if": "when",
    "else": "otherwise",
    "recognized": "recognised",
    "transferred": "recognised",
    "enrollment": "enrolment",
    "program": "programme",
    "without": "not",
    "excluding": ", except",
    "but": ", except",
    "until": "to",
    "through": "to",
    "qualification": "award",
    "block": "part",
    "group": "part",
    "every": "all of",
    "any": "1 of",
    "larger": "greater",
    "higher": "greater",
    "smaller": "lesser",
    "lower": "lesser",
    "signed": "attested",
    "approved": "attested",
    "attempted": "attempt",
}
"""What authors write for a word of the language"""

ADJECTIVES = words_of(
    "in under at from passed graded recognised completed used tagged not except per held rounded "
    "worth where counts through"
)
PAIRS = frozenset(
    {
        *("all of", "as of", "at least", "at level", "at most", "average grade", "award of"),
        *("count only", "external award", "for some", "for the", "in progress", "nothing else"),
        *("that level", "title suffix", "used for", "builds on", "for learners", "other than"),
    }
)
"""Words that belong together where what comes before is named"""

EXPECTED: tuple[tuple[frozenset[str], str], ...] = tuple(
    (words_of(terminals), phrase)
    for terminals, phrase in (
        ("_BETWEEN _EITHER _ALL NAME", "a condition, such as `at least 24 credits`"),
        ("_BETWEEN _EITHER _ALL", "a condition, such as `at least 24 credits`"),
        ("_IS _AT _BEFORE", "`is`, `at least`, `at most`, `before`, `after` or `from`"),
        ("TEXT NUMBER DATE", "a text in quotes, a number or a date"),
        ("CODE TEXT NUMBER", "a grade, such as `A` or `70`"),
        ("NAME _EACH _ALL", "an award, such as `certificate-a` or `each certificate`"),
        ("_AREA _LEVEL _TERM _ACADEMIC_YEAR", "`area`, `level`, `term` or `academic year`"),
        ("_COMPLETION _ENROLMENT", "an event, such as `completion` or `award of the module`"),
        (
            "_THE _ENROLMENT _ADMISSION",
            "`enrolment`, `admission`, `application`, `the earliest counted module` or "
            "`the earliest enrolment`",
        ),
        ("DATE _ENROLMENT", "a date, `enrolment`, `admission` or `application`"),
        ("_ENROLMENT _ADMISSION", "`enrolment`, `admission` or `application`"),
        ("_BEST _FIRST _LATEST", "`best`, `first`, `latest` or `every up to`"),
        ("MONTH_DAY", "a day of the year, such as `09-01`"),
        ("FIELD", "the name of a fact or a column, such as `mode`"),
        ("NUMBER PERCENT NAME", "an amount, such as `24 credits`"),
        ("CREDITS MODULES _THE", "what it is a share of, such as `credits` or `30 credits`"),
        ("CREDITS MODULES", "`credits` or `modules`"),
        ("_FROM _UNDER NUMBER", 'a selection such as `in "Ethics"`, or an amount'),
        ("_FROM _UNDER _RECOGNISED", 'what is selected, such as `in "Ethics"` or `passed`'),
        ("CODE TEXT _OPEN", "module codes, such as `AI101, AI102`"),
        ("CODE NAME", "the code of a module or the id of a requirement"),
        ("CODE", "a code that begins with an upper-case letter, such as `AI101`"),
        ("TEXT NAME", "a text in quotes, or a name"),
        ("TEXT LANGUAGE_TAG", "a language such as `zh-Hant`, or a text in quotes"),
        ("TEXT _COLON", "`:` before the condition"),
        ("_COLON", "`:` before the condition"),
        ("TEXT", "a text in quotes"),
        ("LANGUAGE_TAG", "a language, such as `zh-Hant`"),
        ("KIND_AND_AWARD", "a kind and an award, such as `programme:bsc-computing`"),
        ("DATE", "a date, such as `2024-09-01`"),
        ("NUMBER FRACTION", "a number, such as `2.5`"),
        ("NUMBER NAME", "a number or a defined name"),
        ("NUMBER", "a number"),
        ("NAME", "a name in lower case, such as `core`"),
        ("_EQUALS", "`=`"),
        ("_OPEN", "`{`"),
        ("_RIGHT_BRACKET", "`)`"),
    )
)
"""What may come next, by the terminals that say so; the first that fits is said"""


FREE = words_of("a an first highest progress")
"""Words of the language that may name something all the same, as in `part a`: no name could stand
where they do"""


def spellings(terminal: TerminalDef) -> tuple[str, ...]:
    """Give the ways to write a terminal that stands for words; none for the others."""
    pattern = terminal.pattern.value.split("(?!")[0].replace(r"\s+", " ")
    if not re.fullmatch(r"[a-z' ]+\??", pattern):
        return ()
    return (pattern.rstrip("?"), pattern[:-2]) if pattern.endswith("?") else (pattern,)


def reserved(terminals: Iterable[TerminalDef]) -> frozenset[str]:
    """Give every word that nothing may be named: those of the language."""
    written = {word for terminal in terminals for word in spellings(terminal)}
    return (PARTIAL | {word for word in written if word.isalpha()}) - FREE


class NamesOnly:
    """Turns a name away that is a word of the language, so that no such word names anything."""

    words: frozenset[str] = frozenset()

    def __call__(self, token: Token) -> Token:
        """Give the name, or a word that fits nowhere."""
        return Token.new_borrow_pos("WORD", token, token) if token in self.words else token
