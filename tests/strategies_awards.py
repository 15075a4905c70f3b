"""Random lines on editions and other awards, and random decisions about what a text says."""

import re
from datetime import date
from fractions import Fraction

from microcredit.model.learner import Decision, DecisionKind, Transcript
from tests.strategies_learners import ON, Chance

EDITIONS = (
    ("effective 2020-01-01 to 2026-06-30", "effective 2026-01-01 onwards"),
    ("effective 2020-01-01 to 2026-06-30", "effective 2026-01-01 onwards"),
    ("effective 2020-01-01 to 2026-03-01", "effective 2026-03-02 onwards"),
    ("effective 2020-01-01 to 2026-02-28", "effective 2026-03-01 onwards"),
    ('for learners mode is "full-time"', 'for learners mode is "part-time" or "evening"'),
    ("for learners started before 2025-09-01", "for learners started from 2025-09-01"),
    (
        "effective 2020-01-01 to 2026-12-31 for learners score at most 3.5",
        "effective 2026-01-01 onwards",
    ),
)
"""Lines that make two blocks of one award its editions, mostly both of them for some time."""

ID = re.compile(r"(?:(require|only|credits|repeats|share) )([nqs]\d+): ")

KINDS: dict[str, tuple[DecisionKind, ...]] = {
    "require": (
        *("waiver", "waiver", "override", "override"),
        *("substitution", "substitution", "recognition"),
    ),
    "only": ("waiver", "recognition", "recognition"),
    "credits": ("waiver", "extension", "extension"),
    "repeats": ("waiver",),
    "share": ("waiver", "override"),
}


def share(chance: Chance, other: str, *, name: str = "") -> str:
    """A line on what an award shares with another, or with all of a kind."""
    which = chance.pick((other, other, "each certificate", "each award", "all awards together"))
    single = chance.pick((other, "each certificate"))
    limits = (
        f"at most {chance.pick((3, 6))} credits with {which}",
        f"at most 1 module with {which}",
        f"at most 1 module at level 4 or above with {which}",
        f"at most {chance.pick(('50%', '1/3', '25%'))} of the size with {single}",
        f"at most {chance.pick(('50%', '20%'))} of the {chance.pick(('smaller', 'larger'))} award"
        f" with {which}",
        f"nothing with {which}",
        f"only modules {chance.pick(('at level 4 or above', 'recognised', 'under'))} with {which}",
        f"only the surplus with {single}",
        f"with at most {chance.pick(('1 award', '2 awards'))}",
    )
    line = chance.pick(limits).replace("modules under", 'modules under "Science"')
    return f"share {name}{line}"


def relation(chance: Chance, other: str) -> str:
    """A line on how an award stands to another."""
    kinds = ("builds on", "builds on", "includes", "surrenders", "absorbs", "absorbs", "bars")
    return f"{chance.pick(kinds)} {other}"


def decisions(chance: Chance, text: str, transcript: Transcript, most: int) -> tuple[Decision, ...]:
    """Decisions about lines of the text, and some about none."""
    lines = ID.findall(text)
    found = []
    for number in range(chance.pick(range(1, most + 1)) if lines else 0):
        kind_of_line, line = chance.pick(lines)
        kind = chance.pick(KINDS[kind_of_line])
        if chance.one_in(10):
            kind_of_line, line = "", chance.pick(("nothing", "size", "main.1"))
        record = chance.pick([*(r.id for r in transcript.records), "missing"][-6:])
        about = ("substitution", "extension", "recognition", *["waiver"] * chance.one_in(3))
        day = chance.pick((ON, ON, date(2025, 6, 30), date(2025, 6, 30), date(2026, 3, 2)))
        found.append(
            Decision(
                id=chance.pick((f"d{number}", f"d{9 - number}")),
                kind=kind,
                line=line,
                on=day,
                by="Board",
                why="It was shown.",
                award=chance.pick((None, None, None, "main", "base")),
                record=record if kind in about else None,
                module=chance.pick(("M1", "G1", "B1", "OLD1", "NONE"))
                if kind == "substitution"
                else None,
                until=chance.pick((date(2026, 6, 30), ON, date(2022, 1, 1)))
                if kind == "extension"
                else None,
                amount=Fraction(chance.pick((0, 1, 2, 3, 6)), chance.pick((1, 1, 1, 2)))
                if kind == "override"
                else None,
            )
        )
    return tuple(found)
