"""Amounts, and the conditions that requirements state."""

from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from microcredit.language.syntax_selections import Code, Name, Node, Selection, Text

Unit = Literal["credits", "modules"]
Comparison = Literal["at least", "at most", "exactly", "between"]


@frozen
class Fixed(Node):
    """``24 credits``, ``2 modules``"""

    number: Fraction
    unit: Unit


@frozen
class Proportion(Node):
    """``75% of credits``, ``1/2 of modules``, ``75% of 30 credits rounded up``, ``1/2 of the size``

    ``base`` is ``counted`` (everything that the part counts), a fixed amount, ``size`` (of this
    award as declared) or ``award`` (everything that the award counts, written inside a part)."""

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


@frozen
class Total(Node):
    """``at least 24 credits under "Professional Practice"``, ``between 3 and 6 credits
    recognised``"""

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
    """``2 of A1, B1, C1``, ``2 of { A1 or A2 } { B1 } { C1 or C2 }``: at least so many of the
    choices"""

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
