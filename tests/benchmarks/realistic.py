"""The everyday questions: totals, ratios for which modules are left out, parts that share,
averages, and a degree whose parts compete.

Each family draws a few awards and, for each, a catalogue and learners of about the size at which
the award turns, so that outcomes fall on both sides.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from random import Random

from attrs import evolve, frozen

from tests.benchmarks.instances import (
    POINTS,
    Instance,
    IntegerProgram,
    Part,
    Rows,
    Studied,
    Taught,
    ask_in_all,
    ask_in_parts,
    award,
    credits_of,
    either,
)

AREAS = ("Art", "Biology", "Chemistry", "Data", "Ethics", "Finance", "Geology", "History")
TERMS = tuple(date(year, month, 28) for year in range(2021, 2026) for month in (1, 6, 8))
"""The days on which modules are completed"""

MODULES = 80
"""How many an invented catalogue has."""


@frozen
class Rules:
    """An award's text, and how its question for one learner is an integer program."""

    policy: str
    program: Callable[[Sequence[Studied]], IntegerProgram]


Family = Callable[[Random, Sequence[Studied]], Rules]
"""Draws an award that a learner who studied this about earns."""


def instances(
    family: Family, seed: str, awards: int, learners: int
) -> Iterator[tuple[Instance, ...]]:
    """For each of so many awards of a family so many learners of 10 to 30 records."""
    chance = Random(seed)
    for _ in range(awards):
        catalogue = taught(chance, MODULES, AREAS, most_areas=2)
        about = chance.randint(12, 28)
        rules = family(chance, studied_of(chance, catalogue, about))
        found = []
        for _ in range(learners):
            studied = studied_of(chance, catalogue, about + chance.randint(-2, 2))
            found.append(Instance(rules.policy, catalogue, studied, rules.program(studied)))
        yield tuple(found)


def taught(
    chance: Random, number: int, areas: Sequence[str], most_areas: int
) -> tuple[Taught, ...]:
    """An invented catalogue of modules of 3 to 12 credits at levels 3 to 6."""
    return tuple(
        Taught(
            code=f"M{place:03}",
            credits=chance.choice((3, 4, 6, 6, 6, 9, 12)),
            level=chance.choice((3, 4, 4, 5, 5, 6)),
            areas=tuple(sorted(chance.sample(areas, chance.randint(1, most_areas)))),
        )
        for place in range(number)
    )


def studied_of(chance: Random, catalogue: Sequence[Taught], number: int) -> tuple[Studied, ...]:
    """So many modules of the catalogue, passed at the end of some term with some grade."""
    return tuple(
        Studied(each, chance.choice("AABBBCCD"), chance.choice(TERMS))
        for each in chance.sample(catalogue, number)
    )


def totals(chance: Random, like: Sequence[Studied]) -> Rules:
    """Four amounts over one counted set, one of them a limit."""
    size = credits_of(like) * chance.randint(70, 95) // 100
    science = credits_of(e for e in like if e.among(AREAS[:2])) * chance.randint(70, 105) // 100
    high = credits_of(e for e in like if e.level >= 5) * chance.randint(70, 105) // 100
    most = chance.randint(6, 12)
    policy = award(
        [
            f"size {size} credits",
            f"require science: at least {science} credits in {either(AREAS[:2])}",
            f"require depth: at least {high} credits at level 5 or above",
            f'require money: at most {most} credits in "Finance"',
        ]
    )

    def program(studied: Sequence[Studied]) -> IntegerProgram:
        rows = Rows()
        places = list(enumerate(studied))
        ask_in_all(rows, studied, size)
        rows.at_least({p: e.credits for p, e in places if e.among(AREAS[:2])}, science)
        rows.at_least({p: e.credits for p, e in places if e.level >= 5}, high)
        rows.at_most({p: e.credits for p, e in places if e.among(["Finance"])}, most)
        return rows.program()

    return Rules(policy, program)


def ratios(chance: Random, like: Sequence[Studied]) -> Rules:
    """A total and two percentages of what counts, so that modules may have to be left out."""
    size = credits_of(like) * chance.randint(55, 90) // 100
    field, depth = chance.choice((50, 60, 75)), chance.choice((50, 60, 75))
    policy = award(
        [
            f"size {size} credits",
            f"require field: at least {field}% of credits in {either(AREAS[:4])}",
            f"require depth: at least {depth}% of credits at level 5 or above",
        ]
    )

    def program(studied: Sequence[Studied]) -> IntegerProgram:
        rows = Rows()
        places = list(enumerate(studied))
        ask_in_all(rows, studied, size)
        rows.at_least({p: e.credits * (100 * e.among(AREAS[:4]) - field) for p, e in places}, 0)
        rows.at_least({p: e.credits * (100 * (e.level >= 5) - depth) for p, e in places}, 0)
        return rows.program()

    return Rules(policy, program)


