"""Clauses: the lines of an award that modules count toward, with the modules that may."""

from collections.abc import Iterator
from typing import Literal, assert_never

from attrs import frozen

from microcredit.engine.normal_form import NormalForm, RequirementForm
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
)
from microcredit.graph.shelf import Modules, Shelf
from microcredit.graph.stand import held_by
from microcredit.graph.stated import Place

How = Literal["counts toward", "is limited by", "is judged by"]
"""What a line does with a module: it asks for it, says how much of it may count, or looks at it."""


@frozen
class Clause:
    """A line of an award; ``part`` and ``part_label`` are those of the part that it judges, none
    for the award itself."""

    award: str
    edition: str
    id: str
    label: str
    how: How
    part: str | None = None
    part_label: str | None = None
    at: Place | None = None
    citation: str | None = None


def clauses(form: NormalForm, shelf: Shelf) -> Iterator[tuple[Clause, Modules]]:
    """Each line of the award with the modules of which it speaks and that its part may hold."""
    held = [held_by(form, part, shelf) for part in range(len(form.parts))]
    for line in form.requirements:
        found: dict[How, Modules] = {}
        for how, selection in _spoken_of(line.reading):
            may = shelf.sides(form.selections[selection], form)[0] & held[line.part]
            found[how] = found.get(how, 0) | may
        for how, modules in found.items():
            yield _clause(form, line, how), modules


def _clause(form: NormalForm, line: RequirementForm, how: How) -> Clause:
    part = form.parts[line.part] if line.part else None
    return Clause(
        award=form.award,
        edition=form.edition,
        id=line.id,
        label=line.label,
        how=how,
        part=part.id if part else None,
        part_label=part.label if part else None,
        at=Place(*line.at) if line.at else None,
        citation=line.citation,
    )


def _spoken_of(reading: Reading) -> Iterator[tuple[How, int]]:
    match reading:
        case AmountReading(measure=measure, lower=lower):
            yield ("is limited by" if lower is None else "counts toward"), measure.selection
        case ListReading(choices=choices):
            yield from (("counts toward", choice.selection) for choice in choices)
        case SpreadReading(spread=spread):
            how: How = "is limited by" if spread.lower is None else "counts toward"
            yield how, spread.measure.selection
        case AverageReading(credits=measure):
            yield "is judged by", measure.selection
        case PlainReading(measure):
            if measure is not None:
                yield "is judged by", measure.selection
        case EitherReading(branches):
            for branch in branches:
                for one in branch:
                    yield from _spoken_of(one)
        case CaseReading(cases):
            for _, one in cases:
                yield from _spoken_of(one)
        case AwardReading():
            return
        case _:
            assert_never(reading)
