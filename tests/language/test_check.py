from pathlib import Path

import pytest

from microcredit.errors import PolicyCheckError
from microcredit.language.check import check_against
from microcredit.language.load import policies_from_text
from microcredit.language.vocabulary import Vocabulary

REJECTS = Path(__file__).parents[1] / "corpus" / "rejects"
POLICIES = sorted(REJECTS.glob("check-*.policy"))

VOCABULARY = Vocabulary(
    areas={
        "Professional Practice": None,
        "Artificial Intelligence": "Professional Practice",
        "Teaching": "Professional Practice",
        "Statistics": None,
    },
    modules={code: code for code in ("AI101", "AI102", "AI103", "TEA01", "ST510")}
    | {"ST499": "ST510"},
    tags=frozenset({"capstone"}),
)


def codes(text: str, *, vocabulary: Vocabulary | None = None) -> list[str]:
    """What is wrong with a text, in order; nothing if nothing is."""
    try:
        policies_from_text(text, vocabulary=vocabulary)
    except PolicyCheckError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


def award(body: str, *, head: str = "framework hkqf", id: str = "a") -> str:
    return f'{head}\naward {id} "Award" {{ {body} }}\n'


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_that_cannot_be_meant_is_refused_in_these_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    with pytest.raises(PolicyCheckError) as raised:
        policies_from_text(text, path.name, VOCABULARY, examples=True)

    expected = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert str(raised.value) == expected.removesuffix("\n")


def test_a_policy_as_the_scheme_publishes_it_has_nothing_wrong() -> None:
    text = """
language 1
institution "HKU SPACE"
framework hkqf
award certificate-pp "Certificate in Professional Practice" {
  title zh-Hant "專業實踐證書"
  kind certificate
  size 30 credits
  effective 2023-04-19 onwards
  conferred on application
  for the highest level of 1 to 7
  optionally for some theme in areas under "Professional Practice" {
    require focus: at least 75% of credits in theme
    title suffix " ({theme})"
  }
  count only modules passed, not used for a programme award
  credits expire 5 years after award of the module
  require field "Three quarters in the professional category":
    at least 24 credits under "Professional Practice"
  require depth: at least 75% of credits at that level or above
}
"""

    policies = policies_from_text(text, vocabulary=VOCABULARY)

    policy = policies["certificate-pp"]
    assert policy.institution == "HKU SPACE"
    assert policy.framework is not None
    assert policy.framework.levels == (1, 7)
    assert policy.size == 30
    assert policy.edition == "2023-04-19 onwards"


def test_without_a_vocabulary_areas_modules_and_tags_are_taken_as_they_are() -> None:
    text = award('require at least 6 credits in "Nowhere" from NO1 tagged "none"')

    assert codes(text) == []
    assert codes(text, vocabulary=VOCABULARY) == ["unknown-area", "unknown-module", "unknown-tag"]


def test_a_former_code_is_the_module() -> None:
    assert codes(award("require all of ST499"), vocabulary=VOCABULARY) == []


def test_examples_are_looked_up_in_a_catalogue_only_where_that_is_asked_for() -> None:
    text = award("size 6 credits") + (
        'example "E" for a { as of 2026-01-01 passed XX1 on 2025-01-01 expect not earned }'
    )

    assert codes(text, vocabulary=VOCABULARY) == []
    with pytest.raises(PolicyCheckError, match="unknown module `XX1`"):
        policies_from_text(text, vocabulary=VOCABULARY, examples=True)


def test_a_checked_policy_can_be_held_against_another_catalogue() -> None:
    head = 'framework hkqf\ndefine wanted = in "Law"\ndefine idle = in "Nothing"'
    text = award("require at least 6 credits wanted", head=head) + (
        'example "E" for a { as of 2026-01-01 passed XX1 on 2025-01-01 expect not earned }'
    )
    policy = policies_from_text(text)["a"]

    with pytest.raises(PolicyCheckError) as raised:
        check_against(policy, VOCABULARY)

    assert [d.message for d in raised.value.diagnostics] == ["unknown area `Law`"]
    check_against(policy, Vocabulary(areas={"Law": None}))


def test_an_award_gets_the_awards_that_it_needs_and_not_those_it_wants_held() -> None:
    text = (
        award("require award b require award c held", id="a")
        + award("size 6 credits", head="", id="b")
        + award("size 6 credits require award a held", head="", id="c")
    )

    policies = policies_from_text(text)

    assert list(policies) == ["a", "b", "c"]
    assert list(policies["a"].needs) == ["b"]
    assert policies["a"].needs["b"] is policies["b"]
    assert list(policies["c"].needs) == []


def test_an_award_of_awards_asks_for_something() -> None:
    text = award("require award b", id="a") + award("size 6 credits", head="", id="b")

    assert codes(text) == []


def test_limits_and_shares_alone_ask_for_nothing() -> None:
    assert codes(award('require at least 75% of credits in "Law"')) == ["always-holds"]
    assert codes(award("require at most 6 credits recognised")) == ["always-holds"]
    assert codes(award("require not award b", head='external award b "B"')) == ["always-holds"]
    either = "require either { at least 6 credits } or { at most 3 credits }"
    assert codes(award(either)) == ["always-holds"]
    share = "size 30 credits require at least 1/2 of the size recognised"
    assert codes(award(share)) == []


