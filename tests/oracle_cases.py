"""Learners and awards for the oracle's cases, in few words."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from microcredit.language.load import policies_from_text
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import (
    Application,
    Attestation,
    Conferral,
    Decision,
    DecisionKind,
    Transcript,
)
from microcredit.model.record import Record, Status
from tests.oracle import OracleVerdict, oracle
from tests.oracle_together import Together, oracle_together

ON = date(2026, 3, 1)

CATALOGUE = Catalogue(
    {},
    {
        area.name: area
        for area in (
            Area("Professional Practice"),
            Area("Psychology", "Professional Practice"),
            Area("AI", "Professional Practice"),
            Area("General Studies"),
            Area("Law"),
            Area("V"),
            Area("L"),
        )
    },
)

FRAMEWORK = """
framework steps "Steps" {
  levels 1 to 7
  credits "step"
  convert 1 "ECTS" = 1/2 "step"
  grades letters { A = 4, B = 3, C = 2, D = 1, no points P, fail F }
  calendar {
    academic year starts 09-01
    term autumn 09-01 to 11-30
    term winter 12-01 to 01-31
  }
}
"""


def passed(
    id: str,
    area: str | Iterable[str] = "Law",
    *,
    credits: int | str = 6,
    level: int | None = 4,
    on: str = "2025-06-30",
    awarded: str | None = "as completed",
    grade: str | None = "A",
    scale: str | None = None,
    module: str | None = None,
    recognised: bool = False,
    scheme: str | None = None,
    hours: int | None = None,
    institution: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> Record:
    """A record of a module of its own."""
    return Record(
        id=id,
        module=module or id,
        status="passed",
        completed_on=date.fromisoformat(on),
        awarded_on=date.fromisoformat(on if awarded == "as completed" else awarded)
        if awarded
        else None,
        credits=Fraction(credits),
        level=level,
        areas=(area,) if isinstance(area, str) else tuple(area),
        grade=grade,
        scale=scale,
        recognised=recognised,
        scheme=scheme,
        contact_hours=None if hours is None else Fraction(hours),
        institution=institution,
        facts=facts or {},
    )


def other(id: str, status: Status, area: str = "Law", *, on: str | None = None) -> Record:
    """An attempt that was not passed; one that was failed has the failing grade."""
    return Record(
        id=id,
        module=id,
        status=status,
        completed_on=date.fromisoformat(on) if on else None,
        credits=Fraction(6),
        level=4,
        areas=(area,),
        grade="F" if status == "failed" else None,
    )


def decided(
    policy: str,
    *records: Record,
    on: date | str = ON,
    conferred: tuple[Conferral, ...] = (),
    applications: tuple[Application, ...] = (),
    signed: tuple[Attestation, ...] = (),
    decisions: tuple[Decision, ...] = (),
    award: str | None = None,
    catalogue: Catalogue = CATALOGUE,
    framework: str = FRAMEWORK,
    **facts: str,
) -> OracleVerdict:
    """The verdict on the last award of a text, or that named, or on an award with these lines."""
    text = (
        policy
        if policy.lstrip().startswith(("award ", "define ", "external "))
        else f'award it "It" {{ {policy} }}'
    )
    policies = policies_from_text(framework + text)
    transcript = Transcript("learner", records, conferred, applications, signed, decisions, facts)
    day = date.fromisoformat(on) if isinstance(on, str) else on
    policy_asked = policies[award or list(policies)[-1]]
    return oracle(policy_asked, transcript.resolved(catalogue), catalogue, day)


def counted(verdict: OracleVerdict) -> list[str]:
    return sorted(verdict.placing)


def together(
    policy: str,
    *records: Record,
    conferred: tuple[Conferral, ...] = (),
    decisions: tuple[Decision, ...] = (),
) -> Together:
    """The best set of the awards of a text."""
    policies = policies_from_text(FRAMEWORK + policy)
    transcript = Transcript("learner", records, conferred, decisions=decisions)
    return oracle_together(policies, transcript.resolved(CATALOGUE), CATALOGUE, ON)


def decision(
    kind: DecisionKind, line: str, *, on: date = date(2026, 1, 15), **told: str | date | Fraction
) -> Decision:
    """A decision about a line, under the id of the line itself."""
    given: dict[str, Any] = {"id": f"of-{line}", **told}
    return Decision(kind=kind, line=line, on=on, by="Board", why="It was shown.", **given)
