"""Conditions as the sentences that a policy writes for them."""

import re
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from microcredit.language import syntax

BARE = re.compile(r"[A-Z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*")
"""a code that needs no quotes, as the grammar has it"""
MARK = re.compile(r"0|[1-9][0-9]{0,11}")
"""a grade of a scale of marks"""
DIGITS = 12
"""how many a number may be written with"""


def phrase(condition: syntax.Condition) -> str:
    """Give the sentence for a condition; ``require`` before it makes it a requirement again."""
    match condition:
        case syntax.Total(comparison, amount, upper, selection, one_of):
            ends = phrase_amount(amount) if upper is None else _ends(amount, upper)
            return f"{comparison} {ends}{_of(selection)}{_in_one(one_of)}"
        case syntax.AllOf(modules):
            return f"all of {_codes(modules)}"
        case syntax.SomeOf(number, choices):
            return f"{number} of {_choices(choices)}"
        case syntax.Average(minimum, selection, attempts, scale):
            least = f"at least {phrase_number(minimum)}{_on(scale)}"
            return f"average grade{_attempts(attempts)} {least}{_of(selection)}"
        case syntax.EveryGrade(grade, scale, selection, attempts):
            least = f"at least {phrase_grade(grade.text)}{_on(scale)}"
            return f"every grade{_attempts(attempts)} {least}{_of(selection)}"
        case syntax.NoAttempt(selection):
            return f"no attempt {phrase_selection(selection)}"
        case syntax.CountedWithin(years, event):
            first = "enrolment" if event == "enrolment" else "counted module"
            return f"completed within {_years(years)} of the earliest {first}"
        case syntax.Gate(amount, first, second):
            least = f"at least {phrase_amount(amount)}{_of(first)}"
            return f"{least} before modules {phrase_selection(second)}"
        case syntax.AllWithin(window):
            return _adjective(window)
        case syntax.ModulesBefore(first, second):
            return f"modules {_codes(first)} before modules {_codes(second)}"
        case syntax.LastCredits(number):
            return f"the last {_credits(number)} at this institution"
        case syntax.Bundle(modules, counts):
            worth = "" if counts is None else f" counts {_credits(counts)}"
            return f"bundle {_codes(modules)}{worth}"
        case syntax.Attested(by, negated):
            return f"{'not ' * negated}attested by {quoted(by.text)}"
        case syntax.LearnerFact(fact, relation, values, negated):
            return f"{'not ' * negated}learner {fact.text} {relation} {_values(values)}"
        case syntax.HoldsAward(award, held, negated, declared):
            how = " declared" if declared else " held" * held
            return f"{'not ' * negated}award {award.text}{how}"
        case syntax.Either(branches):
            return "either " + " or ".join(map(_branch, branches))
        case _:
            assert_never(condition)


def _in_one(one_of: syntax.OneOf | None) -> str:
    return f" in {phrase_one(one_of)}" if one_of else ""


def phrase_one(one_of: syntax.OneOf) -> str:
    """Give of which areas, years or terms each is meant: ``any one area``, ``every term``."""
    one = "" if one_of.quantifier == "every" else " one"
    return f"{one_of.quantifier}{one} {one_of.kind}"


def _attempts(attempts: bool) -> str:
    return " of all attempts" if attempts else ""


def _on(scale: syntax.Text | None) -> str:
    return f" on {quoted(scale.text)}" if scale else ""


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def _credits(number: Fraction) -> str:
    return f"{phrase_number(number)} {'credit' if number == 1 else 'credits'}"


def _values(values: tuple[syntax.Text, ...] | Fraction | date) -> str:
    match values:
        case Fraction():
            return phrase_number(values)
        case date():
            return str(values)
        case _:
            return _texts(values)


def _texts(texts: tuple[syntax.Text, ...]) -> str:
    return " or ".join(quoted(text.text) for text in texts)


