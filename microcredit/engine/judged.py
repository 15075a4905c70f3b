"""Judged: what a plugin's predicate says of a record, asked once in an audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from attrs import evolve, field, frozen

from microcredit.engine.plugin import OfferedPredicate, shown, told
from microcredit.model.record import Record

Argument = str | Fraction | date


@frozen
class Judged:
    """A plugin's predicate holds of the record, for these arguments."""

    offer: OfferedPredicate
    arguments: tuple[Argument, ...]


@frozen
class _Hearing:
    """The audit of one learner, with the answers so far."""

    learner: str
    answers: dict[tuple[Judged, Record], bool] = field(factory=dict)


_HEARING: ContextVar[_Hearing | None] = ContextVar("hearing", default=None)


@contextmanager
def hearing(learner: str) -> Iterator[None]:
    """While this lasts, plugins are asked about one learner's records, the same thing only once.

    One inside another for the same learner is part of it."""
    current = _HEARING.get()
    if current is not None and current.learner == learner:
        yield
        return
    token = _HEARING.set(_Hearing(learner))
    try:
        yield
    finally:
        _HEARING.reset(token)


def answer(judged: Judged, record: Record) -> bool:
    """What the plugin's predicate says of the record.

    Raises ``PluginError``, which names the plugin, the record and the learner, where it raises
    anything or gives back what is not ``True`` or ``False``.
    """
    current = _HEARING.get()
    if current is None:
        return _asked(judged, record, None)
    # Facts take no part in a record's equality; within an audit its id stands for them.
    key = judged, record
    if key not in current.answers:
        current.answers[key] = _asked(judged, record, current.learner)
    return current.answers[key]


def _asked(judged: Judged, record: Record, learner: str | None) -> bool:
    offer = judged.offer
    about = f"the predicate `{offer.name}`, asked about record `{record.id}`"
    seen = evolve(record, facts=MappingProxyType(dict(record.facts)))
    try:
        said = offer.judge(seen, *judged.arguments)
    # A plugin may fail in any way, and may even try to end the program.
    except (Exception, SystemExit) as error:
        message = f"{about}, failed: {told(error)}"
        raise offer.origin.error(message, learner=learner) from error
    if said is True or said is False:
        return bool(said)
    message = f"{about}, returned {shown(said)}, not True or False"
    raise offer.origin.error(message, learner=learner)
