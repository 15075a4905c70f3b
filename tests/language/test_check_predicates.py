from pathlib import Path

import pytest

from microcredit.errors import PolicyCheckError
from microcredit.language.check import check_against
from microcredit.language.load import load_policies, policies_from_text
from microcredit.language.vocabulary import Parameter, PredicateSignature, Vocabulary

PREDICATES = {
    signature.name: signature
    for signature in (
        PredicateSignature("evening", (), "example", "1.0"),
        PredicateSignature(
            "offered-by",
            (Parameter("faculty", "text"), Parameter("level", "number", optional=True)),
            "example",
            "1.0",
        ),
        PredicateSignature(
            "replaces",
            (Parameter("old", "module"), Parameter("field", "area"), Parameter("day", "date")),
            "example",
            "1.0",
        ),
    )
}
VOCABULARY = Vocabulary(areas={"Law": None}, modules={"AI101": "AI101"})


def award(words: str) -> str:
    return f'award a "A" {{ require at least 12 credits where {words} }}'


def wrong(
    text: str, *, predicates: bool = True, vocabulary: Vocabulary | None = None
) -> list[tuple[str, str, str]]:
    """Code, message and marked words of everything that is wrong with a text."""
    known = PREDICATES if predicates else None
    try:
        policies_from_text(text, vocabulary=vocabulary, predicates=known)
    except PolicyCheckError as error:
        return [(each.code, each.message, each.span.text) for each in error.diagnostics]
    return []


@pytest.mark.parametrize(
    "words",
    [
        "evening()",
        'offered-by("Engineering")',
        'offered-by("Engineering", 3)',
        'offered-by("Engineering", 1/2)',
        'replaces("AI101", "Law", 2026-03-01)',
    ],
)
def test_a_predicate_that_a_plugin_gives_may_be_named(words: str) -> None:
    assert wrong(award(words), vocabulary=VOCABULARY) == []


def test_without_the_plugin_there_is_no_such_predicate() -> None:
    message = "no plugin gives a predicate `evening`"

    assert wrong(award("evening()"), predicates=False) == [
        ("unknown-predicate", message, "evening")
    ]
    with pytest.raises(PolicyCheckError, match="hint: did you mean `evening`"):
        policies_from_text(award("evenings()"), predicates=PREDICATES)
    with pytest.raises(PolicyCheckError, match="there are `evening`, `offered-by`, `replaces`"):
        policies_from_text(award("quite-other()"), predicates=PREDICATES)


def test_arguments_are_as_many_and_of_the_kind_that_the_predicate_takes() -> None:
    assert wrong(award("offered-by()")) == [
        ("wrong-arguments", "`offered-by` is not told the faculty", "where offered-by()")
    ]
    assert wrong(award("offered-by(3)")) == [
        ("wrong-arguments", "the faculty of `offered-by` is a text in quotes", "3")
    ]
    assert wrong(award('offered-by("E", "3")')) == [
        ("wrong-arguments", "the level of `offered-by` is a number", '"3"')
    ]
    assert wrong(award('offered-by("E", 3, 4)')) == [
        ("wrong-arguments", "`offered-by` is told more than it asks for", "4")
    ]
    assert wrong(award('replaces("AI101", "Law", 3)')) == [
        ("wrong-arguments", "the day of `replaces` is a date", "3")
    ]


def test_areas_and_modules_are_looked_up_in_the_catalogue() -> None:
    text = award('replaces("AI10", "Lew", 2026-03-01)')

    assert wrong(text) == []
    assert wrong(text, vocabulary=VOCABULARY) == [
        ("unknown-module", "unknown module `AI10`", '"AI10"'),
        ("unknown-area", "unknown area `Lew`", '"Lew"'),
    ]


def test_a_policy_knows_the_predicates_that_it_names_in_its_definitions_too() -> None:
    text = "define late = where evening()\n" + award('replaces("AI101", "Law", 2026-03-01) late')

    policy = policies_from_text(text, predicates=PREDICATES)["a"]

    assert dict(policy.predicates) == {name: PREDICATES[name] for name in ("replaces", "evening")}
    check_against(policy, VOCABULARY)
    with pytest.raises(PolicyCheckError, match="unknown module `AI101`"):
        check_against(policy, Vocabulary(areas={"Law": None}))


def test_predicates_are_given_to_files_as_to_texts(tmp_path: Path) -> None:
    path = tmp_path / "x.policy"
    path.write_text(award("evening()"))

    assert list(load_policies(path, predicates=PREDICATES)) == ["a"]
    with pytest.raises(PolicyCheckError, match="no plugin gives"):
        load_policies(path)


def test_what_is_wrong_with_arguments_is_said_in_a_broken_file_too() -> None:
    broken = award('offered-by("E", "3")') + '\nimport "nowhere.policy"'

    with pytest.raises(Exception, match="the level of `offered-by` is a number"):
        policies_from_text(broken, predicates=PREDICATES)
