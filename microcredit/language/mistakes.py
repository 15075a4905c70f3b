"""Sentences that authors write for others, by the words in which they say it."""

import re

CODE = r'(?:[A-Z][\w.-]*|"[^"\n]*")'
START = r"(?:\brequire|:|\{|\band)\s*"
"""What stands before a condition"""
UNIT = r"(?:credits?|modules?|areas?|levels?|terms?|contact hours?)"
ONE = r"(?P<kind>area|level|term|academic year|year)"
RELATION = "builds on|includes|surrenders|absorbs|bars"

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
        # Editions
        (
            r"^for learners\b[^{\n]*?(?P<said>,)",
            "conditions are joined by `and` here, not by a comma",
            None,
        ),
        (
            r"^for learners\b[^{\n]*?(?P<said>\bor\b) [a-z]",
            "conditions are not joined by `or`",
            "write another `award` block of the same id, for the other learners",
        ),
        (
            r"^for learners (?P<said>not)\b\s*\S",
            "`not` does not fit after `for learners`",
            "say the opposite: `admitted from` for `admitted before`",
        ),
        (
            r"^for learners\b[^{\n]*?\b(?P<said>learner)\b\s*\S",
            "`{said}` is not said again after `for learners`",
            'as in `for learners mode is "part-time"`',
        ),
        (
            r"\blearners? [\w-]+ (?P<said>until|till|to|by|since)\b",
            "`{said}` does not fit here",
            "write `before` or `after` (the day itself left out), or `from` (that day and later)",
        ),
        # Awards beside one another
        (
            rf"^(?:{RELATION}|share\b[^\n{{}}]*?\bwith) [a-z0-9, -]*?\b(?P<said>and)\b",
            "names are joined by commas, not by `and`",
            None,
        ),
        (
            rf'(?:^(?:{RELATION}) |^share\b[^\n{{}}]*?\bwith |\bother than )(?P<said>"[^"\n]*")',
            "an award is named by its id, not by its title",
            "write the name that follows the word `award` there",
        ),
        (
            r"^(?P<said>builds(?: upon)?) (?!on\b)\S",
            "`{said}` is not known here",
            "did you mean `builds on`?",
        ),
        (r"^share (?P<said>at least)\b", "`share` sets a limit", "write `share at most`"),
        (
            r"^share (?:[a-z0-9-]+: *)?(?P<said>only at most)\b",
            "`only` does not stand before a limit",
            "write two lines, one with `at most` and one with `only`",
        ),
        (
            r"^share (?P<said>at most \d+ parts?)\b",
            "this line does not say between what",
            "write `share between {said}`",
        ),
        (
            r"^share (?P<said>between at most) \d+ parts?\b",
            "`share {said}` does not stand in a `when`",
            "write it beside the `when`",
        ),
        (
            r"^share (?:[a-z0-9-]+: *)?(?P<said>with) (?!at most)\S",
            "this line does not say what may be shared",
            "write `share at most 4 credits with …`, or `share nothing with …`",
        ),
        (
            r"^share (?P<said>everything|anything|all)\b\s*\S",
            "everything may be shared, unless a line says less",
            "leave this line out",
        ),
        (
            r"^share (?P<said>no(?:ne)?\b(?: (?:modules?|credits?))?)",
            "`{said}` does not fit here",
            "write `share nothing with …`",
        ),
        (r"^share\b[^\n]*?\bonly (?P<said>surplus)\b", "`the` is missing before `{said}`", None),
        (
            r"\bof (?P<said>(?:smaller|larger) award)\b",
            "`the` is missing before `{said}`",
            None,
        ),
        (
            r"^share\b[^\n]*?\bof the (?P<said>lesser|lower|shorter|smallest)\b",
            "`{said}` is not known here",
            "did you mean `smaller`?",
        ),
        (
            r"^share\b[^\n]*?\bof the (?P<said>greater|higher|bigger|longer|largest)\b",
            "`{said}` is not known here",
            "did you mean `larger`?",
        ),
        (
            rf"^share\b[^\n]*?\d(?P<said>% of {UNIT})\b",
            "a share between awards is of a declared size",
            "write `of the size`, `of the smaller award` or `of the larger award`",
        ),
        (
            r"^share\b[^\n]*?\bwith (?P<said>every|any)\b",
            "`{said}` does not fit here",
            "did you mean `each`?",
        ),
        (
            r"^prefer (?!better grades\b)"
            r"(?P<said>(?:(?:the )?(?:best|better|good|high|higher|highest) )?grades?)\b",
            "`{said}` is not known here",
            "did you mean `better grades`?",
        ),
        (
            r"\baward (?P<kind>[a-z][\w-]*) (?P<said>is|was) (?:declared|held)\b",
            "`{said}` does not fit here",
            "as in `award {kind} declared`, `award {kind} held` or `award {kind}`",
        ),
        (
            r"\bfor another award,? (?P<said>except(?: for)?|but|apart from|besides)\b",
            "`{said}` does not fit here",
            "did you mean `other than`?",
        ),
        (
            r"^count only (?P<kind>[a-z][\w-]*) (?P<said>modules?)\b",
            "expected `:` before `{said}`",
            "write `count only {kind}: modules …`",
        ),
        # Predicates
        (
            r"\bwhere (?P<said>\()",
            "expected the name of a predicate after `where`",
            None,
        ),
        (
            r'(?<!where )\b(?P<said>[a-z][\w-]*) ?\([")]',
            "a predicate stands in a selection, after `where`",
            "write `where {said}(…)`",
        ),
        # Examples
        (
            r"^learner [\w-]+ (?P<said>is|before|after|from) \d{4}-",
            "a date stands after `on` here, not after `{said}`",
            "as in `learner admitted on 2024-09-01`",
        ),
        (
            r"^signed (?P<said>by)\b",
            "expected the id of a requirement after `signed`, not `by`",
            'as in `signed portfolio by "Programme Director" on 2026-01-15`',
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
            r"\bat least [^\n{}]*?"
            r"(?P<said>(?:in )?(?:each|every|per) (?P<kind>term|academic year|year))\b",
            "`{said}` is not known here",
            "write `in every {kind}`, of those from the first to the last",
        ),
        (
            rf"\b(?P<said>(?:in )?(?:(?:any|some|each|every|one|per) )+{ONE})\b",
            "`{said}` is not known here",
            "write `in any one {kind}` (each for itself) or `in some one {kind}` (there is one)",
        ),
        (
            r"\b(?P<kind>in (?:any one|some one|every) (?:area|level|term|academic year)),? "
            r"(?P<said>[a-z]+)",
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
        (
            r"^equate (?P<kind>\S+) (?P<said>=)",
            "the scale is missing after `{kind}`",
            'as in `equate 70 on "percent" = A on "letters"`',
        ),
        (
            r'\baverage grade\b[^\n:{}]*?"[^"\n]*" (?P<said>on "[^"\n]*")',
            "the scale comes before what is selected",
            'as in `average grade at least 65 on "percent" in "Law"`',
        ),
        # Titles
        (
            r"^titles (?!of\b)(?P<said>[\w-]+)",
            "expected `of` after `titles`, not `{said}`",
            'as in `titles of a micro-credential without "degree"`',
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
            r"\bof the (?P<said>(?:first|oldest) (?:counted )?(?:enrolment|registration))\b",
            "`the {said}` is not known here",
            "did you mean `the earliest enrolment`?",
        ),
        (
            r"\bcompleted (?P<said>less|under|fewer than|in less than)\b(?! than)\s*\d",
            "`{said}` does not fit here",
            "did you mean `less than`?",
        ),
        (
            rf"{START}(?P<said>completed (?P<kind>before|after|between|in))\b(?:\s*\d)?",
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
