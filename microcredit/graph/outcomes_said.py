"""Outcomes as people read them: which it is, what it waits for, and what it depends on."""

from microcredit.engine.plain_missing import spelt
from microcredit.engine.reason import Depends, Need
from microcredit.wording.said import said


def said_need(need: Need) -> str:
    """What has to happen: a record is passed, or a sign-off is given."""
    if need.record is None:
        return said("{requirement}, signed off by {by}", requirement=need.requirement, by=need.by)
    if need.grade is None:
        return said("{record} passed and awarded", record=need.record)
    if need.or_better:
        return said(
            "{record} passed at {grade} or better and awarded", record=need.record, grade=need.grade
        )
    return said("{record} passed at {grade} and awarded", record=need.record, grade=need.grade)


def said_missing(depends: Depends) -> str:
    """What is missing, of a record or about the learner."""
    if depends.record is None:
        return said("the fact {fact}", fact=depends.field)
    return said("the {field} of {record}", field=spelt(depends.field), record=depends.record)
