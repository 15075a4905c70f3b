"""Fingerprints: a SHA-256 of what is on record about a learner, whatever file it came in."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import attrs

from microcredit.model.learner import Transcript

Data = None | bool | int | str | list["Data"] | dict[str, "Data"]


def fingerprint(transcript: Transcript) -> str:
    """The SHA-256, in hexadecimal, of a resolved transcript: all that an audit can see of the
    learner. Records in another order are the same records; where they were read does not matter."""
    seen = _data(transcript)
    assert isinstance(seen, dict)
    for value in seen.values():
        if isinstance(value, list):
            value.sort(key=_text)
    return hashlib.sha256(_text(seen).encode("utf-8")).hexdigest()


def _text(value: Data) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _data(value: object) -> Data:
    """As JSON; what is absent or empty is left out, so that a new kind of entry changes nothing for
    those who have none."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date | Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _data(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    kind: type = type(value)
    assert attrs.has(kind), f"nothing else is on record: {value!r}"
    names = (each.name for each in attrs.fields(kind))
    kept = {name: getattr(value, name) for name in names if name not in ("file", "plugin")}
    empty: tuple[object, ...] = (None, (), False)
    return {n: _data(each) for n, each in kept.items() if each not in empty and each != {}}
