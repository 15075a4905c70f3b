"""Conditions into formulas over rows, with what a reader will be shown of them."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Literal, assert_never

from microcredit.engine import normal_form as nf, predicates as p
from microcredit.engine.selections import predicate, present_code
from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue

ROOT = 0
_Unit = Literal["credits", "modules"] | None


class Conditions:
    """The selections and rows of one award, numbered as they are met; equal ones share a number."""

    def __init__(
        self, policy: CheckedPolicy, catalogue: Catalogue, variables: Mapping[str, int]
    ) -> None:
        self.policy = policy
        self.catalogue = catalogue
        self.variables = variables
        self.selections: list[p.Predicate] = [p.EVERYTHING]
        self.rows: list[nf.Row] = []

    def select(self, wanted: p.Predicate) -> int:
        """The number of a selection."""
        if wanted not in self.selections:
            self.selections.append(wanted)
        return self.selections.index(wanted)

    def row(self, terms: tuple[nf.Term, ...], need: Fraction, unit: _Unit) -> int:
        """The number of a row."""
        wanted = nf.Row(terms, need, unit)
        if wanted not in self.rows:
            self.rows.append(wanted)
        return self.rows.index(wanted)

    def condition(self, condition: syntax.Condition, part: int) -> tuple[nf.Formula, nf.Reading]:
        """What decides the condition in this part, and how it is shown."""
        match condition:
            case syntax.Total():
                return self._total(condition, part)
            case syntax.AllOf(modules):
                return self._list(len(modules), tuple((m,) for m in modules), part)
            case syntax.SomeOf(number, choices):
                return self._list(number, choices, part)
            case syntax.Average():
                return self._average(condition, part)
            case syntax.HoldsAward(award, held, negated):
                given = nf.Given(award.text, held, negated)
                return given, nf.AwardReading(given)
            case syntax.Either(branches):
                pairs = [[self.condition(r.condition, part) for r in each] for each in branches]
                formula = nf.Some(1, tuple(_all([f for f, _ in each]) for each in pairs))
                return formula, nf.EitherReading(tuple(tuple(r for _, r in each) for each in pairs))
            case _:
                assert_never(condition)

    def asks(self, condition: syntax.Condition) -> list[int]:
        """The selections that the condition brings into its part: of amounts and of lists."""
        match condition:
            case syntax.Total(comparison, amount, _, selection):
                written = self.policy.amount(amount)
                judges = isinstance(written, syntax.Proportion) and written.base in (
                    "counted",
                    "award",
                )
                if judges or comparison == "at most":
                    return []
                return [self._picked(selection)]
            case syntax.AllOf(modules):
                return [self._listed(modules)]
            case syntax.SomeOf(_, choices):
                return [self._listed(tuple(code for choice in choices for code in choice))]
            case syntax.Either(branches):
                return [s for each in branches for line in each for s in self.asks(line.condition)]
            case _:
                return []

    def _picked(self, selection: syntax.Selection | None) -> int:
        return self.select(predicate(selection, self.policy, self.catalogue, self.variables))

    def _listed(self, codes: tuple[syntax.Code, ...]) -> int:
        present = (present_code(code, self.catalogue) for code in codes)
        return self.select(p.Modules(frozenset(present)))

    def _total(self, total: syntax.Total, part: int) -> tuple[nf.Formula, nf.Reading]:
        amount = self.policy.amount(total.amount)
        upper = self.policy.amount(total.upper) if total.upper else None
        measure = nf.Measure(part, self._picked(total.selection), amount.unit)
        first = self._bound(amount, part)
        low = first if total.comparison != "at most" else None
        high: nf.Bound | None = None
        if total.comparison in ("at most", "exactly"):
            high = first
        elif upper is not None:
            high = self._bound(upper, part)
        met: list[nf.Formula] = []
        if low is not None:
            met.append(nf.Met(self._compare(measure, low, 1, amount.unit)))
        if high is not None:
            met.append(nf.Met(self._compare(measure, high, -1, amount.unit)))
        return _all(met), nf.AmountReading(amount.unit, measure, low, high)

    def _bound(self, amount: syntax.Fixed | syntax.Proportion, part: int) -> nf.Bound:
        if isinstance(amount, syntax.Fixed):
            return nf.Bound(amount.number, None)
        fixed: Fraction | None = None
        if isinstance(amount.base, syntax.Fixed):
            fixed = amount.base.number
        elif amount.base == "size":
            fixed = self.policy.size
            assert fixed is not None
        if fixed is not None:
            number = amount.ratio * fixed
            return nf.Bound(Fraction(ceil(number)) if amount.rounded_up else number, None)
        counted_in = ROOT if amount.base == "award" else part
        return nf.Bound(
            amount.ratio, nf.Measure(counted_in, self.select(p.EVERYTHING), amount.unit)
        )

    def _compare(
        self, measure: nf.Measure, bound: nf.Bound, sign: int, unit: Literal["credits", "modules"]
    ) -> int:
        """The row that says measure >= bound (sign 1) or measure <= bound (sign -1)."""
        terms = [nf.Term((measure.part,), measure.selection, measure.value, Fraction(sign))]
        if bound.of is None:
            return self.row(tuple(terms), sign * bound.ratio, unit)
        base = bound.of
        terms.append(nf.Term((base.part,), base.selection, base.value, -sign * bound.ratio))
        return self.row(tuple(terms), Fraction(0), unit)

    def _list(
        self, need: int, choices: tuple[tuple[syntax.Code, ...], ...], part: int
    ) -> tuple[nf.Formula, nf.Reading]:
        measures = tuple(nf.Measure(part, self._listed(choice), "modules") for choice in choices)
        if all(len(choice) == 1 for choice in choices):
            every = self._listed(tuple(choice[0] for choice in choices))
            term = nf.Term((part,), every, "modules", Fraction(1))
            return nf.Met(self.row((term,), Fraction(need), "modules")), nf.ListReading(
                need, measures
            )
        met = tuple(
            nf.Met(self._compare(measure, nf.Bound(Fraction(1), None), 1, "modules"))
            for measure in measures
        )
        return nf.Some(need, met), nf.ListReading(need, measures)

    def _average(self, average: syntax.Average, part: int) -> tuple[nf.Formula, nf.Reading]:
        """Two rows: credits times (grade minus floor) add up to nothing less than 0, over at least
        one."""
        scales = self.policy.framework.scales if self.policy.framework else ()
        graded = frozenset(
            (scale.name, grade.code.text)
            for scale in scales
            for grade in scale.grades
            if grade.points is not None
        )
        picked = predicate(average.selection, self.policy, self.catalogue, self.variables)
        selection = self.select(
            p.HasPoints(graded)
            if picked == p.EVERYTHING
            else p.Every((picked, p.HasPoints(graded)))
        )
        points = nf.Measure(part, selection, "points")
        credits = nf.Measure(part, selection, "credits")
        terms = (
            nf.Term((part,), selection, "points", Fraction(1)),
            nf.Term((part,), selection, "credits", -average.minimum),
        )
        some = nf.Term((part,), selection, "modules", Fraction(1))
        formula = _all(
            [
                nf.Met(self.row(terms, Fraction(0), None)),
                nf.Met(self.row((some,), Fraction(1), None)),
            ]
        )
        return formula, nf.AverageReading(average.minimum, points, credits)


def _all(formulas: list[nf.Formula]) -> nf.Formula:
    return formulas[0] if len(formulas) == 1 else nf.Some(len(formulas), tuple(formulas))
