"""Pictures: what a verdict shows: the set that earns the award, or the one that comes closest."""

from collections.abc import Iterator

from attrs import frozen

from microcredit.engine.budget import Budget
from microcredit.engine.candidates import Candidate
from microcredit.engine.canonical import canonical
from microcredit.engine.case import Case
from microcredit.engine.checker import Rules
from microcredit.engine.claimable import Claimable, run_of_days
from microcredit.engine.closest import Short, fewest_unmet, least_short
from microcredit.engine.decisions import choices
from microcredit.engine.normal_form import AreaVariable, Binding, ClassVariable, NormalForm
from microcredit.engine.outcome import Decided
from microcredit.engine.question import Question, Truth
from microcredit.engine.reason import (
    Found,
    Variant,
)
from microcredit.engine.reasons import Shown
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation, tied
from microcredit.engine.titles import titled
from microcredit.engine.view import View


@frozen
class Picture:
    """What a verdict shows: the placing, its binding, the variants and the claimable days."""

    shown: Shown
    situation: Situation
    variants: tuple[Found, ...]
    claimable: Claimable | None


def picture_of(award: NormalForm, found: Decided, budget: Budget) -> Picture | None:
    """What to show of an outcome, checked; none where no edition is in force for the learner.

    Raises ``SearchLimit`` where the budget is spent before a set is found."""
    form, situation = found.form, found.situation
    if not situation.in_force(form):
        return None
    if not situation.earned(form):
        near, shown = _closest_decided(form, situation, budget)
        return Picture(shown, near, (), None)
    view = situation.view(form)
    if tied(form):
        variants = list(_unbeaten_beside(form, situation))
    else:
        variants = [
            (binding, _canonical(view, question, cases, budget))
            for binding, question, cases in _unbeaten(form, situation, budget)
        ]
    shown = variants[0][1]
    start, until = run_of_days(award, situation)
    lapses = [day for candidate in counted_of(view, shown) if (day := candidate.expires)]
    reported = [
        (member, one)
        for binding, one in variants
        for member in view.members(binding)
        if _reported(form, member, binding)
    ]
    return Picture(
        shown,
        situation,
        tuple(
            Found(named(form, member), titled(form, member), allocation_of(form, one))
            for member, one in sorted(reported, key=lambda pair: _rank(form, pair[0]))
        ),
        Claimable(start, until, min(lapses, default=None)) if found.outcome == "earned" else None,
    )


def _unbeaten(
    form: NormalForm, situation: Situation, budget: Budget
) -> Iterator[tuple[Binding, Question, list[Case]]]:
    """The bindings under which the award is earned and which none before beats, best first."""
    view, truth = situation.view(form), situation.truth(form)
    kept: list[Binding] = []
    for binding in view.bindings():
        variables, _ = parted(form, binding)
        # Classes come best first, so of equal variables the first that holds is the class.
        if any(_beats(parted(form, other)[0], variables) for other in kept):
            continue
        question = view.question(binding, truth)
        cases = [c for c in question.cases() if decide(question.table, c, budget) is not None]
        if cases:
            kept.append(binding)
            yield binding, question, cases


def _unbeaten_beside(form: NormalForm, situation: Situation) -> Iterator[tuple[Binding, Shown]]:
    """The same with the sets to show, where the award and those that it needs limit one another."""
    view = situation.view(form)
    kept: list[Binding] = []
    for binding in view.bindings():
        variables, _ = parted(form, binding)
        if any(_beats(parted(form, other)[0], variables) for other in kept):
            continue
        found = situation.with_needs(form, settle=True, first=binding)
        if found is not None:
            kept.append(binding)
            shown = Shown(
                found.questions[0],
                found.placings[0],
                found.banned[0],
                view.candidates,
                found.settled,
            )
            yield binding, _checked(view, shown)


def parted(form: NormalForm, binding: Binding) -> tuple[Binding, str | None]:
    """The values of the variables, and the class."""
    if form.variables and isinstance(form.variables[-1], ClassVariable):
        label = binding[-1]
        assert label is None or isinstance(label, str)
        return binding[:-1], label
    return binding, None


def _beats(one: Binding, other: Binding) -> bool:
    """Whether one binding is at least as good in every variable: levels by height, areas over
    none."""
    return all(
        a == b or b is None or (isinstance(a, int) and isinstance(b, int) and a > b)
        for a, b in zip(one, other, strict=True)
    )


def _rank(form: NormalForm, binding: Binding) -> tuple[int, ...]:
    """The place of each value among those of its variable; unbound comes last."""
    return tuple(
        len(variable.values) if value is None else list(variable.values).index(value)
        for variable, value in zip(form.variables, binding, strict=True)
    )


def _reported(form: NormalForm, member: Binding, best: Binding) -> bool:
    """Of a class of bindings every area is reported, and only the best level."""
    return all(
        value == top or isinstance(variable, AreaVariable)
        for variable, value, top in zip(form.variables, member, best, strict=True)
    )


