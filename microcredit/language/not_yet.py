"""What policies will say one day and cannot say yet, by the words that say it."""

import re

NOT_YET: tuple[tuple[re.Pattern[str], str | None], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (
            r"^share\b[^\n{}]*?\bwith\b(?: each certificate| all certificates together)?",
            "share … with",
        ),
        (r"^define\b[^\n]*?(?P<said>\bby\b[^\n{]*\{)[^}]*\}", "define … by"),
        (r"^define\b[^\n]*?(?P<said>\b(?:to|until)\s+\d{4}-\d{2}-\d{2}|\bonwards)", "define … to"),
        (r"^(?P<said>repeats|classify|when|otherwise|reuse|includes|surrenders|absorbs)\b", None),
        (r"^(?P<said>bars|prefer|calendar|convert|only|transitions?)\b", None),
        (r"^(?P<said>effective)\s*\{", "effective {"),
        (r"\bbuilds on\b", None),
        (r"\bbundle\b", None),
        (r"\battested by\b", None),
        (r"\bfor learners\b[^\n{]*", "for learners"),
        (r"\blearner [a-z-]+", None),
        (r"\bno attempt\b", None),
        (r"\b(?:of all|every|all) attempts?\b", None),
        (r"\bevery grade\b", None),
        (r"\bin (?:any|some) one (?:area|academic year|term|level)\b", None),
        (r"\bthe (?:greater|lesser|smaller|larger) (?:of|award)\b", None),
        (r"\bthe last \d+ (?:credits?|modules?)\b", None),
        (r"\bcompleted within\b", None),
        (r"\bmodules? [^\n:]*\bbefore modules?\b[^\n]*", "modules … before modules …"),
        (r"\b(?:\d+\s+)(?P<said>areas?|levels?|contact hours?|terms?)\b", None),
        (r"\b(?P<said>contact hours?)\b", None),
        (r"\bworth\b", None),
        (r"\bwhere\b(?: [a-z]\w*)?", None),
        (r"\bgraded on\b", None),
        (r"\bthrough the end of(?: the)? \w+(?: year)?", None),
        (
            r"\b(?:years? )(?P<said>after (?:application|admission|the earliest counted module))\b",
            None,
        ),
        (r":\s*(?:credits|modules)\b[^\n:{}]*:", "credits …:"),
        (r"\bother than\b", None),
        (r"\bnot (?:either|attested|learner)\b", None),
    )
)
"""Patterns of a line, with the words to name where the author's own would be too many"""

SHARE_OF_A_NAME = re.compile(r"(?:%|/\d+)\s*of\s+(?P<said>[a-z][a-z0-9-]*)(?![\w-])")


def not_yet(line: str, at: int) -> tuple[str, int, int] | None:
    """Give what a line asks for too early at an offset: its words, and from where to where."""
    for pattern, said in NOT_YET:
        for match in pattern.finditer(line):
            if match.start() <= at < match.end():
                group = "said" if "said" in pattern.groupindex else 0
                return said or " ".join(match[group].split()), match.start(group), match.end(group)
    return None
