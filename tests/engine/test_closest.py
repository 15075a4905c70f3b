"""What is shown where an award is not earned: the closest set."""

from fractions import Fraction

from microcredit.engine.verdict import Verdict
from tests.engine.build import record, verdict


def unmet(found: Verdict) -> dict[str, Fraction]:
    assert found.outcome == "not earned"
    return {reason.id: reason.short for reason in found.requirements if not reason.met}


def test_fewer_unmet_requirements_go_before_fewer_credits_short() -> None:
    """Leaving only `much` unmet is 24 short; leaving `physics` and `law` unmet would be 12."""
    found = verdict(
        """
        require physics: at least 6 credits in "Physics"
        require law: at least 6 credits in "Law"
        require much: at least 36 credits
        """,
        record("P1"),
        record("L1"),
    )

    assert unmet(found) == {"much": 24}


def test_of_equally_many_unmet_the_fewest_credits_short_are_shown() -> None:
    """One part gets the only module: the other is short of 6 or of 12."""
    found = verdict(
        """
        part one { require at least 6 credits in "Physics" }
        part two { require at least 12 credits in "Physics" }
        """,
        record("P1"),
    )

    assert unmet(found) == {"two.1": 12}


def test_credits_short_go_before_modules_short() -> None:
    found = verdict(
        """
        part one { require at least 3 modules in "Physics" }
        part two { require at least 6 credits in "Physics" }
        """,
        record("P1"),
        record("P2"),
    )

    assert unmet(found) == {"one.1": 2}


def test_two_requirements_that_exclude_each_other_leave_one_unmet() -> None:
    found = verdict(
        'require physics: at least 12 credits in "Physics" '
        'require limit: at most 6 credits under "Science"',
        record("P1"),
        record("P2"),
    )

    assert unmet(found) == {"physics": 6}
    assert set(found.allocation) == {"P1"}


def test_too_many_credits_are_a_shortage_too() -> None:
    found = verdict(
        'size 12 credits require between 7 and 10 credits under "Science" require all of P1, P2',
        record("P1"),
        record("P2"),
    )

    assert unmet(found) == {"main.1": 2}


def test_the_part_to_choose_is_the_one_that_comes_closer() -> None:
    found = verdict(
        """
        part options choose 1 {
          part one { require at least 18 credits in "Physics" }
          part two { require at least 12 credits in "Law" }
        }
        """,
        record("P1"),
        record("L1"),
    )

    assert unmet(found) == {"two.1": 6}


def test_nothing_on_record_leaves_everything_unmet() -> None:
    assert unmet(verdict("size 12 credits require law: all of L1, L2")) == {"size": 12, "law": 2}


def test_a_requirement_on_awards_that_fails_is_unmet_whatever_counts() -> None:
    found = verdict(
        "size 6 credits require entry: award degree",
        record("P1"),
        beside='external award degree "A degree"\n',
    )

    assert unmet(found) == {"entry": 1}
    assert set(found.allocation) == {"P1"}


def test_the_best_level_of_those_that_come_equally_close_is_shown() -> None:
    found = verdict(
        "size 12 credits for the highest level of 1 to 7 "
        "require depth: at least 100% of credits at that level or above",
        record("P1"),
    )

    assert unmet(found) == {"size": 6}
    assert found.variant == {"level": 5}
