"""Instances: an invented award, an invented learner, and the same question as an integer program.

Nothing here knows the engine. An instance is a policy in its written form, a catalogue, and what a
learner studied of it; its integer program is stated beside it, from the meaning of the rules, for
the solvers that the engine is compared with. All of it is random and repeats with its seed: no
module, rule or learner is anybody's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import field, frozen

ON = date(2026, 3, 1)

FRAMEWORK = """
language 1
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  grades letters { A = 4, B = 3, C = 2, D = 1, fail F }
}
"""

POINTS = {"A": 4, "B": 3, "C": 2, "D": 1}


@frozen
class Taught:
    """A module of an invented catalogue, of whole credits."""

    code: str
    credits: int
    level: int
    areas: tuple[str, ...]


@frozen
class Studied:
    """A module that a learner passed, with which grade, and when."""

    taught: Taught
    grade: str = "B"
    on: date = date(2025, 1, 31)

    @property
    def credits(self) -> int:
        """The module's credits."""
        return self.taught.credits

    @property
    def level(self) -> int:
        """The module's level."""
        return self.taught.level

    def among(self, areas: Iterable[str]) -> bool:
        """Whether the module is in one of these areas."""
        return not set(areas).isdisjoint(self.taught.areas)


@frozen
class IntegerProgram:
    """Whether binary variables can meet all rows, each its coefficients and the least sum."""

    variables: int
    rows: tuple[tuple[tuple[tuple[int, int], ...], int], ...]


@frozen
class Instance:
    """One question: a policy, its catalogue, what a learner studied, and the integer program.

    ``earned`` is the answer where the way in which the instance was made already gives it.
    """

    policy: str
    catalogue: tuple[Taught, ...]
    studied: tuple[Studied, ...]
    program: IntegerProgram | None = None
    earned: bool | None = None


@frozen
class Rows:
    """An integer program while it is written down."""

    rows: list[tuple[tuple[tuple[int, int], ...], int]] = field(factory=list)
    numbers: dict[object, int] = field(factory=dict)

    def variable(self, name: object) -> int:
        """The number of the variable of this name, a new one where it is first named."""
        return self.numbers.setdefault(name, len(self.numbers))

    def at_least(self, weights: Mapping[object, int], least: int) -> None:
        """Ask that the weighted sum comes to at least so much."""
        terms = tuple((self.variable(name), weight) for name, weight in weights.items() if weight)
        self.rows.append((terms, least))

    def at_most(self, weights: Mapping[object, int], most: int) -> None:
        """Ask that the weighted sum comes to at most so much."""
        self.at_least({name: -weight for name, weight in weights.items()}, -most)

    def program(self) -> IntegerProgram:
        """What was written down."""
        return IntegerProgram(len(self.numbers), tuple(self.rows))


@frozen
class Part:
    """A part of an award that asks for so many credits in some areas."""

    id: str
    areas: tuple[str, ...]
    least: int

    def line(self) -> str:
        """The part as a policy says it."""
        return f"part {self.id} {{ require at least {self.least} credits in {either(self.areas)} }}"


def either(areas: Iterable[str]) -> str:
    """Areas as a policy lists them."""
    return " or ".join(f'"{area}"' for area in areas)


def award(lines: Sequence[str]) -> str:
    """The text of a policy with one award, `main`, of these lines."""
    return FRAMEWORK + 'award main "Main" {\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def credits_of(studied: Iterable[Studied]) -> int:
    """The credits of all of it."""
    return sum(each.credits for each in studied)


def ask_in_all(rows: Rows, studied: Sequence[Studied], least: int) -> None:
    """Ask for so many credits of all that counts; a record counts where its variable, its place,
    is one."""
    rows.at_least({place: each.credits for place, each in enumerate(studied)}, least)


def ask_in_parts(rows: Rows, studied: Sequence[Studied], parts: Sequence[Part]) -> None:
    """Ask for the credits of every part; ``(place, part)`` says that the record stands there.

    A record that stands in a part counts. Whether it may stand in two is left to other rows.
    """
    for part in parts:
        taken: dict[object, int] = {}
        for place, each in enumerate(studied):
            if each.among(part.areas):
                taken[place, part.id] = each.credits
                rows.at_least({place: 1, (place, part.id): -1}, 0)
        rows.at_least(taken, part.least)
