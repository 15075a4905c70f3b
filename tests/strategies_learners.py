"""Random catalogues and learners, and draws in words."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st

from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Application, Attestation, Conferral, Transcript
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


@st.composite
def catalogues(draw: st.DrawFn, *, known: bool = False) -> Catalogue:
    """Seven modules, one in two areas, one with a former code, perhaps one without a level."""

    def module(code: str, level: int | None, *areas: str, tags: tuple[str, ...] = ()) -> Module:
        credits = draw(st.sampled_from(CREDITS))
        return Module(
            code,
            code,
            credits,
            level,
            areas,
            contact_hours=None if code == "A1" else credits * 4,
            tags=tags,
            formerly=("OLD1",) if code == "M2" else (),
            facts={} if code == "D1" else {"provider": "Beta" if level == 5 else "Alpha"},
        )

    rare = draw(st.integers(0, 19)) == 7 and not known
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
def transcripts(
    draw: st.DrawFn, catalogue: Catalogue, *, marks: bool = False, most: int = 6
) -> Transcript:
    """At most so many records, of which one may have an unknown and two may be pending."""
    chance = Chance(draw)
    codes = [*catalogue.modules, "OLD1"]
    records = [_record(chance, f"r{n}", codes) for n in range(draw(st.integers(2, most)))]
    if marks:
        records = [_marked(chance, record) for record in records]
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
        days = (date(2024, 1, 1), ON, date(2026, 4, 1))
        conferred.append(Conferral(award, chance.pick(days), _some_ids(chance, records)))
    applications = []
    if chance.one_in(4):
        days_asked = chance.pick((("2025-02-28",), ("2026-02-28", "2025-03-01"), ("2026-03-02",)))
        applications = [Application("main", date.fromisoformat(day)) for day in days_asked]
    order = draw(st.permutations(records))
    whole = Transcript(
        "learner",
        tuple(order),
        tuple(conferred),
        tuple(applications),
        _sign_offs(chance),
        facts=_facts(chance),
    )
    return whole.resolved(catalogue)


@st.composite
def known_transcripts(draw: st.DrawFn, catalogue: Catalogue, awards: Sequence[str]) -> Transcript:
    """At most five records, of which nothing is unknown or pending; perhaps one award is held."""
    chance = Chance(draw)
    records = []
    for number in range(draw(st.integers(2, 5))):
        record = _record(chance, f"r{number}", [*catalogue.modules])
        day = record.completed_on or ON
        if record.status != "passed":
            record = evolve(record, status="passed", awarded_on=day, scale=None, grade="A")
        records.append(evolve(record, enrolled_on=day, used_for=()))
    conferred = []
    if chance.one_in(3):
        award = chance.pick(awards)
        conferred.append(Conferral(award, date(2024, 1, 1), _some_ids(chance, records)))
    facts = _facts(chance, known=True)
    return Transcript("learner", tuple(records), tuple(conferred), facts=facts).resolved(catalogue)


def _some_ids(chance: "Chance", records: Sequence[Record]) -> tuple[str, ...]:
    passed = [record.id for record in records if record.status == "passed"]
    return tuple(chance.some(passed, 0, 2)) if passed else ()


def _sign_offs(chance: "Chance") -> tuple[Attestation, ...]:
    """Sign-offs on some of what may be required under these ids, one of them by another person."""
    found = []
    for name in ("s1", "s1", "s2"):
        by = chance.pick(("Dean", "Dean", "Dean", "Dean", "Board"))
        day = chance.pick((date(2025, 6, 30), ON, ON, ON, date(2026, 3, 2)))
        if not chance.one_in(4):
            found.append(Attestation(name, by, day))
    return tuple(found)


def _facts(chance: "Chance", *, known: bool = False) -> dict[str, str]:
    """What is on record about the learner; unless it is all ``known``, any of it may be missing."""
    values = {
        "mode": ("full-time", "full-time", "part-time", "evening"),
        "score": ("3.5", "4", "2", "10/3"),
        "started": ("2024-09-01", "2025-09-01", "2021-03-01"),
        "admitted": ("2024-02-29", "2021-03-01", "2023-09-01", "2020-02-29"),
        "enrolled": ("2023-09-01", "2024-02-29"),
        "declared": ("degree", "", "degree;other"),
    }
    return {
        name: chance.pick(some)
        for name, some in values.items()
        if known or not chance.one_in(3 if name == "enrolled" else 7)
    }


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
        scheme=chance.pick(("ECTS", "ECTS", "CPD")) if chance.one_in(9) else None,
        level=chance.pick((3, 4, 5)) if chance.one_in(8) else None,
        areas=chance.pick((("Dance",), ("Genetics", "Music"), ())) if chance.one_in(12) else None,
        institution=chance.pick(("Here", "Elsewhere")) if chance.one_in(4) else None,
        recognised=chance.one_in(5),
        used_for=chance.pick((("programme:degree",), ("certificate:base",), ("programme:main",)))
        if chance.one_in(5)
        else (),
    )
    if chance.one_in(16):
        return evolve(record, status="withdrawn", awarded_on=None)
    if chance.one_in(10):
        on, mark = chance.pick([("letters", "F"), ("yes-no", "U"), (None, "F"), (None, None)])
        return evolve(record, status="failed", awarded_on=None, scale=on, grade=mark)
    if chance.one_in(24):
        return evolve(record, completed_on=date(2026, 3, 2), awarded_on=date(2026, 3, 2))
    return record


def _marked(chance: "Chance", record: Record) -> Record:
    """The record, perhaps with a mark for its grade."""
    if record.status != "passed" or chance.one_in(2):
        return record
    return evolve(record, scale="marks", grade=chance.pick(("5", "4", "4", "3", "2")))


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
