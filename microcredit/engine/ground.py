"""Grounding: templates become rows once the candidates are known.

Rules about *any* area, year or term, about spans, order and the last credits speak of values that
only the records bring. Here each becomes rows over selections, one for each value that occurs.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, TypeVar, assert_never

from attrs import evolve, field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.beside import Limit
from microcredit.engine.calendar import Period, academic_years, periods_between, terms
from microcredit.engine.candidates import Candidate
from microcredit.engine.formulas import (
    Ahead,
    Bound,
    Depending,
    Formula,
    InOrder,
    Kind,
    Last,
    Measure,
    Met,
    OneOf,
    Row,
    Some,
    Span,
    Spread,
    Term,
    Value,
)
from microcredit.engine.normal_form import NormalForm
from microcredit.model.validity import anniversary

ONE = Fraction(1)

Placed = TypeVar("Placed", bound=Hashable)


def ground(
    form: NormalForm, candidates: Sequence[Candidate], shared: Iterable[Limit] = ()
) -> NormalForm:
    """The normal form without templates; itself where it has none and nothing repeats.

    ``shared`` are the limits that awards already held set to it."""
    grounding = _Grounding(form, candidates, list(form.selections), list(form.rows))
    requirements = tuple(
        evolve(
            requirement,
            formula=grounding.formula(requirement.formula),
            written_as=requirement.written_as and grounding.formula(requirement.written_as),
        )
        for requirement in form.requirements
    )
    always = tuple((grounding.shared(limit), limit.rule.says) for limit in shared)
    limits = (*form.limits, *grounding.repeats())
    if requirements == form.requirements and limits == form.limits and not always:
        return form
    return evolve(
        form,
        requirements=requirements,
        selections=tuple(grounding.selections),
        rows=tuple(grounding.rows),
        limits=limits,
        always=always,
    )


@frozen
class _Grounding:
    """The selections and rows so far, to which the templates add theirs."""

    form: NormalForm
    candidates: Sequence[Candidate]
    selections: list[p.Predicate]
    rows: list[Row]
    _selected: dict[object, int] = field(factory=dict, init=False, eq=False, repr=False)
    _summed: dict[object, int] = field(factory=dict, init=False, eq=False, repr=False)

    def formula(self, formula: Formula) -> Formula:
        match formula:
            case Some(of=of):
                return evolve(formula, of=tuple(self.formula(each) for each in of))
            case Depending(cases):
                return Depending(tuple((gate, self.formula(each)) for gate, each in cases))
            case Spread():
                return self._spread(formula)
            case OneOf():
                return self._one_of(formula)
            case Span():
                return self._span(formula)
            case InOrder():
                return self._in_order(formula)
            case Ahead():
                return self._ahead(formula)
            case Last():
                return self._last(formula)
            case _:
                return formula

    def repeats(self) -> Iterator[int]:
        """For each module that may count again and again, the row that limits its credits."""
        codes = dict.fromkeys(c.record.module for c in self.candidates if c.repeatable)
        for code in codes:
            limit = next(c.repeatable for c in self.candidates if c.record.module == code)
            assert limit is not None
            term = Term((0,), self._select(p.Modules(frozenset((code,)))), "credits", -ONE)
            yield self._row((term,), -limit)

    def shared(self, limit: Limit) -> Formula:
        """What may be counted of another award's records; of a surplus none, or the surplus."""
        picked: list[p.Predicate] = [p.Records(limit.shared)]
        if limit.surplus:
            terms = (
                Term((0,), 0, "credits", ONE),
                Term((0,), self._select(picked[0]), "credits", -ONE),
            )
            none = self._count(0, self._select(picked[0]), -1, 0)
            return Some(1, (none, Met(self._row(terms, limit.amount))))
        if limit.rule.picks != p.EVERYTHING:
            picked.append(limit.rule.picks)
        selection = self._select(p.Every(tuple(picked)) if len(picked) > 1 else picked[0])
        return Met(self._row((Term((0,), selection, limit.rule.value, -ONE),), -limit.amount))

    def _select(self, predicate: p.Predicate) -> int:
        return _placed(predicate, self.selections, self._selected)

    def _both(self, selection: int, predicate: p.Predicate) -> int:
        mine = self.selections[selection]
        return self._select(predicate if mine == p.EVERYTHING else p.Every((mine, predicate)))

    def _row(
        self,
        terms: tuple[Term, ...],
        need: Fraction,
        unit: Literal["credits", "modules", "presence"] | None = None,
    ) -> int:
        return _placed(Row(terms, need, unit), self.rows, self._summed)

    def _count(
        self,
        part: int,
        selection: int,
        sign: int,
        need: int,
        unit: Literal["presence"] | None = None,
    ) -> Met:
        """At least ``need`` (sign 1) or at most ``-need`` (sign -1) counted records are
        selected."""
        term = Term((part,), selection, "modules", Fraction(sign))
        return Met(self._row((term,), Fraction(need), unit))

    def _values(self, kind: Kind) -> list[p.Predicate]:
        """A predicate for each area, level, year or term that occurs among the candidates."""
        records = [candidate.record for candidate in self.candidates]
        days = [record.completed_on for record in records if record.completed_on is not None]
        calendar = self.form.calendar
        match kind:
            case "area":
                areas = dict.fromkeys(area for record in records for area in record.areas or ())
                return [p.Areas(frozenset((area,))) for area in areas]
            case "level":
                levels = sorted({r.level for r in records if r.level is not None})
                return [p.Levels(((level, level),)) for level in levels]
            case "academic year":
                assert calendar is not None
                return [p.CompletedWithin(a, b) for a, b in academic_years(calendar, days)]
            case "term":
                assert calendar is not None
                return [p.CompletedWithin(a, b) for a, b in terms(calendar, days)]
            case _:
                assert_never(kind)

    def _spread(self, spread: Spread) -> Formula:
        measure = spread.measure
        picked = [self._both(measure.selection, v) for v in self._values(spread.kind)]
        found: list[Formula] = []
        if spread.lower is not None:
            some = tuple(self._count(measure.part, s, 1, 1) for s in picked)
            found.append(Some(spread.lower, some))
        if spread.upper is not None and len(picked) > spread.upper:
            none = tuple(self._count(measure.part, s, -1, 0) for s in picked)
            found.append(Some(len(picked) - spread.upper, none))
        return Some(len(found), tuple(found))

    def _every(self, one_of: OneOf) -> Formula:
        """Each year or term lies before all that counts, or after it, or the bound holds in it.

        Those without candidates that have the same days before them and after them are one."""
        calendar, measure, lower = self.form.calendar, one_of.measure, one_of.lower
        assert calendar is not None
        assert isinstance(lower, Bound)
        assert one_of.kind in ("academic year", "term")
        days = self._days()
        alike: dict[tuple[int, int], list[Period]] = {}
        for first, last in periods_between(calendar, one_of.kind, days):
            around = sum(day <= last for day in days), sum(day >= first for day in days)
            alike.setdefault(around, []).append((first, last))
        found: list[Formula] = []
        for (first, last), *more in alike.values():
            until = self._select(p.CompletedWithin(None, last))
            since = self._select(p.CompletedWithin(first, None))
            within = self._both(measure.selection, p.CompletedWithin(first, last))
            later = self._count(measure.part, until, -1, 0, "presence")
            earlier = self._count(measure.part, since, -1, 0, "presence")
            each = evolve(lower, ratio=lower.ratio * (1 + len(more)))
            met = self._bound(evolve(measure, selection=within), each, 1)
            found.append(Some(1, (later, earlier, met)))
        return Some(len(found), tuple(found))

    def _one_of(self, one_of: OneOf) -> Formula:
        if one_of.quantifier == "every":
            return self._every(one_of)
        measure = one_of.measure
        found: list[Formula] = []
        for value in self._values(one_of.kind):
            here = evolve(measure, selection=self._both(measure.selection, value))
            bounds: list[Formula] = []
            if one_of.lower is not None:
                bounds.append(self._bound(here, one_of.lower, 1))
            if one_of.upper is not None:
                bounds.append(self._bound(here, one_of.upper, -1))
            met = Some(len(bounds), tuple(bounds))
            occurs = self._select(value)
            if one_of.quantifier == "some":
                found.append(Some(2, (self._count(measure.part, occurs, 1, 1), met)))
            elif one_of.lower is None:
                found.append(met)
            else:
                absent = self._count(measure.part, occurs, -1, 0, "presence")
                found.append(Some(1, (absent, met)))
        if one_of.quantifier == "any":
            return Some(len(found), tuple(found))
        if isinstance(one_of.lower, Bound) and one_of.lower.of is None and one_of.lower.ratio > 0:
            # With nothing of any kind counted, all of it is short.
            nothing = evolve(measure, selection=self._select(p.Any(())))
            found.append(self._bound(nothing, one_of.lower, 1))
        return Some(1, tuple(found))

    def _bound(self, measure: Measure, bound: Bound, sign: int) -> Met:
        value: Value = measure.value
        terms = [Term((measure.part,), measure.selection, value, Fraction(sign))]
        need = sign * bound.ratio
        if bound.of is not None:
            base, need = bound.of, Fraction(0)
            terms.append(Term((base.part,), base.selection, base.value, -sign * bound.ratio))
        unit = value if value in ("credits", "modules") else None
        return Met(self._row(tuple(terms), need, unit))

    def _days(self) -> list[date]:
        days = {c.record.completed_on for c in self.candidates}
        return sorted(day for day in days if day is not None)

    def _span(self, span: Span) -> Formula:
        """For some first day nothing counted lies outside the years from it on."""
        windows: list[p.Predicate] = []
        if span.event == "completion":
            for day in self._days():
                windows.append(p.CompletedWithin(day, anniversary(day, span.years)))
        else:
            days = {c.record.enrolled_on for c in self.candidates}
            for day in sorted(day for day in days if day is not None):
                by = p.CompletedWithin(None, anniversary(day, span.years))
                windows.append(p.Every((p.EnrolledFrom(day), by)))
        nothing = self._count(span.part, 0, -1, 0)
        inside = (self._count(span.part, self._select(p.Not(w)), -1, 0) for w in windows)
        return Some(1, (nothing, *inside))

    def _in_order(self, rule: InOrder) -> Formula:
        """For every day: none of the first from it on, or none of the second up to it."""

        def none(selection: int, window: p.CompletedWithin) -> Met:
            return self._count(rule.part, self._both(selection, window), -1, 0)

        days = [
            c.record.completed_on
            for c in self.candidates
            if c.record.completed_on is not None and self._picks(rule.first, c)
        ]
        found = tuple(
            Some(
                1,
                (
                    none(rule.first, p.CompletedWithin(day, day)),
                    none(rule.second, p.CompletedWithin(None, day)),
                ),
            )
            for day in sorted(set(days))
        )
        return Some(len(found), found)

    def _picks(self, selection: int, candidate: Candidate) -> bool:
        return p.holds(self.selections[selection], candidate.record, (None,) * 9)

    def _ahead(self, rule: Ahead) -> Formula:
        """Nothing of the second, or for some day none of it before, and enough of the first."""
        measure, part = rule.measure, rule.measure.part
        found: list[Formula] = [self._count(part, rule.second, -1, 0)]
        for day in self._days():
            before = p.Not(p.CompletedWithin(day, None))
            picked = self._both(measure.selection, before)
            term = Term((part,), picked, measure.value, ONE)
            enough = Met(self._row((term,), rule.least))
            none = self._count(part, self._both(rule.second, before), -1, 0)
            found.append(Some(2, (none, enough)))
        return Some(1, tuple(found))

    def _last(self, rule: Last) -> Formula:
        """For some day, what counts from it on comes to the credits and is all selected."""
        found: list[Formula] = []
        for day in self._days():
            late = p.CompletedWithin(day, None)
            since = self._select(late)
            foreign = self._select(p.Every((late, p.Not(self.selections[rule.selection]))))
            term = Term((rule.part,), since, "credits", ONE)
            enough = Met(self._row((term,), rule.credits))
            found.append(Some(2, (enough, self._count(rule.part, foreign, -1, 0))))
        return Some(1, tuple(found))


def _placed(value: Placed, values: list[Placed], numbers: dict[object, int]) -> int:
    """Where the value stands among the others, at their end if it is new.

    ``numbers`` keeps that for those that were asked for before, or were there first."""
    for place in range(len(numbers), len(values)):
        numbers.setdefault(values[place], place)
    if value not in numbers:
        numbers[value] = len(values)
        values.append(value)
    return numbers[value]
