"""Awards looked at together, with every rule between two of them just kept and just broken."""

import random
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

from microcredit.engine.audit import CompiledPolicy, compile
from microcredit.engine.audit_together import audit_together
from microcredit.engine.awards_together import LeftOut, Placed, Together, report, summary
from microcredit.engine.together import competing
from microcredit.language.load import policies_from_text
from microcredit.model.learner import Conferral, Decision, DecisionKind, Transcript
from microcredit.model.record import Record
from tests.engine.build import DONE, FRAMEWORK, ON, catalogue_of, module, record

CATALOGUE = catalogue_of(
    module("X6", "X"),
    module("X6B", "X"),
    module("Y6", "Y"),
    module("Y6B", "Y"),
    module("XY3", "X", "Y", credits="3", level=4, tags=["lab"]),
    module("XY3B", "X", "Y", credits="3", level=5, tags=["lab", "deep"]),
    module("XY6", "X", "Y"),
    module("XZ6", "X", "Z"),
    module("XYZ6", "X", "Y", "Z"),
    module("OPEN", "X", level=None),
)


def ready(text: str) -> list[CompiledPolicy]:
    policies = policies_from_text(FRAMEWORK + text, vocabulary=CATALOGUE.vocabulary)
    return [compile(policy, catalogue=CATALOGUE) for policy in policies.values()]


def learner(
    *records: str | Record,
    conferred: tuple[Conferral, ...] = (),
    decisions: tuple[Decision, ...] = (),
) -> Transcript:
    found = (record(each) if isinstance(each, str) else each for each in records)
    return Transcript("ada", tuple(found), conferred, decisions=decisions)


def together(
    text: str,
    *records: str | Record,
    conferred: tuple[Conferral, ...] = (),
    decisions: tuple[Decision, ...] = (),
) -> Together:
    transcript = learner(*records, conferred=conferred, decisions=decisions)
    return audit_together(ready(text), transcript, on=ON)


def held(award: str, *counted: str, on: date = DONE) -> Conferral:
    return Conferral(award, on, counted)


# What two awards may share. Alpha needs 12 credits in X and beta 18 in Y, so both need the two
# modules of 3 credits that are in X and in Y: they share 6 credits, in 2 modules.

PAIR = """
award alpha "Alpha" { kind certificate size 12 credits count only modules in "X" ALPHA }
award beta "Beta" { kind certificate size 18 credits count only modules in "Y" BETA }
"""
SHARED = ("X6", "Y6", "Y6B", "XY3", "XY3B")


def pair(alpha: str = "", beta: str = "") -> str:
    return PAIR.replace("ALPHA", alpha).replace("BETA", beta)


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("at most 6 credits with beta", "at most 5.5 credits with beta"),
        ("at most 2 modules with beta", "at most 1 module with beta"),
        ("at most 6 credits with each certificate", "at most 5 credits with each certificate"),
        ("at most 6 credits with each award", "at most 5 credits with each award"),
        (
            "at most 50% of the smaller award with beta",
            "at most 49% of the smaller award with beta",
        ),
        ("at most 1/3 of the larger award with beta", "at most 33% of the larger award with beta"),
        ("at most 1/2 of the size with beta", "at most 49% of the size with beta"),
        (
            "at most 3 credits at level 5 or above with beta",
            "at most 2 credits at level 5 or above with beta",
        ),
        (
            'at most 1 module tagged "deep" with beta',
            'at most 1 module tagged "lab" with beta',
        ),
        (
            "only modules at level 4 or above with beta",
            "only modules at level 5 or above with beta",
        ),
        ('only modules tagged "lab" with beta', 'only modules tagged "deep" with beta'),
        ("with at most 1 award", "nothing with beta"),
    ],
)
def test_a_share_holds_up_to_its_limit_whichever_award_says_it(inside: str, outside: str) -> None:
    kept, broken = together(pair(f"share {inside}"), *SHARED), pair(f"share {outside}")

    assert kept.conferred == ("beta", "alpha")
    assert kept.left_out == ()
    assert [sorted(each.allocation) for each in kept.awards] == [
        ["XY3", "XY3B", "Y6", "Y6B"],
        ["X6", "XY3", "XY3B"],
    ]
    assert together(broken, *SHARED).conferred == ("beta",)
    assert together(broken, *SHARED).left_out == (
        LeftOut(
            "alpha",
            f"there are not modules enough for both it and `beta`: `alpha` says `share {outside}`",
            ("beta",),
        ),
    )


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("at most 6 credits with alpha", "at most 5 credits with alpha"),
        ("at most 1/3 of the size with alpha", "at most 33% of the size with alpha"),
        (
            "at most 50% of the smaller award with alpha",
            "at most 49% of the smaller award with alpha",
        ),
    ],
)
def test_the_larger_award_may_say_it_as_well(inside: str, outside: str) -> None:
    assert together(pair(beta=f"share {inside}"), *SHARED).conferred == ("beta", "alpha")
    assert together(pair(beta=f"share {outside}"), *SHARED).conferred == ("beta",)


