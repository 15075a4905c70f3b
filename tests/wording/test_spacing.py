"""Spacing: Chinese and Latin letters stand apart, Chinese characters do not."""

import pytest

from microcredit.wording.spacing import beside


@pytest.mark.parametrize(
    ("before", "after", "both"),
    [
        ("視乎", "AI104", "視乎 AI104"),
        ("6", "學分", "6 學分"),
        ("至少 ", "所計學分", "至少所計學分"),
        ("至少 ", "24 學分", "至少 24 學分"),
        ("學分", " 及", "學分及"),
        ("24", " 及", "24 及"),
        ("「", "size", "「size"),
        ("「size」", "需要", "「size」需要"),
        ("met", ", in part", "met, in part"),
        ("a ", "b", "a b"),
        ("", "學分", "學分"),
        ("  1. ", "學分", "  1. 學分"),
    ],
)
def test_two_texts_meet_as_they_are_set(before: str, after: str, both: str) -> None:
    assert beside(before, after) == both
