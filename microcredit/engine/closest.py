"""The closest that a learner comes: the set that is shown when an award is not earned.

Of all placings that respect the parts and the limits of sharing, the one that leaves the fewest
requirements unmet, then the fewest credits short, then the fewest modules short, then the canonical
one. The least sets of requirements to leave unmet are found as minimal hitting sets of conflicts
(the implicit hitting set method: Reiter 1987; Davies and Bacchus 2011): sets of requirements that
cannot hold together.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Literal

from attrs import evolve, frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.case import Case
from microcredit.engine.formulas import Depending, Formula, Met, Some
from microcredit.engine.question import Question, always, bans, in_force, limits, settled
from microcredit.engine.search import decide
from microcredit.engine.table import Table, Weights, scaled

MOST_WAYS = 2000
"""Ways to fall short that are looked at for one award before the search gives up."""


@frozen
class Short:
    """How far from earned: requirements unmet, credits short, modules short; less is closer."""

    unmet: int
    credits: Fraction
    modules: Fraction

    @property
    def key(self) -> tuple[int, Fraction, Fraction]:
        """For comparing."""
        return self.unmet, self.credits, self.modules


@frozen
class Shortfall:
    """One way to be that close: a case that leaves certain requirements unmet."""

    case: Case
    unmet: frozenset[str]


@frozen
class _Way:
    """How an unmet formula falls short: what must hold beside, and the rows that measure it."""

    formulas: tuple[Formula, ...]
    measured: tuple[int, ...]
    furthest: tuple[tuple[int, int], ...] = ()
    """pairs of rows of which the first is at least as far from holding as the second"""


def fewest_unmet(question: Question, ceiling: int | None, budget: Budget) -> list[Shortfall]:
    """Every least set of requirements that can be left unmet, for every choice of parts.

    None of them is larger than ``ceiling``; an empty list where there is no such set.
    """
    found: list[Shortfall] = []
    for banned in bans(question.table.form, question.table.gates):
        budget.spend()
        formulas = question.formulas(banned)
        lost = frozenset(name for name, formula in formulas.items() if formula is False)
        open_formulas = {
            name: formula for name, formula in formulas.items() if not isinstance(formula, bool)
        }
        between = always(question.table)
        base = Case(banned, limits(question.table), between)
        room = None if ceiling is None else ceiling - len(lost)
        for unmet in _least(question.table, base, open_formulas, room, budget):
            held = tuple(f for name, f in open_formulas.items() if name not in unmet)
            found.append(Shortfall(evolve(base, formulas=(*between, *held)), lost | unmet))
            ceiling = len(lost) + len(unmet)
    least = min((len(one.unmet) for one in found), default=0)
    return [one for one in found if len(one.unmet) == least]


def _least(
    table: Table, base: Case, formulas: dict[str, Formula], ceiling: int | None, budget: Budget
) -> list[frozenset[str]]:
    """The smallest sets of formulas without which the others hold together."""

    def holds(kept: Sequence[str]) -> bool:
        held = tuple(formulas[name] for name in kept)
        case = evolve(base, formulas=(*base.formulas, *held))
        return decide(table, case, budget) is not None

    names = list(formulas)
    conflicts = [frozenset((name,)) for name in names if not holds([name])]
    size = len(conflicts)
    while ceiling is None or size <= ceiling:
        found: list[frozenset[str]] = []
        tried: set[frozenset[str]] = set()
        while (unmet := _untried(conflicts, size, tried, budget)) is not None:
            tried.add(unmet)
            rest = [name for name in names if name not in unmet]
            if holds(rest):
                found.append(unmet)
            else:
                conflicts.append(_shrunk(rest, holds))
        if found:
            place = {name: index for index, name in enumerate(names)}
            return sorted(found, key=lambda unmet: sorted(place[name] for name in unmet))
        size += 1
    return []


def _untried(
    conflicts: Sequence[frozenset[str]], size: int, tried: set[frozenset[str]], budget: Budget
) -> frozenset[str] | None:
    """A set of that size that takes something out of every conflict and was not tried yet."""
    # What conflicts with nothing but itself is in every such set.
    forced = frozenset().union(*(conflict for conflict in conflicts if len(conflict) == 1))
    choices = [conflict for conflict in conflicts if conflict.isdisjoint(forced)]
    seen: set[frozenset[str]] = set()
    waiting = [forced]
    while waiting:
        chosen = waiting.pop()
        if chosen in seen:
            continue
        seen.add(chosen)
        budget.spend()
        conflict = next((c for c in choices if c.isdisjoint(chosen)), None)
        if conflict is None:
            if len(chosen) == size and chosen not in tried:
                return chosen
        elif len(chosen) < size:
            waiting += [chosen | {name} for name in sorted(conflict, reverse=True)]
    return None


def _shrunk(names: Sequence[str], holds: Callable[[Sequence[str]], bool]) -> frozenset[str]:
    """A conflict within the names from which nothing can be taken."""
    kept = list(names)
    for name in names:
        fewer = [other for other in kept if other != name]
        if not holds(fewer):
            kept = fewer
    return frozenset(kept)


def least_short(
    question: Question, shortfalls: Sequence[Shortfall], best: Short | None, budget: Budget
) -> tuple[Short, list[Case]] | None:
    """How short the closest of them are, with a case for each way to be so; none if ``best`` is
    closer.

    Credits are settled first, then modules.
    """
    table = question.table
    cases = [
        (case, way.measured) for shortfall in shortfalls for case, way in _ways(question, shortfall)
    ]
    if not cases:
        return None
    unmet = len(shortfalls[0].unmet)
    units: tuple[Literal["credits", "modules"], ...] = ("credits", "modules")
    amounts: list[Fraction] = []
    for unit in units:
        known = None
        if (
            best is not None
            and best.unmet == unmet
            and best.key[1 : 1 + len(amounts)] == tuple(amounts)
        ):
            known = best.credits if unit == "credits" else best.modules
        least = None
        for case, measured in cases:
            amount = _smallest(
                table, case, measured, unit, least if least is not None else known, budget
            )
            if amount is not None and (least is None or amount < least):
                least = amount
        if least is None:
            return None
        amounts.append(least)
        cases = [
            (evolve(case, rows=(*case.rows, _at_most(table, measured, unit, least))), measured)
            for case, measured in cases
        ]
    return Short(unmet, amounts[0], amounts[1]), [case for case, _ in cases]


def _ways(question: Question, shortfall: Shortfall) -> Iterator[tuple[Case, _Way]]:
    """Every way in which the unmet requirements can fall short, each as a case of its own."""
    table, banned = question.table, shortfall.case.banned
    formulas = {each.id: each.formula for each in in_force(table.form, table.gates, banned)}
    choices = [_ways_of(formulas[name], question) for name in sorted(shortfall.unmet)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST_WAYS:
        raise SearchLimit
    for ways in product(*choices):
        measured = tuple(row for way in ways for row in way.measured)
        held = tuple(formula for way in ways for formula in way.formulas)
        broken = tuple(_broken(table, row) for row in measured)
        broken += tuple(_further(table, *pair) for way in ways for pair in way.furthest)
        case = shortfall.case
        yield (
            evolve(case, formulas=case.formulas + held, rows=case.rows + broken),
            _Way(held, measured),
        )


def _ways_of(formula: Formula, question: Question) -> list[_Way]:
    """How a formula falls short; what nothing measures falls short by nothing."""
    if not _measured(formula, question):
        return [] if settled(formula, question.truth) is True else [_Way((), ())]
    match formula:
        case Met(row):
            return [_Way((), (row,))]
        case Some(1, of) if present := tuple(_presence(of, question)):
            # Where the rule applies, that it does is not what is short of it.
            rest = [each for each in of if not (isinstance(each, Met) and each.row in present)]
            ways = [way for each in rest for way in _ways_of_all((each,), question)]
            return [evolve(way, measured=(*way.measured, *present)) for way in ways]
        case Some(of=of, worst=True):
            bounds = list(_bounds(of))
            return [
                _Way((), (row,), tuple((row, other) for other in bounds if other != row))
                for row in bounds
            ]
        case Some(least, of) if least == len(of):
            return _ways_of_all(of, question)
        case Some(least, of) if least < len(of):
            ways = [
                way for chosen in combinations(of, least) for way in _ways_of_all(chosen, question)
            ]
            # Of alternatives all fall short, so one that nothing measures settles it.
            free = [way for way in ways if least == 1 and _is_free(way, question)]
            return free[:1] or ways
        case Depending(cases):
            held = (each for gate, each in cases if settled(gate, question.truth) is True)
            found = next(held, None)
            return [_Way((), ())] if found is None else _ways_of(found, question)
        case _:
            return [] if settled(formula, question.truth) is True else [_Way((), ())]


def _bounds(formulas: Sequence[Formula]) -> Iterator[int]:
    """The rows that bound one amount."""
    for formula in formulas:
        match formula:
            case Met(row):
                yield row
            case Some(of=of):
                yield from _bounds(of)
            case _:
                raise AssertionError("an amount is bounded by rows")


def _presence(formulas: Sequence[Formula], question: Question) -> Iterator[int]:
    """The rows that only say whether the rule beside them applies."""
    for formula in formulas:
        if isinstance(formula, Met) and question.table.form.rows[formula.row].unit == "presence":
            yield formula.row


def _measured(formula: Formula, question: Question) -> bool:
    """Whether credits or modules can be short of it."""
    match formula:
        case Met(row):
            return question.table.form.rows[row].unit in ("credits", "modules")
        case Some(_, of):
            return any(_measured(each, question) for each in of)
        case Depending(cases):
            return any(_measured(each, question) for _, each in cases)
        case _:
            return False


def _is_free(way: _Way, question: Question) -> bool:
    """Whether nothing must hold for it but that one row, which nothing measures, does not."""
    rows = question.table.form.rows
    lone = not way.formulas and len(way.measured) <= 1
    return lone and all(rows[index].unit is None for index in way.measured)


def _ways_of_all(formulas: Sequence[Formula], question: Question) -> list[_Way]:
    """How formulas fall short that should all hold: some of them do, and at least one does not."""
    known = [settled(formula, question.truth) for formula in formulas]
    kinds: list[list[_Way | None]] = []
    for formula, value in zip(formulas, known, strict=True):
        if value is not True and not _measured(formula, question):
            # Whether it holds or not, nothing is short of it.
            kinds.append([_Way((), ())])
            continue
        may_hold: list[_Way | None] = [] if value is False else [None]
        kinds.append(may_hold if value is True else [*may_hold, *_ways_of(formula, question)])
    found = []
    for picked in product(*kinds):
        short = [way for way in picked if way is not None]
        held = tuple(
            value
            for value, way in zip(known, picked, strict=True)
            if way is None and not isinstance(value, bool)
        )
        if short:
            found.append(_joined(short, held))
        if len(found) > MOST_WAYS:
            raise SearchLimit
    return found


def _joined(ways: Sequence[_Way], held: tuple[Formula, ...]) -> _Way:
    return _Way(
        held + tuple(formula for way in ways for formula in way.formulas),
        tuple(row for way in ways for row in way.measured),
        tuple(pair for way in ways for pair in way.furthest),
    )


def _broken(table: Table, index: int) -> Weights:
    """The row that says that a row does not hold."""
    row = table.row(index)
    return Weights(tuple(-w for w in row.weights), 1 - row.need, row.scale)


def _further(table: Table, one: int, other: int) -> Weights:
    """The row that says that the first row is at least as far from holding as the second."""
    first, second = table.form.rows[one], table.form.rows[other]
    weights = [
        theirs - mine
        for mine, theirs in zip(table.weigh(first.terms), table.weigh(second.terms), strict=True)
    ]
    return scaled(weights, second.need - first.need)


def _objective(
    table: Table, measured: Sequence[int], unit: Literal["credits", "modules"]
) -> tuple[list[Fraction], Fraction]:
    """What the options bring to the measured rows of the unit, and what those rows need in all."""
    rows = [table.form.rows[index] for index in measured]
    terms = [term for row in rows if row.unit == unit for term in row.terms]
    need = sum((row.need for row in rows if row.unit == unit), Fraction(0))
    return table.weigh(terms), need


def _at_most(
    table: Table, measured: Sequence[int], unit: Literal["credits", "modules"], short: Fraction
) -> Weights:
    """The row that says that no more than ``short`` is missing."""
    worth, need = _objective(table, measured, unit)
    return scaled(worth, need - short)


def _smallest(
    table: Table,
    case: Case,
    measured: Sequence[int],
    unit: Literal["credits", "modules"],
    below: Fraction | None,
    budget: Budget,
) -> Fraction | None:
    """The least that can be missing in the case; none if that is more than ``below``."""
    worth, need = _objective(table, measured, unit)
    rows = case.rows
    if below is not None:
        rows = (*rows, scaled(worth, need - below))
    found = decide(table, evolve(case, rows=rows), budget)
    if found is None:
        return None
    row = scaled(worth, need)
    best = sum(row.weights[option] for option in found)
    ceiling = sum(max(0, *(row.weights[o] for o in group)) for group in table.options.groups)
    step = 1
    while best < ceiling:
        wanted = min(best + step, ceiling)
        better = decide(table, evolve(case, rows=(*case.rows, evolve(row, need=wanted))), budget)
        if better is None:
            ceiling = wanted - 1
            step = max(1, (ceiling - best + 1) // 2)
        else:
            best = sum(row.weights[option] for option in better)
            step = max(1, (ceiling - best) // 2)
    return need - Fraction(best) / row.scale
