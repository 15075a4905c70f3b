"""microcredit decides which qualifications a learner's stack of microcredentials earns."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microcredit.engine.audit import CompiledPolicy, audit, compile, outcome
    from microcredit.engine.reason import Reason
    from microcredit.engine.verdict import Verdict
    from microcredit.errors import (
        CatalogueError,
        Diagnostic,
        MicrocreditError,
        PluginError,
        PolicyCheckError,
        PolicyError,
        PolicySyntaxError,
        Problem,
        RecordError,
        StackingCycleError,
    )
    from microcredit.language.checked import CheckedPolicy, Policies
    from microcredit.language.load import load_policies
    from microcredit.model.catalogue import Catalogue
    from microcredit.model.learner import Application, Attestation, Conferral, Transcript
    from microcredit.model.record import Record
    from microcredit.records.catalogue import read_catalogue
    from microcredit.records.transcripts import read_transcript, read_transcripts
    from microcredit.reports.json import verdict_json

_HOMES = {
    "engine.audit": ("CompiledPolicy", "audit", "compile", "outcome"),
    "engine.reason": ("Reason",),
    "engine.verdict": ("Verdict",),
    "errors": (
        "CatalogueError",
        "Diagnostic",
        "MicrocreditError",
        "PluginError",
        "PolicyCheckError",
        "PolicyError",
        "PolicySyntaxError",
        "Problem",
        "RecordError",
        "StackingCycleError",
    ),
    "language.checked": ("CheckedPolicy", "Policies"),
    "language.load": ("load_policies",),
    "model.catalogue": ("Catalogue",),
    "model.learner": ("Application", "Attestation", "Conferral", "Transcript"),
    "model.record": ("Record",),
    "records.catalogue": ("read_catalogue",),
    "records.transcripts": ("read_transcript", "read_transcripts"),
    "reports.json": ("verdict_json",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Application",
    "Attestation",
    "Catalogue",
    "CatalogueError",
    "CheckedPolicy",
    "CompiledPolicy",
    "Conferral",
    "Diagnostic",
    "MicrocreditError",
    "PluginError",
    "Policies",
    "PolicyCheckError",
    "PolicyError",
    "PolicySyntaxError",
    "Problem",
    "Reason",
    "Record",
    "RecordError",
    "StackingCycleError",
    "Transcript",
    "Verdict",
    "audit",
    "compile",
    "load_policies",
    "outcome",
    "read_catalogue",
    "read_transcript",
    "read_transcripts",
    "verdict_json",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
