"""Wrapping: every line fits, whatever it is written in, and nothing of the text is lost."""

from hypothesis import given, strategies as st

from microcredit.wording.plain import width
from microcredit.wording.wrapping import NOT_FIRST, wrapped

MIXED = st.text(st.sampled_from("ab c「」，。學分 (4)\u0301微證書"), max_size=60)


@given(MIXED, st.integers(4, 30), st.integers(0, 3))
def test_no_line_is_wider_than_it_may_be(text: str, most: int, less: int) -> None:
    first, *rest = wrapped(text, most, less=less)

    assert width(first) <= most
    assert all(width(line) <= most - less or width(line) <= 2 for line in rest)


@given(MIXED, st.integers(4, 30))
def test_nothing_but_spaces_is_lost(text: str, most: int) -> None:
    assert "".join("".join(wrapped(text, most)).split()) == "".join(text.split())


def test_english_breaks_at_spaces_and_chinese_anywhere_but_before_a_full_stop() -> None:
    assert wrapped("at least 24 credits", 11) == ["at least 24", "credits"]
    assert wrapped("可以申領，至今未有申請。", 12) == ["可以申領，至", "今未有申請。"]
    assert wrapped("至今未有申請。", 12) == ["至今未有申", "請。"]
    assert not {line[0] for line in wrapped("甲，乙，丙，丁，戊。", 4)} & set(NOT_FIRST)


def test_a_word_that_is_too_long_for_any_line_is_cut() -> None:
    assert wrapped("supercalifragilistic", 8) == ["supercal", "ifragili", "stic"]


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert wrapped("two  spaces", 20) == ["two  spaces"]
