"""Checks of the words in titles."""

import re
from collections.abc import Iterator

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, twice
from microcredit.language.phrase_words import article


def titles(scope: Scope) -> Iterator[Diagnostic]:
    """Report titles with a word that may not stand in those of their kind of award.

    What imported files say of titles holds in this one too.
    """
    lines = [line for file in (scope.file, *scope.imported) for line in file.title_words]
    for award in scope.file.awards:
        words = [
            (line, word)
            for line in lines
            if line.kind in (None, award.kind)
            for word in line.words
            if word.text.strip()
        ]
        for title in _titles(award):
            found: dict[str, tuple[syntax.TitleWords, syntax.Text]] = {}
            for line, word in words:
                if _has(title.text, word.text):
                    found.setdefault(word.text.casefold(), (line, word))
            for line, word in found.values():
                of = f"{article(line.kind)} {line.kind}" if line.kind else "an award"
                message = f"`{word.text}` may not stand in the title of {of}"
                note = ("this line says so", word.span)
                yield Diagnostic("title-word", message, title.span, notes=(note,))


def _titles(award: syntax.Award) -> Iterator[syntax.Text]:
    """The title in each language, and what themes add to it."""
    yield award.title
    yield from (title.text for title in award.titles)
    for variable in award.variables:
        if isinstance(variable, syntax.SomeArea):
            yield from (suffix.text for suffix in variable.suffixes)


def _has(title: str, word: str) -> bool:
    """Whether a title has a word, or several, whole and in any case.

    Words that are written without spaces between them, as in Chinese, need not stand alone.
    """
    spaced = r"\s+".join(map(re.escape, word.split()))
    before = r"(?<!\w)" if _stands_alone(word.strip()[0]) else ""
    behind = r"(?!\w)" if _stands_alone(word.strip()[-1]) else ""
    return re.search(f"{before}{spaced}{behind}", title, re.IGNORECASE) is not None


def _stands_alone(letter: str) -> bool:
    return letter.lower() != letter.upper() or letter.isdecimal()


def lists(scope: Scope) -> Iterator[Diagnostic]:
    """Report words that a line lists twice, and quotes in which there is none."""
    for line in scope.file.title_words:
        words = ((word.text.casefold(), word.span) for word in line.words)
        yield from twice(words, "listed-twice", "`{}` is in the list twice")
        for word in line.words:
            if not word.text.strip():
                yield Diagnostic("no-word", "no word stands in these quotes", word.span)


CHECKS = (titles, lists)
