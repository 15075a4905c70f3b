"""Learners and policies far larger than usual get a verdict, or one that says undetermined."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from microcredit.engine.audit import audit, compile, outcome
from microcredit.language.load import load_policies
from microcredit.model.record import Record
from microcredit.records.catalogue import read_catalogue
from tests.engine.build import ON, catalogue_of, learner, module, record, under_way, verdict

ROOT = Path(__file__).parents[2]
SIXTY = catalogue_of(*(module(f"M{n}", f"A{n}") for n in range(60)))
STACK = [record(f"M{n}") for n in range(60)]


def hku_stack(number: int, areas: Sequence[str]) -> tuple[Record, ...]:
    """Records that bring credits, level and areas of their own."""
    random = Random(20260301)
    return tuple(
        Record(
            id=f"r{n}",
            module=f"OWN{n}",
            status="passed",
            completed_on=date(2022, 1, 1) + timedelta(days=n),
            awarded_on=date(2022, 1, 1) + timedelta(days=n),
            credits=Fraction(random.choice(("1", "2", "4.5", "6"))),
            level=random.choice((3, 4, 5, 6)),
            areas=(random.choice(areas),),
        )
        for n in range(number)
    )


THEMES = ("Artificial Intelligence", "Workplace Psychology", "General Studies")
HKU = {
    "certificate-pp": "earned",
    "diploma-pp": "earned",
    "certificate-gs": "not earned",
    "diploma-gs": "not earned",
}


@pytest.mark.parametrize(("award", "expected"), HKU.items())
def test_three_hundred_records_are_decided(award: str, expected: str) -> None:
    catalogue = read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")
    policies = load_policies(ROOT / "policies" / "hkuspace.policy")
    ready = compile(policies[award], catalogue=catalogue)

    assert outcome(ready, learner(hku_stack(300, THEMES)), on=ON) == expected


def test_forty_records_are_shown_with_their_set() -> None:
    catalogue = read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")
    policies = load_policies(ROOT / "policies" / "hkuspace.policy")
    ada = learner(hku_stack(40, THEMES))
    found = audit(policies["certificate-pp"], ada, on=ON, catalogue=catalogue)

    assert found.outcome == "earned"
    assert sum(counted.credits for counted in found.counted) >= 30


def lines(pattern: str, number: int) -> str:
    return "\n".join(pattern.format(n=n, m=(n + 1) % 60) for n in range(number))


@pytest.mark.parametrize(("missing", "expected"), [(0, "earned"), (1, "not earned")])
def test_sixty_requirements_are_decided(missing: int, expected: str) -> None:
    text = lines('require at least 6 credits in "A{n}"', 60)
    found = verdict(text, *STACK[missing:], catalogue=SIXTY)

    assert found.outcome == expected
    assert [reason.id for reason in found.requirements if not reason.met] == [
        f"main.{n + 1}" for n in range(missing)
    ]


@pytest.mark.parametrize(("missing", "expected"), [(0, "earned"), (1, "not earned")])
def test_forty_parts_are_decided(missing: int, expected: str) -> None:
    text = lines('part p{n} {{ require at least 1 module in "A{n}" }}', 40)

    assert verdict(text, *STACK[missing:40], catalogue=SIXTY).outcome == expected


def test_one_of_forty_parts_is_chosen() -> None:
    inner = lines('part p{n} {{ require at least 12 credits in "A{n}" or "A{m}" }}', 40)
    found = verdict(f"part options choose 1 {{ {inner} }}", *STACK[30:32], catalogue=SIXTY)

    assert found.allocation == {"M30": ("options", "p30"), "M31": ("options", "p30")}


def test_sixty_alternatives_have_a_verdict_or_a_limit() -> None:
    text = lines("require either {{ all of M{n} }} or {{ at least 12 credits from M{m} }}", 60)
    found = verdict(text, *STACK[10:], catalogue=SIXTY, steps=2000)

    assert found.outcome == "not earned" or found.bounds is not None


def test_credits_of_any_size_are_added_exactly() -> None:
    stack = [
        record("P1", credits="999999.999999"),
        record("P2", credits="1/3"),
        record("P3", credits="2/3"),
        record("L1", credits="0.000001"),
    ]

    assert verdict("require exactly 1000001 credits", *stack).outcome == "earned"
    found = verdict("require exactly 1000001 credits", *stack[:3])
    assert found.outcome == "not earned"
    assert found.requirements[0].short == Fraction(1, 10**6)


def nested(deep: int, need: int) -> str:
    text = f"at least {need} credits"
    for level in range(deep):
        text = f"either {{ {text} }} or {{ at least {need + 1 + level} credits }}"
    return f"require {text}"


@pytest.mark.parametrize(("need", "expected"), [(12, "earned"), (18, "not earned")])
def test_ninety_alternatives_within_one_another_are_decided(need: int, expected: str) -> None:
    assert verdict(nested(90, need), record("P1"), record("P2")).outcome == expected


@pytest.mark.parametrize(("need", "expected"), [(12, "earned"), (18, "not earned")])
def test_ninety_parts_within_one_another_are_decided(need: int, expected: str) -> None:
    text = f"require at least {need} credits"
    for level in range(90):
        text = f"part p{level} {{ {text} }}"

    assert verdict(text, record("P1"), record("P2")).outcome == expected


def test_three_hundred_attempts_at_one_module_are_one_module() -> None:
    attempts = [record("P1", f"r{n}", on=date(2024, 1, 1) + timedelta(days=n)) for n in range(300)]

    assert verdict("size 12 credits", *attempts).outcome == "not earned"


def test_a_few_of_twenty_modules_under_way_are_named() -> None:
    waiting = [under_way(f"M{n}") for n in range(20)]
    found = verdict("size 12 credits", *waiting, catalogue=SIXTY)

    assert found.outcome == "pending"
    assert len(found.needs) == 2
