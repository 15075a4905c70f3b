"""Headings: what stands above an award's rules, in the normal form: titles, grades, conversions,
calendar."""

from fractions import Fraction

from microcredit.engine import normal_form as nf
from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.scales import points_on
from microcredit.model.catalogue import Catalogue
from microcredit.wording.said import Said, named

Scales = tuple[tuple[str, tuple[tuple[str, Fraction | None, bool], ...]], ...]


def titles(award: syntax.Award, catalogue: Catalogue) -> tuple[nf.TitleForm, ...]:
    """The title in each language, English first, with what each variable adds."""
    texts = {"en": award.title.text} | {title.language: title.text.text for title in award.titles}
    chinese = {
        area.name: area.title_zh_hant for area in catalogue.areas.values() if area.title_zh_hant
    }
    return tuple(
        nf.TitleForm(
            language,
            text,
            (
                *(_suffix(v, language) for v in award.variables),
                *((None,) if award.classes else ()),
            ),
            chinese if language == "zh-Hant" else {},
        )
        for language, text in texts.items()
    )


def title(award: syntax.Award) -> str:
    """The title in English, shown in other languages by theirs."""
    return named(award.title.text, {other.language: other.text.text for other in award.titles})


def with_areas(text: str, catalogue: Catalogue) -> str:
    """The sentence of a condition, with its areas by their titles in Chinese."""
    if not isinstance(text, Said):
        return text
    values = {name: with_areas(value, catalogue) for name, value in text.values.items()}
    if "area" in values:
        values["area"] = catalogue.area_name(values["area"])
    return Said(str(text), text.template, text.plural, text.number, text.context, values)


def _suffix(variable: syntax.Variable, language: str) -> str | None:
    if isinstance(variable, syntax.HighestLevel):
        return None
    suffixes = {suffix.language: suffix.text.text for suffix in variable.suffixes}
    return suffixes.get(language) or suffixes.get("en")


def scales(framework: syntax.Framework | None, target: str | None) -> Scales:
    """The framework's scales with their grades, best first; points are those of the target scale
    where there is one."""
    if framework is None:
        return ()
    if target is None:
        return tuple(
            (scale.name, tuple((g.code.text, g.points, g.passing) for g in scale.grades))
            for scale in framework.scales
        )
    found: dict[str, list[tuple[str, Fraction | None, bool]]] = {
        scale.name: [] for scale in framework.scales
    }
    for scale, grade, points, passing in points_on(framework, target):
        found[scale].append((grade, points, passing))
    return tuple((scale, tuple(grades)) for scale, grades in found.items())


def conversions(framework: syntax.Framework | None) -> tuple[tuple[str, Fraction], ...]:
    """What a credit of each other scheme is in the framework's own."""
    found = framework.conversions if framework else ()
    return tuple((conversion.scheme.text, conversion.worth) for conversion in found)


def ignored(framework: syntax.Framework | None) -> frozenset[str]:
    """The schemes whose credits do not count."""
    return frozenset(scheme.text for scheme in framework.ignored) if framework else frozenset()


def calendar(framework: syntax.Framework | None) -> nf.CalendarForm | None:
    """The framework's calendar, if it has one."""
    found = framework.calendar if framework else None
    if found is None:
        return None
    return nf.CalendarForm(
        found.starts, tuple((term.name, term.first, term.last) for term in found.terms)
    )


def plugins(policy: CheckedPolicy) -> tuple[tuple[str, str, str], ...]:
    """The name, distribution and version of every plugin's predicate that the award names."""
    return tuple((p.name, p.distribution, p.version) for p in policy.predicates.values())
