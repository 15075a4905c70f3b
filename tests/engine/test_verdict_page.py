"""Verdicts as pages: all that they say is made from templates, so it can be said in Chinese."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

import attrs
import pytest

from microcredit.engine.verdict import Verdict, verdict_page
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Table
from microcredit.wording.plain import plain
from microcredit.wording.said import Said, translated
from tests.test_verdicts import CASES, read_case

AMOUNT = re.compile(r"-?\d+(\.\d+|/\d+)?|\d{4}-\d\d-\d\d")
SHA = re.compile(r".+  sha256 [0-9a-f]{16}")


def texts(page: Iterable[Block]) -> Iterator[str]:
    for block in page:
        match block:
            case Heading(text, _, below):
                yield from (text, *below)
            case Line():
                yield from (block.mark, block.text)
            case Table(rows, names):
                yield from names
                for row in rows:
                    yield from (*row.cells, *row.below)
            case Gap():
                pass


def leaves(text: str) -> Iterator[str]:
    if isinstance(text, Said):
        for value in text.values.values():
            yield from leaves(value)
    else:
        yield text


def held(value: object) -> Iterator[str]:
    """Every name, text, number and day that a verdict holds."""
    match value:
        case Said():
            yield from leaves(value)
        case str() as text:
            yield text
            yield " ".join(text.split())
            yield from text.split(" and ")
        case bool() | None:
            return
        case int() | date():
            yield str(value)
        case Fraction():
            yield from (amount_text(value), amount_text(round(value, 2)))
        case tuple():
            for each in value:
                yield from held(each)
        case dict():
            yield from held((*value.keys(), *value.values()))
        case _:
            kind = type(value)
            assert attrs.has(kind)
            for field in attrs.fields(kind):
                if field.name != "proof":
                    yield from held(getattr(value, field.name))


def sentences(verdict: Verdict) -> Iterator[str]:
    """What a verdict holds in the engine's own words."""
    yield from (each.because for each in verdict.not_counted)
    yield from verdict.why
    yield from filter(None, [verdict.bounds, verdict.further and verdict.further.because])
    yield verdict.edition


@pytest.mark.parametrize("name", CASES)
def test_a_page_holds_templates_and_what_the_verdict_holds(name: str) -> None:
    verdict = read_case(name).verdict()
    known = set(held(verdict))
    found = {leaf for text in texts(verdict_page(verdict)) for leaf in leaves(text)}

    assert all(isinstance(each, Said) for each in sentences(verdict))
    assert {
        leaf
        for leaf in found - known
        if leaf.strip() and not AMOUNT.fullmatch(leaf) and not SHA.fullmatch(leaf)
    } == set()


@pytest.mark.parametrize("name", CASES[::7])
def test_every_page_can_be_had_in_chinese(name: str) -> None:
    verdict = read_case(name).verdict()
    english, chinese = plain(verdict_page(verdict)), plain(verdict_page(verdict), "zh-Hant")

    assert str(verdict) == english
    assert f"學員 {verdict.learner}，資歷 {verdict.award}，截至 {verdict.on}" in chinese
    assert translated(verdict.title, "zh-Hant") == verdict.titles.get("zh-Hant", verdict.title)
    assert len(chinese.splitlines()) == len(english.splitlines())
