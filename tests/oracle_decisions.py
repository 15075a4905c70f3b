"""What decisions about a learner add: other ways to meet the lines that they are bound to."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from attrs import evolve

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.learner import Decision
from microcredit.model.record import Record
from tests.oracle_situation import Situation, View, editions, needs, said

LINES = (
    syntax.Requirement,
    syntax.CountOnly,
    syntax.Expiry,
    syntax.Repeats,
    syntax.Share,
    syntax.ShareWith,
)


def choices_of_decisions(
    policy: CheckedPolicy, situation: Situation
) -> Iterator[tuple[Decision, ...]]:
    """Every choice of the decisions that speak of the award or of what it needs."""
    return all_choices([policy, *needs(policy).values()], situation)


def all_choices(
    family: Iterable[CheckedPolicy], situation: Situation
) -> Iterator[tuple[Decision, ...]]:
    """Every choice of the decisions that speak of these awards, the fewest first.

    Of as many, in the order of the days and ids: that of the verdict.
    """
    policies = list(family)
    binding = sorted(
        (d for d in situation.transcript.decisions if d.on <= situation.on and _binds(d, policies)),
        key=place,
    )
    for number in range(len(binding) + 1):
        yield from combinations(binding, number)


def place(decision: Decision) -> tuple[object, str]:
    """Where a decision stands among others."""
    return decision.on, decision.id


def _binds(decision: Decision, family: Sequence[CheckedPolicy]) -> bool:
    """Whether there is such a line; whether it changes anything is for the trying to find out."""
    return any(
        decision.line in _ids(edition)
        for policy in family
        for edition in editions(policy)
        if decision.award in (None, edition.id)
    )


def _ids(edition: CheckedPolicy) -> list[str]:
    """The ids that the author wrote, and ``size``."""
    written = [
        line.id.text
        for line in said(edition, LINES)
        if isinstance(line, LINES) and line.id is not None
    ]
    return [*written, *["size"] * bool(edition.award.size)]


def bound(
    view: View, kind: str, *lines: str | None, record: Record | None = None
) -> list[Decision]:
    """The decisions of a kind relied on that are bound to a line, and to the record if given."""
    return [
        d
        for d in view.situation.decisions
        if d.kind == kind
        and d.line in lines
        and d.award in (None, view.policy.id)
        and (record is None or d.record == record.id)
    ]


def waived(view: View, line: syntax.Name | None, record: Record | None = None) -> bool:
    """Whether a line need not hold; or does not hold back the record, if one is given."""
    waivers = bound(view, "waiver", line.text) if line else []
    return any(d.record is None or (record and d.record == record.id) for d in waivers)


def overridden(view: View, line: syntax.Name | None) -> list[Fraction]:
    """The numbers that may stand in place of the one stated in the line."""
    decisions = bound(view, "override", line.text) if line else []
    return [d.amount for d in decisions if d.amount is not None]


def recognised_too(view: View, record: Record) -> list[Record]:
    """The record, and the record as recognised credit if that was decided for the line read."""
    if bound(view, "recognition", *view.lines, record=record):
        return [record, evolve(record, recognised=True)]
    return [record]


def as_though(view: View, record: Record) -> list[Record]:
    """The record, and each other one that the requirement read takes it for."""
    found = [record]
    for decision in bound(view, "substitution", *view.lines, record=record):
        module = view.situation.catalogue.module(decision.module or "")
        if module is not None:
            found.append(
                evolve(
                    record,
                    module=module.code,
                    areas=module.areas,
                    level=module.level,
                    tags=module.tags,
                )
            )
    return [each for taken in found for each in recognised_too(view, taken)]


def amounts_instead(view: View) -> list[Fraction]:
    """The numbers that may stand in place of the one stated in the requirement read."""
    decisions = bound(view, "override", *view.lines[-1:])
    return [d.amount for d in decisions if d.amount is not None]
