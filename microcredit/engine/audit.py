"""Audits: deciding one award for one learner at a date."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from microcredit.engine.budget import Budget
from microcredit.engine.compile import compile_policy
from microcredit.engine.facts import misread
from microcredit.engine.judged import hearing
from microcredit.engine.judgement import judge
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import decided
from microcredit.engine.unknown import family
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem, RecordError
from microcredit.language.check import check_against
from microcredit.language.checked import CheckedPolicy
from microcredit.language.syntax import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript

STEPS = 300_000
"""Steps of search that one verdict may take; past them it is undetermined."""


@frozen
class CompiledPolicy:
    """One award's normal form with the catalogue that it was compiled against, for many audits."""

    form: NormalForm
    catalogue: Catalogue


def compile(policy: CheckedPolicy, *, catalogue: Catalogue) -> CompiledPolicy:
    """The policy made ready for audits against the catalogue.

    Raises ``PolicyCheckError`` where the policy names areas, modules or tags that the catalogue
    does not have. Its examples are not looked at."""
    check_against(policy, catalogue.vocabulary)
    return CompiledPolicy(compile_policy(policy, catalogue), catalogue)


def audit(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Verdict:
    """The verdict on one award for one learner on a day.

    ``catalogue`` is needed unless the policy is compiled. Raises ``RecordError`` where a record
    names an unknown module without bringing credits, level and areas of its own, or credits of a
    scheme that the policy does not count, and ``PluginError`` where a plugin's predicate fails.
    What the records then earn, or miss, is an outcome and no error."""
    ready = _compiled(policy, catalogue)
    with hearing(transcript.learner):
        return judge(ready.form, resolved(ready, transcript), on, steps)


def outcome(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Outcome:
    """Only the outcome of the audit, without the set that is shown: many times faster."""
    ready = _compiled(policy, catalogue)
    with hearing(transcript.learner):
        return decided(ready.form, resolved(ready, transcript), on, Budget(steps)).outcome


def _compiled(
    policy: CheckedPolicy | CompiledPolicy, catalogue: Catalogue | None
) -> CompiledPolicy:
    if isinstance(policy, CompiledPolicy):
        return policy
    if catalogue is None:
        raise TypeError("an audit of a policy that is not compiled needs a catalogue")
    return compile(policy, catalogue=catalogue)


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
