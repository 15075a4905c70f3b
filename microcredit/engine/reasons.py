"""Reasons: the numbers behind a verdict, read off a placing."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from microcredit.engine.calendar import academic_year, periods_between, term
from microcredit.engine.candidates import Candidate
from microcredit.engine.case import Placing, satisfied
from microcredit.engine.formulas import (
    AnyBound,
    Depending,
    ExtremeBound,
    Formula,
    Kind,
    Measure,
    Some,
    Spread,
    Term,
    Unless,
)
from microcredit.engine.normal_form import RequirementForm
from microcredit.engine.question import Question, in_force, settled
from microcredit.engine.readings import (
    AmountReading,
    AverageReading,
    AwardReading,
    CaseReading,
    EitherReading,
    ListReading,
    PlainReading,
    Reading,
    SpreadReading,
    Unit,
)
from microcredit.engine.reason import Reason
from microcredit.engine.table import value_of
from microcredit.wording.said import chain, said, ticked

ZERO, ONE = Fraction(0), Fraction(1)


@frozen
class Shown:
    """A placing of a question's candidates, with the parts that stay empty in it.

    ``settled`` says whether it is known to be the canonical one.
    """

    question: Question
    placing: Placing
    banned: int
    candidates: tuple[Candidate, ...]
    settled: bool = True

    def reasons(self) -> tuple[Reason, ...]:
        """A reason for every requirement in force, in the order of the policy."""
        form, formulas = self.question.table.form, self.question.formulas(self.banned)
        return tuple(
            self._reason(requirement, formulas[requirement.id])
            for requirement in in_force(form, self.question.table.gates, self.banned)
        )

    def unmet(self, placing: Placing | None = None) -> tuple[str, ...]:
        """The ids of the requirements in force that a placing (this one by default) leaves
        unmet."""
        taken = set(self.placing if placing is None else placing)
        return tuple(
            name
            for name, formula in self.question.formulas(self.banned).items()
            if not self._met(formula, taken)
        )

    def _met(self, formula: Formula | bool, taken: set[int]) -> bool:
        if isinstance(formula, bool):
            return formula
        return satisfied(self.question.table, formula, taken)

    def _reason(self, requirement: RequirementForm, formula: Formula | bool) -> Reason:
        written = requirement.written_as or requirement.formula
        reason = self._read(requirement.reading, requirement, written)
        met = self._met(formula, set(self.placing))
        if not met:
            return evolve(reason, met=False)
        have = ONE if reason.unit in ("conditions", "alternatives") else reason.have
        return evolve(reason, met=True, short=ZERO, have=have)

    def _read(self, reading: Reading, requirement: RequirementForm, formula: Formula) -> Reason:
        part = self.question.table.form.parts[requirement.part].id
        reason = Reason(
            id=requirement.id,
            part=part,
            label=requirement.label,
            met=False,
            unit="credits",
            need=None,
            most=None,
            have=None,
            short=ZERO,
            counted=(),
            citation=requirement.citation,
            decided=requirement.decided,
        )
        match reading:
            case AmountReading():
                return self._amount(reason, reading)
            case ListReading(need, choices):
                counted = [self._counted(choice) for choice in choices]
                have = Fraction(sum(bool(records) for records in counted))
                return evolve(
                    reason,
                    unit="modules",
                    need=Fraction(need),
                    have=have,
                    short=max(ZERO, need - have),
                    met=have >= need,
                    counted=tuple(dict.fromkeys(r for records in counted for r in records)),
                )
            case AverageReading(need, points, credits):
                weight = self._sum(credits)
                average = self._sum(points) / weight if weight else None
                return evolve(
                    reason,
                    unit="grade points",
                    need=need,
                    have=average,
                    short=ZERO if average is None else max(ZERO, need - average),
                    met=average is not None and average >= need,
                    counted=self._counted(credits),
                )
            case AwardReading(given, negated):
                truth = self.question.truth
                held = not truth(Unless(given)) if negated else truth(given)
                met = held != negated
                return evolve(
                    reason,
                    unit="awards held" if given.held else "awards",
                    need=None if negated else ONE,
                    most=ZERO if negated else None,
                    have=Fraction(held),
                    short=ZERO if met else ONE,
                    met=met,
                )
            case SpreadReading(unit, spread):
                return self._spread(reason, unit, spread)
            case PlainReading(measure):
                met = self._holds(formula)
                return evolve(
                    reason,
                    unit="conditions",
                    need=ONE,
                    have=Fraction(met),
                    short=Fraction(not met),
                    met=met,
                    counted=self._counted(measure) if measure is not None else (),
                )
            case CaseReading(cases):
                place = self._case(cases)
                assert isinstance(formula, Depending)
                return self._read(cases[place][1], requirement, formula.cases[place][1])
            case EitherReading(branches):
                return self._either(reason, branches, requirement, formula)
            case _:
                assert_never(reading)

    def _holds(self, formula: Formula) -> bool:
        """Whether a formula holds for the placing and what is given."""
        return self._met(settled(formula, self.question.truth), set(self.placing))

    def _case(self, cases: Sequence[tuple[Formula, Reading]]) -> int:
        """The place of the first case that holds; of the last where none does."""
        holding = (
            place
            for place, (gate, _) in enumerate(cases)
            if settled(gate, self.question.truth) is True
        )
        return next(holding, len(cases) - 1)

    def _spread(self, reason: Reason, unit: Unit, spread: Spread) -> Reason:
        records = list(self._selected(spread.measure))
        have = Fraction(
            len({value for record in records for value in self._values(spread.kind, record)})
        )
        low, high = spread.lower, spread.upper
        missing = max(ZERO, low - have) if low is not None else ZERO
        over = max(ZERO, have - high) if high is not None else ZERO
        return evolve(
            reason,
            unit=unit,
            need=None if low is None else Fraction(low),
            most=None if high is None else Fraction(high),
            have=have,
            short=missing + over,
            met=not missing and not over,
            counted=self._counted(spread.measure),
        )

    def _values(self, kind: Kind, index: int) -> Iterator[object]:
        """The areas, the level, the academic year or the term of a candidate."""
        record = self.candidates[index].record
        calendar = self.question.table.form.calendar
        match kind:
            case "area":
                yield from record.areas or ()
            case "level":
                if record.level is not None:
                    yield record.level
            case _:
                assert calendar is not None
                assert record.completed_on is not None
                yearly = kind == "academic year"
                found = (academic_year if yearly else term)(calendar, record.completed_on)
                if found is not None:
                    yield found

    def _amount(self, reason: Reason, reading: AmountReading) -> Reason:
        have = self._sum(reading.measure) if reading.each is None else self._one(reading)
        need = self._bound(reading.lower)
        most = self._bound(reading.upper)
        missing = max(ZERO, need - have) if need is not None else ZERO
        over = max(ZERO, have - most) if most is not None else ZERO
        return evolve(
            reason,
            unit=reading.unit,
            need=need,
            most=most,
            have=have,
            short=missing + over,
            met=not missing and not over,
            counted=self._counted(reading.measure),
        )

    def _one(self, reading: AmountReading) -> Fraction:
        """What the one that decides comes to: the least, or the most, of those that occur."""
        assert reading.each is not None
        quantifier, kind = reading.each
        calendar = self.question.table.form.calendar
        records = self.question.table.options.records
        counted = [records[o] for o in self.placing if self._inside(o, reading.measure.part)]
        sums: dict[object, Fraction] = {v: ZERO for i in counted for v in self._values(kind, i)}
        if quantifier == "every" and calendar is not None and kind in ("academic year", "term"):
            days = [self.candidates[index].record.completed_on for index in counted]
            known = [day for day in days if day is not None]
            sums |= dict.fromkeys(periods_between(calendar, kind, known), ZERO)
        for index in self._selected(reading.measure):
            for value in self._values(kind, index):
                sums[value] += self._value(reading.measure, index)
        pick = max if (quantifier == "some") == (reading.lower is not None) else min
        return pick(sums.values(), default=ZERO)

    def _either(
        self,
        reason: Reason,
        branches: Sequence[Sequence[Reading]],
        requirement: RequirementForm,
        formula: Formula,
    ) -> Reason:
        assert isinstance(formula, Some)
        alternatives = tuple(
            tuple(
                self._read(reading, requirement, each)
                for reading, each in zip(branch, _each(inside, len(branch)), strict=True)
            )
            for branch, inside in zip(branches, formula.of, strict=True)
        )
        have = sum(all(each.met for each in branch) for branch in alternatives)
        counted = dict.fromkeys(
            record for branch in alternatives for each in branch for record in each.counted
        )
        return evolve(
            reason,
            unit="alternatives",
            need=ONE,
            have=Fraction(have),
            short=ZERO if have else ONE,
            met=have > 0,
            counted=tuple(counted),
            alternatives=alternatives,
        )

    def _bound(self, bound: AnyBound | None) -> Fraction | None:
        if bound is None:
            return None
        if isinstance(bound, ExtremeBound):
            sides = [self._bound(bound.first), self._bound(bound.second)]
            pick = max if bound.kind == "greater" else min
            return pick(side for side in sides if side is not None)
        return bound.ratio if bound.of is None else bound.ratio * self._sum(bound.of)

    def _inside(self, option: int, part: int) -> bool:
        return bool(self.question.table.options.placings[option] >> part & 1)

    def _selected(self, measure: Measure) -> Iterator[int]:
        table = self.question.table
        for option in self.placing:
            record = table.options.records[option]
            picked = table.signatures[record].selected >> measure.selection & 1
            if picked and self._inside(option, measure.part):
                yield record

    def _value(self, measure: Measure, index: int) -> Fraction:
        term = Term((measure.part,), measure.selection, measure.value, ONE)
        return value_of(term, self.question.table.signatures[index])

    def _sum(self, measure: Measure) -> Fraction:
        return sum((self._value(measure, index) for index in self._selected(measure)), ZERO)

    def _counted(self, measure: Measure) -> tuple[str, ...]:
        signatures = self.question.table.signatures
        return tuple(signatures[record].record for record in self._selected(measure))

    def left_out(self) -> Iterator[tuple[int, str]]:
        """For each candidate that does not count, by position, why not."""
        table = self.question.table
        options = table.options
        counted = {options.records[option] for option in self.placing}
        groups = {table.signatures[record].group for record in counted}
        unmet = set(self.unmet())
        for index, signature in enumerate(table.signatures):
            if index in counted:
                continue
            mine = [o for o, record in enumerate(options.records) if record == index]
            open_to = [o for o in mine if not options.placings[o] & self.banned]
            if signature.group in groups:
                yield index, said("another attempt at {module} counts", module=signature.group)
            elif not mine:
                yield index, said("no part asks for it")
            elif not open_to:
                yield index, said("the part that asks for it is not chosen")
            else:
                yield index, self._surplus(open_to, unmet)

    def _over(self, placing: Placing) -> str | None:
        """The limit on what is shared with other awards that a placing would break."""
        table, taken = self.question.table, set(placing)
        limits = table.form.always
        return next((says for each, says in limits if not satisfied(table, each, taken)), None)

    def _surplus(self, options: Sequence[int], unmet: set[str]) -> str:
        over = [self._over((*self.placing, option)) for option in options]
        if all(over):
            return said("it is left out because of {line}", line=ticked(over[0] or ""))
        broken = [set(self.unmet((*self.placing, option))) - unmet for option in options]
        fewest = min(broken, key=len)
        if not fewest:
            return said("it brings the award no closer") if unmet else said("it is not needed")
        names = [r.id for r in self.question.table.form.requirements if r.id in fewest]
        held = chain(map(ticked, names), "and")
        return said("it is left out so that {requirements} can hold", requirements=held)


def _each(formula: Formula, count: int) -> tuple[Formula, ...]:
    """The formulas of one alternative, which are one formula where there are several."""
    if count == 1:
        return (formula,)
    assert isinstance(formula, Some)
    return formula.of
