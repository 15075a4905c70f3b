"""What policies state of one another and of a catalogue, with the lines on which they do: plain
data, which can be kept."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

RelationKind = Literal[
    "needs",
    "needs held",
    "needs not",
    "asks about",
    "includes",
    "builds on",
    "absorbs",
    "surrenders",
    "bars",
    "shares",
]
"""How an award stands to another: ``needs`` and ``needs held`` where a line asks for it (also in an
alternative), ``needs not`` where a line asks that it be not there, ``asks about`` where a ``when``
looks at it, ``shares`` where a line limits what both may count."""


@frozen(order=True)
class Place:
    """A line of a policy's file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@frozen
class Link:
    """What ``award`` says of ``other``, and where it is written."""

    kind: RelationKind
    award: str
    other: str
    at: Place


@frozen
class Named:
    """Where an award, or a definition that it uses, names a module or an area."""

    what: Literal["module", "area"]
    name: str
    award: str
    at: Place
    words: str
    """the line as the author wrote it"""


@frozen
class Stated:
    """Everything of the kind in some policies; ``outside`` are the titles of awards that are
    conferred elsewhere."""

    links: tuple[Link, ...] = ()
    named: tuple[Named, ...] = ()
    outside: Mapping[str, str] = field(factory=dict)
