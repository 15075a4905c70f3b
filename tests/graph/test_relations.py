"""What awards say of one another, and the order in which they rest on one another."""

import pytest

from microcredit.errors import StackingCycleError
from microcredit.graph.relations import bottom_up, decided_before, relations
from microcredit.language.checked import CheckedPolicy
from microcredit.language.load import policies_from_text

LADDER = """
award zebra "Zebra" { kind diploma size 12 credits
  require award apple
  require either { award mango held } or { at least 6 credits in "Law" }
  absorbs apple
}
award apple "Apple" { kind certificate size 6 credits share nothing with each diploma }
award mango "Mango" { kind certificate size 6 credits require fallback: not award apple }
award pear "Pear" { size 6 credits includes mango builds on apple bars zebra
  when award zebra { require at least 3 credits in "Law" }
}
"""


def ladder(text: str = LADDER) -> dict[str, CheckedPolicy]:
    return dict(policies_from_text(text))


def test_every_relation_that_an_award_states_is_given_with_its_line() -> None:
    found = relations(ladder())

    assert [(r.award, r.kind, r.other, r.span.line) for r in found] == [
        ("apple", "shares", "zebra", 7),
        ("mango", "needs not", "apple", 8),
        ("pear", "includes", "mango", 9),
        ("pear", "builds on", "apple", 9),
        ("pear", "bars", "zebra", 9),
        ("pear", "asks about", "zebra", 10),
        ("zebra", "absorbs", "apple", 5),
        ("zebra", "needs", "apple", 3),
        ("zebra", "needs held", "mango", 4),
    ]


def test_awards_come_after_all_that_they_rest_on_and_else_by_id() -> None:
    assert bottom_up(ladder()) == ("apple", "mango", "zebra", "pear")


def test_the_order_does_not_hang_on_the_order_in_which_policies_come() -> None:
    policies = ladder()
    backwards = dict(reversed(policies.items()))

    assert bottom_up(backwards) == bottom_up(policies)
    assert relations(backwards) == relations(policies)


def test_an_award_that_must_have_been_conferred_before_need_not_be_decided_before() -> None:
    assert decided_before(ladder())["zebra"] == ("apple",)


def test_awards_of_two_files_that_need_one_another_are_refused_with_every_link() -> None:
    first = ladder('award a "A" { size 6 credits require award b } award b "B" { size 6 credits }')
    second = ladder(
        'award b "B" { size 6 credits require award c } award c "C" { size 6 credits includes a }'
        'award a "A" { size 6 credits }'
    )

    with pytest.raises(StackingCycleError) as caught:
        bottom_up(first | {id: second[id] for id in ("b", "c")})

    assert caught.value.links == ("a", "b", "c", "a")


def test_awards_that_build_on_one_another_can_still_be_put_in_order() -> None:
    policies = ladder(
        'award a "A" { size 6 credits builds on b } award b "B" { size 6 credits builds on a }'
    )

    assert bottom_up(policies) == ("a", "b")
