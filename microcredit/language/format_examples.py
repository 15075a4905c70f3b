"""The words of examples."""

import re
from datetime import date
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.format_sentence import Sentence
from microcredit.language.format_statements import ExampleStatement, Records
from microcredit.language.phrase_words import code, phrase_grade, quoted

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def example_sentence(statement: ExampleStatement) -> Sentence:
    """Give the words of a statement in an example."""
    match statement:
        case syntax.Example(label, award):
            return Sentence(f"example {quoted(label.text)} for {award.text}")
        case Records(status, records):
            return Sentence(status, ", ".join(map(_record, records)), "list")
        case syntax.ExampleHolds(award, since):
            return Sentence(f"holds {award.text} since {since}")
        case syntax.ExampleFact(fact, value):
            return Sentence(f"learner {fact.text} {_value(value)}")
        case syntax.ExampleSigned(requirement, by, day):
            return Sentence(f"signed {requirement.text} by {quoted(by.text)} on {day}")
        case syntax.Expectation():
            return Sentence(_expectation(statement))
        case _:
            assert_never(statement)


def _record(record: syntax.ExampleRecord) -> str:
    words = code(record.module.text)
    if record.completed:
        words += f" on {record.completed}"
    if record.awarded:
        words += f" awarded {record.awarded}"
    if record.grade:
        words += f" graded {phrase_grade(record.grade.text)}"
    if record.recognised:
        words += " recognised"
    if record.used_for:
        words += f" used for {record.used_for}"
    return words


def _value(value: str) -> str:
    """A fact: a day, a number or a text; which of them it is can be seen."""
    if _is_day(value):
        return f"on {value}"
    return f"is {value}" if NUMBER.fullmatch(value) else f"is {quoted(value)}"


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _expectation(expected: syntax.Expectation) -> str:
    words = f"expect {expected.outcome}"
    for variable, value in expected.variables:
        match value:
            case None:
                words += f", no {variable}"
            case int():
                words += f", {variable} {value}"
            case str():
                words += f", {variable} {quoted(value)}"
    if expected.because_module:
        words += f" because {code(expected.because_module.text)} {expected.because}"
    if expected.unmet:
        words += f" because {expected.unmet.text} is not met"
    return words
