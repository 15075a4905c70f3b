"""Candidates: which records may count on a day, and why the others may not."""

from datetime import date

import pytest

from microcredit.engine.candidates import stack
from microcredit.model.learner import Application, Conferral
from microcredit.model.record import Record
from tests.engine.build import ON, compiled, learner, record, under_way, verdict


def candidates(lines: str, *records: Record, on: date = ON) -> list[str]:
    ready = compiled(lines)
    seen = stack(ready.form, learner(records).resolved(ready.catalogue), on)
    return [candidate.record.id for candidate in seen.candidates]


def why(lines: str, *records: Record, on: date = ON) -> dict[str, str]:
    ready = compiled(lines)
    seen = stack(ready.form, learner(records).resolved(ready.catalogue), on)
    return {excluded.record.id: excluded.kind for excluded in seen.excluded}


def test_candidates_come_in_the_order_of_the_catalogue_then_by_date_then_by_id() -> None:
    early, late = date(2024, 1, 31), date(2025, 1, 31)
    ids = candidates(
        "size 6 credits",
        record("L1", "r1", on=early),
        record("P1", "r4", on=late),
        record("P1", "r3", on=late),
        record("P1", "r5", on=early),
    )

    assert ids == ["r5", "r3", "r4", "r1"]


def test_every_record_that_is_no_candidate_has_its_reason() -> None:
    found = why(
        'size 6 credits credits in "Law" expire 1 years after completion '
        "count only modules not recognised",
        record("P1", status="failed"),
        record("P2", status="withdrawn"),
        under_way("P3"),
        record("B1", on=date(2026, 3, 2)),
        record("B2", awarded=date(2026, 3, 2)),
        record("PB1", recognised=True),
        record("L1", on=date(2025, 2, 28)),
        record("L2", on=date(2025, 3, 1)),
    )

    assert found == {
        "P1": "failed",
        "P2": "withdrawn",
        "P3": "in progress",
        "B1": "later",
        "B2": "not yet awarded",
        "PB1": "not counted",
        "L1": "expired",
    }


@pytest.mark.parametrize(
    ("completed", "last"),
    [
        (date(2021, 3, 1), date(2026, 3, 1)),
        (date(2020, 2, 29), date(2025, 2, 28)),
        (date(2019, 2, 28), date(2024, 2, 28)),
        (date(2020, 12, 31), date(2025, 12, 31)),
    ],
)
def test_credit_is_valid_up_to_and_including_the_anniversary(completed: date, last: date) -> None:
    lines = "size 6 credits credits expire 5 years after completion"
    after = date.fromordinal(last.toordinal() + 1)

    assert candidates(lines, record("P1", on=completed), on=last) == ["P1"]
    assert candidates(lines, record("P1", on=completed), on=after) == []


def test_the_earliest_of_several_expiries_applies() -> None:
    lines = (
        "size 6 credits credits expire 5 years after completion "
        "credits expire 1 years after award of the module credits expire 9 years after enrolment"
    )
    one = record("P1", on=date(2021, 1, 31), awarded=date(2025, 6, 1), enrolled=date(2020, 1, 1))

    assert candidates(lines, one, on=date(2026, 1, 31)) == ["P1"]
    assert candidates(lines, one, on=date(2026, 2, 1)) == []


def test_credit_without_the_event_does_not_expire() -> None:
    assert candidates("size 6 credits credits expire 1 years after enrolment", record("P1")) == [
        "P1"
    ]


ASKED = "size 6 credits conferred on application credits expire 1 years after completion"
LAST = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        ([], "not earned"),
        ([LAST], "earned"),
        ([date(2026, 2, 1)], "not earned"),
        ([LAST, date(2026, 2, 1)], "not earned"),
        ([LAST, date(2026, 3, 2)], "earned"),
    ],
)
def test_expiry_is_tested_on_the_latest_day_of_application(days: list[date], outcome: str) -> None:
    asked = [Application("main", day) for day in days]

    assert verdict(ASKED, record("P1"), applications=asked).outcome == outcome


def test_an_application_for_another_award_changes_nothing() -> None:
    asked = [Application("other", LAST)]

    assert verdict(ASKED, record("P1"), applications=asked).outcome == "not earned"


def test_an_application_changes_nothing_where_the_award_is_conferred_without_one() -> None:
    lines = "size 6 credits credits expire 1 years after completion"
    asked = [Application("main", LAST)]

    assert verdict(lines, record("P1"), applications=asked).outcome == "not earned"


def test_a_grade_without_a_scale_is_of_the_only_scale_that_has_it() -> None:
    assert candidates(
        "size 6 credits count only modules graded B or better", record("P1", grade="A")
    )


def test_an_award_used_its_own_records_without_spending_them_for_itself() -> None:
    lines = "size 6 credits count only modules not used for another award"

    assert candidates(lines, record("P1", used_for=["certificate:main"])) == ["P1"]
    assert candidates(lines, record("P1", used_for=["certificate:other"])) == []


def test_an_award_conferred_tomorrow_is_not_held_today() -> None:
    lines = "size 6 credits require award degree held"
    beside = 'external award degree "A degree"\n'
    tomorrow = Conferral("degree", date(2026, 3, 2))

    assert verdict(lines, record("P1"), beside=beside, conferred=[tomorrow]).outcome == "not earned"
    today = Conferral("degree", ON)
    assert verdict(lines, record("P1"), beside=beside, conferred=[today]).outcome == "earned"
