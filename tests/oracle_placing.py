"""Every binding of an award's variables, with its candidates, and every placing of those."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, product

from attrs import evolve, frozen

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.record import Record
from tests.oracle_conditions import (
    NoAmountError,
    asking,
    credits,
    fixed_amount,
    measure,
    missing,
)
from tests.oracle_selections import (
    Short,
    Situation,
    View,
    applied,
    codes,
    event,
    last_day,
    mentions,
    points,
    seen,
    selects,
)

Placing = tuple[frozenset[str], ...]
"""For each candidate, in order, the parts that hold it: none, or the root and others."""


@frozen
class Line:
    """A requirement under its id, and the part whose records it looks at."""

    id: str
    part: str
    condition: syntax.Condition


def earns(policy: CheckedPolicy, situation: Situation) -> bool:
    """Whether the situation earns the award."""
    period, on = policy.award.effective, situation.on
    if period and not (period.first <= on and (period.last is None or on <= period.last)):
        return False
    return any(works(view) for view in views(policy, situation))


# One binding of the variables: what the award says, and what may count


def views(policy: CheckedPolicy, situation: Situation) -> Iterator[View]:
    """One for each binding, the best ranked first."""
    variables = policy.award.variables
    names = ["level" if isinstance(v, syntax.HighestLevel) else v.variable.text for v in variables]
    for values in product(*(enumerate(_values(v, situation.catalogue)) for v in variables)):
        binding = {name: value for name, (_, value) in zip(names, values, strict=True)}
        rank = tuple(rank for rank, _ in values)
        view = View(policy, situation, binding, rank, policy.award.root)
        view = evolve(view, root=_decided(view, policy.award.root))
        view = evolve(view, bundled=_bundled(view))
        records = _in_order(situation)
        view.candidates.extend(r for r in records if _candidate(view, r) and _kept(view, r))
        yield view


def _values(variable: syntax.Variable, catalogue: Catalogue) -> list[int | str | None]:
    if isinstance(variable, syntax.HighestLevel):
        return list(range(variable.highest, variable.lowest - 1, -1))
    below = {a for top in variable.under for a in catalogue.area_and_below(top.text) - {top.text}}
    found: list[int | str | None] = [area for area in catalogue.areas if area in below]
    return [*found, None] if variable.optional else found


def _decided(view: View, part: syntax.Part) -> syntax.Part:
    """The part with what its branches say standing after its own lines."""
    whens = part.whens
    part = evolve(part, parts=tuple(_decided(view, inner) for inner in part.parts), whens=())
    for when in whens:
        met = all(missing(view, "", each, [], []) is None for each in when.conditions)
        branch = when.then if met else when.otherwise
        if branch is not None:
            branch = _decided(view, branch)
            part = evolve(
                part,
                count_only=part.count_only + branch.count_only,
                requirements=part.requirements + branch.requirements,
                parts=part.parts + branch.parts,
                shares=part.shares + branch.shares,
                closed=part.closed or branch.closed,
            )
    return part


def _bundled(view: View) -> dict[str, Fraction]:
    award = view.policy.award
    bundles = [
        bundle
        for written in (award.variables, view.root)
        for bundle in mentions(view.policy, written, syntax.Bundle)
        if isinstance(bundle, syntax.Bundle)
    ]
    return {
        code: bundle.counts / len(codes(view, bundle.modules))
        for bundle in bundles
        if bundle.counts is not None
        for code in codes(view, bundle.modules)
    }


def _in_order(situation: Situation) -> list[Record]:
    def place(record: Record) -> tuple[int, date, str]:
        position = situation.catalogue.position(record.module)
        return position, record.completed_on or date.max, record.id

    return sorted(situation.transcript.records, key=place)


def _candidate(view: View, record: Record) -> bool:
    on = view.situation.on
    tested = applied(view.policy, view.situation) if view.policy.award.on_application else on
    return _meets_count_only(view, record) and all(
        tested <= expires for expires in expiries(view, record)
    )


def _meets_count_only(view: View, record: Record) -> bool:
    on = view.situation.on
    return (
        record.status == "passed"
        and seen(record, on)
        and (record.awarded_on is not None and record.awarded_on <= on)
        and all(selects(view, only.selection, record) for only in view.root.count_only)
    )


def expiries(view: View, record: Record) -> list[date]:
    """The last valid days of each expiry that speaks of the record."""
    days = [
        (expiry, event(view, expiry.event, record) or _assumed(view, expiry, record))
        for expiry in view.policy.award.expiries
        if selects(view, expiry.selection, record)
    ]
    return [last_day(view.policy, expiry, day) for expiry, day in days if day is not None]


def _assumed(view: View, expiry: syntax.Expiry, record: Record) -> date | None:
    enrolments = view.situation.enrolments
    return enrolments.get(record.id) if expiry.event == "enrolment" else None


# Repeats


def _rule(view: View, module: str) -> syntax.Repeats | None:
    """What the award says of repeats of a module: of one that has a selected record on sight."""
    records = [
        r
        for r in view.situation.transcript.records
        if r.module == module and seen(r, view.situation.on)
    ]
    return next(
        (
            rule
            for rule in view.policy.award.repeats
            if any(selects(view, rule.selection, r) for r in records)
        ),
        None,
    )


def _kept(view: View, record: Record) -> bool:
    """Whether the rule about repeats keeps this attempt."""
    rule = _rule(view, record.module)
    if rule is None or rule.keep == "every":
        return True
    same = [r for r in view.situation.transcript.records if r.module == record.module]

    def place(one: Record) -> tuple[date, str]:
        return one.completed_on or date.max, one.id

    def worth(one: Record) -> tuple[bool, Fraction, tuple[date, str]]:
        own = points(view, one)
        return own is not None, own or Fraction(0), place(one)

    match rule.keep:
        case "best":
            kept = max((r for r in same if _candidate(view, r)), key=worth)
        case "first":
            kept = min((r for r in same if _candidate(view, r)), key=place)
        case "latest":
            on = view.situation.on
            completed = [r for r in same if r.completed_on and r.completed_on <= on]
            kept = max((r for r in completed if r.status in ("passed", "failed")), key=place)
    return kept.id == record.id


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
    rules = {r.module: _rule(view, r.module) for r in view.candidates}
    limits = {
        module: rule.limit
        for module, rule in rules.items()
        if rule and rule.keep == "every" and rule.limit is not None
    }
    shares = [share for part in all_parts(view.root) for share in part.shares if share.limit]
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
    shared = [r for r, parts in held if both <= parts]
    try:
        limit = fixed_amount(view, share.limit)
    except NoAmountError:
        return not shared
    return measure(view, shared, limit.unit) <= limit.number


def _ways(
    view: View, part: syntax.Part, record: Record, chosen: frozenset[str]
) -> Iterator[frozenset[str]]:
    """Every set of parts, this one and others in it, that may hold the record."""
    narrowed = all(selects(view, only.selection, record) for only in part.count_only)
    if not narrowed or not _asks(view, part, record):
        return
    shared = [{s.first.text, s.second.text} for s in part.shares]
    inside = [p for p in part.parts if p.id.text in chosen and not p.reuses]
    for number in range(1 if part.closed else 0, len(inside) + 1):
        for some in combinations(inside, number):
            if all({p.id.text, q.id.text} in shared for p, q in combinations(some, 2)):
                for inner in product(*(list(_ways(view, p, record, chosen)) for p in some)):
                    yield frozenset({part.id.text}).union(*inner)


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
    key = (part.id.text, record.id)
    if key not in view.known:
        own = [r.condition for r in part.requirements]
        if part is view.root:
            own = [line.condition for line in lines_of(view, frozenset({part.id.text}))]
        asked_for = [asked for condition in own for asked in asking(view, condition)]
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
        yield Line("size", root, size)
    for variable in award.variables:
        if isinstance(variable, syntax.SomeArea):
            name = variable.variable.text
            if view.binding[name] is not None:
                yield from _named(name, root, variable.requirements)
    for part in all_parts(view.root):
        if part.id.text in chosen:
            yield from _named(part.id.text, part.id.text, part.requirements)


def _named(name: str, part: str, requirements: Sequence[syntax.Requirement]) -> Iterator[Line]:
    for number, requirement in enumerate(requirements, 1):
        own = requirement.id.text if requirement.id else f"{name}.{number}"
        yield Line(own, part, requirement.condition)


def works(view: View) -> bool:
    """Whether some placing meets every requirement."""
    return any(
        all(short(view, line, placing) is None for line in lines)
        for chosen in choices(view.root)
        for lines in [list(lines_of(view, chosen))]
        for placing in placings(view, chosen)
    )


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
        view.shorts[key] = missing(view, line.id, line.condition, *records)
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


def expiring(view: View, placing: Placing) -> tuple[Fraction, ...]:
    """The credits counted, negative, of each expiry date among the candidates."""
    days = [min(expiries(view, r), default=None) for r in view.candidates]
    counted = [(r, day) for r, day, p in zip(view.candidates, days, placing, strict=True) if p]
    return tuple(
        -sum((credits(view, r) for r, expiry in counted if expiry == day), Fraction(0))
        for day in sorted({day for day in days if day})
    )
