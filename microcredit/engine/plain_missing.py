"""What a verdict waits for or does not know, in words."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from microcredit.engine.reason import Depends, Need
from microcredit.language.outcomes import Outcome, outcome_said
from microcredit.wording.said import chain, listing, said, ticked

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def happening(needs: Sequence[Need]) -> str:
    """What would have to happen to what a pending verdict needs."""
    passed = [said("passed and awarded")] * any(need.record for need in needs)
    signed = [said("signed off")] * any(need.by for need in needs)
    return listing([*passed, *signed], "or")


def need_said(need: Need) -> str:
    """The module, with its record where that has a name of its own, and the grade that will do; or
    the sign-off."""
    if need.record is None:
        return said("{requirement}, by {by}", requirement=need.requirement, by=need.by)
    what = need.module or ""
    if not need.record.startswith(f"{need.module}@"):
        what = said("{module} ({record})", module=what, record=need.record)
    if need.grade is None:
        return what
    if need.or_better:
        return said("{module} at {grade} or better", module=what, grade=need.grade)
    return said("{module} at {grade}", module=what, grade=need.grade)


def spelt(field: str) -> str:
    """A missing field in words."""
    match field:
        case "awarded_on":
            return said("award date")
        case "enrolled_on":
            return said("enrolment date")
        case "level":
            return said("level", context="field")
        case "areas":
            return said("areas", context="field")
        case "grade":
            return said("grade", context="field")
        case "credits":
            return said("credits", context="field")
        case _:
            return field


def missing(depends: Depends) -> str:
    """What is missing: fields of a record, or a fact about the learner."""
    if depends.record is None:
        return said("fact {name}", name=ticked(depends.field))
    fields = chain(map(spelt, depends.field.split(" and ")), "and")
    return said("{field} of {record}", field=fields, record=depends.record)


def given(depends: Depends) -> Iterator[str]:
    """A line for each value of what is missing; one for each run of marks that give the same."""
    marks = all(value.isdecimal() for value, _ in depends.outcomes)
    dates = all(_DATE.fullmatch(value) for value, _ in depends.outcomes)
    if not (marks or dates):
        for value, outcomes in depends.outcomes:
            yield _gives(value or said("none"), outcomes)
        return
    values = sorted(depends.outcomes) if dates else depends.outcomes
    runs = [next(run) for _, run in groupby(values, key=lambda pair: pair[1])]
    for place, (value, outcomes) in enumerate(runs):
        since = said("from {value}", value=value)
        if dates and place == 0 and depends.field != "awarded_on":
            last = [date.fromisoformat(day) - timedelta(days=1) for day, _ in runs[1:2]]
            since = said("up to {value}", value=last[0] if last else value)
        yield _gives(since, outcomes)


def _gives(value: str, outcomes: Sequence[Outcome]) -> str:
    chained = chain(map(outcome_said, outcomes), "or")
    return said("{value}: {outcomes}", value=value, outcomes=chained)
