"""A few levels stand for hundreds where one is missing, and none of those left out says more."""

from itertools import product

import pytest
from attrs import evolve

import microcredit as mc
from microcredit.engine.audit import outcome
from microcredit.engine.levels import levels_standing_for_all
from microcredit.language.load import policies_from_text
from tests.engine.build import ON, award, catalogue_of, learner, module, record

WIDE = 'framework wide "Wide" { levels 100 to 160 credits "step" }\n'
MODULES = catalogue_of(
    *(module(f"M{n}", "Law", level=None) for n in range(3)),
    module("K1", "Law", level=120),
    module("K2", "Law", level=130),
)
POLICIES = (
    "for the highest level of 100 to 160 size 18 credits require at least 12 credits at that level",
    "for the highest level of 110 to 140 size 18 credits "
    "require at least 66% of credits at that level or above",
    "size 18 credits require at least 12 credits at level 125 or above",
    "size 18 credits require at least 12 credits at level 105 to 119",
)


def ready(lines: str) -> mc.CompiledPolicy:
    text = WIDE + award(lines)
    policies = policies_from_text(text, vocabulary=MODULES.vocabulary)
    return mc.compile(policies["main"], catalogue=MODULES)


@pytest.mark.parametrize("lines", POLICIES)
@pytest.mark.parametrize("known", [(), ("K1",), ("K1", "K2")])
def test_an_outcome_with_missing_levels_is_that_of_trying_every_level(
    lines: str, known: tuple[str, ...]
) -> None:
    compiled = ready(lines)
    stack = [record(code) for code in known]
    missing = [record(f"M{n}") for n in range(2)]
    every = {
        outcome(
            compiled,
            learner([*stack, *(evolve(r, level=at) for r, at in zip(missing, way, strict=True))]),
            on=ON,
        )
        for way in product(range(100, 161, 1 if not known else 5), repeat=2)
    }
    found = outcome(compiled, learner([*stack, *missing]), on=ON)

    assert found == (every.pop() if len(every) == 1 else "undetermined")


def test_few_of_nine_hundred_levels_are_tried() -> None:
    compiled = ready(POLICIES[0])
    ada = learner([record("K1"), record("M0")]).resolved(MODULES)

    assert levels_standing_for_all((compiled.form,), ada) == [100, 101, 120, 121]
