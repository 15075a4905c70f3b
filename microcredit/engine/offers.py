"""Offers: what a learner might pass next, as records that are not there yet.

Every module of the catalogue that the learner has not passed, or passed so long ago that its
credits have lapsed, is offered once; so is every record under way. Modules that no rule can tell
apart are of one *kind*, and of a kind no more need be looked at than could matter: that is what
keeps a catalogue of thousands small.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine import predicates as p
from microcredit.engine.asked import formulas, mentions, within
from microcredit.engine.beside import held_beside, limits
from microcredit.engine.candidates import Exclusion, converted, prepared, stack
from microcredit.engine.formulas import Depending, Formula, OneOf, Some, Spread
from microcredit.engine.granting import granted
from microcredit.engine.ground import ground
from microcredit.engine.normal_form import AreaVariable, LevelVariable, NormalForm
from microcredit.engine.predicates import holds
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import family, with_grades
from microcredit.engine.view import View
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from microcredit.model.record import Record

ZERO = Fraction(0)


@frozen
class Offer:
    """A module that may be passed, by the record of it; ``credits`` in the award's scheme.

    ``kind`` numbers the kinds, and ``instead_of`` is the record under way that it would become."""

    record: Record
    credits: Fraction
    kind: int
    instead_of: str | None = None

    @property
    def look(self) -> tuple[int, str | None, str | None]:
        """Equal for two modules of one kind with one grade."""
        return self.kind, self.record.scale, self.record.grade


Kind = tuple[Offer, ...]
"""Offers that no rule of the award tells apart, in the catalogue's order, but those passed before
last."""


@frozen
class Stock:
    """What a catalogue has to offer for an award on a day, whoever the learner is: for each module
    that may count its record, and what tells kinds apart.

    ``enrolled`` says whether learners have a day of enrolment of their own, which modules to come
    then have too."""

    modules: tuple[tuple[str, Record, Fraction, object], ...]
    enrolled: bool

    @classmethod
    def of(cls, form: NormalForm, catalogue: Catalogue, on: date, *, enrolled: bool) -> "Stock":
        """What there is; what any award of the family tells apart matters."""
        looks = [Look(each) for each in family(form)]
        found = []
        for code in catalogue.modules:
            offered = _offered(code, on, catalogue, enrolled=enrolled)
            if not any(look.foreign(offered) for look in looks):
                kind = tuple(look.of(offered) for look in looks)
                found.append((code, offered, looks[0].credits(offered), kind))
        return cls(tuple(found), enrolled)


def kinds_of(
    form: NormalForm,
    situation: Situation,
    catalogue: Catalogue,
    stock: Stock | None = None,
    *,
    passed_on: date | None = None,
) -> list[Kind]:
    """Everything on offer to the learner, by kind, as passed on the day, or ``passed_on`` an
    earlier one: first the modules never passed before. Each record under way is a kind of its own.

    The ``stock`` is worked out unless it is given."""
    day = passed_on or situation.on
    enrolled = "enrolled" in situation.transcript.facts
    if stock is None or stock.enrolled != enrolled:
        stock = Stock.of(form, catalogue, day, enrolled=enrolled)
    seen = situation.stack(form)
    passed = {candidate.record.module for candidate in seen.candidates}
    passed |= {each.record.module for each in seen.excluded if _settled(each)}
    under_way = {
        each.record.id
        for each in seen.excluded
        if each.kind in ("in progress", "not yet awarded") and each.record.module not in passed
    }
    waiting = [
        _passed(record, day) for record in situation.transcript.records if record.id in under_way
    ]
    closed = passed | {record.module for record in waiting}
    own = Look(form)
    found: dict[object, list[Offer]] = {}
    for record in waiting:
        offer = Offer(record, own.credits(record), len(found), record.id)
        found[record.id] = [offer]
    before = {r.module for r in situation.transcript.records if r.status == "passed"}
    for code, offered, credits, look in sorted(stock.modules, key=lambda one: one[0] in before):
        if code not in closed:
            kind = found.setdefault(look, [])
            number = kind[0].kind if kind else len(found) - 1
            kind.append(Offer(offered, credits, number))
    return [tuple(kind) for kind in found.values()]


def _settled(excluded: Exclusion) -> bool:
    """Whether the record is a pass that does not count and that nobody would repeat."""
    if excluded.record.status != "passed":
        return False
    return excluded.kind not in ("expired", "later", "not yet awarded")


def _passed(record: Record, on: date) -> Record:
    completed = min(record.completed_on or on, on)
    return evolve(record, status="passed", awarded_on=on, completed_on=completed)


def _offered(code: str, on: date, catalogue: Catalogue, *, enrolled: bool) -> Record:
    """The record of a module begun, passed and awarded on the day, as the catalogue has it."""
    bare = Record(
        id=f"{code} further", module=code, status="passed", completed_on=on, awarded_on=on
    )
    found = Transcript("", (bare,)).resolved(catalogue)
    return evolve(found.records[0], enrolled_on=None if enrolled else on)


class Look:
    """What the rules of an award see of a module, whatever grade it is passed with."""

    def __init__(self, form: NormalForm) -> None:
        self._form = form
        self._schemes = {form.scheme, *dict(form.conversions)}
        fixed = [s for s in form.selections if not p.variables_of(s)]
        self._fixed = [s for s in fixed if s != p.EVERYTHING]
        varying = [s for s in form.selections if p.variables_of(s)]
        counted = set(_kinds_counted(form))
        self._level = "level" in counted or any(mentions(s, (p.BoundLevel,)) for s in varying)
        bound = list(within(varying, p.BoundArea))
        self._every_area = "area" in counted
        self._areas = frozenset(
            below
            for each in bound
            for area in _values(form, each.variable)
            for below in (each.below[area] if each.below else {area})
        )

    def foreign(self, record: Record) -> bool:
        """Whether its credits are of a scheme that the award does not count."""
        return bool(self._form.scheme and record.scheme and record.scheme not in self._schemes)

    def credits(self, record: Record) -> Fraction:
        """What it carries, in the award's scheme."""
        return converted(record, self._form).credits or ZERO

    def of(self, record: Record) -> object:
        """Equal for two modules that no rule tells apart."""
        seen = converted(record, self._form)
        areas = frozenset(seen.areas or ())
        return (
            seen.credits,
            seen.contact_hours,
            seen.level if self._level else None,
            areas if self._every_area else areas & self._areas,
            tuple(holds(selection, seen, ()) for selection in self._fixed),
        )


