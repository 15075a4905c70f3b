"""Study: the modules that a learner may take in the coming terms, in groups that are alike.

Modules that no rule of the award tells apart are of one kind; those of a kind that cost the same,
are offered in the same terms and wait for the same prerequisites are one *group*, of which a plan
says how many are taken in each term. A module that the learner names, or that is a prerequisite, is
a group of its own.

Of a kind only so many need be looked at: who takes a module may as well take another one of the
kind that costs no more, is offered whenever this one is and waits for nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from graphlib import TopologicalSorter

from attrs import field, frozen

from microcredit.engine.normal_form import NormalForm
from microcredit.engine.offers import Stock
from microcredit.engine.ready import CompiledPolicy
from microcredit.graph.hangs_on import timed
from microcredit.graph.limits import Limits
from microcredit.graph.terms import ComingTerm
from microcredit.model.catalogue import Catalogue
from microcredit.model.module import Module
from microcredit.model.record import Record

ZERO = Fraction(0)
NO_KIND = -1
"""That of modules that the award does not count at all"""


@frozen
class Group:
    """Modules that a plan cannot tell apart: ``kind`` numbers what the award sees of them.

    ``open`` are the terms in which each may be taken, ``after`` the prerequisites that have to be
    taken before. ``fee`` is what a module is taken to cost."""

    kind: int
    modules: tuple[str, ...]
    credits: Fraction
    fee: Fraction
    open: tuple[int, ...]
    after: tuple[str, ...] = ()


@frozen
class Study:
    """What is on offer to a learner in groups; ``single`` are those of one named module, and
    ``kinds`` the kind of every module.

    ``cut`` are the kinds of which only so many of the best modules are there."""

    groups: tuple[Group, ...]
    single: Mapping[str, int]
    kinds: Mapping[str, int]
    cut: frozenset[int]


@frozen
class Offered:
    """What decides which modules may be taken when, for one learner from the term ``start`` on.

    ``passed`` are modules that have been passed, whether or not they still count, ``under_way``
    those that will be, with the day. Terms are not looked at where no module says its own."""

    catalogue: Catalogue
    terms: tuple[ComingTerm, ...]
    limits: Limits
    passed: frozenset[str]
    under_way: Mapping[str, date]
    start: int = 0
    freely: bool = False
    """whether all modules are there in every term, and prerequisites do not matter"""
    listed: bool = field(init=False)
    dearest: Fraction = field(init=False)

    @listed.default
    def _listed(self) -> bool:
        return any(module.terms for module in self.catalogue.modules.values())

    @dearest.default
    def _dearest(self) -> Fraction:
        fees = (m.fee for m in self.catalogue.modules.values() if m.fee is not None)
        return max(fees, default=ZERO)

    def fee(self, module: Module) -> Fraction:
        """What the module costs; one of unknown fee is taken to be as dear as the dearest."""
        return self.dearest if module.fee is None else module.fee

    def open(self, module: Module) -> tuple[int, ...]:
        """The terms in which the module may be taken, as far as only what is under way must be
        passed before."""
        days = [self.under_way[code] for code in self.missing(module) if code in self.under_way]
        return tuple(
            place
            for place, term in enumerate(self.terms)
            if place >= self.start
            and (self.freely or not self.listed or term.name in module.terms)
            and all(day < term.first for day in days)
        )

    def missing(self, module: Module) -> list[str]:
        """The prerequisites that are not passed."""
        if not module.prerequisites or self.freely:
            return []
        found = (self.catalogue.module(each) for each in module.prerequisites)
        codes = dict.fromkeys(each.code for each in found if each is not None)
        return [code for code in codes if code not in self.passed]

    def left_out(self, module: Module) -> bool:
        """Whether the limits leave the module out."""
        limits = self.limits
        return (
            module.code in limits.refuse
            or (limits.cef_only and module.cef is not True)
            or (limits.budget is not None and (module.fee is None or module.fee > limits.budget))
            or (limits.credits is not None and module.credits > limits.credits)
        )


def stock_of(
    ready: CompiledPolicy, form: NormalForm, days: Sequence[date], *, enrolled: bool
) -> Stock:
    """What the catalogue has for the edition, kept with the policy; whatever tells two modules
    apart on one of the days does so."""
    days = tuple(days) if timed(form) else ()
    key = form.award, form.edition, enrolled, days
    if key not in ready.stocks:
        seen = [
            Stock.of(form, ready.catalogue, day, enrolled=enrolled) for day in days or (date.min,)
        ]
        each = zip(*(stock.modules for stock in seen), strict=True)
        looks = (tuple(one[3] for one in same) for same in each)
        modules = zip(seen[0].modules, looks, strict=True)
        ready.stocks[key] = Stock(tuple((*one[:3], look) for one, look in modules), enrolled)
    found = ready.stocks[key]
    assert isinstance(found, Stock)
    return found


@frozen
class Entry:
    """A module on offer: as in a group, with its place in the catalogue."""

    module: Module
    kind: int
    credits: Fraction
    fee: Fraction
    open: tuple[int, ...]
    after: tuple[str, ...]
    place: int


@frozen
class Entries:
    """Every module that can be taken, by code, and for each kind a record that shows it."""

    found: Mapping[str, Entry]
    shown: Mapping[int, tuple[Record, Fraction]]

    def numbers(self) -> Counter[int]:
        """How many modules there are of each kind."""
        return Counter(entry.kind for entry in self.found.values())

    def study(self, seen_as: Mapping[int, int], want: Sequence[str], most: int | None) -> Study:
        """The groups where kinds are seen as others, those that are not mentioned as none; ``most``
        says how many of a kind are looked at, none for all."""
        kinds = {code: seen_as.get(entry.kind, NO_KIND) for code, entry in self.found.items()}
        kept, cut = _best(self.found, kinds, most)
        wanted = {code for code in want if code in self.found}
        named = wanted | _before([*sorted(kept), *sorted(wanted)], self.found)
        chosen = [self.found[code] for code in self.found if code in kept or code in named]
        return _grouped(chosen, kinds, named, cut)


def entries_of(stock: Stock, offered: Offered, closed: frozenset[str]) -> Entries:
    """What can be taken toward an award that has this stock; ``closed`` are modules that count
    already or will."""
    numbers: dict[object, int] = {}
    shown: dict[int, tuple[Record, Fraction]] = {}
    entries: dict[str, Entry] = {}
    places = offered.catalogue.positions
    for code, record, credits, look in stock.modules:
        kind = numbers.setdefault(look, len(numbers))
        if code in closed:
            continue
        module = offered.catalogue.modules[code]
        if (entry := _entry(module, kind, credits, offered, places[code])) is not None:
            # One that is on record is shown by its record.
            shown.setdefault(kind, (record, credits))
            entries[code] = entry
    for code in _foreign(entries, offered):
        module = offered.catalogue.modules[code]
        if code not in closed and (
            entry := _entry(module, NO_KIND, module.credits, offered, places[code])
        ):
            entries[code] = entry
    return Entries(_reached(entries), shown)


def _entry(
    module: Module, kind: int, credits: Fraction, offered: Offered, place: int
) -> Entry | None:
    if offered.left_out(module):
        return None
    opens = offered.open(module)
    if not opens:
        return None
    after = tuple(code for code in offered.missing(module) if code not in offered.under_way)
    return Entry(module, kind, credits, offered.fee(module), opens, after, place)


def _foreign(entries: Mapping[str, Entry], offered: Offered) -> Iterator[str]:
    """Modules that the award cannot count, and that are prerequisites or wanted."""
    waiting = [*offered.limits.want, *(code for entry in entries.values() for code in entry.after)]
    seen = set(entries)
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            yield code
            waiting += offered.missing(offered.catalogue.modules[code])


def _reached(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The modules whose prerequisites can all be taken in turn; there are no circles."""
    found: dict[str, Entry] = {}
    after = {code: entry.after for code, entry in entries.items()}
    for code in TopologicalSorter(after).static_order():
        if code in entries and all(each in found for each in after[code]):
            found[code] = entries[code]
    return {code: found[code] for code in entries if code in found}


