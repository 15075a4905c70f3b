"""Every binding of an award's variables, with the records that may count under it."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product

from attrs import evolve

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.record import Record
from tests.oracle_conditions import missing
from tests.oracle_decisions import bound, recognised_too, waived
from tests.oracle_grades import points
from tests.oracle_selections import says, selects
from tests.oracle_situation import (
    Situation,
    View,
    applied,
    codes,
    event,
    ignored,
    last_day,
    mentions,
    said,
    seen,
)


def views(policy: CheckedPolicy, situation: Situation) -> Iterator[View]:
    """One for each binding, the best ranked first."""
    records = _in_order(situation)
    for read in readings(policy, situation):
        view = evolve(read, bundled=_bundled(read))
        view.candidates.extend(r for r in records if _candidate(view, r) and _kept(view, r))
        yield view


def readings(policy: CheckedPolicy, situation: Situation) -> Iterator[View]:
    """What the award says under each binding, before any record is looked at."""
    variables = policy.award.variables
    names = ["level" if isinstance(v, syntax.HighestLevel) else v.variable.text for v in variables]
    for values in product(*(enumerate(_values(v, situation.catalogue)) for v in variables)):
        binding = {name: value for name, (_, value) in zip(names, values, strict=True)}
        rank = tuple(rank for rank, _ in values)
        view = View(policy, situation, binding, rank, policy.award.root)
        yield evolve(view, root=_decided(view, policy.award.root))


def _values(variable: syntax.Variable, catalogue: Catalogue) -> list[int | str | None]:
    if isinstance(variable, syntax.HighestLevel):
        return list(range(variable.highest, variable.lowest - 1, -1))
    below = {a for top in variable.under for a in catalogue.area_and_below(top.text) - {top.text}}
    found: list[int | str | None] = [area for area in catalogue.areas if area in below]
    return [*found, None] if variable.optional else found


def _decided(view: View, part: syntax.Part) -> syntax.Part:
    """The part with what its branches say standing after its own lines."""
    whens = part.whens
    part = evolve(part, parts=tuple(_decided(view, inner) for inner in part.parts), whens=())
    for when in whens:
        met = all(missing(view, "", each, [], []) is None for each in when.conditions)
        branch = when.then if met else when.otherwise
        if branch is not None:
            branch = _decided(view, branch)
            part = evolve(
                part,
                count_only=part.count_only + branch.count_only,
                requirements=part.requirements + branch.requirements,
                parts=part.parts + branch.parts,
                shares=part.shares + branch.shares,
                closed=part.closed or branch.closed,
            )
    return part


def _bundled(view: View) -> dict[str, Fraction]:
    award = view.policy.award
    if not said(view.policy, syntax.Bundle):
        return {}
    bundles = [
        bundle
        for written in (award.variables, view.root)
        for bundle in mentions(view.policy, written, syntax.Bundle)
        if isinstance(bundle, syntax.Bundle)
    ]
    return {
        code: bundle.counts / len(codes(view, bundle.modules))
        for bundle in bundles
        if bundle.counts is not None
        for code in codes(view, bundle.modules)
    }


def _in_order(situation: Situation) -> list[Record]:
    def place(record: Record) -> tuple[int, date, str]:
        position = situation.catalogue.position(record.module)
        return position, record.completed_on or date.max, record.id

    return sorted(situation.transcript.records, key=place)


def _candidate(view: View, record: Record) -> bool:
    on = view.situation.on
    tested = applied(view.policy, view.situation) if view.policy.award.on_application else on
    return _meets_count_only(view, record) and all(
        tested <= expires for expires in expiries(view, record)
    )


def _meets_count_only(view: View, record: Record) -> bool:
    on = view.situation.on
    return (
        record.status == "passed"
        and not ignored(view, record)
        and seen(record, on)
        and (record.awarded_on is not None and record.awarded_on <= on)
        and all(allows(view, only, record) for only in view.root.count_only)
    )


def allows(
    view: View, only: syntax.CountOnly, record: Record, *, used_for: str | None = None
) -> bool:
    """Whether a ``count only`` lets the record count; were it used for another award as well."""
    if waived(view, only.id, record):
        return True
    reading = view.at(only.id)
    if used_for is not None:
        record = evolve(record, used_for=(*record.used_for, used_for))
    return any(says(reading, only.selection, each) for each in recognised_too(reading, record))


def expiries(view: View, record: Record) -> list[date]:
    """The last valid days of each expiry that speaks of the record."""
    days = [
        (expiry, event(view, expiry.event, record))
        for expiry in view.policy.award.expiries
        if selects(view, expiry.selection, record) and not waived(view, expiry.id, record)
    ]
    return [
        max([last_day(view.policy, expiry, day), *_extended(view, expiry, record)])
        for expiry, day in days
        if day is not None
    ]


def _extended(view: View, expiry: syntax.Expiry, record: Record) -> list[date]:
    line = expiry.id.text if expiry.id else None
    decisions = bound(view, "extension", line, record=record)
    return [d.until for d in decisions if d.until is not None]


# Repeats


def rule_of(view: View, module: str) -> syntax.Repeats | None:
    """What the award says of repeats of a module: of one that has a selected record on sight."""
    records = [
        r
        for r in view.situation.transcript.records
        if r.module == module and seen(r, view.situation.on)
    ]
    return next(
        (
            rule
            for rule in view.policy.award.repeats
            if not waived(view, rule.id) and any(selects(view, rule.selection, r) for r in records)
        ),
        None,
    )


def _kept(view: View, record: Record) -> bool:
    """Whether the rule about repeats keeps this attempt."""
    rule = rule_of(view, record.module)
    if rule is None or rule.keep == "every":
        return True
    same = [r for r in view.situation.transcript.records if r.module == record.module]

    def place(one: Record) -> tuple[date, str]:
        return one.completed_on or date.max, one.id

    def worth(one: Record) -> tuple[bool, Fraction, tuple[date, str]]:
        own = points(view, one)
        return own is not None, own or Fraction(0), place(one)

    match rule.keep:
        case "best":
            kept = max((r for r in same if _candidate(view, r)), key=worth)
        case "first":
            kept = min((r for r in same if _candidate(view, r)), key=place)
        case "latest":
            on = view.situation.on
            completed = [r for r in same if r.completed_on and r.completed_on <= on]
            kept = max((r for r in completed if r.status in ("passed", "failed")), key=place)
    return kept.id == record.id
