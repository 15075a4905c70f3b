import pytest

from microcredit.errors import PolicyCheckError
from microcredit.language.load import policies_from_text


def codes(*lines: str, says: str = "", others: str = "") -> list[str]:
    """What is wrong with an award of such lines, and an example that says this of the learner."""
    body = "\n".join(lines)
    text = f"""framework hkqf\n{others}
    award a "A" {{ size 12 credits\n{body}\n }}
    example "E" for a {{ as of 2026-01-01\n{says}\nexpect not earned }}"""
    try:
        policies_from_text(text)
    except PolicyCheckError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


@pytest.mark.parametrize(
    ("line", "fact", "unfit"),
    [
        ("require learner admitted before 2025-09-01", "admitted on 2024-09-01", 'admitted is "x"'),
        ("for learners admitted from 2025-09-01", "admitted on 2024-09-01", "admitted is 3"),
        ("require learner score at least 3", "score is 3.5", 'score is "good"'),
        (
            "count only modules completed within 5 years before admission",
            "admitted on 2024-09-01",
            'admitted is "2024"',
        ),
        ("credits expire 5 years after enrolment", "enrolled on 2024-09-01", "enrolled is 2"),
    ],
)
def test_an_example_gives_facts_that_the_award_asks_for(line: str, fact: str, unfit: str) -> None:
    assert codes(line, says=f"learner {fact}") == []
    assert codes(says=f"learner {fact}") == ["unasked-fact"]
    assert codes(line, says=f"learner {unfit}") == ["fact-of-two-kinds"]


def test_a_fact_may_be_asked_for_by_another_award_or_a_definition() -> None:
    other = 'award b "B" { size 3 credits require learner mode is "x" }'
    fact = 'learner mode is "x"'

    assert codes("require award b", says=fact, others=other) == []
    assert codes("share at most 1 module with each award", says=fact, others=other) == []
    assert codes(says=fact, others=other) == ["unasked-fact"]
    by_mode = 'define few by learner mode { "x": 3 credits, otherwise: 6 credits }'
    assert codes("require at least few recognised", says=fact, others=by_mode) == []


def test_declared_awards_are_awards() -> None:
    line = "require not award b declared"
    other = 'external award b "B"'

    assert codes(line, says='learner declared is "b"', others=other) == []
    assert codes(line, says='learner declared is ""', others=other) == []
    assert codes(line, says='learner declared is "b; c"', others=other) == ["unknown-award"]
    assert codes(line) == ["unknown-award"]


def test_one_fact_is_of_one_kind_in_all_editions_of_an_award() -> None:
    text = """framework hkqf
    award a "A" { size 3 credits effective 2020-09-01 to 2024-08-31
      require learner admitted before 2022-09-01 }
    award a "A" { size 3 credits effective 2024-09-01 onwards
      require learner admitted is "2025" }"""

    with pytest.raises(PolicyCheckError, match="`admitted` is a text here and a date elsewhere"):
        policies_from_text(text)


def test_two_awards_may_ask_for_facts_of_one_name() -> None:
    other = 'award b "B" { size 3 credits require learner score is "good" }'

    assert codes("require learner score at least 3", others=other) == []


SIGNED = 'signed portfolio by "Dean" on 2025-05-01'


@pytest.mark.parametrize(
    "line",
    [
        'require portfolio: attested by "Dean"',
        'require portfolio: either { attested by "Dean" } or { at least 3 credits passed }',
        'require either { require portfolio: attested by "Dean" } or { at least 3 credits passed }',
    ],
)
def test_a_sign_off_is_on_a_requirement_that_waits_for_it(line: str) -> None:
    assert codes(line, says=SIGNED) == []
    assert codes(line.replace("Dean", "Head"), says=SIGNED) == ["unasked-sign-off"]
    assert codes(line.replace("portfolio", "work"), says=SIGNED) == ["unknown-requirement"]


def test_a_requirement_that_waits_for_nobody_takes_no_sign_off() -> None:
    assert codes("require portfolio: at least 3 credits", says=SIGNED) == ["unasked-sign-off"]
