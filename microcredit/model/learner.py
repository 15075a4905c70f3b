"""Learners, by what is on record about them."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import evolve, field, frozen

from microcredit.errors import Problem, RecordError
from microcredit.model.catalogue import Catalogue
from microcredit.model.module import Module
from microcredit.model.record import Record


@frozen
class Conferral:
    """An award that the learner holds, since when, and the ids of the records it counted."""

    award: str
    on: date
    counted: tuple[str, ...] = ()


@frozen
class Application:
    """The learner asked for an award on a day."""

    award: str
    on: date


@frozen
class Attestation:
    """Somebody's sign-off on a requirement, by its id."""

    requirement: str
    by: str
    on: date


DecisionKind: TypeAlias = Literal["waiver", "override", "substitution", "extension", "recognition"]


@frozen
class Decision:
    """A signed, dated decision about one learner, bound to a line of a policy by the line's id.

    ``waiver``: the line need not hold. ``override``: the line asks for ``amount`` instead.
    ``substitution``: the record counts for the line as though it were of ``module``.
    ``extension``: the record's credits are valid until ``until``, whatever the line (of expiry)
    says. ``recognition``: the record counts for the line as recognised credit.
    ``award`` narrows it to the lines of one award."""

    id: str
    kind: DecisionKind
    line: str
    on: date
    by: str
    why: str
    authority: str | None = None
    award: str | None = None
    record: str | None = None
    module: str | None = None
    until: date | None = None
    amount: Fraction | None = None
    stands_for: Module | None = None
    """the catalogue's module of that code, once resolved"""


@frozen
class Transcript:
    """Everything on record about one learner; ``file`` says where it was read, and ``plugin`` by
    which record source, of which version of which distribution, if by one."""

    learner: str
    records: tuple[Record, ...] = ()
    conferred: tuple[Conferral, ...] = ()
    applications: tuple[Application, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    facts: Mapping[str, str] = field(factory=dict)
    file: str = field(default="records", eq=False)
    plugin: tuple[str, str, str] | None = field(default=None, eq=False)

    def resolved(self, catalogue: Catalogue) -> "Transcript":
        """The same with credits, scheme, level, areas and present module codes from the catalogue.

        Raises ``RecordError``, naming every record whose module the catalogue does not know and
        that does not bring its own credits, level and areas.
        """
        problems: list[Problem] = []
        records = tuple(_resolve(record, catalogue, self, problems) for record in self.records)
        if problems:
            raise RecordError(problems)
        decisions = tuple(
            evolve(decision, stands_for=catalogue.module(decision.module))
            if decision.module is not None
            else decision
            for decision in self.decisions
        )
        return evolve(self, records=records, decisions=decisions)


def _resolve(
    record: Record, catalogue: Catalogue, transcript: Transcript, problems: list[Problem]
) -> Record:
    module = catalogue.module(record.module)
    if module is not None:
        return evolve(
            record,
            module=module.code,
            credits=module.credits if record.credits is None else record.credits,
            scheme=record.scheme or module.scheme,
            level=module.level if record.level is None else record.level,
            areas=module.areas if record.areas is None else record.areas,
            tags=module.tags,
            contact_hours=module.contact_hours,
            facts={**module.columns, **module.facts, **record.facts},
        )
    missing = [name for name in ("credits", "level", "areas") if getattr(record, name) is None]
    if missing:
        problems.append(
            Problem(
                transcript.file,
                f"record `{record.id}`: the catalogue has no module `{record.module}` and the "
                f"record does not bring its own {', '.join(missing)}",
                column="module",
                learner=transcript.learner,
            )
        )
    return record
