"""Checks of the names that a catalogue knows: areas, modules and tags."""

from collections.abc import Iterable, Iterator, Mapping

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, area_lists, inside, nearest
from microcredit.language.vocabulary import Vocabulary


def unknown_names(piece: object, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Report areas, modules and tags that the catalogue does not know."""
    for areas in area_lists(piece):
        written = [area for area in areas if isinstance(area, syntax.Text)]
        yield from _unknown("area", written, vocabulary.areas)
    for variable in inside(piece, syntax.SomeArea):
        yield from _unknown("area", variable.under, vocabulary.areas)
        yield from _nothing_below(variable, vocabulary)
    for listed in code_lists(piece):
        yield from _unknown("module", listed, vocabulary.modules)
        yield from _renamed_twice(listed, vocabulary)
    for tagged in inside(piece, syntax.Tagged):
        yield from _unknown("tag", tagged.tags, vocabulary.tags)


def code_lists(piece: object) -> Iterator[tuple[syntax.Code, ...]]:
    """Give the module codes of each list in which one may stand once only."""
    for listed in inside(piece, syntax.FromModules):
        yield listed.modules
    for all_of in inside(piece, syntax.AllOf):
        yield all_of.modules
    for bundle in inside(piece, syntax.Bundle):
        yield bundle.modules
    for order in inside(piece, syntax.ModulesBefore):
        yield from (order.first, order.second)
    for some_of in inside(piece, syntax.SomeOf):
        yield tuple(code for choice in some_of.choices for code in choice)


def _unknown(
    what: str, words: Iterable[syntax.Text | syntax.Code], known: Iterable[str]
) -> Iterator[Diagnostic]:
    known = known if isinstance(known, Mapping | frozenset) else set(known)
    for word in words:
        if word.text not in known:
            message = f"unknown {what} `{word.text}`"
            yield Diagnostic(f"unknown-{what}", message, word.span, nearest(word.text, known))


def _nothing_below(variable: syntax.SomeArea, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    parents = set(vocabulary.areas.values())
    for area in variable.under:
        if area.text in vocabulary.areas and area.text not in parents:
            message = f"the catalogue has no area under `{area.text}`"
            yield Diagnostic("nothing-below", message, area.span)


def _renamed_twice(listed: tuple[syntax.Code, ...], vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    first: dict[str, syntax.Code] = {}
    for code in listed:
        present = vocabulary.modules.get(code.text)
        if present is None:
            continue
        other = first.setdefault(present, code)
        if other.text != code.text:
            message = f"`{code.text}` and `{other.text}` are one module"
            note = ("it stands here first", other.span)
            yield Diagnostic("listed-twice", message, code.span, notes=(note,))


def example_names(scope: Scope, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Report modules and themes in examples that the catalogue does not know."""
    for example in scope.file.examples:
        modules = [record.module for record in example.records]
        yield from _unknown("module", modules, vocabulary.modules)
        editions = scope.awards.get(example.award.text, ())
        under: dict[str, list[str]] = {}
        for variable in inside(tuple(each.award.variables for each in editions), syntax.SomeArea):
            tops = under.setdefault(variable.variable.text, [])
            tops += [area.text for area in variable.under if area.text not in tops]
        for expectation in example.expectations:
            for name, value in expectation.variables:
                if isinstance(value, str) and name in under:
                    tops = under[name]
                    yield from _theme(expectation, name, value, tops, vocabulary)


def _theme(
    expectation: syntax.Expectation, name: str, value: str, tops: list[str], words: Vocabulary
) -> Iterator[Diagnostic]:
    below = [area for area in words.areas if any(_is_below(area, top, words) for top in tops)]
    if value not in words.areas:
        message = f"unknown area `{value}`"
        yield Diagnostic("unknown-area", message, expectation.span, nearest(value, below))
    elif value not in below:
        above = " or ".join(f"`{top}`" for top in tops)
        message = f"`{value}` can be no {name}: it is not under {above}"
        yield Diagnostic("not-below", message, expectation.span)


def _is_below(area: str, top: str, vocabulary: Vocabulary) -> bool:
    seen = {area}
    above = vocabulary.areas.get(area)
    while above is not None and above not in seen:
        if above == top:
            return True
        seen.add(above)
        above = vocabulary.areas.get(above)
    return False
