"""The search: is there a placing of the records under which all rows and formulas hold?

Rows are decided together by depth-first search over groups of options, one group for each module.
A group takes one option or none. What keeps it small: options that another option of the group
beats everywhere are left out; groups whose rows are scarcest come first; a branch ends as soon as
some row cannot reach its need with all that is left; states that failed are remembered with
their residual needs clipped to what still matters; equal groups are taken in one order only;
and sums of rows that share their supply are added as rows of their own, which is where most
contradictions show at once. Alternatives are tried only where a placing that was found breaks them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.surrogates import surrogates
from microcredit.engine.table import Options, Weights

FIRST_DIVE = 3
"""Steps for each group before the search stops to look for sums of rows."""

STEPS_A_START = 8
WEIGHTS_A_STEP = 30
"""What a search costs before its first step, in steps: something, and so many weights for one."""

Placing = tuple[int, ...]
"""The options taken, in order."""


@frozen
class Case:
    """One way in which everything may hold: these rows, these formulas, and only these parts.

    ``banned`` has the bits of the parts that must stay empty. ``taken`` and ``left`` list options:
    one of each tuple in ``taken`` must be taken, none of ``left`` may be.
    """

    banned: int
    rows: tuple[Weights, ...]
    formulas: tuple[Formula, ...]
    taken: tuple[frozenset[int], ...] = ()
    left: frozenset[int] = frozenset()


class Tabled(Protocol):
    """What the search asks of a table: its options, and its rows by number."""

    @property
    def options(self) -> Options:
        """The options, in groups that exclude one another."""

    def row(self, index: int) -> Weights:
        """A row over the options."""


def decide(table: Tabled, case: Case, budget: Budget) -> Placing | None:
    """A placing under which the case holds, or none where there is none."""
    waiting = [case]
    while waiting:
        case = waiting.pop()
        rows = list(case.rows)
        open_formulas: list[Formula] = []
        for formula in case.formulas:
            _split(table, formula, rows, open_formulas)
        found = place(table, case, rows, budget)
        if found is None:
            continue
        taken = set(found)
        broken = next((f for f in open_formulas if not satisfied(table, f, taken)), None)
        if broken is None:
            return found
        rest = tuple(f for f in open_formulas if f is not broken)
        narrowed = [
            Case(case.banned, tuple(rows), (*rest, *branch), case.taken, case.left)
            for branch in _branches(broken)
        ]
        waiting += reversed(narrowed)
    return None


def _split(table: Tabled, formula: Formula, rows: list[Weights], rest: list[Formula]) -> None:
    """Puts what must hold in any case among the rows, and what leaves a choice aside."""
    match formula:
        case Met(row):
            rows.append(table.row(row))
        case Some(least, of) if least == len(of):
            for each in of:
                _split(table, each, rows, rest)
        case Some(least, _):
            if least > 0:
                rest.append(formula)
        case _:
            raise AssertionError("what is given, or grounded, is settled before the search")


def _branches(formula: Formula) -> Iterator[tuple[Formula, ...]]:
    """The ways to meet a choice, which together leave none out."""
    assert isinstance(formula, Some)
    if formula.least == 1:
        for each in formula.of:
            yield (each,)
        return
    first, rest = formula.of[0], formula.of[1:]
    yield (first, Some(formula.least - 1, rest))
    if len(rest) >= formula.least:
        yield (Some(formula.least, rest),)


def satisfied(table: Tabled, formula: Formula, taken: set[int]) -> bool:
    """Whether the formula holds when exactly these options are taken."""
    match formula:
        case Met(index):
            row = table.row(index)
            return sum(row.weights[option] for option in taken) >= row.need
        case Some(least, of):
            return sum(satisfied(table, each, taken) for each in of) >= least
        case _:
            raise AssertionError("what is given, or grounded, is settled before the search")


def meets(table: Tabled, case: Case, placing: Placing) -> bool:
    """Whether the placing is one that the case allows."""
    taken = set(placing)
    return (
        all(not table.options.placings[option] & case.banned for option in placing)
        and taken.isdisjoint(case.left)
        and all(not taken.isdisjoint(force) for force in case.taken)
        and all(sum(row.weights[option] for option in placing) >= row.need for row in case.rows)
        and all(satisfied(table, formula, taken) for formula in case.formulas)
    )


def place(table: Tabled, case: Case, rows: Sequence[Weights], budget: Budget) -> Placing | None:
    """A placing under which all rows hold, found by depth-first search, or none."""
    needed = [row for row in dict.fromkeys(rows) if row.need > 0 or any(w < 0 for w in row.weights)]
    budget.spend(STEPS_A_START + len(table.options.placings) * (len(needed) + 1) // WEIGHTS_A_STEP)
    groups = _groups(table, case, needed)
    if groups is None:
        return None
    needs = [row.need for row in needed]
    try:
        return _search(_ordered(groups, needs), needs, Budget(FIRST_DIVE * (len(groups) + 2)))
    except SearchLimit:
        budget.spend()
    extra = surrogates([[v for _, v in g.options] for g in groups], needs)
    if extra:
        groups = [g.widened(extra) for g in groups]
        needs += [need for _, need in extra]
    return _search(_ordered(groups, needs), needs, budget)


@frozen
class _Group:
    """The options of one module with their weights in every row, and whether one must be taken."""

    options: tuple[tuple[int, tuple[int, ...]], ...]
    forced: bool

    def widened(self, extra: Sequence[tuple[tuple[int, ...], int]]) -> "_Group":
        """The same with the weights of the added rows: sums of rows with multipliers."""
        return _Group(
            tuple(
                (
                    option,
                    vector
                    + tuple(
                        sum(m * v for m, v in zip(multipliers, vector, strict=True))
                        for multipliers, _ in extra
                    ),
                )
                for option, vector in self.options
            ),
            self.forced,
        )


def _groups(table: Tabled, case: Case, rows: Sequence[Weights]) -> list[_Group] | None:
    """The groups with the options that may matter; none where a forced group has no option left."""
    options, found = table.options, []
    for group in table.options.groups:
        wanted = [force for force in case.taken if not force.isdisjoint(group)]
        usable = [
            (option, tuple(row.weights[option] for row in rows))
            for option in group
            if not options.placings[option] & case.banned
            and option not in case.left
            and all(option in force for force in wanted)
        ]
        if wanted and not usable:
            return None
        kept = _undominated(usable, forced=bool(wanted))
        if kept:
            found.append(_Group(kept, bool(wanted)))
    return found


def _undominated(
    options: Sequence[tuple[int, tuple[int, ...]]], *, forced: bool
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The options that no other one, or taking none, equals or beats in every row."""
    kept: list[tuple[int, tuple[int, ...]]] = []
    for option, vector in options:
        if not forced and all(v <= 0 for v in vector):
            continue
        if any(_beats(other, vector) for _, other in kept):
            continue
        kept = [(o, v) for o, v in kept if not _beats(vector, v)]
        kept.append((option, vector))
    return tuple(kept)


