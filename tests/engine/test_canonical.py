"""Of the sets that work, the one that is shown, line by line of the order."""

from datetime import date

from hypothesis import HealthCheck, given, settings, strategies as st

from microcredit.engine.audit import audit
from tests.engine.build import catalogue_of, compiled, learner, module, record, verdict

PHYSICS = catalogue_of(
    module("FOUR", "Physics", credits="4"),
    module("FIVE", "Physics", credits="5"),
    module("SIX1", "Physics"),
    module("SIX2", "Physics"),
    module("SIX3", "Physics"),
    module("NINE", "Physics", credits="9"),
    module("NINE2", "Physics", credits="9"),
)


def shown(lines: str, *modules: str) -> dict[str, tuple[str, ...]]:
    return verdict(lines, *map(record, modules), catalogue=PHYSICS).allocation


def test_the_fewest_credits_that_do_come_first() -> None:
    """12 needed: 9 + 4 is 13, 6 + 6 is 12."""
    assert set(shown("size 12 credits", "NINE", "FOUR", "SIX1", "SIX2")) == {"SIX1", "SIX2"}


def test_fewer_credits_go_before_fewer_modules() -> None:
    """17 needed: 9 + 9 are two modules and 18 credits, 6 + 6 + 5 three and 17."""
    modules = ("NINE", "NINE2", "FIVE", "SIX1", "SIX2")
    assert set(shown("size 17 credits", *modules)) == {"FIVE", "SIX1", "SIX2"}


def test_credit_that_expires_first_is_spent_first() -> None:
    found = verdict(
        "size 12 credits credits expire 5 years after completion",
        record("SIX1", on=date(2025, 1, 31)),
        record("SIX2", on=date(2022, 1, 31)),
        record("SIX3", on=date(2023, 1, 31)),
        catalogue=PHYSICS,
    )

    assert set(found.allocation) == {"SIX2", "SIX3"}


def test_as_much_as_can_be_is_spent_on_the_earliest_expiry() -> None:
    """9 needed: 5 and 4, of which 5 expire in 2027, go before 9 of which none do."""
    found = verdict(
        "size 9 credits credits expire 5 years after completion",
        record("NINE", on=date(2023, 1, 31)),
        record("FIVE", on=date(2022, 1, 31)),
        record("FOUR", on=date(2024, 1, 31)),
        catalogue=PHYSICS,
    )

    assert set(found.allocation) == {"FIVE", "FOUR"}


def test_the_next_expiry_decides_where_the_earliest_does_not() -> None:
    found = verdict(
        "size 12 credits credits expire 5 years after completion",
        record("SIX1", on=date(2025, 1, 31)),
        record("SIX2", on=date(2024, 1, 31)),
        record("SIX3", on=date(2022, 1, 31)),
        catalogue=PHYSICS,
    )

    assert set(found.allocation) == {"SIX2", "SIX3"}


def test_the_set_that_holds_the_first_module_of_the_catalogue_goes_first() -> None:
    assert set(shown("size 12 credits", "SIX3", "SIX2", "SIX1")) == {"SIX1", "SIX2"}


def test_of_two_attempts_the_one_completed_first_goes_first() -> None:
    found = verdict(
        "size 6 credits",
        record("SIX1", "late", on=date(2025, 6, 30)),
        record("SIX1", "early", on=date(2024, 6, 30)),
        catalogue=PHYSICS,
    )

    assert set(found.allocation) == {"early"}


def test_of_two_attempts_on_one_day_the_first_record_id_goes_first() -> None:
    both = [record("SIX1", "r2"), record("SIX1", "r1")]

    assert set(verdict("size 6 credits", *both, catalogue=PHYSICS).allocation) == {"r1"}


SHARING = """
    part one { require at least 2 modules in "Physics" }
    part two { require at least 1 module in "Physics" }
    share between one and two
"""


def test_no_module_stands_in_a_part_that_does_not_need_it() -> None:
    assert shown(SHARING, "SIX1", "SIX2") == {"SIX1": ("one", "two"), "SIX2": ("one",)}


def test_modules_are_spread_over_parts_in_the_order_written() -> None:
    apart = """
        part one { require at least 1 module in "Physics" }
        part two { require at least 1 module in "Physics" }
    """

    assert shown(apart, "SIX2", "SIX1") == {"SIX1": ("one",), "SIX2": ("two",)}


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.permutations(["FOUR", "FIVE", "SIX1", "SIX2", "SIX3", "NINE"]))
def test_the_set_shown_does_not_depend_on_the_order_of_records(order: list[str]) -> None:
    lines = f"size 19 credits {SHARING}"
    ready = compiled(lines, catalogue=PHYSICS)
    on = date(2026, 3, 1)
    first = audit(ready, learner(map(record, sorted(order))), on=on)

    assert audit(ready, learner(map(record, order)), on=on) == first
