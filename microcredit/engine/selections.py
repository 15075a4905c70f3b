"""Selections into predicates: the author's adjectives with every name looked up."""

from collections.abc import Collection, Mapping
from typing import assert_never

from microcredit.engine import predicates as p
from microcredit.engine.plugin import OfferedPredicate, Origin
from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.scales import counted_as
from microcredit.model.catalogue import Catalogue


def predicate(
    selection: syntax.Selection | None,
    policy: CheckedPolicy,
    catalogue: Catalogue,
    variables: Mapping[str, int],
) -> p.Predicate:
    """The predicate that picks what the selection picks; everything where there is none.

    ``variables`` gives the position of each variable that a ``for`` line binds.
    """
    if selection is None:
        return p.EVERYTHING

    def each(adjectives: tuple[syntax.Adjective, ...]) -> tuple[p.Predicate, ...]:
        return tuple(_adjective(one, policy, catalogue, variables) for one in adjectives)

    alternatives = tuple(_every(each(adjectives)) for adjectives in selection.alternatives)
    picked = alternatives[0] if len(alternatives) == 1 else p.Any(alternatives)
    if selection.excepted:
        return p.Every((picked, p.Not(_every(each(selection.excepted)))))
    return picked


def _every(predicates: tuple[p.Predicate, ...]) -> p.Predicate:
    return predicates[0] if len(predicates) == 1 else p.Every(predicates)


def _adjective(
    adjective: syntax.Adjective,
    policy: CheckedPolicy,
    catalogue: Catalogue,
    variables: Mapping[str, int],
) -> p.Predicate:
    match adjective:
        case syntax.InArea(areas):
            return _areas(areas, catalogue, variables, below=False)
        case syntax.UnderArea(areas):
            return _areas(areas, catalogue, variables, below=True)
        case syntax.AtLevel(ranges):
            return _levels(ranges, variables)
        case syntax.FromModules(modules):
            return p.Modules(present_codes(modules, catalogue))
        case syntax.Passed():
            return p.Passed()
        case syntax.Graded(grade, scale):
            return p.Grades(grades_at_least(grade.text, scale.text if scale else None, policy))
        case syntax.Recognised():
            return p.Recognised()
        case syntax.AtInstitution():
            return p.Here(policy.institution)
        case syntax.Completed(relation, first, last):
            match relation:
                case "before":
                    return p.Every(
                        (p.CompletedWithin(None, None), p.Not(p.CompletedWithin(first, None)))
                    )
                case "after":
                    return p.Every(
                        (p.CompletedWithin(None, None), p.Not(p.CompletedWithin(None, first)))
                    )
                case _:
                    return p.CompletedWithin(first, last)
        case syntax.UsedFor(kind, award, other_than):
            others = frozenset((policy.id, *(name.text for name in other_than)))
            return p.UsedFor(kind, award.text if award else None, others)
        case syntax.Tagged(tags):
            return p.Tagged(frozenset(tag.text for tag in tags))
        case syntax.Worth(credits, or_more):
            return p.Worth(credits, or_more)
        case syntax.GradedOn(scale):
            return p.OnScale(frozenset((scale.text,)))
        case syntax.CompletedWithin(years, relation, event, strict):
            return p.Window(years, relation, event, strict)
        case syntax.InTerm(terms):
            return _in_term({term.text for term in terms}, policy)
        case syntax.Where(column, values):
            return p.Column(column, frozenset(v.text for v in values), policy.institution)
        case syntax.Judged():
            return _judged(adjective, policy, catalogue)
        case syntax.Defined(name):
            return predicate(policy.selection(name.text), policy, catalogue, variables)
        case syntax.Not(inner):
            return p.Not(_adjective(inner, policy, catalogue, variables))
        case _:
            assert_never(adjective)


def _in_term(names: set[str], policy: CheckedPolicy) -> p.InTerm:
    calendar = policy.framework.calendar if policy.framework else None
    assert calendar is not None
    return p.InTerm(tuple((t.first, t.last) for t in calendar.terms if t.name in names))


