"""Together: which of the awards that a learner earns can be conferred beside one another.

The best set holds the highest-ranked award that it can, then the next (SEMANTICS, *Several
awards*): an award before those that it absorbs, then by level, by size, and by id. Each step is an
exact solve of all the awards at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, product

from attrs import evolve, field, frozen

from microcredit.engine.asked import formulas, givens
from microcredit.engine.awards_together import LeftOut, Placed, Together
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import order
from microcredit.engine.decisions import choices
from microcredit.engine.formulas import AwardHeld, Depending, Formula, Some, Unless
from microcredit.engine.granting import granted
from microcredit.engine.joint import JointPlacing
from microcredit.engine.joint_faults import set_faults
from microcredit.engine.judged import hearing
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import decided
from microcredit.engine.ready import STEPS, CompiledPolicy, resolved
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation
from microcredit.engine.standing import Standing, between, related
from microcredit.engine.titles import title_of, titled
from microcredit.engine.unknown import Fact, unknowns
from microcredit.model.learner import Decision, Transcript
from microcredit.wording.said import chain, listing, said, series, ticked


def together_of(
    ready: Sequence[CompiledPolicy], transcript: Transcript, on: date, steps: int
) -> Together:
    """The best set of these awards that the learner can be conferred at once on a day; raises as
    ``audit_together`` does."""
    with hearing(transcript.learner):
        try:
            return _Choosing.of(ready, transcript, on, Budget(steps * 4)).best()
        except SearchLimit as reached:
            return Together(transcript.learner, on, (), (), (), bounds=reached.says)


def competing(
    earned: Sequence[CompiledPolicy], transcript: Transcript, *, on: date, steps: int = STEPS
) -> tuple[str, ...]:
    """Those of the awards that limit one another, where they cannot all be conferred at once.

    All of them are earned by the learner and not held. None where they can be conferred, or where
    that cannot be found out in as many steps. Raises as ``audit_together`` does."""
    forms = [each.form for each in earned]
    if not any(
        related(one_edition.standing, other_edition.standing)
        for one, other in combinations(forms, 2)
        for one_edition, other_edition in product(one.editions, other.editions)
    ):
        return ()
    found = together_of(earned, transcript, on, steps)
    names = {
        award for each in found.left_out if each.beside for award in (each.award, *each.beside)
    }
    for absorbed in found.absorbed:
        names |= {absorbed, *(form.award for form in forms if absorbed in form.standing.ends)}
    return tuple(sorted(names))


@frozen
class _Earned:
    """An award that is earned by itself: its editions in force, and the level it reaches."""

    form: NormalForm
    editions: tuple[NormalForm, ...]
    level: int
    demands: frozenset[str]


@frozen
class _Choosing:
    """The learner's situation, and the awards that may be conferred, by id."""

    situation: Situation
    earned: Mapping[str, _Earned]
    bound: tuple[Decision, ...]
    held: tuple[str, ...]
    undecided: tuple[str, ...]
    """for each award of which it is not known whether it is earned, which limit was reached"""
    _known: dict[frozenset[str], "_Set | None"] = field(factory=dict)

    @classmethod
    def of(
        cls, ready: Sequence[CompiledPolicy], transcript: Transcript, on: date, budget: Budget
    ) -> "_Choosing":
        """What there is to choose from."""
        ready = sorted(ready, key=lambda each: each.form.award)
        held = {conferral.award for conferral in transcript.conferred if conferral.on <= on}
        levels: dict[str, tuple[NormalForm, int]] = {}
        seen = transcript
        undecided: list[str] = []
        for each in ready:
            award = each.form.award
            seen = resolved(each, transcript)
            found = decided(each.form, seen, on, budget)
            if found.limit is not None:
                budget.spend()
                undecided.append(f"whether `{award}` is earned is not known: {found.limit}")
            if found.outcome == "earned" and award not in held:
                levels[award] = each.form, _level(found.form, found.situation)
        situation = _filled([form for form, _ in levels.values()], seen, on, budget)
        bound = {d: None for form, _ in levels.values() for d in situation.bound(form)}
        return cls(
            situation,
            {
                award: _Earned(
                    form,
                    tuple(edition for edition in form.editions if situation.in_force(edition)),
                    level,
                    _demands(form),
                )
                for award, (form, level) in levels.items()
            },
            tuple(sorted(bound, key=lambda d: (d.on, d.id))),
            tuple(each.form.award for each in ready if each.form.award in held),
            tuple(undecided),
        )

    def best(self) -> Together:
        """The best set: every award in turn is kept if it can be."""
        kept: frozenset[str] = frozenset()
        found: _Set | None = None
        left_out: list[LeftOut] = []
        for award in self._ranked():
            absorber = next((k for k in kept if award in self._absorbs(k)), None)
            demanded = any(award in self.earned[k].demands for k in kept)
            if absorber is not None and not demanded:
                left_out.append(self._ended(award, absorber))
                continue
            wider = self._widened(kept | {award})
            if wider is None:
                left_out.append(self._because(award, kept))
            else:
                kept, found = kept | {award}, wider
        return self._together(found, left_out)

    def _ranked(self) -> Iterator[str]:
        """The awards by rank: absorbing ones before those that they absorb, then by level, size and
        id."""
        waiting = dict(self.earned)
        while waiting:
            absorbed = {other for award in waiting for other in self._absorbs(award)}
            free = [award for award in waiting if award not in absorbed] or list(waiting)
            first = min(
                free,
                key=lambda a: (-waiting[a].level, -(waiting[a].form.size or Fraction(0)), a),
            )
            del waiting[first]
            yield first

    def _absorbs(self, award: str) -> frozenset[str]:
        return self.earned[award].form.standing.ends

    def _widened(self, awards: frozenset[str]) -> "_Set | None":
        """The fewest more awards, of those that these demand, with which all can be conferred."""
        more: set[str] = set(awards)
        waiting = list(awards)
        while waiting:
            for demanded in self.earned[waiting.pop()].demands:
                if demanded in self.earned and demanded not in more:
                    more.add(demanded)
                    waiting.append(demanded)
        rest = sorted(more - awards)
        for count in range(len(rest) + 1):
            for extra in combinations(rest, count):
                found = self._set(awards | frozenset(extra))
                if found is not None:
                    return found
        return None

    def _set(self, awards: frozenset[str]) -> "_Set | None":
        if awards not in self._known:
            self._known[awards] = self._search(awards)
        return self._known[awards]

    def _search(self, awards: frozenset[str]) -> "_Set | None":
        order = [award for award in self._ranked() if award in awards]
        for chosen in choices(self.bound):
            situation = self.situation.granting(chosen)
            for editions in product(*(self.earned[award].editions for award in order)):
                if situation.together(editions) is not None:
                    return _Set(editions, chosen)
        return None

    def _ended(self, award: str, by: str) -> LeftOut:
        """Left out because one that is kept absorbs it, or it is surrendered for that one."""
        surrendered = award in self.earned[by].form.standing.surrenders
        because = said("{award} absorbs it", award=ticked(by))
        if surrendered:
            because = said("it is surrendered for {award}", award=ticked(by))
        return LeftOut(award, because, (by,))

    def _because(self, award: str, kept: frozenset[str]) -> LeftOut:
        """Why an award cannot be conferred beside those kept: one of them where that is enough."""
        if self._widened(frozenset((award,))) is None:
            return LeftOut(award, self._because_alone(award))
        others = [other for other in self._ranked() if other in kept]
        for other in others:
            if self._widened(frozenset((award, other))) is None:
                return LeftOut(award, self._because_beside(award, other), (other,))
        because = said(
            "there are not modules enough for it beside all of {awards}",
            awards=listing(map(ticked, others)),
        )
        lines = [line for other in others for line in self._between(award, other)]
        return LeftOut(award, _quoting(because, lines), tuple(others))

    def _because_alone(self, award: str) -> str:
        known = {*self.earned, *self.held}
        missing = sorted(self.earned[award].demands - known)
        if not missing:
            return said("it cannot be conferred as things stand")
        names = chain(map(ticked, missing), "and")
        return said("it needs {awards}, not among the awards chosen here", awards=names)

    def _because_beside(self, award: str, other: str) -> str:
        for one, two in ((award, other), (other, award)):
            if two in self._standing(one).bars:
                because = said("nobody is given both it and {award}", award=ticked(other))
                return _quoting(because, [(one, said("bars {awards}", awards=two))])
        lines = list(self._between(award, other))
        if not lines:
            return said("it cannot be conferred beside {award}", award=ticked(other))
        because = said("there are not modules enough for both it and {award}", award=ticked(other))
        return _quoting(because, lines)

    def _between(self, one: str, other: str) -> Iterator[tuple[str, str]]:
        return between(self._standing(one), self._standing(other))

    def _standing(self, award: str) -> Standing:
        """What the award's latest edition in force says of others, whatever is decided."""
        return granted(self.earned[award].editions[0], self.bound).standing

    def _together(self, found: "_Set | None", left_out: Sequence[LeftOut]) -> Together:
        awards: tuple[Placed, ...] = ()
        absorbed: tuple[str, ...] = ()
        bounds = list(self.undecided)
        if found is not None:
            situation = self.situation.granting(found.decisions)
            placing = situation.together(found.editions, settle=True)
            assert placing is not None, "the set was found before"
            faults = set_faults(situation, found.editions, placing)
            assert faults is None, f"the checker refuses this set: {faults}"
            awards = tuple(
                Placed(form.award, form.edition, title, dict(_allocation(placing, member)))
                for member, form in enumerate(found.editions)
                for title in (title_of(titled(form, placing.questions[member].binding)),)
            )
            absorbed = tuple(
                form.award
                for form in found.editions
                if any(form.award in other.standing.ends for other in found.editions)
            )
            if not placing.settled:
                bounds.append("the sets shown may not be the canonical ones")
        return Together(
            self.situation.transcript.learner,
            self.situation.on,
            awards,
            absorbed,
            tuple(left_out),
            tuple(decision.id for decision in found.decisions) if found else (),
            "; ".join(bounds) or None,
            held=self.held,
        )


