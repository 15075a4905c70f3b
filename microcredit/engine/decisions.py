"""Decisions: waivers and their like, applied to the normal form before anything is searched.

A decision adds a way to meet a line and never takes one away. So a requirement becomes *itself, or
itself as decided*, and other lines are loosened. Which decisions a verdict rests on is found by
trying the fewest first.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from microcredit.engine.budget import SearchLimit
from microcredit.engine.normal_form import InnerLine, NormalForm, RequirementForm
from microcredit.model.learner import Decision, Transcript

MOST_DECISIONS = 12
"""Decisions that bind to one award and those it needs, before their combinations are too many."""


def seen(transcript: Transcript, on: date) -> tuple[Decision, ...]:
    """The decisions taken by the day, in the order of their dates and ids."""
    dated = (decision for decision in transcript.decisions if decision.on <= on)
    return tuple(sorted(dated, key=lambda decision: (decision.on, decision.id)))


def binding(forms: Sequence[NormalForm], transcript: Transcript, on: date) -> tuple[Decision, ...]:
    """The decisions seen that bind to a line of one of the forms."""
    records = {record.id for record in transcript.records}
    return tuple(
        decision
        for decision in seen(transcript, on)
        if any(binds(form, decision, records) for form in forms)
    )


def binds(form: NormalForm, decision: Decision, records: set[str]) -> bool:
    """Whether the decision is about a line of this award, and a record that there is."""
    if decision.award not in (None, form.award):
        return False
    if decision.record is not None and decision.record not in records:
        return False
    line = decision.line
    requirement = next((r for r in lines(form) if r.id == line), None)
    counting = {only.id for only in form.count_only} | {each.id for each in form.narrowings}
    expiring = {each.id for each in form.expiries}
    shares = {each.id for each in form.shares} | {each.id for each in form.standing.shares}
    match decision.kind:
        case "waiver":
            if decision.record is not None:
                return line in counting | expiring
            others = {each.id for each in form.repeats}
            return requirement is not None or line in counting | expiring | shares | others
        case "override":
            return line in shares or (requirement is not None and requirement.adjustable)
        case "substitution":
            return requirement is not None and decision.stands_for is not None
        case "recognition":
            return requirement is not None or line in counting
        case "extension":
            return line in expiring


def lines(form: NormalForm) -> Iterator[RequirementForm | InnerLine]:
    """The requirements that decisions can bind to: those with ids of their own, and the size."""
    for requirement in form.requirements:
        if requirement.written:
            yield requirement
        yield from requirement.inner


def choices(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Every set of the decisions, fewest first; sets of one size by dates and ids.

    Raises ``SearchLimit`` where there are too many to go through."""
    if len(decisions) > MOST_DECISIONS:
        raise SearchLimit(f"more than {MOST_DECISIONS} decisions bind")
    for count in range(len(decisions) + 1):
        yield from combinations(decisions, count)
