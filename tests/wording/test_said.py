"""What is said remembers its template and values, and is plain English to everybody else."""

import pickle

import pytest

from microcredit.wording.said import (
    Said,
    chain,
    counted,
    joined,
    listing,
    named,
    said,
    series,
    translated,
)


def test_what_is_said_is_its_english() -> None:
    text = said("it expired: its last valid day was {day}", day="2024-06-28")

    assert text == "it expired: its last valid day was 2024-06-28"
    assert translated(text, "en") == text


def test_a_value_is_put_in_and_never_read_as_a_template() -> None:
    assert said("unknown area {name}", name="{day.__class__}") == "unknown area {day.__class__}"


@pytest.mark.parametrize(("number", "text"), [(0, "0 modules"), (1, "1 module"), (2, "2 modules")])
def test_one_is_said_otherwise_than_many(number: int, text: str) -> None:
    assert counted("{n} module", "{n} modules", number) == text


def test_a_listing_has_its_word_before_the_last() -> None:
    assert listing([]) == ""
    assert listing(["a"], "and") == "a"
    assert listing(["a", "b", "c"], "and") == "a, b and c"
    assert listing(["a", "b", "c"], "or") == "a, b or c"
    assert listing(["a", "b", "c"]) == "a, b, c"


def test_what_is_said_survives_being_kept() -> None:
    text = counted("{n} module of {name}", "{n} modules of {name}", 2, name=said("one area"))
    kept = pickle.loads(pickle.dumps(text))

    assert kept == text
    assert (kept.template, kept.plural, kept.values) == (text.template, text.plural, text.values)


def test_a_listing_of_ten_thousand_is_said_in_any_language_and_kept() -> None:
    text = listing(map(str, range(10_000)), "and")

    assert text.startswith("0, 1, 2, ")
    assert text.endswith(", 9998 and 9999")
    assert translated(text, "zh-Hant").endswith("、9998 及 9999")
    assert pickle.loads(pickle.dumps(text)) == text


def test_items_are_joined_as_they_should_be_read() -> None:
    assert chain(["a", "b", "c"], "or") == "a or b or c"
    assert series(["a, b", "c"]) == "a, b; c"
    assert joined("One.", "", "Two.") == "One. Two."
    assert translated(joined(said("EARNED."), said("pending")), "zh-Hant") == "已取得。待定"


def test_a_name_is_shown_as_its_author_wrote_it_in_the_language() -> None:
    area = named("Law", {"zh-Hant": "法律"})

    assert area == "Law"
    assert translated(said("{title}, level {level}", title=area, level=4), "zh-Hant") == (
        "法律（第 4 級）"
    )
    assert translated(named("Law", {"zh-Hant": None}), "zh-Hant") == "Law"
    assert pickle.loads(pickle.dumps(area)).others == {"zh-Hant": "法律"}


def test_a_template_without_a_translation_is_said_in_english() -> None:
    unknown = Said("as 5 is", "as {n} is", None, 1, None, {"n": "5"})

    assert translated(unknown, "zh-Hant") == "as 5 is"


def test_a_brace_in_a_name_is_no_template_in_any_language() -> None:
    assert translated(said("level {n}", n="{n}"), "zh-Hant") == "第 {n} 級"
