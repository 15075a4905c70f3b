"""Proofs: what shows that a verdict is right, as plain data that the checker can go through.

That an award is earned is shown by an *allocation*: which records count, and where. That it is not
is shown by a *refutation*. Its leaf is a sum: rows of the normal form, each times a positive whole
number, that ask for more together than all records can bring, each used at its best. Where no one
sum is enough, a refutation looks at cases that leave none out, and has a refutation for each.
"""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from microcredit.engine.normal_form import Binding
from microcredit.language.outcomes import Outcome


@frozen
class Sum:
    """These rows, each so many times, ask for more together than there is."""

    rows: tuple[tuple[int, int], ...]


@frozen
class Settled:
    """What is given about the learner leaves these requirements unmet, whatever counts."""

    requirements: tuple[str, ...]


@frozen
class ByChoice:
    """What a requirement leaves open, or which parts are chosen in a part, by its id: for each
    alternative in turn a refutation in which it holds and those before it are not used; and one
    more in which none is, where none need be."""

    choice: str
    of: tuple["Refutation", ...]


@frozen
class ByRecord:
    """A record stands in a part, or it does not."""

    record: str
    part: str
    stands: "Refutation"
    otherwise: "Refutation"


@frozen
class Exhausted:
    """Nothing that could be checked: a search that left nothing out took so many steps."""

    steps: int


Refutation = Sum | Settled | ByChoice | ByRecord | Exhausted


@frozen
class Happening:
    """What would have to happen: a record is passed and awarded on the day, with a grade where it
    has none yet, or a requirement is signed off by somebody."""

    record: str | None = None
    scale: str | None = None
    grade: str | None = None
    requirement: str | None = None
    by: str | None = None


@frozen
class Earned:
    """An edition of an award is earned: under the binding, with the decisions made use of, by the
    allocation, which has for each counted record the parts below the award that hold it.

    ``beside`` are the awards conferred with it, where they limit one another."""

    award: str
    edition: str
    decisions: tuple[str, ...]
    binding: Binding
    allocation: Mapping[str, tuple[str, ...]] = field(hash=False)
    beside: tuple["Earned", ...] = ()


@frozen
class Way:
    """One way in which an award might be earned: an edition with certain decisions, under bindings.

    ``passed`` says that all that is under way is taken as passed, with any grade, and all that is
    to be signed as signed. Each of ``because`` refutes some bindings; those that no record tells
    apart are one, the first of them."""

    edition: str
    decisions: tuple[str, ...]
    passed: bool
    because: tuple[tuple[tuple[Binding, ...], Refutation], ...]


@frozen
class Refuted:
    """An award is not earned: every way is refuted."""

    award: str
    ways: tuple[Way, ...]


@frozen
class Claim:
    """Whether another award, on which the rules depend, is earned: with these decisions made use
    of, or (``alone``) with any; ``happening`` says that what must happen has."""

    alone: bool
    decisions: tuple[str, ...]
    happening: bool
    shown: Earned | Refuted


@frozen
class Shown:
    """The outcome for one way in which what is missing may turn out (``filled``): the allocation
    for *earned*, the refutation for *not earned*, both for *pending*, with what must happen.

    ``claims`` are what is shown of other awards; each relies on none but those before it."""

    outcome: Outcome
    filled: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    claims: tuple[Claim, ...] = ()
    happening: tuple[Happening, ...] = ()
    earned: Earned | None = None
    refuted: Refuted | None = None


@frozen
class Proof:
    """The proof of a verdict: of whom, on what, and what is shown for each way in which missing
    values may turn out.

    ``missing`` says why nothing is shown, where nothing is. The hashes are SHA-256: of the bytes of
    the policy files and of the catalogue's, and of what is on record about the learner."""

    learner: str
    award: str
    edition: str
    on: date
    outcome: Outcome
    policies: tuple[str, ...]
    catalogue: tuple[str, ...]
    records: str
    shown: tuple[Shown, ...]
    covers: str | None = None
    missing: str | None = None


def searched(refutation: Refutation) -> int | None:
    """The steps of the first search that a refutation rests on, none where it rests on none."""
    match refutation:
        case Exhausted(steps):
            return steps
        case ByChoice(_, of):
            cases = of
        case ByRecord(_, _, stands, otherwise):
            cases = (stands, otherwise)
        case _:
            return None
    return next((found for each in cases if (found := searched(each)) is not None), None)


def size(refutation: Refutation) -> int:
    """How long a refutation is: its rows, names and cases."""
    match refutation:
        case Sum(rows):
            return 1 + len(rows)
        case Settled(requirements):
            return 1 + len(requirements)
        case ByChoice(_, of):
            return 1 + sum(map(size, of))
        case ByRecord(_, _, stands, otherwise):
            return 1 + size(stands) + size(otherwise)
        case _:
            return 1
