"""Selections, and the names and texts that everything else is made of."""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, fields, frozen

from microcredit.source import Span


@frozen
class Node:
    """A piece of a policy; two nodes are equal when they say the same thing."""

    span: Span = field(kw_only=True, eq=False, repr=False)
    kinds: int = field(init=False, eq=False, repr=False)
    """the classes of all nodes in it and of itself, each by its bit; see `kind_bit`"""

    def __attrs_post_init__(self) -> None:
        """Note what kinds of nodes it holds, so that none is looked for where there is none."""
        kinds = kind_bit(type(self))
        for name in written_fields(type(self)):
            kinds |= _kinds(getattr(self, name))
        object.__setattr__(self, "kinds", kinds)


_BITS: dict[type[Node], int] = {}
_FIELDS: dict[type[Node], tuple[str, ...]] = {}


def kind_bit(kind: type[Node]) -> int:
    """Give the bit of a class of nodes: a whole number that no other class shares a bit with."""
    bit = _BITS.get(kind)
    return bit if bit is not None else _BITS.setdefault(kind, 1 << len(_BITS))


def written_fields(kind: type[Node]) -> tuple[str, ...]:
    """Give the names of the fields that say something, in the order of the class."""
    if kind not in _FIELDS:
        names = (each.name for each in fields(kind))
        _FIELDS[kind] = tuple(name for name in names if name not in ("span", "kinds"))
    return _FIELDS[kind]


def _kinds(value: object) -> int:
    if isinstance(value, Node):
        return value.kinds
    kinds = 0
    if isinstance(value, tuple):
        for each in value:
            kinds |= _kinds(each)
    return kinds


@frozen
class Name(Node):
    """``certificate-pp``: an id, or a name given by ``define`` or ``for``"""

    text: str


@frozen
class Text(Node):
    """``"Artificial Intelligence"``"""

    text: str


@frozen
class Code(Node):
    """``AI101``: the code of a module, or a grade; quotes are needed around odd ones"""

    text: str


@frozen
class InArea(Node):
    """``in "Ethics" or "Law"``, ``in theme``: areas written against the record itself"""

    areas: tuple[Text | Name, ...]


@frozen
class UnderArea(Node):
    """``under "Professional Practice"``: the area and all below it"""

    areas: tuple[Text | Name, ...]


@frozen
class LevelRange(Node):
    """``5``, ``5 or above`` (``highest`` is none), ``5 to 6``, ``that level`` (a name)"""

    lowest: int | Name
    highest: int | Name | None


@frozen
class AtLevel(Node):
    """``at level 5 or above``, ``at level 100 or 200``, ``at that level or above``"""

    ranges: tuple[LevelRange, ...]


@frozen
class FromModules(Node):
    """``from CV601, CV602``"""

    modules: tuple[Code, ...]


@frozen
class Passed(Node):
    """``passed``"""


@frozen
class Graded(Node):
    """``graded C or better``, ``graded C or better on "letters"``"""

    grade: Code
    scale: Text | None


@frozen
class Recognised(Node):
    """``recognised``"""


@frozen
class AtInstitution(Node):
    """``at this institution``"""


@frozen
class Completed(Node):
    """``completed before 2024-01-01``, ``after`` (both without the day), ``between … and …``
    (with)"""

    relation: Literal["before", "after", "between"]
    first: date
    last: date | None


@frozen
class UsedFor(Node):
    """``used for a programme award`` (kind), ``used for bsc-computing``, ``used for another
    award other than X`` (any but this one and those)"""

    kind: str | None
    award: Name | None
    other_than: tuple[Name, ...] = ()


@frozen
class Tagged(Node):
    """``tagged "capstone" or "project"``"""

    tags: tuple[Text, ...]


@frozen
class Worth(Node):
    """``worth 15 credits``, ``worth 15 credits or more``: of the record itself"""

    credits: Fraction
    or_more: bool


@frozen
class GradedOn(Node):
    """``graded on "S/U"``: the record's grade is on that scale"""

    scale: Text


@frozen
class CompletedWithin(Node):
    """``completed within 5 years before admission``, ``of enrolment``, ``after application``;
    ``completed before admission`` (no ``years``); ``completed less than 5 years before admission``
    (``strict``)

    ``of`` is on either side; both ends belong to it, but the far one does not where it is
    ``strict``. Without years the day of the event does not. The event is the learner's, not the
    module's.
    """

    years: int | None
    relation: Literal["of", "before", "after"]
    event: Literal["enrolment", "admission", "application"]
    strict: bool = False


@frozen
class InTerm(Node):
    """``completed in term january or autumn``: of any year, by the framework's calendar"""

    terms: tuple[Name, ...]


@frozen
class Where(Node):
    """``where provider is "Alpha" or "Beta"``: any column of the record or of its module"""

    column: str
    values: tuple[Text, ...]


@frozen
class Argument(Node):
    """``"Engineering"``, ``3``, ``2026-03-01``: what a plugin's predicate is given"""

    value: str | Fraction | date


@frozen
class Judged(Node):
    """``where offered-by("Engineering", 3)``: a plugin's predicate, of the record"""

    predicate: Name
    arguments: tuple[Argument, ...]


@frozen
class Defined(Node):
    """``digital``, where ``define digital = in "Computing" or "Data"``"""

    name: Name


@frozen
class Not(Node):
    """``not recognised``"""

    adjective: "Adjective"


Adjective = (
    InArea
    | UnderArea
    | AtLevel
    | FromModules
    | Passed
    | Graded
    | Recognised
    | AtInstitution
    | Completed
    | UsedFor
    | Tagged
    | Worth
    | GradedOn
    | CompletedWithin
    | InTerm
    | Where
    | Judged
    | Defined
    | Not
)


@frozen
class Selection(Node):
    """``graded C or better, or recognised, except from BU501``

    A record is selected when every adjective of one of the alternatives holds of it, and not every
    adjective of ``excepted``.
    """

    alternatives: tuple[tuple[Adjective, ...], ...]
    excepted: tuple[Adjective, ...] = ()
