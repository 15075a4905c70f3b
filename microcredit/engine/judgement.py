"""Judgement: from a normal form and a resolved transcript to a verdict that the checker has
passed."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from microcredit.engine import checker
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import Candidate
from microcredit.engine.canonical import canonical
from microcredit.engine.claimable import Claimable, run_of_days
from microcredit.engine.closest import Short, fewest_unmet, least_short
from microcredit.engine.formulas import Signed
from microcredit.engine.normal_form import AreaVariable, Binding, ClassVariable, NormalForm
from microcredit.engine.outcome import Decided, decided
from microcredit.engine.question import Question
from microcredit.engine.reason import Counted, Depends, Found, Need, NotCounted, Variant
from microcredit.engine.reasons import Shown
from microcredit.engine.search import Case, decide
from microcredit.engine.situation import Situation
from microcredit.engine.verdict import Verdict
from microcredit.engine.view import View
from microcredit.model.learner import Transcript
from microcredit.model.record import Record


def judge(form: NormalForm, transcript: Transcript, on: date, steps: int) -> Verdict:
    """The verdict on one award for a resolved transcript on a day, checked before it leaves.

    Never fails for learner data: what cannot be decided within so many steps of search is an
    undetermined verdict that says so.
    """
    found = decided(form, transcript, on, Budget(steps))
    limit = found.limit
    picture: _Picture | None = None
    if limit is None:
        try:
            picture = _picture(form, found, Budget(steps))
        except SearchLimit:
            limit = "the best set to show could not be found in the steps allowed"
    if picture is not None and not picture.shown.settled:
        limit = "the set shown works, but a better one could not be ruled out in the steps allowed"
    return _verdict(form, found, picture, limit)


@frozen
class _Picture:
    """What a verdict shows: the placing, its binding, the variants and the claimable days."""

    shown: Shown
    variants: tuple[Found, ...]
    claimable: Claimable | None


def _picture(form: NormalForm, found: Decided, budget: Budget) -> _Picture | None:
    situation = found.situation
    if not situation.in_force(form):
        return None
    view = situation.view(form)
    if not situation.earned(form):
        return _Picture(_closest(form, situation, budget), (), None)
    variants = [
        (binding, _canonical(view, question, cases, budget))
        for binding, question, cases in _unbeaten(form, situation, budget)
    ]
    shown = variants[0][1]
    start, until = run_of_days(form, situation)
    lapses = [day for candidate in _counted(view, shown) if (day := candidate.expires)]
    reported = [
        (member, one)
        for binding, one in variants
        for member in view.members(binding)
        if _reported(form, member, binding)
    ]
    return _Picture(
        shown,
        tuple(
            Found(_named(form, member), _titles(form, member), _allocation(form, one))
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
        variables, _ = _parted(form, binding)
        # Classes come best first, so of equal variables the first that holds is the class.
        if any(_beats(_parted(form, other)[0], variables) for other in kept):
            continue
        question = view.question(binding, truth)
        cases = [c for c in question.cases() if decide(question.table, c, budget) is not None]
        if cases:
            kept.append(binding)
            yield binding, question, cases


def _parted(form: NormalForm, binding: Binding) -> tuple[Binding, str | None]:
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
    found = canonical(question.table, cases, expires, budget)
    assert found is not None, "a case that holds has a placing"
    shown = Shown(question, found.placing, found.case.banned, view.candidates, found.settled)
    faults = checker.faults(
        view.form, question.table.signatures, question.binding, _parts(shown), question.truth
    )
    if faults:
        raise AssertionError(f"the checker refuses this allocation: {'; '.join(faults)}")
    return shown


def _closest(form: NormalForm, situation: Situation, budget: Budget) -> Shown:
    """The closest set over all bindings; the best binding of those that come equally close."""
    view, truth = situation.view(form), situation.truth(form)
    best: tuple[Short, Question, list[Case]] | None = None
    for binding in view.bindings():
        if _parted(form, binding)[1] is not None:
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
    placed = canonical(question.table, cases, expires, budget)
    assert placed is not None
    shown = Shown(question, placed.placing, placed.case.banned, view.candidates, placed.settled)
    _check_closest(view, shown, short)
    return shown


def _check_closest(view: View, shown: Shown, short: Short) -> None:
    form, table, binding = view.form, shown.question.table, shown.question.binding
    parts = _parts(shown)
    faults = checker.misplaced(form, table.signatures, binding, parts, shown.question.truth)
    unmet = checker.unmet(form, table.signatures, binding, parts, shown.question.truth)
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


def _allocation(form: NormalForm, shown: Shown) -> dict[str, tuple[str, ...]]:
    return {
        record: tuple(form.parts[part].id for part in sorted(parts))
        for record, parts in _parts(shown).items()
    }


def _counted(view: View, shown: Shown) -> Iterator[Candidate]:
    records = shown.question.table.options.records
    return (view.candidates[records[option]] for option in shown.placing)


def _named(form: NormalForm, binding: Binding) -> Variant:
    variables, _ = _parted(form, binding)
    return {v.name: value for v, value in zip(form.variables, variables, strict=False)}


def _titles(form: NormalForm, binding: Binding | None) -> dict[str, str]:
    """The title in each language, with the suffixes of the variables that are bound."""
    titles = {}
    for title in form.titles:
        text = title.text
        if binding is not None:
            values = {
                v.name: title.areas.get(str(value), str(value))
                for v, value in zip(form.variables, binding, strict=True)
            }
            for suffix, value in zip(title.suffixes, binding, strict=True):
                if suffix is not None and value is not None:
                    for name, word in values.items():
                        suffix = suffix.replace(f"{{{name}}}", word)
                    text += suffix
        titles[title.language] = text
    return titles


def _verdict(
    form: NormalForm, found: Decided, picture: _Picture | None, limit: str | None
) -> Verdict:
    situation, shown = found.situation, picture.shown if picture else None
    transcript = situation.transcript
    missing = {d.unknown.record.id: d.unknown.fields for d in found.depends_on if d.unknown.record}
    excluded = tuple(
        NotCounted(
            e.record.id,
            e.record.module,
            f"whether it can depends on what is missing: {', '.join(missing[e.record.id])}"
            if e.record.id in missing
            else e.says,
        )
        for e in situation.stack(form).excluded
    )
    view = situation.view(form)
    left_out = tuple(
        NotCounted(view.candidates[i].record.id, view.candidates[i].record.module, because)
        for i, because in (shown.left_out() if shown else ())
    )
    binding = shown.question.binding if shown else None
    earned = found.outcome == "earned"
    return Verdict(
        learner=transcript.learner,
        award=form.award,
        edition=form.edition,
        on=situation.on,
        outcome=found.outcome,
        titles=_titles(form, binding if earned else None),
        variant=(_named(form, binding) or None) if binding is not None else None,
        award_class=_parted(form, binding)[1] if binding is not None else None,
        variants=picture.variants if picture else (),
        requirements=shown.reasons() if shown else (),
        counted=tuple(_entries(form, view, shown)) if shown else (),
        not_counted=left_out + excluded,
        needs=tuple(_need(each, better) for each, better in found.passing),
        depends_on=tuple(
            Depends(
                dependence.unknown.record.id if dependence.unknown.record else None,
                dependence.unknown.record.module if dependence.unknown.record else None,
                " and ".join(dependence.unknown.fields),
                tuple(
                    (" and ".join(dependence.unknown.values(filling).values()), outcomes)
                    for filling, outcomes in dependence.outcomes
                ),
            )
            for dependence in found.depends_on
        ),
        bounds=limit,
        claimable=picture.claimable if picture else None,
        on_application=form.on_application,
        applied_on=max(
            (
                a.on
                for a in transcript.applications
                if a.award == form.award and a.on <= situation.on
            ),
            default=None,
        ),
        conferred_on=min(
            (c.on for c in transcript.conferred if c.award == form.award and c.on <= situation.on),
            default=None,
        ),
        scheme=form.scheme,
        in_force=situation.in_force(form),
        sources=form.sources,
    )


def _need(passing: Record | Signed, better: bool) -> Need:
    if isinstance(passing, Signed):
        return Need(requirement=passing.requirement, by=passing.by)
    return Need(passing.id, passing.module, passing.grade, better)


def _entries(form: NormalForm, view: View, shown: Shown) -> Iterator[Counted]:
    allocation = _allocation(form, shown)
    worths = {s.record: s.credits for s in shown.question.table.signatures}
    for candidate in _counted(view, shown):
        record = candidate.record
        yield Counted(
            record=record.id,
            module=record.module,
            credits=worths[record.id],
            level=record.level,
            areas=record.areas or (),
            completed_on=record.completed_on,
            expires=candidate.expires,
            parts=allocation[record.id],
        )
