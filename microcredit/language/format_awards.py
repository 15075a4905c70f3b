"""The words of what awards and their parts say."""

from typing import assert_never

from microcredit.language import syntax
from microcredit.language.format_conditions import condition_words, requirement_sentence
from microcredit.language.format_sentence import Sentence
from microcredit.language.format_statements import (
    AwardStatement,
    Branch,
    PartStatement,
    Reuses,
    Suffix,
)
from microcredit.language.phrase_amounts import phrase_amount
from microcredit.language.phrase_awards import phrase_prefer, phrase_relation, phrase_share
from microcredit.language.phrase_selections import phrase_selection
from microcredit.language.phrase_words import phrase_number, quoted


def award_sentence(statement: AwardStatement) -> Sentence:
    """Give the words of a statement that only awards hold."""
    match statement:
        case syntax.Award(id, title):
            return Sentence(f"award {id.text} {quoted(title.text)}")
        case syntax.Title(language, text):
            return Sentence(f"title {language}", quoted(text.text), "value")
        case Suffix(syntax.Title(language, text)):
            tag = "" if language == "en" else f" {language}"
            return Sentence(f"title suffix{tag}", quoted(text.text), "value")
        case syntax.HighestLevel(lowest, highest):
            return Sentence(f"for the highest level of {lowest} to {highest}")
        case syntax.SomeArea(variable, optional, under):
            areas = " or ".join(quoted(area.text) for area in under)
            found = f"for some {variable.text} in areas under {areas}"
            return Sentence(f"{'optionally ' * optional}{found}")
        case syntax.Expiry(selection, years, event, through, id):
            which = f" {phrase_selection(selection)}" if selection else ""
            end = f" through the end of the {through}" if through else ""
            span = "1 year" if years == 1 else f"{years} years"
            return Sentence(f"credits{_id(id)}{which} expire {span} after {event}{end}")
        case syntax.Repeats(keep, limit, selection, id):
            which = f" {phrase_selection(selection)}" if selection else ""
            up_to = ""
            if limit is not None:
                up_to = f" up to {phrase_number(limit)} {'credit' if limit == 1 else 'credits'}"
            return Sentence(f"repeats{_id(id)}{which} count {keep}{up_to}")
        case syntax.Classify(label, conditions):
            all_of_them = " and ".join(map(condition_words, conditions))
            return Sentence(f"classify {quoted(label.text)}:", all_of_them, "named")
        case syntax.ShareWith(id=id):
            return Sentence(f"share{_id(id)}{phrase_share(statement).removeprefix('share')}")
        case syntax.Relation():
            return Sentence(phrase_relation(statement))
        case syntax.Prefer():
            return Sentence(phrase_prefer(statement))
        case _:
            assert_never(statement)


def part_sentence(statement: PartStatement, *, bonus: bool) -> Sentence:
    """Give the words of a statement that parts hold; in a ``bonus``, the block of a ``for``, each
    requirement needs its `require`."""
    match statement:
        case syntax.Part(id, label, choose):
            named = f" {quoted(label.text)}" if label else ""
            return Sentence(f"part {id.text}{named}{_choose(choose)}")
        case syntax.CountOnly(selection, id):
            return Sentence(f"count only{_id(id)} modules {phrase_selection(selection)}")
        case syntax.Requirement(None, None, syntax.Bundle() as bundle, None) if not bonus:
            return Sentence(condition_words(bundle))
        case syntax.Requirement():
            return requirement_sentence(statement)
        case syntax.Share(limit, first, second, id, selection, rule):
            most = f" at most {phrase_amount(limit)}" if limit else ""
            which = f" {phrase_selection(selection)}" if selection else ""
            what = f" only modules{which}" if rule == "only" else f"{most}{which}"
            return Sentence(f"share{_id(id)}{what} between {first.text} and {second.text}")
        case Reuses(siblings):
            return Sentence(f"reuse {', '.join(name.text for name in siblings)}")
        case syntax.When(conditions):
            return Sentence(f"when {' and '.join(map(condition_words, conditions))}")
        case Branch():
            return Sentence("otherwise")
        case _:
            assert_never(statement)


def _id(id: syntax.Name | None) -> str:
    return f" {id.text}:" if id else ""


def _choose(choose: syntax.Choose | None) -> str:
    match choose:
        case None:
            return ""
        case syntax.Choose(lowest, None):
            return f" choose {lowest} or more"
        case syntax.Choose(lowest, highest):
            return f" choose {lowest}" if lowest == highest else f" choose {lowest} to {highest}"
        case _:
            assert_never(choose)