def _before(codes: Iterable[str], entries: Mapping[str, Entry]) -> set[str]:
    """The modules that have to be taken before these, and before those in turn."""
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        for each in entries[waiting.pop()].after:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _best(
    entries: Mapping[str, Entry], kinds: Mapping[str, int], most: int | None
) -> tuple[set[str], frozenset[int]]:
    """The modules that are worth looking at, and the kinds of which some are not."""
    counting = [entry for code, entry in entries.items() if kinds[code] != NO_KIND]
    if most is None:
        return {entry.module.code for entry in counting}, frozenset()
    kept: set[str] = set()
    cut: set[int] = set()
    free: dict[tuple[int, Fraction], list[frozenset[int]]] = {}
    for entry in sorted(counting, key=lambda e: (e.fee, -len(e.open), e.place)):
        code = entry.module.code
        better = free.setdefault((kinds[code], entry.credits), [])
        opens = frozenset(entry.open)
        if len(better) >= most and sum(opens <= other for other in better) >= most:
            cut.add(kinds[code])
            continue
        kept.add(code)
        if not entry.after:
            better.append(opens)
    return kept, frozenset(cut)


def _grouped(
    entries: Sequence[Entry], kinds: Mapping[str, int], named: set[str], cut: frozenset[int]
) -> Study:
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        code = entry.module.code
        alike = kinds[code], entry.credits, entry.fee, entry.open, entry.after
        found.setdefault(code if code in named else alike, []).append(entry)
    groups = tuple(
        Group(
            kinds[each[0].module.code],
            tuple(entry.module.code for entry in each),
            each[0].credits,
            each[0].fee,
            each[0].open,
            each[0].after,
        )
        for each in found.values()
    )
    firsts = [group.modules[0] for group in groups]
    single = {code: place for place, code in enumerate(firsts) if code in named}
    return Study(groups, single, kinds, cut)
