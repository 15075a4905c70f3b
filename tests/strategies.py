"""Random small cases: policy text of every kind, a catalogue and a learner to go with it.

The learner comes first, and amounts in the policy are sums over some of that learner's records,
so that about half of the awards are earned. A policy that the checks refuse is thrown away.
"""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any, TypeVar

from attrs import evolve, frozen
from hypothesis import reject, strategies as st

from microcredit.errors import PolicyError
from microcredit.language.checked import CheckedPolicy, Policies
from microcredit.language.load import policies_from_text
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.credit import amount_text
from microcredit.model.learner import Application, Conferral, Transcript
from microcredit.model.module import Module
from microcredit.model.record import Record

T = TypeVar("T")

ON = date(2026, 3, 1)
DAYS = (
    date(2024, 2, 29),
    date(2021, 3, 1),
    date(2025, 6, 30),
    date(2021, 2, 28),
    date(2023, 9, 1),
    date(2020, 2, 29),
    date(2026, 3, 1),
    date(2025, 12, 31),
)
CREDITS = tuple(map(Fraction, ("6", "3", "3/2", "2", "1", "7.5", "6", "3")))
AREAS = (
    Area("Arts"),
    Area("Science"),
    Area("Music", "Arts"),
    Area("Dance", "Arts"),
    Area("Biology", "Science"),
    Area("Genetics", "Biology"),
)
FRAMEWORK = """language 1
institution "Here"
framework steps "Steps" {
  levels 3 to 5
  credits "step"
  grades letters { A = 4, "B+" = 10/3, C = 2, no points P, fail F }
  grades yes-no { no points S, fail U }
}
external award degree "A degree from elsewhere"
"""
TOPS = ('"Arts"', '"Science"', '"Biology"')
LEVELS = ("level 4 or above", "level 5", "level 3 to 4", "level 3 or 5")
THAT_LEVEL = ("that level or above", "that level or above", "that level")
GRADES = (
    "C or better",
    "P or better",
    '"B+" or better',
    'A or better on "letters"',
    "S or better",
)
USES = ("a programme award", "another award", "degree")
SHARES = ("50%", "1/3", "75%", "2/3", "25%", "33.3%", "100%")
TAGS = ('"project"', '"lab" or "project"')
USUAL = ("in", "in", "under", "under", "at", "at", "from", "from", "graded", "recognised",
         "at this institution", "completed", "used for", "tagged", "chosen", "passed")  # fmt: skip


@frozen(repr=False)
class Case:
    """A policy, perhaps of several awards, and a learner; ``award`` is the one to audit."""

    text: str
    policies: Policies
    award: str
    transcript: Transcript
    catalogue: Catalogue
    on: date

    @property
    def policy(self) -> CheckedPolicy:
        return self.policies[self.award]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """As Hypothesis asks for it: the texts, and not every node of the policies."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        modules = "\n".join(map(str, self.catalogue.modules.values()))
        records = "\n".join(map(str, self.transcript.records))
        beside = f"{self.transcript.conferred}\n{self.transcript.applications}"
        return f"\n{self.text}\n{modules}\n{records}\n{beside}\n"


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Seven modules, one in two areas, one with a former code, perhaps one without a level."""

    def module(code: str, level: int | None, *areas: str, tags: tuple[str, ...] = ()) -> Module:
        formerly = ("OLD1",) if code == "M2" else ()
        credits = draw(st.sampled_from(CREDITS))
        return Module(code, code, credits, level, areas, tags=tags, formerly=formerly)

    rare = draw(st.integers(0, 19)) == 7
    modules = (
        module("M1", 4, "Music"),
        module("G1", 5, "Genetics", tags=("project",)),
        module("M2", 5, "Music"),
        module("MB1", 5, "Music", "Biology"),
        module("D1", None if rare else 3, "Dance"),
        module("B1", 4, "Biology", tags=("project", "lab")),
        module("A1", 4, "Arts"),
    )
    return Catalogue({m.code: m for m in modules}, {a.name: a for a in AREAS})


