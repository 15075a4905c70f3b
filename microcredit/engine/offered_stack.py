"""Stacks: how an award may hold with what is on offer, together with the awards that it needs.

An award that another one asks for may be earned by the same study. So the tables of the award and
of those that it needs become one, as for awards that are conferred at once, and what is on offer
stands in all of them: an option says which of them count a module, and the module is paid for once.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product
from math import prod

from attrs import evolve

from microcredit.engine.asked import asks_award, formulas
from microcredit.engine.beside import held_beside
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.formulas import AwardHeld, Depending, Formula, Some
from microcredit.engine.joint import compatible
from microcredit.engine.joint_limits import limits
from microcredit.engine.joint_table import JointTable, Member
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.offered_ways import Edition, Way
from microcredit.engine.offers import Offer, Opened, opened
from microcredit.engine.situation import Situation
from microcredit.engine.standing import Standing, between
from microcredit.engine.unknown import family
from microcredit.wording.said import said

MOST_STACKS = 64
"""Sets of needed awards that are tried."""

GRADES = said("it needs other awards, and grades matter to several or limits stand between them")

MOST_NAMES = 400
"""Ways to choose levels, themes and classes for all the awards of a set."""


def wanting(edition: Edition) -> frozenset[str]:
    """The awards that have to be looked at with this one: those that it asks for and that are not
    earned; all of them, where some of the stack limit one another."""
    return _wanting(edition.form, edition.situation, limited=_limited(edition.form))


def _wanting(form: NormalForm, situation: Situation, *, limited: bool) -> frozenset[str]:
    if not any(map(asks_award, formulas(form))):
        return frozenset()
    asked = {award for award in _asked(form) if not situation.held(award)}
    if limited:
        return frozenset(asked)
    truth = situation.truth(form)
    return frozenset(award for award in asked if not truth(AwardHeld(award, held=False)))


def _limited(form: NormalForm) -> bool:
    """Whether a line says what the award and those that it needs may share, or bars one of them."""
    pairs = combinations([each.standing for each in family(form)], 2)
    return any(
        one.award != other.award and (_barred(one, other) or any(True for _ in between(one, other)))
        for one, other in pairs
    )


def _barred(one: Standing, other: Standing) -> bool:
    return other.award in one.bars or one.award in other.bars


def _asked(form: NormalForm) -> Iterator[str]:
    """The awards that a line asks to be earned or held."""

    def within(formula: Formula) -> Iterator[str]:
        match formula:
            case Some(of=of):
                for each in of:
                    yield from within(each)
            case Depending(cases):
                for pair in cases:
                    for each in pair:
                        yield from within(each)
            case AwardHeld(award, False):
                yield award
            case _:
                return

    for formula in formulas(form):
        yield from within(formula)


def stacked(
    edition: Edition, offers: Sequence[Offer], cost: Callable[[Offer | None], int], budget: Budget
) -> Iterator[Way]:
    """Every way in which the edition may hold beside a set of the awards that it needs.

    Raises ``SearchLimit`` where there are too many."""
    limited = _limited(edition.form)
    graded = sum(form.asks_grade for form in _one_of_each(edition.form))
    if graded > 1 or (graded and limited):
        raise SearchLimit(GRADES)
    for count, editions in enumerate(_sets(edition, limited=limited)):
        if count > MOST_STACKS:
            raise SearchLimit(said("the awards that it needs can be chosen in too many ways"))
        yield from _beside(edition, editions, offers, cost, budget, limited=limited)


def _one_of_each(form: NormalForm) -> list[NormalForm]:
    """Of the award and each that it needs one edition, one that asks for grades where some do."""
    found: dict[str, NormalForm] = {}
    for each in family(form):
        if each.award not in found or each.asks_grade:
            found[each.award] = each
    return list(found.values())


def _sets(edition: Edition, *, limited: bool) -> Iterator[tuple[NormalForm, ...]]:
    """The award with each set of those that are wanting, down the whole stack, fewest first."""
    situation = edition.situation
    there: dict[str, list[NormalForm]] = {}
    waiting = [edition.form]
    while waiting:
        form = waiting.pop()
        wanted = _wanting(form, situation, limited=limited)
        for need in form.needs:
            if need.award in wanted and need.award not in there:
                there[need.award] = [each for each in need.editions if situation.in_force(each)]
                waiting += there[need.award]
    names = sorted(there)
    for count in range(len(names) + 1):
        for chosen in combinations(names, count):
            for editions in product(*(there[name] for name in chosen)):
                yield (edition.form, *editions)


def _beside(
    edition: Edition,
    forms: Sequence[NormalForm],
    offers: Sequence[Offer],
    cost: Callable[[Offer | None], int],
    budget: Budget,
    *,
    limited: bool,
) -> Iterator[Way]:
    """The ways in which all of these hold at once."""
    situation = edition.situation
    budget.spend()
    names = frozenset(form.award for form in forms[1:])
    seen = [opened(form, situation, offers) for form in forms]
    members = []
    for form, each in zip(forms, seen, strict=True):
        there = set(_asked(form)) - _wanting(form, situation, limited=limited)
        members.append(Member(each.view, situation.truth(form, names | there)))
    held = tuple(
        {
            each.standing.award: each
            for form in forms
            for each in held_beside(form, situation.transcript, situation.on)
        }.values()
    )
    if not compatible(members, held):
        return
    bindings = [list(reversed(list(member.view.bindings()))) for member in members]
    if prod(map(len, bindings)) > MOST_NAMES:
        raise SearchLimit(
            said(
                "levels and themes of it and of the awards that it needs can be chosen in too many "
                "ways"
            )
        )
    for chosen in product(*bindings):
        questions = tuple(
            member.view.question(binding, member.truth)
            for member, binding in zip(members, chosen, strict=True)
        )
        own = [list(question.cases()) for question in questions]
        if not all(own):
            continue
        table = JointTable(tuple(members), held, questions)
        taken = [_taken(table, choice, seen) for choice in table.choices]
        left = frozenset(option for option, each in enumerate(taken) if len(each) > 1)
        paid = tuple(next(iter(each), None) for each in taken)
        shared = limits(table)
        for cases in product(*own):
            case = table.case(cases)
            budget.spend(1 + len(table.choices) * len(case.formulas) // 8)
            yield Way(
                edition,
                table,
                evolve(case, rows=(*case.rows, *shared), left=left),
                tuple(map(cost, paid)),
                tuple(int(offer is not None) for offer in paid),
                paid,
                stacked=True,
            )


def _taken(table: JointTable, choice: Sequence[int | None], seen: Sequence[Opened]) -> list[Offer]:
    """The offers of a joint option, of one module with one grade: more than one cannot be had."""
    found: dict[str, Offer] = {}
    for member, option in enumerate(choice):
        if option is not None:
            index = table.questions[member].table.options.records[option]
            offer = seen[member].offers[index]
            # What an award that asks for no grades counts is the same with any grade.
            if offer is not None and (not found or offer.record.grade is not None):
                found[offer.record.id] = offer
    graded = [each for each in found.values() if each.record.grade is not None]
    return graded or list(found.values())
