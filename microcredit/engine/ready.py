"""Compiled policies: an award's normal form with its catalogue, ready for many audits.

Nothing here reads a policy: what a policy says is in the normal form by now."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from importlib import import_module

from attrs import evolve, field, frozen

from microcredit.engine.budget import Budget
from microcredit.engine.facts import misread
from microcredit.engine.judged import hearing
from microcredit.engine.judgement import judge
from microcredit.engine.layout import TooLarge
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import decided
from microcredit.engine.outright import Outright
from microcredit.engine.proven import proof_of
from microcredit.engine.unknown import family
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem, RecordError
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript

STEPS = 300_000
"""Steps of search that one verdict may take; past them it is undetermined."""


@frozen(slots=False)
class CompiledPolicy:
    """One award's normal form with the catalogue that it was compiled against, for many audits."""

    form: NormalForm
    catalogue: Catalogue
    stocks: dict[object, object] = field(factory=dict, eq=False, repr=False)
    """what plans have worked out of the catalogue, whoever the learner is"""

    @cached_property
    def outright(self) -> Outright | None:
        """What decides most outcomes quickly; none where the award is not one for it."""
        try:
            return Outright(self.form, self.catalogue)
        except TooLarge:
            return None


def verdict_of(
    ready: CompiledPolicy,
    transcript: Transcript,
    on: date,
    steps: int,
    *,
    further: bool = False,
    prove: bool = False,
) -> Verdict:
    """The verdict on the award for one learner on a day; raises as ``audit`` does."""
    with hearing(transcript.learner):
        known = resolved(ready, transcript)
        verdict = judge(ready.form, known, on, steps)
        proven = proof_of(
            ready.form, ready.catalogue.sources, known, on, verdict, steps, prove=prove
        )
        verdict = evolve(verdict, proof=proven.proof, why=proven.why)
        if not further:
            return verdict
        # Loaded when it is asked for: no other verdict needs it.
        offered = import_module("microcredit.engine.further")
        least = offered.least_further(ready.form, ready.catalogue, known, on, steps)
        return evolve(verdict, further=least)


def outcome_of(ready: CompiledPolicy, transcript: Transcript, on: date, steps: int) -> Outcome:
    """Only the outcome; raises as ``audit`` does."""
    outright = ready.outright
    found = None if outright is None else outright.outcome(transcript, on, steps)
    if found is not None:
        return found
    with hearing(transcript.learner):
        return decided(ready.form, resolved(ready, transcript), on, Budget(steps)).outcome


def resolved(ready: CompiledPolicy, transcript: Transcript) -> Transcript:
    """The transcript with what the catalogue says of its modules.

    Raises ``RecordError`` as ``audit`` does."""
    resolved = transcript.resolved(ready.catalogue)
    problems = [
        *_foreign(ready, resolved),
        *_ungraded(ready, resolved),
        *_misread(ready, resolved),
    ]
    if problems:
        raise RecordError(problems)
    return resolved


def _foreign(ready: CompiledPolicy, transcript: Transcript) -> Iterator[Problem]:
    """Every record whose credits are of a scheme that the award's framework does not know."""
    scheme = ready.form.scheme
    known = {scheme, *dict(ready.form.conversions), *ready.form.ignored}
    for record in transcript.records:
        if scheme and record.scheme and record.scheme not in known:
            yield Problem(
                transcript.file,
                f"record `{record.id}` has credits of `{record.scheme}`, and the award "
                f"`{ready.form.award}` counts `{scheme}`: the framework neither converts it nor "
                "ignores it",
                column="scheme",
                learner=transcript.learner,
            )


def _ungraded(ready: CompiledPolicy, transcript: Transcript) -> Iterator[Problem]:
    """Every record with a grade that its scale does not have, or that is on no scale at all, where
    the award asks for grades."""
    scales = {scale: {g for g, _, _ in grades} for scale, grades in ready.form.scales}
    if not scales or not ready.form.asks_grade:
        return
    for record in transcript.records:
        if record.scheme in ready.form.ignored:
            continue
        known = scales.get(record.scale) if record.scale else set().union(*scales.values())
        if record.grade is not None and known is not None and record.grade not in known:
            where = f"the scale `{record.scale}`" if record.scale else "no scale of the framework"
            has = "does not have it" if record.scale else "has it"
            yield Problem(
                transcript.file,
                f"record `{record.id}` has the grade `{record.grade}`, and {where} {has}",
                column="grade",
                learner=transcript.learner,
            )


def _misread(ready: CompiledPolicy, transcript: Transcript) -> Iterator[Problem]:
    """Every fact that is no value of the kind with which a line compares it."""
    asked = {
        (given.fact, kind): given.fact
        for form in family(ready.form)
        for given in form.facts
        if given.fact in transcript.facts
        and (kind := misread(given, transcript.facts[given.fact])) is not None
    }
    for fact, kind in asked:
        yield Problem(
            transcript.file,
            f"the fact `{fact}` is `{transcript.facts[fact]}`, and the award "
            f"`{ready.form.award}` compares it with {kind}",
            column=fact,
            learner=transcript.learner,
        )