@st.composite
def transcripts(draw: st.DrawFn, catalogue: Catalogue) -> Transcript:
    """At most six records, of which one may have an unknown and two may be pending."""
    chance = Chance(draw)
    codes = [*catalogue.modules, "OLD1"]
    records = [_record(chance, f"r{n}", codes) for n in range(draw(st.integers(2, 6)))]
    if chance.one_in(3):
        ungraded = evolve(records[0], grade=None, scale=None)
        undated = evolve(records[0], awarded_on=None)
        records[0] = chance.pick((ungraded, undated))
    for place, seldom in ((1, 3), (2, 9)):
        if len(records) > place and chance.one_in(seldom):
            records[place] = _pending(chance, records[place])
    conferred = []
    if chance.one_in(6):
        award = chance.pick(("base", "degree", "main"))
        conferred.append(Conferral(award, chance.pick((date(2024, 1, 1), ON, date(2026, 4, 1)))))
    applications = []
    if chance.one_in(4):
        days = chance.pick((("2025-02-28",), ("2026-02-28", "2025-03-01"), ("2026-03-02",)))
        applications = [Application("main", date.fromisoformat(day)) for day in days]
    order = draw(st.permutations(records))
    whole = Transcript("learner", tuple(order), tuple(conferred), tuple(applications))
    return whole.resolved(catalogue)


def _record(chance: "Chance", id: str, codes: Sequence[str]) -> Record:
    completed = chance.pick(DAYS)
    awarded = completed
    if chance.one_in(8):
        awarded = max(completed, chance.pick(DAYS))
    scale, grade = chance.pick(
        [
            ("letters", "A"),
            ("letters", "C"),
            (None, "B+"),
            (None, "P"),
            ("yes-no", "S"),
            (None, "A"),
        ]
    )
    record = Record(
        id=id,
        module=chance.pick(codes),
        status="passed",
        completed_on=completed,
        awarded_on=awarded,
        enrolled_on=None if chance.one_in(8) else completed.replace(day=1, month=1),
        grade=grade,
        scale=scale,
        credits=chance.pick((*CREDITS, Fraction(1, 3))) if chance.one_in(8) else None,
        level=chance.pick((3, 4, 5)) if chance.one_in(8) else None,
        areas=chance.pick((("Dance",), ("Genetics", "Music"), ())) if chance.one_in(12) else None,
        institution=chance.pick(("Here", "Elsewhere")) if chance.one_in(4) else None,
        recognised=chance.one_in(5),
        used_for=chance.pick((("programme:degree",), ("certificate:base",), ("programme:main",)))
        if chance.one_in(5)
        else (),
    )
    if chance.one_in(16):
        return evolve(record, status=chance.pick(("failed", "withdrawn")), awarded_on=None)
    if chance.one_in(24):
        return evolve(record, completed_on=date(2026, 3, 2), awarded_on=date(2026, 3, 2))
    return record


def _pending(chance: "Chance", record: Record) -> Record:
    if record.status != "passed":
        return record
    if chance.one_in(3):
        return evolve(record, awarded_on=date(2026, 3, 15))
    completed = record.completed_on if chance.one_in(4) else None
    return evolve(record, status="in progress", completed_on=completed, awarded_on=None, grade=None)


@cache
def _below(number: int) -> st.SearchStrategy[int]:
    return st.integers(0, number - 1)


@frozen
class Chance:
    """Draws in words."""

    draw: st.DrawFn

    def pick(self, values: Sequence[T]) -> T:
        return values[self.draw(_below(len(values)))]

    def one_in(self, number: int) -> bool:
        return self.draw(_below(number)) == number - 1

    def some(self, values: Sequence[T], lowest: int, highest: int) -> list[T]:
        """So many of the values, each once."""
        left = list(values)
        number = self.pick(range(lowest, min(highest, len(left)) + 1))
        return [left.pop(self.draw(_below(len(left)))) for _ in range(number)]


