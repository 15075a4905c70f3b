"""The screen: a line for which the catalogue offers too little, found by one sum.

A row is a sum over the records that count. All modules that its part may hold and its terms select
bring the most that it can come to; where that falls short of the need, no set of modules meets the
line. Most awards that cannot be earned fail so, and no search is needed to see it."""

from collections.abc import Iterator
from fractions import Fraction

from microcredit.engine.formulas import Formula, Met, Row, Some, Term
from microcredit.engine.normal_form import NormalForm, RequirementForm
from microcredit.graph.shelf import Modules, Shelf
from microcredit.graph.stand import held_by


def too_little(form: NormalForm, modules: Modules, shelf: Shelf) -> RequirementForm | None:
    """A line that no set of these modules meets, whoever the learner is; none where one sum shows
    nothing of the kind."""
    if form.worths or any(rule.keep == "every" for rule in form.repeats):
        return None
    for line in form.requirements:
        if line.gates:
            continue
        for row in _demanded(line.formula):
            if _most(form, form.rows[row], modules, shelf) < form.rows[row].need:
                return line
    return None


def _demanded(formula: Formula) -> Iterator[int]:
    """The rows without which the formula does not hold."""
    match formula:
        case Met(row):
            yield row
        case Some(least, of) if least == len(of):
            for one in of:
                yield from _demanded(one)
        case _:
            return


def _most(form: NormalForm, row: Row, modules: Modules, shelf: Shelf) -> Fraction:
    """The most that a row comes to, or more."""
    found = Fraction(0)
    for term in row.terms:
        if term.coefficient > 0:
            if term.value not in ("credits", "modules"):
                return row.need
            found += term.coefficient * _sum(form, term, modules, shelf)
    return found


def _sum(form: NormalForm, term: Term, modules: Modules, shelf: Shelf) -> Fraction:
    may = modules & shelf.sides(form.selections[term.selection], form)[0]
    for part in term.parts:
        may &= held_by(form, part, shelf)
    return Fraction(may.bit_count()) if term.value == "modules" else shelf.sum(may)
