"""The words of what stands beside awards, and of the lines for which syntax has no class."""

from datetime import date
from fractions import Fraction
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.format_sentence import Sentence
from microcredit.language.format_statements import FileStatement
from microcredit.language.leaves import Line
from microcredit.language.lexemes import lexemes
from microcredit.language.phrase_amounts import phrase_amount
from microcredit.language.phrase_awards import phrase_learners
from microcredit.language.phrase_selections import phrase_selection
from microcredit.language.phrase_words import article, code, phrase_grade, phrase_number, quoted
from microcredit.source import Span


def file_sentence(statement: FileStatement) -> Sentence:
    """Give the words of a statement beside awards; of one with a block, those before its brace."""
    match statement:
        case syntax.UseFramework(id):
            return Sentence(f"framework {id.text}")
        case syntax.Import(path):
            return Sentence(f"import {quoted(path.text)}")
        case syntax.Define(name, meaning):
            return _define(name.text, meaning)
        case syntax.ExternalAward(id, title):
            return Sentence(f"external award {id.text} {quoted(title.text)}")
        case syntax.TitleWords(kind, words):
            which = f"{article(kind)} {kind}" if kind else "every award"
            listed = ", ".join(quoted(word.text) for word in words)
            return Sentence(f"titles of {which} without {listed}")
        case syntax.Framework(id, title):
            return Sentence(f"framework {id.text} {quoted(title.text)}")
        case syntax.GradeScale(scale, grades, passing):
            return Sentence(f"grades {scale}{_marks(grades, passing)}")
        case syntax.Grade():
            return Sentence(_grade(statement))
        case syntax.Equivalence(grade, scale, other, other_scale):
            one = f"{phrase_grade(grade.text)} on {quoted(scale.text)}"
            return Sentence(
                f"equate {one} = {phrase_grade(other.text)} on {quoted(other_scale.text)}"
            )
        case syntax.Term(name, first, last):
            return Sentence(f"term {name} {_day_of_year(first)} to {_day_of_year(last)}")
        case _:
            assert_never(statement)


def _define(
    name: str, meaning: syntax.Selection | syntax.Fixed | syntax.ByFact | syntax.ByDate
) -> Sentence:
    match meaning:
        case syntax.Selection():
            return Sentence(f"define {name} = {phrase_selection(meaning)}")
        case syntax.Fixed():
            return Sentence(f"define {name} = {phrase_amount(meaning)}")
        case syntax.ByDate(cases):
            dated = ", ".join(_until(amount, last) for amount, last in cases)
            return Sentence(f"define {name} = {dated}")
        case syntax.ByFact(fact, cases, otherwise):
            said = [f"{quoted(value.text)}: {phrase_amount(amount)}" for value, amount in cases]
            if otherwise is not None:
                said.append(f"otherwise: {phrase_amount(otherwise)}")
            return Sentence(f"define {name} by learner {fact.text}", ", ".join(said), "cases")
        case _:
            assert_never(meaning)


def _until(amount: syntax.Fixed, last: date | None) -> str:
    return f"{phrase_amount(amount)} {f'to {last}' if last else 'onwards'}"


def _marks(grades: tuple[syntax.Grade, ...], passing: int | None) -> str:
    if passing is None:
        return ""
    return f" {grades[-1].code.text} to {grades[0].code.text}, passing {passing}"


def _grade(grade: syntax.Grade) -> str:
    failing = "" if grade.passing else "fail "
    if grade.points is not None:
        return f"{failing}{code(grade.code.text)} = {_as_written(grade.points, grade.span)}"
    return f"{failing or 'no points '}{code(grade.code.text)}"


def _as_written(number: Fraction, span: Span) -> str:
    """The last number of a statement: a fraction stays one, although it may be a decimal too."""
    written = [word.text for word in lexemes(span.text) if word.kind == "number"]
    return written[-1] if "/" in written[-1] else phrase_number(number)


def _day_of_year(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


def line_sentence(line: Line) -> Sentence:
    """Give the words of a line for which syntax has a field and no class."""
    match line.what, line.value:
        case "language", version:
            return Sentence(f"language {version}")
        case "institution", syntax.Text(name):
            return Sentence(f"institution {quoted(name)}")
        case "levels", (lowest, highest):
            return Sentence(f"levels {lowest} to {highest}")
        case "credits", (syntax.Text(credit), hours):
            stated = "" if hours is None else f", 1 is {phrase_number(hours)} notional hours"
            return Sentence(f"credits {quoted(credit)}{stated}")
        case "convert", (syntax.Conversion(scheme, worth), syntax.Text(credit)):
            exact = _as_written(worth, line.span)
            return Sentence(f"convert 1 {quoted(scheme.text)} = {exact} {quoted(credit)}")
        case "ignore", syntax.Text(scheme):
            return Sentence(f"ignore {quoted(scheme)}")
        case "calendar", syntax.Calendar():
            return Sentence("calendar")
        case "academic year starts", day:
            return Sentence(f"academic year starts {_day_of_year(day)}")
        case "kind", name:
            return Sentence("kind", name, "value")
        case "size", amount:
            return Sentence("size", phrase_amount(amount), "value")
        case "source", texts:
            return Sentence("source", ", ".join(quoted(text.text) for text in texts), "value")
        case "effective", syntax.Effective(first, last):
            period = f"{first} to {last}" if last else f"{first} onwards"
            return Sentence("effective", period, "value")
        case "conferred", on_application:
            how = "on application" if on_application else "automatically"
            return Sentence("conferred", how, "value")
        case "for learners", facts:
            return Sentence(phrase_learners(facts))
        case "share between at most", number:
            return Sentence(f"share between at most {number} {'part' if number == 1 else 'parts'}")
        case "nothing else counts", _:
            return Sentence("nothing else counts")
        case "as of", day:
            return Sentence(f"as of {day}")
        case _:
            raise AssertionError(line)
