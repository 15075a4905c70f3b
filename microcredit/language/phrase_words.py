"""What policies write for numbers, codes and texts."""

import re
from fractions import Fraction

BARE = re.compile(r"[A-Z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*")
"""a code that needs no quotes, as the grammar has it"""
MARK = re.compile(r"0|[1-9][0-9]{0,11}")
"""a grade of a scale of marks"""
DIGITS = 12
"""how many a number may be written with"""


def phrase_number(number: Fraction) -> str:
    """Give a number exactly: ``22.5``, and ``1/3`` where no decimal is exact."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    if places and len(digits) > DIGITS:
        return f"{number.numerator}/{number.denominator}"
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def phrase_ratio(ratio: Fraction, *, percent: bool) -> str:
    """Give a share: ``75%``, or ``1/3`` where it is no percentage, or not exactly one."""
    hundredths = phrase_number(ratio * 100)
    if percent and "/" not in hundredths:
        return f"{hundredths}%"
    return f"{ratio.numerator}/{ratio.denominator}"


def phrase_grade(text: str) -> str:
    """Give a grade as it is written: ``C``, ``"B+"``, and the mark ``65`` without quotes."""
    return text if MARK.fullmatch(text) else code(text)


def code(text: str) -> str:
    """Give a module code or grade as it is written, in quotes where it is an odd one."""
    return text if BARE.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """Give a text in quotes."""
    return f'"{text}"'


def article(kind: str) -> str:
    """Give the article of a kind of award: an assessed award, a university award."""
    return "an" if re.match("(?!uni|use|eu|one)[aeiou]", kind) else "a"