def _beats(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True))


def _ordered(groups: Sequence[_Group], needs: Sequence[int]) -> list[_Group]:
    """Forced groups first, then those that serve the scarcest rows; equal groups side by side."""
    best = [[max(0, *(v[j] for _, v in g.options)) for j in range(len(needs))] for g in groups]
    supply = [sum(column) for column in zip(*best, strict=True)] if best else []
    scarcity = [
        need * 1000 // max(1, total) if need > 0 else 0
        for need, total in zip(needs, supply, strict=False)
    ]

    def rank(index: int) -> tuple[bool, int, tuple[tuple[int, ...], ...], int]:
        weights = best[index]
        urgent = max((s for s, w in zip(scarcity, weights, strict=True) if w > 0), default=0)
        group = groups[index]
        return not group.forced, -urgent, tuple(sorted((v for _, v in group.options))), index

    def worth(vector: Sequence[int]) -> int:
        return sum(
            v * s // max(1, n) if n > 0 else 0
            for v, s, n in zip(vector, scarcity, needs, strict=True)
        )

    return [
        _Group(
            tuple(sorted(groups[i].options, key=lambda o: (-worth(o[1]), o[0]))), groups[i].forced
        )
        for i in sorted(range(len(groups)), key=rank)
    ]


def _search(groups: Sequence[_Group], needs: Sequence[int], budget: Budget) -> Placing | None:
    """Depth-first over the groups, without recursion: a learner may have thousands of records."""
    width, depth = len(needs), len(groups)
    most = _suffixes(groups, width, max)
    least = _suffixes(groups, width, min)
    forced_until = sum(group.forced for group in groups)
    like_previous = [
        index > 0
        and [v for _, v in groups[index].options] == [v for _, v in groups[index - 1].options]
        for index in range(depth)
    ]
    failed: set[tuple[int, ...]] = set()
    residuals: list[tuple[int, ...]] = [tuple(needs)]
    choices: list[int] = [-1]
    while residuals:
        level = len(residuals) - 1
        residual = residuals[level]
        choice = choices[level]
        if choice < 0:
            budget.spend()
            if any(r > m for r, m in zip(residual, most[level], strict=True)):
                _back(residuals, choices)
                continue
            if level >= forced_until and all(r <= 0 for r in residual):
                return _taken(groups, choices[:level])
            clipped = (level, *(max(r, low) for r, low in zip(residual, least[level], strict=True)))
            start = choices[level - 1] - 1 if level and like_previous[level] else 0
            key = (*clipped, start) if level < depth and like_previous[level] else clipped
            if level == depth or key in failed:
                _back(residuals, choices)
                continue
            failed.add(key)
            choice = start
        options = groups[level].options
        last = len(options) - (1 if groups[level].forced else 0)
        if choice > last:
            _back(residuals, choices)
            continue
        choices[level] = choice + 1
        if choice < len(options):
            vector = options[choice][1]
            residuals.append(tuple(r - v for r, v in zip(residual, vector, strict=True)))
        else:
            residuals.append(residual)
        choices.append(-1)
    return None


def _back(residuals: list[tuple[int, ...]], choices: list[int]) -> None:
    residuals.pop()
    choices.pop()


def _suffixes(
    groups: Sequence[_Group], width: int, pick: Callable[[list[int]], int]
) -> list[tuple[int, ...]]:
    """For each level the most (or least) that each row can still get from there on."""
    totals = [0] * width
    suffixes = [tuple(totals)]
    for group in reversed(groups):
        for row in range(width):
            values = [vector[row] for _, vector in group.options]
            totals[row] += pick(values if group.forced else [0, *values])
        suffixes.append(tuple(totals))
    return suffixes[::-1]


def _taken(groups: Sequence[_Group], choices: Sequence[int]) -> Placing:
    taken = []
    for group, choice in zip(groups, choices, strict=False):
        if choice - 1 < len(group.options):
            taken.append(group.options[choice - 1][0])
    return tuple(sorted(taken))