def _canonical(view: View, question: Question, cases: list[Case], budget: Budget) -> Shown:
    expires = [candidate.expires for candidate in view.candidates]
    found = canonical(question.table, cases, expires, view.form.prefers, budget)
    assert found is not None, "a case that holds has a placing"
    shown = Shown(question, found.placing, found.case.banned, view.candidates, found.settled)
    return _checked(view, shown)


def _checked(view: View, shown: Shown) -> Shown:
    """The same, once the checker has found no fault with it."""
    question = shown.question
    rules = Rules(view.form, question.table.signatures, question.binding, question.truth)
    faults = rules.faults(_parts(shown))
    if faults:
        raise AssertionError(f"the checker refuses this allocation: {'; '.join(faults)}")
    return shown


def _closest_decided(
    form: NormalForm, situation: Situation, budget: Budget
) -> tuple[Situation, Shown]:
    """The closest set with the fewest decisions that come so close."""
    bound = situation.bound(form)
    target = None
    if bound and form.monotone:
        target = _closest(form, situation.granting(bound), budget)[0].key
    best: tuple[Short, Situation, Shown] | None = None
    for chosen in choices(bound):
        there = situation.granting(chosen)
        short, shown = _closest(form, there, budget)
        if best is None or short.key < best[0].key:
            best = short, there, shown
        if best[0].key == target:
            break
    assert best is not None
    return best[1], best[2]


def _closest(form: NormalForm, situation: Situation, budget: Budget) -> tuple[Short, Shown]:
    """The closest set over all bindings; the best binding of those that come equally close."""
    if tied(form):
        return _closest_tied(form, situation, budget)
    return _closest_given(form, situation, situation.truth(form), budget)


def _closest_tied(form: NormalForm, situation: Situation, budget: Budget) -> tuple[Short, Shown]:
    """The closest set beside some of the awards that it needs, where the two limit one another.

    Beside an award with which it cannot be conferred, that award counts as not earned."""
    best: tuple[Short, Shown] | None = None
    for beside in situation.conferrable_needs(form):
        truth = situation.truth(form, beside | {form.award})
        found = _closest_given(form, situation, truth, budget)
        if found[0].unmet and (best is None or found[0].key < best[0].key):
            best = found
    assert best is not None, "beside no other award, those that it needs are not held"
    return best


def _closest_given(
    form: NormalForm, situation: Situation, truth: Truth, budget: Budget
) -> tuple[Short, Shown]:
    view = situation.view(form)
    best: tuple[Short, Question, list[Case]] | None = None
    for binding in view.bindings():
        if parted(form, binding)[1] is not None:
            continue
        question = view.question(binding, truth)
        ceiling = best[0].unmet if best else None
        shortfalls = fewest_unmet(question, ceiling, budget)
        found = least_short(question, shortfalls, best[0] if best else None, budget)
        if found is not None and (best is None or found[0].key < best[0].key):
            best = (found[0], question, found[1])
    assert best is not None, "leaving every requirement unmet is always possible"
    short, question, cases = best
    expires = [candidate.expires for candidate in view.candidates]
    placed = canonical(question.table, cases, expires, view.form.prefers, budget)
    assert placed is not None
    shown = Shown(question, placed.placing, placed.case.banned, view.candidates, placed.settled)
    _check_closest(view, shown, short)
    return short, shown


def _check_closest(view: View, shown: Shown, short: Short) -> None:
    form, table, binding = view.form, shown.question.table, shown.question.binding
    parts = _parts(shown)
    rules = Rules(form, table.signatures, binding, shown.question.truth)
    laid, faults = rules.laid(parts)
    unmet = {id for demands in rules.asked.values() for id in laid.unmet(demands)}
    claimed = set(shown.unmet())
    in_force = {reason.id for reason in shown.reasons()}
    if faults or unmet & in_force != claimed or len(claimed) != short.unmet:
        raise AssertionError(f"the checker refuses this closest set: {faults or unmet}")


def _parts(shown: Shown) -> dict[str, frozenset[int]]:
    """For each counted record the parts below the root that hold it."""
    table = shown.question.table
    found = {}
    for option in shown.placing:
        placing = table.options.placings[option]
        name = table.signatures[table.options.records[option]].record
        found[name] = frozenset(
            index
            for index, part in enumerate(table.form.parts)
            if index and placing >> index & 1 and not part.reuses
        )
    return found


def allocation_of(form: NormalForm, shown: Shown) -> dict[str, tuple[str, ...]]:
    """For each counted record the ids of the parts below the award that hold it."""
    return {
        record: tuple(form.parts[part].id for part in sorted(parts))
        for record, parts in _parts(shown).items()
    }


def counted_of(view: View, shown: Shown) -> Iterator[Candidate]:
    """The candidates that count, in the catalogue's order."""
    records = shown.question.table.options.records
    return (view.candidates[records[option]] for option in shown.placing)


def named(form: NormalForm, binding: Binding) -> Variant:
    """The values of the variables by name, without the class."""
    variables, _ = parted(form, binding)
    return {v.name: value for v, value in zip(form.variables, variables, strict=False)}
