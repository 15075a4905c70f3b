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

from microcredit.engine.normal_form import NormalForm, Signature, Term


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
    """The normal form laid over the signatures of one learner's candidates."""

    form: NormalForm
    signatures: tuple[Signature, ...]
    bound: tuple[bool, ...]
    _cache: dict[int, Weights] = field(factory=dict, eq=False, repr=False)

    @cached_property
    def options(self) -> Options:
        """All options; a candidate that no part may hold has none."""
        records: list[int] = []
        placings: list[int] = []
        groups: dict[str, list[int]] = {}
        seen: dict[int, tuple[int, ...]] = {}
        for index, signature in enumerate(self.signatures):
            if signature.selected not in seen:
                seen[signature.selected] = placings_of(self.form, signature, self.bound)
            for placing in seen[signature.selected]:
                groups.setdefault(signature.group, []).append(len(records))
                records.append(index)
                placings.append(placing)
        return Options(tuple(records), tuple(placings), tuple(map(tuple, groups.values())))

    def row(self, index: int) -> Weights:
        """A row of the normal form in integers, worked out once."""
        if index not in self._cache:
            row = self.form.rows[index]
            self._cache[index] = scaled(self.weigh(row.terms), row.need)
        return self._cache[index]

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
        case _:
            return signature.credits * (signature.points or 0)


def scaled(weights: Sequence[Fraction], need: Fraction) -> Weights:
    """The row in integers without a common divisor; the need rounded up, which loses no
    solution."""
    multiple = lcm(need.denominator, *(w.denominator for w in weights))
    whole = [int(w * multiple) for w in weights]
    divisor = gcd(*whole) or 1
    least = int(need * multiple)
    return Weights(
        tuple(w // divisor for w in whole), -(-least // divisor), Fraction(multiple, divisor)
    )


def placings_of(form: NormalForm, signature: Signature, bound: Sequence[bool]) -> tuple[int, ...]:
    """Every way in which the record may stand in parts, as bits, fewest parts first.

    A record stands in a part only inside its parent, where the part asks for it, beside siblings
    only where each two of them share, and in a closed part only inside one of its parts.
    """
    sharing = {frozenset((share.first, share.second)) for share in form.shares}

    def may_stand(index: int) -> bool:
        part = form.parts[index]
        if not all(signature.selected >> only & 1 for only in part.only):
            return False
        asks = [s for s, variable in part.asks if variable is None or bound[variable]]
        if not asks:
            return not part.children
        return any(signature.selected >> selection & 1 for selection in asks)

    def within(index: int) -> list[int]:
        if not may_stand(index):
            return []
        part = form.parts[index]
        inside = {child: within(child) for child in part.children}
        able = [child for child in part.children if inside[child]]
        found: list[int] = []
        for chosen in _together(able, sharing):
            if chosen or not part.closed:
                for combination in product(*(inside[child] for child in chosen)):
                    found.append(1 << index | sum(combination))
        return found

    return tuple(sorted(within(0), key=lambda placing: (placing.bit_count(), placing)))


def _together(able: Sequence[int], sharing: set[frozenset[int]]) -> list[tuple[int, ...]]:
    """The sets of siblings in which each two share: the empty one, single ones, and larger."""
    found: list[tuple[int, ...]] = [()]
    for child in able:
        found += [
            (*chosen, child)
            for chosen in found
            if all(frozenset((child, other)) in sharing for other in chosen)
        ]
    return found