def test_nothing_shared_asks_for_modules_of_ones_own() -> None:
    apart = pair("share nothing with beta")

    assert together(apart, "X6", "X6B", "Y6", "Y6B", "XY6").conferred == ("beta", "alpha")
    assert together(apart, "X6", "Y6", "Y6B", "XY6").conferred == ("beta",)


def test_only_what_is_above_the_size_is_surplus() -> None:
    surplus = pair("share only the surplus with beta")

    assert together(surplus, "X6", "X6B", "Y6", "Y6B", "XY6").conferred == ("beta", "alpha")
    assert together(surplus, "X6", "XY3", "XY3B", "Y6", "Y6B").conferred == ("beta",)


THREE = """
award alpha "Alpha" { kind certificate size SIZE credits count only modules in "X" share SHARE }
award beta "Beta" { kind certificate size 6 credits count only modules in "Y" }
award gamma "Gamma" { kind certificate size 6 credits count only modules in "Z" }
"""


@pytest.mark.parametrize(
    ("share", "left_out"),
    [
        ("at most 6 credits with each certificate", []),
        ("at most 5 credits with each certificate", ["beta", "gamma"]),
        ("at most 12 credits with all certificates together", []),
        ("at most 11 credits with all certificates together", ["gamma"]),
        ("at most 2 modules with all awards together", []),
        ("at most 1 module with all awards together", ["gamma"]),
    ],
)
def test_a_limit_with_each_is_not_one_with_all_together(share: str, left_out: list[str]) -> None:
    text = THREE.replace("SIZE", "12").replace("SHARE", share)

    found = together(text, "XY6", "XZ6")

    assert [each.award for each in found.left_out] == left_out


@pytest.mark.parametrize(
    ("share", "conferred"),
    [
        ("at most 6 credits with all certificates together", ("alpha", "beta", "gamma")),
        ("at most 5 credits with all certificates together", ("alpha",)),
        ("with at most 2 awards", ("alpha", "beta", "gamma")),
        ("with at most 1 award", ("alpha", "beta")),
    ],
)
def test_a_module_in_three_awards_is_shared_once(share: str, conferred: tuple[str, ...]) -> None:
    text = THREE.replace("SIZE", "6").replace("SHARE", share)

    assert together(text, "XYZ6").conferred == conferred


# Modules used for another award

FRESH = "count only modules not used for another award"


