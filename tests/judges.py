"""A plugin's predicate for random policies, and what it says, for whoever asks without a plugin."""

from collections.abc import Callable
from fractions import Fraction

from microcredit.engine.plugin import Predicate
from microcredit.engine.registry import Registry
from microcredit.model.record import Record


def named_like(record: Record, start: str, longest: Fraction) -> bool:
    """Whether the module's code starts so, and has so many characters at most."""
    return record.module.startswith(start) and len(record.module) <= longest


JUDGES: dict[str, Callable[..., bool]] = {"named-like": named_like}

PLUGIN = Registry.of(
    Predicate("named-like", [("start", "text"), ("longest", "number")], named_like),
    distribution="random",
    version="1",
)
