"""The names that policies may use: what a catalogue knows and what plugins give, as the language
floor sees it."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen


@frozen
class Vocabulary:
    """The areas, modules and tags of a catalogue, to check the names in policies against.

    ``areas`` gives each area's area above it (none for those at the top); ``modules`` gives each
    code that is understood, former codes too, its present code.
    """

    areas: Mapping[str, str | None] = field(factory=dict)
    modules: Mapping[str, str] = field(factory=dict)
    tags: frozenset[str] = frozenset()


@frozen
class Parameter:
    """What a predicate is given at one place; ``optional`` ones stand last.

    The name of an ``area`` or a ``module`` is written as a text, and looked up in the vocabulary.
    """

    name: str
    kind: Literal["text", "number", "date", "module", "area"]
    optional: bool = False


@frozen
class PredicateSignature:
    """A predicate that policies may name after ``where``: what it is given, and which version of
    which distribution it comes from."""

    name: str
    parameters: tuple[Parameter, ...]
    distribution: str
    version: str
