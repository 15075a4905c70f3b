from pathlib import Path

import pytest

from microcredit.errors import PolicyCheckError
from microcredit.language.check import check_against
from microcredit.language.checked import Policies
from microcredit.language.load import load_policies, policies_from_text
from microcredit.language.vocabulary import Vocabulary

OLD = "effective 2020-09-01 to 2024-08-31"
NEW = "effective 2024-09-01 onwards"


def award(*lines: str, id: str = "a", size: int = 12) -> str:
    return f'award {id} "Award" {{ size {size} credits\n' + "\n".join(lines) + "\n}\n"


def codes(*awards: str) -> list[str]:
    """What is wrong with some awards, in order; nothing if nothing is."""
    try:
        read(*awards)
    except PolicyCheckError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


def read(*awards: str) -> Policies:
    return policies_from_text("framework hkqf\n" + "\n".join(awards))


def test_the_latest_edition_is_the_award_and_has_the_others_with_it() -> None:
    middle = "effective 2022-09-01 to 2024-12-31"

    policy = read(
        award(middle, size=18),
        award(NEW, size=24),
        award("effective 2018-09-01 to 2023-08-31"),
    )["a"]

    assert policy.size == 24
    assert [edition.size for edition in policy.earlier] == [18, 12]
    assert [edition.edition for edition in policy.earlier] == [
        "2022-09-01 to 2024-12-31",
        "2018-09-01 to 2023-08-31",
    ]
    assert all(edition.earlier == () for edition in policy.earlier)


def test_no_period_is_earliest_and_of_equals_the_later_written_is_latest() -> None:
    policy = read(
        award(NEW, "for learners admitted from 2024-09-01", size=36),
        award("for learners admitted before 2023-09-01", size=12),
        award("for learners admitted from 2023-09-01 and admitted before 2024-09-01", size=24),
    )["a"]

    assert [policy.size, *(edition.size for edition in policy.earlier)] == [36, 24, 12]


def test_an_edition_is_named_by_its_period_and_its_learners() -> None:
    policy = read(
        award(NEW, 'for learners mode is "x" or "y" and admitted from 2024-09-01'),
        award("for learners admitted before 2024-09-01"),
    )["a"]

    assert policy.edition == (
        '2024-09-01 onwards, for learners mode is "x" or "y" and admitted from 2024-09-01'
    )
    assert policy.earlier[0].edition == "always, for learners admitted before 2024-09-01"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("admitted before 2025-09-01", "admitted from 2025-09-01"),
        ("admitted before 2025-09-01", "admitted after 2025-08-31"),
        ('mode is "x" or "y"', 'mode is "z"'),
        ("score at least 3", "score at most 2.9"),
        ('mode is "x" and score at least 3', 'score at most 1 and mode is "x"'),
    ],
)
def test_editions_for_plainly_different_learners_may_stand_beside_each_other_without_end(
    first: str, second: str
) -> None:
    assert codes(award(f"for learners {first}"), award(f"for learners {second}")) == []
    assert codes(award(f"for learners {second}"), award(f"for learners {first}")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("admitted before 2025-09-02", "admitted from 2025-09-01"),
        ("admitted from 2024-09-01", "admitted from 2025-09-01"),
        ('mode is "x" or "y"', 'mode is "y"'),
        ("score at least 3", "score at most 3"),
        ('mode is "x"', "score at least 3"),
        ('mode is "x"', 'entry is "y"'),
    ],
)
def test_editions_that_one_learner_may_be_of_may_not_overlap_without_end(
    first: str, second: str
) -> None:
    found = codes(award(f"for learners {first}"), award(f"for learners {second}"))

    assert found == ["editions-overlap"]


def test_editions_may_overlap_for_a_time() -> None:
    assert codes(award("effective 2020-09-01 to 2025-08-31"), award(NEW)) == []
    assert codes(award(NEW), award("effective 2020-09-01 to 2025-08-31")) == []


@pytest.mark.parametrize(
    "inner", [NEW, "effective 2024-09-01 to 2030-08-31", "effective 2020-09-01 to 2021-08-31"]
)
def test_a_period_may_not_be_inside_another(inner: str) -> None:
    outer = award("effective 2020-09-01 onwards")

    assert codes(outer, award(inner)) == ["editions-overlap"]
    assert codes(award(inner), outer) == ["editions-overlap"]
    assert codes(award(), award(inner)) == ["editions-overlap"]


