"""What an award says of others and of its learners, as the lines that a policy writes for it."""

from collections.abc import Iterable
from typing import assert_never

from microcredit.language import syntax
from microcredit.language.phrase import phrase_fact
from microcredit.language.phrase_amounts import phrase_amount
from microcredit.language.phrase_selections import phrase_selection
from microcredit.language.phrase_words import phrase_ratio
from microcredit.wording.said import chain, counted, listing, said


def phrase_share(share_with: syntax.ShareWith) -> str:
    """Give the line for what may be shared: ``share at most 4 credits with each certificate``.

    The id, where it has one, is left out.
    """
    match share_with:
        case syntax.ShareWith("awards", int(number)):
            return counted("share with at most {n} award", "share with at most {n} awards", number)
        case syntax.ShareWith(others=syntax.Others() as others):
            shared, awards = _shared(share_with), _others(others)
            return said("share {shared} with {awards}", shared=shared, awards=awards)
        case _:
            raise AssertionError(share_with)


def _shared(share_with: syntax.ShareWith) -> str:
    selection = phrase_selection(share_with.selection) if share_with.selection else ""
    match share_with.rule:
        case "at most" if selection:
            limit = _limit(share_with.limit)
            return said("at most {amount} {selection}", amount=limit, selection=selection)
        case "at most":
            return said("at most {amount}", amount=_limit(share_with.limit))
        case "nothing" | "awards":
            return said("nothing")
        case "only" if selection:
            return said("only modules {selection}", selection=selection)
        case "only":
            return said("only modules")
        case "surplus":
            return said("only the surplus")
        case _:
            assert_never(share_with.rule)


def _limit(limit: syntax.Fixed | syntax.NamedAmount | syntax.SizeShare | int | None) -> str:
    match limit:
        case syntax.SizeShare(ratio, percent, base):
            share = phrase_ratio(ratio, percent=percent)
            if base == "size":
                return said("{share} of the size", share=share)
            if base == "smaller":
                return said("{share} of the smaller award", share=share)
            return said("{share} of the larger award", share=share)
        case syntax.Fixed() | syntax.NamedAmount():
            return phrase_amount(limit)
        case _:
            raise AssertionError(limit)


def _others(others: syntax.Others) -> str:
    if others.kind is None:
        return _names(others.awards)
    if others.together:
        return said("all {kinds} together", kinds=plural(others.kind))
    return said("each {kind}", kind=others.kind)


def _names(names: tuple[syntax.Name, ...]) -> str:
    return listing(name.text for name in names)


def plural(kind: str) -> str:
    """Give the plural of a kind of award: ``certificates``, ``specialties``."""
    if kind.endswith("ss"):
        return kind
    if kind.endswith("y") and kind[-2:-1] not in "aeiou":
        return f"{kind[:-1]}ies"
    return f"{kind}s"


def phrase_relation(relation: syntax.Relation) -> str:
    """Give the line for how an award stands to others: ``builds on X, Y``."""
    return f"{relation.kind} {_names(relation.awards)}"


def phrase_prefer(prefer: syntax.Prefer) -> str:
    """Give the line for what is preferred: ``prefer modules passed``, ``prefer better grades``."""
    if prefer.selection is None:
        return "prefer better grades"
    return f"prefer modules {phrase_selection(prefer.selection)}"


def phrase_learners(facts: Iterable[syntax.LearnerFact]) -> str:
    """Give the line for whose edition a block is: ``for learners admitted before 2025-09-01``."""
    return said("for learners {facts}", facts=chain(map(_stated, facts), "and"))


def _stated(fact: syntax.LearnerFact) -> str:
    """A fact without the word `learner`: `admitted before 2025-09-01`, `not mode is "evening"`."""
    stated = phrase_fact(fact)
    return said("not {fact}", fact=stated) if fact.negated else stated
