"""Audits of several awards at once: which of them a learner can be conferred on a day."""

from collections.abc import Mapping, Sequence
from datetime import date

from microcredit.engine.audit import STEPS, CompiledPolicy, compile
from microcredit.engine.awards_together import Together
from microcredit.engine.together import together_of
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript


def audit_together(
    policies: Mapping[str, CheckedPolicy] | Sequence[CompiledPolicy],
    transcript: Transcript,
    *,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> Together:
    """The best set of these awards that the learner can be conferred at once on a day.

    Awards held already are not conferred again; what they counted is respected. ``catalogue`` is
    needed unless the policies are compiled. Raises ``RecordError`` and ``PluginError`` as ``audit``
    does."""
    if isinstance(policies, Mapping):
        if catalogue is None:
            raise TypeError("an audit of policies that are not compiled needs a catalogue")
        policies = [compile(policy, catalogue=catalogue) for policy in policies.values()]
    return together_of(policies, transcript, on, steps)
