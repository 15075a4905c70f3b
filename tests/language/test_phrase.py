from fractions import Fraction
from pathlib import Path

import pytest

from microcredit.language import syntax
from microcredit.language.parse import parse
from microcredit.language.phrase import phrase, phrase_number, phrase_requirement
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
]


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
