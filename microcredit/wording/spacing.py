"""Spacing: where a value meets the words of a template, in scripts that put no spaces between
words."""

import unicodedata


def beside(before: str, after: str) -> str:
    """The two texts one after the other, without a space where they meet between two characters
    that are both wide.

    A template can so have a space beside a value: beside Latin letters and digits it stays."""
    if not before or not after:
        return before + after
    if before.endswith(" ") and _wide(before[-2:-1]) and _wide(after[0]):
        return before[:-1] + after
    if after.startswith(" ") and _wide(before[-1]) and _wide(after[1:2]):
        return before + after[1:]
    return before + after


def _wide(char: str) -> bool:
    return bool(char) and unicodedata.east_asian_width(char) in "WF"
