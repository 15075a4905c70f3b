"""Bounds: what is known of an award where a limit was reached before its outcome was.

Requirements are added one after the other to those that one set is known to meet, each with a small
budget of its own. What is found this way is a set, so the number is certain; that no set meets more
is not.
"""

from itertools import islice

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.case import Case
from microcredit.engine.formulas import Formula
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.question import Question, always, bans, limits
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import unknowns
from microcredit.model.learner import Transcript
from microcredit.wording.said import said

MOST_WAYS = 4
"""Values of names, and ways to choose parts, that are looked at: the first ones."""

STEPS_A_REQUIREMENT = 2_000


def known(
    form: NormalForm, transcript: Transcript, situation: Situation, budget: Budget
) -> str | None:
    """A clause on how many of the requirements one set meets; none where no such number was found,
    or values are missing, so that it would be about some of them only."""
    try:
        if any(unknowns(form, transcript, situation.on)):
            return None
        found = most_met(form, situation, budget)
    except SearchLimit:
        return None
    met, all_of_them = found or (0, 0)
    if met in (0, all_of_them):
        return None
    return said(
        "one set meets {met} of the {all} requirements, and whether one meets more is not known",
        met=met,
        all=all_of_them,
    )


def most_met(form: NormalForm, situation: Situation, budget: Budget) -> tuple[int, int] | None:
    """How many requirements one set meets, as far as was found, and how many there are; those of
    the binding and the choice of parts that lack the fewest.

    Raises ``SearchLimit`` where the budget ends before anything is found."""
    view, truth = situation.view(form), situation.truth(form)
    best: tuple[int, int] | None = None
    for binding in islice(view.bindings(), MOST_WAYS):
        question = view.question(binding, truth)
        for banned in islice(bans(question.table.form, question.table.gates), MOST_WAYS):
            try:
                met, count = _met(question, banned, budget)
            except SearchLimit:
                if best is None:
                    raise
                return best
            if best is None or met - count > best[0] - best[1]:
                best = met, count
    return best


def _met(question: Question, banned: int, budget: Budget) -> tuple[int, int]:
    """How many of the requirements in force one set was found to meet, and how many there are."""
    formulas = list(question.formulas(banned).values())
    given = sum(formula is True for formula in formulas)
    table, kept = question.table, always(question.table)
    met: list[Formula] = []
    for formula in formulas:
        if isinstance(formula, bool):
            continue
        budget.spend()
        own = budget.portion(STEPS_A_REQUIREMENT)
        try:
            together = Case(banned, limits(table), (*kept, *met, formula))
            if decide(table, together, own) is not None:
                met.append(formula)
        except SearchLimit:
            pass
        finally:
            budget.back(own)
    return given + len(met), len(formulas)
