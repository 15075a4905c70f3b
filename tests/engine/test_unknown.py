"""Missing values: every way to fill them in is tried, and only what they decide is told."""

from datetime import date

from microcredit.engine.audit import audit
from microcredit.engine.unknown import unknowns
from microcredit.engine.verdict import Verdict
from microcredit.model.record import Record
from tests.engine.build import (
    ON,
    catalogue_of,
    compiled,
    learner,
    module,
    record,
    under_way,
    verdict,
)

GRADES = "size 6 credits count only modules graded C or better"
FIVE_YEARS = "size 6 credits credits expire 5 years after award of the module"
NO_LEVEL = catalogue_of(module("N1", "Law", level=None), module("P1", "Physics"))


def told(found: Verdict) -> list[tuple[str | None, str, dict[str, tuple[str, ...]]]]:
    return [(d.record, d.field, dict(d.outcomes)) for d in found.depends_on]


def test_a_missing_grade_that_decides_is_named_with_what_each_grade_gives() -> None:
    found = verdict(GRADES, record("P1"))

    assert found.outcome == "undetermined"
    assert told(found) == [("P1", "grade", {"P": ("not earned",), "C": ("earned",)})]


def test_a_missing_grade_does_not_matter_where_nobody_asks_for_grades() -> None:
    found = verdict("size 6 credits", record("P1"))

    assert found.outcome == "earned"
    assert found.depends_on == ()


def test_recognised_credit_without_a_grade_misses_nothing() -> None:
    assert verdict(GRADES, record("P1", recognised=True)).outcome == "not earned"
    assert verdict(f"{GRADES}, or recognised", record("P1", recognised=True)).earned


def test_every_grade_counts_in_an_average() -> None:
    """With an A already, a D still averages 2.5: every grade does. With a B it is 2."""
    lines = "size 12 credits require average grade at least 2.5"

    assert verdict(lines, record("P1", grade="A"), record("P2")).outcome == "earned"
    found = verdict(lines, record("P1", grade="B"), record("P2"))
    assert found.outcome == "undetermined"
    assert told(found) == [
        (
            "P2",
            "grade",
            {
                "P": ("earned",),
                "D": ("not earned",),
                "C": ("earned",),
                "B": ("earned",),
                "A": ("earned",),
            },
        )
    ]


def test_a_missing_award_date_lies_between_completion_and_the_day() -> None:
    decided = verdict(FIVE_YEARS, record("P1", on=date(2021, 3, 1), awarded=None))
    open_ = verdict(FIVE_YEARS, record("P1", on=date(2021, 2, 28), awarded=None))

    assert decided.outcome == "earned"
    assert told(open_) == [
        ("P1", "awarded_on", {"2021-02-28": ("not earned",), "2021-03-01": ("earned",)})
    ]


def test_a_missing_level_is_any_of_the_framework() -> None:
    found = verdict(
        "require at least 6 credits at level 5 or above", record("N1"), catalogue=NO_LEVEL
    )

    assert told(found) == [("N1", "level", {"1": ("not earned",), "5": ("earned",)})]


def test_two_missing_values_that_decide_only_together_are_both_named() -> None:
    found = verdict(
        "size 6 credits count only modules graded C or better", record("P1"), record("P2")
    )

    assert [(record, field) for record, field, _ in told(found)] == [
        ("P1", "grade"),
        ("P2", "grade"),
    ]
    assert dict(found.depends_on[0].outcomes)["P"] == ("earned", "not earned")


def test_a_value_that_changes_nothing_is_not_named() -> None:
    """L1 would bring the six credits beyond P1 and P2 only: it never decides."""
    found = verdict(
        'require at least 6 credits in "Physics" graded C or better', record("P1"), record("L1")
    )

    assert [record for record, _, _ in told(found)] == ["P1"]


def test_every_value_may_give_one_outcome() -> None:
    found = verdict(
        "require either { at least 6 credits graded C or better } "
        "or { at least 6 credits not graded C or better }",
        record("P1"),
    )

    assert found.outcome == "earned"
    assert found.depends_on == ()


def test_a_grade_may_decide_between_pending_and_not_earned() -> None:
    found = verdict(
        "size 12 credits count only modules graded C or better", record("P1"), under_way("P2")
    )

    assert told(found) == [("P1", "grade", {"P": ("not earned",), "C": ("pending",)})]


def test_too_many_missing_values_are_a_limit_and_no_guess() -> None:
    many = catalogue_of(*(module(f"N{n}", "Law") for n in range(12)))
    found = verdict(
        "size 36 credits count only modules graded C or better",
        *(record(f"N{n}") for n in range(12)),
        catalogue=many,
    )

    assert found.outcome == "undetermined"
    assert found.bounds is not None


def test_the_first_filling_is_the_most_cautious() -> None:
    ready = compiled(f"{FIVE_YEARS} count only modules graded C or better")
    ada = learner([record("P1", on=date(2020, 1, 31), awarded=None)]).resolved(ready.catalogue)
    (unknown,) = unknowns(ready.form, ada, ON)

    cautious = unknown.fillings[0]
    assert unknown.fields == ("awarded_on", "grade")
    assert isinstance(cautious, Record)
    assert cautious.awarded_on == date(2020, 1, 31)
    assert cautious.grade == "P"
    assert audit(ready, ada, on=ON).outcome == "undetermined"


def test_a_missing_grade_may_decide_an_average_of_all_attempts() -> None:
    lines = "size 6 credits require average grade of all attempts at least 3"
    graded = [record("P1", grade="B"), record("P2", grade="B"), record("B1", grade="C")]

    found = verdict(lines, *graded, record("B2", grade=None))
    assert found.outcome == "undetermined"
    assert verdict(lines, *graded, record("B2", grade="A")).outcome == "earned"
    assert verdict(lines, *graded, record("B2", grade="B")).outcome == "not earned"


def test_a_missing_grade_may_decide_which_attempt_is_the_best() -> None:
    lines = """size 6 credits repeats count best
      require at most 0 modules recognised"""
    mine = record("P1", "mine", grade=None)
    elsewhere = record("P1", "elsewhere", grade="B", recognised=True)

    assert verdict(lines, mine, elsewhere).outcome == "undetermined"
