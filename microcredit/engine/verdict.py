"""Verdicts: what an audit says, as a frozen value and as the report that a registrar reads."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import field, frozen

from microcredit.engine.claimable import Claimable
from microcredit.engine.plain_decisions import decision_blocks, resting
from microcredit.engine.plain_further import credits_of, further_blocks
from microcredit.engine.plain_missing import given, happening, missing, need_said
from microcredit.engine.plain_numbers import requirement_table, shortage
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
from microcredit.engine.titles import title_of
from microcredit.language.outcomes import TONES, Outcome, outcome_said
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Row, section, table
from microcredit.wording.plain import clean, plain
from microcredit.wording.said import (
    Said,
    counted,
    joined,
    listing,
    named,
    said,
    series,
)

OUTCOME_WIDTH = 12
"""Places that an outcome takes in a summary, so that summaries stand below one another."""


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
        """The title in English, with what the variant adds; shown in other languages by theirs."""
        return title_of(self.titles)

    @property
    def allocation(self) -> dict[str, tuple[str, ...]]:
        """For each counted record the parts below the award that hold it."""
        return {counted.record: counted.parts for counted in self.counted}

    def __str__(self) -> str:
        return report(self)


def report(verdict: Verdict) -> str:
    """The whole report: outcome, requirements, what counts, what does not and why."""
    return plain(verdict_page(verdict))


def verdict_page(verdict: Verdict) -> Iterator[Block]:
    """The report as a page."""
    yield Heading(_title(verdict), 1, tuple(_other_titles(verdict.titles)))
    who = said(
        "Learner {learner}, award {award}, as of {day}",
        learner=verdict.learner,
        award=verdict.award,
        day=verdict.on,
    )
    yield from (Line(who), Gap())
    yield from (*_outcome(verdict), *further_blocks(verdict.further, verdict.scheme), Gap())
    yield from decision_blocks(verdict.decisions)
    why = said("Why no choice among the records earns it")
    yield from section(why, map(Line, verdict.why))
    yield from section(
        _about_numbers(verdict), [requirement_table(verdict.award, verdict.requirements)]
    )
    yield from section(_total(verdict), _counted(verdict))
    left_out = table((each.record, each.because) for each in verdict.not_counted)
    yield from section(said("Not counted"), [left_out])
    nothing = not verdict.counted and not verdict.not_counted
    if verdict.in_force and nothing and verdict.bounds is None:
        yield from (Line(said("There is nothing on record that could count.")), Gap())
    yield from _footer(verdict)


def summary(verdict: Verdict, width: int = 0) -> str:
    """One line: the award (padded to a width), its outcome, and what is first to know about it."""
    award, outcome, gist = summary_row(verdict).cells
    return clean(f"{award:<{width}}  {outcome:<{OUTCOME_WIDTH}}  {gist}".rstrip())


def summary_row(verdict: Verdict) -> Row:
    """The award, its outcome, and what is first to know about it."""
    gist = resting(_gist(verdict), verdict.decisions)
    return Row((verdict.award, outcome_said(verdict.outcome), gist), TONES[verdict.outcome], told=1)


def _gist(verdict: Verdict) -> str:
    if verdict.outcome == "earned":
        return _title(verdict)
    if not verdict.in_force:
        return said("in force {period}", period=verdict.edition)
    if verdict.outcome == "pending":
        needs = series([*map(need_said, verdict.needs)])
        return said("once {happening}: {needs}", happening=happening(verdict.needs), needs=needs)
    if verdict.outcome == "undetermined":
        fields = [said("the {missing}", missing=missing(each)) for each in verdict.depends_on]
        if fields:
            return said("depends on {missing}", missing=listing(fields))
        return verdict.bounds or ""
    return series([shortage(reason) for reason in verdict.requirements if not reason.met])


def _title(verdict: Verdict) -> str:
    """The title in English, and by its author in other languages; what else it is earned with."""
    title = title_of(verdict.titles)
    if not verdict.earned:
        return title
    title = _at_level(title, verdict.variant)
    if not verdict.award_class:
        return title
    return said("{title}, {award_class}", title=title, award_class=verdict.award_class)


def _other_titles(titles: Mapping[str, str]) -> Iterator[str]:
    """The titles in the languages that a page is not in."""
    for language, title in titles.items():
        if language != "en":
            yield named(title, {language: titles["en"]})


def _at_level(title: str, variant: Variant | None) -> str:
    level = (variant or {}).get("level")
    return title if level is None else said("{title}, level {level}", title=title, level=level)


def _outcome(verdict: Verdict) -> Iterator[Block]:
    held = ""
    if verdict.conferred_on:
        held = said("The learner has held it since {day}.", day=verdict.conferred_on)
    tone = TONES[verdict.outcome]
    match verdict.outcome:
        case "earned":
            yield Line(held or _claim(verdict), tone, mark=said("EARNED."))
            yield from map(Line, _days(verdict))
            for other in verdict.variants[1:]:
                title = _at_level(title_of(other.titles), other.variant)
                yield Line(said("Other records earn it as well as: {title}", title=title))
        case "pending":
            text = said(
                "It is earned once these are {happening}:", happening=happening(verdict.needs)
            )
            yield Line(joined(text, held), tone, mark=said("PENDING."))
            yield from (Line(need_said(need), indent=2) for need in verdict.needs)
        case "undetermined":
            text = said("The records do not decide it.")
            yield Line(joined(text, held), tone, mark=said("UNDETERMINED."))
            for depends in verdict.depends_on:
                yield Line(said("The {missing} is missing:", missing=missing(depends)), indent=2)
                yield from (Line(each, indent=4) for each in given(depends))
        case "not earned":
            unmet = sum(not reason.met for reason in verdict.requirements)
            text = counted("{n} requirement is not met.", "{n} requirements are not met.", unmet)
            if not verdict.in_force:
                text = _not_in_force(verdict)
            elif not unmet and verdict.bounds is not None:
                text = said("Which requirements are not met is not known.")
            yield Line(joined(text, held), tone, mark=said("NOT EARNED."))
        case _:
            assert_never(verdict.outcome)
    if verdict.bounds is not None:
        yield Line(said("Limit reached: {limit}.", limit=verdict.bounds))


def _not_in_force(verdict: Verdict) -> Said:
    if len(verdict.editions) > 1:
        return said(
            "No edition is in force for this learner on this day. There are: {editions}.",
            editions=series(verdict.editions[::-1]),
        )
    if verdict.for_others:
        whose = _whose(verdict.edition)
        return said("The award is {whose}, and not for this one.", whose=whose)
    return said("The award is in force {period}, and not on this day.", period=verdict.edition)


def _whose(edition: str) -> str:
    """The learners that an edition is for, which its name ends in."""
    if isinstance(edition, Said) and "whose" in edition.values:
        return edition.values["whose"]
    return edition.partition(", ")[2]


def _claim(verdict: Verdict) -> str:
    if not verdict.on_application:
        return said("It is awarded without application.")
    if verdict.applied_on is not None:
        return said("It was applied for on {day}.", day=verdict.applied_on)
    return said("It may be claimed; it is conferred on application, and none is on record.")


def _days(verdict: Verdict) -> Iterator[str]:
    claimable = verdict.claimable
    if claimable is None:
        return
    start, until = claimable.start, claimable.until
    match start, until:
        case None, None:
            yield said("Claimable, with no end in sight.")
        case None, _:
            yield said("Claimable, until {until}.", until=until)
        case _, None:
            yield said("Claimable since {start}, with no end in sight.", start=start)
        case _:
            yield said("Claimable since {start}, until {until}.", start=start, until=until)
    lapses = claimable.lapses_first
    if lapses is not None and lapses >= verdict.on and lapses != until:
        yield said("The first of the counted credits to lapse is valid until {day}.", day=lapses)


def _about_numbers(verdict: Verdict) -> str:
    """The heading of the requirements: what the numbers are about where that is not what earns the
    award."""
    if verdict.earned:
        return said("Requirements")
    if verdict.depends_on:
        return said("Requirements, with the earliest date or lowest grade for what is missing")
    bound = {name: value for name, value in (verdict.variant or {}).items() if value}
    if not bound or not verdict.counted:
        return said("Requirements, for the set that comes closest")
    variant = listing(
        said("level {n}", n=value)
        if name == "level"
        else said("{name} {value}", context="variable", name=name, value=value)
        for name, value in bound.items()
    )
    return said("Requirements, for the set that comes closest ({variant})", variant=variant)


def _total(verdict: Verdict) -> str:
    total = sum((each.credits for each in verdict.counted), Fraction(0))
    return said("Counted: {credits}", credits=credits_of(total, verdict.scheme))


def _counted(verdict: Verdict) -> Iterator[Block]:
    yield table(
        (
            each.record,
            amount_text(each.credits),
            "" if each.level is None else said("level {n}", n=each.level),
            series(each.areas),
            said("valid until {day}", day=each.expires)
            if each.expires
            else said("does not expire"),
            said("in {parts}", parts=listing(each.parts)) if each.parts else "",
        )
        for each in verdict.counted
    )


def _footer(verdict: Verdict) -> Iterator[Block]:
    decided = said("Decided by {award}:", award=verdict.award)
    if verdict.edition != "always":
        decided = said(
            "Decided by {award} as in force {period}:",
            award=verdict.award,
            period=verdict.edition,
        )
    yield Line(decided, "quiet")
    for name, sha256 in verdict.sources:
        yield Line(f"{name}  sha256 {sha256[:16]}", "quiet", 2)
    offers: dict[str, list[str]] = {}
    for name, distribution, version in verdict.plugins:
        offers.setdefault(f"{distribution} {version}", []).append(name)
    for plugin, names in offers.items():
        text = said("With the plugin {plugin}: {names}", plugin=plugin, names=listing(names))
        yield Line(text, "quiet")
