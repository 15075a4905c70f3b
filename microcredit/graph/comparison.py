"""Comparisons: an award as it is today, and as it would be with some changes, side by side."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from microcredit.engine.claimable import Claimable
from microcredit.engine.plain_further import further_blocks
from microcredit.engine.plain_numbers import numbers
from microcredit.engine.reason import Counted, Reason
from microcredit.engine.verdict import Verdict
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
from microcredit.graph.outcomes_said import said_missing, said_need
from microcredit.language.outcomes import Outcome, outcome_said
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, Tone, section, table
from microcredit.wording.plain import plain
from microcredit.wording.said import said


@frozen
class RequirementChange:
    """A requirement before and after; none where one of the two verdicts does not have it."""

    id: str
    label: str
    before: Reason | None
    after: Reason | None

    @property
    def differs(self) -> bool:
        """Whether it is met, or what it needs or has, is not the same."""
        return _numbers(self.before) != _numbers(self.after)


@frozen
class Comparison:
    """One award for one learner, as it is and with ``changes``; ``print`` gives the page.

    ``before`` is the verdict of an audit. ``after`` is hypothetical: it says what an audit would
    say, and never carries a proof."""

    changes: tuple[Change, ...]
    before: Verdict
    after: Verdict

    @property
    def requirements(self) -> tuple[RequirementChange, ...]:
        """All requirements, in the order of the verdict before, then those that are new."""
        before = {(each.part, each.id): each for each in self.before.requirements}
        after = {(each.part, each.id): each for each in self.after.requirements}
        found = []
        for key in dict.fromkeys((*before, *after)):
            one, other = before.get(key), after.get(key)
            named = one or other
            assert named is not None
            found.append(RequirementChange(named.id, named.label, one, other))
        return tuple(found)

    @property
    def newly_counted(self) -> tuple[Counted, ...]:
        """The records that count after and not before."""
        ids = self.before.allocation
        return tuple(each for each in self.after.counted if each.record not in ids)

    @property
    def no_longer_counted(self) -> tuple[Counted, ...]:
        """The records that count before and not after."""
        ids = self.after.allocation
        return tuple(each for each in self.before.counted if each.record not in ids)

    def __str__(self) -> str:
        return plain(comparison_page(self))


def _numbers(reason: Reason | None) -> tuple[object, ...] | None:
    if reason is None:
        return None
    return reason.met, reason.unit, reason.need, reason.most, reason.have, reason.short


TONES: dict[Outcome, Tone] = {
    "earned": "good",
    "pending": "waiting",
    "undetermined": "unsure",
    "not earned": "bad",
}


def comparison_page(comparison: Comparison) -> Iterator[Block]:
    """The page: what is supposed, what would be different, and that nothing of it is so."""
    before, after = comparison.before, comparison.after
    yield Heading(
        said("What if: {award} for {learner}", award=before.award, learner=before.learner), 1
    )
    yield Line(said("HYPOTHETICAL. This is no verdict; it says what one would say if:"), "unsure")
    for change in comparison.changes:
        yield Line(said_change(change), indent=2)
    if not comparison.changes:
        yield Line(said("nothing were changed that concerns this award"), indent=2)
    yield Gap()
    names = ("", said("today"), said("what if"))
    yield Table(tuple(_facts(before, after)), names)
    yield Gap()
    yield from section(said("Title"), _titles(before, after))
    changed = [each for each in comparison.requirements if each.differs]
    yield from section(said("Requirements that change"), [table(_requirements(changed))])
    yield from section(said("Newly counted"), [_counted(comparison.newly_counted)])
    yield from section(said("No longer counted"), [_counted(comparison.no_longer_counted)])
    yield from section(said("It would wait for"), _waiting(after))
    yield from section(said("Still to be earned, if so"), _further(after))
    if _same(comparison):
        yield Line(said("It would make no difference."))


def said_change(change: Change) -> str:
    """The change as a clause."""
    match change:
        case Passed(module, grade, on):
            found = said("{module} were passed and awarded", module=module)
            if grade is not None:
                found = said("{passed} at {grade}", passed=found, grade=grade)
            if on is not None:
                found = said("{passed} on {day}", passed=found, day=on)
            return found
        case NotPassed(name, "failed"):
            return said("{record} were failed", record=name)
        case NotPassed(name):
            return said("the learner had withdrawn from {record}", record=name)
        case OnDay(on):
            return said("it were {day}", day=on)
        case ByEdition(edition):
            return said("the edition {edition} decided, in force or not", edition=edition)
        case Granted(line, None):
            return said("{requirement} were waived", requirement=line)
        case Granted(line, amount):
            text = amount_text(amount or Fraction(0))
            return said("{requirement} asked for {amount}", requirement=line, amount=text)
        case WithTheme(area):
            return said("the theme had to be {area}", area=area)
        case FactGiven(name, value):
            return said("the fact {name} were {value}", name=name, value=value)
        case _:
            assert_never(change)


def _same(comparison: Comparison) -> bool:
    """Whether all that the page compares is the same."""
    rows = _facts(comparison.before, comparison.after)
    return (
        all(row.cells[1] == row.cells[2] for row in rows)
        and not list(_titles(comparison.before, comparison.after))
        and not any(each.differs for each in comparison.requirements)
        and not comparison.newly_counted
        and not comparison.no_longer_counted
    )


def _facts(before: Verdict, after: Verdict) -> Iterator[Row]:
    """What verdicts say of the whole, side by side."""
    yield Row(
        (said("outcome"), outcome_said(before.outcome), outcome_said(after.outcome)),
        TONES[after.outcome],
    )
    yield Row((said("as of"), before.on.isoformat(), after.on.isoformat()))
    if before.edition != after.edition:
        yield Row((said("edition"), before.edition, after.edition))
    if before.earned or after.earned:
        yield Row((said("claimable"), _claimable(before), _claimable(after)))
    for name in dict.fromkeys((*(before.variant or {}), *(after.variant or {}))):
        values = ((each.variant or {}).get(name) for each in (before, after))
        cells = tuple("-" if value is None else str(value) for value in values)
        if cells != ("-", "-"):
            yield Row((name, *cells))
    if before.award_class or after.award_class:
        yield Row((said("class"), before.award_class or "-", after.award_class or "-"))


def _titles(before: Verdict, after: Verdict) -> Iterator[Block]:
    """The titles, where one of the two is earned and they are not the same."""
    if before.earned and after.earned and before.title == after.title:
        return
    if before.earned:
        yield Line(said("today: {title}", title=before.title), indent=2)
    if after.earned:
        yield Line(said("what if: {title}", title=after.title), indent=2)


def _claimable(verdict: Verdict) -> str:
    days: Claimable | None = verdict.claimable
    if not verdict.earned or days is None:
        return "-"
    return _span(days.start, days.until)


def _span(since: date | None, until: date | None) -> str:
    match since, until:
        case None, None:
            return said("always")
        case None, _:
            return said("until {until}", until=until)
        case _, None:
            return said("from {since}, with no end in sight", since=since)
        case _:
            return said("from {since} until {until}", since=since, until=until)


def _requirements(changed: Sequence[RequirementChange]) -> Iterator[tuple[str, ...]]:
    for each in changed:
        yield (
            each.id,
            _reason(each.before),
            said("-> {after}", after=_reason(each.after)),
            each.label,
        )


def _reason(reason: Reason | None) -> str:
    if reason is None:
        return said("not asked for")
    met = said("met") if reason.met else said("UNMET")
    return said("{met}: {numbers}", met=met, numbers=numbers(reason))


def _counted(found: Sequence[Counted]) -> Table:
    return table(
        (
            each.record,
            amount_text(each.credits),
            said("valid until {day}", day=each.expires)
            if each.expires
            else said("does not expire"),
        )
        for each in found
    )


def _waiting(verdict: Verdict) -> Iterator[Block]:
    """What a verdict that is pending or undetermined hangs on."""
    for says in (*map(said_need, verdict.needs), *map(said_missing, verdict.depends_on)):
        yield Line(says, indent=2)
    if verdict.bounds is not None:
        yield Line(said("Limit reached: {limit}", limit=verdict.bounds), indent=2)


def _further(verdict: Verdict) -> Iterator[Block]:
    for line in further_blocks(verdict.further, verdict.scheme):
        yield evolve(line, indent=line.indent + 2)
