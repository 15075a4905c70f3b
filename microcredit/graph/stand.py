"""Where modules may stand: which of them an award's parts may hold, and which it cannot tell
apart."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain, islice
from operator import or_

from microcredit.engine import predicates as p
from microcredit.engine.asked import formulas, mentions, within
from microcredit.engine.formulas import Depending, Formula, OneOf, Some, Spread
from microcredit.engine.normal_form import AreaVariable, NormalForm, PartForm
from microcredit.graph.shelf import Modules, Shelf, each


def held_by(form: NormalForm, part: int, shelf: Shelf) -> Modules:
    """The modules that may stand in a part: it asks for them, and nothing there or above refuses
    them."""
    found = shelf.all & ~shelf.foreign
    for only in form.count_only:
        found &= shelf.sides(form.selections[only.selection], form)[0]
    place: int | None = part
    while place is not None:
        written = form.parts[place]
        found &= _asked(form, written, shelf)
        for selection, gates in written.only:
            # What only some learners must heed refuses nothing for the others.
            if not gates:
                found &= shelf.sides(form.selections[selection], form)[0]
        place = written.parent
    return found


def _asked(form: NormalForm, part: PartForm, shelf: Shelf) -> Modules:
    if part.reuses:
        asked = [_asked(form, form.parts[place], shelf) for place in part.reuses]
    else:
        asked = [shelf.sides(form.selections[selection], form)[0] for selection, _ in part.asks]
        if not asked and not part.children:
            return shelf.all
    found = 0
    for one in asked:
        found |= one
    return found


def kinds(forms: Sequence[NormalForm], modules: Modules, shelf: Shelf) -> list[Modules]:
    """The modules in groups that no rule of these awards tells apart, whatever their grades."""
    return _split(modules, chain(shelf.by_credits.values(), _tells(forms, shelf)))


def likely(forms: Sequence[NormalForm], modules: Modules, shelf: Shelf, most: int) -> list[int]:
    """The places of some modules that will often do: those that a line names, of each kind those
    with the most credits."""
    named = [modules & may for form in forms for may in _asks(form, shelf) if may != shelf.all]
    groups = _split(reduce(or_, named) if named else modules, _tells(forms, shelf))
    amounts = sorted((c, m) for c, m in shelf.by_credits.items() if isinstance(c, Fraction))
    return sorted(
        place
        for group in groups
        for place in islice((p for _, m in reversed(amounts) for p in each(group & m)), most)
    )


def _asks(form: NormalForm, shelf: Shelf) -> Iterator[Modules]:
    for selection in {selection for part in form.parts for selection, _ in part.asks}:
        yield shelf.sides(form.selections[selection], form)[0]


def _split(modules: Modules, sets: Iterable[Modules]) -> list[Modules]:
    """The modules in groups that none of the sets divides."""
    groups = [modules] if modules else []
    for apart in sets:
        split = []
        for group in groups:
            inside = group & apart
            split += [inside, group ^ inside] if inside and inside != group else [group]
        groups = split
    return groups


def _tells(forms: Sequence[NormalForm], shelf: Shelf) -> Iterator[Modules]:
    """Sets of modules that some rule may tell from all others."""
    if any(term.value == "hours" for form in forms for row in form.rows for term in row.terms):
        yield from shelf.by_hours.values()
    for form in forms:
        counted = {kind for formula in formulas(form) for kind in _counted(formula)}
        if "level" in counted or any(mentions(s, (p.BoundLevel,)) for s in form.selections):
            yield from shelf.by_level.values()
        if "area" in counted:
            yield from shelf.by_area.values()
        for bound in within(form.selections, p.BoundArea):
            values = form.variables[bound.variable]
            assert isinstance(values, AreaVariable)
            for area in values.values:
                below = bound.below[area] if bound.below else {area}
                for one in below:
                    yield shelf.by_area.get(one, 0)
        for selection in form.selections:
            if not p.variables_of(selection):
                yield from shelf.sides(selection, form)


def _counted(formula: Formula) -> Iterator[str]:
    """The kinds of thing that the formula counts or looks at each of."""
    match formula:
        case Some(of=of):
            for one in of:
                yield from _counted(one)
        case Depending(cases):
            for _, one in cases:
                yield from _counted(one)
        case Spread(kind=kind) | OneOf(kind=kind):
            yield kind
        case _:
            return


def some_of_each(groups: Iterable[Modules], most: int) -> list[int]:
    """The places of so many modules of each kind, the first in the catalogue."""
    return sorted(place for group in groups for place in islice(each(group), most))
