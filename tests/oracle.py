"""Decides an award by trying everything: slow and simple, from the definitions alone.

The oracle reads the checked policy and nothing that the engine makes of it. It is for small
cases: some seven records, five parts, and few values of each variable.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from math import ceil
from typing import assert_never

import attrs
from attrs import evolve, field, frozen

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.syntax import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.model.validity import anniversary

Binding = Mapping[str, int | str | None]
Placing = tuple[frozenset[str], ...]
"""For each candidate, in order, the parts that hold it: none, or the root and others."""

Short = tuple[Fraction, Fraction]
"""How many credits and how many modules are missing, or too many."""

NOTHING = (Fraction(0), Fraction(0))


@frozen(order=True)
class Key:
    """What makes one working set better than another: compared line by line, the least is best.

    ``expiring`` are the credits counted, negative, of each expiry date among the candidates.
    """

    rank: tuple[int, ...]
    credits: Fraction
    expiring: tuple[Fraction, ...]
    left_out: tuple[bool, ...]
    placings: int
    not_placed: tuple[bool, ...]


@frozen
class OracleVerdict:
    """The outcome; the set shown where it is earned, the closest one where it is not.

    Where a value is unknown and every filling gives the same outcome, the rest is of one of the
    ``fillings`` only. An undetermined verdict has its ``outcomes`` and nothing else.
    """

    outcome: Outcome
    outcomes: frozenset[Outcome]
    fillings: int = 1
    placing: Mapping[str, frozenset[str]] = field(factory=dict)
    binding: Binding = field(factory=dict)
    variants: tuple[Binding, ...] = ()
    key: Key | None = None
    unmet: tuple[str, ...] = ()
    short: Fraction = Fraction(0)
    short_modules: Fraction = Fraction(0)


def oracle(
    policy: CheckedPolicy, transcript: Transcript, catalogue: Catalogue, on: date
) -> OracleVerdict:
    """The verdict on a resolved transcript, after trying every value, choice and placing."""
    fillings = list(_fillings(policy, transcript, catalogue, on))
    outcomes = frozenset(_outcome(policy, filled) for filled in fillings)
    if len(outcomes) > 1:
        return OracleVerdict("undetermined", outcomes, len(fillings))
    (outcome,) = outcomes
    return evolve(
        _shown(policy, fillings[0]), outcome=outcome, outcomes=outcomes, fillings=len(fillings)
    )


# Situations: what is unknown or pending, decided one way or another


@frozen(eq=False)
class Situation:
    """What is on record when nothing is unknown, as seen on a day."""

    transcript: Transcript
    catalogue: Catalogue
    on: date
    _earned: dict[str, bool] = field(factory=dict)

    def earned(self, policy: CheckedPolicy) -> bool:
        """Whether the award is earned on its own."""
        if policy.id not in self._earned:
            self._earned[policy.id] = _in_force(policy, self.on) and any(
                _works(view) for view in _views(policy, self)
            )
        return self._earned[policy.id]

    def holds(self, policy: CheckedPolicy, award: str, *, held: bool) -> bool:
        """Whether the learner holds an award that the policy names, or earns it unless ``held``."""
        conferred = any(c.award == award and c.on <= self.on for c in self.transcript.conferred)
        need = policy.needs.get(award)
        return conferred or (not held and need is not None and self.earned(need))


def _outcome(policy: CheckedPolicy, situation: Situation) -> Outcome:
    if situation.earned(policy):
        return "earned"
    if any(passed.earned(policy) for passed in _passed(policy, situation)):
        return "pending"
    return "not earned"


def _in_force(policy: CheckedPolicy, on: date) -> bool:
    period = policy.award.effective
    return period is None or (period.first <= on and (period.last is None or on <= period.last))


def _seen(record: Record, on: date) -> bool:
    return record.completed_on is None or record.completed_on <= on


def _passed(policy: CheckedPolicy, situation: Situation) -> Iterator[Situation]:
    """The situations in which some of what is pending is passed and awarded on the day."""
    on = situation.on
    records = situation.transcript.records
    waiting = [
        r
        for r in records
        if _seen(r, on)
        and (
            r.status == "in progress"
            or (r.status == "passed" and r.awarded_on is not None and r.awarded_on > on)
        )
    ]
    for number in range(1, len(waiting) + 1):
        for some in combinations(waiting, number):
            passed = [
                evolve(r, status="passed", completed_on=r.completed_on or on, awarded_on=on)
                for r in some
            ]
            grades = [
                [now] if r.status == "passed" else _any_grade(policy, now)
                for r, now in zip(some, passed, strict=True)
            ]
            for graded in product(*grades):
                yield _with(situation, graded)


def _with(situation: Situation, changed: Sequence[Record]) -> Situation:
    by_id = {r.id: r for r in changed}
    records = tuple(by_id.get(r.id, r) for r in situation.transcript.records)
    transcript = evolve(situation.transcript, records=records)
    return Situation(transcript, situation.catalogue, situation.on)


def _fillings(
    policy: CheckedPolicy, transcript: Transcript, catalogue: Catalogue, on: date
) -> Iterator[Situation]:
    situation = Situation(transcript, catalogue, on)
    records = [r for r in transcript.records if _seen(r, on)]
    for filled in product(*(list(_filled(policy, situation, r)) for r in records)):
        yield _with(situation, filled)


def _filled(policy: CheckedPolicy, situation: Situation, record: Record) -> Iterator[Record]:
    grades, days, levels = [record], [record.awarded_on], [record.level]
    # Recognised credit comes without a grade: that is known, and nothing is missing.
    if record.status == "passed" and record.grade is None and not record.recognised:
        grades = _any_grade(policy, record)
    if record.status == "passed" and record.awarded_on is None:
        days = _any_award_day(policy, situation, record)
    enrolments: list[date | None] = [record.enrolled_on]
    if record.status == "passed" and record.enrolled_on is None:
        enrolments = _any_enrolment(policy, situation, record)
    pending_too = record.status in ("passed", "in progress")
    if pending_too and record.level is None and policy.framework and _asks_levels(policy):
        lowest, highest = policy.framework.levels
        levels = list(range(lowest, highest + 1))
    for graded, day, level, enrolled in product(grades, days, levels, enrolments):
        yield evolve(graded, awarded_on=day, level=level, enrolled_on=enrolled)


def _any_grade(policy: CheckedPolicy, record: Record) -> list[Record]:
    """The record with every passing grade that it may have; as it is where nobody asks."""
    scales = policy.framework.scales if policy.framework else ()
    graded = [
        evolve(record, grade=grade.code.text, scale=scale.name)
        for scale in scales
        if record.scale in (None, scale.name)
        for grade in scale.grades
        if grade.passing
    ]
    return graded if graded and _asks_grades(policy) else [record]


def _any_award_day(
    policy: CheckedPolicy, situation: Situation, record: Record
) -> list[date | None]:
    """Days that stand for all: the earliest for each way of being expired or not."""
    on = situation.on
    tested = {on} | {a.on for a in situation.transcript.applications if a.on <= on}
    years = {
        expiry.years
        for each in _with_needs(policy)
        for expiry in each.award.expiries
        if expiry.event == "award of the module"
    }
    near = {
        date.fromordinal(anniversary(day, -y).toordinal() + more)
        for day in tested
        for y in years
        for more in (-2, -1, 0, 1, 2)
    }
    first = record.completed_on or min(near | {on})
    days = sorted(day for day in near | {first, on} if first <= day <= on)
    effects = {tuple(anniversary(d, y) >= t for y in years for t in tested): d for d in days[::-1]}
    return [*sorted(effects.values())]


def _any_enrolment(
    policy: CheckedPolicy, situation: Situation, record: Record
) -> list[date | None]:
    """Days up to completion that stand for all, as for award dates; none where nobody asks."""
    on = situation.on
    tested = {on} | {a.on for a in situation.transcript.applications if a.on <= on}
    years = {
        expiry.years
        for each in _with_needs(policy)
        for expiry in each.award.expiries
        if expiry.event == "enrolment"
    }
    if not years:
        return [None]
    near = {
        date.fromordinal(anniversary(day, -y).toordinal() + more)
        for day in tested
        for y in years
        for more in (-2, -1, 0, 1, 2)
    }
    last = record.completed_on or on
    days = sorted(day for day in near | {last} if day <= last)
    effects = {tuple(anniversary(d, y) >= t for y in years for t in tested): d for d in days[::-1]}
    return [*sorted(effects.values())]


def _with_needs(policy: CheckedPolicy) -> Iterator[CheckedPolicy]:
    yield policy
    for need in policy.needs.values():
        yield from _with_needs(need)


def _asks_grades(policy: CheckedPolicy) -> bool:
    return any(_mentions(p, p.award, (syntax.Graded, syntax.Average)) for p in _with_needs(policy))


def _asks_levels(policy: CheckedPolicy) -> bool:
    return any(_mentions(p, p.award, (syntax.AtLevel,)) for p in _with_needs(policy))


def _mentions(policy: CheckedPolicy, value: object, kinds: tuple[type, ...]) -> bool:
    if isinstance(value, kinds):
        return True
    if isinstance(value, syntax.Defined):
        return _mentions(policy, policy.selection(value.name.text), kinds)
    if isinstance(value, tuple):
        return any(_mentions(policy, item, kinds) for item in value)
    if isinstance(value, syntax.Node):
        return any(
            _mentions(policy, getattr(value, f.name), kinds)
            for f in attrs.fields(type(value))
            if f.name != "span"
        )
    return False


# One binding of the variables: its candidates, and every placing of them


@frozen(eq=False)
class View:
    """A situation as the policy sees it under one binding of its variables."""

    policy: CheckedPolicy
    situation: Situation
    binding: Binding
    rank: tuple[int, ...]
    candidates: list[Record] = field(factory=list)
    known: dict[tuple[int | str, str], bool] = field(factory=dict)
    shorts: dict[tuple[str, tuple[int, ...], tuple[int, ...]], Short | None] = field(factory=dict)


@frozen
class Line:
    """A requirement under its id, and the part whose records it looks at."""

    id: str
    part: str
    condition: syntax.Condition


def _views(policy: CheckedPolicy, situation: Situation) -> Iterator[View]:
    """One for each binding, the best ranked first."""
    variables = policy.award.variables
    names = ["level" if isinstance(v, syntax.HighestLevel) else v.variable.text for v in variables]
    for values in product(*(enumerate(_values(v, situation.catalogue)) for v in variables)):
        binding = {name: value for name, (_, value) in zip(names, values, strict=True)}
        view = View(policy, situation, binding, tuple(rank for rank, _ in values))
        view.candidates.extend(r for r in _in_order(situation) if _candidate(view, r))
        yield view


def _values(variable: syntax.Variable, catalogue: Catalogue) -> list[int | str | None]:
    if isinstance(variable, syntax.HighestLevel):
        return list(range(variable.highest, variable.lowest - 1, -1))
    below = {a for top in variable.under for a in catalogue.area_and_below(top.text) - {top.text}}
    found: list[int | str | None] = [area for area in catalogue.areas if area in below]
    return [*found, None] if variable.optional else found


def _in_order(situation: Situation) -> list[Record]:
    def place(record: Record) -> tuple[int, date, str]:
        position = situation.catalogue.position(record.module)
        return position, record.completed_on or date.max, record.id

    return sorted(situation.transcript.records, key=place)


def _candidate(view: View, record: Record) -> bool:
    on = view.situation.on
    award = view.policy.award
    tested = on
    if award.on_application:
        asked = [a.on for a in view.situation.transcript.applications if a.award == award.id.text]
        tested = max((day for day in asked if day <= on), default=on)
    return (
        record.status == "passed"
        and _seen(record, on)
        and (record.awarded_on is not None and record.awarded_on <= on)
        and all(_selects(view, only.selection, record) for only in award.root.count_only)
        and all(tested <= expires for expires in _expiries(view, record))
    )


def _expiries(view: View, record: Record) -> list[date]:
    days = {
        "completion": record.completed_on,
        "award of the module": record.awarded_on,
        "enrolment": record.enrolled_on,
    }
    return [
        anniversary(day, expiry.years)
        for expiry in view.policy.award.expiries
        if (day := days[expiry.event]) is not None and _selects(view, expiry.selection, record)
    ]


def _choices(part: syntax.Part) -> Iterator[frozenset[str]]:
    """Every way to choose: the ids of the part and of those in it that are to hold."""
    lowest = highest = len(part.parts)
    if part.choose:
        lowest, highest = part.choose.lowest, part.choose.highest or highest
    for number in range(lowest, min(highest, len(part.parts)) + 1):
        for chosen in combinations(part.parts, number):
            for inner in product(*(list(_choices(p)) for p in chosen)):
                yield frozenset({part.id.text}).union(*inner)


def _parts(part: syntax.Part) -> Iterator[syntax.Part]:
    yield part
    for inner in part.parts:
        yield from _parts(inner)


def _placings(view: View, chosen: frozenset[str]) -> Iterator[Placing]:
    """Every placing of the candidates that breaks no rule about placing."""
    root = view.policy.award.root
    ways = [[frozenset[str](), *_ways(view, root, r, chosen)] for r in view.candidates]
    limits = [
        (share, _fixed(view, share.limit))
        for part in _parts(root)
        for share in part.shares
        if share.limit
    ]
    for placing in _one_of_each_module(view.candidates, ways, frozenset()):
        if all(
            _measure(
                [
                    r
                    for r, parts in zip(view.candidates, placing, strict=True)
                    if {share.first.text, share.second.text} <= parts
                ],
                limit.unit,
            )
            <= limit.number
            for share, limit in limits
        ):
            yield placing


def _ways(
    view: View, part: syntax.Part, record: Record, chosen: frozenset[str]
) -> Iterator[frozenset[str]]:
    """Every set of parts, this one and others in it, that may hold the record."""
    narrowed = all(_selects(view, only.selection, record) for only in part.count_only)
    if not narrowed or not _asks(view, part, record):
        return
    shared = [{s.first.text, s.second.text} for s in part.shares]
    inside = [p for p in part.parts if p.id.text in chosen]
    for number in range(1 if part.closed else 0, len(inside) + 1):
        for some in combinations(inside, number):
            if all({p.id.text, q.id.text} in shared for p, q in combinations(some, 2)):
                for inner in product(*(list(_ways(view, p, record, chosen)) for p in some)):
                    yield frozenset({part.id.text}).union(*inner)


def _one_of_each_module(
    records: Sequence[Record], ways: Sequence[list[frozenset[str]]], taken: frozenset[str]
) -> Iterator[Placing]:
    if not records:
        yield ()
        return
    module = records[0].module
    for parts in ways[0]:
        if not parts or module not in taken:
            now = taken | {module} if parts else taken
            for others in _one_of_each_module(records[1:], ways[1:], now):
                yield (parts, *others)


def _asks(view: View, part: syntax.Part, record: Record) -> bool:
    """Whether the part or one in it asks for the record; with nothing said, it asks for all."""
    key = (part.id.text, record.id)
    if key not in view.known:
        root = view.policy.award.root
        own = [r.condition for r in part.requirements]
        if part is root:
            own = [line.condition for line in _lines(view, frozenset({root.id.text}))]
        asking = [asked for condition in own for asked in _asking(view, condition)]
        said = asking or part.parts
        view.known[key] = (
            not said
            or any(asked(record) for asked in asking)
            or any(_asks(view, inner, record) for inner in part.parts)
        )
    return view.known[key]


def _asking(view: View, condition: syntax.Condition) -> Iterator[Callable[[Record], bool]]:
    match condition:
        case syntax.Total(comparison, amount, _, selection):
            amount = view.policy.amount(amount)
            judges = isinstance(amount, syntax.Proportion) and amount.base in ("counted", "award")
            if comparison != "at most" and not judges:
                yield lambda record: _selects(view, selection, record)
        case syntax.AllOf(modules):
            yield lambda record: record.module in _codes(view, modules)
        case syntax.SomeOf(_, choices):
            yield lambda record: any(record.module in _codes(view, c) for c in choices)
        case syntax.Either(branches):
            for branch in branches:
                for requirement in branch:
                    yield from _asking(view, requirement.condition)
        case syntax.Average() | syntax.HoldsAward():
            return
        case _:
            assert_never(condition)


# Requirements of a placing


def _lines(view: View, chosen: frozenset[str]) -> Iterator[Line]:
    """The requirements under a choice of parts, in the order written, the size first."""
    award = view.policy.award
    root = award.root.id.text
    if award.size:
        size = syntax.Total("at least", award.size, None, None, span=award.span)
        yield Line("size", root, size)
    for variable in award.variables:
        if isinstance(variable, syntax.SomeArea):
            name = variable.variable.text
            if view.binding[name] is not None:
                yield from _named(name, root, variable.requirements)
    for part in _parts(award.root):
        if part.id.text in chosen:
            yield from _named(part.id.text, part.id.text, part.requirements)


def _named(name: str, part: str, requirements: Sequence[syntax.Requirement]) -> Iterator[Line]:
    for number, requirement in enumerate(requirements, 1):
        own = requirement.id.text if requirement.id else f"{name}.{number}"
        yield Line(own, part, requirement.condition)


def _works(view: View) -> bool:
    """Whether some placing meets every requirement."""
    return any(
        all(_short(view, line, placing) is None for line in lines)
        for chosen in _choices(view.policy.award.root)
        for lines in [list(_lines(view, chosen))]
        for placing in _placings(view, chosen)
    )


def _short(view: View, line: Line, placing: Placing) -> Short | None:
    """How far the requirement is from being met, none where it is met."""
    counted = tuple(n for n, parts in enumerate(placing) if line.part in parts)
    award = tuple(n for n, parts in enumerate(placing) if parts)
    key = (line.id, counted, award)
    if key not in view.shorts:
        records = [[view.candidates[n] for n in numbers] for numbers in (counted, award)]
        view.shorts[key] = _missing(view, line.condition, *records)
    return view.shorts[key]


def _missing(
    view: View, condition: syntax.Condition, counted: list[Record], award: list[Record]
) -> Short | None:
    match condition:
        case syntax.Total():
            return _off(view, condition, counted, award)
        case syntax.AllOf(modules):
            missing = _codes(view, modules) - {r.module for r in counted}
            return (Fraction(0), Fraction(len(missing))) if missing else None
        case syntax.SomeOf(number, choices):
            found = [c for c in choices if _codes(view, c) & {r.module for r in counted}]
            missing_choices = Fraction(number - len(found))
            return (Fraction(0), missing_choices) if missing_choices > 0 else None
        case syntax.Average(minimum, selection):
            points = [
                (r, p)
                for r in counted
                if _selects(view, selection, r) and (p := _points(view, r)) is not None
            ]
            total = sum((_credits(r) * p for r, p in points), Fraction(0))
            needed = minimum * _measure([r for r, _ in points], "credits")
            return None if points and total >= needed else NOTHING
        case syntax.HoldsAward(name, held, negated):
            holds = view.situation.holds(view.policy, name.text, held=held)
            return None if holds != negated else NOTHING
        case syntax.Either(branches):
            tried = [
                [_missing(view, requirement.condition, counted, award) for requirement in branch]
                for branch in branches
            ]
            if any(all(short is None for short in branch) for branch in tried):
                return None
            return min(_sum([s for s in branch if s is not None]) for branch in tried)
        case _:
            assert_never(condition)


def _sum(shorts: Sequence[Short]) -> Short:
    credits = sum((c for c, _ in shorts), Fraction(0))
    return credits, sum((m for _, m in shorts), Fraction(0))


def _off(
    view: View, total: syntax.Total, counted: list[Record], award: list[Record]
) -> Short | None:
    unit = view.policy.amount(total.amount).unit
    have = _measure([r for r in counted if _selects(view, total.selection, r)], unit)
    amount = _number(view, total.amount, counted, award)
    match total.comparison:
        case "at least":
            off = amount - have
        case "at most":
            off = have - amount
        case "exactly":
            off = abs(have - amount)
        case "between":
            assert total.upper is not None
            off = max(amount - have, have - _number(view, total.upper, counted, award))
    if off <= 0:
        return None
    return (off, Fraction(0)) if unit == "credits" else (Fraction(0), off)


def _number(
    view: View, written: syntax.Amount, counted: list[Record], award: list[Record]
) -> Fraction:
    amount = view.policy.amount(written)
    if isinstance(amount, syntax.Fixed):
        return amount.number
    match amount.base:
        case "counted":
            return amount.ratio * _measure(counted, amount.unit)
        case "award":
            return amount.ratio * _measure(award, amount.unit)
        case "size":
            assert view.policy.size is not None
            number = amount.ratio * view.policy.size
        case syntax.Fixed():
            number = amount.ratio * amount.base.number
    return Fraction(ceil(number)) if amount.rounded_up else number


def _fixed(view: View, written: syntax.Fixed | syntax.NamedAmount | None) -> syntax.Fixed:
    assert written is not None
    amount = view.policy.amount(written)
    assert isinstance(amount, syntax.Fixed)
    return amount


def _measure(records: Sequence[Record], unit: syntax.Unit) -> Fraction:
    if unit == "modules":
        return Fraction(len(records))
    return sum((_credits(r) for r in records), Fraction(0))


def _credits(record: Record) -> Fraction:
    assert record.credits is not None
    return record.credits


def _codes(view: View, modules: Sequence[syntax.Code]) -> frozenset[str]:
    """The present codes of the modules."""
    known = [(code.text, view.situation.catalogue.module(code.text)) for code in modules]
    return frozenset(module.code if module else code for code, module in known)


# Selections


def _selects(view: View, selection: syntax.Selection | None, record: Record) -> bool:
    if selection is None:
        return True
    key = (id(selection), record.id)
    if key not in view.known:
        excepted = selection.excepted and _all(view, selection.excepted, record)
        view.known[key] = not excepted and any(
            _all(view, adjectives, record) for adjectives in selection.alternatives
        )
    return view.known[key]


def _all(view: View, adjectives: Sequence[syntax.Adjective], record: Record) -> bool:
    return all(_is(view, adjective, record) for adjective in adjectives)


def _is(view: View, adjective: syntax.Adjective, record: Record) -> bool:
    match adjective:
        case syntax.InArea(areas):
            return any(area in (record.areas or ()) for area in _areas(view, areas))
        case syntax.UnderArea(areas):
            catalogue = view.situation.catalogue
            below = [catalogue.area_and_below(a) for a in _areas(view, areas)]
            return any(area in all_below for all_below in below for area in record.areas or ())
        case syntax.AtLevel(ranges):
            return any(_in_range(view, each, record.level) for each in ranges)
        case syntax.FromModules(modules):
            return record.module in _codes(view, modules)
        case syntax.Passed():
            return record.status == "passed"
        case syntax.Graded():
            return _graded(view, adjective, record)
        case syntax.Recognised():
            return record.recognised
        case syntax.AtInstitution():
            return record.institution in (None, view.policy.institution)
        case syntax.Completed(relation, first, last):
            day = record.completed_on
            if day is None:
                return False
            if relation == "between":
                return last is not None and first <= day <= last
            return day < first if relation == "before" else day > first
        case syntax.UsedFor(kind, award):
            uses = [use.partition(":")[::2] for use in record.used_for]
            if kind is None and award is None:
                return any(used != view.policy.id for _, used in uses)
            return any(
                kind in (None, of) and (award is None or award.text == used) for of, used in uses
            )
        case syntax.Tagged(tags):
            return any(tag.text in record.tags for tag in tags)
        case syntax.Defined(name):
            return _selects(view, view.policy.selection(name.text), record)
        case syntax.Not(negated):
            return not _is(view, negated, record)
        case _:
            assert_never(adjective)


def _areas(view: View, areas: Sequence[syntax.Text | syntax.Name]) -> list[str]:
    """The areas named, without those of a variable that is none."""
    meant = [a.text if isinstance(a, syntax.Text) else view.binding[a.text] for a in areas]
    return [area for area in meant if isinstance(area, str)]


def _in_range(view: View, levels: syntax.LevelRange, level: int | None) -> bool:
    def number(written: int | syntax.Name) -> int:
        bound = written if isinstance(written, int) else view.binding["level"]
        assert isinstance(bound, int)
        return bound

    if level is None:
        return False
    return number(levels.lowest) <= level and (
        levels.highest is None or level <= number(levels.highest)
    )


def _scale(view: View, grade: str | None, scale: str | None) -> syntax.GradeScale | None:
    """The scale of a grade: the one named, else the only one that has it."""
    found = [s for s in view.policy.scales(grade or "") if scale in (None, s.name)]
    return found[0] if len(found) == 1 else None


def _points(view: View, record: Record) -> Fraction | None:
    scale = _scale(view, record.grade, record.scale)
    grades = scale.grades if scale else ()
    return next((g.points for g in grades if g.code.text == record.grade), None)


def _graded(view: View, asked: syntax.Graded, record: Record) -> bool:
    """Whether the grade is as good: by points, or by place in the scale where one has none."""
    scale = _scale(view, asked.grade.text, asked.scale.text if asked.scale else None)
    if scale is None or scale != _scale(view, record.grade, record.scale):
        return False
    by_code = {grade.code.text: grade for grade in scale.grades}
    least, grade = by_code[asked.grade.text], by_code[record.grade or ""]
    if least.points is not None and grade.points is not None:
        return grade.points >= least.points
    if grade.points is None:
        return grade == least
    return grade.passing and scale.grades.index(grade) <= scale.grades.index(least)


# The set shown


def _shown(policy: CheckedPolicy, situation: Situation) -> OracleVerdict:
    """The canonical set under the best binding that works; where none works, the closest set."""
    views = list(_views(policy, situation))
    working = [view for view in views if _works(view)]
    tries = [attempt for view in working[:1] or views for attempt in _tries(view)]
    if not tries:
        return OracleVerdict("not earned", frozenset())
    best = min(tries, key=lambda attempt: attempt.order)
    held = {
        record.id: parts - {policy.id}
        for record, parts in zip(best.view.candidates, best.placing, strict=True)
        if parts
    }
    variants = [v for v in working if not any(_beats(policy, w, v) for w in working)]
    credits, modules = best.short
    return OracleVerdict(
        outcome="not earned",
        outcomes=frozenset(),
        placing=held,
        binding=best.view.binding,
        variants=tuple(view.binding for view in variants),
        key=best.key,
        unmet=best.unmet,
        short=credits,
        short_modules=modules,
    )


@frozen
class Attempt:
    """A placing, met or not. Of equal ones that leave parts out, the first parts written stay."""

    view: View
    placing: Placing
    unmet: tuple[str, ...]
    short: Short
    key: Key
    left_out: tuple[bool, ...]

    @property
    def order(self) -> tuple[int, Short, Key, tuple[bool, ...]]:
        """Attempts by how close they come, then by the canonical order."""
        return len(self.unmet), self.short, self.key, self.left_out


def _tries(view: View) -> Iterator[Attempt]:
    """Every placing that leaves no more requirements unmet than those before it."""
    root = view.policy.award.root
    fewest: int | None = None
    for chosen in _choices(root):
        lines = list(_lines(view, chosen))
        left_out = tuple(part.id.text not in chosen for part in _parts(root))
        for placing in _placings(view, chosen):
            short = [(line.id, s) for line in lines if (s := _short(view, line, placing))]
            if fewest is None or len(short) <= fewest:
                fewest = len(short)
                unmet = tuple(name for name, _ in short)
                total = _sum([s for _, s in short])
                yield Attempt(view, placing, unmet, total, _key(view, placing), left_out)


def _key(view: View, placing: Placing) -> Key:
    expires = [min(_expiries(view, r), default=None) for r in view.candidates]
    counted = [(r, day) for r, day, p in zip(view.candidates, expires, placing, strict=True) if p]
    parts = [part.id.text for part in _parts(view.policy.award.root)]
    return Key(
        rank=view.rank,
        credits=_measure([r for r, _ in counted], "credits"),
        expiring=tuple(
            -_measure([r for r, expiry in counted if expiry == day], "credits")
            for day in sorted({day for day in expires if day})
        ),
        left_out=tuple(not p for p in placing),
        placings=sum(len(p) for p in placing),
        not_placed=tuple(part not in p for p in placing for part in parts),
    )


def _beats(policy: CheckedPolicy, one: View, other: View) -> bool:
    """Whether a binding is as good in every variable and better in one.

    Levels are ordered; an area is better than none only.
    """

    def as_good(variable: syntax.Variable) -> bool:
        if isinstance(variable, syntax.HighestLevel):
            return int(one.binding["level"] or 0) >= int(other.binding["level"] or 0)
        name = variable.variable.text
        return other.binding[name] in (None, one.binding[name])

    return one.binding != other.binding and all(map(as_good, policy.award.variables))
