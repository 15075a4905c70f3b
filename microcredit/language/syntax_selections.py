"""Selections, and the names and texts that everything else is made of."""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.source import Span


@frozen
class Node:
    """A piece of a policy; two nodes are equal when they say the same thing."""

    span: Span = field(kw_only=True, eq=False, repr=False)


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
    award``"""

    kind: str | None
    award: Name | None


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
    """``completed within 5 years before admission``, ``of enrolment``, ``after application``

    ``of`` is on either side; both ends belong to it. The event is the learner's, not the module's.
    """

    years: int
    relation: Literal["of", "before", "after"]
    event: Literal["enrolment", "admission", "application"]


@frozen
class Where(Node):
    """``where provider is "Alpha" or "Beta"``: any column of the record or of its module"""

    column: str
    values: tuple[Text, ...]


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
    | Where
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
