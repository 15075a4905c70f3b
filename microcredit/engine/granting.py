"""Granting: an award's normal form with its lines loosened as decided.

A requirement becomes *itself, or itself as decided*; other lines are loosened in place.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine import predicates as p
from microcredit.engine.formulas import (
    Ahead,
    Bound,
    Depending,
    ExtremeBound,
    Formula,
    InOrder,
    Last,
    Measure,
    Met,
    OneOf,
    Row,
    Some,
    Spread,
    Term,
)
from microcredit.engine.normal_form import NormalForm, PartForm, RequirementForm
from microcredit.engine.readings import (
    AmountReading,
    CaseReading,
    ListReading,
    Reading,
    SpreadReading,
)
from microcredit.engine.standing import Standing
from microcredit.model.learner import Decision

ALWAYS = Some(0, ())


def granted(form: NormalForm, decisions: Sequence[Decision]) -> NormalForm:
    """The form with every line that a decision is about loosened as decided."""
    mine = [decision for decision in decisions if decision.award in (None, form.award)]
    if not mine:
        return form
    return _Granting(form, mine, list(form.selections), list(form.rows)).form_granted()


@frozen
class _Granting:
    """The selections and rows so far, to which loosened lines add theirs."""

    form: NormalForm
    decisions: Sequence[Decision]
    selections: list[p.Predicate]
    rows: list[Row]

    def form_granted(self) -> NormalForm:
        form = self.form
        parts = list(form.parts)
        for narrowing in form.narrowings:
            about = self._about(narrowing.id)
            only = list(parts[narrowing.part].only)
            if not about or narrowing.only not in only:
                continue
            place = only.index(narrowing.only)
            selection, gates = only.pop(place)
            if not any(map(_whole, about)):
                only.insert(place, (self._likened(selection, about), gates))
            parts[narrowing.part] = evolve(parts[narrowing.part], only=tuple(only))
        requirements = []
        for requirement in form.requirements:
            formula = requirement.formula
            for inner in requirement.inner:
                about = self._of_requirement(inner.id)
                if about:
                    decided = self._decided(inner.formula, inner.reading, about)
                    formula = _replaced(formula, inner.formula, decided)
                    self._ask(parts, requirement, inner.asks, about)
            about = self._of_requirement(requirement.id) if requirement.written else []
            if about:
                formula = self._decided(formula, requirement.reading, about)
                self._ask(parts, requirement, requirement.asks, about)
            requirements.append(
                evolve(
                    requirement,
                    formula=formula,
                    reading=self._reading(requirement.reading, about),
                    written_as=requirement.formula,
                    decided=tuple(decision.id for decision in about),
                )
            )
        return evolve(
            form,
            requirements=tuple(requirements),
            parts=tuple(parts),
            count_only=tuple(
                evolve(only, selection=self._likened(only.selection, self._about(only.id)))
                for only in form.count_only
                if not self._waived(only.id)
            ),
            expiries=tuple(
                evolve(
                    rule,
                    extended=tuple(
                        (decision.record, decision.until or date.max)
                        for decision in self._about(rule.id)
                        if decision.kind in ("extension", "waiver") and decision.record
                    ),
                )
                for rule in form.expiries
                if not self._waived(rule.id)
            ),
            repeats=tuple(rule for rule in form.repeats if not self._waived(rule.id)),
            shares=tuple(
                evolve(
                    share,
                    limits=()
                    if self._waived(share.id)
                    else tuple(
                        (self._limit(row, self._about(share.id)), gates)
                        for row, gates in share.limits
                    ),
                    only=None if self._waived(share.id) else share.only,
                )
                for share in form.shares
            ),
            standing=self._standing(),
            selections=tuple(self.selections),
            rows=tuple(self.rows),
        )

    def _about(self, line: str | None) -> list[Decision]:
        return [decision for decision in self.decisions if line and decision.line == line]

    def _of_requirement(self, line: str) -> list[Decision]:
        """Those about it; a requirement is not waived for one record."""
        return [d for d in self._about(line) if d.kind != "waiver" or d.record is None]

    def _waived(self, line: str | None) -> bool:
        return any(map(_whole, self._about(line)))

    def _exact(self, of: Sequence[Formula]) -> bool:
        """Whether two rows bound one sum from below and above by one number: *exactly*."""
        match of:
            case (Met(low), Met(high)):
                one, other = self.rows[low], self.rows[high]
                flipped = tuple(evolve(t, coefficient=-t.coefficient) for t in other.terms)
                return len(one.terms) == 1 and one.terms == flipped and one.need == -other.need
            case _:
                return False

    def _exactly(self, formula: Formula, amount: Fraction) -> Formula:
        assert isinstance(formula, Met)
        row = self.rows[formula.row]
        return Met(self._row(evolve(row, need=row.terms[0].coefficient * amount)))

    def _standing(self) -> Standing:
        standing = self.form.standing
        kept = []
        for rule in standing.shares:
            amounts = [d.amount for d in self._about(rule.id) if d.amount is not None]
            if self._waived(rule.id):
                continue
            if amounts and rule.rule == "at most":
                loose = {other: max(limit, *amounts) for other, limit in rule.limits.items()}
                rule = evolve(rule, limits=loose)
            elif amounts and rule.rule == "awards":
                rule = evolve(rule, most=max(rule.most, *(int(amount) for amount in amounts)))
            kept.append(rule)
        narrows = tuple(
            evolve(rule, picks=_for_some(rule.picks, self._about(rule.id)))
            for rule in standing.narrows
            if not self._waived(rule.id)
        )
        return evolve(standing, shares=tuple(kept), narrows=narrows)

    def _decided(self, formula: Formula, reading: Reading, about: Sequence[Decision]) -> Formula:
        """The formula, or the formula as decided."""
        if any(map(_whole, about)):
            return ALWAYS
        if isinstance(reading, ListReading):
            # A record may fill its own place in a list and the one it stands for.
            places = (self._place(choice, about) for choice in reading.choices)
            return Some(1, (formula, Some(reading.need, tuple(places))))
        amounts = _amounts(about)
        changed = self._mapped(formula, lambda s: self._likened(s, about), amounts)
        return Some(1, (formula, changed))

    def _reading(self, reading: Reading, about: Sequence[Decision]) -> Reading:
        return _loosened(reading, lambda s: self._likened(s, about), _amounts(about))

    def _place(self, choice: Measure, about: Sequence[Decision]) -> Formula:
        """One place of a list is filled."""
        selection = self._likened(choice.selection, about)
        term = Term((choice.part,), selection, "modules", Fraction(1))
        return Met(self._row(Row((term,), Fraction(1), "modules")))

    def _ask(
        self,
        parts: list[PartForm],
        requirement: RequirementForm,
        asks: Sequence[int],
        about: Sequence[Decision],
    ) -> None:
        """Lets the part, and those around it, hold what stands for what the line asks for."""
        extra = [(self._likened(selection, about), requirement.gates) for selection in asks]
        part: int | None = requirement.part
        while part is not None:
            if parts[part].asks:
                asked = tuple(dict.fromkeys((*parts[part].asks, *extra)))
                parts[part] = evolve(parts[part], asks=asked)
            part = parts[part].parent

    def _likened(self, selection: int, about: Sequence[Decision]) -> int:
        """The selection, which now also picks records that stand for another module, or count as
        recognised."""
        predicate = self.selections[selection]
        if predicate == p.EVERYTHING:
            return selection
        for decision in about:
            if decision.kind == "recognition" and decision.record:
                predicate = p.Likened(predicate, decision.record, None)
            elif decision.kind == "substitution" and decision.record and decision.stands_for:
                predicate = p.Likened(predicate, decision.record, decision.stands_for)
        return self._select(_for_some(predicate, about))

    def _select(self, predicate: p.Predicate) -> int:
        if predicate not in self.selections:
            self.selections.append(predicate)
        return self.selections.index(predicate)

    def _row(self, row: Row) -> int:
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)

    def _limit(self, index: int, about: Sequence[Decision]) -> int:
        """A limit of sharing as decided, where that allows more."""
        row = self.rows[index]
        amounts = [-decision.amount for decision in about if decision.amount is not None]
        return self._row(evolve(row, need=min([row.need, *amounts])))

    def _mapped(
        self, formula: Formula, select: Callable[[int], int], amounts: Sequence[Fraction]
    ) -> Formula:
        """The formula over other selections, and with a decided amount for the stated one."""

        def measure(written: Measure) -> Measure:
            return evolve(written, selection=select(written.selection))

        match formula:
            case Met(index):
                row = self.rows[index]
                terms = tuple(evolve(t, selection=select(t.selection)) for t in row.terms)
                need = row.need
                if amounts and len(terms) == 1:
                    need = _loosest(terms[0], need, amounts)
                return Met(self._row(evolve(row, terms=terms, need=need)))
            case Some(of=of):
                exact = amounts and self._exact(of)
                inner = tuple(self._mapped(each, select, () if exact else amounts) for each in of)
                if exact:
                    inner = tuple(self._exactly(each, amounts[0]) for each in inner)
                return evolve(formula, of=inner)
            case Depending(cases):
                return Depending(
                    tuple((gate, self._mapped(each, select, amounts)) for gate, each in cases)
                )
            case Spread():
                lower, upper = formula.lower, formula.upper
                if amounts and lower is not None:
                    exact_one = int(-(-amounts[0] // 1))
                    lower = exact_one if lower == upper else min(lower, exact_one)
                if amounts and upper is not None:
                    exact_one = int(amounts[0] // 1)
                    upper = exact_one if formula.lower == upper else max(upper, exact_one)
                return evolve(formula, measure=measure(formula.measure), lower=lower, upper=upper)
            case OneOf():
                return evolve(
                    formula,
                    measure=measure(formula.measure),
                    lower=_bound(formula.lower, amounts, min),
                    upper=_bound(formula.upper, amounts, max),
                )
            case InOrder(part, first, second):
                return InOrder(part, select(first), select(second))
            case Ahead(of, least, second):
                return Ahead(measure(of), min([least, *amounts]), select(second))
            case Last(part, credits, selection):
                return Last(part, credits, select(selection))
            case _:
                return formula


def _whole(decision: Decision) -> bool:
    """Whether the decision is a waiver of a whole line, and not for one record."""
    return decision.kind == "waiver" and decision.record is None


def _for_some(predicate: p.Predicate, about: Sequence[Decision]) -> p.Predicate:
    """The predicate, which also holds of the records for which its line is waived."""
    waived = [d.record for d in about if d.kind == "waiver" and d.record is not None]
    return p.Any((predicate, p.Records(frozenset(waived)))) if waived else predicate


def _amounts(about: Sequence[Decision]) -> list[Fraction]:
    return [decision.amount for decision in about if decision.amount is not None]


def _loosened(
    reading: Reading, select: Callable[[int], int], amounts: Sequence[Fraction]
) -> Reading:
    """How the requirement is shown: of what now counts for it, and with the decided amount, where
    that is easier."""

    def measured(measure: Measure) -> Measure:
        return evolve(measure, selection=select(measure.selection))

    match reading:
        case AmountReading(_, measure, lower, upper):
            if amounts and lower is not None and lower == upper:
                exact = Bound(amounts[0], None)
                return evolve(reading, measure=measured(measure), lower=exact, upper=exact)
            low = lower if isinstance(lower, ExtremeBound) else _bound(lower, amounts, min)
            high = upper if isinstance(upper, ExtremeBound) else _bound(upper, amounts, max)
            return evolve(reading, measure=measured(measure), lower=low, upper=high)
        case ListReading(need, choices):
            return ListReading(need, tuple(map(measured, choices)))
        case SpreadReading(_, spread) if amounts:
            low_, high_ = spread.lower, spread.upper
            return evolve(
                reading,
                spread=evolve(
                    spread,
                    lower=None if low_ is None else min(low_, int(-(-amounts[0] // 1))),
                    upper=None if high_ is None else max(high_, int(amounts[0] // 1)),
                ),
            )
        case CaseReading(cases):
            return CaseReading(
                tuple((gate, _loosened(each, select, amounts)) for gate, each in cases)
            )
        case _:
            return reading


def _replaced(formula: Formula, old: Formula, new: Formula) -> Formula:
    """The formula with one that stands inside it replaced."""
    if formula == old:
        return new
    if isinstance(formula, Some):
        return Some(formula.least, tuple(_replaced(each, old, new) for each in formula.of))
    return formula


def _loosest(term: Term, need: Fraction, amounts: Sequence[Fraction]) -> Fraction:
    """The need of a row of one term, with an amount in place of the number where that is easier."""
    return min([need, *(term.coefficient * amount for amount in amounts)])


def _bound(
    bound: Bound | None, amounts: Sequence[Fraction], pick: Callable[..., Fraction]
) -> Bound | None:
    if bound is None or bound.of is not None or not amounts:
        return bound
    return Bound(pick(bound.ratio, *amounts), None)
