"""Checks of frameworks, and of what a policy takes from its own."""

from collections.abc import Iterator
from itertools import pairwise

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_calendar import timed
from microcredit.language.check_scope import Scope, inside, nearest, twice
from microcredit.shipped import shipped
from microcredit.source import Span


def frameworks(scope: Scope) -> Iterator[Diagnostic]:
    """Report frameworks that are unknown, defined twice, or more than one in use."""
    files = (*reversed(scope.imported), scope.file)
    defined = [f for file in files for f in file.frameworks]
    yield from twice(
        ((f.id.text, f.id.span) for f in defined),
        "duplicate-framework",
        "the framework `{}` is defined twice",
    )
    known = {f.id.text for f in defined}
    for use in scope.file.uses:
        if use.id.text not in known:
            message = f"there is no framework `{use.id.text}`, neither imported nor shipped"
            hint = nearest(use.id.text, known | shipped_frameworks())
            yield Diagnostic("unknown-framework", message, use.id.span, hint)
    for use in scope.file.uses[1:]:
        note = ("the first is used here", scope.file.uses[0].span)
        message = "a file uses one framework only"
        yield Diagnostic("second-framework", message, use.span, notes=(note,))


def shipped_frameworks() -> set[str]:
    """Give the ids of the frameworks that come with the package, where they can be listed."""
    try:
        folder = shipped("policies", "frameworks")
    except FileNotFoundError:
        return set()
    return {path.stem for path in folder.glob("*.policy")}


def framework_sense(scope: Scope) -> Iterator[Diagnostic]:
    """Report levels and grade scales of a framework that cannot be meant."""
    for framework in scope.file.frameworks:
        lowest, highest = framework.levels
        if lowest > highest:
            message = f"the levels {lowest} to {highest} are none"
            yield Diagnostic("empty-range", message, framework.span, _turn(highest, lowest))
        yield from _doubled_scales(framework)
        for scale in framework.scales:
            codes = ((grade.code.text, grade.code.span) for grade in scale.grades)
            yield from twice(codes, "duplicate-grade", "the grade `{}` is in the scale twice")
            yield from _order(scale)


def _doubled_scales(framework: syntax.Framework) -> Iterator[Diagnostic]:
    names = ((scale.name, scale.span) for scale in framework.scales)
    yield from twice(names, "duplicate-scale", "there are two scales `{}`")


def _order(scale: syntax.GradeScale) -> Iterator[Diagnostic]:
    pointed = [grade for grade in scale.grades if grade.points is not None]
    for better, worse in pairwise(pointed):
        if (worse.points or 0) > (better.points or 0):
            message = f"`{worse.code.text}` has more points than `{better.code.text}` before it"
            hint = "write the best grade first"
            note = (f"`{better.code.text}` stands here", better.code.span)
            yield Diagnostic("grades-out-of-order", message, worse.code.span, hint, (note,))


def _turn(lowest: object, highest: object) -> str:
    return f"did you mean `{lowest} to {highest}`?"


def framework_needed(scope: Scope) -> Iterator[Diagnostic]:
    """Report words that mean something in a framework only, where a file uses none."""
    if scope.framework is not None or scope.file.uses:
        return
    hint = "use one, as in `framework hkqf`"
    if scope.file.frameworks:
        own = scope.file.frameworks[0].id.text
        hint = f"use one of those defined here, as in `framework {own}`"
    for what, node in (*_levelled(scope.file), *_graded(scope.file), *timed(_ruled(scope.file))):
        message = f"{what} needs a framework, and this file uses none"
        yield Diagnostic("no-framework", message, node.span, hint)


def _levelled(file: syntax.PolicyFile) -> Iterator[tuple[str, syntax.Node]]:
    for block in inside(_ruled(file), syntax.HighestLevel):
        yield "a level", block
    for at in inside(_ruled(file), syntax.AtLevel):
        yield "a level", at
    for one in inside(_ruled(file), syntax.OneOf):
        if one.kind == "level":
            yield "a level", one
    for amount in inside(_ruled(file), syntax.Fixed):
        if amount.unit == "levels":
            yield "a level", amount


def _graded(file: syntax.PolicyFile) -> Iterator[tuple[str, syntax.Node]]:
    kinds: tuple[type[syntax.Node], ...] = (
        syntax.Graded,
        syntax.GradedOn,
        syntax.Average,
        syntax.EveryGrade,
    )
    for kind in kinds:
        for node in inside(_ruled(file), kind):
            yield "a grade", node
    for prefer in inside(file.awards, syntax.Prefer):
        if prefer.selection is None:
            yield "a better grade", prefer


