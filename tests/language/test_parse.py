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
from microcredit.source import Source

CORPUS = Path(__file__).parents[1] / "corpus"
ACCEPTED = sorted((CORPUS / "accepts").glob("*.policy"))
REJECTED = sorted((CORPUS / "rejects").glob("syntax-*.policy"))
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
    assert {word for word in words - reserved if word.isalpha()} == {"a", "an"}


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
