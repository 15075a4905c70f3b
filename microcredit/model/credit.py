"""Credits and other exact amounts, read and written without floating point."""

import re
from fractions import Fraction

_DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?", re.ASCII)
_FRACTION = re.compile(r"[+-]?\d{1,12}/\d{1,12}", re.ASCII)


def parse_amount(text: str) -> Fraction:
    """The exact value of ``7.5`` or ``1/3``.

    Raises ``ValueError`` for anything else: exponents, infinities, more than 12 digits.
    """
    text = text.strip()
    if _DECIMAL.fullmatch(text):
        return Fraction(text)
    if _FRACTION.fullmatch(text) and int(text.split("/")[1]):
        return Fraction(text)
    raise ValueError(text)


def amount_text(amount: Fraction) -> str:
    """The amount as people write it: ``22.5`` where a decimal says it exactly, ``1/3`` else."""
    if amount.denominator == 1:
        return str(amount.numerator)
    rest = amount.denominator
    places = 0
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= 10 if rest % 10 == 0 else 5 if rest % 5 == 0 else 2
        places += 1
    if rest != 1:
        return f"{amount.numerator}/{amount.denominator}"
    digits = str(abs(amount.numerator) * (10**places // amount.denominator)).rjust(places + 1, "0")
    sign = "-" if amount < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
