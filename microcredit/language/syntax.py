"""What a policy says, as frozen values: one class for each thing that can be written.

Two nodes are equal when they say the same thing; where they stand in the text (``span``) takes
no part in it. A class's docstring is the policy text that it stands for.
"""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.source import Span

Unit = Literal["credits", "modules"]
Comparison = Literal["at least", "at most", "exactly", "between"]
Event = Literal["completion", "award of the module", "enrolment"]
Outcome = Literal["earned", "pending", "not earned", "undetermined"]


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


# Selections: which records


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
    """``completed before 2024-01-01``, ``after`` (both without the day), ``between … and …`` (with)"""

    relation: Literal["before", "after", "between"]
    first: date
    last: date | None


@frozen
class UsedFor(Node):
    """``used for a programme award`` (kind), ``used for bsc-computing``, ``used for another award``"""

    kind: str | None
    award: Name | None


@frozen
class Tagged(Node):
    """``tagged "capstone" or "project"``"""

    tags: tuple[Text, ...]


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


# Amounts


@frozen
class Fixed(Node):
    """``24 credits``, ``2 modules``"""

    number: Fraction
    unit: Unit


@frozen
class Proportion(Node):
    """``75% of credits``, ``1/2 of modules``, ``75% of 30 credits rounded up``, ``1/2 of the size``

    ``base`` is ``counted`` (everything that the part counts), a fixed amount, ``size`` (of this award
    as declared) or ``award`` (everything that the award counts, written inside a part).
    """

    ratio: Fraction
    percent: bool = field(eq=False)
    unit: Unit
    base: Literal["counted", "size", "award"] | Fixed
    rounded_up: bool = False


@frozen
class NamedAmount(Node):
    """``total``, where ``define total = 30 credits``"""

    name: Name


Amount = Fixed | Proportion | NamedAmount


# Conditions


@frozen
class Total(Node):
    """``at least 24 credits under "Professional Practice"``, ``between 3 and 6 credits recognised``"""

    comparison: Comparison
    amount: Amount
    upper: Amount | None
    selection: Selection | None


@frozen
class AllOf(Node):
    """``all of DS501, DS502``"""

    modules: tuple[Code, ...]


@frozen
class SomeOf(Node):
    """``2 of A1, B1, C1``, ``2 of { A1 or A2 } { B1 } { C1 or C2 }``: at least so many of the choices"""

    number: int
    choices: tuple[tuple[Code, ...], ...]


@frozen
class Average(Node):
    """``average grade at least 2.5 in "Statistics"``"""

    minimum: Fraction
    selection: Selection | None


@frozen
class HoldsAward(Node):
    """``award X`` (held, or earned in this audit), ``award X held`` (before), ``not award X``"""

    award: Name
    held: bool = False
    negated: bool = False


@frozen
class Either(Node):
    """``either { all of ST510 } or { all of ST520, ST521 }``; in a brace all must hold"""

    branches: tuple[tuple["Requirement", ...], ...]


Condition = Total | AllOf | SomeOf | Average | HoldsAward | Either


@frozen
class Requirement(Node):
    """``require field "Three quarters": at least 24 credits per "Regulation 4.2"``"""

    id: Name | None
    label: Text | None
    condition: Condition
    citation: Text | None


# Parts and awards


@frozen
class CountOnly(Node):
    """``count only modules passed, not used for a programme award``"""

    selection: Selection


@frozen
class Expiry(Node):
    """``credits recognised expire 5 years after award of the module``"""

    selection: Selection | None
    years: int
    event: Event


@frozen
class Share(Node):
    """``share at most 1 module between core and breadth``; without an amount there is no limit"""

    limit: Fixed | NamedAmount | None
    first: Name
    second: Name


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


@frozen
class ExternalAward(Node):
    """``external award undergraduate-degree "A bachelor's degree"``: conferred elsewhere, may be held"""

    id: Name
    title: Text


# What stands beside awards


@frozen
class Grade(Node):
    """``"B+" = 33/10`` (points), ``fail F``, ``no points P``"""

    code: Code
    points: Fraction | None
    passing: bool


@frozen
class GradeScale(Node):
    """``grades letters { A = 4, B = 3, fail F }``: best grade first"""

    name: str
    grades: tuple[Grade, ...]


@frozen
class Framework(Node):
    """``framework hkqf "Hong Kong Qualifications Framework" { … }``"""

    id: Name
    title: Text
    levels: tuple[int, int]
    credit: Text
    hours: Fraction | None
    """notional hours of one credit, where stated"""
    scales: tuple[GradeScale, ...]


@frozen
class UseFramework(Node):
    """``framework hkqf``: one that is imported, or comes with the package"""

    id: Name


@frozen
class Import(Node):
    """``import "frameworks/hkqf.policy"``"""

    path: Text


@frozen
class Define(Node):
    """``define digital = in "Computing" or "Data"``, ``define total = 30 credits``"""

    name: Name
    meaning: Selection | Fixed


@frozen
class ExampleRecord(Node):
    """``passed AI101 on 2023-06-30 graded A``, ``failed AI101 on …``, ``in progress AI101``"""

    status: Literal["passed", "failed", "in progress"]
    module: Code
    completed: date | None
    awarded: date | None
    """``awarded 2023-07-15``; the day of completion where not said"""
    grade: Code | None
    recognised: bool
    used_for: str | None
    """``used for programme:bsc-computing``, as in the records"""


@frozen
class ExampleHolds(Node):
    """``holds certificate-pp since 2024-01-01``"""

    award: Name
    since: date


@frozen
class Expectation(Node):
    """``expect earned, theme "Artificial Intelligence", level 4``, ``expect not earned because AI101 expired``"""

    outcome: Outcome
    variables: tuple[tuple[str, str | int | None], ...]
    """``("theme", "Artificial Intelligence")``, ``("level", 4)``, ``("theme", None)`` for ``no theme``"""
    because_module: Code | None
    because: Literal["expired", "failed", "in progress", "used", "left out"] | None
    unmet: Name | None
    """``because field is not met``"""


@frozen
class Example(Node):
    """``example "One day too late" for certificate-pp { … }``"""

    label: Text
    award: Name
    on: date
    records: tuple[ExampleRecord, ...]
    holds: tuple[ExampleHolds, ...]
    expectations: tuple[Expectation, ...]


@frozen
class PolicyFile(Node):
    """A whole file, in the order written within each kind."""

    language: int | None
    institution: Text | None
    uses: tuple[UseFramework, ...]
    frameworks: tuple[Framework, ...]
    imports: tuple[Import, ...]
    defines: tuple[Define, ...]
    external: tuple[ExternalAward, ...]
    awards: tuple[Award, ...]
    examples: tuple[Example, ...]
