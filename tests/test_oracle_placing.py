"""The oracle decides where records may be placed, and what is shown, as was decided by hand."""

from tests.oracle_cases import counted, decided, passed

# Placing


def test_a_track_that_is_not_chosen_counts_nothing() -> None:
    policy = """
        size 18 credits
        part track choose 1 {
          part v { require at least 12 credits in "V" }
          part l { require at least 12 credits in "L" }
          nothing else counts
        }
        nothing else counts"""
    records = [passed("V1", "V"), passed("V2", "V"), passed("L1", "L"), passed("L2", "L")]

    verdict = decided(policy, *records)

    assert verdict.outcome == "not earned"
    assert verdict.unmet == ("size",)
    assert verdict.short == 6
    assert verdict.placing == {"L1": {"track", "l"}, "L2": {"track", "l"}}


def test_a_choice_with_both_tracks_counts_both() -> None:
    policy = """
        size 18 credits
        part track choose 1 or more {
          part v { require at least 12 credits in "V" }
          part l { require at least 6 credits in "L" }
        }
        nothing else counts"""

    verdict = decided(policy, passed("V1", "V"), passed("V2", "V"), passed("L1", "L"))

    assert verdict.outcome == "earned"
    assert verdict.placing["L1"] == {"track", "l"}


def test_three_parts_need_three_shares() -> None:
    policy = """
        part p { require at least 1 module }
        part q { require at least 1 module }
        part r { require at least 1 module }
        share at most 1 module between p and q
        share at most 1 module between q and r"""
    third = " share at most 1 module between p and r"
    one, two = passed("LAW1"), passed("LAW2")

    assert decided(policy, one).outcome == "not earned"
    assert decided(policy, one, two).outcome == "earned"
    assert decided(policy + third, one).placing == {"LAW1": {"p", "q", "r"}}


def test_a_part_holds_only_what_it_asks_for() -> None:
    policy = """
        part law { require at least 6 credits in "Law" require at most 50% of credits in "Law" }
        """

    verdict = decided(policy, passed("LAW1", "Law"), passed("AI1", "AI"))

    assert verdict.outcome == "not earned"
    assert verdict.unmet == ("law.2",)
    assert verdict.short == 3


def test_at_most_one_attempt_of_a_module_counts_whichever_serves() -> None:
    policy = "size 12 credits require at most 6 credits recognised"
    records = [
        passed("m-here", module="M", grade="C"),
        passed("m-recognised", module="M", recognised=True),
        passed("n-recognised", module="N", recognised=True),
    ]

    assert counted(decided(policy, *records)) == ["m-here", "n-recognised"]
    assert decided(policy, *records[1:]).outcome == "not earned"


def test_what_does_not_count_breaks_no_limit() -> None:
    policy = 'size 6 credits require at most 0 credits in "Law"'

    assert counted(decided(policy, passed("LAW1", "Law"), passed("M", "AI"))) == ["M"]


# Bundles and reuse


def test_a_bundle_is_counted_whole_or_not_at_all() -> None:
    policy = "size 6 credits bundle U1, U2 counts 5 credits"
    units = [passed("U1", credits=1), passed("U2", credits=8)]

    verdict = decided(policy, *units)

    assert verdict.outcome == "not earned"
    assert verdict.short == 1
    assert decided(policy, *units, passed("LAW1", credits=1)).outcome == "earned"
    assert decided(policy, units[1]).outcome == "not earned"


def test_a_part_that_reuses_judges_and_takes_nothing() -> None:
    policy = """
        part p { require at least 6 credits in "Law" }
        part q { require at least 6 credits in "AI" }
        part both { reuse p, q require at least AMOUNT credits at level 5 }"""
    records = [passed("LAW1", level=5), passed("AI1", "AI", level=5), passed("V1", "V", level=5)]

    earned = decided(policy.replace("AMOUNT", "12"), *records)

    assert earned.placing == {"LAW1": {"p"}, "AI1": {"q"}}
    assert decided(policy.replace("AMOUNT", "18"), *records).outcome == "not earned"


# The one answer


def test_credit_that_expires_first_is_used_first() -> None:
    policy = "size 6 credits credits expire 5 years after completion"
    fresh, old = passed("A-FRESH", on="2025-01-01"), passed("Z-OLD", on="2022-01-01")

    assert counted(decided(policy, fresh, old)) == ["Z-OLD"]


def test_few_credits_come_before_old_ones() -> None:
    policy = "size 6 credits credits expire 5 years after completion"
    small, old = passed("SMALL", on="2025-01-01"), passed("OLD", credits=9, on="2022-01-01")

    assert counted(decided(policy, small, old)) == ["SMALL"]


def test_of_equal_records_the_one_completed_first_counts() -> None:
    later, sooner = passed("A", on="2025-01-01"), passed("B", on="2024-01-01")

    assert counted(decided("size 6 credits", later, sooner)) == ["B"]
    assert counted(decided("size 6 credits", sooner, later)) == ["B"]


def test_what_is_not_met_is_told_in_the_order_written() -> None:
    policy = """size 30 credits
        require at least 12 credits in "V"
        require depth: at least 6 credits at level 5
        part law { require at least 12 credits in "Law" }"""

    verdict = decided(policy, passed("V1", "V"), passed("LAW1", "Law"))

    assert verdict.unmet == ("size", "it.1", "depth", "law.1")
    assert verdict.short == 18 + 6 + 6 + 6


# Classes


def test_an_average_of_nothing_gives_no_class() -> None:
    policy = """size 12 credits
                classify "Distinction": average grade at least 3.7
                classify "Merit": average grade at least 3"""
    plain = [passed("P1", grade="P"), passed("P2", grade="P")]
    marks = [passed("A1"), passed("B1", grade="B"), passed("C1", grade="C")]

    assert decided(policy, *plain).award_class is None
    assert decided(policy, *marks).award_class == "Merit"
    best = decided(policy, *marks, passed("A2"))
    assert best.award_class == "Distinction"
    assert counted(best) == ["A1", "A2"]


def test_the_class_comes_before_few_credits() -> None:
    policy = """size 6 credits
                classify "Broad": at least 2 areas"""
    records = [passed("LAW1"), passed("AI1", "AI")]

    assert counted(decided(policy, *records)) == ["AI1", "LAW1"]


def test_a_column_of_the_records_may_be_asked_for() -> None:
    policy = 'require at least 6 credits where provider is "Alpha" or "Beta"'

    assert decided(policy, passed("LAW1", facts={"provider": "Beta"})).outcome == "earned"
    assert decided(policy, passed("LAW1", facts={"provider": "Gamma"})).outcome == "not earned"
    assert decided(policy, passed("LAW1")).outcome == "not earned"
