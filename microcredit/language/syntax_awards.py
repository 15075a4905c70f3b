"""Awards and their parts."""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.language.syntax_conditions import (
    Condition,
    Fixed,
    LearnerFact,
    NamedAmount,
    Requirement,
)
from microcredit.language.syntax_selections import Name, Node, Selection, Text

Event = Literal["completion", "award of the module", "enrolment", "admission", "application"]


@frozen
class CountOnly(Node):
    """``count only modules passed``, ``count only fresh: modules not used for another award``"""

    selection: Selection
    id: Name | None = None


@frozen
class Expiry(Node):
    """``credits recognised expire 5 years after award of the module``"""

    selection: Selection | None
    years: int
    event: Event
    through: Literal["month", "term", "academic year"] | None = None
    """``through the end of the month``: the last day moves to the end of what it falls in"""
    id: Name | None = None


@frozen
class Repeats(Node):
    """``repeats count best``, ``first``, ``latest``, ``repeats count every up to 4 credits``

    ``limit`` is in credits, for ``every`` only; ``selection`` says of which modules, all where
    none."""

    keep: Literal["best", "first", "latest", "every"]
    limit: Fraction | None
    selection: Selection | None
    id: Name | None = None


@frozen
class When(Node):
    """``when learner mode is "part-time" { … } otherwise { … }``: about the learner, never about
    what counts

    Several conditions are joined by ``and``; a branch may hold requirements and parts.
    """

    conditions: tuple[Condition, ...]
    then: "Part"
    otherwise: "Part | None"


@frozen
class Classify(Node):
    """``classify "Distinction": average grade at least 3.7``; several conditions joined by
    ``and``"""

    label: Text
    conditions: tuple[Condition, ...]


@frozen
class Share(Node):
    """``share at most 1 module between core and breadth``; without an amount there is no limit

    ``share at most 1 module tagged "lab" between core and breadth`` is of those selected, others
    are free; with ``share only modules tagged "lab" between core and breadth`` nothing else is in
    both."""

    limit: Fixed | NamedAmount | None
    first: Name
    second: Name
    id: Name | None = None
    selection: Selection | None = None
    rule: Literal["at most", "only"] = "at most"


@frozen
class SizeShare(Node):
    """``20% of the smaller award``, ``1/2 of the larger award``, ``25% of the size`` (this award's)

    In credits, of the sizes as declared, compared by multiplication."""

    ratio: Fraction
    percent: bool = field(eq=False)
    base: Literal["smaller", "larger", "size"]


@frozen
class Others(Node):
    """``X, Y``, ``each certificate``, ``each award``, ``all certificates together``

    ``awards`` are named, each for itself; or those of a ``kind`` (``award`` for any) are meant,
    each for itself, or all ``together``."""

    awards: tuple[Name, ...]
    kind: str | None
    together: bool


@frozen
class ShareWith(Node):
    """What this award and others may both count; without such a line, everything.

    ``share at most 4 credits at level 5 with each certificate`` (of those selected, others are
    free), ``share at most 20% of the smaller award with X``, ``share nothing with X``, ``share only
    modules tagged lab with X`` (nothing else), ``share only the surplus with X`` (what this award
    counts above its size), ``share with at most 1 award`` (no module with more than that many
    others; ``others`` is none)."""

    rule: Literal["at most", "nothing", "only", "surplus", "awards"]
    limit: Fixed | NamedAmount | SizeShare | int | None
    """with ``at most``; an int with ``awards``"""
    selection: Selection | None
    others: Others | None
    id: Name | None = None


@frozen
class Relation(Node):
    """``builds on X`` (what X counted may count again), ``includes X`` (so, and X is demanded),
    ``surrenders X`` (X ends when this is conferred), ``absorbs X`` (X is not conferred beside it),
    ``bars X`` (nobody holds both)"""

    kind: Literal["builds on", "includes", "surrenders", "absorbs", "bars"]
    awards: tuple[Name, ...]


@frozen
class Prefer(Node):
    """``prefer modules at this institution``, ``prefer better grades`` (no selection)

    Of sets that are equal up to the credits counted: the one with the most such credits, in place
    of the one that expires first."""

    selection: Selection | None


@frozen
class Choose(Node):
    """``choose 1``, ``choose 2 or more`` (``highest`` is none), ``choose 1 to 3``"""

    lowest: int
    highest: int | None


@frozen
class Part(Node):
    """``part track "Specialisation" choose 1 { … }``"""

    id: Name
    label: Text | None
    choose: Choose | None
    count_only: tuple[CountOnly, ...]
    requirements: tuple[Requirement, ...]
    parts: tuple["Part", ...]
    shares: tuple[Share, ...]
    closed: bool
    """whether it says ``nothing else counts``"""
    whens: tuple[When, ...] = ()
    reuses: tuple[Name, ...] = ()
    """``reuse core, breadth``: judges what these siblings count, and takes nothing"""
    most_parts: int | None = None
    """``share between at most 2 parts``: a module stands in at most so many of its parts"""


@frozen
class Title(Node):
    """``title zh-Hant "專業實踐證書"``; ``title suffix zh-Hant "({theme})"`` in a ``for`` block"""

    language: str
    text: Text


@frozen
class HighestLevel(Node):
    """``for the highest level of 1 to 7``: binds ``level``"""

    lowest: int
    highest: int


@frozen
class SomeArea(Node):
    """``optionally for some theme in areas under "Professional Practice" { … }``: binds ``theme``

    Without ``optionally`` an area must be found. The name is bound in the block; where there is no
    block, in the whole award.
    """

    variable: Name
    optional: bool
    under: tuple[Text, ...]
    requirements: tuple[Requirement, ...]
    suffixes: tuple[Title, ...]


Variable = HighestLevel | SomeArea


@frozen
class Effective(Node):
    """``effective 2024-09-01 to 2027-08-31``, ``2023-04-19 onwards``; both days belong to it"""

    first: date
    last: date | None


@frozen
class Award(Node):
    """``award certificate-pp "Certificate in Professional Practice" { … }``

    ``root`` is the award as a part: what it counts only, requires and holds. It has the award's id.
    """

    id: Name
    title: Text
    titles: tuple[Title, ...]
    kind: str | None
    size: Fixed | NamedAmount | None
    source: tuple[Text, ...]
    effective: Effective | None
    on_application: bool
    variables: tuple[Variable, ...]
    expiries: tuple[Expiry, ...]
    root: Part
    repeats: tuple[Repeats, ...] = ()
    classes: tuple[Classify, ...] = ()
    open_to: tuple[LearnerFact, ...] = ()
    """``for learners admitted before 2025-09-01 and mode is "part-time"``: whose edition it is"""
    shares: tuple[ShareWith, ...] = ()
    relations: tuple[Relation, ...] = ()
    prefers: tuple[Prefer, ...] = ()


@frozen
class ExternalAward(Node):
    """``external award undergraduate-degree "A bachelor's degree"``: conferred elsewhere, may be
    held"""

    id: Name
    title: Text
