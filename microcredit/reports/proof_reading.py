"""Reading proofs from JSON: every key and every kind of value is looked at, and nothing is guessed.

Whoever made the proof need not be trusted, so this is as strict as it is simple."""

from collections.abc import Callable
from datetime import date
from typing import NoReturn, TypeVar, get_args

from microcredit.engine.normal_form import Binding
from microcredit.engine.proof import (
    ByChoice,
    ByRecord,
    Claim,
    Earned,
    Exhausted,
    Happening,
    Proof,
    Refutation,
    Refuted,
    Settled,
    Shown,
    Sum,
    Way,
)
from microcredit.language.outcomes import Outcome

T = TypeVar("T")

MOST_DEPTH = 200
"""Cases within cases, before a refutation is not read."""


class NotAProof(Exception):
    """What is wrong with a document that should be a proof, in a sentence."""


def read_proof(value: object) -> Proof:
    """The proof that a JSON value says; raises ``NotAProof`` where it says none."""
    keys = "learner award edition on outcome policies catalogue records covers missing shown"
    got = _object(value, keys, "proof")
    return Proof(
        learner=_text(got["learner"]),
        award=_text(got["award"]),
        edition=_text(got["edition"]),
        on=_day(got["on"]),
        outcome=_outcome(got["outcome"]),
        policies=_list(got["policies"], _text),
        catalogue=_list(got["catalogue"], _text),
        records=_text(got["records"]),
        shown=_list(got["shown"], _shown),
        covers=_perhaps(got["covers"], _text),
        missing=_perhaps(got["missing"], _text),
    )


def _shown(value: object) -> Shown:
    got = _object(value, "outcome filled claims happening earned refuted", "shown")
    return Shown(
        _outcome(got["outcome"]),
        _list(got["filled"], _values),
        _list(got["claims"], _claim),
        _list(got["happening"], _happening),
        _perhaps(got["earned"], _earned),
        _perhaps(got["refuted"], _refuted),
    )


def _values(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        _fail(f"what is filled in is no object: {_seen(value)}")
    return {name: _text(each) for name, each in value.items()}


def _claim(value: object) -> Claim:
    got = _object(value, "alone decisions happening earned refuted", "claim")
    earned, refuted = _perhaps(got["earned"], _earned), _perhaps(got["refuted"], _refuted)
    shown = earned or refuted
    if shown is None or (earned and refuted):
        _fail("a claim has either an allocation or a refutation")
    return Claim(
        _truth(got["alone"]), _list(got["decisions"], _text), _truth(got["happening"]), shown
    )


def _happening(value: object) -> Happening:
    got = _object(value, "record scale grade requirement by", "happening")
    return Happening(**{name: _perhaps(each, _text) for name, each in got.items()})


def _earned(value: object) -> Earned:
    got = _object(value, "award edition decisions binding allocation beside", "earned")
    allocation = got["allocation"]
    if not isinstance(allocation, dict):
        _fail(f"the allocation is no object: {_seen(allocation)}")
    return Earned(
        _text(got["award"]),
        _text(got["edition"]),
        _list(got["decisions"], _text),
        _binding(got["binding"]),
        {record: _list(parts, _text) for record, parts in allocation.items()},
        _list(got["beside"], _earned),
    )


def _refuted(value: object) -> Refuted:
    got = _object(value, "award ways", "refuted")
    return Refuted(_text(got["award"]), _list(got["ways"], _way))


def _way(value: object) -> Way:
    got = _object(value, "edition decisions passed because", "way")
    return Way(
        _text(got["edition"]),
        _list(got["decisions"], _text),
        _truth(got["passed"]),
        _list(got["because"], _because),
    )


def _because(value: object) -> tuple[tuple[Binding, ...], Refutation]:
    got = _object(value, "bindings refutation", "reason")
    return _list(got["bindings"], _binding), refutation_of(got["refutation"])


def refutation_of(value: object, depth: int = 0) -> Refutation:
    """The refutation that a JSON value says; raises ``NotAProof`` where it says none."""
    if depth > MOST_DEPTH:
        _fail(f"cases lie more than {MOST_DEPTH} deep within cases")
    match value:
        case {"sum": dict(rows), **rest} if not rest:
            return Sum(tuple((_row(row), _whole(many)) for row, many in rows.items()))
        case {"settled": names, **rest} if not rest:
            return Settled(_list(names, _text))
        case {"choice": choice, "of": list(of), **rest} if not rest:
            return ByChoice(_text(choice), tuple(refutation_of(each, depth + 1) for each in of))
        case {"record": record, "in": part, "stands": one, "otherwise": other, **rest} if not rest:
            stands, otherwise = refutation_of(one, depth + 1), refutation_of(other, depth + 1)
            return ByRecord(_text(record), _text(part), stands, otherwise)
        case {"exhausted": steps, **rest} if not rest:
            return Exhausted(_whole(steps))
        case _:
            return _fail(f"this is no refutation: {_seen(value)}")


def _fail(says: str) -> NoReturn:
    raise NotAProof(says)


def _seen(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _object(value: object, keys: str, what: str) -> dict[str, object]:
    """The object, if it has exactly these keys."""
    names = keys.split()
    if not isinstance(value, dict):
        _fail(f"the {what} is no object: {_seen(value)}")
    for name in names:
        if name not in value:
            _fail(f"the {what} has no `{name}`")
    for name in value:
        if name not in names:
            _fail(f"the {what} has a `{_seen(name)}`, which is unknown")
    return value


def _list(value: object, each: Callable[[object], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        _fail(f"a list was expected, not {_seen(value)}")
    return tuple(map(each, value))


def _perhaps(value: object, each: Callable[[object], T]) -> T | None:
    return None if value is None else each(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else _fail(f"a text was expected, not {_seen(value)}")


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        _fail(f"true or false was expected, not {_seen(value)}")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        _fail(f"a whole number was expected, not {_seen(value)}")
    return value


def _row(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        _fail(f"{_seen(text)} is the number of no row")
    return int(text)


def _binding(value: object) -> Binding:
    def each(one: object) -> int | str | None:
        if one is None or isinstance(one, str):
            return one
        return _whole(one)

    return _list(value, each)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        _fail(f"{_seen(value)} is no day")


def _outcome(value: object) -> Outcome:
    for outcome in get_args(Outcome):
        if outcome == value:
            found: Outcome = outcome
            return found
    _fail(f"{_seen(value)} is no outcome")
