"""Random policies with random comments and line breaks: the canonical form keeps all they say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from microcredit.language import syntax
from microcredit.language.format import format_policy
from microcredit.language.lexemes import lexemes
from microcredit.language.parse import parse
from microcredit.language.phrase import phrase
from microcredit.source import Source
from tests.language.test_format import OURS, comments, text_of
from tests.language.test_phrase_random import conditions
from tests.strategies import Case, cases

GAPS = (
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\n\n\n  ",
    "\t",
    "\r\n",
    " #{}\n",
    "\n  #{}\n",
    "\n#{}\n\n",
)
SAID = ("", " a comment", "x", ' "quoted', " { }", " require } #", " 證書\t", "# twice")


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text with other line breaks, and with comments between its words.

    A gap is drawn by a number from a seeded sequence: policies have many more words than a case
    has choices.
    """
    random = draw(st.randoms(use_true_random=False))
    plain = draw(st.integers(0, 12))
    pieces: list[str] = []
    end = 0
    for number, word in enumerate(lexemes(text)):
        gap = " " if pieces and text[end : word.start] else ""
        if gap or not pieces:
            gap = random.choice((*GAPS, *[" "] * plain))
            gap = gap.replace("{}", f"{number}{random.choice(SAID)}", 1)
        pieces += [gap, word.text]
        end = word.end
    return "".join(pieces) + random.choice(("", "\n", " # the end", "\n\n# the end\n"))


def holds(text: str) -> None:
    formatted = format_policy(text)

    assert parse(Source("again", formatted)) == parse(Source("once", text))
    assert comments(formatted) == comments(text)
    assert format_policy(formatted) == formatted
    assert "\n\n\n" not in formatted
    assert "{\n\n" not in formatted
    assert all(line == line.rstrip() for line in formatted.split("\n"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), cases())
def test_a_random_policy_says_the_same_and_keeps_its_comments(data: Any, case: Case) -> None:
    holds(data.draw(mangled(case.text)))


@pytest.mark.parametrize(
    "path", [path for path in OURS if "verdicts" not in path.parts], ids=lambda path: path.stem
)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_policy_of_ours_says_the_same_and_keeps_its_comments(path: Path, data: Any) -> None:
    holds(data.draw(mangled(text_of(path))))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), conditions)
def test_every_condition_stays_what_it_is(data: Any, condition: syntax.Condition) -> None:
    said = phrase(condition)
    holds(
        data.draw(mangled(f'award x "X" {{ require x "X": {said} part y {{ require {said} }} }}'))
    )
