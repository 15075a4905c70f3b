"""The oracle for plans: tries every way to take every module in every term, and audits each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product

from attrs import evolve, frozen

import microcredit as mc
from microcredit.model.module import Module


@frozen
class Term:
    """A term to come."""

    name: str
    first: date
    last: date


@frozen
class Wishes:
    """What the learner asks beside the award."""

    prefer: tuple[str, ...] = ("credits", "fee", "finish")
    credits: Fraction | None = None
    modules: int | None = None
    budget: Fraction | None = None
    cef_only: bool = False
    want: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()


Choice = Mapping[str, int]
"""The term in which each module is taken"""


def keeps(
    choice: Choice,
    modules: Mapping[str, Module],
    terms: Sequence[Term],
    wishes: Wishes,
    passed: frozenset[str],
) -> bool:
    """Whether the choice keeps to what is offered, to prerequisites and to what is asked."""
    for code, term in choice.items():
        module = modules[code]
        if terms[term].name not in module.terms or code in wishes.refuse:
            return False
        if wishes.cef_only and module.cef is not True:
            return False
        for before in module.prerequisites:
            if before not in passed and choice.get(before, len(terms)) >= term:
                return False
    if any(code not in choice and code not in passed for code in wishes.want):
        return False
    for term in range(len(terms)):
        there = [modules[code] for code, taken in choice.items() if taken == term]
        if wishes.modules is not None and len(there) > wishes.modules:
            return False
        if wishes.credits is not None and sum(m.credits for m in there) > wishes.credits:
            return False
    fees = [modules[code].fee for code in choice]
    return wishes.budget is None or sum(fee or 0 for fee in fees) <= wishes.budget


def simulated(transcript: mc.Transcript, choice: Choice, terms: Sequence[Term]) -> mc.Transcript:
    """The transcript once every module is passed and awarded on the last day of its term."""
    records = tuple(
        mc.Record(
            f"{code} later",
            code,
            "passed",
            terms[term].last,
            terms[term].last,
            enrolled_on=terms[term].first,
        )
        for code, term in choice.items()
    )
    return evolve(transcript, records=transcript.records + records)


def choices(
    ready: mc.CompiledPolicy,
    transcript: mc.Transcript,
    terms: Sequence[Term],
    wishes: Wishes,
    closed: frozenset[str],
) -> Iterator[tuple[Choice, int]]:
    """Every choice that earns the award at the end of a term, with the number of that term."""
    modules = ready.catalogue.modules
    passed = frozenset(r.module for r in transcript.records if r.status == "passed")
    codes = [code for code in modules if code not in closed]
    places: list[int | None] = [None, *range(len(terms))]
    for taken in product(places, repeat=len(codes)):
        choice = {c: t for c, t in zip(codes, taken, strict=True) if t is not None}
        if not keeps(choice, modules, terms, wishes, passed):
            continue
        there = simulated(transcript, choice, terms)
        for last in range(max(choice.values(), default=0), len(terms)):
            if mc.outcome(ready, there, on=terms[last].last) == "earned":
                yield choice, last


def best(
    ready: mc.CompiledPolicy,
    transcript: mc.Transcript,
    terms: Sequence[Term],
    wishes: Wishes,
    closed: frozenset[str] = frozenset(),
) -> tuple[Fraction, ...] | None:
    """What the best choice comes to by the preferences in their order; none where there is none."""
    modules = ready.catalogue.modules
    found = []
    for choice, last in choices(ready, transcript, terms, wishes, closed):
        worth = {
            "credits": sum((modules[code].credits for code in choice), Fraction(0)),
            "fee": sum((modules[code].fee or Fraction(0) for code in choice), Fraction(0)),
            "finish": Fraction(last),
        }
        found.append(tuple(worth[goal] for goal in wishes.prefer))
    return min(found, default=None)
