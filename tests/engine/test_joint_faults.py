"""A set of awards is refused where one of them does not hold, or where they share too much."""

from attrs import evolve

from microcredit.engine.budget import Budget
from microcredit.engine.joint import JointPlacing
from microcredit.engine.joint_faults import set_faults
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation
from tests.engine.build import ON
from tests.engine.test_together import CATALOGUE, learner, ready

TWO = """
award alpha "Alpha" { size 6 credits SHARE }
award beta "Beta" { size 6 credits }
"""


def placed(share: str = "") -> tuple[Situation, tuple[NormalForm, ...], JointPlacing]:
    """Two awards of one module each, for a learner with two modules, as the search places them."""
    forms = tuple(each.form for each in ready(TWO.replace("SHARE", share)))
    known = learner("X6", "Y6").resolved(CATALOGUE)
    situation = Situation(known, ON, Budget(10_000))
    found = situation.together(forms, settle=True)
    assert found is not None
    return situation, forms, found


def test_what_the_search_finds_has_no_faults() -> None:
    for share in ("", "share nothing with beta", "share at most 1 module with beta"):
        situation, forms, found = placed(share)
        assert set_faults(situation, forms, found) is None


def test_an_award_that_counts_too_little_is_a_fault() -> None:
    situation, forms, found = placed()
    first, _ = found.placings
    said = set_faults(situation, forms, evolve(found, placings=(first, ())))
    assert said == "the allocation for `beta` does not hold: `size` is not met"


def test_what_two_awards_may_not_share_is_a_fault() -> None:
    both: dict[str, str | None] = {}
    for share in ("share nothing with beta", "share at most 5 credits with beta", ""):
        situation, forms, found = placed(share)
        first, _ = found.placings
        both[share] = set_faults(situation, forms, evolve(found, placings=(first, first)))

    assert both == {
        "share nothing with beta": "a record counts for awards that may not share it",
        "share at most 5 credits with beta": "the awards share more than they may",
        "": None,
    }
