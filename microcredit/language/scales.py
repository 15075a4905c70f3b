"""Grades of one scale that count as grades of another, by what a framework equates."""

from collections.abc import Collection
from fractions import Fraction

from microcredit.language import syntax
from microcredit.language.check_scope import inside


def equivalent(framework: syntax.Framework, scale: str, grade: str) -> dict[str, str]:
    """Give the grade that a grade counts as, by each other scale that its own is equated into.

    What is equated holds for better grades too, up to the next that is equated; a grade below all
    of them counts as none.
    """
    order = _order(framework, scale)
    found: dict[str, tuple[int, str]] = {}
    for each in framework.equivalences:
        if each.scale.text != scale or grade not in order or each.grade.text not in order:
            continue
        place = order[each.grade.text]
        target = each.other_scale.text
        nearer = target not in found or place < found[target][0]
        if place >= order[grade] and nearer:
            found[target] = (place, each.other_grade.text)
    return {target: other for target, (_, other) in found.items()}


def counted_as(
    framework: syntax.Framework, scale: str, grades: Collection[str]
) -> frozenset[tuple[str, str]]:
    """Give the passing grades of other scales that count as one of these grades of a scale."""
    return frozenset(
        (other.name, grade.code.text)
        for other in framework.scales
        if other.name != scale and _reaches(framework, other.name, scale)
        for grade in other.grades
        if grade.passing and equivalent(framework, other.name, grade.code.text).get(scale) in grades
    )


def points_on(
    framework: syntax.Framework, target: str
) -> tuple[tuple[str, str, Fraction | None, bool], ...]:
    """Give every grade, as scale and code, with its points on one scale and whether it passes.

    Its own points on that scale itself; of another scale those of the grade that it counts as
    there, none where it counts as none.
    """
    points = {
        grade.code.text: grade.points
        for scale in framework.scales
        if scale.name == target
        for grade in scale.grades
    }
    found: list[tuple[str, str, Fraction | None, bool]] = []
    for scale in framework.scales:
        for grade in scale.grades:
            code: str | None = grade.code.text
            if scale.name != target:
                code = equivalent(framework, scale.name, grade.code.text).get(target)
            worth = None if code is None else points.get(code)
            found.append((scale.name, grade.code.text, worth, grade.passing))
    return tuple(found)


def with_points(framework: syntax.Framework) -> list[syntax.GradeScale]:
    """Give the scales of which some grade has points, in the order written."""
    return [s for s in framework.scales if any(g.points is not None for g in s.grades)]


def common_scale(framework: syntax.Framework) -> str | None:
    """Give the scale that averages are on where they do not say: the only one with points, or the
    one into which all others with points are equated; none where there is no such."""
    pointed = [scale.name for scale in with_points(framework)]
    for target in pointed:
        if all(_reaches(framework, name, target) for name in pointed if name != target):
            return target
    return None


def average_scale(award: syntax.Award, framework: syntax.Framework) -> str | None:
    """Give the scale that an award's averages and better grades are on: the one that an average
    states, else the common one; none where the award has no such line."""
    averages = list(inside(award, syntax.Average))
    for average in averages:
        if average.scale is not None:
            return average.scale.text
    by_grade = any(each.selection is None for each in award.prefers)
    best = any(each.keep == "best" for each in award.repeats)
    return common_scale(framework) if averages or by_grade or best else None


def _reaches(framework: syntax.Framework, scale: str, target: str) -> bool:
    return any(
        each.scale.text == scale and each.other_scale.text == target
        for each in framework.equivalences
    )


def _order(framework: syntax.Framework, scale: str) -> dict[str, int]:
    """Give the grades of a scale with their places, the best first."""
    grades = (each.grades for each in framework.scales if each.name == scale)
    return {g.code.text: place for place, g in enumerate(next(grades, ()))}
