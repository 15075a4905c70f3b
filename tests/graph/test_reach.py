"""Whether awards can be earned, and which modules they cannot be earned without: as the engine
decides it for every set of modules."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest

from microcredit.engine.audit import compile, outcome
from microcredit.language.load import policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from tests.graph.build import MODULES, ON, catalogue, graph_of, module

LINES = (
    "require at least {n} credits",
    "require at least {n} modules",
    'require at least {n} credits in "Statistics"',
    'require at least {n} credits under "Data"',
    'require at most 6 credits in "Law"',
    "require at least 50% of credits in {area}",
    "require all of S1, D1",
    "require 2 of S1, S2, L1",
    "require either {{ all of L1 }} or {{ all of S1, S2 }}",
    "part one {{ require at least 6 credits in {area} }} part two {{ require 1 of S1, D1, L2 }}",
    "count only modules in {area} or {other}",
    "require not award base",
    "require award base",
    "require no attempt in {area}",
    "require at least 2 areas",
)


def lines(dice: random.Random) -> str:
    areas = ['"Data"', '"Statistics"', '"Law"']
    chosen = dice.sample(LINES, dice.randint(1, 4))
    written = []
    for number, line in enumerate(chosen):
        area, other = dice.sample(areas, 2)
        amount = dice.choice([1, 2, 3]) if "{n} modules" in line else dice.choice([6, 12, 18, 24])
        said = line.format(n=amount, area=area, other=other)
        written.append(
            said.replace("part one", f"part one{number}").replace("part two", f"part two{number}")
        )
    return "\n  ".join(written)


def sets(modules: Catalogue) -> Iterator[tuple[str, ...]]:
    codes = list(modules.modules)
    for number in range(len(codes) + 1):
        yield from combinations(codes, number)


def passed(codes: tuple[str, ...]) -> Transcript:
    return Transcript("ada", tuple(Record(c, c, "passed", ON, ON) for c in codes))


def earning(text: str, modules: Catalogue = MODULES) -> list[set[str]]:
    """Every set of modules that earns the award, tried one by one."""
    ready = compile(policies_from_text(text)["main"], catalogue=modules)
    return [set(c) for c in sets(modules) if outcome(ready, passed(c), on=ON) == "earned"]


@pytest.mark.parametrize("seed", range(120))
def test_an_award_is_reached_and_narrow_as_trying_every_set_of_modules_has_it(seed: int) -> None:
    dice = random.Random(seed)
    text = (
        'award base "Base" { size 12 credits require at least 6 credits in "Law" }\n'
        f'award main "Main" {{\n  size 6 credits\n  {lines(dice)}\n}}\n'
    )
    sets_found = earning(text)

    stacking = graph_of(text)
    reach = stacking.world.reaching.of("main")
    narrow = stacking.bottlenecks("main").awards[0]

    told = f"seed {seed}:\n{text}"
    assert reach.earned is not None, told
    assert reach.earned == bool(sets_found), told
    if sets_found and "award base" not in text.split("award main")[1]:
        assert set(reach.modules) in sets_found, told
        always = set.intersection(*sets_found)
        assert {each.module for each in narrow.bottlenecks} == always, told
        assert narrow.unsure == (), told


def test_of_two_modules_of_one_kind_of_which_one_is_needed_neither_is_a_bottleneck() -> None:
    text = 'award main "Main" { size 6 credits count only modules in "Law" }'

    assert graph_of(text).bottlenecks("main").awards[0].bottlenecks == ()


def test_a_bottleneck_of_an_award_that_is_needed_is_one_of_the_award_that_needs_it() -> None:
    narrow = graph_of().bottlenecks("higher").awards[0]

    assert [each.module for each in narrow.bottlenecks] == ["S1", "D1"]


def test_what_serves_best_is_taken_of_facts_sign_offs_and_awards_from_elsewhere() -> None:
    text = """
    external award degree "A degree"
    award main "Main" {
      size 6 credits
      require award degree
      require learner age at least 18
      require approved: attested by "Head"
      when learner entry is "mature" { require at least 6 credits } otherwise { require all of X }
    }
    """
    modules = catalogue(module("A", "Law"), module("X", "Law"))

    assert graph_of(text, modules).world.reaching.of("main").earned is True
    assert graph_of(text, modules).bottlenecks("main").awards[0].bottlenecks == ()


def test_a_sign_off_that_must_not_be_there_is_not_given() -> None:
    text = 'award main "Main" { size 6 credits require warned: not attested by "Head" }'

    assert graph_of(text).world.reaching.of("main").earned is True


def test_modules_that_must_come_before_others_are_completed_before_them() -> None:
    text = 'award main "Main" { size 12 credits require modules S1 before modules S2 }'

    assert graph_of(text).world.reaching.of("main").earned is True


def test_what_no_dates_that_are_tried_allow_is_not_known() -> None:
    text = """
    award main "Main" { size 12 credits
      count only modules completed between 2020-01-01 and 2020-02-01
      require all of S1, D1
      require modules S1 before modules D1
    }
    """
    reach = graph_of(text, catalogue(module("S1"), module("D1"))).world.reaching.of("main")

    assert reach.earned is None
    assert reach.because == "it depends on when modules are completed"


def test_an_award_of_which_no_edition_is_in_force_cannot_be_earned_on_that_day() -> None:
    text = 'award main "Main" { size 6 credits effective 2027-01-01 onwards }'

    assert graph_of(text).world.reaching.of("main").because == (
        "none of its editions is in force on 2026-03-01"
    )
    assert graph_of(text, on=date(2027, 1, 1)).world.reaching.of("main").earned is True


def test_awards_that_must_each_be_held_before_the_other_are_out_of_reach() -> None:
    text = """
    award a "A" { size 6 credits require award b held }
    award b "B" { size 6 credits require award a held }
    award c "C" { size 6 credits require either { award a held } or { at least 6 credits } }
    """
    found = graph_of(text).unreachable()

    assert [(one.award, one.known) for one in found.awards] == [("a", True), ("b", True)]


def test_an_award_that_shares_nothing_with_one_that_it_needs_must_have_modules_of_its_own() -> None:
    text = """
    award base "Base" { size 12 credits }
    award main "Main" { size 12 credits require award base share nothing with base }
    """
    few = catalogue(module("A"), module("B"), module("C"))
    enough = catalogue(module("A"), module("B"), module("C"), module("D"))

    assert graph_of(text, few).world.reaching.of("main").earned is False
    assert graph_of(text, enough).world.reaching.of("main").earned is True


def test_grades_are_the_best_that_there_are() -> None:
    text = """
    framework steps "Steps" { levels 1 to 7 credits "step" grades letters { A = 4, B = 3, fail F } }
    award main "Main" { size 6 credits count only modules graded B or better
      require average grade at least 4 }
    """
    assert graph_of(text).world.reaching.of("main").earned is True
