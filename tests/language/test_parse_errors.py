import random
import re
import time

import pytest
from hypothesis import given, settings, strategies as st

from microcredit.errors import PolicySyntaxError
from microcredit.language.parse import LONGEST, MOST_ERRORS, parse
from microcredit.source import Source
from tests.language.test_parse import EVERYTHING, messages, read

LINE = '  require at least 3 credits in "Ethics"\n'
WORDS = re.findall(r'"[^"\n]*"|[\w.\'/%-]+|\S', EVERYTHING)


def block(*lines: str) -> str:
    return 'award x "X" {\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def test_a_place_is_the_line_and_column_of_the_word() -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        read('\r\naward x "證書" {\r\n\trequire at lest 3 credits # here\r\n}\r\n')

    [error] = caught.value.diagnostics
    assert (error.span.line, error.span.column, error.span.text) == (3, 13, "lest")


def test_every_node_of_the_everything_policy_has_its_words() -> None:
    file = read(EVERYTHING)
    everything = file.awards[0]

    assert everything.span.text.startswith('award diploma "Diploma" {')
    assert everything.span.text.endswith("}")
    assert everything.root.requirements[0].span.text == "require at least 24 credits"
    assert file.examples[0].records[0].module.span.text == "AI101"


def test_all_errors_are_reported_at_once_and_a_broken_line_spoils_no_other() -> None:
    lines = ["require at lest 3 credits", "require at least 3 credits", "kind", "size 30 credits"]

    assert len(messages(block(*lines))) == 2


def test_a_broken_header_does_not_hide_what_its_block_says() -> None:
    assert len(messages('award X "X" { part Y { require at lest 3 credits } }')) == 3


def test_the_text_may_have_a_byte_order_mark_and_wide_spaces() -> None:
    assert read("\ufefflanguage\u30001\u00a0").language == 1


def test_white_space_and_comments_change_nothing() -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    rng = random.Random(seed)
    for _ in range(10):
        spaced = re.sub(
            r'#[^\n]*|"[^"\n]*"|\s+',
            lambda m: m[0] if m[0][0] == '"' else rng.choice([" ", "\n", "\t \r\n", " # no\n "]),
            EVERYTHING,
        )
        assert read(spaced) == read(EVERYTHING)


def test_ten_thousand_requirements_read() -> None:
    [award] = read('award x "X" {\n' + LINE * 10_000 + "}").awards

    assert len(award.root.requirements) == 10_000


def test_braces_a_hundred_deep_read_and_one_more_is_refused() -> None:
    def nested(depth: int) -> str:
        return 'award x "X" {' + "part y {" * (depth - 1) + "}" * depth

    assert read(nested(100)).awards
    assert messages(nested(101)) == ["braces may be at most 100 deep"]
    assert messages("{" * 100_000) == ["braces may be at most 100 deep"]


def test_alternatives_may_be_nested_too() -> None:
    depth = 98
    inner = "either { " * depth + "award y" + " } or { award z }" * depth

    assert read(f'award x "X" {{ require {inner} }}').awards


def test_a_text_that_is_too_long_is_refused() -> None:
    [message] = messages("#\n" * LONGEST)

    assert message == "a policy file may have at most 1,000,000 characters"


def test_only_the_first_errors_are_listed() -> None:
    found = messages(block(*["require at lest 3 credits"] * 40))

    assert len(found) == MOST_ERRORS + 1
    assert found[-1] == "there are more errors from here on; these are the first 25"


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    digits = "9" * 5000

    for amount in (f"{digits} credits", f"0.{digits} credits", f"1/{digits} of credits"):
        assert messages(block(f"require at least {amount}")) == [
            "a number may have at most 12 digits"
        ]


@pytest.mark.parametrize(
    "text",
    [
        "}" * 50_000,
        "“" * 50_000,
        "," * 50_000,
        '"' + " " * 100_000,
        "require " * 10_000,
        "1." * 50_000,
    ],
)
def test_nonsense_is_refused_quickly(text: str) -> None:
    began = time.monotonic()

    assert messages(text)
    assert time.monotonic() - began < 10


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_reads_or_is_refused(text: str) -> None:
    _read_or_refuse(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.just("\n")), max_size=40))
def test_any_words_of_the_language_read_or_are_refused(words: list[str]) -> None:
    _read_or_refuse(" ".join(words))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(EVERYTHING)), st.integers(0, 40), st.text(max_size=3))
def test_any_damage_to_a_policy_reads_or_is_refused(start: int, length: int, put: str) -> None:
    _read_or_refuse(EVERYTHING[:start] + put + EVERYTHING[start + length :])


def _read_or_refuse(text: str) -> None:
    refused: list[PolicySyntaxError] = []
    try:
        parse(Source("any.policy", text))
    except PolicySyntaxError as error:
        refused.append(error)
    for refusal in refused:
        places = [(d.span.start, d.message) for d in refusal.diagnostics]
        assert places
        assert len(places) == len(set(places))


def test_a_word_that_nothing_knows_spoils_only_its_own_line() -> None:
    lines = ["require at lest 3 credits", "insist on 3 credits", "require at mots 3 credits"]

    assert len(messages(block("size 3 credits", *lines))) == 3


def test_the_line_above_the_block_tells_what_belongs_in_it() -> None:
    line = "share nothing with y"

    assert read(block(line)).awards[0].shares
    for holder in ("part a {", "when award y {", "part a { part b {"):
        closed = "}" * holder.count("{")
        assert messages(block(f"{holder}\n{line}\n{closed}")) == [
            "`share … with` belongs to the award itself"
        ]
