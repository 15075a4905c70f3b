"""Audits: deciding one award for one learner at a date."""

from datetime import date

from attrs import frozen

from microcredit.engine.budget import Budget
from microcredit.engine.compile import compile_policy
from microcredit.engine.judgement import judge
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import decided
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
    scheme that the policy does not count; what the records then earn, or miss, is an outcome and no
    error."""
    ready = _compiled(policy, catalogue)
    return judge(ready.form, _resolved(ready, transcript), on, steps)


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
    return decided(ready.form, _resolved(ready, transcript), on, Budget(steps)).outcome


def _compiled(
    policy: CheckedPolicy | CompiledPolicy, catalogue: Catalogue | None
) -> CompiledPolicy:
    if isinstance(policy, CompiledPolicy):
        return policy
    if catalogue is None:
        raise TypeError("an audit of a policy that is not compiled needs a catalogue")
    return compile(policy, catalogue=catalogue)


def _resolved(ready: CompiledPolicy, transcript: Transcript) -> Transcript:
    resolved = transcript.resolved(ready.catalogue)
    scheme = ready.form.scheme
    worth = dict(ready.form.conversions)
    foreign = [
        r
        for r in resolved.records
        if scheme and r.scheme and r.scheme != scheme and r.scheme not in worth
    ]
    if foreign:
        raise RecordError(
            Problem(
                transcript.file,
                f"record `{record.id}` has credits of `{record.scheme}`, and the award "
                f"`{ready.form.award}` counts `{scheme}`: conversion is not supported yet",
                column="scheme",
                learner=transcript.learner,
            )
            for record in foreign
        )
    return resolved
