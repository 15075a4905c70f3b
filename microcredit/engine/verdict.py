"""Verdicts: what an audit says, as a frozen value and as the report that a registrar reads."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import assert_never

from attrs import field, frozen

from microcredit.engine.claimable import Claimable
from microcredit.engine.plain_decisions import decision_lines, resting
from microcredit.engine.plain_further import further_lines
from microcredit.engine.plain_numbers import numbers, shortage
from microcredit.engine.proof import Proof
from microcredit.engine.reason import (
    Counted,
    DecisionUsed,
    Depends,
    Found,
    Further,
    Need,
    NotCounted,
    Reason,
    Variant,
)
from microcredit.language.outcomes import Outcome
from microcredit.model.credit import amount_text
from microcredit.wording.plain import clean, columns

WIDTH = 78
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@frozen
class Verdict:
    """What one award's rules say of one learner on one day; ``print`` gives the report.

    Amounts are exact; credits are of ``scheme``. For an award that is not earned ``allocation`` and
    ``requirements`` show the closest set: the fewest requirements unmet, then the fewest credits
    short."""

    learner: str
    award: str
    edition: str
    on: date
    outcome: Outcome
    titles: Mapping[str, str]
    variant: Variant | None
    award_class: str | None
    variants: tuple[Found, ...]
    requirements: tuple[Reason, ...]
    counted: tuple[Counted, ...]
    not_counted: tuple[NotCounted, ...]
    needs: tuple[Need, ...] = ()
    depends_on: tuple[Depends, ...] = ()
    bounds: str | None = None
    claimable: Claimable | None = None
    on_application: bool = False
    applied_on: date | None = None
    conferred_on: date | None = None
    scheme: str | None = None
    in_force: bool = True
    editions: tuple[str, ...] = field(default=(), kw_only=True)
    """every edition of the award, latest first"""
    for_others: bool = field(default=False, kw_only=True)
    """whether the edition is in force on the day, and for other learners"""
    decisions: tuple[DecisionUsed, ...] = field(default=(), kw_only=True)
    sources: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    plugins: tuple[tuple[str, str, str], ...] = field(default=(), kw_only=True)
    further: Further | None = field(default=None, kw_only=True)
    """the least further study that would earn it, where that was asked for"""
    proof: Proof | None = field(default=None, kw_only=True, repr=False)
    """that of an award that is earned; of any other where it was asked for"""
    why: tuple[str, ...] = field(default=(), kw_only=True, repr=False)
    """what the proof says of an award that is not earned, in lines"""

    @property
    def earned(self) -> bool:
        """Whether the outcome is *earned*: it may be claimed, or is awarded without application."""
        return self.outcome == "earned"

    @property
    def title(self) -> str:
        """The title in English, with what the variant adds."""
        return self.titles["en"]

    @property
    def allocation(self) -> dict[str, tuple[str, ...]]:
        """For each counted record the parts below the award that hold it."""
        return {counted.record: counted.parts for counted in self.counted}

    def __str__(self) -> str:
        return report(self)


def report(verdict: Verdict) -> str:
    """The whole report: outcome, requirements, what counts, what does not and why."""
    lines = [*_heading(verdict), *_why(verdict), *_requirements(verdict), *_counted(verdict)]
    lines += [*_left_out(verdict), *_conditions(verdict), *_footer(verdict)]
    return "\n".join(line.rstrip() for line in lines)


def summary(verdict: Verdict, width: int = 0) -> str:
    """One line: the award (padded to a width), its outcome, and what is first to know about it."""
    gist = f"{_gist(verdict)}{resting(verdict.decisions)}"
    return clean(f"{verdict.award:<{width}}  {verdict.outcome:<12}  {gist}".rstrip())


def _gist(verdict: Verdict) -> str:
    if verdict.outcome == "earned":
        return f"{verdict.title}{_level(verdict)}"
    if not verdict.in_force:
        return f"in force {verdict.edition}"
    if verdict.outcome == "pending":
        return f"once {_happening(verdict)}: {'; '.join(map(_need, verdict.needs))}"
    if verdict.outcome == "undetermined":
        missing = [f"the {_missing(each)}" for each in verdict.depends_on]
        return f"depends on {', '.join(missing)}" if missing else verdict.bounds or ""
    return "; ".join(shortage(reason) for reason in verdict.requirements if not reason.met)


def _level(verdict: Verdict) -> str:
    level = (verdict.variant or {}).get("level")
    graded = f", {verdict.award_class}" if verdict.award_class else ""
    return graded if level is None else f", level {level}{graded}"


def _happening(verdict: Verdict) -> str:
    """What would have to happen to what a pending verdict names."""
    passed = "passed and awarded" if any(need.record for need in verdict.needs) else ""
    signed = "signed off" if any(need.by for need in verdict.needs) else ""
    return " or ".join(filter(None, (passed, signed)))


def _need(need: Need) -> str:
    """The module, with its record where that has a name of its own, and the grade that will do; or
    the sign-off."""
    if need.record is None:
        return f"{need.requirement}, by {need.by}"
    record = "" if need.record.startswith(f"{need.module}@") else f" ({need.record})"
    better = " or better" if need.or_better else ""
    return f"{need.module}{record}" + (f" at {need.grade}{better}" if need.grade else "")


def spelt(field: str) -> str:
    """A missing field in words."""
    return field.replace("awarded_on", "award date").replace("enrolled_on", "enrolment date")


def _missing(depends: Depends) -> str:
    if depends.record is None:
        return f"fact `{depends.field}`"
    return f"{spelt(depends.field)} of {depends.record}"


def _heading(verdict: Verdict) -> Iterator[str]:
    yield clean(f"{verdict.title}{_level(verdict) if verdict.earned else ''}")
    for language, title in verdict.titles.items():
        if language != "en":
            yield clean(title)
    yield "=" * WIDTH
    yield clean(f"Learner {verdict.learner}, award {verdict.award}, as of {verdict.on}")
    yield ""
    for line in (*_outcome(verdict), *further_lines(verdict.further, verdict.scheme)):
        yield clean(line)
    yield ""
    yield from decision_lines(verdict.decisions)


def _outcome(verdict: Verdict) -> Iterator[str]:
    held = f" The learner has held it since {verdict.conferred_on}." if verdict.conferred_on else ""
    match verdict.outcome:
        case "earned":
            yield f"EARNED.{held or _claim(verdict)}"
            yield from _days(verdict)
            for other in verdict.variants[1:]:
                level = other.variant.get("level")
                at = "" if level is None else f", level {level}"
                yield f"Other records earn it as well as: {other.titles['en']}{at}"
        case "pending":
            yield f"PENDING. It is earned once these are {_happening(verdict)}:{held}"
            for need in verdict.needs:
                yield f"  {_need(need)}"
        case "undetermined":
            yield f"UNDETERMINED. The records do not decide it.{held}"
            for depends in verdict.depends_on:
                yield f"  The {_missing(depends)} is missing:"
                yield from _given(depends)
        case "not earned" if not verdict.in_force:
            yield f"NOT EARNED. {_not_in_force(verdict)}{held}"
        case "not earned":
            unmet = sum(not reason.met for reason in verdict.requirements)
            noun = "requirement is" if unmet == 1 else "requirements are"
            yield f"NOT EARNED. {unmet} {noun} not met.{held}"
        case _:
            assert_never(verdict.outcome)
    if verdict.bounds is not None:
        yield f"Limit reached: {verdict.bounds}."


def _not_in_force(verdict: Verdict) -> str:
    if len(verdict.editions) > 1:
        every = "; ".join(reversed(verdict.editions))
        return f"No edition is in force for this learner on this day. There are: {every}."
    if verdict.for_others:
        learners = verdict.edition.partition("for learners ")[2]
        return f"The award is for learners {learners}, and not for this one."
    return f"The award is in force {verdict.edition}, and not on this day."


def _given(depends: Depends) -> Iterator[str]:
    """A line for each value of what is missing; one for each run of marks that give the same."""
    marks = all(value.isdecimal() for value, _ in depends.outcomes)
    dates = all(_DATE.fullmatch(value) for value, _ in depends.outcomes)
    if not (marks or dates):
        for value, outcomes in depends.outcomes:
            yield f"    {value or 'none'}: {' or '.join(outcomes)}"
        return
    values = sorted(depends.outcomes) if dates else depends.outcomes
    runs = [next(run) for _, run in groupby(values, key=lambda pair: pair[1])]
    for place, (value, outcomes) in enumerate(runs):
        since = f"from {value}"
        if dates and place == 0 and depends.field != "awarded_on":
            last = [date.fromisoformat(day) - timedelta(days=1) for day, _ in runs[1:2]]
            since = f"up to {last[0] if last else value}"
        yield f"    {since}: {' or '.join(outcomes)}"


def _claim(verdict: Verdict) -> str:
    if not verdict.on_application:
        return " It is awarded without application."
    if verdict.applied_on is not None:
        return f" It was applied for on {verdict.applied_on}."
    return " It may be claimed; it is conferred on application, and none is on record."


def _days(verdict: Verdict) -> Iterator[str]:
    claimable = verdict.claimable
    if claimable is None:
        return
    since = f" since {claimable.start}" if claimable.start else ""
    until = f"until {claimable.until}" if claimable.until else "with no end in sight"
    yield f"Claimable{since}, {until}."
    lapses = claimable.lapses_first
    if lapses is not None and lapses >= verdict.on and lapses != claimable.until:
        yield f"The first of the counted credits to lapse is valid until {lapses}."


def _why(verdict: Verdict) -> Iterator[str]:
    if verdict.why:
        yield "Why no choice among the records earns it"
        yield from verdict.why
        yield ""


def _requirements(verdict: Verdict) -> Iterator[str]:
    if not verdict.requirements:
        return
    yield "Requirements" + _basis(verdict)
    rows = [
        (
            "met" if reason.met else "UNMET",
            reason.id,
            numbers(reason),
            reason.label
            + ("" if reason.part == verdict.award else f", in {reason.part}")
            + (f" [{reason.citation}]" if reason.citation else "")
            + (f" (as decided: {', '.join(reason.decided)})" if reason.decided else ""),
        )
        for reason in verdict.requirements
    ]
    for line, reason in zip(columns(rows), verdict.requirements, strict=True):
        yield line
        for number, branch in enumerate(reason.alternatives, 1):
            yield clean(f"         {number}. {'; '.join(map(numbers, branch))}")
    yield ""


def _basis(verdict: Verdict) -> str:
    """What the numbers are about where that is not what earns the award."""
    if verdict.earned:
        return ""
    if verdict.depends_on:
        return ", with the earliest date or lowest grade for what is missing"
    bound = [f"{name} {value}" for name, value in (verdict.variant or {}).items() if value]
    variant = f" ({', '.join(bound)})" if bound and verdict.counted else ""
    return clean(f", for the set that comes closest{variant}")


def _counted(verdict: Verdict) -> Iterator[str]:
    if not verdict.counted:
        return
    yield f"Counted: {_credits(verdict)}"
    rows = [
        (
            counted.record,
            amount_text(counted.credits),
            "" if counted.level is None else f"level {counted.level}",
            "; ".join(counted.areas),
            f"valid until {counted.expires}" if counted.expires else "does not expire",
            f"in {', '.join(counted.parts)}" if counted.parts else "",
        )
        for counted in verdict.counted
    ]
    yield from columns(rows)
    yield ""


def _credits(verdict: Verdict) -> str:
    total = sum((counted.credits for counted in verdict.counted), Fraction(0))
    return clean(f"{amount_text(total)} {verdict.scheme or 'credit'}s")


def _left_out(verdict: Verdict) -> Iterator[str]:
    if not verdict.not_counted:
        return
    yield "Not counted"
    yield from columns([(each.record, each.because) for each in verdict.not_counted])
    yield ""


def _conditions(verdict: Verdict) -> Iterator[str]:
    nothing = not verdict.counted and not verdict.not_counted
    if verdict.in_force and nothing and verdict.bounds is None:
        yield "There is nothing on record that could count."
        yield ""


def _footer(verdict: Verdict) -> Iterator[str]:
    edition = "" if verdict.edition == "always" else f" as in force {verdict.edition}"
    yield clean(f"Decided by {verdict.award}{edition}:")
    for name, sha256 in verdict.sources:
        yield clean(f"  {name}  sha256 {sha256[:16]}")
    offers: dict[str, list[str]] = {}
    for name, distribution, version in verdict.plugins:
        offers.setdefault(f"{distribution} {version}", []).append(name)
    for plugin, names in offers.items():
        yield clean(f"With the plugin {plugin}: {', '.join(names)}")
