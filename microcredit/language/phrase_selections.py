"""Selections of modules as a policy writes them."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.phrase_amounts import phrase_credits, phrase_years
from microcredit.language.phrase_words import (
    article,
    code,
    phrase_grade,
    phrase_number,
    quoted,
)
from microcredit.wording.said import chain, folded, listing, said


def phrase_selection(selection: syntax.Selection) -> str:
    """Give the words for a selection: ``graded C or better, or recognised, except from BU501``."""
    text = folded([*map(_adjectives, selection.alternatives)], _alternative)
    if not selection.excepted:
        return text
    excepted = _adjectives(selection.excepted)
    return said("{selection}, except {excepted}", selection=text, excepted=excepted)


def _alternative(before: str, selection: str) -> str:
    return said("{before}, or {selection}", before=before, selection=selection)


def _adjectives(adjectives: tuple[syntax.Adjective, ...]) -> str:
    if len(adjectives) == 1:
        return phrase_adjective(adjectives[0])
    half = len(adjectives) // 2
    before, after = _adjectives(adjectives[:half]), _adjectives(adjectives[half:])
    if isinstance(adjectives[half], syntax.Not):
        return said("{before}, {adjective}", context="adjectives", before=before, adjective=after)
    return said("{before} {adjective}", context="adjectives", before=before, adjective=after)


def phrase_adjective(adjective: syntax.Adjective) -> str:
    """Give the words for one thing that is asked of a module: ``in "Ethics" or "Law"``."""
    match adjective:
        case syntax.InArea(areas):
            return said("in {areas}", areas=chain(map(_area, areas), "or"))
        case syntax.UnderArea(areas):
            return said("under {areas}", areas=chain(map(_area, areas), "or"))
        case syntax.AtLevel(ranges):
            return said("at {levels}", levels=_levels(ranges))
        case syntax.FromModules(modules):
            return said("from {modules}", context="selection", modules=phrase_codes(modules))
        case syntax.Passed():
            return said("passed")
        case syntax.Graded(grade, scale):
            words = said("graded {grade} or better", grade=phrase_grade(grade.text))
            return phrase_on(words, scale)
        case syntax.GradedOn(scale):
            return said("graded on {scale}", scale=phrase_quoted(scale.text))
        case syntax.Recognised():
            return said("recognised")
        case syntax.AtInstitution():
            return said("at this institution")
        case syntax.Completed(relation, first, last):
            return _completed(relation, first, last)
        case syntax.CompletedWithin():
            return _within(adjective)
        case syntax.InTerm(terms):
            chained = chain((term.text for term in terms), "or")
            return said("completed in term {terms}", terms=chained)
        case syntax.UsedFor(kind, award, other_than):
            return _used(kind, award, other_than)
        case syntax.Tagged(tags):
            return said("tagged {tags}", tags=phrase_texts(tags))
        case syntax.Worth(credits, or_more):
            if or_more:
                return said("worth {credits} or more", credits=phrase_credits(credits))
            return said("worth {credits}", credits=phrase_credits(credits))
        case syntax.Where(column, values):
            return said("where {column} is {values}", column=column, values=phrase_texts(values))
        case syntax.Judged(predicate, arguments):
            given = ", ".join(map(_argument, arguments))
            return said("where {predicate}", predicate=f"{predicate.text}({given})")
        case syntax.Defined(name):
            return name.text
        case syntax.Not(inner):
            return said("not {adjective}", context="adjective", adjective=phrase_adjective(inner))
        case _:
            assert_never(adjective)


def phrase_on(words: str, scale: syntax.Text | None) -> str:
    """Give words about a grade, with its scale where that is named."""
    if scale is None:
        return words
    return said("{grade} on {scale}", grade=words, scale=phrase_quoted(scale.text))


def phrase_quoted(text: str) -> str:
    """Give a text in quotes, which are of the reader's language."""
    return said('"{text}"', text=text)


def phrase_texts(texts: tuple[syntax.Text, ...]) -> str:
    """Give texts any of which will do: ``"capstone" or "project"``."""
    return chain((phrase_quoted(text.text) for text in texts), "or")


def phrase_codes(codes: Iterable[syntax.Code]) -> str:
    """Give the codes of modules: ``AI101, AI102``."""
    return listing(code(one.text) for one in codes)


def _area(area: syntax.Text | syntax.Name) -> str:
    return area.text if isinstance(area, syntax.Name) else said('"{area}"', area=area.text)


def _levels(ranges: tuple[syntax.LevelRange, ...]) -> str:
    """The ranges; the word `level` stands before the first where that is a number."""
    first, *rest = ranges
    start = _range(first)
    if not isinstance(first.lowest, syntax.Name):
        start = said("level {levels}", levels=start)
    return chain([start, *map(_range, rest)], "or")


def _range(level: syntax.LevelRange) -> str:
    low = said("that level") if isinstance(level.lowest, syntax.Name) else str(level.lowest)
    if level.highest is None:
        return said("{level} or above", level=low)
    if level.highest == level.lowest:
        return low
    return said("{lowest} to {highest}", context="levels", lowest=low, highest=level.highest)


def _completed(relation: str, first: date, last: date | None) -> str:
    match relation:
        case "before":
            return said("completed before {day}", day=first)
        case "after":
            return said("completed after {day}", day=first)
        case _:
            return said("completed between {first} and {last}", first=first, last=last)


def _within(within: syntax.CompletedWithin) -> str:
    event = _event(within.event)
    if within.years is None:
        if within.relation == "before":
            return said("completed before {event}", event=event)
        return said("completed after {event}", event=event)
    said_of = {"years": phrase_years(within.years), "event": event}
    match within.relation, within.strict:
        case "before", False:
            return said("completed within {years} before {event}", **said_of)
        case "after", False:
            return said("completed within {years} after {event}", **said_of)
        case "of", False:
            return said("completed within {years} of {event}", **said_of)
        case "before", True:
            return said("completed less than {years} before {event}", **said_of)
        case "after", True:
            return said("completed less than {years} after {event}", **said_of)
        case _:
            return said("completed less than {years} of {event}", **said_of)


def _event(event: str) -> str:
    match event:
        case "enrolment":
            return said("enrolment", context="event")
        case "admission":
            return said("admission", context="event")
        case _:
            return said("application", context="event")


def _used(kind: str | None, award: syntax.Name | None, other_than: tuple[syntax.Name, ...]) -> str:
    if award is not None:
        return said("used for {award}", award=award.text)
    if kind is not None:
        if article(kind) == "an":
            return said("used for an {kind} award", kind=kind)
        return said("used for a {kind} award", kind=kind)
    if not other_than:
        return said("used for another award")
    others = listing(other.text for other in other_than)
    return said("used for another award other than {awards}", awards=others)


def _argument(argument: syntax.Argument) -> str:
    match argument.value:
        case str(text):
            return quoted(text)
        case Fraction() as number:
            return phrase_number(number)
        case day:
            return str(day)
