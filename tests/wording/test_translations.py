"""The catalogues of translations: whole, and compiled from what a translator reads."""

from pathlib import Path
from string import Formatter

import pytest

from tests.translations import LOCALES, ROOT, catalogue, compiled, extracted, templates, written

FOLDERS = sorted(LOCALES.rglob("*.po"))
PATHS = pytest.mark.parametrize("path", FOLDERS, ids=[p.parent.parent.name for p in FOLDERS])


def names(template: str) -> set[str]:
    """The names of the values that stand in a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_there_is_a_catalogue_of_traditional_chinese() -> None:
    assert [path.parent.parent.name for path in FOLDERS] == ["zh_Hant"]


@PATHS
def test_every_text_of_the_code_is_translated_and_no_other(path: Path) -> None:
    kept, said = catalogue(path), extracted()

    assert {(m.context, m.id) for m in kept if m.id} == {(m.context, m.id) for m in said if m.id}
    assert [m.id for m in kept if m.id and not all(_texts(m.string))] == []
    assert not any(m.fuzzy for m in kept if m.id)
    assert not kept.obsolete


@PATHS
def test_what_programs_read_is_what_translators_wrote(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(catalogue(path))


@PATHS
def test_a_catalogue_is_written_as_make_translations_writes_it(path: Path) -> None:
    assert path.read_bytes() == written(catalogue(path))


@PATHS
def test_translations_name_the_same_values_as_their_templates(path: Path) -> None:
    differing = {
        text: names(text) ^ names(message.id if isinstance(message.id, str) else message.id[-1])
        for message in catalogue(path)
        if message.id
        for text in _texts(message.string)
    }

    assert {text: odd for text, odd in differing.items() if odd} == {}


def test_no_template_is_said_both_in_the_singular_alone_and_in_two_numbers() -> None:
    found = list(templates())
    counted = {(each.context, each.ids[0]) for each in found if len(each.ids) > 1}
    plain = {(each.context, each.ids[0]) for each in found if len(each.ids) == 1}

    assert counted & plain == set()


def test_the_makefile_has_a_target_for_translators() -> None:
    assert "python -m tests.translations" in (ROOT / "Makefile").read_text(encoding="utf-8")


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The translations of a text: one, or one for each number that the language tells apart."""
    return (string,) if isinstance(string, str) else tuple(string or ("",))
