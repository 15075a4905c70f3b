"""What one cell of a table, or one value in JSON, may say; each function reads one kind."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeAlias, get_args

from microcredit.model.credit import parse_amount
from microcredit.model.record import Status

Value: TypeAlias = "bool | str | list[Value] | dict[str, Value] | None"
"""What JSON says, with numbers as they are written; a cell of a table is always text."""

LONGEST_ID = 200
LONGEST_CELL = 10_000
MOST_CREDITS = 1_000
STATUSES: tuple[Status, ...] = get_args(Status)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LEVEL = re.compile(r"\d{1,5}", re.ASCII)
_HIDDEN = frozenset(["Cc", "Cs", "Zl", "Zp"])
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class BadCell(Exception):
    """What was expected of a cell, and what may have been meant."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def is_empty(cell: Value) -> bool:
    """Whether the cell says nothing: null, an empty list, or no more than blanks."""
    return cell is None or cell == [] or (isinstance(cell, str) and not cell.strip())


def text(cell: Value) -> str:
    """The text without blanks around it."""
    if not isinstance(cell, str):
        raise BadCell(f"expected text, not {shown(cell)}")
    cell = cell.strip()
    if len(cell) > LONGEST_CELL:
        raise BadCell(f"expected at most {LONGEST_CELL:,} characters, not {len(cell):,}")
    if not cell.isprintable() and any(_is_hidden(char) for char in cell if char not in "\t\r\n"):
        raise BadCell(f"expected no control characters, not {shown(cell)}")
    return cell


def identifier(cell: Value) -> str:
    """An id, a code or another name that people compare by eye."""
    cell = text(cell)
    if len(cell) > LONGEST_ID:
        raise BadCell(f"expected at most {LONGEST_ID} characters, not {len(cell):,}")
    if not cell.isprintable() and any(map(_is_hidden, cell)):
        raise BadCell(f"expected no control characters, not {shown(cell)}")
    return cell


def identifiers(cell: Value) -> tuple[str, ...]:
    """The names in a list, or between semicolons; a name that is there twice is there once."""
    items = cell.split(";") if isinstance(cell, str) else cell
    if not isinstance(items, list):
        raise BadCell(f"expected a list, not {shown(cell)}")
    return tuple(dict.fromkeys(identifier(item) for item in items if not is_empty(item)))


def uses(cell: Value) -> tuple[str, ...]:
    """What a record was used for, each as ``kind:award``."""
    found = identifiers(cell)
    for use in found:
        kind, _, award = use.partition(":")
        if not kind.strip() or not award.strip() or ":" in award:
            raise BadCell(
                f"expected `kind:award`, as in `programme:bsc-computing`, not {shown(use)}"
            )
    return found


def day(cell: Value) -> date:
    """A date as ISO 8601 writes it, of a year from 1900 to 2200."""
    found = text(cell)
    try:
        read = date.fromisoformat(found) if _DATE.fullmatch(found) else None
    except ValueError:
        raise BadCell(f"there is no such day as {shown(found)}") from None
    if read is None:
        raise BadCell(f"expected a date like `2026-03-01`, not {shown(found)}")
    if not 1900 <= read.year <= 2200:
        raise BadCell(f"expected a year from 1900 to 2200, not {shown(found)}")
    return read


def credits(cell: Value) -> Fraction:
    """Credits above none."""
    found = _amount(cell)
    if found is None or not 0 < found <= MOST_CREDITS:
        raise BadCell(f"expected credits above 0 and up to {MOST_CREDITS:,}, not {shown(cell)}")
    return found


def quantity(cell: Value) -> Fraction:
    """Hours or money: a number that is not below none."""
    found = _amount(cell)
    if found is None or found < 0:
        raise BadCell(f"expected a number like `4950` or `7.5`, not {shown(cell)}")
    return found


def level(cell: Value) -> int:
    """A level of study."""
    found = text(cell)
    if not _LEVEL.fullmatch(found):
        raise BadCell(f"expected a whole number from 0 to 99999, not {shown(found)}")
    return int(found)


def yes_or_no(cell: Value) -> bool:
    """Whether it says ``yes``; JSON may also say true or false."""
    if isinstance(cell, bool):
        return cell
    found = text(cell)
    if found not in ("yes", "no"):
        raise BadCell(f"expected `yes` or `no`, not {shown(found)}")
    return found == "yes"


def status(cell: Value) -> Status:
    """How an attempt at a module stands."""
    found = text(cell)
    for known in STATUSES:
        if found == known:
            return known
    said = ", ".join(f"`{known}`" for known in STATUSES[:-1])
    message = f"expected {said} or `{STATUSES[-1]}`, not {shown(found)}"
    raise BadCell(message, hint=did_you_mean(found, STATUSES))


def fact(cell: Value) -> str:
    """What a column of the institution's own says, as text."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return ";".join(identifiers(cell)) if isinstance(cell, list) else text(cell)


def learner_fact(cell: Value) -> str:
    """What is on record about a learner, as text; a number as it is written."""
    if isinstance(cell, list | dict):
        raise BadCell(f"expected text, a number, true or false, not {shown(cell)}")
    return fact(cell)


def written_day(cell: Value) -> str:
    """A date, as it is written."""
    return day(cell).isoformat()


def written_names(cell: Value) -> str:
    """The names in a list, or between semicolons, as text with bare semicolons between."""
    return ";".join(identifiers(cell))


def shown(cell: Value) -> str:
    """The author's own words in backticks, or what JSON has in their place."""
    match cell:
        case str():
            return f"`{visible(cell)}`"
        case bool():
            return "`true`" if cell else "`false`"
        case list():
            return "a list"
        case dict():
            return "an object"
        case None:
            return "null"


def visible(words: str) -> str:
    """The words on one line, shortened, with what would not show spelt out."""
    short = words if len(words) <= 60 else words[:59] + "…"
    return "".join(map(_visible, short))


def did_you_mean(name: str, known: Sequence[str]) -> str | None:
    """A hint with the known name nearest to this one, where one is near."""
    if len(name) > LONGEST_ID or len(known) > 5_000:  # it compares with every one
        return None
    plain = {other.casefold(): other for other in known}
    near = get_close_matches(name.casefold(), plain, n=1)
    return f"did you mean `{plain[near[0]]}`?" if near else None


def _amount(cell: Value) -> Fraction | None:
    try:
        return parse_amount(text(cell))
    except ValueError:
        return None


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN or char in _TURNING


def _visible(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii") if _is_hidden(char) else char
