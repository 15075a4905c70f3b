"""Checks of grade scales: what is equated with what, and on which scale an award's averages are."""

from collections.abc import Iterator
from itertools import combinations

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, inside, nearest, twice
from microcredit.language.scales import common_scale, with_points
from microcredit.source import Span


def equivalences(scope: Scope) -> Iterator[Diagnostic]:
    """Report equated grades that are unknown, doubled, in a chain or in another order."""
    for framework in scope.file.frameworks:
        known = {
            scale.name: [grade.code.text for grade in scale.grades] for scale in framework.scales
        }
        sound: list[syntax.Equivalence] = []
        for each in framework.equivalences:
            wrong = list(_unknown(each, framework, known))
            yield from wrong
            if not wrong:
                sound.append(each)
        words = ((_words(each), each.span) for each in sound)
        yield from twice(words, "duplicate-equivalence", "{} is equated twice")
        yield from _chains(sound)
        yield from _out_of_order(sound, known)


def _words(each: syntax.Equivalence) -> str:
    return f'`{each.grade.text}` on "{each.scale.text}" with a grade on "{each.other_scale.text}"'


def _unknown(
    each: syntax.Equivalence, framework: syntax.Framework, known: dict[str, list[str]]
) -> Iterator[Diagnostic]:
    ends = ((each.grade, each.scale), (each.other_grade, each.other_scale))
    for grade, scale in ends:
        if scale.text not in known:
            message = f"`{framework.id.text}` has no grade scale `{scale.text}`"
            yield Diagnostic("unknown-scale", message, scale.span, nearest(scale.text, known))
        elif grade.text not in known[scale.text]:
            message = f"the scale `{scale.text}` has no grade `{grade.text}`"
            hint = nearest(grade.text, known[scale.text])
            yield Diagnostic("unknown-grade", message, grade.span, hint)
    if each.scale == each.other_scale:
        message = "grades of one scale are not equated with one another"
        yield Diagnostic("equated-with-itself", message, each.other_scale.span)


def _chains(sound: list[syntax.Equivalence]) -> Iterator[Diagnostic]:
    """What grades count as counts as nothing else, so that there is one answer."""
    onward = {each.scale.text: each for each in reversed(sound)}
    for each in sound:
        further = onward.get(each.other_scale.text)
        if further is not None:
            name = each.other_scale.text
            message = f"grades count as grades on `{name}`, and those as grades on another scale"
            hint = "equate every scale with the last one itself"
            note = (f"`{name}` is equated here", further.span)
            yield Diagnostic("equated-in-a-chain", message, each.span, hint, (note,))


def _out_of_order(
    sound: list[syntax.Equivalence], known: dict[str, list[str]]
) -> Iterator[Diagnostic]:
    for one, other in combinations(sound, 2):
        if (one.scale, one.other_scale) != (other.scale, other.other_scale):
            continue
        here, there = known[one.scale.text], known[one.other_scale.text]
        own = here.index(one.grade.text) - here.index(other.grade.text)
        counted = there.index(one.other_grade.text) - there.index(other.other_grade.text)
        if own * counted < 0:
            better, worse = (one, other) if own < 0 else (other, one)
            message = (
                f"`{better.grade.text}` is better than `{worse.grade.text}` and counts as "
                f"`{better.other_grade.text}`, which is worse than `{worse.other_grade.text}`"
            )
            note = (f"`{one.grade.text}` is equated here", one.span)
            yield Diagnostic("grades-out-of-order", message, other.span, notes=(note,))


def averages(scope: Scope) -> Iterator[Diagnostic]:
    """Report averages on no scale, on one without points, or on more than one in an award."""
    framework = scope.framework
    if framework is None:
        return
    for award in scope.file.awards:
        first: tuple[str, Span] | None = None
        for node, said in _graded_lines(award):
            wrong = _on_no_scale(framework, node, said)
            if wrong is not None:
                yield wrong
                continue
            scale = said.text if said is not None else common_scale(framework)
            if scale is None:
                continue  # better grades, judged on the scale that an average states
            first = first or (scale, node.span)
            if scale != first[0]:
                message = f"this is on the scale `{scale}`, and another on `{first[0]}`"
                hint = "in one award all of them are on one scale"
                note = (f"`{first[0]}` is meant here", first[1])
                yield Diagnostic("several-scales", message, node.span, hint, (note,))
            if isinstance(node, syntax.Average):
                yield from _out_of_reach(framework, node, scale)


def _graded_lines(
    award: syntax.Award,
) -> Iterator[tuple[syntax.Average | syntax.Prefer, syntax.Text | None]]:
    """The lines that need points; better grades are on the scale of an average that states one."""
    stated: syntax.Text | None = None
    for average in inside(award, syntax.Average):
        stated = stated or average.scale
        yield average, average.scale
    for prefer in award.prefers:
        if prefer.selection is None:
            yield prefer, stated


def _on_no_scale(
    framework: syntax.Framework, node: syntax.Node, said: syntax.Text | None
) -> Diagnostic | None:
    pointed = [scale.name for scale in with_points(framework)]
    known = [scale.name for scale in framework.scales]
    if said is not None and said.text not in known:
        message = f"`{framework.id.text}` has no grade scale `{said.text}`"
        return Diagnostic("unknown-scale", message, said.span, nearest(said.text, known))
    if said is not None and said.text not in pointed:
        message = f"no grade on `{said.text}` has points"
        return Diagnostic("no-points", message, said.span)
    if not pointed:
        message = f"no grade of `{framework.id.text}` has points"
        message += " to average" if isinstance(node, syntax.Average) else ""
        return Diagnostic("no-points", message, node.span)
    if said is None and common_scale(framework) is None:
        names = " and ".join(f"`{name}`" for name in pointed)
        message = f"several grade scales have points: {names}"
        hint = f'say on which, as in `on "{pointed[0]}"`'
        if not isinstance(node, syntax.Average):
            hint = f"equate the grades of the others with those of `{pointed[0]}`"
        return Diagnostic("several-scales", message, node.span, hint)
    return None


def _out_of_reach(
    framework: syntax.Framework, average: syntax.Average, scale: str
) -> Iterator[Diagnostic]:
    grades = (each.grades for each in framework.scales if each.name == scale)
    best = max(grade.points for grade in next(grades) if grade.points is not None)
    if average.minimum > best:
        message = f"no average reaches this: the best grade has {best} points"
        yield Diagnostic("never-holds", message, average.span)


CHECKS = (equivalences, averages)
