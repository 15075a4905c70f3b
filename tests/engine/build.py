"""Small policies, learners and catalogues for tests of the engine."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from microcredit.engine.audit import STEPS, CompiledPolicy, audit, compile
from microcredit.engine.verdict import Verdict
from microcredit.language.checked import CheckedPolicy
from microcredit.language.load import policies_from_text
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Application, Conferral, Transcript
from microcredit.model.module import Module
from microcredit.model.record import Record, Status

ON = date(2026, 3, 1)
DONE = date(2025, 1, 31)

FRAMEWORK = """
institution "Here"
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  grades letters { A = 4, B = 3, C = 2, D = 1, no points P, fail F }
}
"""

AREAS = {
    area.name: area
    for area in (
        Area("Science"),
        Area("Physics", "Science"),
        Area("Biology", "Science"),
        Area("Law"),
    )
}


def catalogue_of(*modules: Module) -> Catalogue:
    """A catalogue of the modules, with four areas and any other that the modules name."""
    named = {area: Area(area) for module in modules for area in module.areas}
    return Catalogue({module.code: module for module in modules}, named | AREAS)


def module(
    code: str,
    *areas: str,
    credits: str = "6",
    level: int | None = 5,
    formerly: Sequence[str] = (),
    tags: Sequence[str] = (),
) -> Module:
    """A module, of six credits at level 5 unless said otherwise."""
    return Module(
        code, code, Fraction(credits), level, areas, formerly=tuple(formerly), tags=tuple(tags)
    )


MODULES = catalogue_of(
    module("P1", "Physics"),
    module("P2", "Physics"),
    module("P3", "Physics"),
    module("B1", "Biology"),
    module("B2", "Biology"),
    module("L1", "Law"),
    module("L2", "Law", formerly=["OLD2"]),
    module("PB1", "Physics", "Biology"),
)


def record(
    module: str,
    id: str | None = None,
    *,
    on: date | None = DONE,
    awarded: date | str | None = "as completed",
    enrolled: date | None = None,
    status: Status = "passed",
    grade: str | None = None,
    scale: str | None = None,
    credits: str | None = None,
    level: int | None = None,
    areas: Sequence[str] | None = None,
    recognised: bool = False,
    institution: str | None = None,
    used_for: Sequence[str] = (),
) -> Record:
    """A record named after its module; passed, and awarded when completed, unless said
    otherwise."""
    return Record(
        id=id or module,
        module=module,
        status=status,
        completed_on=on,
        awarded_on=on if isinstance(awarded, str) else awarded,
        enrolled_on=enrolled,
        grade=grade,
        scale=scale,
        credits=None if credits is None else Fraction(credits),
        level=level,
        areas=None if areas is None else tuple(areas),
        recognised=recognised,
        institution=institution,
        used_for=tuple(used_for),
    )


def under_way(module: str, id: str | None = None) -> Record:
    """A record in progress."""
    return record(module, id, on=None, status="in progress")


def award(lines: str) -> str:
    """The text of an award `main` with these lines."""
    return f'award main "Main" {{\n{lines}\n}}\n'


def policy(lines: str, *, beside: str = "", catalogue: Catalogue = MODULES) -> CheckedPolicy:
    """The award `main` with these lines, in a file that says ``beside`` as well."""
    text = FRAMEWORK + beside + award(lines)
    return policies_from_text(text, vocabulary=catalogue.vocabulary)["main"]


def compiled(lines: str, *, beside: str = "", catalogue: Catalogue = MODULES) -> CompiledPolicy:
    """The same, ready for audits."""
    return compile(policy(lines, beside=beside, catalogue=catalogue), catalogue=catalogue)


def learner(
    records: Iterable[Record],
    conferred: Sequence[Conferral] = (),
    applications: Sequence[Application] = (),
) -> Transcript:
    """A learner with these records."""
    return Transcript("ada", tuple(records), tuple(conferred), tuple(applications))


def verdict(
    lines: str,
    *records: Record,
    on: date = ON,
    beside: str = "",
    catalogue: Catalogue = MODULES,
    conferred: Sequence[Conferral] = (),
    applications: Sequence[Application] = (),
    steps: int = STEPS,
) -> Verdict:
    """The verdict on an award `main` with these lines for a learner with these records."""
    ready = compiled(lines, beside=beside, catalogue=catalogue)
    return audit(ready, learner(records, conferred, applications), on=on, steps=steps)