def sharing(chance: Random, like: Sequence[Studied]) -> Rules:
    """Three parts that compete for modules; two pairs may share a module, or some credits."""
    wanted = {
        "core": ("Art", "Biology", "Chemistry"),
        "method": ("Chemistry", "Data", "Ethics"),
        "field": ("Ethics", "Finance", "Geology", "Art"),
    }
    parts = [
        Part(
            id, areas, credits_of(e for e in like if e.among(areas)) * chance.randint(55, 80) // 100
        )
        for id, areas in wanted.items()
    ]
    most = chance.choice((6, 9, 12))
    size = credits_of(like) * chance.randint(60, 90) // 100
    policy = award(
        [
            f"size {size} credits",
            *(part.line() for part in parts),
            "share at most 1 module between core and method",
            f"share at most {most} credits between method and field",
        ]
    )

    def program(studied: Sequence[Studied]) -> IntegerProgram:
        rows = Rows()
        ask_in_all(rows, studied, size)
        ask_in_parts(rows, studied, parts)
        modules: dict[object, int] = {}
        credits: dict[object, int] = {}
        for place, each in enumerate(studied):
            core, method, field = ((place, part.id) for part in parts)
            standing = [part.id for part in parts if each.among(part.areas)]
            if "core" in standing and "field" in standing:
                rows.at_most({core: 1, field: 1}, 1)
            if "core" in standing and "method" in standing:
                rows.at_most({core: 1, method: 1, (place, "one"): -1}, 1)
                modules[place, "one"] = 1
            if "method" in standing and "field" in standing:
                rows.at_most({method: 1, field: 1, (place, "two"): -1}, 1)
                credits[place, "two"] = each.credits
        rows.at_most(modules, 1)
        rows.at_most(credits, most)
        return rows.program()

    return Rules(policy, program)


def averages(chance: Random, like: Sequence[Studied]) -> Rules:
    """A credit-weighted average of what counts, and so many different areas in it."""
    size = credits_of(like) * chance.randint(40, 80) // 100
    floor = chance.choice((27, 29, 30, 31, 33, 35))
    spread = chance.randint(5, 8)
    policy = award(
        [
            f"size {size} credits",
            f"require mean: average grade at least {floor / 10}",
            f"require breadth: at least {spread} areas",
        ]
    )

    def program(studied: Sequence[Studied]) -> IntegerProgram:
        rows = Rows()
        places = list(enumerate(studied))
        ask_in_all(rows, studied, size)
        rows.at_least({p: e.credits * (10 * POINTS[e.grade] - floor) for p, e in places}, 0)
        for area in AREAS:
            rows.at_least({**{p: 1 for p, e in places if e.among([area])}, area: -1}, 0)
        rows.at_least(dict.fromkeys(AREAS, 1), spread)
        return rows.program()

    return Rules(policy, program)


def degrees(
    seed: str,
    awards: int,
    learners: int,
    *,
    requirements: int = 12,
    records: int = 40,
    alike: bool = False,
) -> Iterator[tuple[Instance, ...]]:
    """Degrees of so many parts that compete for so many records, of which many fit in two or three
    parts; with a total, and a total at the upper levels.

    With ``alike``, all learners took what the one took for whom the degree is made, each module
    itself or its twin, so that all earn it however large it is; a part for which there is nothing
    is left out."""
    chance = Random(seed)
    fields = [f"Field {number:02}" for number in range(requirements - 2)]
    for _ in range(awards):
        catalogue = taught(chance, records * 2, fields, most_areas=3)
        like = studied_of(chance, catalogue, records)
        if alike:
            catalogue = (*catalogue, *map(twin, catalogue))
        ask = 65 if alike else chance.choice((70, 80, 85, 90))
        dealt = dict.fromkeys(fields, 0)
        for each in like:
            dealt[min(each.taught.areas, key=dealt.__getitem__)] += each.credits
        parts = [
            Part(f"p{number}", (field,), max(3, dealt[field] * ask // 100))
            for number, field in enumerate(fields)
            if dealt[field] or not alike
        ]
        size = sum(part.least for part in parts)
        high = credits_of(e for e in like if e.level >= 5) * 3 // 4
        policy = award(
            [
                f"size {size} credits",
                f"require depth: at least {high} credits at level 5 or above",
                *(part.line() for part in parts),
            ]
        )
        found = []
        for _ in range(learners):
            studied = studied_of(chance, catalogue, records)
            if alike:
                studied = tuple(
                    evolve(each, taught=chance.choice((each.taught, twin(each.taught))))
                    for each in like
                )
            program = degree_program(studied, parts, size, high)
            found.append(Instance(policy, catalogue, studied, program))
        yield tuple(found)


def twin(taught: Taught) -> Taught:
    """Another module of which nothing differs but the code."""
    return evolve(taught, code=f"{taught.code}T")


def degree_program(
    studied: Sequence[Studied], parts: Sequence[Part], size: int, high: int
) -> IntegerProgram:
    """A degree's question for one learner."""
    rows = Rows()
    ask_in_all(rows, studied, size)
    ask_in_parts(rows, studied, parts)
    for place, each in enumerate(studied):
        standing = {(place, part.id): 1 for part in parts if each.among(part.areas)}
        if len(standing) > 1:
            rows.at_most(dict.fromkeys(standing, 1), 1)
    rows.at_least({p: e.credits for p, e in enumerate(studied) if e.level >= 5}, high)
    return rows.program()
