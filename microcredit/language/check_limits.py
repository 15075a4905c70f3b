"""Checks that the limits of a part, and the adjectives of a selection, do not contradict one
another, where that is simple to see."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from attrs import frozen

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import (
    Scope,
    branches,
    fixed_number,
    inside,
    parts,
    unit_of,
)
from microcredit.source import Span


@frozen
class Limit:
    """So much at least or at most of a selection; ``base`` is none for a fixed amount."""

    value: Fraction
    unit: syntax.Unit
    base: str | None
    selection: syntax.Selection | None
    span: Span


@frozen
class Limits:
    """What requirements that must all hold together say, from below and from above."""

    lower: tuple[Limit, ...]
    upper: tuple[Limit, ...]


def contradictions(scope: Scope) -> Iterator[Diagnostic]:
    """Report two limits in one part that cannot hold of the same modules."""
    for award in scope.file.awards:
        size = scope.fixed_size(award)
        found: dict[Diagnostic, None] = {}
        for part in parts(award.root):
            own = _together(part.requirements)
            together = [own, *([*own, *_together(b.requirements)] for b in branches(part))]
            for totals in together:
                limits = _limits(totals, scope, size)
                if part is award.root and size is not None and award.size is not None:
                    bound = Limit(size, "credits", None, None, award.size.span)
                    limits = Limits((bound, *limits.lower), limits.upper)
                found.update(dict.fromkeys((*_crossing(limits), *_over_the_whole(limits))))
        yield from found


def _together(requirements: tuple[syntax.Requirement, ...]) -> list[syntax.Total]:
    """The amounts that are asked of everything at once, not of each area or term."""
    conditions = [requirement.condition for requirement in requirements]
    totals = [condition for condition in conditions if isinstance(condition, syntax.Total)]
    return [total for total in totals if total.one_of is None]


def _limits(totals: list[syntax.Total], scope: Scope, size: Fraction | None) -> Limits:
    lower: list[Limit] = []
    upper: list[Limit] = []
    for total in totals:
        first = _limit(total, total.amount, scope, size)
        last = _limit(total, total.upper, scope, size) if total.upper is not None else first
        if first is not None and last is not None and first.value > last.value:
            continue  # an empty `between`, reported as such
        if first is not None and total.comparison != "at most":
            lower.append(first)
        if last is not None and total.comparison != "at least":
            upper.append(last)
    return Limits(tuple(lower), tuple(upper))


def _limit(
    total: syntax.Total, written: syntax.Amount, scope: Scope, size: Fraction | None
) -> Limit | None:
    meant = scope.meant(written)
    if len(meant) != 1:
        return None  # no amount, or one that is not the same for all
    amount, unit = meant[0], unit_of(meant[0])
    number = fixed_number(amount, size)
    if number is not None:
        return Limit(number, unit, None, total.selection, total.span)
    if isinstance(amount, syntax.Proportion) and amount.base in ("counted", "award"):
        return Limit(amount.ratio, unit, str(amount.base), total.selection, total.span)
    return None


def _crossing(limits: Limits) -> Iterator[Diagnostic]:
    for low in limits.lower:
        for high in limits.upper:
            same = low.unit == high.unit and low.base == high.base
            if low.span == high.span or not same or low.value <= high.value:
                continue
            if _narrower(low.selection, high.selection):
                yield _contradiction(low, high, "these two limits cannot both hold")


def _over_the_whole(limits: Limits) -> Iterator[Diagnostic]:
    shares = [limit for limit in limits.lower if limit.base is not None]
    for one, other in combinations(shares, 2):
        same = one.unit == other.unit and one.base == other.base
        if same and one.value + other.value > 1 and _disjoint(one.selection, other.selection):
            message = "these two shares are of different modules and come to more than the whole"
            yield _contradiction(one, other, message)


def _narrower(one: syntax.Selection | None, other: syntax.Selection | None) -> bool:
    """Whether all that the first picks is picked by the other, as far as the words say."""
    if other is None or one == other:
        return True
    if one is None or (other.excepted and one.excepted != other.excepted):
        return False
    return all(
        any(all(adjective in narrow for adjective in wide) for wide in other.alternatives)
        for narrow in one.alternatives
    )


def impossible(scope: Scope) -> Iterator[Diagnostic]:
    """Report adjectives side by side that are true of no module together."""
    for selection in inside((scope.file.defines, scope.file.awards), syntax.Selection):
        for adjectives in selection.alternatives:
            for one, other in combinations(adjectives, 2):
                if _exclude(one, other) or _on_two_scales(one, other):
                    message = "no module is both at once"
                    hint = "one or the other is `…, or …`"
                    note = ("the other is here", one.span)
                    yield Diagnostic("never-both", message, other.span, hint, (note,))


def _on_two_scales(one: syntax.Adjective, other: syntax.Adjective) -> bool:
    both = isinstance(one, syntax.GradedOn) and isinstance(other, syntax.GradedOn)
    return both and one != other


def _contradiction(one: Limit, other: Limit, message: str) -> Diagnostic:
    first, second = sorted((one, other), key=lambda limit: limit.span.start)
    note = ("the other is here", first.span)
    return Diagnostic("contradiction", message, second.span, notes=(note,))


def _disjoint(one: syntax.Selection | None, other: syntax.Selection | None) -> bool:
    """Whether no record can be in both, as far as the words themselves say."""
    if one is None or other is None:
        return False
    return all(_apart(a, b) for a in one.alternatives for b in other.alternatives)


def _apart(one: tuple[syntax.Adjective, ...], other: tuple[syntax.Adjective, ...]) -> bool:
    return any(_exclude(a, b) for a in one for b in other)


def _exclude(one: syntax.Adjective, other: syntax.Adjective) -> bool:
    if isinstance(one, syntax.AtLevel) and isinstance(other, syntax.AtLevel):
        return all(_levels_apart(a, b) for a in one.ranges for b in other.ranges)
    return _denies(one, other) or _denies(other, one)


def _denies(one: syntax.Adjective, other: syntax.Adjective) -> bool:
    return isinstance(one, syntax.Not) and one.adjective == other


def _levels_apart(one: syntax.LevelRange, other: syntax.LevelRange) -> bool:
    ends = (one.lowest, one.highest, other.lowest, other.highest)
    if any(isinstance(end, syntax.Name) for end in ends):
        return False
    return _below(one, other) or _below(other, one)


def _below(one: syntax.LevelRange, other: syntax.LevelRange) -> bool:
    if isinstance(one.highest, int) and isinstance(other.lowest, int):
        return one.highest < other.lowest
    return False


CHECKS = (contradictions, impossible)