@pytest.mark.parametrize(
    ("line", "both"),
    [
        ("", True),
        (FRESH, False),
        (f"{FRESH} other than beta", True),
        (f"{FRESH} other than gamma", False),
        ("count only modules not used for a certificate award", False),
        ("count only modules not used for a diploma award", True),
        ("count only modules not used for beta", False),
        ("count only modules not used for gamma", True),
        (f"{FRESH} builds on beta", True),
        (f"{FRESH} includes beta", True),
    ],
)
def test_an_award_may_ask_for_modules_that_no_other_uses(line: str, both: bool) -> None:
    gamma = 'award gamma "Gamma" { size 60 credits }'

    found = together(pair(line) + gamma, *SHARED)

    assert found.conferred == (("beta", "alpha") if both else ("beta",))


def test_a_line_on_what_is_used_may_be_waived() -> None:
    text = pair("count only fresh: modules not used for another award")
    waiver = Decision("d1", "waiver", "fresh", DONE, "Dean", "one module was withdrawn")

    assert together(text, *SHARED).conferred == ("beta",)
    found = together(text, *SHARED, decisions=(waiver,))
    assert (found.conferred, found.decisions) == (("beta", "alpha"), ("d1",))


@pytest.mark.parametrize(
    ("kind", "amount", "both"),
    [("waiver", None, True), ("override", Fraction(6), True), ("override", Fraction(5), False)],
)
def test_a_share_may_be_decided_otherwise(
    kind: DecisionKind, amount: Fraction | None, both: bool
) -> None:
    text = pair("share little: at most 3 credits with beta")
    decision = Decision("d1", kind, "little", DONE, "Dean", "merged", amount=amount)

    found = together(text, *SHARED, decisions=(decision,))

    assert found.conferred == (("beta", "alpha") if both else ("beta",))
    assert found.decisions == (("d1",) if both else ())


# How one award stands to another


@pytest.mark.parametrize(
    ("relation", "conferred", "absorbed", "left_out"),
    [
        ("builds on beta", ("beta", "alpha"), (), []),
        ("includes beta", ("beta", "alpha"), (), []),
        ("absorbs beta", ("alpha",), (), [LeftOut("beta", "`alpha` absorbs it", ("alpha",))]),
        (
            "surrenders beta",
            ("alpha",),
            (),
            [LeftOut("beta", "it is surrendered for `alpha`", ("alpha",))],
        ),
        ("absorbs beta require award beta", ("alpha",), ("beta",), []),
        ("surrenders beta require award beta", ("alpha",), ("beta",), []),
        (
            "bars beta",
            ("beta",),
            (),
            [
                LeftOut(
                    "alpha",
                    "nobody is given both it and `beta`: `alpha` says `bars beta`",
                    ("beta",),
                )
            ],
        ),
    ],
)
def test_how_one_award_stands_to_another(
    relation: str,
    conferred: tuple[str, ...],
    absorbed: tuple[str, ...],
    left_out: list[LeftOut],
) -> None:
    found = together(pair(f"{FRESH} {relation}"), *SHARED, "X6B")

    assert (found.conferred, found.absorbed) == (conferred, absorbed)
    assert list(found.left_out) == left_out


def test_an_award_that_needs_one_not_chosen_says_so() -> None:
    policies = ready(pair("require award beta"))

    found = audit_together(policies[:1], learner(*SHARED), on=ON)

    because = "it needs `beta`, not among the awards chosen here"
    assert (found.conferred, found.left_out) == ((), (LeftOut("alpha", because),))
    assert competing(policies[:1], learner(*SHARED), on=ON) == ()


def test_where_no_two_awards_are_apart_all_those_kept_are_named() -> None:
    text = THREE.replace("SIZE", "6").replace("SHARE", "with at most 1 award")

    because = (
        "there are not modules enough for it beside all of `alpha`, `beta`: "
        "`alpha` says `share with at most 1 award`"
    )
    assert together(text, "XYZ6").left_out == (LeftOut("gamma", because, ("alpha", "beta")),)


# Awards held already


