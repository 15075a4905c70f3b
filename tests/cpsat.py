"""CP-SAT as an oracle: whether a grounded normal form can be met, asked of a constraint solver.

It reads the rules off the normal form by itself, in the words of its docstrings: which records may
stand in which parts, which parts are chosen, what rows add up. It has no options, no tables and no
search in common with the engine; it does rely on what the candidates are, on how templates become
rows, and on what is given about the learner.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import lcm

from attrs import define, field
from ortools.sat.python import cp_model

from microcredit.engine.formulas import Formula, Met, Row, Some, Term
from microcredit.engine.normal_form import Binding, NormalForm, PartForm, Signature
from microcredit.engine.question import open_gates, settled
from microcredit.engine.situation import Situation

Bool = cp_model.BoolVarT


def earning_set(situation: Situation, form: NormalForm) -> frozenset[str] | None:
    """The ids of some records that earn the award, by its rules alone; none where none do."""
    view, truth = situation.view(form), situation.truth(form)
    for binding in _bindings(view.form):
        gates = open_gates(view.form, binding, truth)
        model = _Model(view.form, view.signatures(binding, gates), gates)
        model.build()
        known: list[tuple[int, Formula | bool]] = [
            (line.part, settled(line.formula, truth))
            for line in view.form.requirements
            if all(gates[gate] for gate in line.gates)
        ]
        for part, formula in known:
            model.model.add_implication(model.chosen[part], model.holds(formula))
        for formula, _ in view.form.always:
            model.model.add(model.holds(formula) == 1)
        found = model.solve()
        if found is not None:
            return found
    return None


def _bindings(form: NormalForm) -> Iterator[Binding]:
    """Every value of every name; for optional ones also none."""
    values: list[list[int | str | None]] = [
        [*variable.values, *([None] if variable.optional else [])] for variable in form.variables
    ]
    return product(*values)


@define
class _Model:
    """A constraint program: which records stand in which parts, and which parts are chosen."""

    form: NormalForm
    signatures: Sequence[Signature]
    gates: Sequence[bool]
    model: cp_model.CpModel = field(factory=cp_model.CpModel)
    chosen: list[Bool] = field(factory=list)
    stands: list[list[Bool]] = field(factory=list)

    def build(self) -> None:
        """What holds for every award: parts inside parts, records in parts, limits."""
        model, parts = self.model, self.form.parts
        self.chosen = [model.new_bool_var(f"part {i}") for i in range(len(parts))]
        self.stands = [
            [model.new_bool_var(f"record {r} in {i}") for i in range(len(parts))]
            for r in range(len(self.signatures))
        ]
        model.add(self.chosen[0] == 1)
        for index, part in enumerate(parts):
            self._choices(index, part)
            for record in range(len(self.signatures)):
                self._record_in(record, index, part)
        attempts: dict[str, list[Bool]] = {}
        for stands, signature in zip(self.stands, self.signatures, strict=True):
            attempts.setdefault(signature.group, []).append(stands[0])
        for same in attempts.values():
            model.add_at_most_one(same)
        limits = [
            row for share in self.form.shares for row, needed in share.limits if self._open(needed)
        ]
        for row in (*limits, *self.form.limits):
            model.add(self._sum(self.form.rows[row])[0] >= self._sum(self.form.rows[row])[1])

    def _open(self, gates: Sequence[int]) -> bool:
        return all(self.gates[gate] for gate in gates)

    def _choices(self, index: int, part: PartForm) -> None:
        """Which of the parts inside are chosen when this one is."""
        counted = []
        for child in part.children:
            here = self.chosen[child]
            self.model.add_implication(here, self.chosen[index])
            if not self._open(self.form.parts[child].gates):
                self.model.add(here == 0)
            elif self.form.parts[child].reuses or part.choose is None:
                self.model.add(here == self.chosen[index])
            if self._open(self.form.parts[child].gates) and not self.form.parts[child].reuses:
                counted.append(here)
        if part.choose is not None:
            low, high = part.choose
            self.model.add(sum(counted) >= low).only_enforce_if(self.chosen[index])
            self.model.add(sum(counted) <= high).only_enforce_if(self.chosen[index])

    def _record_in(self, record: int, index: int, part: PartForm) -> None:
        """Whether one record may stand in one part, and what that takes."""
        stands, signature, model = self.stands[record], self.signatures[record], self.model
        here = stands[index]
        model.add_implication(here, self.chosen[index])
        if part.reuses:
            model.add_max_equality(here, [stands[other] for other in part.reuses])
            for child in part.children:
                model.add(stands[child] == 0)
            return
        asked = [s for s, gates in part.asks if self._open(gates)]
        barred = any(not signature.selected >> s & 1 for s, gates in part.only if self._open(gates))
        wanted = any(signature.selected >> s & 1 for s in asked) if asked else not part.children
        if barred or not wanted:
            model.add(here == 0)
        inside = [child for child in part.children if not self.form.parts[child].reuses]
        for child in inside:
            model.add_implication(stands[child], here)
        if part.closed:
            model.add(sum(stands[child] for child in inside) >= 1).only_enforce_if(here)
        if part.most_parts is not None:
            model.add(sum(stands[child] for child in inside) <= part.most_parts)
        for place, one in enumerate(inside):
            for other in inside[place + 1 :]:
                if not self._shared(signature, one, other):
                    model.add_bool_or(~stands[one], ~stands[other])

    def _shared(self, signature: Signature, one: int, other: int) -> bool:
        """Whether the record may stand in both: some line says so and none keeps it out."""
        lines = [
            share
            for share in self.form.shares
            if {share.first, share.second} == {one, other} and self._open(share.gates)
        ]
        return bool(lines) and all(
            share.only is None or signature.selected >> share.only & 1 for share in lines
        )

    def _sum(self, row: Row) -> tuple[cp_model.LinearExprT, int]:
        """What the row adds up and its need, in whole numbers."""
        pieces: list[tuple[Fraction, Bool]] = []
        for term in row.terms:
            for record, signature in enumerate(self.signatures):
                if signature.selected >> term.selection & 1:
                    worth = term.coefficient * _value(term, signature)
                    if worth:
                        pieces.append((worth, self._all_of(record, term.parts)))
        multiple = lcm(row.need.denominator, *(worth.denominator for worth, _ in pieces))
        total = sum(int(worth * multiple) * stands for worth, stands in pieces)
        return total, int(row.need * multiple)

    def _all_of(self, record: int, parts: Sequence[int]) -> Bool:
        """Whether the record stands in all of these parts."""
        inside = [self.stands[record][part] for part in parts]
        if len(inside) == 1:
            return inside[0]
        every = self.model.new_bool_var("")
        self.model.add_min_equality(every, inside)
        return every

    def holds(self, formula: Formula | bool) -> Bool:
        """A variable that is one only where the formula holds."""
        holds = self.model.new_bool_var("")
        match formula:
            case bool():
                self.model.add(holds == int(formula))
            case Met(row):
                total, need = self._sum(self.form.rows[row])
                self.model.add(total >= need).only_enforce_if(holds)
            case Some(least, of):
                met = [self.holds(each) for each in of]
                self.model.add(sum(met) >= least).only_enforce_if(holds)
            case _:
                raise AssertionError(f"not settled: {formula}")
        return holds

    def solve(self) -> frozenset[str] | None:
        """The records of a set that meets everything, none where there is none."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), solver.status_name(status)
        return frozenset(
            signature.record
            for signature, stands in zip(self.signatures, self.stands, strict=True)
            if solver.boolean_value(stands[0])
        )


def _value(term: Term, signature: Signature) -> Fraction:
    match term.value:
        case "credits":
            return signature.credits
        case "modules":
            return Fraction(1)
        case "hours":
            return signature.hours
        case "points":
            return signature.credits * (signature.points or Fraction(0))
