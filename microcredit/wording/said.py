"""What is said to people: English text that can be said in another language as well.

A text is made from a template and the values that stand in it, and remembers both. It is a plain
``str``, its English, wherever nobody asks for more; ``translated`` looks the template up in the
catalogue of a language (GNU gettext, ``locales/``) and puts the values, themselves translated, into
what it finds there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from string import Formatter
from typing import Literal

from microcredit.wording.spacing import beside

Language = Literal["en", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant")


class Said(str):
    """A text in English that knows its template and values; made by ``said`` and ``counted``."""

    template: str
    plural: str | None
    number: int
    context: str | None
    values: Mapping[str, str]

    __slots__ = ("context", "number", "plural", "template", "values")

    def __new__(
        cls,
        text: str,
        template: str,
        plural: str | None,
        number: int,
        context: str | None,
        values: Mapping[str, str],
    ) -> "Said":
        """Give the text with what it was made from."""
        made = super().__new__(cls, text)
        made.template, made.plural, made.number = template, plural, number
        made.context, made.values = context, values
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Keep template and values when it is kept."""
        parts = (self.template, self.plural, self.number, self.context, self.values)
        return Said, (str(self), *parts)


class Named(str):
    """A name in English, or in the only language that it has, with its author's own in others;
    made by ``named``."""

    others: Mapping[str, str]

    __slots__ = ("others",)

    def __new__(cls, text: str, others: Mapping[str, str]) -> "Named":
        """Give the name with those in other languages."""
        made = super().__new__(cls, text)
        made.others = others
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the names in other languages when it is kept."""
        return Named, (str(self), dict(self.others))


def said(template: str, /, *, context: str | None = None, **values: object) -> Said:
    """The text of a template in which ``{name}`` stands for the value of that name.

    ``context`` tells apart templates that are alike in English and not in other languages; give it
    and the template as literals, so that they are found for the catalogues."""
    texts = {name: v if isinstance(v, str) else str(v) for name, v in values.items()}
    return Said(template.format_map(texts), template, None, 1, context, texts)


def counted(
    one: str, many: str, number: int, /, *, context: str | None = None, **values: object
) -> Said:
    """The text for one or for many, in which ``{n}`` stands for the number unless a value ``n``
    says how that is written."""
    texts = {"n": str(number)} | {
        name: v if isinstance(v, str) else str(v) for name, v in values.items()
    }
    chosen = one if number == 1 else many
    return Said(chosen.format_map(texts), one, many, number, context, texts)


def named(text: str, others: Mapping[str, str | None]) -> str:
    """The name, with what its author calls it in other languages, by language, where that is
    known."""
    known = {language: other for language, other in others.items() if other}
    return Named(text, known) if known else text


def listing(items: Iterable[str], last: Literal["and", "or"] | None = None) -> str:
    """The items with commas between; before the last one ``and`` or ``or``, if that is given."""
    each = tuple(items)
    if last is None or len(each) < 2:
        return folded(each, _comma)
    before = folded(each[:-1], _comma)
    return _and(before, each[-1]) if last == "and" else _or(before, each[-1])


def chain(items: Iterable[str], word: Literal["and", "or"]) -> str:
    """The items with the word between any two of them."""
    return folded(tuple(items), _and if word == "and" else _or)


def series(items: Iterable[str]) -> str:
    """The items with semicolons between; some have commas in them, or are clauses."""
    return folded(tuple(items), _semicolon)


def folded(items: Sequence[str], join: Callable[[str, str], str]) -> str:
    """The items as one text, two and two joined: halved again and again, so that a thousand are not
    nested a thousand deep."""
    if len(items) < 2:
        return items[0] if items else ""
    half = len(items) // 2
    return join(folded(items[:half], join), folded(items[half:], join))


def _comma(before: str, item: str) -> str:
    return said("{before}, {item}", context="listing", before=before, item=item)


def _and(before: str, item: str) -> str:
    return said("{before} and {item}", context="listing", before=before, item=item)


def _or(before: str, item: str) -> str:
    return said("{before} or {item}", context="listing", before=before, item=item)


def _semicolon(before: str, item: str) -> str:
    return said("{before}; {item}", context="series", before=before, item=item)


def joined(*sentences: str) -> str:
    """The sentences after one another, without those that are empty."""
    first, *rest = [each for each in sentences if each] or [""]
    for each in rest:
        first = said("{before} {sentence}", context="sentences", before=first, sentence=each)
    return first


def ticked(name: str) -> str:
    """A name or id between marks that tell it from words."""
    return said("`{name}`", name=name)


def translated(text: str, language: Language) -> str:
    """The text in the language; as it is where it is neither made from a template nor ``named``."""
    if language == "en":
        return str(text)
    if isinstance(text, Named):
        return text.others.get(language, str(text))
    if not isinstance(text, Said):
        return text
    found = _found(text, _catalogue(language))
    made = ""
    for literal, name, _, _ in Formatter().parse(found):
        made = beside(made, literal)
        if name is not None:
            made = beside(made, translated(text.values[name], language))
    return made


def _found(text: Said, catalogue: NullTranslations) -> str:
    match text.context, text.plural:
        case None, None:
            return catalogue.gettext(text.template)
        case None, str(many):
            return catalogue.ngettext(text.template, many, text.number)
        case str(context), None:
            return catalogue.pgettext(context, text.template)
        case str(context), str(many):
            return catalogue.npgettext(context, text.template, many, text.number)
    raise AssertionError(text)


@cache
def _catalogue(language: Language) -> NullTranslations:
    folder = files("microcredit.wording") / "locales" / language.replace("-", "_")
    with (folder / "LC_MESSAGES" / "microcredit.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
