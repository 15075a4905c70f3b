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
from microcredit.language.syntax import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from tests.oracle_conditions import measure, total
from tests.oracle_placing import (
    Placing,
    all_parts,
    choices,
    earns,
    expiring,
    first_class,
    lines_of,
    placings,
    short,
    views,
    works,
)
from tests.oracle_selections import (
    Binding,
    Short,
    Situation,
    View,
)
from tests.oracle_unknown import fillings, passed, signed


@frozen(order=True)
class Key:
    """What makes one working set better than another: compared line by line, the least is best.

    ``expiring`` are the credits counted, negative, of each expiry date among the candidates.
    """

    rank: tuple[int, ...]
    award_class: int
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
    outcomes = frozenset(_outcome(policy, filled) for filled in found)
    if len(outcomes) > 1:
        return OracleVerdict("undetermined", outcomes, len(found))
    (outcome,) = outcomes
    return evolve(_shown(policy, found[0]), outcome=outcome, outcomes=outcomes, fillings=len(found))


def _outcome(policy: CheckedPolicy, situation: Situation) -> Outcome:
    if situation.earned(policy):
        return "earned"
    if any(
        done.earned(policy)
        for taken in chain([situation], passed(policy, situation))
        for done in chain([taken], signed(policy, taken))
    ):
        return "pending"
    return "not earned"


# The set shown


def _shown(policy: CheckedPolicy, situation: Situation) -> OracleVerdict:
    """The canonical set under the best binding that works; where none works, the closest set."""
    found = list(views(policy, situation))
    working = [view for view in found if works(view)]
    tries = [attempt for view in working[:1] or found for attempt in _tries(view)]
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
    labels = [each.label.text for each in policy.award.classes]
    return OracleVerdict(
        outcome="not earned",
        outcomes=frozenset(),
        placing=held,
        binding=best.view.binding,
        variants=tuple(view.binding for view in variants),
        award_class=[*labels, None][best.key.award_class],
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
    fewest: int | None = None
    for chosen in choices(view.root):
        lines = list(lines_of(view, chosen))
        left_out = tuple(part.id.text not in chosen for part in all_parts(view.root))
        for placing in placings(view, chosen):
            found = [(line.id, s) for line in lines if (s := short(view, line, placing))]
            if fewest is None or len(found) <= fewest:
                fewest = len(found)
                unmet = tuple(name for name, _ in found)
                off = total([s for _, s in found])
                key = _key(view, placing, earned=not found)
                yield Attempt(view, placing, unmet, off, key, left_out)


def _key(view: View, placing: Placing, *, earned: bool) -> Key:
    """The key of a placing; only one that earns the award has a class."""
    counted = [r for r, parts in zip(view.candidates, placing, strict=True) if parts]
    parts = [part.id.text for part in all_parts(view.root)]
    return Key(
        rank=view.rank,
        award_class=first_class(view, placing) if earned else len(view.policy.award.classes),
        credits=measure(view, counted, "credits"),
        expiring=expiring(view, placing),
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