def _kinds_counted(form: NormalForm) -> Iterator[str]:
    """Of what the rules look at each that occurs: areas, levels, years, terms."""

    def within_formula(formula: Formula) -> Iterator[str]:
        match formula:
            case Some(of=of):
                for each in of:
                    yield from within_formula(each)
            case Depending(cases):
                for _, each in cases:
                    yield from within_formula(each)
            case Spread(kind=kind) | OneOf(kind=kind):
                yield kind
            case _:
                return

    for formula in formulas(form):
        yield from within_formula(formula)


def _values(form: NormalForm, variable: int) -> Sequence[str]:
    found = form.variables[variable]
    assert isinstance(found, AreaVariable | LevelVariable)
    return tuple(map(str, found.values))


@frozen
class Opened:
    """What the award would see of the learner's records with those on offer beside them, and for
    each candidate the offer that it stands for."""

    view: View
    offers: tuple[Offer | None, ...]


def opened(form: NormalForm, situation: Situation, offers: Sequence[Offer]) -> Opened:
    """The learner's candidates with everything on offer, each with every grade that it may be
    passed with."""
    loosened = granted(form, situation.granted)
    transcript, on = situation.transcript, situation.on
    names = {offer.instead_of for offer in offers}
    kept = tuple(record for record in transcript.records if record.id not in names)
    candidates = list(situation.stack(form).candidates)
    stands_for: list[Offer | None] = [None for _ in candidates]
    for graded in _rounds(form, offers):
        beside = evolve(transcript, records=(*kept, *(record for record, _ in graded)))
        mine = {record.id: evolve(offer, record=record) for record, offer in graded}
        found = [c for c in stack(loosened, beside, on).candidates if c.record.id in mine]
        candidates += found
        stands_for += [mine[candidate.record.id] for candidate in found]
    held = held_beside(loosened, transcript, on)
    all_records = prepared(loosened, transcript, on) if held else ()
    shared = limits(loosened, all_records, held)
    view = View(ground(loosened, candidates, shared), tuple(candidates))
    return Opened(view, tuple(stands_for))


def _rounds(form: NormalForm, offers: Sequence[Offer]) -> Iterator[list[tuple[Record, Offer]]]:
    """The records on offer with their grades, in rounds in which none repeats another where that
    would matter. A module may be on offer on several days."""
    by_module: dict[str, list[tuple[Record, Offer]]] = {}
    for offer in offers:
        pairs = [(record, offer) for record in graded_ways(form, offer.record)]
        by_module.setdefault(offer.instead_of or offer.record.module, []).extend(pairs)
    graded = list(by_module.values())
    if all(rule.keep == "every" for rule in form.repeats):
        yield [pair for pairs in graded for pair in pairs]
        return
    for place in range(max(map(len, graded), default=0)):
        yield [pairs[place] for pairs in graded if place < len(pairs)]


def graded_ways(form: NormalForm, record: Record) -> Iterator[Record]:
    """The record with every passing grade that the award can tell apart; as it is where it has one,
    or none is asked for."""
    if record.grade is not None or not form.asks_grade:
        yield record
        return
    seen: set[object] = set()
    points = {(s, g): worth for s, grades in form.scales for g, worth, _ in grades}
    fixed = [s for s in form.selections if not p.variables_of(s)]
    for number, graded in enumerate(with_grades((form,), record)):
        look = (
            points.get((graded.scale or "", graded.grade or "")),
            tuple(holds(selection, graded, ()) for selection in fixed),
        )
        if look not in seen:
            seen.add(look)
            yield evolve(graded, id=f"{record.id} {number}" if number else record.id)
