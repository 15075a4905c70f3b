"""Every placing of an award's candidates in its parts, and what each leaves unmet."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

from attrs import evolve, frozen

from microcredit.language import syntax
from microcredit.model.record import Record
from tests.oracle_amounts import NoAmountError, credits, fixed_amount, measure
from tests.oracle_conditions import asking, missing, missing_of
from tests.oracle_decisions import overridden, waived
from tests.oracle_grades import points
from tests.oracle_selections import selects
from tests.oracle_situation import Short, View
from tests.oracle_views import allows, expiries, rule_of

Placing = tuple[frozenset[str], ...]
"""For each candidate, in order, the parts that hold it: none, or the root and others."""


@frozen
class Line:
    """A requirement under the name it goes by, and the part whose records it looks at."""

    id: str
    part: str
    requirement: syntax.Requirement


# Placings


def choices(part: syntax.Part) -> Iterator[frozenset[str]]:
    """Every way to choose: the ids of the part and of those in it that are to hold.

    A part that reuses what others count takes nothing, so it is always judged and never chosen.
    """
    taking = [p for p in part.parts if not p.reuses]
    judging = frozenset(p.id.text for p in part.parts if p.reuses)
    lowest = highest = len(taking)
    if part.choose:
        lowest, highest = part.choose.lowest, part.choose.highest or highest
    for number in range(lowest, min(highest, len(taking)) + 1):
        for chosen in combinations(taking, number):
            for inner in product(*(list(choices(p)) for p in chosen)):
                yield frozenset({part.id.text}).union(judging, *inner)


def all_parts(part: syntax.Part) -> Iterator[syntax.Part]:
    yield part
    for inner in part.parts:
        yield from all_parts(inner)


def placings(view: View, chosen: frozenset[str]) -> Iterator[Placing]:
    """Every placing of the candidates that breaks no rule about placing."""
    ways = [[frozenset[str](), *_ways(view, view.root, r, chosen)] for r in view.candidates]
    rules = {r.module: rule_of(view, r.module) for r in view.candidates}
    limits = {
        module: rule.limit
        for module, rule in rules.items()
        if rule and rule.keep == "every" and rule.limit is not None
    }
    shares = [
        share
        for part in all_parts(view.root)
        for share in part.shares
        if share.limit and not waived(view, share.id)
    ]
    for placing in _one_of_each_module(view.candidates, ways, frozenset(), frozenset(limits)):
        held = list(zip(view.candidates, placing, strict=True))
        if all(_keeps(view, share, held) for share in shares) and all(
            measure(view, [r for r, parts in held if parts and r.module == module], "credits")
            <= limit
            for module, limit in limits.items()
        ):
            yield placing


def _keeps(view: View, share: syntax.Share, held: Sequence[tuple[Record, frozenset[str]]]) -> bool:
    assert share.limit
    both = {share.first.text, share.second.text}
    shared = [r for r, parts in held if both <= parts and selects(view, share.selection, r)]
    try:
        limit = fixed_amount(view, share.limit)
    except NoAmountError:
        return not shared
    most = max([limit.number, *overridden(view, share.id)])
    return measure(view, shared, limit.unit) <= most


def _ways(
    view: View, part: syntax.Part, record: Record, chosen: frozenset[str]
) -> Iterator[frozenset[str]]:
    """Every set of parts, this one and others in it, that may hold the record."""
    allowed = all(allows(view, only, record) for only in part.count_only)
    if not allowed or not _asks(view, part, record):
        return
    inside = [p for p in part.parts if p.id.text in chosen and not p.reuses]
    most = len(inside) if part.most_parts is None else min(part.most_parts, len(inside))
    for number in range(1 if part.closed else 0, most + 1):
        for some in combinations(inside, number):
            if all(_shared(view, part, {p.id.text, q.id.text}, record)
                   for p, q in combinations(some, 2)):  # fmt: skip
                for inner in product(*(list(_ways(view, p, record, chosen)) for p in some)):
                    yield frozenset({part.id.text}).union(*inner)


def _shared(view: View, part: syntax.Part, pair: set[str], record: Record) -> bool:
    """Whether two parts of a part may both hold the record, whatever else they share."""
    lines = [s for s in part.shares if {s.first.text, s.second.text} == pair]
    narrow = [s for s in lines if s.rule == "only" and not waived(view, s.id)]
    return bool(lines) and all(selects(view, s.selection, record) for s in narrow)


def _one_of_each_module(
    records: Sequence[Record],
    ways: Sequence[list[frozenset[str]]],
    taken: frozenset[str],
    repeated: frozenset[str],
) -> Iterator[Placing]:
    if not records:
        yield ()
        return
    module = records[0].module
    for parts in ways[0]:
        if not parts or module not in taken:
            now = taken | {module} - repeated if parts else taken
            for others in _one_of_each_module(records[1:], ways[1:], now, repeated):
                yield (parts, *others)


def _asks(view: View, part: syntax.Part, record: Record) -> bool:
    """Whether the part or one in it asks for the record; with nothing said, it asks for all."""
    if part.reuses:
        return False
    key = (part.id.text, record.id, ())
    if key not in view.known:
        own = list(part.requirements)
        if part is view.root:
            own = [line.requirement for line in lines_of(view, frozenset({part.id.text}))]
        asked_for = [asked for r in own for asked in asking(view.at(r.id), r.condition)]
        said = asked_for or part.parts
        view.known[key] = (
            not said
            or any(asked(record) for asked in asked_for)
            or any(_asks(view, inner, record) for inner in part.parts)
        )
    return view.known[key]


# Requirements of a placing


def lines_of(view: View, chosen: frozenset[str]) -> Iterator[Line]:
    """The requirements under a choice of parts, in the order written, the size first."""
    award = view.policy.award
    root = view.root.id.text
    if award.size:
        size = syntax.Total("at least", award.size, None, None, span=award.span)
        name = syntax.Name("size", span=award.span)
        yield Line("size", root, syntax.Requirement(name, None, size, None, span=award.span))
    yield from _award_lines(view, root)
    for variable in award.variables:
        if isinstance(variable, syntax.SomeArea):
            bound = variable.variable.text
            if view.binding[bound] is not None:
                yield from _named(bound, root, variable.requirements)
    for part in all_parts(view.root):
        if part.id.text in chosen:
            yield from _named(part.id.text, part.id.text, part.requirements)


def _award_lines(view: View, root: str) -> Iterator[Line]:
    """The awards that must be held, and those that must not have been conferred."""
    policy = view.policy
    for relation in policy.award.relations:
        for other in relation.awards:
            held = syntax.HoldsAward(other, span=other.span)
            if relation.kind == "includes":
                yield Line(f"includes {other.text}", root, _unnamed(held))
            elif relation.kind == "bars":
                barred = evolve(held, held=True, negated=True)
                yield Line(f"bars {other.text}", root, _unnamed(barred))
    for name, sibling in policy.siblings.items():
        ends = [
            relation
            for relation in sibling.award.relations
            if relation.kind in ("bars", "absorbs", "surrenders")
            and policy.id in (award.text for award in relation.awards)
        ]
        if name != policy.id and ends:
            other = syntax.Name(name, span=policy.award.span)
            barred = syntax.HoldsAward(other, True, True, span=policy.award.span)
            yield Line(f"barred by {name}", root, _unnamed(barred))


def _unnamed(condition: syntax.Condition) -> syntax.Requirement:
    return syntax.Requirement(None, None, condition, None, span=condition.span)


def _named(name: str, part: str, requirements: Sequence[syntax.Requirement]) -> Iterator[Line]:
    for number, requirement in enumerate(requirements, 1):
        own = requirement.id.text if requirement.id else f"{name}.{number}"
        yield Line(own, part, requirement)


def short(view: View, line: Line, placing: Placing) -> Short | None:
    """How far the requirement is from being met, none where it is met."""
    reuses = [{name.text for name in p.reuses} for p in all_parts(view.root)
              if p.id.text == line.part]  # fmt: skip
    looked_at = {line.part}.union(*reuses)
    counted = tuple(n for n, parts in enumerate(placing) if parts & looked_at)
    award = tuple(n for n, parts in enumerate(placing) if parts)
    key = (line.id, counted, award)
    if key not in view.shorts:
        records = [[view.candidates[n] for n in numbers] for numbers in (counted, award)]
        view.shorts[key] = missing_of(view, line.id, line.requirement, *records)
    return view.shorts[key]


def first_class(view: View, placing: Placing) -> int:
    """The place of the first class listed that the counted set meets, past the last if none."""
    award = [r for r, parts in zip(view.candidates, placing, strict=True) if parts]
    classes = view.policy.award.classes
    return next(
        (
            place
            for place, each in enumerate(classes)
            if all(missing(view, "", c, award, award) is None for c in each.conditions)
        ),
        len(classes),
    )


def preferred(view: View, placing: Placing) -> tuple[Fraction, ...]:
    """What decides between sets of as many credits, the least first.

    It is the credits counted, negative, of each expiry date among the candidates; where the award
    says what it prefers, that instead.
    """
    counted = [r for r, parts in zip(view.candidates, placing, strict=True) if parts]
    if view.policy.award.prefers:
        return tuple(-_liked(view, each, counted) for each in view.policy.award.prefers)
    days = {r.id: min(expiries(view, r), default=None) for r in view.candidates}
    return tuple(
        -measure(view, [r for r in counted if days[r.id] == day], "credits")
        for day in sorted({day for day in days.values() if day})
    )


def _liked(view: View, prefer: syntax.Prefer, counted: Sequence[Record]) -> Fraction:
    if prefer.selection is None:
        graded = [(credits(view, r), points(view, r)) for r in counted]
        return sum((c * p for c, p in graded if p is not None), Fraction(0))
    return measure(view, [r for r in counted if selects(view, prefer.selection, r)], "credits")
