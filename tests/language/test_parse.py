import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from lark import Lark

from microcredit.errors import PolicySyntaxError
from microcredit.language import syntax
from microcredit.language.parse import grammar, parse
from microcredit.language.repair import mended
from microcredit.language.words import spellings
from microcredit.shipped import shipped
from microcredit.source import Source, Span

CORPUS = Path(__file__).parents[1] / "corpus"
ACCEPTED = sorted((CORPUS / "accepts").glob("*.policy"))
REJECTED = sorted((CORPUS / "rejects").glob("syntax-*.policy"))
HERE = Span(Source("test.policy", ""), 0, 0)
EVERYTHING = (CORPUS / "accepts" / "everything.policy").read_text(encoding="utf-8")


def read(text: str) -> syntax.PolicyFile:
    return parse(Source("test.policy", text))


def award(lines: str) -> syntax.Award:
    return read(f'award x "X" {{ {lines} }}').awards[0]


def condition(text: str) -> syntax.Condition:
    return award(f"require {text}").root.requirements[0].condition


def messages(text: str) -> list[str]:
    with pytest.raises(PolicySyntaxError) as caught:
        read(text)
    return [diagnostic.message for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_every_accepted_policy_reads(path: Path) -> None:
    parse(Source(path.name, path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_every_rejected_policy_is_refused_in_the_expected_words(path: Path) -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        parse(Source(path.name, path.read_text(encoding="utf-8")))

    expected = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert f"{caught.value}\n" == expected


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_no_error_names_a_terminal_or_a_class(path: Path) -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        parse(Source(path.name, path.read_text(encoding="utf-8")))

    terminals = {terminal.name for terminal in grammar()[0].terminals} | {"$END", "WORD"}
    said = " ".join(f"{d.message} {d.hint}" for d in caught.value.diagnostics)
    own = set(re.findall(r"[\w$]+", path.read_text(encoding="utf-8")))
    assert not (set(re.findall(r"[\w$]+", said)) & terminals) - own


def test_the_grammar_has_no_conflicts() -> None:
    path = shipped("grammar", "policy.lark")
    Lark.open(str(path), parser="lalr", lexer="contextual", strict=True)


def test_every_rule_of_the_grammar_is_met_in_the_corpus() -> None:
    parser, _ = grammar()
    texts = [path.read_text(encoding="utf-8") for path in ACCEPTED]
    trees = [parser.parse(mended(Source("any.policy", text)).text) for text in texts]
    met = {str(tree.data) for tree in trees for tree in tree.iter_subtrees()}
    rules = {str(rule.alias or rule.origin.name) for rule in parser.rules}

    assert {rule for rule in rules if not rule.startswith("_")} <= met


def test_no_word_of_the_language_is_a_name() -> None:
    parser, reserved = grammar()
    words = {word for terminal in parser.terminals for word in spellings(terminal)}

    assert {"require", "credit", "credits", "level", "classify"} <= reserved
    free = {"a", "an", "first", "highest", "progress"}
    assert {word for word in words - reserved if word.isalpha()} == free


def test_a_few_words_that_stand_where_no_name_could_name_something() -> None:
    file = read(
        'framework steps "Steps" { levels 1 to 2 credits "step" calendar '
        "{ academic year starts 09-01 term first 09-01 to 12-31 } }"
        'award highest "X" { for the highest level of 1 to 2 '
        "require progress: at least 6 credits repeats first: count first }"
        'example "one" for highest { as of 2026-03-01 in progress AI101 '
        "expect not earned because progress is not met }"
    )

    [calendar] = [framework.calendar for framework in file.frameworks]
    assert calendar is not None
    assert [term.name for term in calendar.terms] == ["first"]
    [highest] = file.awards
    assert [r.id.text for r in highest.root.requirements if r.id] == ["progress"]
    assert [(r.id.text, r.keep) for r in highest.repeats if r.id] == [("first", "first")]
    assert [record.status for record in file.examples[0].records] == ["in progress"]


def test_the_first_policy_of_the_handbook_says_what_it_says() -> None:
    path = CORPUS / "accepts" / "certificate-in-professional-practice.policy"
    file = parse(Source(path.name, path.read_text(encoding="utf-8")))
    certificate = file.awards[0]

    assert file.language == 1
    assert [use.id.text for use in file.uses] == ["hkqf"]
    assert certificate.kind == "certificate"
    assert certificate.on_application
    assert certificate.effective is not None
    assert certificate.effective.first == date(2023, 4, 19)
    assert certificate.effective.last is None
    assert [r.id.text for r in certificate.root.requirements if r.id] == ["field", "depth"]
    assert [type(v) for v in certificate.variables] == [syntax.HighestLevel, syntax.SomeArea]


def test_numbers_are_exact() -> None:
    match condition("at least 33.3% of credits"):
        case syntax.Total(amount=syntax.Proportion(ratio=ratio)):
            assert ratio == Fraction(333, 1000)
        case other:
            pytest.fail(str(other))


def test_the_first_number_of_between_takes_the_unit_of_the_second() -> None:
    assert condition("between 3 and 6 credits") == condition("between 3 credits and 6 credits")
    assert condition("between 25% and 50% of modules") == condition(
        "between 25% of modules and 50% of modules"
    )


def test_a_fraction_and_a_percentage_of_the_same_share_are_equal() -> None:
    assert condition("at least 75% of credits") == condition("at least 3/4 of credits")


def test_a_comma_after_a_code_goes_on_with_codes_and_before_an_adjective_with_adjectives() -> None:
    listed = award("count only from A1, B1, passed, or recognised, except from C1, in theme").root
    [alternative, other] = listed.count_only[0].selection.alternatives

    assert [type(adjective) for adjective in alternative] == [syntax.FromModules, syntax.Passed]
    assert [type(adjective) for adjective in other] == [syntax.Recognised]


def test_a_selection_may_be_written_first_or_last() -> None:
    assert condition("credits at this institution: at least 15 credits") == condition(
        "at least 15 credits at this institution"
    )


def test_a_bundle_on_a_line_of_its_own_is_a_requirement() -> None:
    assert (
        award("bundle U1, U2").root.requirements == award("require bundle U1, U2").root.requirements
    )


def test_both_branches_of_when_have_the_id_of_the_part_that_they_stand_in() -> None:
    text = "part core { when award y { bundle U1, U2 } otherwise { part z { require award y } } }"
    [core] = award(text).root.parts
    [when] = core.whens

    assert when.otherwise is not None
    assert (when.then.id.text, when.otherwise.id.text) == ("core", "core")
    assert [type(one.condition) for one in when.then.requirements] == [syntax.Bundle]
    assert [part.id.text for part in when.otherwise.parts] == ["z"]


def test_an_id_before_expire_or_count_is_told_from_a_defined_selection() -> None:
    read_award = award("credits digital expire 1 year after completion repeats best-of: count best")

    assert read_award.expiries[0].id is None
    assert read_award.repeats[0].id == read("define best-of = passed").defines[0].name


def selected(text: str) -> tuple[syntax.Adjective, ...]:
    return award(f"count only {text}").root.count_only[0].selection.alternatives[0]


def test_a_comma_behind_other_than_goes_on_with_awards_before_a_name_only() -> None:
    listed = selected('not used for another award other than a, in-b, in "C", passed')

    assert [type(adjective) for adjective in listed] == [syntax.Not, syntax.InArea, syntax.Passed]
    match listed[0]:
        case syntax.Not(syntax.UsedFor(None, None, others)):
            assert [other.text for other in others] == ["a", "in-b"]
        case other:
            pytest.fail(str(other))


def test_a_defined_selection_stands_behind_other_than_without_a_comma() -> None:
    assert selected("used for another award other than a digital") == (
        *selected("used for another award other than a"),
        *selected("digital"),
    )


def test_the_arguments_of_a_predicate_are_texts_exact_numbers_and_dates() -> None:
    [judged] = selected('where offered-by("Engineering", 0.1, 1/3, 2026-03-01)')

    assert isinstance(judged, syntax.Judged)
    assert judged.predicate.text == "offered-by"
    assert judged.predicate.span.text == "offered-by"
    assert [argument.value for argument in judged.arguments] == [
        "Engineering",
        Fraction(1, 10),
        Fraction(1, 3),
        date(2026, 3, 1),
    ]
    assert selected("where evening()") == selected("where evening ( )")


def test_all_that_an_award_says_of_others_is_kept_in_the_order_written() -> None:
    said = award(
        "share labs: at most 20% of the smaller award passed with y, z  builds on y, z "
        "share with at most 1 award  bars y  share only modules passed with each certificate "
        "prefer better grades  prefer modules passed"
    )

    assert [(share.rule, share.id and share.id.text) for share in said.shares] == [
        ("at most", "labs"),
        ("awards", None),
        ("only", None),
    ]
    assert said.shares[0].others is not None
    assert [other.text for other in said.shares[0].others.awards] == ["y", "z"]
    assert said.shares[1].limit == 1
    assert [(one.kind, len(one.awards)) for one in said.relations] == [
        ("builds on", 2),
        ("bars", 1),
    ]
    assert [one.selection is None for one in said.prefers] == [True, False]
    assert said.root.shares == ()


@pytest.mark.parametrize(
    ("written", "kind", "together"),
    [
        ("each certificate", "certificate", False),
        ("each award", "award", False),
        ("all certificates together", "certificate", True),
        ("all specialties together", "specialty", True),
        ("all awards together", "award", True),
    ],
)
def test_kinds_of_other_awards_are_kept_in_the_singular(
    written: str, kind: str, together: bool
) -> None:
    [share] = award(f"share nothing with {written}").shares

    assert share.others is not None
    assert (share.others.awards, share.others.kind, share.others.together) == ((), kind, together)


def test_a_share_between_parts_is_none_with_other_awards() -> None:
    said = award("part a {} part b {} share lab: at most 1 module between a and b")

    assert said.shares == ()
    assert said.root.shares[0].id is not None
    assert said.root.shares[0].id.text == "lab"


def test_for_learners_stands_beside_for_the_highest_level_and_for_some_area() -> None:
    said = award(
        'for learners admitted from 2025-09-01 and mode is "a" or "b" and score at most 3 '
        'for the highest level of 1 to 7  for some theme in areas under "A"'
    )

    assert [(fact.fact.text, fact.relation) for fact in said.open_to] == [
        ("admitted", "from"),
        ("mode", "is"),
        ("score", "at most"),
    ]
    assert len(said.variables) == 2


def test_blocks_of_one_id_are_awards_of_their_own() -> None:
    editions = read('award x "X" {} award y "Y" {} award x "New X" {}').awards

    assert [edition.title.text for edition in editions] == ["X", "Y", "New X"]


def test_a_scale_of_marks_has_every_whole_mark_from_the_highest() -> None:
    text = 'framework f "F" { levels 1 to 7 credits "c" grades g 8 to 11, passing 10 }'
    [scale] = read(text).frameworks[0].scales

    assert scale.passing == 10
    assert [(grade.code.text, str(grade.points), grade.passing) for grade in scale.grades] == [
        ("11", "11", True),
        ("10", "10", True),
        ("9", "9", False),
        ("8", "8", False),
    ]


def test_a_mark_and_the_same_code_in_quotes_are_equal() -> None:
    assert selected('graded 65 or better on "percent"') == selected(
        'graded "65" or better on "percent"'
    )


def test_an_award_is_held_or_declared() -> None:
    assert condition("award y declared") == syntax.HoldsAward(
        syntax.Name("y", span=HERE), declared=True, span=HERE
    )
    assert condition("award y declared") != condition("award y held")


def test_an_example_states_facts_and_sign_offs() -> None:
    [example] = read(
        'example "e" for x { as of 2026-01-01 learner mode is "part-time" learner score is 3.5 '
        'learner admitted on 2024-09-01 signed portfolio by "P" on 2026-01-15 expect earned }'
    ).examples

    assert [(fact.fact.text, fact.value) for fact in example.facts] == [
        ("mode", "part-time"),
        ("score", "3.5"),
        ("admitted", "2024-09-01"),
    ]
    [signed] = example.signed
    assert (signed.requirement.text, signed.by.text, signed.on) == (
        "portfolio",
        "P",
        date(2026, 1, 15),
    )