def _judged(judged: syntax.Judged, policy: CheckedPolicy, catalogue: Catalogue) -> p.Predicate:
    """The plugin's predicate with its arguments, modules by their present codes."""
    offer = policy.predicates[judged.predicate.text]
    if not isinstance(offer, OfferedPredicate):
        said = f"the policy was checked without the plugin that offers `{offer.name}`"
        raise Origin(offer.distribution, offer.version).error(said)
    values = []
    for argument, parameter in zip(judged.arguments, offer.parameters, strict=False):
        value = argument.value
        module = catalogue.module(str(value)) if parameter.kind == "module" else None
        values.append(module.code if module else value)
    return p.Judged(offer, tuple(values))


def present_codes(codes: tuple[syntax.Code, ...], catalogue: Catalogue) -> frozenset[str]:
    """The codes with former ones replaced: a module and its former codes are one module."""
    return frozenset(present_code(code, catalogue) for code in codes)


def present_code(code: syntax.Code, catalogue: Catalogue) -> str:
    """The code that the module has today; as written where the catalogue does not know it."""
    module = catalogue.module(code.text)
    return module.code if module else code.text


def _areas(
    areas: tuple[syntax.Text | syntax.Name, ...],
    catalogue: Catalogue,
    variables: Mapping[str, int],
    *,
    below: bool,
) -> p.Predicate:
    written: set[str] = set()
    bound: list[p.Predicate] = []
    for area in areas:
        if isinstance(area, syntax.Name):
            tree = {a: catalogue.area_and_below(a) for a in catalogue.areas} if below else None
            bound.append(p.BoundArea(variables[area.text], tree))
        elif below:
            written |= catalogue.area_and_below(area.text)
        else:
            written.add(area.text)
    named = (p.Areas(frozenset(written)),) if written else ()
    return p.Any((*named, *bound)) if len(bound) + len(named) > 1 else (*named, *bound)[0]


def _levels(ranges: tuple[syntax.LevelRange, ...], variables: Mapping[str, int]) -> p.Predicate:
    fixed: list[tuple[int, int | None]] = []
    bound: list[p.Predicate] = []
    for each in ranges:
        if isinstance(each.lowest, syntax.Name):
            bound.append(p.BoundLevel(variables[each.lowest.text], above=each.highest is None))
        else:
            assert not isinstance(each.highest, syntax.Name)
            fixed.append((each.lowest, each.highest))
    named = (p.Levels(tuple(fixed)),) if fixed else ()
    return p.Any((*named, *bound)) if len(bound) + len(named) > 1 else (*named, *bound)[0]


def grades_at_least(
    grade: str, scale: str | None, policy: CheckedPolicy
) -> frozenset[tuple[str, str]]:
    """The grades that are this one or better.

    By points where both have them, else by the order of the scale; one without points is no better
    than any other than itself. Grades of other scales are among them where they are equated.
    """
    found: set[tuple[str, str]] = set()
    for each in policy.scales(grade):
        if scale is not None and each.name != scale:
            continue
        passing = [g for g in each.grades if g.passing]
        place = next(i for i, g in enumerate(each.grades) if g.code.text == grade)
        floor = each.grades[place]
        for other in passing:
            if floor.points is not None and other.points is not None:
                better = other.points >= floor.points
            else:
                better = other.points is not None and each.grades.index(other) <= place
            if better or other.code.text == grade:
                found.add((each.name, other.code.text))
    return frozenset(found) | also_counted(found, policy)


def also_counted(
    grades: Collection[tuple[str, str]], policy: CheckedPolicy
) -> frozenset[tuple[str, str]]:
    """The passing grades of other scales that count as one of these, by what is equated."""
    if policy.framework is None:
        return frozenset()
    scales = {scale for scale, _ in grades}
    return frozenset().union(
        *(
            counted_as(policy.framework, scale, {g for s, g in grades if s == scale})
            for scale in scales
        )
    )
