"""Bases: an outcome with what it rests on, so that it need not be worked out again.

A learner's records change one at a time. The set that earned an award earns it still if the
checker finds no fault with it among the records of today. Where sums of rows showed that nothing
could earn it, a new record can only add the best that it brings to them, and as long as each sum
falls short nothing can. So what is known is checked anew, in one pass over the records, and only
where it no longer holds is there a search. What is checked never depends on what was true before.
"""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from microcredit.engine.audit import STEPS, CompiledPolicy, compiled_against, resolved
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.candidates import order
from microcredit.engine.checker import Board
from microcredit.engine.judged import hearing
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.obligations import rules_of
from microcredit.engine.outcome import decided
from microcredit.engine.proof import Sum
from microcredit.engine.refutation import refutation, refutes
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import unknowns
from microcredit.engine.waiting import waiting
from microcredit.language.checked import CheckedPolicy
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript

MOST_SUMS = 16
"""Sums that are kept, and tried on every way in which the award might be earned."""


@frozen
class Set:
    """Records that earn the award, each with the parts that hold it, under a binding."""

    binding: Binding
    held: tuple[tuple[str, frozenset[int]], ...]


@frozen
class Basis:
    """An outcome, and the set that earns the award, or the sums that show that none does.

    It is of one edition of one award, by the names in ``award``. ``reused`` counts how often, since
    it was last worked out, an outcome rested on what was known before."""

    outcome: Outcome
    award: tuple[str, str]
    earning: Set | None = None
    sums: tuple[Sum, ...] = ()
    reused: int = 0


def basis(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    on: date,
    before: Basis | None = None,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Basis:
    """The award's outcome for one learner on a day, as ``outcome`` gives it, with what it rests on.

    With the basis of ``before`` (some records, or days, ago) nothing is searched for where that
    carries the outcome. Raises as ``audit`` does, and ``ValueError`` where ``before`` is of another
    award."""
    ready = compiled_against(policy, catalogue)
    form = ready.form
    if before is not None and before.award != (form.award, form.edition):
        raise ValueError(f"a basis of `{before.award[0]}` says nothing of `{form.award}`")
    with hearing(transcript.learner):
        known = resolved(ready, transcript)
        ordered = sorted(known.records, key=lambda record: order(record, form.positions))
        there = Situation(evolve(known, records=tuple(ordered)), on, Budget(steps))
        if before is not None and _carries(before, form, there):
            return evolve(before, reused=before.reused + 1)
        return _worked_out(form, there, steps)


def _worked_out(form: NormalForm, there: Situation, steps: int) -> Basis:
    found = decided(form, there.transcript, there.on, Budget(steps))
    bare = Basis(found.outcome, (form.award, form.edition))
    try:
        if not _plain(form, there):
            return bare
        if found.outcome == "earned":
            return evolve(bare, earning=_earning(form, there))
        if found.outcome == "not earned":
            return evolve(bare, sums=_sums(form, there))
    except SearchLimit:
        return bare
    return bare


def _plain(form: NormalForm, there: Situation) -> bool:
    """Whether the outcome rests on the award's own rules and what is known, and on nothing that
    might still happen."""
    return (
        not form.earlier
        and not form.needs
        and not there.transcript.decisions
        and not any(True for _ in unknowns(form, there.transcript, there.on))
    )


def _carries(before: Basis, form: NormalForm, there: Situation) -> bool:
    """Whether what is known from before shows the same outcome here."""
    try:
        if not _plain(form, there) or not there.in_force(form):
            return False
        if before.earning is not None:
            return _still_earned(before.earning, form, there)
        return bool(before.sums) and not waiting(form, there) and _refuted(before, form, there)
    except SearchLimit:
        return False


def _earning(form: NormalForm, there: Situation) -> Set | None:
    """A set that earns the award."""
    view, truth = there.view(form), there.truth(form)
    for binding in reversed(list(view.bindings())):
        question = view.question(binding, truth)
        for case in question.cases():
            placing = decide(question.table, case, there.budget)
            if placing is not None:
                options = question.table.options
                return Set(
                    binding,
                    tuple(
                        (
                            question.table.signatures[options.records[option]].record,
                            _parts(form, options.placings[option]),
                        )
                        for option in placing
                    ),
                )
    return None


def _parts(form: NormalForm, placing: int) -> frozenset[int]:
    """The parts below the award that take a record, without those that stand for others."""
    return frozenset(
        part
        for part in range(1, len(form.parts))
        if placing >> part & 1 and not form.parts[part].reuses
    )


def _still_earned(known: Set, form: NormalForm, there: Situation) -> bool:
    """Whether the set keeps every rule here too, as the checker goes through it."""
    rules = rules_of(form, there, known.binding, there.truth(form))
    return not rules.faults(dict(known.held))


def _refuted(before: Basis, form: NormalForm, there: Situation) -> bool:
    """Whether under every binding one of the sums asks for more than there is."""
    return all(
        any(refutes(board, each, there.budget) for each in before.sums)
        for board in _boards(form, there)
    )


def _sums(form: NormalForm, there: Situation) -> tuple[Sum, ...]:
    """Sums that refute the award under every binding; none where they are not enough."""
    found: list[Sum] = []
    for board in _boards(form, there):
        each = refutation(board, there.budget, likely=found)
        if not isinstance(each, Sum):
            return ()
        if each not in found:
            found.append(each)
    return tuple(found) if len(found) <= MOST_SUMS else ()


def _boards(form: NormalForm, there: Situation) -> Iterator[Board]:
    view, truth = there.view(form), there.truth(form)
    for binding in view.bindings():
        yield rules_of(form, there, binding, truth).board()
