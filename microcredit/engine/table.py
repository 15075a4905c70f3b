"""Tables: a learner's candidates against the normal form, in integers.

Each candidate has *options*, the ways in which it may stand in parts; each row has a weight for
every option. Weights and needs are scaled to integers that have no common divisor, and the need is
rounded up to what such weights can reach, so no fraction is left to compare.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import gcd, lcm

from attrs import field, frozen

from microcredit.engine.budget import SearchLimit
from microcredit.engine.formulas import Row, Term, Value
from microcredit.engine.normal_form import NormalForm, Signature

MOST_PLACINGS = 2000
"""Ways for one record to stand in parts that share it, before the search gives up."""

MANY_PLACINGS = f"a record may stand in parts in more than {MOST_PLACINGS} ways"


@frozen
class Weights:
    """An integer row over options: the weights of those taken must add up to ``need``.

    ``scale`` is what one unit of the written row is in these integers.
    """

    weights: tuple[int, ...]
    need: int
    scale: Fraction


@frozen
class Options:
    """Every option of every candidate, numbered in order.

    ``records`` gives each option's candidate, ``placings`` the parts it stands in as bits (the
    award's own bit is always among them). ``groups`` lists the options that exclude one another:
    those of all attempts at one module.
    """

    records: tuple[int, ...]
    placings: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]


@frozen(slots=False)
class Table:
    """The normal form laid over the signatures of one learner's candidates.

    Tables of one learner share the rows that look the same in them.
    """

    form: NormalForm
    signatures: tuple[Signature, ...]
    gates: tuple[bool, ...]
    _shared: dict[object, Weights] = field(factory=dict, eq=False, repr=False)
    _numbers: dict[object, int] = field(factory=dict, eq=False, repr=False)
    _cache: dict[int, Weights] = field(factory=dict, eq=False, repr=False)

    @cached_property
    def options(self) -> Options:
        """All options; a candidate that no part may hold has none."""
        records: list[int] = []
        placings: list[int] = []
        groups: dict[str, list[int]] = {}
        seen: dict[int, tuple[int, ...]] = {}
        allowed = allowances(self.form, self.gates)
        for index, signature in enumerate(self.signatures):
            if signature.selected not in seen:
                seen[signature.selected] = placings_of(self.form, signature, self.gates, allowed)
            for placing in seen[signature.selected]:
                groups.setdefault(signature.group, []).append(len(records))
                records.append(index)
                placings.append(placing)
        return Options(tuple(records), tuple(placings), tuple(map(tuple, groups.values())))

    def row(self, index: int) -> Weights:
        """A row of the normal form in integers, worked out once."""
        if index not in self._cache:
            terms = self.form.rows[index].terms
            columns = tuple(self._column(term.selection) for term in terms)
            look = (index, self._alike, columns)
            if look not in self._shared:
                self._shared[look] = self._row(self.form.rows[index])
            self._cache[index] = self._shared[look]
        return self._cache[index]

    @cached_property
    def _alike(self) -> int:
        """A number that tables share whose options and credits are the same."""
        credits = tuple(signature.credits for signature in self.signatures)
        return self._numbers.setdefault((self.options, credits), len(self._numbers))

    def _column(self, selection: int) -> str:
        """A mark for each candidate that the selection picks."""
        bit = 1 << selection
        return "".join(["1" if s.selected & bit else "0" for s in self.signatures])

    def _row(self, row: Row) -> Weights:
        """The row in integers: coefficients and values are brought to whole numbers first."""
        factor = lcm(row.need.denominator, *(t.coefficient.denominator for t in row.terms))
        scales = [self._values[term.value] for term in row.terms]
        unit = lcm(*(scale for _, scale in scales))
        whole = [
            (
                sum(1 << part for part in term.parts),
                term.selection,
                int(term.coefficient * factor) * (unit // scale),
                values,
            )
            for term, (values, scale) in zip(row.terms, scales, strict=True)
        ]
        weights = []
        for record, placing in zip(self.options.records, self.options.placings, strict=True):
            selected = self.signatures[record].selected
            weights.append(
                sum(
                    coefficient * values[record]
                    for mask, selection, coefficient, values in whole
                    if placing & mask == mask and selected >> selection & 1
                )
            )
        return _reduced(weights, int(row.need * factor) * unit, factor * unit)

    @cached_property
    def _values(self) -> dict[Value, tuple[list[int], int]]:
        """What each candidate brings of each value in whole numbers, and what they are divided
        by."""
        credits = [signature.credits for signature in self.signatures]
        points = [s.credits * (s.points or 0) for s in self.signatures]
        found: dict[Value, tuple[list[int], int]] = {"modules": ([1] * len(credits), 1)}
        hours = [signature.hours for signature in self.signatures]
        kinds: tuple[tuple[Value, list[Fraction]], ...] = (
            ("credits", credits),
            ("points", points),
            ("hours", hours),
        )
        for kind, amounts in kinds:
            scale = lcm(*(amount.denominator for amount in amounts))
            found[kind] = [int(amount * scale) for amount in amounts], scale
        return found

    def weigh(self, terms: Sequence[Term]) -> list[Fraction]:
        """The exact weight of every option under the terms."""
        masks = [(sum(1 << part for part in term.parts), term) for term in terms]
        known: dict[tuple[int, int], Fraction] = {}
        weights: list[Fraction] = []
        for record, placing in zip(self.options.records, self.options.placings, strict=True):
            if (record, placing) not in known:
                signature = self.signatures[record]
                known[record, placing] = sum(
                    (
                        term.coefficient * value_of(term, signature)
                        for mask, term in masks
                        if placing & mask == mask and signature.selected >> term.selection & 1
                    ),
                    Fraction(0),
                )
            weights.append(known[record, placing])
        return weights


def value_of(term: Term, signature: Signature) -> Fraction:
    """What one record brings to a term before its coefficient."""
    match term.value:
        case "credits":
            return signature.credits
        case "modules":
            return Fraction(1)
        case "hours":
            return signature.hours
        case _:
            return signature.credits * (signature.points or 0)


def scaled(weights: Sequence[Fraction], need: Fraction) -> Weights:
    """The row in integers without a common divisor; the need rounded up, which loses no
    solution."""
    multiple = lcm(need.denominator, *(w.denominator for w in weights))
    return _reduced([int(w * multiple) for w in weights], int(need * multiple), multiple)


def _reduced(weights: Sequence[int], need: int, multiple: int) -> Weights:
    divisor = gcd(*weights) or 1
    return Weights(
        tuple(w // divisor for w in weights), -(-need // divisor), Fraction(multiple, divisor)
    )


Allowances = tuple[tuple[int, int | None], ...]
"""For each part the selections that must all pick a record, and those of which one must, as bits;
none where every record may stand."""


def allowances(form: NormalForm, gates: Sequence[bool]) -> Allowances:
    """What each part asks of a record by itself, with these gates open."""
    found = []
    for part in form.parts:
        only, asks = 0, 0
        for selection, needed in part.only:
            if all(gates[gate] for gate in needed):
                only |= 1 << selection
        for selection, needed in part.asks:
            if all(gates[gate] for gate in needed):
                asks |= 1 << selection
        found.append((only, asks if asks or part.children else None))
    return tuple(found)


def placings_of(
    form: NormalForm,
    signature: Signature,
    gates: Sequence[bool],
    allowed: Allowances | None = None,
) -> tuple[int, ...]:
    """Every way in which the record may stand in parts, as bits, fewest parts first.

    A record stands in a part only inside its parent, where the part asks for it, beside siblings
    only where each two of them share, in no more than so many, and in a closed part only inside
    one of its parts. ``allowed`` is what ``allowances`` gives, if that is known.
    """
    sharing = _sharing(form, signature, gates)
    selected = signature.selected
    parts = allowances(form, gates) if allowed is None else allowed

    def within(index: int) -> list[int]:
        only, asks = parts[index]
        if selected & only != only or (asks is not None and not selected & asks):
            return []
        part = form.parts[index]
        inside = {child: within(child) for child in part.children}
        able = [child for child in part.children if inside[child] and not form.parts[child].reuses]
        found: list[int] = []
        for chosen in _together(able, sharing, part.most_parts):
            if chosen or not part.closed:
                for combination in product(*(inside[child] for child in chosen)):
                    found.append(1 << index | sum(combination))
                    if len(found) > MOST_PLACINGS:
                        raise SearchLimit(MANY_PLACINGS)
        return found

    found = [placing | _reused(form, placing) for placing in within(0)]
    return tuple(sorted(found, key=lambda placing: (placing.bit_count(), placing)))


def _reused(form: NormalForm, placing: int) -> int:
    """The bits of the parts that stand for what other parts hold."""
    return sum(
        1 << index
        for index, part in enumerate(form.parts)
        if part.reuses and any(placing >> other & 1 for other in part.reuses)
    )


def _sharing(form: NormalForm, signature: Signature, gates: Sequence[bool]) -> set[frozenset[int]]:
    """The pairs of parts that may share the record: some line says so, and none keeps it out."""
    sharing: dict[frozenset[int], bool] = {}
    for share in form.shares:
        if all(gates[gate] for gate in share.gates):
            pair = frozenset((share.first, share.second))
            fits = share.only is None or bool(signature.selected >> share.only & 1)
            sharing[pair] = sharing.get(pair, True) and fits
    return {pair for pair, free in sharing.items() if free}


def _together(
    able: Sequence[int], sharing: set[frozenset[int]], most: int | None
) -> list[tuple[int, ...]]:
    """The sets of siblings in which each two share, up to ``most``: the empty one, single ones, and
    larger. Raises ``SearchLimit`` where there are too many."""
    found: list[tuple[int, ...]] = [()]
    for child in able:
        found += [
            (*chosen, child)
            for chosen in found
            if (most is None or len(chosen) < most)
            and all(frozenset((child, other)) in sharing for other in chosen)
        ]
        if len(found) > MOST_PLACINGS + 1:
            raise SearchLimit(MANY_PLACINGS)
    return found
