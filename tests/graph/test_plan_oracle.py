"""Plans agree with trying everything, and completing one earns the award."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from attrs import evolve

import microcredit as mc
from microcredit.engine.offers import Stock
from microcredit.graph.limits import GOALS
from microcredit.graph.plan import Plan, Route
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.module import Module
from microcredit.model.record import Record
from tests import oracle_plan as oracle

pytest.importorskip("highspy")

ON = date(2026, 3, 1)
TERMS = (
    oracle.Term("summer", date(2026, 6, 1), date(2026, 8, 31)),
    oracle.Term("autumn", date(2026, 9, 15), date(2026, 12, 31)),
    oracle.Term("spring", date(2027, 1, 15), date(2027, 5, 20)),
)
FRAMEWORK = """
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  grades letters { A = 4, B = 3, C = 2, fail F }
  calendar {
    academic year starts 09-15
    term spring 01-15 to 05-20
    term summer 06-01 to 08-31
    term autumn 09-15 to 12-31
  }
}
"""
LINES = (
    'require at least 6 credits in "Law"',
    'require at least 9 credits in "Physics"',
    "require at least 3 modules",
    "require at least 6 credits at level 5 or above",
    'part law { require at least 3 credits in "Law" } '
    'part science { require at least 6 credits in "Physics" }',
    "require all of M0",
    'require either { at least 9 credits in "Law" } or { at least 9 credits in "Physics" }',
    "credits expire 1 year after award of the module",
    "credits expire 3 years after award of the module",
    'require at most 6 credits in "Law"',
    "require at least 2 areas",
)
GRADED = (
    *LINES,
    "require average grade at least 2.5",
    "require at least 6 credits graded B or better",
)


def the_catalogue(random: Random) -> Catalogue:
    modules = {}
    number = random.choice([3, 4, 4, 5])
    for place in range(number):
        code = f"M{place}"
        before = [f"M{other}" for other in range(number) if other > place]
        modules[code] = Module(
            code,
            code,
            Fraction(random.choice([3, 6, 6, 9])),
            random.choice([4, 5]),
            tuple(random.sample(["Law", "Physics"], random.choice([1, 1, 2]))),
            cef=random.choice([True, True, False]),
            fee=Fraction(random.choice([100, 250, 300, 450])),
            terms=tuple(random.sample(["spring", "summer", "autumn"], random.choice([1, 2, 3]))),
            prerequisites=tuple(random.sample(before, 1))
            if before and random.random() < 0.35
            else (),
        )
    return Catalogue(modules, {"Law": Area("Law"), "Physics": Area("Physics")})


def the_policy(
    random: Random, catalogue: Catalogue, lines: Sequence[str] = LINES
) -> mc.CompiledPolicy:
    """Some of the lines, as soon as they make a policy together."""
    while True:
        chosen = random.sample(lines, random.choice([1, 2, 2, 3]))
        size = random.choice(["size 9 credits", "size 12 credits", "size 15 credits"])
        text = f'{FRAMEWORK}\naward main "Main" {{ {size}\n' + "\n".join(chosen) + "\n}"
        try:
            policies = mc.policies_from_text(text, vocabulary=catalogue.vocabulary)
        except mc.PolicyError:
            continue
        return mc.compile(policies["main"], catalogue=catalogue)


def the_learner(random: Random, catalogue: Catalogue) -> Transcript:
    records = []
    for code in random.sample(list(catalogue.modules), random.choice([0, 0, 1, 2])):
        day = date(random.choice([2023, 2024, 2025]), random.choice([5, 7, 11]), 20)
        records.append(
            Record(f"{code} before", code, "passed", day, day, grade="B", enrolled_on=day)
        )
    return Transcript("ada", tuple(records))


def the_wishes(random: Random, catalogue: Catalogue) -> oracle.Wishes:
    codes = list(catalogue.modules)
    wishes = oracle.Wishes(random.choice(list(permutations(GOALS))))
    if random.random() < 0.3:
        wishes = evolve(wishes, credits=Fraction(random.choice([6, 9, 12])))
    elif random.random() < 0.3:
        wishes = evolve(wishes, modules=random.choice([1, 2]))
    if random.random() < 0.3:
        wishes = evolve(wishes, budget=Fraction(random.choice([0, 400, 700, 1000])))
    if random.random() < 0.2:
        wishes = evolve(wishes, cef_only=True)
    if random.random() < 0.2:
        wishes = evolve(wishes, want=(random.choice(codes),))
    elif random.random() < 0.2:
        wishes = evolve(wishes, refuse=(random.choice(codes),))
    return wishes


def planned(
    ready: mc.CompiledPolicy, learner: Transcript, wishes: oracle.Wishes, alternatives: int = 0
) -> Plan:
    load = None
    if wishes.credits is not None:
        load = f"{wishes.credits} credits"
    elif wishes.modules is not None:
        load = f"{wishes.modules} modules"
    return mc.plan(
        ready,
        learner,
        on=ON,
        prefer=[goal for name in wishes.prefer for goal in GOALS if goal == name],
        load=load,
        budget=wishes.budget,
        cef_only=wishes.cef_only,
        want=wishes.want,
        refuse=wishes.refuse,
        terms=len(TERMS),
        alternatives=alternatives,
    )


def choice_of(route: Route) -> dict[str, int]:
    firsts = [term.first for term in TERMS]
    return {each.module: firsts.index(each.term.first) for each in route.modules}


def completed(learner: Transcript, route: Route) -> Transcript:
    """What is on record once the plan is completed, with the grades that it says."""
    there = oracle.simulated(learner, choice_of(route), TERMS)
    grades = {each.module: (each.scale, each.grade) for each in route.modules}
    before = len(learner.records)
    return evolve(
        there,
        records=(
            *there.records[:before],
            *(
                evolve(r, scale=grades[r.module][0], grade=grades[r.module][1])
                for r in there.records[before:]
            ),
        ),
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_is_as_good_as_the_best_that_trying_everything_finds(seed: int) -> None:
    random = Random(f"plan {seed}")
    catalogue = the_catalogue(random)
    ready = the_policy(random, catalogue)
    learner, wishes = the_learner(random, catalogue), the_wishes(random, catalogue)
    found = planned(ready, learner, wishes)
    if found.status == "earned":
        assert mc.outcome(ready, learner, on=ON) == "earned"
        return
    best = oracle.best(ready, learner, TERMS, wishes)
    if best is None:
        assert (found.status, found.proven) == ("impossible", True)
        return
    assert found.status == "planned"
    route = found.route
    assert route is not None
    finish = Fraction([term.last for term in TERMS].index(route.finish))
    worth = {"credits": route.credits, "fee": route.fee, "finish": finish}
    assert tuple(worth[goal] for goal in wishes.prefer) == best
    assert route.proven


@pytest.mark.parametrize("seed", range(60))
def test_completing_a_plan_or_an_alternative_earns_the_award(seed: int) -> None:
    random = Random(f"complete {seed}")
    catalogue = the_catalogue(random)
    ready = the_policy(random, catalogue, GRADED)
    learner, wishes = the_learner(random, catalogue), the_wishes(random, catalogue)
    found = planned(ready, learner, wishes, alternatives=2)
    passed = frozenset(record.module for record in learner.records)
    routes = [*filter(None, [found.route]), *found.alternatives]
    for route in routes:
        assert mc.outcome(ready, completed(learner, route), on=route.finish) == "earned"
        assert oracle.keeps(choice_of(route), catalogue.modules, TERMS, wishes, passed)
    sets = [frozenset(choice_of(route)) for route in routes]
    assert len(set(sets)) == len(sets)


def test_stock_is_kept_with_the_policy() -> None:
    catalogue = the_catalogue(Random(1))
    text = f'{FRAMEWORK}\naward main "Main" {{ size 12 credits }}'
    policy = mc.policies_from_text(text, vocabulary=catalogue.vocabulary)["main"]
    ready = mc.compile(policy, catalogue=catalogue)
    mc.plan(ready, Transcript("ada"), on=ON)
    kept = dict(ready.stocks)
    mc.plan(ready, Transcript("bo"), on=ON)
    assert [isinstance(each, Stock) for each in kept.values()] == [True]
    assert ready.stocks == kept
