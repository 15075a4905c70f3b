"""Reach: whether a catalogue's modules can earn an award at all, decided by the engine.

An award can be reached if there is somebody who earns it: who has passed some modules of the
catalogue, of whom every fact, sign-off and date of completion may be what serves best, and who
holds the awards that it needs as far as these can be reached in turn. The engine is shown some
modules of each kind that no rule tells apart, all passed on one day, with the best grade; what it
finds earns the award, and that is the proof. Where it finds nothing it is shown every module with
every grade, and where more never harms there is then no set that earns the award. Where more may
harm, the least further study of somebody who has nothing is asked for instead.

What is decided by when modules are completed, or by the grades of all attempts, is tried in a few
ways; where none of these does, it is not known.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, combinations, islice, product
from typing import TypeVar

from attrs import evolve, field, frozen

from microcredit.engine import predicates as p
from microcredit.engine.asked import formulas, givens, within
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.formulas import (
    Ahead,
    AwardHeld,
    InOrder,
)
from microcredit.engine.further import least_further
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.situation import Situation, tied
from microcredit.engine.unknown import Fact, family, unknowns, with_grades
from microcredit.graph.hangs_on import (
    contradiction,
    leaves,
    loses,
    loses_by_awards,
    points,
    refuses_signs,
    timed,
    unwanted as unwanted_in,
)
from microcredit.graph.screen import too_little
from microcredit.graph.shelf import Modules, Shelves, dated, each
from microcredit.graph.stand import held_by, kinds, likely, some_of_each
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Attestation, Conferral, Transcript
from microcredit.model.record import Record
from microcredit.model.validity import anniversary
from microcredit.wording.said import listing, said

STEPS = 100_000
"""Steps of search for one way in which an award might be reached."""
FIRST_OF_A_KIND, NEXT_OF_A_KIND = 3, 12
"""Modules of each kind that are looked at before all of them are."""
MOST_WAYS = 256
"""Ways in which facts, sign-offs and other awards may stand that are tried."""


@frozen
class Reach:
    """Whether an award can be earned, none where that is not known; ``because`` says why not.

    ``modules`` are a set that earns it, ``rests_on`` the awards that it needs beside them, and
    ``swappable`` those of the modules in place of which another of its kind would do."""

    award: str
    earned: bool | None
    modules: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    because: str = ""
    swappable: frozenset[str] = field(default=frozenset(), repr=False)


T = TypeVar("T")
Asked = tuple[str, frozenset[str]]
"""An award's id, and codes of modules that are not there."""


@frozen(slots=False)
class Reaching:
    """What of some awards can be reached; each is decided when it is first asked for."""

    forms: Mapping[str, NormalForm]
    shelves: Shelves
    _found: dict[Asked, Reach] = field(factory=dict, eq=False, repr=False)
    _open: set[Asked] = field(factory=set, eq=False, repr=False)
    _leant_on: set[Asked] = field(factory=set, eq=False, repr=False)

    def of(self, award: str, without: frozenset[str] = frozenset()) -> Reach:
        """Whether the award can be earned; ``without`` are codes of modules that are not there."""
        key = award, without
        if key in self._found:
            return self._found[key]
        if key in self._open:
            # Awards that must be held before one another: nobody starts.
            self._leant_on.add(key)
            return Reach(award, False, because=said("it would have to be held before itself"))
        self._open.add(key)
        found = self._without(award, without) if without else self._decided(*key)
        self._open.discard(key)
        self._leant_on.discard(key)
        if not self._leant_on:
            self._found[key] = found
        return found

    def modules(self, award: str) -> frozenset[str]:
        """The modules of a set that earns the award, with those for the awards that it needs."""
        found = self.of(award)
        return frozenset(found.modules).union(*map(self.modules, found.rests_on))

    def _without(self, award: str, without: frozenset[str]) -> Reach:
        plain = self.of(award)
        if plain.earned is False or (plain.earned and self.modules(award).isdisjoint(without)):
            return plain
        own = without.intersection(plain.modules)
        others = [self.of(each, without) for each in plain.rests_on]
        spared = len(own) == 1 and own <= plain.swappable
        if plain.earned and spared and all(one.earned for one in others):
            return plain
        return self._decided(award, without)

    def _decided(self, award: str, without: frozenset[str]) -> Reach:
        form, on = self.forms[award], self.shelves.on
        some = Situation(Transcript("nobody"), on, Budget(STEPS))
        editions = [each for each in form.editions if some.in_period(each)]
        if not editions:
            because = said("none of its editions is in force on {day}", day=on)
            return Reach(award, False, because=because)
        found: list[Reach] = []
        for edition in editions:
            found.append(_Way(self, edition, without).reach())
            if found[-1].earned:
                return found[-1]
        return next((one for one in found if one.earned is None), found[0])


