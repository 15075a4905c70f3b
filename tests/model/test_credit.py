"""Amounts and days are exact."""

import re
from datetime import date
from fractions import Fraction

import pendulum
import pytest
from hypothesis import given, strategies as st

from microcredit.model.credit import amount_text, parse_amount
from microcredit.model.validity import anniversary


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("6", 6),
        ("7.50", Fraction(15, 2)),
        ("1/3", Fraction(1, 3)),
        ("0.000001", Fraction(1, 10**6)),
    ],
)
def test_an_amount_is_read_exactly(text: str, amount: Fraction) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["1e3", "nan", "inf", "1/0", "1,5", ".5", "5.", "1234567890123", "1.0000001", "٣"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_amount(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(22, 1), "22"),
        (Fraction(45, 2), "22.5"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(-7, 3), "-7/3"),
        (Fraction(999999999999, 10**6), "999999.999999"),
    ],
)
def test_an_amount_is_written_as_people_write_it(amount: Fraction, text: str) -> None:
    assert amount_text(amount) == text


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_an_amount_that_is_written_and_read_is_the_same(whole: int, parts: int) -> None:
    amount = Fraction(whole, parts)
    text = amount_text(amount)

    assert Fraction(text) == amount


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)), st.integers(0, 60))
def test_an_anniversary_is_the_same_day_of_a_later_year(day: date, years: int) -> None:
    found = anniversary(day, years)

    assert found == pendulum.date(day.year, day.month, day.day).add(years=years)


def test_29_february_has_its_anniversary_on_28_february_unless_there_is_a_29th() -> None:
    assert anniversary(date(2020, 2, 29), 5) == date(2025, 2, 28)
    assert anniversary(date(2020, 2, 29), 4) == date(2024, 2, 29)
