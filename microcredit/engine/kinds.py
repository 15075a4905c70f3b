"""Kinds: groups of a table that look alike, and a case stated over how many of each do what.

Nothing is lost on the way from a case to its statement. An option that another one of its group
equals or beats in every row is left out; a weight that alone meets its row, whatever else is taken,
is cut down to what does so; a row that always holds, or never can, is settled here.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import frozen

from microcredit.engine.case import Case, Placing, Tabled
from microcredit.engine.formulas import Formula, Met, Some
from microcredit.engine.table import Weights


@frozen
class Label:
    """Keeps an option apart from those of other kinds and sides, however much alike they weigh;
    its group stands for so many that are alike."""

    kind: int
    side: int = 0
    times: int = 1


@frozen(slots=False)
class Kind:
    """Groups with equal options: the weight of each in every row, and who the members are.

    A member has its options in the order of ``vectors``. It takes one of them, or none. Labelled
    groups have the number of their ``label``, and each option its side.
    """

    vectors: tuple[tuple[int, ...], ...]
    members: tuple[tuple[int, ...], ...]
    label: int | None = None
    sides: tuple[int, ...] = ()

    @cached_property
    def least(self) -> tuple[int, ...]:
        """The least that one member can bring to each row."""
        return tuple(min((0, *weights)) for weights in zip(*self.vectors, strict=True))

    @cached_property
    def most(self) -> tuple[int, ...]:
        """The most that one member can bring to each row."""
        return tuple(max((0, *weights)) for weights in zip(*self.vectors, strict=True))


@frozen
class Statement:
    """A case over kinds: rows with needs, those that must hold, and formulas over the others.

    A ``Met`` in a formula has the number of a row here.
    """

    kinds: tuple[Kind, ...]
    needs: tuple[int, ...]
    musts: tuple[int, ...]
    formulas: tuple[Formula, ...]

    def columns(self) -> tuple[tuple[int, int], ...]:
        """What a solution counts: kind and option, in order."""
        return tuple((k, o) for k, kind in enumerate(self.kinds) for o in range(len(kind.vectors)))

    def least(self, row: int) -> int:
        """The least that the row can come to."""
        return sum(kind.least[row] * len(kind.members) for kind in self.kinds)

    def placing(self, counts: Sequence[int]) -> Placing:
        """The options taken, where so many members of each kind take each option."""
        taken: list[int] = []
        given = iter(counts)
        for kind in self.kinds:
            members = iter(kind.members)
            for option in range(len(kind.vectors)):
                taken += [next(members)[option] for _ in range(next(given))]
        return tuple(sorted(taken))


Labels = Sequence[Label | None]
"""A label for each option, or none"""


def stated(table: Tabled, case: Case, labels: Labels | None = None) -> Statement | None:
    """The case over kinds; none where a row or a formula can by itself not hold."""
    rows: dict[Weights, int] = {}
    forces = (_force(table, force) for force in case.taken)
    musts = [rows.setdefault(row, len(rows)) for row in (*case.rows, *forces)]
    formulas = [_renumbered(table, formula, rows) for formula in case.formulas]
    kinds = _kinds(table, case, list(rows), labels or [None] * len(table.options.placings))
    draft = Statement(kinds, tuple(row.need for row in rows), (), ())
    known = [_known(draft, row) for row in range(len(rows))]
    if any(known[row] is False for row in musts):
        return None
    must = {row for row in musts if known[row] is None}
    open_formulas: list[Formula] = []
    for formula in formulas:
        rest = _settled(formula, known)
        if rest is False:
            return None
        if not isinstance(rest, bool):
            _split(rest, must, open_formulas)
    used = sorted(must | {row for formula in open_formulas for row in _rows(formula)})
    places = {row: place for place, row in enumerate(used)}
    return Statement(
        tuple(_cut(draft, used)),
        tuple(draft.needs[row] for row in used),
        tuple(places[row] for row in sorted(must)),
        tuple(_moved(formula, places) for formula in open_formulas),
    )


def _force(table: Tabled, force: frozenset[int]) -> Weights:
    """The row that asks for one of these options."""
    weights = [int(option in force) for option in range(len(table.options.placings))]
    return Weights(tuple(weights), 1, Fraction(1))


def _renumbered(table: Tabled, formula: Formula, rows: dict[Weights, int]) -> Formula:
    """The formula with its rows put among these."""
    match formula:
        case Met(row):
            return Met(rows.setdefault(table.row(row), len(rows)))
        case Some(least, of):
            return Some(least, tuple(_renumbered(table, each, rows) for each in of))
        case _:
            raise AssertionError("what is given, or grounded, is settled before the search")


def _kinds(table: Tabled, case: Case, rows: Sequence[Weights], labels: Labels) -> tuple[Kind, ...]:
    """The groups by what their options weigh, without those that are never needed."""
    found: dict[tuple[int | None, tuple[_Look, ...]], list[tuple[int, ...]]] = {}
    for group in table.options.groups:
        brings: dict[_Look, int] = {}
        for option in group:
            if not table.options.placings[option] & case.banned and option not in case.left:
                look = _side(labels[option]), tuple(row.weights[option] for row in rows)
                brings.setdefault(look, option)
        useful = [look for look in brings if any(v > 0 for v in look[1])]
        kept = tuple(
            look
            for look in sorted(useful)
            if not any(
                other[0] == look[0] and _beats(other[1], look[1])
                for other in useful
                if other != look
            )
        )
        if kept:
            label = labels[group[0]]
            key = (None if label is None else label.kind), kept
            members = [tuple(brings[look] for look in kept)] * (label.times if label else 1)
            found.setdefault(key, []).extend(members)
    return tuple(
        Kind(tuple(v for _, v in looks), tuple(members), label, tuple(side for side, _ in looks))
        for (label, looks), members in found.items()
    )


_Look = tuple[int, tuple[int, ...]]
"""The side of an option, and what it weighs in each row"""


def _side(label: Label | None) -> int:
    return 0 if label is None else label.side


def _beats(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True))


def _known(draft: Statement, row: int) -> bool | None:
    """Whether the row holds whatever is taken; none where that depends."""
    if draft.least(row) >= draft.needs[row]:
        return True
    most = sum(kind.most[row] * len(kind.members) for kind in draft.kinds)
    return None if most >= draft.needs[row] else False


def _settled(formula: Formula, known: Sequence[bool | None]) -> Formula | bool:
    """The formula without the rows of which it is known whether they hold."""
    match formula:
        case Met(row):
            found = known[row]
            return formula if found is None else found
        case Some(least, of):
            inner = [_settled(each, known) for each in of]
            least -= sum(each is True for each in inner)
            rest = tuple(each for each in inner if not isinstance(each, bool))
            if least <= 0:
                return True
            if least > len(rest):
                return False
            return rest[0] if len(rest) == 1 else Some(least, rest)
        case _:
            raise AssertionError("a statement has rows and choices only")


def _split(formula: Formula, must: set[int], rest: list[Formula]) -> None:
    """Puts what must hold in any case among the rows, and what leaves a choice aside."""
    match formula:
        case Met(row):
            must.add(row)
        case Some(least, of) if least == len(of):
            for each in of:
                _split(each, must, rest)
        case _:
            rest.append(formula)


def _rows(formula: Formula) -> Iterator[int]:
    match formula:
        case Met(row):
            yield row
        case Some(_, of):
            for each in of:
                yield from _rows(each)


def _moved(formula: Formula, places: dict[int, int]) -> Formula:
    match formula:
        case Met(row):
            return Met(places[row])
        case Some(least, of):
            return Some(least, tuple(_moved(each, places) for each in of))
        case _:
            raise AssertionError("a statement has rows and choices only")


def _cut(draft: Statement, used: Sequence[int]) -> Iterator[Kind]:
    """The kinds over the rows in use; no weight above what meets its row by itself."""
    least = {row: draft.least(row) for row in used}
    looks: dict[tuple[int | None, tuple[_Look, ...]], list[tuple[int, ...]]] = {}
    for kind in draft.kinds:
        room = [draft.needs[row] - least[row] + kind.least[row] for row in used]
        pairs = sorted(
            (
                (side, tuple(min(vector[row], top) for row, top in zip(used, room, strict=True))),
                place,
            )
            for place, (side, vector) in enumerate(zip(kind.sides, kind.vectors, strict=True))
        )
        key = kind.label, tuple(look for look, _ in pairs)
        members = [tuple(member[place] for _, place in pairs) for member in kind.members]
        looks.setdefault(key, []).extend(members)
    for (label, found), members in looks.items():
        vectors, sides = tuple(v for _, v in found), tuple(side for side, _ in found)
        yield Kind(vectors, tuple(members), label, sides)