def levels(scope: Scope) -> Iterator[Diagnostic]:
    """Report levels that the framework does not have, and ranges that are empty."""
    for block in inside(scope.file.awards, syntax.HighestLevel):
        yield from _level_range(scope, block.lowest, block.highest, block.span)
    for level in inside(_ruled(scope.file), syntax.LevelRange):
        lowest = level.lowest if isinstance(level.lowest, int) else None
        highest = level.highest if isinstance(level.highest, int) else None
        yield from _level_range(scope, lowest, highest, level.span)


def _level_range(
    scope: Scope, lowest: int | None, highest: int | None, span: Span
) -> Iterator[Diagnostic]:
    if lowest is not None and highest is not None and lowest > highest:
        message = f"no level is in {lowest} to {highest}"
        yield Diagnostic("empty-range", message, span, _turn(highest, lowest))
    if scope.framework is None:
        return
    first, last = scope.framework.levels
    for level in dict.fromkeys((lowest, highest)):
        if level is not None and first <= last and not first <= level <= last:
            message = f"`{scope.framework.id.text}` has no level {level}"
            yield Diagnostic("unknown-level", message, span, f"its levels are {first} to {last}")


def grades(scope: Scope) -> Iterator[Diagnostic]:
    """Report grades and scales that the framework does not have, or has in several scales."""
    if scope.framework is None:
        return
    scales = {scale.name: scale for scale in scope.framework.scales}
    for graded in inside(_ruled(scope.file), syntax.Graded):
        yield from _grade(scope.framework, graded, scales)
    for every in inside(_ruled(scope.file), syntax.EveryGrade):
        yield from _grade(scope.framework, every, scales)
    for on in inside(_ruled(scope.file), syntax.GradedOn):
        if on.scale.text not in scales:
            yield _unknown_scale(on.scale, scope.framework, scales)
    if not scales:
        return
    known = {grade.code.text for scale in scales.values() for grade in scale.grades}
    for record in inside(scope.file.examples, syntax.ExampleRecord):
        if record.grade and record.grade.text not in known:
            yield _unknown_grade(record.grade, scope.framework, known)


def _grade(
    framework: syntax.Framework,
    graded: syntax.Graded | syntax.EveryGrade,
    scales: dict[str, syntax.GradeScale],
) -> Iterator[Diagnostic]:
    named = graded.scale
    if named is not None and named.text not in scales:
        yield _unknown_scale(named, framework, scales)
        return
    within = [scales[named.text]] if named else list(scales.values())
    having = [s.name for s in within if any(g.code.text == graded.grade.text for g in s.grades)]
    if not having:
        known = {grade.code.text for scale in within for grade in scale.grades}
        yield _unknown_grade(graded.grade, framework, known)
    elif len(having) > 1:
        names = " and ".join(f"`{name}`" for name in having)
        message = f"the grade `{graded.grade.text}` is in several scales: {names}"
        hint = f'say which, as in `on "{having[0]}"`'
        yield Diagnostic("ambiguous-grade", message, graded.grade.span, hint)


def _unknown_scale(
    scale: syntax.Text, framework: syntax.Framework, scales: dict[str, syntax.GradeScale]
) -> Diagnostic:
    message = f"`{framework.id.text}` has no grade scale `{scale.text}`"
    return Diagnostic("unknown-scale", message, scale.span, nearest(scale.text, scales))


def _unknown_grade(grade: syntax.Code, framework: syntax.Framework, known: set[str]) -> Diagnostic:
    message = f"`{framework.id.text}` has no grade `{grade.text}`"
    hint = nearest(grade.text, known)
    if hint is None and known:
        hint = f"its grades are {_listed(framework, known)}"
    return Diagnostic("unknown-grade", message, grade.span, hint)


def _listed(framework: syntax.Framework, known: set[str]) -> str:
    """Name grades in the order of the alphabet; marks by the first and the last."""
    said: list[str] = []
    left = set(known)
    for scale in framework.scales:
        marks = [grade.code.text for grade in scale.grades]
        if scale.passing is not None and marks and known.issuperset(marks):
            said.append(f"`{marks[-1]}` to `{marks[0]}`")
            left -= set(marks)
    return ", ".join([*(f"`{code}`" for code in sorted(left)), *said])


def _ruled(file: syntax.PolicyFile) -> tuple[object, ...]:
    return (file.defines, file.awards)


CHECKS = (frameworks, framework_sense, framework_needed, levels, grades)
