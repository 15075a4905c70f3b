"""What policies will say one day and cannot say yet, by the words that say it."""

import re

NOT_YET: tuple[tuple[re.Pattern[str], str | None], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (
            r"^share\b[^\n{}]*?\bwith\b(?: each certificate| all certificates together)?",
            "share … with",
        ),
        (r"^(?P<said>includes|surrenders|absorbs|bars|prefer|only|transitions?)\b", None),
        (r"^(?P<said>effective)\s*\{", "effective {"),
        (r"\bbuilds on\b", None),
        (r"\bfor learners\b[^\n{]*", "for learners"),
        (r"\b(?P<said>where [a-z]\w*)\s*\(", None),
        (r"\b(?P<said>award [a-z][\w-]* declared)\b", None),
        (r"\bof the (?:smaller|larger) award\b", None),
        (r"\bother than\b", None),
    )
)
"""Patterns of a line, with the words to name where the author's own would be too many"""


def not_yet(line: str, at: int) -> tuple[str, int, int] | None:
    """Give what a line asks for too early at an offset: its words, and from where to where."""
    for pattern, said in NOT_YET:
        for match in pattern.finditer(line):
            if match.start() <= at < match.end():
                group = "said" if "said" in pattern.groupindex else 0
                return said or " ".join(match[group].split()), match.start(group), match.end(group)
    return None
