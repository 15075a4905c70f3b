"""Audits: deciding one award for one learner at a date."""

from datetime import date

from microcredit.engine.compile import compile_policy
from microcredit.engine.ready import (
    STEPS as STEPS,
    CompiledPolicy as CompiledPolicy,
    outcome_of,
    resolved as resolved,
    verdict_of,
)
from microcredit.engine.verdict import Verdict
from microcredit.language.check import check_against
from microcredit.language.checked import CheckedPolicy
from microcredit.language.outcomes import Outcome
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript


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
    further: bool = False,
    prove: bool = False,
) -> Verdict:
    """The verdict on one award for one learner on a day; with ``further`` also the least further
    study that would earn it, which takes longer than all the rest, and with ``prove`` the proof,
    whatever the outcome: that of an award that is earned is always there.

    ``catalogue`` is needed unless the policy is compiled. Raises ``RecordError`` where a record
    names an unknown module without bringing credits, level and areas of its own, or credits of a
    scheme that the policy does not count, and ``PluginError`` where a plugin's predicate fails.
    What the records then earn, or miss, is an outcome and no error."""
    ready = compiled_against(policy, catalogue)
    return verdict_of(ready, transcript, on, steps, further=further, prove=prove)


def outcome(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Outcome:
    """Only the outcome of the audit, without the set that is shown: many times faster."""
    return outcome_of(compiled_against(policy, catalogue), transcript, on, steps)


def compiled_against(
    policy: CheckedPolicy | CompiledPolicy, catalogue: Catalogue | None
) -> CompiledPolicy:
    """The policy ready for audits: itself where it is compiled, else against the catalogue.

    Raises ``TypeError`` where there is no catalogue to compile it against."""
    if isinstance(policy, CompiledPolicy):
        return policy
    if catalogue is None:
        raise TypeError("an audit of a policy that is not compiled needs a catalogue")
    return compile(policy, catalogue=catalogue)
