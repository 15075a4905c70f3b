"""The names that policies may use: what a catalogue knows, as the language floor sees it."""

from collections.abc import Mapping

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