class Writer:
    """Writes one award for a learner; the names in scope are those of its variables."""

    def __init__(self, draw: st.DrawFn, records: Sequence[Record], awards: Sequence[str]) -> None:
        self.chance = Chance(draw)
        self.records = [r for r in records if r.status != "failed"] or list(records)
        self.awards = awards
        self.themes: list[str] = []
        self.level = False
        self.size = False
        self.ids = count(1)
        self.parts = 0
        passed = [r for r in self.records if r.status == "passed"]
        self.undated = [r for r in passed if r.awarded_on is None]
        self.ungraded = [r for r in passed if r.grade is None]

    # Selections

    def area(self) -> str:
        if self.themes and not self.chance.one_in(3):
            return self.chance.pick(self.themes)
        written = [area for record in self.records for area in record.areas or ()]
        return f'"{self.chance.pick([*written, *(area.name for area in AREAS)])}"'

    def codes(self, lowest: int, highest: int) -> list[str]:
        taken = dict.fromkeys(record.module for record in self.records)
        known = [*taken, *(code for code in ("M1", "G1", "MB1", "B1") if code not in taken)]
        if "M2" in known and self.chance.one_in(3):
            known[known.index("M2")] = "OLD1"
        usual = known[: max(len(taken), highest)]
        return self.chance.some(usual, lowest, highest)

    def adjective(self) -> str:
        match self.chance.pick((*USUAL, *["graded"] * 8 * bool(self.ungraded))):
            case "in":
                area = self.area()
                more = "Genetics" not in area and self.chance.one_in(2)
                return f'in {area} or "Genetics"' if more else f"in {area}"
            case "under":
                return f"under {' or '.join(self.chance.some(TOPS, 1, 2))}"
            case "at":
                return f"at {self.chance.pick(THAT_LEVEL if self.level else LEVELS)}"
            case "from":
                return f"from {', '.join(self.codes(1, 3))}"
            case "graded":
                return f"graded {self.chance.pick(GRADES)}"
            case "completed":
                first, last = sorted(self.chance.some(DAYS, 2, 2))
                times = (f"before {last}", f"after {first}", f"between {first} and {last}")
                return f"completed {self.chance.pick(times)}"
            case "used for":
                return f"used for {self.chance.pick(USES)}"
            case "tagged":
                return f"tagged {self.chance.pick(TAGS)}"
            case other:
                return other

    def adjectives(self) -> str:
        written = [
            f"not {one}" if self.chance.one_in(5) else one
            for one in [self.adjective() for _ in range(self.chance.pick((1, 1, 1, 2)))]
        ]
        return " ".join(written)

    def selection(self) -> str:
        chance = self.chance
        text = self.adjectives()
        if chance.one_in(4):
            text += f", or {self.adjectives()}"
        if chance.one_in(5):
            text += f", except {self.adjectives()}"
        return text

    def wide(self) -> str:
        """A selection that few records fall through."""
        chance = self.chance
        narrow = self.adjective()
        usual = (
            "passed",
            "not recognised",
            "graded C or better, or graded S or better",
            "at this institution, or recognised",
            "not used for another award",
            "not used for a programme award",
            'under "Arts" or "Science"',
            "completed after 2020-12-31",
            f"not {narrow}",
            f"recognised, or {narrow}",
        )
        return chance.pick(usual)

    # Amounts

    def total(self, unit: str, highest: int = 3) -> Fraction:
        """The credits, or the number, of some of the learner's records."""
        some = self.chance.some(self.records, 1, highest)
        if unit == "modules":
            return Fraction(len(some))
        return sum((r.credits for r in some if r.credits), Fraction(0))

    def fixed(self, unit: str) -> str:
        few = 3 if not self.parts else 1 if unit == "credits" else 2
        return f"{_decimal(self.total(unit, few))} {unit}"

    def amount(self, unit: str, *, asking: bool = False) -> str:
        chance = self.chance
        kinds = ["fixed"] * 7 + ["named", "share of fixed"]
        if not asking:
            kinds += ["share"] * 3 + ["share of award"] * 2 * bool(self.parts)
        if self.size and unit == "credits":
            kinds.append("share of size")
        match chance.pick(kinds):
            case "named" if unit == "credits":
                return "some-credits"
            case "share of fixed":
                up = " rounded up" if chance.one_in(2) else ""
                return f"{chance.pick(SHARES)} of {self.fixed(unit)}{up}"
            case "share":
                return f"{chance.pick(SHARES)} of {unit}"
            case "share of award":
                return f"{chance.pick(SHARES)} of the award's {unit}"
            case "share of size":
                return f"{chance.pick(SHARES)} of the size"
            case _:
                return self.fixed(unit)

    # Conditions

    def comparison(self, *, asking: bool = False) -> str:
        chance = self.chance
        unit = chance.pick(("credits", "modules", "credits"))
        kinds = ["at least", "at least", "at least"]
        if not asking:
            kinds += ["at most", "exactly", "between"]
        kind = chance.pick(kinds)
        if kind == "between":
            if not asking and chance.one_in(3):
                return f"between 1/3 of {unit} and {chance.pick(('75%', '2/3'))} of {unit}"
            ends = sorted((self.total(unit, 1), self.total(unit, 4)))
            if ends[0] == ends[1]:
                ends[1] += 1
            return f"between {_decimal(ends[0])} and {_decimal(ends[1])} {unit}"
        return f"{kind} {self.amount(unit, asking=asking or kind == 'exactly')}"

    def condition(self, *, asking: bool = False, inside: bool = False) -> str:
        chance = self.chance
        kind = chance.pick(range(6 if asking else 10))
        if kind <= 3:
            amount = self.comparison(asking=asking)
            whole = chance.one_in(4) and not re.search(r"(%|/\d+) of (credits|modules)$", amount)
            return amount if whole else f"{amount} {self.selection()}"
        if kind == 4:
            return f"all of {', '.join(self.codes(1, 2))}"
        if kind == 5:
            return self.some_of()
        if kind == 6 and not inside:
            return self.either()
        if kind == 7:
            least = chance.pick(("2", "3", "10/3", "2.5", "3.9"))
            where = f" {self.selection()}" if chance.one_in(2) else ""
            return f"average grade at least {least}{where}"
        if kind == 8:
            held = chance.pick(("", " held"))
            return f"{chance.pick(('', 'not '))}award {chance.pick(self.awards)}{held}"
        return f"at most {self.amount(chance.pick(('credits', 'modules')))} {self.selection()}"

    def some_of(self) -> str:
        chance = self.chance
        codes = self.codes(2, 4)
        if chance.one_in(2):
            return f"{chance.pick((1, 1, 2))} of {', '.join(codes)}"
        first, *rest = codes
        choices = [f"{{ {first} or {rest[0]} }}", *(f"{{ {code} }}" for code in rest[1:])]
        return f"{min(len(choices), chance.pick((1, 1, 2)))} of {' '.join(choices)}"

    def either(self) -> str:
        branches = []
        for _ in range(self.chance.pick((2, 2, 3))):
            inside = [self.condition(asking=True, inside=True)]
            if self.chance.one_in(3):
                inside.append(self.condition(inside=True))
            text = inside[0] if len(inside) == 1 else " ".join(f"require {c}" for c in inside)
            branches.append(f"{{ {text} }}")
        return f"either {' or '.join(branches)}"

    def requirement(self, *, asking: bool = False) -> str:
        name = f"q{next(self.ids)}: " if self.chance.one_in(3) else ""
        return f"require {name}{self.condition(asking=asking)}"

    # Parts and awards

    def part(self, name: str, depth: int) -> str:
        inner = self.inner(name, depth) if depth < 2 and self.chance.one_in(5) else []
        lines = [] if inner else [self.requirement(asking=True)]
        if self.chance.one_in(3):
            lines.append(self.requirement())
        if self.chance.one_in(6):
            lines.append(f"count only {self.wide()}")
        choose = inner.pop(0) if inner else ""
        return f"part {name} {choose}{{ {' '.join([*lines, *inner])} }}"

    def inner(self, name: str, depth: int) -> list[str]:
        """A ``choose``, the parts in a part, and what it says of them."""
        chance = self.chance
        number = min(chance.pick((2, 2, 3)), 4 - self.parts)
        if number < 2:
            return []
        self.parts += number
        names = [f"{name}-{letter}" for letter in "abc"[:number]]
        choose = chance.pick(("", "choose 1 ", "choose 1 or more ", "choose 1 to 2 "))
        lines = [self.part(one, depth + 1) for one in names]
        for first, second in zip(names, [*names[1:], names[0]], strict=True):
            if chance.one_in(3) and (number > 2 or first < second):
                kind = chance.pick(("modules", "credits", "modules"))
                limit = chance.pick((f"at most {self.fixed(kind)} ", "", "at most some-credits "))
                lines.append(f"share {limit}between {first} and {second}")
        if chance.one_in(4):
            lines.append("nothing else counts")
        return [choose, *lines]

    def variable(self, name: str) -> str:
        chance = self.chance
        if name == "level":
            self.level = True
            return f"for the highest level of {chance.pick(('3 to 5', '4 to 5'))}"
        optional = not chance.one_in(3)
        under = " or ".join(chance.some(('"Arts"', '"Science"'), 1, 2))
        start = f"{'optionally ' if optional else ''}for some {name} in areas under {under}"
        self.themes.append(name)
        if not optional and chance.one_in(2):
            return start
        block = " ".join(self.requirement() for _ in range(chance.pick((1, 1, 2))))
        self.themes.remove(name)
        return f'{start} {{ {block} title suffix "({{{name}}})" }}'

    def award(self, name: str) -> str:
        chance = self.chance
        lines = [f"kind {chance.pick(('certificate', 'programme'))}"]
        self.size = chance.pick((True, True, False))
        if self.size:
            size = self.total("credits", 3)
            lines.append(
                "size some-credits" if chance.one_in(8) else f"size {_decimal(size)} credits"
            )
        if chance.one_in(10):
            lines.append(f"effective 2025-01-01 {chance.pick(('onwards', 'to 2026-03-01'))}")
        if chance.one_in(3):
            lines.append("conferred on application")
        for variable in chance.pick(((), (), ("level",), ("theme",), ("level", "theme"),
                                     ("theme", "level"), ("theme", "domain"))):  # fmt: skip
            lines.append(self.variable(variable))
        for record in self.undated:
            years = max(1, ON.year - (record.completed_on or ON).year - 1)
            lines.append(f"credits expire {years} years after award of the module")
        for _ in range(chance.pick((0, 0, 1, 1, 2)) if not self.undated else 0):
            event = chance.pick(
                ("award of the module", "award of the module", "completion", "enrolment")
            )
            which = f" {self.selection()}" if chance.one_in(3) else ""
            lines.append(f"credits{which} expire {chance.pick((5, 6, 2))} years after {event}")
        if chance.one_in(4):
            lines.append(f"count only modules {self.wide()}")
        inner = self.inner("p", 1) if chance.one_in(2) else []
        if inner and inner[0]:
            inner = [f"part p {inner[0]}{{ {' '.join(inner[1:])} }}"]
            self.parts += 1
        lines += inner
        if "base" in self.awards and chance.one_in(2):
            lines.append(f"require {chance.pick(('', '', 'not '))}award base")
        for place in range(chance.pick((1, 1, 2) if not inner else (0, 1))):
            lines.append(self.requirement(asking=place == 0 and not self.size))
        written = "\n  ".join(line for line in lines if line)
        return f'award {name} "{name.title()}" {{\n  {written}\n}}\n'


def _decimal(number: Fraction) -> str:
    """The number as a policy can write it: thirds to one place, which is less."""
    text = amount_text(number)
    return text if "/" not in text else amount_text(Fraction(int(number * 10), 10))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A whole case, about half of them earned."""
    catalogue = draw(catalogues())
    transcript = draw(transcripts(catalogue))
    records = transcript.records
    chance = Chance(draw)
    text = FRAMEWORK
    text += (
        f"define chosen = {Writer(draw, records, ()).adjectives().replace('chosen', 'passed')}\n"
    )
    text += f"define some-credits = {Writer(draw, records, ()).fixed('credits')}\n"
    known = ["degree"]
    if chance.one_in(4):
        text += Writer(draw, records, known).award("base")
        known = ["base", "base", "base", "degree"]
    text += Writer(draw, records, known).award("main")
    try:
        policies = policies_from_text(text, name="random.policy", vocabulary=catalogue.vocabulary)
    except PolicyError:
        reject()
    return Case(text, policies, "main", transcript, catalogue, ON)