@pytest.mark.parametrize(
    ("line", "counted", "conferred"),
    [
        ("share at most 6 credits with beta", ("XY3", "XY3B"), ("alpha",)),
        ("share at most 5 credits with beta", ("XY3", "XY3B"), ()),
        ("share at most 3 credits with beta", ("XY3",), ("alpha",)),
        ("share at most 2 credits with beta", ("XY3",), ()),
        ("share nothing with beta", ("Y6",), ("alpha",)),
        ("share nothing with beta", ("XY3",), ()),
        (FRESH, ("Y6", "Y6B"), ("alpha",)),
        (FRESH, ("XY3",), ()),
        (f"{FRESH} builds on beta", ("XY3",), ("alpha",)),
        ("bars beta", (), ()),
    ],
)
def test_what_an_award_held_has_counted_is_respected(
    line: str, counted: tuple[str, ...], conferred: tuple[str, ...]
) -> None:
    found = together(pair(line), *SHARED, conferred=(held("beta", *counted),))

    assert (found.conferred, found.held) == (conferred, ("beta",))


def test_an_award_conferred_later_is_not_held_yet() -> None:
    found = together(pair(), *SHARED, conferred=(held("beta", on=date(2026, 3, 2)),))

    assert (found.conferred, found.held) == (("beta", "alpha"), ())


HELD = """
award whole "Whole" { size 12 credits share SHARE }
award alpha "Alpha" { kind certificate size 6 credits count only modules in "X" }
award beta "Beta" { kind certificate size 6 credits count only modules in "Y" }
"""


@pytest.mark.parametrize(
    ("share", "records", "both"),
    [
        ("at most 12 credits with all certificates together", ("X6", "Y6"), True),
        ("at most 11 credits with all certificates together", ("X6", "Y6"), False),
        ("at most 6 credits with each certificate", ("X6", "Y6"), True),
        ("with at most 2 awards", ("XY6",), True),
        ("with at most 1 award", ("XY6",), False),
    ],
)
def test_a_limit_of_an_award_held_is_one_on_all_the_others(
    share: str, records: tuple[str, ...], both: bool
) -> None:
    text = HELD.replace("SHARE", share)

    found = together(text, *records, conferred=(held("whole", *records),))

    assert found.conferred == (("alpha", "beta") if both else ("alpha",))


# The best set, in whatever order things come


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_policies_and_of_records_changes_nothing(seed: int) -> None:
    text = pair("share nothing with each award", "share at most 3 credits with gamma") + (
        'award gamma "Gamma" { size 12 credits count only modules in "Y"'
        " share with at most 1 award }"
    )
    records = [record(each) for each in (*SHARED, "XY6", "XYZ6")]
    first = audit_together(ready(text), learner(*records), on=ON)
    assert len(first.conferred) == 2
    assert len(first.left_out) == 1

    for order in permutations(ready(text)):
        random.Random(seed).shuffle(records)
        assert audit_together(order, learner(*records), on=ON) == first


def test_the_best_set_is_by_rank_and_not_by_number() -> None:
    text = f"""
    award diploma "Diploma" {{ size SIZE credits {FRESH} }}
    award in-x "X" {{ size 12 credits count only modules in "X" }}
    award in-y "Y" {{ size 12 credits count only modules in "Y" }}"""
    records = ("X6", "X6B", "Y6", "Y6B")

    assert together(text.replace("SIZE", "24"), *records).conferred == ("diploma",)
    assert together(text.replace("SIZE", "6"), *records).conferred == ("in-x", "in-y")


def test_what_is_missing_and_makes_no_difference_is_filled_in_for_every_award() -> None:
    levelled = 'award c "C" { size 6 credits require at least 6 credits at level 1 or above }'
    plain = 'award d "D" { size 6 credits }'
    fact = """award e "E" { size 6 credits
      require either { learner score at least 3 } or { learner score at most 4 } }"""

    assert together(levelled + plain, record("OPEN")).conferred == ("c", "d")
    assert together(fact + 'award f "F" { size 6 credits }', "X6").conferred == ("e", "f")


