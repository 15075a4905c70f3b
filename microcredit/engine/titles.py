"""Titles: how an award reads once its level and themes are found."""

from collections.abc import Iterable, Mapping

from microcredit.engine import normal_form as nf
from microcredit.wording.said import named


def titled(form: nf.NormalForm, binding: nf.Binding | None) -> dict[str, str]:
    """The title in each language, with the suffixes of the variables that are bound."""
    titles = {}
    for title in form.titles:
        text = title.text
        if binding is not None:
            values = {
                v.name: title.areas.get(str(value), str(value))
                for v, value in zip(form.variables, binding, strict=True)
            }
            for suffix, value in zip(title.suffixes, binding, strict=True):
                if suffix is not None and value is not None:
                    for name, word in values.items():
                        suffix = suffix.replace(f"{{{name}}}", word)
                    text += suffix
        titles[title.language] = text
    return titles


def area_names(form: nf.NormalForm, areas: Iterable[str]) -> tuple[str, ...]:
    """The areas, by their titles in Chinese where the catalogue has these and the award has one."""
    titles = next((each.areas for each in form.titles if each.language == "zh-Hant"), {})
    return tuple(named(area, {"zh-Hant": titles.get(area)}) for area in areas)


def title_of(titles: Mapping[str, str]) -> str:
    """The title of those in each language."""
    return named(titles["en"], {code: text for code, text in titles.items() if code != "en"})
