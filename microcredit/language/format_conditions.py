"""The words of requirements and of their conditions."""

from collections.abc import Iterator
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.format_sentence import Sentence
from microcredit.language.phrase import phrase, phrase_one
from microcredit.language.phrase_amounts import phrase_amount
from microcredit.language.phrase_selections import phrase_selection
from microcredit.language.phrase_words import quoted


def requirement_sentence(requirement: syntax.Requirement) -> Sentence:
    """Give the words of a requirement: ``require field "Three quarters": at least 24 credits``."""
    head = "require"
    if requirement.id:
        head += f" {requirement.id.text}"
    if requirement.label:
        head += f" {quoted(requirement.label.text)}"
    words = condition_words(requirement.condition)
    if requirement.citation:
        words += f" per {quoted(requirement.citation.text)}"
    if head == "require":
        return Sentence(f"{head} {words}")
    return Sentence(f"{head}:", words, "named")


def condition_words(condition: syntax.Condition) -> str:
    """Give the words of a condition: its sentence, in the easier of two forms.

    Behind two amounts a selection is far from what it selects, so it comes first there:
    ``credits at this institution: at least the greater of 15 credits and 1/2 of credits``.
    """
    match condition:
        case syntax.Total(comparison, syntax.Extreme() as amount, None, syntax.Selection() as of):
            units = set(_units(amount))
            if len(units) != 1:
                return phrase(condition)
            unit = units.pop()
            one = condition.one_of
            apart = f" in {phrase_one(one)}" if one else ""
            return f"{unit} {phrase_selection(of)}{apart}: {comparison} {phrase_amount(amount)}"
        case syntax.Either(branches):
            return f"either {' or '.join(map(_branch, branches))}"
        case _:
            return phrase(condition)


def _branch(requirements: tuple[syntax.Requirement, ...]) -> str:
    match requirements:
        case (syntax.Requirement(None, None, condition, None),):
            return f"{{ {condition_words(condition)} }}"
        case _:
            lines = (requirement_sentence(requirement).text for requirement in requirements)
            return f"{{ {' '.join(lines)} }}"


def _units(amount: syntax.Amount) -> Iterator[syntax.Unit]:
    """The unit of each amount in one; none of an amount that does not name it."""
    match amount:
        case syntax.Extreme(_, first, second):
            yield from _units(first)
            yield from _units(second)
        case syntax.Proportion(base=syntax.NamedAmount()) | syntax.NamedAmount():
            return
        case syntax.Fixed(_, unit) | syntax.Proportion(unit=unit):
            yield unit
        case _:
            assert_never(amount)
