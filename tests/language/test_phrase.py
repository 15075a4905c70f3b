from fractions import Fraction
from pathlib import Path

import pytest

from microcredit.language import syntax
from microcredit.language.parse import parse
from microcredit.language.phrase import phrase, phrase_requirement
from microcredit.language.phrase_awards import (
    phrase_learners,
    phrase_prefer,
    phrase_relation,
    phrase_share,
)
from microcredit.language.phrase_words import phrase_number
from microcredit.source import Source

SENTENCES = [
    'at least 24 credits under "Professional Practice"',
    "at least 75% of credits at that level or above",
    "at least 75% of credits in theme",
    "at most 1 module from ST510, ST599",
    'at least 2 modules in "Ethics" or "Law", except from BU501',
    "exactly 22.5 credits",
    "exactly 1 credit recognised",
    "between 3 and 6 credits recognised",
    "between 25% and 50% of credits not recognised",
    "between 3 credits and total at this institution",
    'at most 1/3 of modules tagged "capstone" or "project"',
    "at least 75% of 30 credits rounded up at level 5 to 6",
    "at least 1/2 of the size at level 100 or 200 or above",
    "at least 12.5% of the award's credits passed",
    "at least total digital, not used for another award",
    "at least 6 credits graded C or better, or recognised",
    'at least 6 credits graded "C+" or better on "letters" used for a programme award',
    "at least 6 credits completed before 2024-01-01",
    "at least 6 credits completed between 2024-01-01 and 2024-12-31, not used for diploma",
    'all of DS501, "DS 502"',
    "2 of A1, B1, C1",
    "2 of { A1 or A2 } { B1 } { C1 or C2 }",
    'average grade at least 2.5 in "Statistics"',
    "award undergraduate-degree",
    "award undergraduate-degree held",
    "not award undergraduate-degree",
    "either { all of ST510 } or { all of ST520, ST521 }",
    'either { require a "A": all of ST510 per "4.2" require at most 3 credits } or { award b }',
    "at least 2 areas",
    "exactly 1 level",
    "at least 1 contact hour",
    "at most 6 terms",
    "at least the greater of 15 credits and 1/2 of credits at this institution",
    "between the lesser of 3 credits and 10% of the size and 12 credits",
    "at least 75% of total rounded up digital",
    'at most 3 modules in "Law" in any one area',
    "at least 12 credits in some one academic year",
    "at least 1 module worth 15 credits",
    "at least 1 module worth 7.5 credits or more",
    'at least 3 credits where campus is "Admiralty" or "Central"',
    'at most 3 credits graded on "S/U"',
    "at least 3 credits completed within 5 years before admission",
    "average grade of all attempts at least 2.5",
    'every grade at least C on "letters" in "Law"',
    'every grade of all attempts at least "C+"',
    'no attempt in "Law"',
    "completed within 4 years of the earliest counted module",
    "completed within 1 year of enrolment",
    "modules A101 before modules B201, B202",
    "the last 30 credits at this institution",
    "bundle U1, U2",
    "bundle U1, U2 counts 1 credit",
    'attested by "Programme Director"',
    'not attested by "Programme Director"',
    'learner mode is "part-time" or "evening"',
    "learner admitted before 2025-09-01",
    "not learner score at most 3.5",
    "learner admitted from 2025-09-01",
    "award undergraduate-degree declared",
    'average grade of all attempts at least 65 on "percent" in "Statistics"',
    'every grade at least 65 on "percent"',
    "at least 3 credits graded 40 or better, not used for another award other than x, y in theme",
    'at least 3 credits where offered-by("Engineering", 3, 2026-03-01) where evening()',
]


LINES = [
    "share at most 4 credits with each certificate",
    "share at most 2 modules at level 300 or above with certificate-a, diploma",
    "share at most 1 module with all specialties together",
    "share at most 20% of the smaller award with each award",
    "share at most 1/3 of the larger award passed, not recognised with diploma",
    "share at most 1/2 of the size with all awards together",
    "share at most total with diploma",
    "share nothing with diploma",
    'share only modules tagged "lab", or digital with diploma',
    "share only the surplus with diploma",
    "share with at most 1 award",
    "share with at most 2 awards",
    "builds on certificate-a, diploma",
    "includes diploma",
    "surrenders diploma",
    "absorbs diploma",
    "bars diploma",
    "prefer modules at this institution",
    "prefer better grades",
    'for learners admitted from 2025-09-01 and mode is "part-time" or "evening"',
]


def said_of_others(line: str) -> list[str]:
    award = parse(Source("text", f'award a "A" {{ {line} }}')).awards[0]
    return [
        *map(phrase_share, award.shares),
        *map(phrase_relation, award.relations),
        *map(phrase_prefer, award.prefers),
        *([phrase_learners(award.open_to)] if award.open_to else []),
    ]


@pytest.mark.parametrize("line", LINES)
def test_a_line_about_other_awards_or_learners_is_given_back(line: str) -> None:
    assert said_of_others(line) == [line]


def condition(sentence: str) -> syntax.Condition:
    file = parse(Source("text", f'award a "A" {{ require {sentence} }}'))
    return file.awards[0].root.requirements[0].condition


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_in_canonical_words_is_given_back(sentence: str) -> None:
    assert phrase(condition(sentence)) == sentence


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("at least 1 credits", "at least 1 credit"),
        ("at least 2 module", "at least 2 modules"),
        ("between 3 credits and 6 credits", "between 3 and 6 credits"),
        (
            "either { require all of ST510 } or { award b }",
            "either { all of ST510 } or { award b }",
        ),
        ("at least 6.0 credits passed, recognised", "at least 6 credits passed recognised"),
        (
            "credits at this institution: at least the greater of 15 credits and 1/2 of credits",
            "at least the greater of 15 credits and 1/2 of credits at this institution",
        ),
        (
            'modules in "Law" in any one term: between 2 and 3 modules',
            'between 2 and 3 modules in "Law" in any one term',
        ),
        ("module A1 before module B1", "modules A1 before modules B1"),
    ],
)
def test_other_words_become_canonical(written: str, canonical: str) -> None:
    assert phrase(condition(written)) == canonical
    assert condition(canonical) == condition(written)


def test_numbers_are_written_exactly() -> None:
    numbers = [Fraction(24), Fraction(45, 2), Fraction(1, 8), Fraction(1, 3), Fraction(-1, 2)]

    assert [phrase_number(number) for number in numbers] == ["24", "22.5", "0.125", "1/3", "-0.5"]


def test_every_requirement_of_the_shipped_policies_is_the_same_when_read_again() -> None:
    for path in sorted((Path(__file__).parents[2] / "policies").glob("*.policy")):
        file = parse(Source(path.name, path.read_text(encoding="utf-8")))
        for award in file.awards:
            for requirement in award.root.requirements:
                line = phrase_requirement(requirement)
                again = parse(Source("text", f'award a "A" {{ {line} }}'))
                assert again.awards[0].root.requirements == (requirement,)
