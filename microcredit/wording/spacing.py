"""Spacing: where a value meets the words of a template, in scripts that put no spaces between
words."""

import unicodedata
from typing import Literal


def beside(before: str, after: str) -> str:
    """The two texts one after the other: with a space where a Chinese character and a Latin letter
    or a digit meet, and without one between two characters that are both wide.

    So a template need not know in which script a value will be written."""
    if not before or not after:
        return before + after
    if before.endswith(" ") and _wide(before[-2:-1]) and _wide(after[0]):
        return before[:-1] + after
    if after.startswith(" ") and _wide(before[-1]) and _wide(after[1:2]):
        return before + after[1:]
    meet = {_script(before[-1]), _script(after[0])}
    return f"{before} {after}" if meet == {"han", "latin"} else before + after


def _script(char: str) -> Literal["han", "latin", "other"]:
    if char.isascii():
        return "latin" if char.isalnum() else "other"
    return "han" if _wide(char) and char.isalpha() else "other"


def _wide(char: str) -> bool:
    return bool(char) and unicodedata.east_asian_width(char) in "WF"
