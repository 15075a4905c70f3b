"""Grades on their scales, and on others where a framework equates them."""

from fractions import Fraction

from microcredit.language import syntax
from microcredit.model.record import Record
from tests.oracle_situation import View, said


def scale_of(view: View, grade: str | None, scale: str | None) -> syntax.GradeScale | None:
    """The scale of a grade: the one named, else the only one that has it."""
    found = [s for s in view.policy.scales(grade or "") if scale in (None, s.name)]
    return found[0] if len(found) == 1 else None


def grade_on(view: View, record: Record, scale: syntax.GradeScale | None) -> syntax.Grade | None:
    """The record's grade on a scale, its own or one that is equated; none where it has none."""
    own = scale_of(view, record.grade, record.scale)
    if own is None or scale is None:
        return None
    grade = _named(own, record.grade or "")
    if own.name == scale.name:
        return grade
    pairs = [pair for pair in _equated(view, own, scale) if _as_good(own, grade, pair[0])]
    places = [own.grades.index(mine) for mine, _ in pairs]
    return pairs[places.index(min(places))][1] if pairs else None


def _equated(
    view: View, own: syntax.GradeScale, other: syntax.GradeScale
) -> list[tuple[syntax.Grade, syntax.Grade]]:
    """Grades of one scale with those of another that they count as."""
    framework = view.policy.framework
    return [
        (_named(own, each.grade.text), _named(other, each.other_grade.text))
        for each in (framework.equivalences if framework else ())
        if (each.scale.text, each.other_scale.text) == (own.name, other.name)
    ]


def _named(scale: syntax.GradeScale, code: str) -> syntax.Grade:
    return next(grade for grade in scale.grades if grade.code.text == code)


def points(view: View, record: Record, scale: str | None = None) -> Fraction | None:
    """The record's points on a scale; where none is named, on that of the award's averages."""
    found = grade_on(view, record, _scale_with_points(view, scale))
    return found.points if found else None


def _scale_with_points(view: View, named: str | None) -> syntax.GradeScale | None:
    """The scale named, or that an average of the award names, or that all others count on."""
    framework = view.policy.framework
    pointed = [
        scale
        for scale in (framework.scales if framework else ())
        if any(grade.points is not None for grade in scale.grades)
    ]
    averages = said(view.policy, syntax.Average)
    stated = [a.scale.text for a in averages if isinstance(a, syntax.Average) and a.scale]
    for name in (named, *stated):
        if name is not None:
            return next(scale for scale in pointed if scale.name == name)
    for scale in pointed:
        if all(_equated(view, other, scale) for other in pointed if other is not scale):
            return scale
    return None


def graded(view: View, asked: syntax.Graded, record: Record) -> bool:
    """Whether the record's grade is as good as the one asked for."""
    scale = scale_of(view, asked.grade.text, asked.scale.text if asked.scale else None)
    grade = grade_on(view, record, scale)
    if scale is None or grade is None:
        return False
    return _as_good(scale, grade, _named(scale, asked.grade.text))


def _as_good(scale: syntax.GradeScale, grade: syntax.Grade, least: syntax.Grade) -> bool:
    """Whether a grade is as good: by points, or by place in the scale where one has none."""
    if least.points is not None and grade.points is not None:
        return grade.points >= least.points
    if grade.points is None:
        return grade == least
    return grade.passing and scale.grades.index(grade) <= scale.grades.index(least)


def below(view: View, every: syntax.EveryGrade, record: Record) -> bool:
    """Whether a record's grade is on the scale and below the least.

    A grade that fails without points is below every one that passes; one that passes without
    points is not compared with points.
    """
    scale = scale_of(view, every.grade.text, every.scale.text if every.scale else None)
    grade = grade_on(view, record, scale)
    if scale is None or grade is None:
        return False
    least = _named(scale, every.grade.text)
    if grade.points is None and grade.passing and least.points is not None:
        return False
    return not _as_good(scale, grade, least)
