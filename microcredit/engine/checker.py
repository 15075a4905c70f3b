"""The checker: whether a proof shows that an award is earned, or that it is not.

It trusts neither search nor table. From the normal form, and what it sees of the records under one
binding, it works out anew in which parts each record may stand and what every rule asks for, in
whole numbers, and goes through the proof once. What records bring to rows is in ``laid``; the two
import nothing but the normal form and the proof as data.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from math import gcd
from operator import add, mul

from attrs import frozen

from microcredit.engine import normal_form as nf
from microcredit.engine.laid import (
    FORMS,
    KEPT,
    Choice as Choice,
    Demand as Demand,
    Demands as Demands,
    Laid as Laid,
    worked_out,
)
from microcredit.engine.proof import ByChoice, ByRecord, Refutation, Settled, Sum

Truth = Callable[[nf.Given], bool]
Allocation = Mapping[str, frozenset[int]]
"""For each counted record the parts below the root that hold it."""

LIMIT = "a limit of what counts"
MOST = 5000  # ways for one record to stand in parts, before the checker refuses to go on


class Refused(Exception):
    """Why a refutation does not refute."""


@frozen(slots=False)
class Rules:
    """An award's rules under one binding, for what is given about the learner."""

    form: nf.NormalForm
    signatures: Sequence[nf.Signature]
    binding: nf.Binding
    given: Truth

    @cached_property
    def gates(self) -> tuple[bool, ...]:
        """Which gates are open."""
        return tuple(
            _demand("", gate.formula, self.given) is gate.holds
            if gate.formula is not None
            else (value := self.binding[gate.variable or 0]) is not None
            and gate.value in (None, value)
            for gate in self.form.gates
        )

    def open(self, gates: Iterable[int]) -> bool:
        """Whether all of these gates are."""
        return all(self.gates[gate] for gate in gates)

    @cached_property
    def asked(self) -> dict[int, Demands]:
        """What each part asks for itself."""
        found: dict[int, Demands] = {}
        for each in (one for one in self.form.requirements if self.open(one.gates)):
            demand = _demand(each.id, each.formula, self.given)
            found[each.part] = found.get(each.part, ()) + _flat(each.id, demand)
        return found

    def limits(self) -> Demands:
        """What holds whatever is asked for."""
        rows = [row for s in self.form.shares for row, gates in s.limits if self.open(gates)]
        found: Demands = tuple((LIMIT, nf.Met(row)) for row in (*rows, *self.form.limits))
        for formula, says in self.form.always:
            found += _flat(says, _demand(says, formula, self.given))
        return found

    def demands(self, index: int = 0) -> Demands:
        """What must hold for the part to hold."""
        part, found = self.form.parts[index], self.asked.get(index, ())
        there = [c for c in part.children if self.open(self.form.parts[c].gates)]
        taking = [c for c in there if part.choose and not self.form.parts[c].reuses]
        for child in there:
            if child not in taking:
                found += self.demands(child)
        if part.choose is None:
            return found
        each = tuple((self._whole(child), self.demands(child)) for child in taking)
        return (*found, (part.id, Choice(*part.choose, each)))

    def _whole(self, index: int) -> int:
        return 1 << index | sum(map(self._whole, self.form.parts[index].children))

    def placings(self, selected: int) -> list[int]:
        """Every way in which a record that is selected so may stand in parts, as bits."""
        ways = self._ways
        if selected not in ways:
            found = self._placings(selected)
            if len(ways) >= KEPT:
                ways.clear()
            ways[selected] = found
        return ways[selected]

    @cached_property
    def _ways(self) -> dict[int, list[int]]:
        known = worked_out(self.form).ways
        if len(known) >= FORMS:
            known.clear()
        return known.setdefault(self.gates, {})

    def _placings(self, selected: int) -> list[int]:
        parts = self.form.parts

        def picked(pairs: Iterable[tuple[int, tuple[int, ...]]]) -> list[bool]:
            return [selected >> each & 1 == 1 for each, gates in pairs if self.open(gates)]

        def share(one: int, other: int) -> bool:
            lines = [
                line.only is None or selected >> line.only & 1 == 1
                for line in self.form.shares
                if {line.first, line.second} == {one, other} and self.open(line.gates)
            ]
            return bool(lines) and all(lines)

        def within(index: int) -> list[int]:
            part, asks = parts[index], picked(parts[index].asks)
            if not all(picked(part.only)) or not (any(asks) if asks else not part.children):
                return []
            ways: list[tuple[tuple[int, ...], int]] = [((), 1 << index)]
            for child in part.children:
                if parts[child].reuses or not self.open(parts[child].gates):
                    continue
                ways += [
                    ((*beside, child), way | inside)
                    for inside in within(child)
                    for beside, way in ways
                    if part.most_parts is None or len(beside) < part.most_parts
                    if all(share(child, other) for other in beside)
                ]
                if len(ways) > MOST:
                    raise Refused("a record may stand in parts in too many ways")
            return [way for beside, way in ways if beside or not part.closed]

        return [self._reusing(way) for way in within(0)]

    def _reusing(self, way: int) -> int:
        """The bits with those of the parts that stand for what these parts hold."""
        for bit, reused in worked_out(self.form).reusing:
            way |= bit if way & reused else 0
        return way

    def faults(self, allocation: Allocation) -> tuple[str, ...]:
        """What is wrong with the allocation; nothing where it proves the award earned."""
        laid, said = self.laid(allocation)
        return (*said, *(f"`{name}` is not met" for name in laid.unmet(self.demands())))

    def laid(self, allocation: Allocation) -> tuple["Laid", list[str]]:
        """The counted records where they stand, and which rules of placing that breaks."""
        by_record = {signature.record: signature for signature in self.signatures}
        parts, groups = self.form.parts, set()
        options, said = [], []
        for record, held in allocation.items():
            if record not in by_record:
                said.append(f"`{record}` is no candidate")
                continue
            signature = by_record[record]
            if signature.group in groups:
                said.append(f"`{record}` is a second attempt at a module that counts already")
            groups |= {signature.group}
            taking = {part for part in held if 0 < part < len(parts) and not parts[part].reuses}
            way = self._reusing(1 | sum(1 << part for part in taking))
            if taking != held or way not in self.placings(signature.selected):
                names = " and ".join(f"`{parts[part].id}`" for part in sorted({0, *taking}))
                said.append(f"`{record}` may not stand in {names}")
            options.append((signature, way))
        laid = Laid(self.form, options)
        return laid, [*said, *(f"{name} is broken" for name in laid.unmet(self.limits()))]

    def board(self) -> "Board":
        """All that may stand and all that must hold, before any case is looked at."""
        groups: dict[str, list[int]] = {}
        options: list[tuple[nf.Signature, int]] = []
        for each in self.signatures:
            if ways := self.placings(each.selected):
                places = range(len(options), len(options) + len(ways))
                groups.setdefault(each.group, []).extend(places)
                options += [(each, way) for way in ways]
        each_group = [(False, group) for group in groups.values()]
        return Board(Laid(self.form, options), each_group, (*self.limits(), *self.demands()))


