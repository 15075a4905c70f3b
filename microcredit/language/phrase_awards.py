"""What an award says of others and of its learners, as the lines that a policy writes for it."""

from typing import assert_never

from microcredit.language import syntax
from microcredit.language.phrase import phrase, phrase_amount, phrase_ratio, phrase_selection


def phrase_share(share_with: syntax.ShareWith) -> str:
    """Give the line for what may be shared: ``share at most 4 credits with each certificate``.

    The id, where it has one, is left out.
    """
    match share_with:
        case syntax.ShareWith("awards", int(number)):
            return f"share with at most {number} {'award' if number == 1 else 'awards'}"
        case syntax.ShareWith(others=syntax.Others() as others):
            return f"share {_shared(share_with)} with {_others(others)}"
        case _:
            raise AssertionError(share_with)


def _shared(share_with: syntax.ShareWith) -> str:
    selected = f" {phrase_selection(share_with.selection)}" if share_with.selection else ""
    match share_with.rule:
        case "at most":
            return f"at most {_limit(share_with.limit)}{selected}"
        case "nothing" | "awards":
            return "nothing"
        case "only":
            return f"only modules{selected}"
        case "surplus":
            return "only the surplus"
        case _:
            assert_never(share_with.rule)


def _limit(limit: syntax.Fixed | syntax.NamedAmount | syntax.SizeShare | int | None) -> str:
    match limit:
        case syntax.SizeShare(ratio, percent, base):
            size = "size" if base == "size" else f"{base} award"
            return f"{phrase_ratio(ratio, percent=percent)} of the {size}"
        case syntax.Fixed() | syntax.NamedAmount():
            return phrase_amount(limit)
        case _:
            raise AssertionError(limit)


def _others(others: syntax.Others) -> str:
    if others.kind is None:
        return _names(others.awards)
    return f"all {plural(others.kind)} together" if others.together else f"each {others.kind}"


def _names(names: tuple[syntax.Name, ...]) -> str:
    return ", ".join(name.text for name in names)


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


def phrase_learners(facts: tuple[syntax.LearnerFact, ...]) -> str:
    """Give the line for whose edition a block is: ``for learners admitted before 2025-09-01``."""
    stated = " and ".join(phrase(fact).removeprefix("learner ") for fact in facts)
    return f"for learners {stated}"
