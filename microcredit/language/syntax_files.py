"""What stands beside awards: frameworks, definitions, examples, and the whole file."""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import frozen

from microcredit.language.outcomes import Outcome
from microcredit.language.syntax_awards import Award, ExternalAward
from microcredit.language.syntax_conditions import Fixed
from microcredit.language.syntax_selections import Code, Name, Node, Selection, Text


@frozen
class Grade(Node):
    """``"B+" = 33/10`` (points), ``fail F``, ``fail F = 0``, ``no points P``"""

    code: Code
    points: Fraction | None
    passing: bool


@frozen
class GradeScale(Node):
    """``grades letters { A = 4, B = 3, fail F }``: best grade first; or ``grades percent 0 to 100,
    passing 40``, whose grades are the whole marks, each with as many points"""

    name: str
    grades: tuple[Grade, ...]
    passing: int | None = None
    """the least mark that passes, of a scale of marks"""


@frozen
class Term(Node):
    """``term autumn 09-01 to 12-31``: month and day of its first and its last day"""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]


@frozen
class Calendar(Node):
    """``calendar { academic year starts 09-01  term autumn 09-01 to 12-31 }``"""

    starts: tuple[int, int]
    terms: tuple[Term, ...]


@frozen
class Conversion(Node):
    """``convert 1 "ECTS" = 5/2 "QF credit"``: what one credit of another scheme is in this one"""

    scheme: Text
    worth: Fraction


@frozen
class Equivalence(Node):
    """``equate 70 on "percent" = A on "letters"``: that mark, and better ones up to the next that
    is equated, count as that grade"""

    grade: Code
    scale: Text
    other_grade: Code
    other_scale: Text


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
    conversions: tuple[Conversion, ...] = ()
    calendar: Calendar | None = None
    equivalences: tuple[Equivalence, ...] = ()
    ignored: tuple[Text, ...] = ()
    """credit schemes that do not count: ``ignore "CPD point"``"""


@frozen
class UseFramework(Node):
    """``framework hkqf``: one that is imported, or comes with the package"""

    id: Name


@frozen
class Import(Node):
    """``import "frameworks/hkqf.policy"``"""

    path: Text


@frozen
class ByFact(Node):
    """``by learner mode { "full-time": 60 credits, "part-time": 48 credits, otherwise: 45 credits
    }``"""

    fact: Name
    cases: tuple[tuple[Text, Fixed], ...]
    otherwise: Fixed | None


@frozen
class ByDate(Node):
    """``60 credits to 2020-07-31, 72 credits onwards``: by the as-of date; each with its last
    day"""

    cases: tuple[tuple[Fixed, date | None], ...]


@frozen
class Define(Node):
    """``define digital = in "Computing" or "Data"``, ``define total = 30 credits``"""

    name: Name
    meaning: Selection | Fixed | ByFact | ByDate


@frozen
class TitleWords(Node):
    """``titles of a micro-credential without "national", "degree"``, ``titles of every award
    without …`` (no ``kind``)"""

    kind: str | None
    words: tuple[Text, ...]


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
class ExampleFact(Node):
    """``learner mode is "part-time"``, ``learner admitted on 2024-09-01``, ``learner score is
    3.5``"""

    fact: Name
    value: str


@frozen
class ExampleSigned(Node):
    """``signed portfolio by "Programme Director" on 2026-01-15``"""

    requirement: Name
    by: Text
    on: date


@frozen
class Expectation(Node):
    """``expect earned, theme "Artificial Intelligence", level 4``, ``expect not earned because
    AI101 expired``"""

    outcome: Outcome
    variables: tuple[tuple[str, str | int | None], ...]
    """``("theme", "Artificial Intelligence")``, ``("level", 4)``, ``("theme", None)`` for ``no
    theme``"""
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
    facts: tuple[ExampleFact, ...] = ()
    signed: tuple[ExampleSigned, ...] = ()


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
    title_words: tuple[TitleWords, ...] = ()
