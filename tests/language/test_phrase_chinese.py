"""Sentences of conditions in Chinese: no English is left in them but the author's own words."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings

from microcredit.language import syntax
from microcredit.language.phrase import phrase
from microcredit.language.phrase_words import code, phrase_number, phrase_ratio
from microcredit.language.syntax_selections import written_fields
from microcredit.wording.said import Said, translated
from tests.language.test_phrase import condition
from tests.language.test_phrase_random import conditions


def leaves(text: str) -> Iterator[str]:
    """What stands in a sentence that is not made from a template."""
    if isinstance(text, Said):
        for value in text.values.values():
            yield from leaves(value)
    else:
        yield text


def bare(text: str) -> str:
    """The sentence without what an author has written."""
    if not isinstance(text, Said):
        return ""
    values = {name: bare(value) for name, value in text.values.items()}
    return Said(str(text), text.template, text.plural, text.number, text.context, values)


def authors(value: object) -> Iterator[str]:
    """Every word, number and day of a condition, as a policy writes it."""
    match value:
        case bool() | None:
            return
        case str():
            yield from (value, code(value))
        case int() | date():
            yield str(value)
        case Fraction():
            yield phrase_number(value)
            yield from (phrase_ratio(value, percent=percent) for percent in (True, False))
        case syntax.Judged(predicate, arguments):
            given = ", ".join(
                f'"{each.value}"'
                if isinstance(each.value, str)
                else phrase_number(each.value)
                if isinstance(each.value, Fraction)
                else str(each.value)
                for each in arguments
            )
            yield f"{predicate.text}({given})"
        case tuple():
            for each in value:
                yield from authors(each)
        case syntax.Node():
            for name in written_fields(type(value)):
                yield from authors(getattr(value, name))
        case _:
            raise AssertionError(value)


@settings(max_examples=300, deadline=None)
@given(conditions)
def test_a_sentence_holds_templates_and_what_the_author_has_written(
    written: syntax.Condition,
) -> None:
    assert set(leaves(phrase(written))) <= set(authors(written))


@settings(max_examples=300, deadline=None)
@given(conditions)
def test_no_english_word_is_left_in_chinese(written: syntax.Condition) -> None:
    assert re.findall("[A-Za-z]+", translated(bare(phrase(written)), "zh-Hant")) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("at least 24 credits", "至少 24 學分"),
        ('at least 30 credits in "Data"', "屬「Data」範疇的單元至少 30 學分"),
        (
            'at least 75% of credits under "Law" at level 5 or above, not recognised',
            "屬「Law」及其轄下範疇、級別 5 或以上、非獲認可的單元至少所計學分的 75%",
        ),
        ("between 3 and 6 credits from AI101, AI102", "列於 AI101、AI102 的單元介乎 3 至 6 學分"),
        ("all of DS501, DS502", "修畢 DS501、DS502"),
        ("2 of A1, B1, C1", "A1、B1、C1 中的 2 個"),
        ("at least 12 credits in any one area", "任何一個範疇內至少 12 學分"),
        ("not award main held", "並未持有資歷 main"),
        (
            "either { all of A1 } or { all of B1, B2 }",
            "以下其中一項：（修畢 A1）或（修畢 B1、B2）",
        ),
    ],
)
def test_sentences_read_well_in_chinese(english: str, chinese: str) -> None:
    said = phrase(condition(english))

    assert said == english
    assert translated(said, "zh-Hant") == chinese
