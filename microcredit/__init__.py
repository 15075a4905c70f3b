"""microcredit decides which qualifications a learner's stack of microcredentials earns."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microcredit.batches.batch import batch, near_completers
    from microcredit.batches.report import Batched, BatchStage, Neared
    from microcredit.engine.audit import CompiledPolicy, audit, compile, outcome
    from microcredit.engine.audit_together import audit_together
    from microcredit.engine.awards_together import Together
    from microcredit.engine.basis import Basis, basis
    from microcredit.engine.loading import load_policies, policies_from_text
    from microcredit.engine.plugin import Predicate, RecordSource
    from microcredit.engine.reason import Further, Reason
    from microcredit.engine.registry import Registry, registry
    from microcredit.engine.sweep import Run, Sweep, sweep
    from microcredit.engine.verdict import Verdict
    from microcredit.errors import (
        CatalogueError,
        ChangeError,
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
    from microcredit.graph.change import (
        ByEdition,
        Change,
        FactGiven,
        Granted,
        NotPassed,
        OnDay,
        Passed,
        WithTheme,
    )
    from microcredit.graph.comparison import Comparison
    from microcredit.graph.over_time import timeline
    from microcredit.graph.progress import AwardProgress, Near, NotRanked, Progress, progress
    from microcredit.graph.progress_comparison import ProgressComparison, progress_if
    from microcredit.graph.stacking import Stacking, stacking
    from microcredit.graph.timeline import Timeline
    from microcredit.graph.what_if import what_if
    from microcredit.language.checked import CheckedPolicy, Policies
    from microcredit.language.vocabulary import Parameter
    from microcredit.model.catalogue import Catalogue
    from microcredit.model.learner import Application, Attestation, Conferral, Decision, Transcript
    from microcredit.model.record import Record
    from microcredit.records.catalogue import read_catalogue
    from microcredit.records.record_sources import read_from_source
    from microcredit.records.transcripts import read_transcript, read_transcripts
    from microcredit.reports.comparison_json import comparison_json
    from microcredit.reports.json import verdict_json
    from microcredit.reports.progress_json import progress_json
    from microcredit.reports.stacking_json import stacking_json
    from microcredit.reports.timeline_json import timeline_json
    from microcredit.reports.together_json import together_json
    from microcredit.reports.verify import Verified, verify

_HOMES = {
    "batches.batch": (
        "batch",
        "near_completers",
    ),
    "batches.report": (
        "BatchStage",
        "Batched",
        "Neared",
    ),
    "engine.audit": (
        "CompiledPolicy",
        "audit",
        "compile",
        "outcome",
    ),
    "engine.audit_together": ("audit_together",),
    "engine.awards_together": ("Together",),
    "engine.basis": (
        "Basis",
        "basis",
    ),
    "engine.loading": (
        "load_policies",
        "policies_from_text",
    ),
    "engine.plugin": (
        "Predicate",
        "RecordSource",
    ),
    "engine.reason": (
        "Further",
        "Reason",
    ),
    "engine.registry": (
        "Registry",
        "registry",
    ),
    "engine.sweep": (
        "Run",
        "Sweep",
        "sweep",
    ),
    "engine.verdict": ("Verdict",),
    "errors": (
        "CatalogueError",
        "ChangeError",
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
    "graph.change": (
        "ByEdition",
        "Change",
        "FactGiven",
        "Granted",
        "NotPassed",
        "OnDay",
        "Passed",
        "WithTheme",
    ),
    "graph.comparison": ("Comparison",),
    "graph.over_time": ("timeline",),
    "graph.progress": (
        "AwardProgress",
        "Near",
        "NotRanked",
        "Progress",
        "progress",
    ),
    "graph.progress_comparison": (
        "ProgressComparison",
        "progress_if",
    ),
    "graph.stacking": (
        "Stacking",
        "stacking",
    ),
    "graph.timeline": ("Timeline",),
    "graph.what_if": ("what_if",),
    "language.checked": (
        "CheckedPolicy",
        "Policies",
    ),
    "language.vocabulary": ("Parameter",),
    "model.catalogue": ("Catalogue",),
    "model.learner": (
        "Application",
        "Attestation",
        "Conferral",
        "Decision",
        "Transcript",
    ),
    "model.record": ("Record",),
    "records.catalogue": ("read_catalogue",),
    "records.record_sources": ("read_from_source",),
    "records.transcripts": (
        "read_transcript",
        "read_transcripts",
    ),
    "reports.comparison_json": ("comparison_json",),
    "reports.json": ("verdict_json",),
    "reports.progress_json": ("progress_json",),
    "reports.stacking_json": ("stacking_json",),
    "reports.timeline_json": ("timeline_json",),
    "reports.together_json": ("together_json",),
    "reports.verify": (
        "Verified",
        "verify",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Application",
    "Attestation",
    "AwardProgress",
    "Basis",
    "BatchStage",
    "Batched",
    "ByEdition",
    "Catalogue",
    "CatalogueError",
    "Change",
    "ChangeError",
    "CheckedPolicy",
    "Comparison",
    "CompiledPolicy",
    "Conferral",
    "Decision",
    "Diagnostic",
    "FactGiven",
    "Further",
    "Granted",
    "MicrocreditError",
    "Near",
    "Neared",
    "NotPassed",
    "NotRanked",
    "OnDay",
    "Parameter",
    "Passed",
    "PluginError",
    "Policies",
    "PolicyCheckError",
    "PolicyError",
    "PolicySyntaxError",
    "Predicate",
    "Problem",
    "Progress",
    "ProgressComparison",
    "Reason",
    "Record",
    "RecordError",
    "RecordSource",
    "Registry",
    "Run",
    "Stacking",
    "StackingCycleError",
    "Sweep",
    "Timeline",
    "Together",
    "Transcript",
    "Verdict",
    "Verified",
    "WithTheme",
    "audit",
    "audit_together",
    "basis",
    "batch",
    "comparison_json",
    "compile",
    "load_policies",
    "near_completers",
    "outcome",
    "policies_from_text",
    "progress",
    "progress_if",
    "progress_json",
    "read_catalogue",
    "read_from_source",
    "read_transcript",
    "read_transcripts",
    "registry",
    "stacking",
    "stacking_json",
    "sweep",
    "timeline",
    "timeline_json",
    "together_json",
    "verdict_json",
    "verify",
    "what_if",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found