class _Way:
    """One edition of an award, and what may stand how for somebody who would earn it."""

    def __init__(self, reaching: Reaching, form: NormalForm, without: frozenset[str]) -> None:
        self.form, self.reaching, self.without = form, reaching, without
        self.shelf = reaching.shelves.of(form)
        self.on = reaching.shelves.on
        self.tied = tied(form)
        self.family = tuple(family(form))
        self.unsure: dict[str, None] = {}
        self.lost: dict[str, None] = {}

    def reach(self) -> Reach:
        """What came of it."""
        form, shelf = self.form, self.shelf
        if (both := contradiction(form)) is not None:
            because = said("it asks for {award}, and that it be not there", award=both)
            return Reach(form.award, False, because=because)
        looked = self.family if self.tied or loses_by_awards(form) else (form,)
        modules = 0
        for one in looked:
            modules |= held_by(one, 0, shelf)
        modules &= ~shelf.of(self.without)
        short = too_little(form, modules, shelf)
        if short is not None:
            because = said("the catalogue has too little for {line}", line=short.label)
            return Reach(form.award, False, because=because)
        for needed in _demanded(form, self.reaching.forms):
            if self.reaching.of(needed, self.without).earned is False:
                because = said("it asks for {awards}, and that cannot be earned", awards=needed)
                return Reach(form.award, False, because=because)
        groups = kinds(looked, modules, shelf)
        found: Reach | None = None
        limit: str | None = None
        try:
            for places in self._samples(looked, modules, groups):
                found = self._shown(places, groups, every_grade=False)
                if found is not None:
                    return found
            found = self._shown(list(each(modules)), groups, every_grade=True)
            if found is None and any(map(loses, self.family)):
                found, limit = self._least(list(each(modules)), groups)
        except SearchLimit as reached:
            found, limit = None, reached.says
        if found is not None:
            return found
        award = form.award
        if limit is not None:
            return Reach(award, None, because=limit)
        if self.unsure:
            because = said(
                "whether {award} can be earned is not known", award=next(iter(self.unsure))
            )
            return Reach(award, None, because=because)
        if self.lost:
            lacking = listing(self.lost, "and")
            because = said("it asks for {awards}, and that cannot be earned", awards=lacking)
            return Reach(award, None if timed(form) else False, because=because)
        if timed(form):
            because = said("it depends on when modules are completed")
            return Reach(award, None, because=because)
        if self.tied:
            because = said("no set of modules earns it beside the awards that it needs")
            return Reach(award, False, because=because)
        return Reach(award, False, because=said("no set of modules earns it"))

    def _samples(
        self, looked: Sequence[NormalForm], modules: Modules, groups: Sequence[Modules]
    ) -> Iterator[list[int]]:
        """Some of the modules, by their places: a few that are likely to do, then more; where
        another award must not be earned, those that a line of that award does not ask for."""
        yield likely(looked, modules, self.shelf, FIRST_OF_A_KIND)
        yield some_of_each(groups, NEXT_OF_A_KIND)
        if not loses_by_awards(self.form):
            return
        for other in self.family:
            for selection in other.selections if other.award != self.form.award else ():
                may, _ = self.shelf.sides(selection, other)
                if may & modules not in (0, modules):
                    left = [group & ~may for group in groups]
                    yield some_of_each(left, NEXT_OF_A_KIND)

    def _shown(
        self, places: Sequence[int], groups: Sequence[Modules], *, every_grade: bool
    ) -> Reach | None:
        """What the engine finds where all these modules are passed."""
        records = [one for place in places for one in self._records(place, every_grade)]
        for way, (somebody, facts, rests_on) in enumerate(self._people()):
            if way >= MOST_WAYS:
                raise SearchLimit(said("there are more than {n} ways to look at", n=MOST_WAYS))
            for dealt in self._timings(records):
                learner = evolve(somebody, records=tuple(dealt))
                situation = Situation(learner, self.on, Budget(STEPS), facts)
                found = situation.witness(self.form)
                if found is not None:
                    codes = {record.id: record.module for record in dealt}
                    return self._reached({codes[id] for id in found}, groups, rests_on)
        return None

    def _least(
        self, places: Sequence[int], groups: Sequence[Modules]
    ) -> tuple[Reach | None, str | None]:
        """What the least further study of somebody who has nothing is, or why it is not known."""
        modules = [self.shelf.modules[place] for place in places]
        catalogue = self.shelf.catalogue
        offered = Catalogue({one.code: one for one in modules}, catalogue.areas)
        alone = evolve(self.form, earlier=())
        limit: str | None = None
        for somebody, facts, rests_on in islice(self._people(), MOST_WAYS):
            learner = evolve(somebody, facts={**somebody.facts, **facts})
            found = least_further(alone, offered, learner, self.on, STEPS)
            if found.credits is not None:
                return self._reached(set(found.modules), groups, rests_on), None
            limit = limit or found.because
        return None, limit

    def _reached(
        self, codes: set[str], groups: Sequence[Modules], rests_on: Sequence[str]
    ) -> Reach:
        """The award is earned with these modules; of a kind of which more are there than are used,
        any one can be spared."""
        used = self.shelf.of(codes)
        spare = 0
        for group in groups:
            if group & ~used:
                spare |= group & used
        swappable = () if self.tied else self.shelf.codes(spare)
        modules = self.shelf.codes(used)
        return Reach(
            self.form.award, True, modules, tuple(rests_on), swappable=frozenset(swappable)
        )

    def _records(self, place: int, every_grade: bool) -> list[Record]:
        record = self.shelf.record(place)
        asking = tuple(form for form in self.family if form.asks_grade)
        if not asking:
            return [record]
        graded = with_grades(asking, record)
        if not every_grade:
            return graded[-1:]
        looks: dict[object, Record] = {}
        for one in graded:
            look = [
                tuple(p.holds(s, one, ()) for s in form.selections if not p.variables_of(s))
                for form in asking
            ]
            looks[(*look, *(points(form, one) for form in asking))] = one
        return [evolve(one, id=f"{one.id} {number}") for number, one in enumerate(looks.values())]

    def _people(self) -> Iterator[tuple[Transcript, dict[str, str], tuple[str, ...]]]:
        """Everybody who may differ in facts, sign-offs and awards, the most favourable first, with
        the awards of these policies that they rest on."""
        given, free = self._awards()
        signs = list(dict.fromkeys(sign for form in self.family for sign in form.signs))
        refused = any(refuses_signs(form) for form in self.family)
        sets = _subsets(signs) if refused else iter([tuple(signs)])
        nobody = Transcript("nobody", facts=self._dates())
        facts = [
            [one for one in unknown.fillings if isinstance(one, Fact)]
            for unknown in unknowns(self.form, nobody, self.on)
        ]
        for signed, more in product(sets, list(_subsets(free))):
            awards = (*given, *more)
            somebody = evolve(
                nobody,
                conferred=tuple(Conferral(one, self.on) for one in awards),
                attestations=tuple(
                    Attestation(sign.requirement, sign.by, self.on) for sign in signed
                ),
            )
            rests_on = tuple(one for one in awards if one in self.reaching.forms)
            for filled in product(*facts):
                yield somebody, {fact.name: fact.value for fact in filled}, rests_on

    def _awards(self) -> tuple[list[str], list[str]]:
        """The awards that somebody should hold, and those that may be held or not."""
        form = self.form
        wanted: dict[str, None] = {}
        asked = [one for line in form.requirements for one in leaves(line.formula)]
        gates = [gate.formula for gate in form.gates if gate.formula is not None]
        behind = [given for formula in gates for given in givens(formula)]
        unwanted = {one.award for one in behind if isinstance(one, AwardHeld)}
        unwanted |= {id for one in asked for id in unwanted_in(one)}
        for mention in dict.fromkeys(
            one for one in (*asked, *behind) if isinstance(one, AwardHeld)
        ):
            id = mention.award
            if id in self.reaching.forms:
                reach = self.reaching.of(id, self.without)
                if not reach.earned and id not in unwanted:
                    (self.lost if reach.earned is False else self.unsure)[id] = None
                if not reach.earned or (self.tied and not mention.held):
                    continue
            wanted[id] = None
        return [id for id in wanted if id not in unwanted], [id for id in wanted if id in unwanted]

    def _dates(self) -> dict[str, str]:
        """The day of admission, where years are counted from it and nothing compares it."""
        selections = [s for form in self.family for s in form.selections]
        counted = any(window.event == "admission" for window in within(selections, p.Window))
        counted = counted or any(
            rule.event == "admission" for form in self.family for rule in form.expiries
        )
        compared = any(fact.fact == "admitted" for form in self.family for fact in form.facts)
        return {"admitted": self.on.isoformat()} if counted and not compared else {}

    def _timings(self, records: Sequence[Record]) -> Iterator[Sequence[Record]]:
        """The records on days that may serve: all on one, or some before others."""
        yield records
        if not timed(self.form):
            return
        selections = self.form.selections
        later = {
            selections[one.second]
            for formula in formulas(self.form)
            for one in leaves(formula)
            if isinstance(one, InOrder | Ahead)
        }
        before = date.fromordinal(self.on.toordinal() - 1)
        yield [
            one if any(p.holds(s, one, ()) for s in later) else dated(one, before)
            for one in records
        ]
        days = [date.fromordinal(self.on.toordinal() - 122 * number) for number in range(4)]
        yield [dated(one, days[place % len(days)]) for place, one in enumerate(records)]
        for window in within(selections, p.CompletedWithin):
            for day in (window.first, window.last):
                if day is not None and day <= self.on:
                    yield [dated(one, day) for one in records]
        yield [dated(one, anniversary(self.on, -1)) for one in records]


def _demanded(form: NormalForm, known: Collection[str]) -> Iterator[str]:
    """The known awards that a line asks for, whoever the learner is."""
    lines = (line.formula for line in form.requirements if not line.gates)
    held = (formula.award for formula in lines if isinstance(formula, AwardHeld))
    return (award for award in held if award in known)


def _subsets(items: Sequence[T]) -> Iterator[tuple[T, ...]]:
    return chain.from_iterable(combinations(items, n) for n in range(len(items) + 1))