def test_a_search_that_reaches_its_limit_says_nothing_of_the_set() -> None:
    found = audit_together(ready(pair("share nothing with beta")), learner(*SHARED), on=ON, steps=3)

    assert (found.awards, found.left_out) == ((), ())
    assert found.bounds == "the search took as many steps as it was allowed"
    assert "Which awards can be conferred at once is not known." in str(found)
    assert "\nLimit reached: the search took as many steps as it was allowed." in str(found)
    assert next(iter(summary(found))) == "Together: not known"


# Which awards compete


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("share nothing with beta", ("alpha", "beta")),
        ("bars beta", ("alpha", "beta")),
        ("absorbs beta", ("alpha", "beta")),
        ("share at most 6 credits with beta", ()),
        ("", ()),
    ],
)
def test_awards_compete_where_they_limit_one_another_and_cannot_all_be_conferred(
    line: str, found: tuple[str, ...]
) -> None:
    text = pair(line) + 'award other "Other" { size 6 credits }'

    assert competing(ready(text), learner(*SHARED), on=ON) == found


# The report

WHOLE = """
award base "Base" { size 6 credits count only modules in "X" }
award top "Top" { size 18 credits absorbs base require award base
                  part core { require at least 12 credits in "Y" } }
award aside "Aside" { size 6 credits share nothing with top }
award earlier "Earlier" { size 6 credits }
"""


def test_the_report_says_what_to_confer_what_each_counts_and_what_is_left_out() -> None:
    found = together(WHOLE, "X6", "Y6", "Y6B", conferred=(held("earlier", "X6"),))

    assert (
        str(found)
        == f"""\
Together
{"=" * 78}
Learner ada, as of 2026-03-01

This award can be conferred:
  top  Top

Counted for top
  X6   also for base
  Y6   in core
  Y6B  in core

Counted for base
  X6  also for top

Absorbed: earned, and not conferred beside the award that absorbs it
  base  Base

Left out, though earned
  aside  there are not modules enough for both it and `top`: `aside` says `share nothing with top`

Already held: earlier."""
    )
    assert list(summary(found)) == [
        "Together: top",
        "  without aside: there are not modules enough for both it and `top`: "
        "`aside` says `share nothing with top`",
        "  absorbed: base",
    ]


def test_several_awards_come_by_rank_with_the_decisions_that_they_rest_on() -> None:
    text = pair("share little: at most 3 credits with beta")
    decision = Decision("d1", "waiver", "little", DONE, "Dean", "merged")

    found = together(text, *SHARED, decisions=(decision,))

    assert "at once, highest rank first:\n  beta   Beta\n  alpha  Alpha\n\n" in str(found)
    assert str(found).endswith("\n\nRests on decision: d1.")
    assert list(summary(found)) == ["Together: beta, alpha (rests on decision d1)"]


def test_where_there_is_nothing_to_confer_the_report_says_why() -> None:
    poor, holder = together(pair()), together(pair(), *SHARED, conferred=(held("alpha"),))
    nothing = together(pair(), conferred=(held("alpha"),))

    assert str(poor).endswith("\n\nNo award is earned, so there is none to confer.")
    assert "This award can be conferred:\n  beta  Beta\n" in str(holder)
    assert "No award is earned that is not held already.\n\nAlready held: alpha." in str(nothing)
    assert list(summary(poor)) == ["Together: no award"]


def test_nothing_in_the_report_can_rewrite_a_terminal() -> None:
    bad = "x\x1b[2J\u202e\n"
    found = Together(
        bad,
        ON,
        (Placed(bad, "always", bad, {bad: (bad,)}), Placed("b", "always", bad, {bad: ()})),
        (bad,),
        (LeftOut(bad, bad, (bad,)),),
        (bad,),
        bad,
        held=(bad,),
    )

    assert all(line.isprintable() for line in report(found).split("\n"))
    assert all(line.isprintable() for line in summary(found))