def _demand(name: str, formula: nf.Formula, given: Truth) -> Demand:
    """What the formula asks of the placing; whether it holds, where it asks nothing."""
    match formula:
        case nf.Met():
            return formula
        case nf.Some(least, of):
            each = [_demand(name, one, given) for one in of]
            least -= sum(one is True for one in each)
            rest = tuple((0, _flat(name, one)) for one in each if not isinstance(one, bool))
            return least <= 0 or (least <= len(rest) and Choice(least, len(rest), rest))
        case nf.Depending(cases):
            held = (one for gate, one in cases if _demand(name, gate, given) is True)
            return _demand(name, next(held, nf.Some(1, ())), given)
        case _:
            return given(formula)  # type: ignore[arg-type]  # templates are grounded


def _flat(name: str, demand: Demand) -> Demands:
    """The demand, or those that it is made of, where all of them must hold."""
    if isinstance(demand, Choice) and demand.least == len(demand.of):
        return tuple(one for _, inside in demand.of for one in inside)
    return () if demand is True else ((name, demand),)


def impossible(demands: Demands) -> bool:
    """Whether what is given rules the demands out."""
    choices = [demand for _, demand in demands if isinstance(demand, Choice)]
    return any(demand is False for _, demand in demands) or any(
        sum(not impossible(inside) for _, inside in choice.of) < choice.least for choice in choices
    )


def ruled_out(demands: Demands) -> list[str]:
    """The ids of what is given leaves unmet, in parts that need not be chosen too."""
    choices = [demand for _, demand in demands if isinstance(demand, Choice)]
    inside = [id for choice in choices for _, part in choice.of for id in ruled_out(part)]
    return [name for name, demand in demands if demand is False] + inside


