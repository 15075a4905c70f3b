"""Lines about events, terms and failing grades, decided for small learners."""

from datetime import date

import pytest
from attrs import evolve

from microcredit.engine.audit import audit
from microcredit.language.load import policies_from_text
from tests.engine.build import FRAMEWORK, MODULES, award, learner, record

EVENT = date(2024, 9, 1)


def outcome(lines: str, *days: date, framework: str = FRAMEWORK, **facts: str) -> str:
    """The outcome for a learner who completed a module on each of the days."""
    records = [record(f"P{n + 1}", on=day) for n, day in enumerate(days)]
    policy = policies_from_text(framework + award(lines), vocabulary=MODULES.vocabulary)["main"]
    transcript = evolve(learner(records), facts=facts)
    return audit(policy, transcript, on=date(2026, 3, 1), catalogue=MODULES).outcome


# Before and after an event


@pytest.mark.parametrize(
    ("line", "before", "on", "after"),
    [
        ("completed before admission", "earned", "not earned", "not earned"),
        ("completed after admission", "not earned", "not earned", "earned"),
        ("not completed before admission", "not earned", "earned", "earned"),
        ("not completed after admission", "earned", "earned", "not earned"),
    ],
)
def test_the_day_of_an_event_is_neither_before_nor_after_it(
    line: str, before: str, on: str, after: str
) -> None:
    lines = f"size 6 credits count only modules {line}"

    said = [
        outcome(lines, day, admitted=EVENT.isoformat())
        for day in (EVENT.replace(month=8, day=31), EVENT, EVENT.replace(day=2))
    ]
    assert said == [before, on, after]


def test_every_counted_module_may_have_to_be_completed_after_an_event() -> None:
    lines = "require all of P1, P2 require completed after enrolment"
    early, late = date(2024, 8, 31), date(2025, 1, 31)

    assert outcome(lines, late, late, enrolled=EVENT.isoformat()) == "earned"
    assert outcome(lines, late, early, enrolled=EVENT.isoformat()) == "not earned"


def test_an_event_that_is_not_on_record_has_no_before_and_no_after() -> None:
    for side in ("before", "after"):
        lines = f"size 6 credits count only modules completed {side} enrolment"
        assert outcome(lines, date(2025, 1, 31)) == "not earned"


# Terms

CALENDAR = """
framework seasons "Seasons" {
  levels 1 to 7
  credits "step"
  calendar {
    academic year starts 09-01
    term autumn 09-01 to 12-15
    term january 12-20 to 02-29
    term spring 03-01 to 06-30
  }
}
framework seasons
"""


@pytest.mark.parametrize(
    ("day", "terms", "expected"),
    [
        ("2024-09-01", "autumn", "earned"),
        ("2023-12-15", "autumn", "earned"),
        ("2024-12-16", "autumn", "not earned"),
        ("2024-12-20", "january", "earned"),
        ("2025-01-01", "january", "earned"),
        ("2025-02-28", "january", "earned"),
        ("2024-02-29", "january", "earned"),
        ("2025-03-01", "january", "not earned"),
        ("2025-03-01", "january or spring", "earned"),
        ("2024-12-16", "autumn or january or spring", "not earned"),
    ],
)
def test_a_term_is_of_every_year_and_may_go_over_its_end(
    day: str, terms: str, expected: str
) -> None:
    lines = f"size 6 credits count only modules completed in term {terms}"

    assert outcome(lines, date.fromisoformat(day), framework=CALENDAR) == expected


def test_what_is_in_no_term_is_not_in_one_of_them() -> None:
    lines = "size 6 credits count only modules not completed in term autumn or spring"

    assert outcome(lines, date(2024, 12, 17), framework=CALENDAR) == "earned"
    assert outcome(lines, date(2024, 10, 17), framework=CALENDAR) == "not earned"
