"""What is said to people: English text that can be said in another language as well.

A text is made from a template and the values that stand in it, and remembers both. It is a plain
``str``, its English, wherever nobody asks for more; ``translated`` looks the template up in the
catalogue of a language (GNU gettext, ``locales/``) and puts the values, themselves translated, into
what it finds there.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Literal

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

    def __reduce__(self) -> tuple[object, ...]:
        """Keep template and values when it is kept."""
        return _made, (self.template, self.plural, self.number, self.context, dict(self.values))


def said(template: str, /, *, context: str | None = None, **values: object) -> Said:
    """The text of a template in which ``{name}`` stands for the value of that name.

    ``context`` tells apart templates that are alike in English and not in other languages; give it
    and the template as literals, so that they are found for the catalogues."""
    return _made(template, None, 1, context, {name: _text(each) for name, each in values.items()})


def counted(
    one: str, many: str, number: int, /, *, context: str | None = None, **values: object
) -> Said:
    """The text for one or for many, in which ``{n}`` stands for the number unless a value ``n``
    says how that is written."""
    texts = {"n": str(number)} | {name: _text(each) for name, each in values.items()}
    return _made(one, many, number, context, texts)


def listing(items: Iterable[str], last: Literal["and", "or"] | None = None) -> str:
    """The items with commas between; before the last one ``and`` or ``or``, if that is given."""
    texts = list(items)
    if not texts:
        return ""
    found = texts[0]
    for place, item in enumerate(texts[1:], 2):
        if place < len(texts) or last is None:
            found = said("{before}, {item}", context="listing", before=found, item=item)
        elif last == "and":
            found = said("{before} and {item}", context="listing", before=found, item=item)
        else:
            found = said("{before} or {item}", context="listing", before=found, item=item)
    return found


def translated(text: str, language: Language) -> str:
    """The text in the language; as it is where it is not made from a template, as names are."""
    if not isinstance(text, Said):
        return text
    if language == "en":
        return str(text)
    found = _found(text, _catalogue(language))
    return found.format_map({name: translated(v, language) for name, v in text.values.items()})


def _made(
    template: str, plural: str | None, number: int, context: str | None, values: Mapping[str, str]
) -> Said:
    chosen = template if plural is None or number == 1 else plural
    text = Said(chosen.format_map(values))
    text.template, text.plural, text.number = template, plural, number
    text.context, text.values = context, values
    return text


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


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
