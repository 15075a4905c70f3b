"""Claimable: the run of days on which today's record earns the award, as if every day were
audited."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from microcredit.engine.audit import audit, outcome
from microcredit.model.learner import Application, Conferral
from microcredit.model.record import Record
from tests.engine.build import ON, compiled, learner, record, verdict

DAY = timedelta(days=1)
FIRST = date(2023, 11, 1)
DAYS = st.integers(0, 260).map(lambda days: FIRST + days * DAY)

POLICIES = (
    "size 12 credits credits expire 1 years after award of the module",
    """
    size 6 credits
    credits recognised expire 1 years after completion
    conferred on application
    require at most 6 credits recognised
    """,
    """
    conferred on application
    credits expire 1 years after award of the module
    part one { require at least 6 credits in "Physics" }
    part two { require at least 6 credits }
    """,
    """
    effective 2023-12-15 to 2024-09-30
    size 6 credits
    credits in "Physics" expire 1 years after completion
    require at most 1 module in "Law"
    require not award degree held
    """,
)
BESIDE = 'external award degree "A degree"\n'


@st.composite
def records(draw: st.DrawFn) -> tuple[Record, ...]:
    """Two to four records, some awarded later than they were completed."""
    modules = draw(st.lists(st.sampled_from(("P1", "P2", "L1", "B1")), min_size=2, max_size=4))
    found = []
    for number, module in enumerate(modules):
        completed = draw(DAYS)
        awarded = completed + draw(st.sampled_from((0, 0, 20))) * DAY
        found.append(
            record(
                module,
                f"r{number}",
                on=completed,
                awarded=awarded,
                recognised=draw(st.booleans()),
            )
        )
    return tuple(found)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(POLICIES),
    records(),
    DAYS,
    st.lists(DAYS, max_size=1),
    st.lists(DAYS, max_size=1),
)
def test_claimable_equals_the_audit_of_every_single_day(
    lines: str, stack: tuple[Record, ...], on: date, asked: list[date], held: list[date]
) -> None:
    ready = compiled(lines, beside=BESIDE)
    ada = learner(
        stack,
        [Conferral("degree", day) for day in held],
        [Application("main", day) for day in asked],
    )
    found = audit(ready, ada, on=on)
    assume(found.earned)
    assert found.claimable is not None

    def earned(day: date) -> bool:
        return outcome(ready, ada, on=day) == "earned"

    first, last = FIRST - 5 * DAY, FIRST + 700 * DAY
    start = until = on
    while start > first and earned(start - DAY):
        start -= DAY
    while until < last and earned(until + DAY):
        until += DAY
    assert found.claimable.start == start
    assert found.claimable.until == (None if until == last else until)


FIVE_YEARS = "size 12 credits credits expire 5 years after completion"


def test_the_run_goes_on_by_other_credits_when_those_shown_lapse() -> None:
    found = verdict(
        FIVE_YEARS,
        record("P1", on=date(2021, 4, 1)),
        record("P2", on=date(2022, 4, 1)),
        record("L1", on=date(2024, 4, 1)),
    )

    assert set(found.allocation) == {"P1", "P2"}
    assert found.claimable is not None
    assert found.claimable.start == date(2022, 4, 1)
    assert found.claimable.lapses_first == date(2026, 4, 1)
    assert found.claimable.until == date(2027, 4, 1)


def test_the_run_ends_where_a_gap_begins() -> None:
    found = verdict(
        FIVE_YEARS,
        record("P1", on=date(2019, 1, 1)),
        record("P2", on=date(2020, 1, 1)),
        record("L1", on=date(2024, 6, 1)),
        on=date(2023, 12, 31),
    )

    assert found.claimable is not None
    assert (found.claimable.start, found.claimable.until) == (date(2020, 1, 1), date(2024, 1, 1))


def test_the_run_has_no_end_where_nothing_expires() -> None:
    found = verdict("size 6 credits", record("P1"))

    assert found.claimable is not None
    assert found.claimable.until is None
    assert found.claimable.lapses_first is None


def test_what_is_not_earned_cannot_be_claimed() -> None:
    assert verdict("size 12 credits", record("P1")).claimable is None


def test_what_an_award_needs_can_end_the_run() -> None:
    found = verdict(
        "size 6 credits require award base",
        record("P1", on=date(2023, 5, 1)),
        beside='award base "Base" { size 6 credits credits expire 3 years after completion }\n',
    )

    assert found.claimable is not None
    assert found.claimable.until == date(2026, 5, 1)


def test_the_run_ends_when_credits_lapse_by_the_day_of_admission() -> None:
    ready = compiled("size 12 credits credits expire 5 years after admission")
    ada = evolve(learner([record("P1"), record("P2")]), facts={"admitted": "2024-01-15"})
    found = audit(ready, ada, on=ON)

    assert found.claimable is not None
    assert found.claimable.until == date(2029, 1, 15)


def test_the_run_ends_when_an_application_would_come_too_late_for_the_credits() -> None:
    ready = compiled(
        "size 12 credits require at least 12 credits completed within 2 years before application"
    )
    found = audit(ready, learner([record("P1"), record("P2")]), on=ON)

    assert found.claimable is not None
    assert found.claimable.until == date(2027, 1, 31)
    assert outcome(ready, learner([record("P1"), record("P2")]), on=date(2027, 2, 1)) != "earned"


def test_the_run_ends_when_another_award_has_counted_what_may_not_be_shared() -> None:
    ready = compiled("size 12 credits share at most 6 credits with degree", beside=BESIDE)
    conferred = [Conferral("degree", date(2026, 6, 1), ("P1", "P2"))]
    found = audit(ready, learner([record("P1"), record("P2")], conferred), on=ON)

    assert found.claimable is not None
    assert found.claimable.until == date(2026, 5, 31)
