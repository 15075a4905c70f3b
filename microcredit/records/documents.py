"""JSON documents with exact numbers, no key twice in an object, and bounded depth."""

import json
from collections import Counter
from collections.abc import Iterator

from microcredit.errors import Problem
from microcredit.records.cells import Value, shown, visible
from microcredit.records.files import FileFault, TextFile

DEPTH_LIMIT = 40
_TOO_DEEP = f"lists and objects stand more than {DEPTH_LIMIT} deep in one another"


class _Object(dict[str, Value]):
    repeated: tuple[str, ...] = ()


class _NoNumber(str):
    """``NaN`` or ``Infinity``, which Python would accept and JSON does not know."""


def parse_document(file: TextFile) -> Value:
    """What the file says; raises ``FileFault`` where it is not plain JSON."""
    try:
        # A number stays as it is written, so that 7.5 never passes through binary.
        value: Value = json.loads(
            file.text,
            object_pairs_hook=_object,
            parse_float=str,
            parse_int=str,
            parse_constant=_NoNumber,
        )
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg.lower()} at character {error.colno} of the line"
        raise FileFault([Problem(file.name, message, line=error.lineno)]) from None
    except RecursionError:
        raise FileFault([Problem(file.name, _TOO_DEEP)]) from None
    faults = tuple(_faults(value, "", 0))
    if faults:
        raise FileFault(Problem(file.name, said, place=place or None) for place, said in faults)
    return value


def inner(place: str | None, key: str) -> str:
    """The place of a key's value in the object at a place: ``[3].records``."""
    name = visible(key)
    return f"{place}.{name}" if place else name


def _object(pairs: list[tuple[str, Value]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        times = Counter(key for key, _ in pairs)
        made.repeated = tuple(key for key in made if times[key] > 1)
    return made


def _faults(value: Value, place: str, depth: int) -> Iterator[tuple[str, str]]:
    """Where and why the value is not plain JSON, in the order written."""
    match value:
        case _NoNumber():
            yield place, f"`{value}` is no number in JSON"
        case list() | dict() if depth == DEPTH_LIMIT:
            yield place, _TOO_DEEP
        case list():
            for index, item in enumerate(value):
                yield from _faults(item, f"{place}[{index}]", depth + 1)
        case dict():
            if isinstance(value, _Object):
                for key in value.repeated:
                    yield place, f"the key {shown(key)} is given more than once"
            for key, item in value.items():
                yield from _faults(item, inner(place, key), depth + 1)
        case _:
            pass
