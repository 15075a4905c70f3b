"""Amounts, and the conditions that requirements state."""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.language.syntax_selections import (
    Code,
    CompletedWithin,
    Name,
    Node,
    Selection,
    Text,
)

Unit = Literal["credits", "modules", "areas", "levels", "contact hours", "terms"]
Comparison = Literal["at least", "at most", "exactly", "between"]


@frozen
class Fixed(Node):
    """``24 credits``, ``2 modules``"""

    number: Fraction
    unit: Unit


@frozen
class NamedAmount(Node):
    """``total``, where ``define total = 30 credits``"""

    name: Name


@frozen
class Proportion(Node):
    """``75% of credits``, ``1/2 of modules``, ``75% of 30 credits rounded up``, ``1/2 of the size``

    ``base`` is ``counted`` (everything that the part counts), a fixed amount or a defined one,
    ``size`` (of this award as declared) or ``award`` (everything that the award counts, written
    inside a part). Of a defined amount the unit is that amount's, and ``unit`` says nothing."""

    ratio: Fraction
    percent: bool = field(eq=False)
    unit: Unit
    base: Literal["counted", "size", "award"] | Fixed | NamedAmount
    rounded_up: bool = False


@frozen
class Extreme(Node):
    """``the greater of 15 credits and 2/3 of credits``, ``the lesser of … and …``"""

    kind: Literal["greater", "lesser"]
    first: "Amount"
    second: "Amount"


Amount = Fixed | Proportion | NamedAmount | Extreme


@frozen
class OneOf(Node):
    """``in any one area`` (each for itself), ``in some one academic year`` (there is one), ``in
    every academic year`` (each from the first to the last in which something counts)"""

    quantifier: Literal["any", "some", "every"]
    kind: Literal["area", "level", "academic year", "term"]


@frozen
class Total(Node):
    """``at least 24 credits under "Professional Practice"``, ``between 3 and 6 credits
    recognised``"""

    comparison: Comparison
    amount: Amount
    upper: Amount | None
    selection: Selection | None
    one_of: OneOf | None = None


@frozen
class AllOf(Node):
    """``all of DS501, DS502``"""

    modules: tuple[Code, ...]


@frozen
class SomeOf(Node):
    """``2 of A1, B1, C1``, ``2 of { A1 or A2 } { B1 } { C1 or C2 }``: at least so many of the
    choices"""

    number: int
    choices: tuple[tuple[Code, ...], ...]


@frozen
class Average(Node):
    """``average grade at least 2.5 in "Statistics"``, ``average grade at least 65 on "marks"``"""

    minimum: Fraction
    selection: Selection | None
    attempts: bool = False
    """``average grade of all attempts at least 2.5``: of everything completed, passed or not"""
    scale: Text | None = None
    """in whose points; where not said, the only scale of the framework that has points"""


@frozen
class EveryGrade(Node):
    """``every grade at least C``, ``every grade of all attempts at least C on "letters"``

    Of counted records with a grade on the scale; recognised ones without a grade do not speak.
    """

    grade: Code
    scale: Text | None
    selection: Selection | None
    attempts: bool = False


@frozen
class NoAttempt(Node):
    """``no attempt in "Law"``: nothing on record, counted or not, is selected"""

    selection: Selection


@frozen
class CountedWithin(Node):
    """``completed within 4 years of the earliest counted module``, ``… of the earliest enrolment``:
    the counted records among themselves"""

    years: int
    event: Literal["completion", "enrolment"] = "completion"


@frozen
class AllWithin(Node):
    """``completed within 4 years of admission``: every counted record"""

    window: CompletedWithin


@frozen
class ModulesBefore(Node):
    """``modules A101 before modules B201, B202``: no counted one of the second is completed on or
    before the day of a counted one of the first"""

    first: tuple[Code, ...]
    second: tuple[Code, ...]


@frozen
class Gate(Node):
    """``at least 45 credits at level 100 before modules at level 200 or above``: that much of the
    first is completed before the day of the earliest counted one of the second"""

    amount: Fixed
    first: Selection | None
    second: Selection


@frozen
class LastCredits(Node):
    """``the last 30 credits at this institution``"""

    number: Fraction


@frozen
class Bundle(Node):
    """``bundle U1, U2, U3 counts 5 credits``: counted whole or not at all"""

    modules: tuple[Code, ...]
    counts: Fraction | None


@frozen
class Attested(Node):
    """``attested by "Programme Director"``, ``not attested by …``: a sign-off on this
    requirement"""

    by: Text
    negated: bool = False


@frozen
class LearnerFact(Node):
    """``learner mode is "part-time" or "evening"``, ``learner admitted before 2025-09-01``,
    ``learner admitted from 2025-09-01`` (that day and later), ``learner score at least 3.5``,
    ``not learner …``"""

    fact: Name
    relation: Literal["is", "at least", "at most", "before", "after", "from"]
    values: tuple[Text, ...] | Fraction | date
    negated: bool = False


@frozen
class HoldsAward(Node):
    """``award X`` (held, or earned in this audit), ``award X held`` (before), ``award X declared``
    (the learner's fact ``declared`` lists it), ``not award X``"""

    award: Name
    held: bool = False
    negated: bool = False
    declared: bool = False


@frozen
class Either(Node):
    """``either { all of ST510 } or { all of ST520, ST521 }``; in a brace all must hold"""

    branches: tuple[tuple["Requirement", ...], ...]


Condition = (
    Total
    | AllOf
    | SomeOf
    | Average
    | HoldsAward
    | Either
    | EveryGrade
    | NoAttempt
    | CountedWithin
    | AllWithin
    | ModulesBefore
    | Gate
    | LastCredits
    | Bundle
    | Attested
    | LearnerFact
)


@frozen
class Requirement(Node):
    """``require field "Three quarters": at least 24 credits per "Regulation 4.2"``"""

    id: Name | None
    label: Text | None
    condition: Condition
    citation: Text | None
