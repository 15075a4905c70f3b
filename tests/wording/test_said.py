"""What is said remembers its template and values, and is plain English to everybody else."""

import pickle

import pytest

from microcredit.wording.said import counted, listing, said, translated


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
