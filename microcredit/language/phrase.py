"""Conditions as the sentences that a policy writes for them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.phrase_amounts import (
    phrase_amount,
    phrase_credits,
    phrase_ends,
    phrase_years,
)
from microcredit.language.phrase_selections import (
    phrase_adjective,
    phrase_codes,
    phrase_on,
    phrase_quoted,
    phrase_selection,
    phrase_texts,
)
from microcredit.language.phrase_words import code, phrase_grade, phrase_number
from microcredit.wording.said import chain, folded, listing, said


def phrase(condition: syntax.Condition) -> str:
    """Give the sentence for a condition; ``require`` before it makes it a requirement again."""
    match condition:
        case syntax.Total(_, _, _, selection, one_of):
            total = _of(_total(condition), selection)
            if one_of is None:
                return total
            return said("{condition} in {one}", condition=total, one=phrase_one(one_of))
        case syntax.AllOf(modules):
            return said("all of {modules}", modules=phrase_codes(modules))
        case syntax.SomeOf(number, choices):
            return said("{n} of {choices}", n=number, choices=_choices(choices))
        case syntax.Average(minimum, selection, attempts, scale):
            least = phrase_on(said("at least {grade}", grade=phrase_number(minimum)), scale)
            if attempts:
                return _of(said("average grade of all attempts {least}", least=least), selection)
            return _of(said("average grade {least}", least=least), selection)
        case syntax.EveryGrade(grade, scale, selection, attempts):
            least = phrase_on(said("at least {grade}", grade=phrase_grade(grade.text)), scale)
            if attempts:
                return _of(said("every grade of all attempts {least}", least=least), selection)
            return _of(said("every grade {least}", least=least), selection)
        case syntax.NoAttempt(selection):
            return said("no attempt {selection}", selection=phrase_selection(selection))
        case syntax.CountedWithin(years, "enrolment"):
            span = phrase_years(years)
            return said("completed within {years} of the earliest enrolment", years=span)
        case syntax.CountedWithin(years):
            span = phrase_years(years)
            return said("completed within {years} of the earliest counted module", years=span)
        case syntax.Gate(amount, first, second):
            least = _of(said("at least {amount}", amount=phrase_amount(amount)), first)
            later = phrase_selection(second)
            return said("{least} before modules {selection}", least=least, selection=later)
        case syntax.AllWithin(window):
            return phrase_adjective(window)
        case syntax.ModulesBefore(first, second):
            return said(
                "modules {first} before modules {second}",
                first=phrase_codes(first),
                second=phrase_codes(second),
            )
        case syntax.LastCredits(number):
            credits = phrase_credits(number)
            return said("the last {credits} at this institution", credits=credits)
        case syntax.Bundle(modules, counts):
            codes = phrase_codes(modules)
            if counts is None:
                return said("bundle {modules}", modules=codes)
            worth = phrase_credits(counts)
            return said("bundle {modules} counts {credits}", modules=codes, credits=worth)
        case syntax.Attested(by, negated):
            if negated:
                return said("not attested by {by}", by=phrase_quoted(by.text))
            return said("attested by {by}", by=phrase_quoted(by.text))
        case syntax.LearnerFact():
            if condition.negated:
                return said("not learner {fact}", fact=phrase_fact(condition))
            return said("learner {fact}", fact=phrase_fact(condition))
        case syntax.HoldsAward():
            return _award(condition)
        case syntax.Either(branches):
            return said("either {branches}", branches=chain(map(_branch, branches), "or"))
        case _:
            assert_never(condition)


def _total(total: syntax.Total) -> str:
    if total.upper is not None:
        return said("between {ends}", ends=phrase_ends(total.amount, total.upper))
    amount = phrase_amount(total.amount)
    match total.comparison:
        case "at least":
            return said("at least {amount}", amount=amount)
        case "at most":
            return said("at most {amount}", amount=amount)
        case _:
            return said("exactly {amount}", amount=amount)


def _of(condition: str, selection: syntax.Selection | None) -> str:
    """The condition, of what is selected if anything is said of that."""
    if selection is None:
        return condition
    picked = phrase_selection(selection)
    return said("{condition} {selection}", condition=condition, selection=picked)


def phrase_one(one_of: syntax.OneOf) -> str:
    """Give of which areas, years or terms each is meant: ``any one area``, ``every term``."""
    match one_of.quantifier:
        case "any":
            return said("any one {kind}", kind=_kind(one_of))
        case "some":
            return said("some one {kind}", kind=_kind(one_of))
        case "every":
            return said("every {kind}", kind=_kind(one_of))


def _kind(one_of: syntax.OneOf) -> str:
    match one_of.kind:
        case "area":
            return said("area", context="kind")
        case "level":
            return said("level", context="kind")
        case "academic year":
            return said("academic year", context="kind")
        case "term":
            return said("term", context="kind")


def phrase_fact(fact: syntax.LearnerFact) -> str:
    """Give what a fact has to be, whether or not it is denied: ``admitted before 2025-09-01``."""
    both = {"fact": fact.fact.text, "value": _values(fact.values)}
    match fact.relation:
        case "is":
            return said("{fact} is {value}", **both)
        case "at least":
            return said("{fact} at least {value}", **both)
        case "at most":
            return said("{fact} at most {value}", **both)
        case "before":
            return said("{fact} before {value}", **both)
        case "after":
            return said("{fact} after {value}", **both)
        case "from":
            return said("{fact} from {value}", **both)


def _values(values: tuple[syntax.Text, ...] | Fraction | date) -> str:
    match values:
        case Fraction():
            return phrase_number(values)
        case date():
            return str(values)
        case _:
            return phrase_texts(values)


def _award(condition: syntax.HoldsAward) -> str:
    award = condition.award.text
    if condition.declared:
        if condition.negated:
            return said("not award {award} declared", award=award)
        return said("award {award} declared", award=award)
    if condition.held:
        if condition.negated:
            return said("not award {award} held", award=award)
        return said("award {award} held", award=award)
    if condition.negated:
        return said("not award {award}", award=award)
    return said("award {award}", award=award)


def _branch(requirements: tuple[syntax.Requirement, ...]) -> str:
    if len(requirements) == 1 and _is_bare(requirements[0]):
        return said("{{ {condition} }}", condition=phrase(requirements[0].condition))
    several = folded([*map(phrase_requirement, requirements)], _further_requirement)
    return said("{{ {condition} }}", condition=several)


def _further_requirement(before: str, requirement: str) -> str:
    return said("{before} {requirement}", before=before, requirement=requirement)


def _is_bare(requirement: syntax.Requirement) -> bool:
    return not (requirement.id or requirement.label or requirement.citation)


def phrase_requirement(requirement: syntax.Requirement) -> str:
    """Give the whole line: ``require field "Three quarters": at least 24 credits``."""
    names = [requirement.id.text] if requirement.id else []
    if requirement.label:
        names.append(phrase_quoted(requirement.label.text))
    text = phrase(requirement.condition)
    if names:
        text = said("{name}: {condition}", name=_beside(names), condition=text)
    if requirement.citation:
        source = phrase_quoted(requirement.citation.text)
        text = said("{condition} per {source}", condition=text, source=source)
    return said("require {condition}", condition=text)


def _beside(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return said("{id} {label}", id=names[0], label=names[1])


def _choices(choices: tuple[tuple[syntax.Code, ...], ...]) -> str:
    if all(len(choice) == 1 for choice in choices):
        return listing(code(choice[0].text) for choice in choices)
    braced = [
        said("{{ {choice} }}", choice=chain((code(one.text) for one in choice), "or"))
        for choice in choices
    ]
    return folded(braced, _further_choice)


def _further_choice(before: str, choice: str) -> str:
    return said("{before} {choice}", before=before, choice=choice)