def phrase_amount(amount: syntax.Amount) -> str:
    """Give the words for an amount: ``24 credits``, ``75% of 30 credits rounded up``."""
    match amount:
        case syntax.Fixed(number, unit):
            return f"{phrase_number(number)} {unit[:-1] if number == 1 else unit}"
        case syntax.Proportion(ratio, percent, unit, base, rounded_up):
            whole = f"{_base(base, unit)}{' rounded up' * rounded_up}"
            return f"{phrase_ratio(ratio, percent=percent)} of {whole}"
        case syntax.NamedAmount(name):
            return name.text
        case syntax.Extreme(kind, first, second):
            return f"the {kind} of {phrase_amount(first)} and {phrase_amount(second)}"
        case _:
            assert_never(amount)


def phrase_number(number: Fraction) -> str:
    """Give a number exactly: ``22.5``, and ``1/3`` where no decimal is exact."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    if places and len(digits) > DIGITS:
        return f"{number.numerator}/{number.denominator}"
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def phrase_ratio(ratio: Fraction, *, percent: bool) -> str:
    """Give a share: ``75%``, or ``1/3`` where it is no percentage, or not exactly one."""
    hundredths = phrase_number(ratio * 100)
    if percent and "/" not in hundredths:
        return f"{hundredths}%"
    return f"{ratio.numerator}/{ratio.denominator}"


def _ends(lower: syntax.Amount, upper: syntax.Amount) -> str:
    """Give both ends of `between`; the unit stands once where it is the same."""
    match lower, upper:
        case syntax.Fixed(number, unit), syntax.Fixed(_, same) if unit == same:
            return f"{phrase_number(number)} and {phrase_amount(upper)}"
        case syntax.Proportion(), syntax.Proportion() if evolve(lower, ratio=upper.ratio) == upper:
            return f"{phrase_ratio(lower.ratio, percent=lower.percent)} and {phrase_amount(upper)}"
        case _:
            return f"{phrase_amount(lower)} and {phrase_amount(upper)}"


def _base(base: str | syntax.Fixed | syntax.NamedAmount, unit: syntax.Unit) -> str:
    if not isinstance(base, str):
        return phrase_amount(base)
    return {"counted": unit, "size": "the size", "award": f"the award's {unit}"}[base]


def _branch(requirements: tuple[syntax.Requirement, ...]) -> str:
    if len(requirements) == 1 and _is_bare(requirements[0]):
        return f"{{ {phrase(requirements[0].condition)} }}"
    return f"{{ {' '.join(map(phrase_requirement, requirements))} }}"


def _is_bare(requirement: syntax.Requirement) -> bool:
    return not (requirement.id or requirement.label or requirement.citation)


def phrase_requirement(requirement: syntax.Requirement) -> str:
    """Give the whole line: ``require field "Three quarters": at least 24 credits``."""
    names = [requirement.id.text] if requirement.id else []
    if requirement.label:
        names.append(quoted(requirement.label.text))
    head = f"{' '.join(names)}: " if names else ""
    tail = f" per {quoted(requirement.citation.text)}" if requirement.citation else ""
    return f"require {head}{phrase(requirement.condition)}{tail}"


def phrase_selection(selection: syntax.Selection) -> str:
    """Give the words for a selection: ``graded C or better, or recognised, except from BU501``."""
    text = ", or ".join(map(_adjectives, selection.alternatives))
    return f"{text}, except {_adjectives(selection.excepted)}" if selection.excepted else text


def _of(selection: syntax.Selection | None) -> str:
    return f" {phrase_selection(selection)}" if selection else ""


def _adjectives(adjectives: tuple[syntax.Adjective, ...]) -> str:
    words = _adjective(adjectives[0])
    for adjective in adjectives[1:]:
        words += f"{',' if isinstance(adjective, syntax.Not) else ''} {_adjective(adjective)}"
    return words


def _adjective(adjective: syntax.Adjective) -> str:
    match adjective:
        case syntax.InArea(areas):
            return f"in {' or '.join(map(_area, areas))}"
        case syntax.UnderArea(areas):
            return f"under {' or '.join(map(_area, areas))}"
        case syntax.AtLevel(ranges):
            return f"at {' or '.join(map(_level, _titled(ranges)))}"
        case syntax.FromModules(modules):
            return f"from {_codes(modules)}"
        case syntax.Passed():
            return "passed"
        case syntax.Graded(grade, scale):
            return f"graded {phrase_grade(grade.text)} or better{_on(scale)}"
        case syntax.GradedOn(scale):
            return f"graded on {quoted(scale.text)}"
        case syntax.Recognised():
            return "recognised"
        case syntax.AtInstitution():
            return "at this institution"
        case syntax.Completed(relation, first, last):
            return f"completed {relation} {_days(first, last)}"
        case syntax.CompletedWithin(years, side, event, strict):
            how = "less than" if strict else "within"
            far = "" if years is None else f"{how} {_years(years)} "
            return f"completed {far}{side} {event}"
        case syntax.InTerm(terms):
            return f"completed in term {' or '.join(term.text for term in terms)}"
        case syntax.UsedFor(kind, award, other_than):
            return f"used for {_used(kind, award, other_than)}"
        case syntax.Tagged(tags):
            return f"tagged {_texts(tags)}"
        case syntax.Worth(credits, or_more):
            return f"worth {_credits(credits)}{' or more' * or_more}"
        case syntax.Where(column, values):
            return f"where {column} is {_texts(values)}"
        case syntax.Judged(predicate, arguments):
            return f"where {predicate.text}({', '.join(map(_argument, arguments))})"
        case syntax.Defined(name):
            return name.text
        case syntax.Not(inner):
            return f"not {_adjective(inner)}"
        case _:
            assert_never(adjective)


def _area(area: syntax.Text | syntax.Name) -> str:
    return area.text if isinstance(area, syntax.Name) else quoted(area.text)


def _titled(ranges: tuple[syntax.LevelRange, ...]) -> list[tuple[str, syntax.LevelRange]]:
    """Put the word `level` before the first range that is a number."""
    return [("level " if i == 0 else "", level) for i, level in enumerate(ranges)]


def _level(titled: tuple[str, syntax.LevelRange]) -> str:
    word, level = titled
    low = f"{word}{level.lowest}"
    if isinstance(level.lowest, syntax.Name):
        low = "that level"
    if level.highest is None:
        return f"{low} or above"
    return low if level.highest == level.lowest else f"{low} to {level.highest}"


def _days(first: date, last: date | None) -> str:
    return str(first) if last is None else f"{first} and {last}"


def _used(kind: str | None, award: syntax.Name | None, other_than: tuple[syntax.Name, ...]) -> str:
    if award is not None:
        return award.text
    others = ", ".join(other.text for other in other_than)
    if kind is not None:
        return f"{article(kind)} {kind} award"
    return f"another award{' other than ' * bool(others)}{others}"


def article(kind: str) -> str:
    """Give the article of a kind of award: an assessed award, a university award."""
    return "an" if re.match("(?!uni|use|eu|one)[aeiou]", kind) else "a"


def _argument(argument: syntax.Argument) -> str:
    match argument.value:
        case str(text):
            return quoted(text)
        case Fraction() as number:
            return phrase_number(number)
        case day:
            return str(day)


def _choices(choices: tuple[tuple[syntax.Code, ...], ...]) -> str:
    if all(len(choice) == 1 for choice in choices):
        return ", ".join(code(choice[0].text) for choice in choices)
    braced = [" or ".join(code(one.text) for one in choice) for choice in choices]
    return " ".join(f"{{ {choice} }}" for choice in braced)


def _codes(codes: tuple[syntax.Code, ...]) -> str:
    return ", ".join(code(one.text) for one in codes)


def code(text: str) -> str:
    """Give a module code or grade as it is written, in quotes where it is an odd one."""
    return text if BARE.fullmatch(text) else quoted(text)


def phrase_grade(text: str) -> str:
    """Give a grade as it is written: ``C``, ``"B+"``, and the mark ``65`` without quotes."""
    return text if MARK.fullmatch(text) else code(text)


def quoted(text: str) -> str:
    """Give a text in quotes."""
    return f'"{text}"'
