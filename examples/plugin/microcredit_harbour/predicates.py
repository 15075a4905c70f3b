"""What Harbour College's policies ask of a record that the language itself has no words for."""

from datetime import date
from fractions import Fraction

from microcredit import Predicate, Record


def offered_by(record: Record, faculty: str) -> bool:
    return record.facts.get("faculty") == faculty


def passed_by_attempt(record: Record, attempt: Fraction) -> bool:
    return record.status == "passed" and int(record.facts.get("attempt", "1")) <= attempt


def syllabus_since(record: Record, day: date) -> bool:
    syllabus = record.facts.get("syllabus")
    return syllabus is not None and date.fromisoformat(syllabus) >= day


OFFERED_BY = Predicate("offered-by", [("faculty", "text")], offered_by, columns=("faculty",))
PASSED_BY_ATTEMPT = Predicate(
    "passed-by-attempt", [("attempt", "number")], passed_by_attempt, columns=("attempt",)
)
SYLLABUS_SINCE = Predicate("syllabus-since", [("day", "date")], syllabus_since, ("syllabus",))
