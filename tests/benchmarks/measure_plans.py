"""The rows about plans: the certificates of the example stack, with catalogues of 150 and of 5,000
modules."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from random import Random
from time import perf_counter

from attrs import evolve

import microcredit as mc
from tests.benchmarks.report import Line, Row, Target, at_most, milliseconds
from tests.benchmarks.timing import Times

ON = date(2026, 3, 1)
EXAMPLE = "examples/stack"


def catalogue_of(number: int, seed: str) -> mc.Catalogue:
    """The example's modules over and over, each time with other codes and fees."""
    random = Random(f"{seed} plans {number}")
    whole = mc.read_catalogue(f"{EXAMPLE}/catalogue")
    written = list(whole.modules.values())
    modules = {}
    for place in range(number):
        module, copy = written[place % len(written)], place // len(written)
        mark = f"-{copy}" if copy else ""
        code = f"{module.code}{mark}"
        before = tuple(f"{each}{mark}" for each in module.prerequisites)
        fee = (module.fee or Fraction(0)) + 100 * random.randrange(-10, 20)
        modules[code] = evolve(module, code=code, fee=fee, prerequisites=before)
    return evolve(whole, modules=modules)


def learner(number: int, random: Random) -> mc.Transcript:
    """An invented learner who has passed up to four of the example's modules."""
    codes = random.sample(["DA101", "DA102", "DA201", "BU101", "CO101", "AN101"], number % 5)
    days = [date(random.choice([2022, 2023, 2024]), 5, 20) for _ in codes]
    records = (
        mc.Record(f"{code} passed", code, "passed", day, day)
        for code, day in zip(codes, days, strict=True)
    )
    return mc.Transcript(f"learner {number}", tuple(records))


def plans(seed: str, learners: int) -> Iterator[Row]:
    """A row for each size of the catalogue."""
    for number, limit in ((150, 30.0), (5_000, 500.0)):
        catalogue = catalogue_of(number, seed)
        policies = mc.load_policies(EXAMPLE, vocabulary=catalogue.vocabulary)
        seconds: list[float] = []
        planned = proven = 0
        for award in ("certificate-data", "certificate-analytics"):
            ready = mc.compile(policies[award], catalogue=catalogue)
            random = Random(f"{seed} learners")
            mc.plan(ready, learner(0, random), on=ON, load="12 credits")
            for place in range(learners):
                someone = learner(place, random)
                start = perf_counter()
                found = mc.plan(ready, someone, on=ON, load="12 credits")
                seconds.append(perf_counter() - start)
                planned += found.status == "planned"
                proven += found.proven
        times = Times(tuple(seconds))
        figures = {"p50 ms": milliseconds(times.p50), "p99 ms": milliseconds(times.p99)}
        yield Row(
            f"A plan from a catalogue of {number:,} modules",
            f"{len(seconds)} plans of two certificates with a load of 12 credits a term, of which "
            f"{planned} have modules to take",
            (Line("microcredit", figures),),
            (
                at_most("p50", times.p50 * 1000, limit, "ms"),
                Target("all proven", f"{proven} of {len(seconds)}", proven == len(seconds)),
            ),
        )