@frozen
class _Set:
    """A set of awards that can be conferred at once, by these editions and decisions."""

    editions: tuple[NormalForm, ...]
    decisions: tuple[Decision, ...]


def _quoting(because: str, lines: Iterable[tuple[str, str]]) -> str:
    """The clause with what the awards say after it, if they say anything."""
    spoken: dict[str, list[str]] = {}
    for award, line in dict.fromkeys(lines):
        spoken.setdefault(award, []).append(ticked(line))
    if not spoken:
        return because
    quotes = [
        said("{award} says {lines}", award=ticked(award), lines=chain(each, "and"))
        for award, each in spoken.items()
    ]
    return said("{why}: {quotes}", why=because, quotes=series(quotes))


def _filled(
    forms: Sequence[NormalForm], transcript: Transcript, on: date, budget: Budget
) -> Situation:
    """The situation with the most cautious value for whatever is missing that an award asks for.

    Each of the awards is earned whatever the values are."""
    assumed: dict[str, str] = {}
    for form in forms:
        for unknown in unknowns(form, transcript, on):
            match unknown.fillings[0]:
                case Fact(name, value):
                    assumed.setdefault(name, value)
                case filled:
                    records = (filled if r.id == filled.id else r for r in transcript.records)
                    transcript = evolve(transcript, records=tuple(records))
    if forms:
        in_order = sorted(transcript.records, key=lambda r: order(r, forms[0].positions))
        transcript = evolve(transcript, records=tuple(in_order))
    return Situation(transcript, on, budget, assumed)