def test_the_message_says_from_when_to_when_both_are_in_force() -> None:
    with pytest.raises(PolicyCheckError) as raised:
        read(
            award("effective 2020-09-01 to 2026-08-31"),
            award("effective 2022-09-01 to 2024-08-31"),
        )

    message = raised.value.diagnostics[0].message
    assert message == "two editions of `a` are in force from 2022-09-01 to 2024-08-31"


def test_editions_of_one_award_may_stand_in_several_files(tmp_path: Path) -> None:
    head = "framework hkqf\n"
    (tmp_path / "a.policy").write_text(head + award(NEW, size=24))
    (tmp_path / "b.policy").write_text(head + award(OLD))

    policy = load_policies(tmp_path)["a"]

    assert [policy.size, policy.earlier[0].size] == [24, 12]
    assert policy.earlier[0].sources[0].name.endswith("b.policy")

    (tmp_path / "b.policy").write_text('institution "Elsewhere"\n' + head + award(OLD))
    with pytest.raises(PolicyCheckError, match="different institutions"):
        load_policies(tmp_path)


def test_every_edition_needs_the_latest_edition_of_the_award_it_names() -> None:
    policies = read(
        award(OLD, "require award b"),
        award(NEW, "includes c"),
        award(OLD, id="b"),
        award(NEW, id="b"),
        award(id="c"),
    )

    assert policies["a"].needs == {"c": policies["c"]}
    assert policies["a"].earlier[0].needs["b"] is policies["b"]
    assert policies["b"].earlier[0].size == 12


def test_every_edition_knows_every_award_of_the_policies() -> None:
    policies = read(award(OLD, "require award b"), award(NEW), award(id="b"))

    siblings = policies["a"].siblings
    assert dict(siblings) == {"a": policies["a"], "b": policies["b"]}
    assert siblings["b"] is policies["b"]
    assert policies["b"].siblings is siblings
    assert policies["a"].earlier[0].siblings is siblings


def test_a_loop_over_several_editions_is_a_loop() -> None:
    found = codes(award(OLD, "require award b"), award(NEW), award("includes a", id="b"))

    assert found == ["award-loop"]


def test_an_award_that_was_declared_or_held_before_is_no_need() -> None:
    policies = read(award("require award b declared"), award("require award a held", id="b"))

    assert policies["a"].needs == {}


def test_examples_stand_at_the_latest_edition() -> None:
    example = 'example "E" for a { as of 2022-01-01 expect not earned }'

    policy = read(award(NEW), award(OLD), example)["a"]

    assert [each.label.text for each in policy.examples] == ["E"]
    assert policy.earlier[0].examples == ()


def test_an_example_may_expect_what_only_an_earlier_edition_has() -> None:
    old = award(OLD, 'require law: at least 3 credits in "Law"', "for the highest level of 1 to 4")
    example = 'example "E" for a { as of 2022-01-01 expect not earned because law is not met }'
    level = 'example "F" for a { as of 2022-01-01 expect earned, level 3 }'

    assert codes(old, award(NEW), example, level) == []
    assert codes(old, award(NEW), level.replace("3", "5")) == ["unbound-name"]
    assert codes(award(NEW), example) == ["unknown-requirement"]


def test_every_edition_must_ask_for_something() -> None:
    empty = f'award a "A" {{ {OLD} require at most 3 credits recognised }}'

    assert codes(empty, award(NEW)) == ["always-holds"]
    assert codes('award b "B" { includes a }', award(NEW)) == []
    assert codes('award b "B" { builds on a }', award(NEW)) == ["always-holds"]


def test_earlier_editions_are_held_against_a_catalogue_too() -> None:
    policy = read(award(OLD, 'require at least 3 credits in "Law"'), award(NEW))["a"]

    with pytest.raises(PolicyCheckError, match="unknown area `Law`"):
        check_against(policy, Vocabulary())
    check_against(policy, Vocabulary(areas={"Law": None}))
