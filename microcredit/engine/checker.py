"""The checker: whether an allocation proves that an award is earned.

It trusts neither search nor table. From the normal form and the signatures of the records it works
out every rule anew, in exact numbers and in one pass over the records.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from attrs import frozen

from microcredit.engine.normal_form import (
    Ahead,
    Binding,
    Depending,
    Formula,
    Given,
    InOrder,
    Last,
    Met,
    NormalForm,
    OneOf,
    Row,
    Signature,
    Some,
    Span,
    Spread,
)

Allocation = Mapping[str, frozenset[int]]
"""For each counted record the parts below the root that hold it."""


@frozen
class _Stand:
    """A counted record and every part that holds it, the root among them."""

    signature: Signature
    parts: frozenset[int]


def faults(
    form: NormalForm,
    signatures: Sequence[Signature],
    binding: Binding,
    allocation: Allocation,
    given: Callable[[Given], bool],
) -> tuple[str, ...]:
    """What is wrong with the allocation; nothing where it proves the award earned."""
    stands, unknown = _stands(form, signatures, allocation)
    gates = _open(form, binding, given)
    return (
        *unknown,
        *_misplaced(form, stands, gates),
        *_unmet(form, stands, gates, given),
    )


def unmet(
    form: NormalForm,
    signatures: Sequence[Signature],
    binding: Binding,
    allocation: Allocation,
    given: Callable[[Given], bool],
) -> frozenset[str]:
    """The ids of the requirements that the allocation leaves unmet, in the parts that are used."""
    stands, _ = _stands(form, signatures, allocation)
    gates = _open(form, binding, given)
    return frozenset(
        requirement.id
        for requirement in form.requirements
        if all(gates[gate] for gate in requirement.gates)
        and not _holds(form, requirement.formula, stands, given)
    )


def misplaced(
    form: NormalForm,
    signatures: Sequence[Signature],
    binding: Binding,
    allocation: Allocation,
    given: Callable[[Given], bool],
) -> tuple[str, ...]:
    """Which rules of placing the allocation breaks, whatever the requirements say."""
    stands, unknown = _stands(form, signatures, allocation)
    return (*unknown, *_misplaced(form, stands, _open(form, binding, given)))


def _open(form: NormalForm, binding: Binding, given: Callable[[Given], bool]) -> tuple[bool, ...]:
    """Which gates are open: of bound variables, and of what is known about the learner."""
    found = []
    for gate in form.gates:
        if gate.formula is not None:
            found.append(_holds(form, gate.formula, (), given) is gate.holds)
        else:
            value = binding[gate.variable or 0]
            found.append(value is not None and gate.value in (None, value))
    return tuple(found)


def _stands(
    form: NormalForm, signatures: Sequence[Signature], allocation: Allocation
) -> tuple[list[_Stand], list[str]]:
    by_record = {signature.record: signature for signature in signatures}
    unknown = [f"`{record}` is no candidate" for record in allocation if record not in by_record]
    unknown += [
        f"`{record}` stands in `{form.parts[index].id}`, which takes nothing itself"
        for record, parts in allocation.items()
        for index in sorted(parts)
        if 0 <= index < len(form.parts) and form.parts[index].reuses
    ]
    stands = [
        _Stand(by_record[record], parts | {0} | _reusing(form, parts))
        for record, parts in allocation.items()
        if record in by_record
    ]
    return stands, unknown


def _reusing(form: NormalForm, parts: frozenset[int]) -> frozenset[int]:
    """The parts that stand for what these parts hold."""
    return frozenset(
        index for index, part in enumerate(form.parts) if not parts.isdisjoint(part.reuses)
    )


def _misplaced(form: NormalForm, stands: Sequence[_Stand], gates: Sequence[bool]) -> Iterator[str]:
    groups: set[str] = set()
    for stand in stands:
        name = stand.signature.record
        if stand.signature.group in groups:
            yield f"`{name}` is a second attempt at a module that counts already"
        groups.add(stand.signature.group)
        for index in sorted(stand.parts):
            if not 0 <= index < len(form.parts):
                yield f"`{name}` stands in a part that does not exist"
                continue
            if not form.parts[index].reuses:
                yield from _misplaced_in(form, stand, index, gates)
    for formula, says in form.always:
        if not _holds(form, formula, stands, _nothing_given):
            yield f"more is shared with other awards than may be: {says}"
    for limit in form.limits:
        if not _reaches(form.rows[limit], stands):
            yield "a module counts for more credits than its repeats may"
    for share in form.shares:
        open_rows = [row for row, needed in share.limits if all(gates[gate] for gate in needed)]
        if not all(_reaches(form.rows[row], stands) for row in open_rows):
            names = f"`{form.parts[share.first].id}` and `{form.parts[share.second].id}`"
            yield f"{names} share more than they may"


def _nothing_given(given: Given) -> bool:
    raise AssertionError(f"limits of sharing do not depend on the learner: {given}")


def _misplaced_in(
    form: NormalForm,
    stand: _Stand,
    index: int,
    gates: Sequence[bool],
) -> Iterator[str]:
    part, name = form.parts[index], stand.signature.record
    selected = stand.signature.selected
    if part.parent is not None and part.parent not in stand.parts:
        yield f"`{name}` stands in `{part.id}` but not in the part around it"
    if not all(gates[gate] for gate in part.gates):
        yield f"`{part.id}` is not in force"
    narrowing = [s for s, needed in part.only if all(gates[gate] for gate in needed)]
    if not all(selected >> only & 1 for only in narrowing):
        yield f"`{part.id}` does not count `{name}`"
    asks = [s for s, needed in part.asks if all(gates[gate] for gate in needed)]
    asked = any(selected >> selection & 1 for selection in asks) if asks else not part.children
    if not asked:
        yield f"`{part.id}` does not ask for `{name}`"
    inside = [c for c in part.children if c in stand.parts and not form.parts[c].reuses]
    if part.closed and not inside:
        yield f"`{name}` stands in `{part.id}` and in none of its parts"
    if part.most_parts is not None and len(inside) > part.most_parts:
        yield f"`{name}` stands in more parts of `{part.id}` than may share it"
    for place, first in enumerate(inside):
        for second in inside[place + 1 :]:
            lines = [
                share
                for share in form.shares
                if {share.first, share.second} == {first, second}
                and all(gates[gate] for gate in share.gates)
            ]
            both = f"`{form.parts[first].id}` and `{form.parts[second].id}`"
            if not lines:
                yield f"`{name}` stands in {both}, which do not share"
            for share in lines:
                if share.only is not None and not selected >> share.only & 1:
                    yield f"`{name}` stands in {both}, which do not share it"


def _unmet(
    form: NormalForm,
    stands: Sequence[_Stand],
    gates: Sequence[bool],
    given: Callable[[Given], bool],
) -> Iterator[str]:
    met = [
        not all(gates[gate] for gate in requirement.gates)
        or _holds(form, requirement.formula, stands, given)
        for requirement in form.requirements
    ]
    used = frozenset().union(*(stand.parts for stand in stands)) if stands else frozenset()

    @cache
    def stands_up(index: int) -> tuple[str, ...]:
        """What fails in the part or in those of its parts that must hold."""
        return tuple(failures(index))

    def failures(index: int) -> Iterator[str]:
        for requirement, holds in zip(form.requirements, met, strict=True):
            if requirement.part == index and not holds:
                yield f"`{requirement.id}` is not met"
        part = form.parts[index]
        there = [c for c in part.children if all(gates[g] for g in form.parts[c].gates)]
        if part.choose is None:
            for child in there:
                yield from stands_up(child)
            return
        # A part that holds records must be chosen; an empty one may be, if nothing fails in it.
        low, high = part.choose
        taking = [child for child in there if not form.parts[child].reuses]
        for child in there:
            if child not in taking:
                yield from stands_up(child)
        chosen = [child for child in taking if child in used]
        able = [child for child in taking if not stands_up(child)]
        for child in chosen:
            yield from stands_up(child)
        if len(chosen) > high:
            yield f"`{part.id}` has more parts in use than may be chosen"
        if len(able) < low and all(child in able for child in chosen):
            yield f"`{part.id}` has too few parts that hold"

    yield from stands_up(0)


def _holds(
    form: NormalForm,
    formula: Formula,
    stands: Sequence[_Stand],
    given: Callable[[Given], bool],
) -> bool:
    match formula:
        case Met(row):
            return _reaches(form.rows[row], stands)
        case Some(least, of):
            return sum(_holds(form, each, stands, given) for each in of) >= least
        case Depending(cases):
            for gate, each in cases:
                if _holds(form, gate, stands, given):
                    return _holds(form, each, stands, given)
            return False
        case Spread() | OneOf() | Span() | InOrder() | Ahead() | Last():
            raise AssertionError("the checker reads normal forms that are grounded")
        case _:
            return given(formula)


def _reaches(row: Row, stands: Sequence[_Stand]) -> bool:
    total = Fraction(0)
    for stand in stands:
        signature = stand.signature
        for term in row.terms:
            if stand.parts.issuperset(term.parts) and signature.selected >> term.selection & 1:
                if term.value == "credits":
                    value = signature.credits
                elif term.value == "modules":
                    value = Fraction(1)
                elif term.value == "hours":
                    value = signature.hours
                else:
                    value = signature.credits * (signature.points or 0)
                total += term.coefficient * value
    return total >= row.need
