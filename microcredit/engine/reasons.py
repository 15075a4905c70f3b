"""Reasons: the numbers behind a verdict, read off a placing."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from microcredit.engine.normal_form import (
    AmountReading,
    AverageReading,
    AwardReading,
    Bound,
    EitherReading,
    Formula,
    ListReading,
    Measure,
    Reading,
    RequirementForm,
    Term,
)
from microcredit.engine.question import Question, in_force
from microcredit.engine.reason import Reason
from microcredit.engine.search import Placing, satisfied
from microcredit.engine.table import value_of

ZERO, ONE = Fraction(0), Fraction(1)


@frozen
class Shown:
    """A placing of a question's candidates, with the parts that stay empty in it.

    ``settled`` says whether it is known to be the canonical one.
    """

    question: Question
    placing: Placing
    banned: int
    settled: bool = True

    def reasons(self) -> tuple[Reason, ...]:
        """A reason for every requirement in force, in the order of the policy."""
        form, formulas = self.question.table.form, self.question.formulas(self.banned)
        return tuple(
            self._reason(requirement, formulas[requirement.id])
            for requirement in in_force(form, self.question.binding, self.banned)
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
        reason = self._read(requirement.reading, requirement)
        return evolve(reason, met=self._met(formula, set(self.placing)))

    def _read(self, reading: Reading, requirement: RequirementForm) -> Reason:
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
            case AwardReading(given):
                met = self.question.truth(given)
                return evolve(
                    reason,
                    unit="awards held" if given.held else "awards",
                    need=None if given.negated else ONE,
                    most=ZERO if given.negated else None,
                    have=Fraction(met != given.negated),
                    short=ZERO if met else ONE,
                    met=met,
                )
            case EitherReading(branches):
                return self._either(reason, branches, requirement)
            case _:
                assert_never(reading)

    def _amount(self, reason: Reason, reading: AmountReading) -> Reason:
        have = self._sum(reading.measure)
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

    def _either(
        self, reason: Reason, branches: Sequence[Sequence[Reading]], requirement: RequirementForm
    ) -> Reason:
        alternatives = tuple(
            tuple(self._read(reading, requirement) for reading in branch) for branch in branches
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

    def _bound(self, bound: Bound | None) -> Fraction | None:
        if bound is None:
            return None
        return bound.ratio if bound.of is None else bound.ratio * self._sum(bound.of)

    def _selected(self, measure: Measure) -> Iterator[int]:
        table = self.question.table
        for option in self.placing:
            record = table.options.records[option]
            inside = table.options.placings[option] >> measure.part & 1
            if inside and table.signatures[record].selected >> measure.selection & 1:
                yield record

    def _sum(self, measure: Measure) -> Fraction:
        term = Term((measure.part,), measure.selection, measure.value, ONE)
        signatures = self.question.table.signatures
        return sum((value_of(term, signatures[record]) for record in self._selected(measure)), ZERO)

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
                yield index, f"another attempt at {signature.group} counts"
            elif not mine:
                yield index, "no part asks for it"
            elif not open_to:
                yield index, "the part that asks for it is not chosen"
            else:
                yield index, self._surplus(open_to, unmet)

    def _surplus(self, options: Sequence[int], unmet: set[str]) -> str:
        broken = [set(self.unmet((*self.placing, option))) - unmet for option in options]
        fewest = min(broken, key=len)
        if not fewest:
            return "it is not needed" if not unmet else "it brings the award no closer"
        names = [r.id for r in self.question.table.form.requirements if r.id in fewest]
        quoted = " and ".join(f"`{name}`" for name in names)
        return f"it is left out so that {quoted} can hold"