def test_a_share_of_the_award_asks_a_part_for_something_and_not_the_award() -> None:
    part = 'part p "P" { require at least 50% of the award\'s credits in "Law" }'

    assert codes(award(part)) == ["always-holds"]
    assert codes(award(f"size 6 credits {part}")) == []


def test_a_when_asks_for_something_where_it_does_for_some_learner() -> None:
    six, few = "{ require at least 6 credits }", "{ require at most 6 credits }"
    asked = 'when learner mode is "part-time"'

    assert codes(award(f"{asked} {six}")) == []
    assert codes(award(f"{asked} {few} otherwise {six}")) == []
    assert codes(award(f"{asked} {few} otherwise {few}")) == ["always-holds"]
    assert codes(award(f"{asked} {few}")) == ["always-holds"]


def test_a_choice_asks_for_something_only_if_every_learner_has_enough_parts_that_do() -> None:
    empty = 'part x "X" { require at most 6 credits }'
    choice = f"""
      part c "C" choose 1 {{
        part p "P" {{ require at least 6 credits }}
        when learner mode is "part-time" {{ {empty} }}
      }}
    """

    assert codes(award(choice)) == ["always-holds"]
    assert codes(award(choice.replace("at most", "at least"))) == []


def test_parts_in_a_when_stand_beside_the_others() -> None:
    body = """
      part p "P" { require at least 6 credits }
      when learner mode is "part-time" {
        part q "Q" { require at least 3 credits }
        part judged "Judged" { reuse p, q require at most 2 areas }
        share at most 1 module between p and q
      }
    """

    assert codes(award(body)) == []


def test_a_defined_amount_may_vary_where_any_amount_may_stand() -> None:
    head = """framework hkqf
    define varied by learner mode { "full-time": 6 credits, otherwise: 4 credits }
    define dated = 12 credits to 2025-08-31, 15 credits onwards"""
    body = """
      size dated
      require at least varied in "Law"
      require between varied and dated
      require at most the greater of varied and 50% of dated in "Art"
    """
    policies = policies_from_text(award(body, head=head))

    assert policies["a"].size is None
    assert codes(award("size 1 credit require between dated and varied", head=head)) == [
        "empty-range"
    ]


def test_an_amount_of_very_many_cases_is_refused_and_not_made_up() -> None:
    cases = ", ".join(f'"m{n}": {n} credits' for n in range(1, 60))
    head = f"framework hkqf define varied by learner mode {{ {cases} }}"
    nested = "varied"
    for _ in range(6):
        nested = f"the greater of varied and {nested}"

    assert set(codes(award(f"size 6 credits require at least {nested}", head=head))) == {
        "not-supported-yet"
    }


def test_a_module_counted_every_time_may_be_more_than_one() -> None:
    body = "require at least 3 modules from AI101, AI102"

    assert codes(award(body)) == ["too-few-named"]
    assert codes(award(f"repeats count every up to 9 credits {body}")) == []


def test_a_share_of_each_area_is_no_share_of_everything() -> None:
    assert codes(award("size 6 credits require at most 75% of credits in any one area")) == []


def test_an_example_may_be_of_an_award_that_asks_about_the_learner() -> None:
    text = award('size 6 credits require mode: learner mode is "part-time"') + (
        'example "E" for a { as of 2026-01-01 expect not earned because mode is not met }'
    )

    assert codes(text) == []


def test_limits_of_different_modules_or_parts_do_not_contradict() -> None:
    body = """
      require at least 10 credits in "Law"
      require at most 5 credits in "Statistics"
      part p "P" { require at least 10 credits in "Law" }
      part q "Q" { require at least 1 module require at most 5 credits in "Law" }
    """

    assert codes(award(body)) == []


def test_a_share_of_a_fixed_amount_is_compared_as_the_amount_it_is() -> None:
    low = 'require at least 75% of 30 credits rounded up in "Law"'

    assert codes(award(f'{low} require at most 23 credits in "Law"')) == []
    assert codes(award(f'{low} require at most 22.5 credits in "Law"')) == ["contradiction"]


def test_everything_wrong_is_reported_in_the_order_of_the_text() -> None:
    text = award(
        'size 3 modules require at least 6 credits at level 9 require award none part p "P" { }'
    )

    assert codes(text) == ["mixed-units", "unknown-level", "unknown-award", "always-holds"]


def test_a_framework_of_the_file_itself_needs_no_use() -> None:
    own = 'framework own "Own" { levels 1 to 3 credits "credit" grades l { A = 4, fail F } }'

    assert codes(award("size 6 credits count only modules graded A or better", head=own)) == []
    assert codes(award("size 6 credits require at least 1 credit at level 4", head=own)) == [
        "unknown-level"
    ]


def test_a_name_bound_without_a_block_is_bound_in_the_whole_award() -> None:
    bound = 'for some theme in areas under "Law" '

    assert codes(award(bound + "require at least 6 credits in theme")) == []


def test_a_policy_of_a_thousand_lines_is_checked_in_a_moment() -> None:
    lines = "\n".join(f'require r{n}: at least {n} credits in "A{n}"' for n in range(1, 1000))

    assert codes(award(lines)) == []
