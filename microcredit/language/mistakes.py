"""Sentences that authors write for others, by the words in which they say it."""

import re

CODE = r'(?:[A-Z][\w.-]*|"[^"\n]*")'
START = r"(?:\brequire|:|\{|\band)\s*"
"""What stands before a condition"""
UNIT = r"(?:credits?|modules?|areas?|levels?|terms?|contact hours?)"
ONE = r"(?P<kind>area|level|term|academic year|year)"

MISTAKES: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(pattern), message, hint)
    for pattern, message, hint in (
        # The learner
        (
            r"\blearner (?P<said>is|at|before|after)\b\s*\S",
            "expected the name of a fact after `learner`, not `{said}`",
            'as in `learner mode is "part-time"`',
        ),
        (
            r"\blearner (?P<kind>[\w-]+) is (?P<said>not)\b",
            "`not` stands before a fact, not inside it",
            "write `not learner {kind} is`",
        ),
        (
            r'\b(?:learner|where) [\w-]+ is "[^"\n]*"(?: or "[^"\n]*")*\s*(?P<said>,)\s*"',
            "values are joined by `or`, not by a comma",
            None,
        ),
        (
            r"^(?:when|classify)\b[^{]*?(?P<said>,)",
            "conditions are joined by `and` here, not by a comma",
            None,
        ),
        (
            r"(?P<said>\bor) (?:not )?(?:learner|award|attested)\b",
            "conditions are not joined by `or`",
            "write `either { … } or { … }`",
        ),
        (
            r"\bnot (?P<said>either|at|all|between|exactly|average|every|completed|no|\d+)\b",
            "`not` is written only before a fact, an award, a sign-off or an adjective",
            "say the opposite: `at most` for `at least`",
        ),
        (
            r"^when (?P<said>\{)",
            "expected a condition after `when`",
            'as in `when learner mode is "part-time" { … }`',
        ),
        (
            r"^when (?P<said>\d+ of)\b",
            "`when` asks about the learner, dates or awards, never about what counts",
            None,
        ),
        (
            r"^otherwise (?P<said>when|if)\b",
            "`otherwise` takes no condition",
            "write a `when` of its own behind it",
        ),
        # Repeats and expiry
        (
            r"^repeats (?P<said>best|first|latest|every)\b",
            "expected `count` after `repeats`, not `{said}`",
            "as in `repeats count best`",
        ),
        (
            r"^repeats\b[^\n]*?\bcount (?P<said>every)\b(?! up)\s+\S",
            "`every` needs a limit",
            "write `repeats count every up to 4 credits`",
        ),
        (
            r"^credits\b[^\n]*?\b(?P<said>(?:through|to|until|at) (?:the )?(?:end of )?(?:the )?"
            r"(?:month|term|(?:academic )?year))\b",
            "`{said}` is not known here",
            "write `through the end of the month`, `term` or `academic year`",
        ),
        # Amounts
        (
            rf"\b(?P<said>(?:in )?(?:(?:any|some|each|every|one|per) )+{ONE})\b",
            "`{said}` is not known here",
            "write `in any one {kind}` (each for itself) or `in some one {kind}` (there is one)",
        ),
        (
            r"\b(?P<kind>in (?:any|some) one (?:area|level|term|academic year)),? (?P<said>[a-z]+)",
            "`{kind}` comes last, behind what is selected",
            None,
        ),
        (
            r"\b(?:least|most|exactly|and|between) (?P<said>(?:greater|lesser) of)\b",
            "`the` is missing before `{said}`",
            None,
        ),
        (
            rf"(?:\brequire|:|\{{)\s*(?P<said>\d[\d.]* {UNIT})\b",
            "`{said}` does not say whether at least or at most",
            "write `at least {said}`, `at most {said}` or `exactly {said}`",
        ),
        (
            rf"{START}{UNIT} [^:{{}}\n]*?\b(?P<said>at least|at most|exactly|between)\b",
            "expected `:` before `{said}`",
            None,
        ),
        (
            r"\b\d+ (?P<said>hours?)\b",
            "`{said}` is not known here",
            "did you mean `contact {said}`?",
        ),
        # Grades
        (
            r"\b(?P<said>(?:in|over|for|across) all attempts)\b",
            "`{said}` is not known here",
            "did you mean `of all attempts`?",
        ),
        (
            r"\b(?P<said>all grades|each grade)\b",
            "`{said}` is not known here",
            "did you mean `every grade`?",
        ),
        (
            rf"\bevery grade (?:of all attempts )?(?P<said>(?P<kind>{CODE}) or (?:better|above))",
            "expected `at least` before `{kind}`",
            "write `at least {kind}`",
        ),
        # Time and order
        (
            rf"{START}(?P<said>within)\b",
            "expected `completed` before `within`",
            None,
        ),
        (
            r"\bof the (?P<said>(?:first|oldest) (?:counted )?(?:module|record|credit))\b",
            "`the {said}` is not known here",
            "did you mean `the earliest counted module`?",
        ),
        (
            rf"{START}(?P<said>completed (?P<kind>before|after|between))\b",
            "`{said}` is an adjective, not a condition",
            "write `count only modules {said} …`",
        ),
        (
            rf"{START}(?P<said>{CODE}) before\b",
            "`{said}` is not a condition",
            "write `modules … before modules …`",
        ),
        (rf"{START}(?P<said>last \d+ credits?)\b", "`the` is missing before `{said}`", None),
        # Selections
        (
            r"\bworth (?P<said>at least|more than|over|at most|less than)\b",
            "expected a number after `worth`, not `{said}`",
            "write `worth 15 credits`, or `worth 15 credits or more`",
        ),
        (
            r"\bworth \S+ credits? (?P<said>or (?:above|better|over|greater))\b",
            "`{said}` does not fit here",
            "did you mean `or more`?",
        ),
        # Lists of names
        (
            r"^reuse [a-z0-9, -]*?\b(?P<said>and)\b",
            "names are joined by commas, not by `and`",
            None,
        ),
        # Definitions and calendars
        (
            r"^define [\w-]+ (?P<said>=) by\b",
            "`=` does not stand before `by`",
            "write `define total by learner mode { … }`",
        ),
        (r"\{\s*(?P<said>otherwise)\s*:[^}]*,", "`otherwise` comes last", None),
        (
            r"^define\b[^\n]*?\b(?P<said>from) \d{4}-",
            "an amount is written with its last day, not its first",
            "as in `60 credits to 2020-07-31, 72 credits onwards`",
        ),
        (r"\d\d-\d\d (?P<said>-|–|until|through)", "expected `to`, not `{said}`", None),
        (
            r"(?<!academic )\b(?P<said>year) (?:starts|begins)\b",
            "`{said}` is not known here",
            "did you mean `academic year`?",
        ),
    )
)
"""Patterns of a line, with what is wrong and what was probably meant; `said` is the place"""


def mistaken(line: str, at: int) -> tuple[str, str | None, int, int] | None:
    """Give what is wrong with a line at an offset, a hint, and from where to where it is wrong."""
    for pattern, message, hint in MISTAKES:
        for match in pattern.finditer(line):
            if match.start() <= at < match.end():
                told = hint and _filled(hint, match)
                return _filled(message, match), told, match.start("said"), match.end("said")
    return None


def _filled(sentence: str, match: re.Match[str]) -> str:
    """Put the author's own words in a sentence; a year is an academic one."""

    def own(blank: re.Match[str]) -> str:
        words = " ".join(match[blank[1]].split())
        return "academic year" if words == "year" and blank[1] == "kind" else words

    return re.sub(r"\{(said|kind)\}", own, sentence)
