"""Decides an award by trying everything: slow and simple, from the definitions alone.

The oracle reads the checked policy and nothing that the engine makes of it. It is for small
cases: some seven records, five parts, and few values of each variable. What a selection selects,
what a condition says and what a placing is stand in files of their own; here are the outcome,
over all that is unknown or pending, and the set shown.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain

from attrs import evolve, field, frozen

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from tests.oracle_amounts import measure
from tests.oracle_awards import (
    Beside,
    earns,
    edition_earns,
    open_editions,
    surroundings,
    works,
)
from tests.oracle_conditions import total
from tests.oracle_decisions import choices_of_decisions, place
from tests.oracle_placing import (
    Placing,
    all_parts,
    choices,
    first_class,
    lines_of,
    placings,
    preferred,
    short,
)
from tests.oracle_rules import taken
from tests.oracle_situation import Binding, Short, Situation, View
from tests.oracle_unknown import fillings, passed, signed
from tests.oracle_views import views

BEST: tuple[Outcome, ...] = ("earned", "pending", "not earned")


@frozen(order=True)
class Key:
    """What makes one working set better than another: compared line by line, the least is best.

    ``preferred`` are the credits counted, negative, of each expiry date among the candidates, or
    of what the award prefers.
    """

    number_of_decisions: int
    decisions: tuple[tuple[object, str], ...]
    rank: tuple[int, ...]
    award_class: int
    credits: Fraction
    preferred: tuple[Fraction, ...]
    left_out: tuple[bool, ...]
    placings: int
    not_placed: tuple[bool, ...]


@frozen
class OracleVerdict:
    """The outcome; the set shown where it is earned, the closest one where it is not.

    Where a value is unknown and every filling gives the same outcome, the rest is of one of the
    ``fillings`` only. An undetermined verdict has its ``outcomes`` and nothing else. ``edition``
    is none where none is in force and open to the learner, and then nothing is shown. An award is
    ``barred`` where others that the learner holds leave it no set at all, whatever it counts.
    """

    outcome: Outcome
    outcomes: frozenset[Outcome]
    fillings: int = 1
    edition: str | None = None
    decisions: tuple[str, ...] = ()
    barred: bool = False
    placing: Mapping[str, frozenset[str]] = field(factory=dict)
    binding: Binding = field(factory=dict)
    variants: tuple[Binding, ...] = ()
    award_class: str | None = None
    key: Key | None = None
    unmet: tuple[str, ...] = ()
    short: Fraction = Fraction(0)
    short_modules: Fraction = Fraction(0)


def oracle(
    policy: CheckedPolicy, transcript: Transcript, catalogue: Catalogue, on: date
) -> OracleVerdict:
    """The verdict on a resolved transcript, after trying every value, choice and placing."""
    found = list(fillings(policy, Situation(transcript, catalogue, on, earns)))
    outcomes = frozenset(_best(policy, filled)[0] for filled in found)
    if len(outcomes) > 1:
        return OracleVerdict("undetermined", outcomes, len(found))
    outcome, edition = _best(policy, found[0])
    shown = OracleVerdict("not earned", outcomes)
    if edition is not None:
        shown = _shown(policy, edition, found[0])
    return evolve(shown, outcome=outcome, outcomes=outcomes, fillings=len(found))


def _best(policy: CheckedPolicy, situation: Situation) -> tuple[Outcome, CheckedPolicy | None]:
    """The best outcome that an edition gives, and the latest edition that gives it."""
    found = [
        (_outcome(policy, edition, situation), edition)
        for edition in open_editions(policy, situation)
    ]
    for outcome in BEST:
        for each, edition in found:
            if each == outcome:
                return outcome, edition
    return "not earned", None


def _outcome(policy: CheckedPolicy, edition: CheckedPolicy, situation: Situation) -> Outcome:
    def earned(now: Situation) -> bool:
        return any(
            edition_earns(policy, edition, now.relying(decisions))
            for decisions in choices_of_decisions(policy, now)
        )

    if earned(situation):
        return "earned"
    if any(
        earned(done)
        for each in chain([situation], passed(policy, situation))
        for done in chain([each], signed(policy, each))
    ):
        return "pending"
    return "not earned"


# The set shown


def _shown(policy: CheckedPolicy, edition: CheckedPolicy, situation: Situation) -> OracleVerdict:
    """The canonical set under the best binding that works; where none works, the closest set."""
    found = [
        (view, beside)
        for decisions in choices_of_decisions(policy, situation)
        for beside in surroundings(policy, situation.relying(decisions))
        for view in views(edition, beside.situation)
    ]
    working = _working(found)
    best_rank = min((view.rank for view, _ in working), default=None)
    tried = [(v, b) for v, b in working if v.rank == best_rank] or found
    tries = [attempt for view, beside in tried for attempt in _tries(view, beside)]
    barred = not tries
    if barred:
        tries = [attempt for view, _ in found for attempt in _tries(view, None)]
    if not tries:
        return OracleVerdict("not earned", frozenset(), edition=edition.edition)
    best = min(tries, key=lambda attempt: attempt.order)
    held = {
        record.id: parts - {policy.id}
        for record, parts in zip(best.view.candidates, best.placing, strict=True)
        if parts
    }
    bindings = {view.rank: view for view, _ in working}
    variants = [
        view
        for _, view in sorted(bindings.items())
        if not any(_beats(edition, other, view) for other in bindings.values())
    ]
    credits, modules = best.short
    labels = [each.label.text for each in edition.award.classes]
    return OracleVerdict(
        outcome="not earned",
        outcomes=frozenset(),
        edition=edition.edition,
        decisions=tuple(name for _, name in best.key.decisions),
        barred=barred,
        placing=held,
        binding=best.view.binding,
        variants=tuple(view.binding for view in variants),
        award_class=[*labels, None][best.key.award_class],
        key=best.key,
        unmet=best.unmet,
        short=credits,
        short_modules=modules,
    )


def _working(found: list[tuple[View, Beside]]) -> list[tuple[View, Beside]]:
    """Of views in the order of their decisions, those that work with the first that do."""
    working: list[tuple[View, Beside]] = []
    for view, beside in found:
        if working and working[0][0].situation.decisions != view.situation.decisions:
            break
        if works(view, beside):
            working.append((view, beside))
    return working


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


def _tries(view: View, beside: Beside | None) -> Iterator[Attempt]:
    """Every placing that leaves no more requirements unmet than those before it.

    None that breaks a rule between the award and those ``beside`` it.
    """
    fewest: int | None = None
    for chosen in choices(view.root):
        lines = list(lines_of(view, chosen))
        left_out = tuple(part.id.text not in chosen for part in all_parts(view.root))
        for placing in placings(view, chosen):
            found = [(line.id, s) for line in lines if (s := short(view, line, placing))]
            if fewest is not None and len(found) > fewest:
                continue
            if beside is None or beside.admits(taken(view, placing)):
                fewest = len(found)
                unmet = tuple(name for name, _ in found)
                off = total([s for _, s in found])
                key = _key(view, placing, earned=not found)
                yield Attempt(view, placing, unmet, off, key, left_out)


def _key(view: View, placing: Placing, *, earned: bool) -> Key:
    """The key of a placing; only one that earns the award has a class."""
    counted = [r for r, parts in zip(view.candidates, placing, strict=True) if parts]
    parts = [part.id.text for part in all_parts(view.root)]
    decisions = tuple(place(d) for d in view.situation.decisions)
    return Key(
        number_of_decisions=len(decisions),
        decisions=decisions,
        rank=view.rank,
        award_class=first_class(view, placing) if earned else len(view.policy.award.classes),
        credits=measure(view, counted, "credits"),
        preferred=preferred(view, placing),
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
