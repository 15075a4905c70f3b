"""Changes: what may be supposed about a learner, the day and the rules."""

from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import frozen


@frozen
class Passed:
    """The module is passed and awarded on a day, that of the question where none is given, with a
    grade or none. A record of it in progress becomes that pass."""

    module: str
    grade: str | None = None
    on: date | None = None


@frozen
class NotPassed:
    """The record of this id, or every record of this module, is failed or withdrawn."""

    name: str
    status: Literal["failed", "withdrawn"] = "failed"


@frozen
class OnDay:
    """It is asked on another day."""

    on: date


@frozen
class ByEdition:
    """The award is decided by this edition of it alone, whoever it is for and whenever it is in
    force: by its period as verdicts show it, or any part of that which no other edition has."""

    edition: str


@frozen
class Granted:
    """A decision is granted on the day: the line of this id is waived, or asks for another
    amount."""

    line: str
    amount: Fraction | None = None


@frozen
class WithTheme:
    """The theme has to be this area; the award is not to be had without a theme."""

    area: str


@frozen
class FactGiven:
    """A fact about the learner has this value."""

    name: str
    value: str


Change = Passed | NotPassed | OnDay | ByEdition | Granted | WithTheme | FactGiven
