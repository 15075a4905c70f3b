"""What if: an award today compared with what it would be."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from microcredit.engine.audit import compiled_against
from microcredit.engine.ready import STEPS, CompiledPolicy, verdict_of
from microcredit.graph.change import Change
from microcredit.graph.comparison import Comparison
from microcredit.graph.supposed import supposed
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript


def what_if(
    policy: CheckedPolicy | CompiledPolicy,
    transcript: Transcript,
    *changes: Change,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
    further: bool = False,
) -> Comparison:
    """The award on a day, and as it would be with all of the changes at once.

    Every change has to concern the award: ``ChangeError`` says which does not, or what it names
    that is not there. With ``further`` both verdicts say the least further study. Raises
    ``RecordError`` and ``PluginError`` as ``audit`` does."""
    ready = compiled_against(policy, catalogue)
    return compared([ready], transcript, changes, on, steps, further=further)[0]


def compared(
    ready: Sequence[CompiledPolicy],
    transcript: Transcript,
    changes: Sequence[Change],
    on: date,
    steps: int,
    *,
    further: bool = False,
) -> list[Comparison]:
    """The comparison for each of several awards; an edition, a theme or a line need be one of some
    of them only."""
    world = supposed(ready, transcript, on, changes)
    found = []
    for before, after, about in zip(ready, world.ready, world.about, strict=True):
        today = verdict_of(before, transcript, on, steps, further=further)
        then = verdict_of(after, world.transcript, world.on, steps, further=further)
        found.append(Comparison(about, today, evolve(then, proof=None, why=())))
    return found
