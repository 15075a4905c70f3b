"""Amounts into formulas: how much of what, compared with a number, a share, or the greater of
two."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from microcredit.engine.formulas import (
    AnyBound,
    AsOf,
    Bound,
    Depending,
    ExtremeBound,
    FactIs,
    Formula,
    Kind,
    Measure,
    Met,
    OneOf,
    Some,
    Spread,
    Term,
    Unless,
    Value,
)
from microcredit.engine.numbering import Numbering
from microcredit.engine.readings import AmountReading, CaseReading, Reading, SpreadReading
from microcredit.language import syntax

ROOT = 0
ALWAYS = Some(0, ())
Plain = syntax.Fixed | syntax.Proportion | syntax.Extreme
SPREADS: dict[syntax.Unit, Kind] = {"areas": "area", "levels": "level", "terms": "term"}
VALUES: dict[syntax.Unit, Value] = {
    "credits": "credits",
    "modules": "modules",
    "contact hours": "hours",
}


def total(numbering: Numbering, total: syntax.Total, part: int) -> tuple[Formula, Reading]:
    """What decides an amount in a part, and how it is shown."""
    found = [
        (gate, *_plain(numbering, total, amount, upper, part))
        for gate, amount, upper in _cases(numbering, total)
    ]
    if len(found) == 1 and found[0][0] is None:
        return found[0][1], found[0][2]
    formula = Depending(tuple((gate or ALWAYS, each) for gate, each, _ in found))
    return formula, CaseReading(tuple((gate or ALWAYS, reading) for gate, _, reading in found))


def asks(numbering: Numbering, total: syntax.Total) -> bool:
    """Whether the amount brings modules into its part: of credits or modules, and not a share."""
    if total.comparison == "at most":
        return False
    return any(not _judges(amount) for _, amount in cases(numbering, total.amount))


def adjustable(numbering: Numbering, written: syntax.Condition) -> bool:
    """Whether the condition compares with stated numbers, and not with shares."""
    if isinstance(written, syntax.Gate):
        return True
    if not isinstance(written, syntax.Total):
        return False
    stated = [written.amount] if written.upper is None else [written.amount, written.upper]
    return all(
        isinstance(amount, syntax.Fixed) for each in stated for _, amount in cases(numbering, each)
    )


def _judges(amount: Plain) -> bool:
    match amount:
        case syntax.Fixed(_, unit):
            return unit not in ("credits", "modules")
        case syntax.Proportion(base=base, unit=unit):
            if isinstance(base, syntax.Fixed):
                return base.unit not in ("credits", "modules")
            return base in ("counted", "award") or unit not in ("credits", "modules")
        case syntax.Extreme(_, first, second):
            assert not isinstance(first, syntax.NamedAmount)
            assert not isinstance(second, syntax.NamedAmount)
            return _judges(first) or _judges(second)
        case _:
            assert_never(amount)


def cases(numbering: Numbering, amount: syntax.Amount) -> list[tuple[Formula | None, Plain]]:
    """The amount itself; where a name means one amount or another, each with what decides for
    it."""
    match amount:
        case syntax.Fixed():
            return [(None, amount)]
        case syntax.NamedAmount(name):
            return _meant(numbering, name)
        case syntax.Proportion(base=base):
            if base == "size":
                assert numbering.policy.award.size is not None
                base = numbering.policy.award.size
            if not isinstance(base, syntax.NamedAmount | syntax.Fixed):
                return [(None, amount)]
            return [(gate, _based(amount, fixed)) for gate, fixed in cases(numbering, base)]
        case syntax.Extreme(kind, first, second):
            return [
                (_and(gate, other), syntax.Extreme(kind, one, two, span=amount.span))
                for gate, one in cases(numbering, first)
                for other, two in cases(numbering, second)
            ]
        case _:
            assert_never(amount)


def _based(share: syntax.Proportion, fixed: Plain) -> syntax.Proportion:
    assert isinstance(fixed, syntax.Fixed)
    return syntax.Proportion(
        share.ratio, share.percent, fixed.unit, fixed, share.rounded_up, span=share.span
    )


def _meant(numbering: Numbering, name: syntax.Name) -> list[tuple[Formula | None, Plain]]:
    meaning = numbering.policy.defines[name.text].meaning
    match meaning:
        case syntax.Fixed():
            return [(None, meaning)]
        case syntax.ByFact(fact, listed, otherwise):
            gates = [FactIs(fact.text, "is", (value.text,)) for value, _ in listed]
            found: list[tuple[Formula | None, Plain]] = [
                (gate, fixed) for gate, (_, fixed) in zip(gates, listed, strict=True)
            ]
            if otherwise is not None:
                none = tuple(Unless(gate) for gate in gates)
                found.append((Some(len(none), none), otherwise))
            return found
        case syntax.ByDate(listed):
            found, before = [], None
            for fixed, last in listed:
                now: Formula = AsOf(last)
                found.append((now if before is None else _and(Unless(before), now), fixed))
                before = AsOf(last)
            return found
        case _:
            raise AssertionError("a selection is no amount")


def _and(one: Formula | None, other: Formula | None) -> Formula | None:
    if one is None or other is None:
        return one or other
    return Some(2, (one, other))


def _cases(
    numbering: Numbering, total: syntax.Total
) -> Iterator[tuple[Formula | None, Plain, Plain | None]]:
    for gate, amount in cases(numbering, total.amount):
        if total.upper is None:
            yield gate, amount, None
        else:
            for other, upper in cases(numbering, total.upper):
                yield _and(gate, other), amount, upper


def _plain(
    numbering: Numbering, total: syntax.Total, amount: Plain, upper: Plain | None, part: int
) -> tuple[Formula, Reading]:
    unit = _unit(amount)
    selection = numbering.picked(total.selection)
    low = amount if total.comparison != "at most" else None
    high = amount if total.comparison in ("at most", "exactly") else upper
    if unit in SPREADS:
        return _spread(numbering, unit, Measure(part, selection, "modules"), low, high, part)
    measure = Measure(part, selection, VALUES[unit])
    lower = None if low is None else bound(numbering, low, part)
    upmost = None if high is None else bound(numbering, high, part)
    assert unit in ("credits", "modules", "contact hours")
    each = None if total.one_of is None else (total.one_of.quantifier, total.one_of.kind)
    shown = AmountReading(unit, measure, lower, upmost, each)
    if total.one_of is not None:
        return _one_of(total.one_of, measure, lower, upmost), shown
    met = []
    if lower is not None:
        met.append(compare(numbering, measure, lower, 1, unit))
    if upmost is not None:
        met.append(compare(numbering, measure, upmost, -1, unit))
    return all_of(met), shown


def _one_of(
    one_of: syntax.OneOf, measure: Measure, lower: AnyBound | None, upper: AnyBound | None
) -> Formula:
    assert not isinstance(lower, ExtremeBound)
    assert not isinstance(upper, ExtremeBound)
    return OneOf(one_of.quantifier, one_of.kind, measure, lower, upper)


def _spread(
    numbering: Numbering,
    unit: syntax.Unit,
    measure: Measure,
    low: Plain | None,
    high: Plain | None,
    part: int,
) -> tuple[Formula, Reading]:
    least = None if low is None else bound(numbering, low, part)
    most = None if high is None else bound(numbering, high, part)
    assert least is None or (isinstance(least, Bound) and least.of is None)
    assert most is None or (isinstance(most, Bound) and most.of is None)
    spread = Spread(
        measure,
        SPREADS[unit],
        None if least is None else ceil(least.ratio),
        None if most is None else floor(most.ratio),
    )
    assert unit in ("areas", "levels", "terms")
    return spread, SpreadReading(unit, spread)


def _unit(amount: Plain) -> syntax.Unit:
    match amount:
        case syntax.Fixed(_, unit):
            return unit
        case syntax.Proportion(base=base, unit=unit):
            return base.unit if isinstance(base, syntax.Fixed) else unit
        case syntax.Extreme(_, first, _):
            assert not isinstance(first, syntax.NamedAmount)
            return _unit(first)
        case _:
            assert_never(amount)


def bound(numbering: Numbering, amount: Plain, part: int) -> AnyBound:
    """The bound that an amount sets; of two fixed ones the greater or the lesser at once."""
    match amount:
        case syntax.Fixed(number):
            return Bound(number, None)
        case syntax.Extreme(kind, first, second):
            assert not isinstance(first, syntax.NamedAmount)
            assert not isinstance(second, syntax.NamedAmount)
            one, other = bound(numbering, first, part), bound(numbering, second, part)
            if isinstance(one, Bound) and isinstance(other, Bound) and not (one.of or other.of):
                pick = max if kind == "greater" else min
                return Bound(pick(one.ratio, other.ratio), None)
            return ExtremeBound(kind, one, other)
        case syntax.Proportion():
            return _share(amount, part)
        case _:
            assert_never(amount)


def _share(share: syntax.Proportion, part: int) -> Bound:
    if isinstance(share.base, syntax.Fixed):
        number = share.ratio * share.base.number
        return Bound(Fraction(ceil(number)) if share.rounded_up else number, None)
    counted_in = ROOT if share.base == "award" else part
    return Bound(share.ratio, Measure(counted_in, 0, VALUES[share.unit]))


def compare(
    numbering: Numbering, measure: Measure, limit: AnyBound, sign: int, unit: syntax.Unit
) -> Formula:
    """The formula that says measure >= limit (sign 1) or measure <= limit (sign -1)."""
    if isinstance(limit, ExtremeBound):
        sides = tuple(
            compare(numbering, measure, side, sign, unit) for side in (limit.first, limit.second)
        )
        both = (limit.kind == "greater") == (sign > 0)
        plain = all(isinstance(side, Met) or getattr(side, "worst", False) for side in sides)
        return Some(2 if both else 1, sides, worst=both and plain)
    terms = [Term((measure.part,), measure.selection, measure.value, Fraction(sign))]
    if limit.of is None:
        need = sign * limit.ratio
    else:
        need, base = Fraction(0), limit.of
        terms.append(Term((base.part,), base.selection, base.value, -sign * limit.ratio))
    row = (tuple(terms), need)
    return Met(numbering.row(*row, unit) if unit in ("credits", "modules") else numbering.row(*row))


def all_of(formulas: list[Formula]) -> Formula:
    """The formula that holds when all of them do."""
    return formulas[0] if len(formulas) == 1 else Some(len(formulas), tuple(formulas))