@frozen
class Board:
    """One case: the options left to each module, whether one of them must be taken, and what must
    hold."""

    laid: Laid
    groups: Sequence[tuple[bool, Sequence[int]]]
    demands: Demands

    def check(self, refutation: Refutation) -> None:
        """Raises ``Refused`` unless the refutation shows that no options meet all demands."""
        if any(must and not options for must, options in self.groups):
            return
        match refutation:
            case Sum(rows):
                asked, there = self.sum(dict(rows))
                if asked <= there:
                    raise Refused(f"a sum of rows asks for {asked}, and {there} is there")
                return
            case Settled(named):
                if not impossible(self.demands) or not {*named} <= {*ruled_out(self.demands)}:
                    raise Refused("what is given does not rule it out, or not by what is named")
                return
            case ByChoice(name, of):
                cases = self.cases(name)
            case ByRecord(record, part, stands, otherwise):
                cases, of = self.parted(record, part), (stands, otherwise)
            case _:
                raise Refused(f"a search of {refutation.steps} steps cannot be checked")
        if len(cases) != len(of):
            raise Refused(f"there are {len(cases)} cases to refute, and {len(of)} refutations")
        for case, each in zip(cases, of, strict=True):
            case.check(each)

    def sum(self, times: Mapping[int, int]) -> tuple[int, int]:
        """What the rows, each so many times, ask for together, and the most that there is.

        A row asks for its need, rounded up to what its records can come to; of alternatives the
        least that any of them asks counts, and what a row asks for counts once."""
        beyond: dict[int, int] = {}
        total, asked, there = [0] * len(self.laid.options), 0, 0
        for row, many in times.items():
            if many < 1 or not 0 <= row < len(self.laid.form.rows):
                raise Refused(f"row {row} cannot be taken {many} times")
            least, need = self.bounds(row)
            beyond[row] = max(0, many * (need - least))
            asked += many * least
            total = list(map(add, total, map(mul, repeat(many), self.laid.row(row)[0])))
        rows_first = sorted(self.demands, key=lambda demand: not isinstance(demand[1], nf.Met))
        asked += sum(_beyond(demand, beyond) for _, demand in rows_first)
        for must, group in self.groups:
            best = max([total[option] for option in group], default=0)
            there += best if must or best > 0 else 0
        return asked, there

    def bounds(self, row: int) -> tuple[int, int]:
        """The least that the row can come to, and its need, rounded up to what it can come to."""
        brought, need = self.laid.row(row)
        each = [brought[option] for _, group in self.groups for option in group]
        step, least = gcd(*each) or 1, 0
        harmless = min(each, default=0) >= 0 and not any(must for must, _ in self.groups)
        for must, group in () if harmless else self.groups:
            worst = min([brought[option] for option in group], default=0)
            least += worst if must or worst < 0 else 0
        return least, -(-need // step) * step

    def cases(self, name: str) -> list["Board"]:
        """The cases of the first choice that is open under the name: each alternative that is not
        ruled out, with those before it unused; and none of them, where none need hold."""
        choice = next((d for id, d in self.demands if id == name and isinstance(d, Choice)), None)
        if choice is None:
            raise Refused(f"`{name}` leaves no choice open")
        rest = tuple(demand for demand in self.demands if demand[1] is not choice)
        able = [each for each in choice.of if not impossible(each[1])]
        empty = sum(bits for bits, inside in choice.of if impossible(inside))
        found = []
        for at, (bits, inside) in enumerate(able[: len(able) + 1 - max(choice.least, 1)]):
            more = Choice(choice.least - 1, choice.most - 1, tuple(able[at + 1 :]))
            later = sum(each for each, _ in more.of)
            left = _flat(name, more) if more.most and (more.least > 0 or later) else ()
            shut = empty | (0 if more.most else later)
            found.append(self._case((*inside, *left, *rest), shut))
            empty |= bits
        return [*found, self._case(rest, empty)] if choice.least <= 0 else found

    def _case(self, demands: Demands, empty: int) -> "Board":
        """The same with these demands, and with some parts left empty."""
        ways = [way for _, way in self.laid.options]
        kept = [(must, [o for o in group if not ways[o] & empty]) for must, group in self.groups]
        return Board(self.laid, kept if empty else self.groups, demands)

    def parted(self, record: str, part: str) -> list["Board"]:
        """The two cases that the record stands in the part, and that it does not."""
        bits = sum(1 << i for i, each in enumerate(self.laid.form.parts) if each.id == part)
        named = enumerate(self.laid.options)
        inside = {i for i, (each, way) in named if each.record == record and way & bits}
        stands, otherwise = [], []
        for must, group in self.groups:
            kept = [option for option in group if option in inside]
            stands.append((True, kept) if kept else (must, group))
            otherwise.append((must, [option for option in group if option not in inside]))
        return [Board(self.laid, groups, self.demands) for groups in (stands, otherwise)]


def _beyond(demand: Demand, beyond: dict[int, int]) -> int:
    """The least that a demand asks for beyond what its rows come to anyhow; the rows that count for
    it are taken out, since they count once."""
    if isinstance(demand, nf.Met):
        return beyond.pop(demand.row, 0)
    if isinstance(demand, bool):
        return 0
    able = [[each for _, each in inside] for _, inside in demand.of if not impossible(inside)]
    if demand.least != 1:
        asked = [sum(_beyond(each, beyond) for each in inside) for inside in able]
        return sum(sorted(asked)[: max(demand.least, 0)])
    # Only one of them need hold, so a row may count for each of them.
    own = [dict(beyond) for _ in able]
    asked = [sum(_beyond(e, mine) for e in part) for part, mine in zip(able, own, strict=True)]
    for row in [row for row in beyond if any(row not in mine for mine in own)]:
        del beyond[row]
    return min(asked, default=0)