def _allocation(placing: JointPlacing, member: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    table = placing.questions[member].table
    for option in placing.placings[member]:
        record = table.signatures[table.options.records[option]].record
        parts = table.options.placings[option]
        yield (
            record,
            tuple(
                part.id
                for index, part in enumerate(table.form.parts)
                if index and parts >> index & 1 and not part.reuses
            ),
        )


def _level(form: NormalForm, situation: Situation) -> int:
    """The level of the award's best binding when it is audited alone; 0 where it has none."""
    names = [variable.name for variable in form.variables]
    if "level" not in names:
        return 0
    view, truth = situation.view(form), situation.truth(form)
    for binding in view.bindings():
        question = view.question(binding, truth)
        if any(decide(question.table, c, situation.budget) is not None for c in question.cases()):
            level = binding[names.index("level")]
            return level if isinstance(level, int) else 0
    return 0


def _demands(form: NormalForm) -> frozenset[str]:
    """The awards that any edition of the award asks to be held, or earned in this audit."""
    return frozenset(
        given.award
        for edition in form.editions
        for formula in formulas(edition)
        for given in givens(_affirmed(formula))
        if isinstance(given, AwardHeld) and not given.held
    )


def _affirmed(formula: Formula) -> Formula:
    """The formula without what it denies."""
    match formula:
        case Some(least, of):
            return Some(least, tuple(map(_affirmed, of)))
        case Depending(cases):
            return Depending(tuple((_affirmed(gate), _affirmed(each)) for gate, each in cases))
        case Unless():
            return Some(0, ())
        case _:
            return formula
