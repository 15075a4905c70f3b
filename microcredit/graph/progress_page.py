"""Progress as a page that an adviser hands to a learner."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from microcredit.engine.reason import Need, Reason
from microcredit.engine.verdict import Verdict
from microcredit.graph.progress import AwardProgress, Near, NotRanked, Progress, Stands
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, Tone, section
from microcredit.wording.said import Language, counted, listing, said

BAR = 10
"""Places of a bar."""


def progress_page(progress: Progress, language: Language = "en") -> Iterator[Block]:
    """The page: what the learner holds and can claim today, every award with what it lacks, the
    nearest ones with what to study, and what lapses when.

    Titles of awards and modules are in the language where the policy and the catalogue have
    them."""
    page = _Page(progress, language)
    yield Heading(said("Progress of {learner}", learner=progress.learner), 1)
    place = progress.institution
    if place is None:
        yield Line(said("As of {day}", day=progress.on), "quiet")
    else:
        yield Line(said("{place}, as of {day}", place=place, day=progress.on), "quiet")
    yield Gap()
    yield from page.headline()
    yield Gap()
    names = (said("Award"), said("Stands"), said("Credits"), "")
    rows = Table(tuple(map(page.award, progress.awards)), names)
    yield from section(said("All awards"), [rows])
    yield from section(said("Nearest awards, by least further credits"), page.nearest())
    yield from section(said("Not ranked"), map(page.not_ranked, progress.not_ranked))
    yield from section(said("What lapses first"), [Table(tuple(page.lapsing()))])


class _Page:
    """What the parts of the page have in common."""

    def __init__(self, progress: Progress, language: Language) -> None:
        self.progress = progress
        self.language = language

    def title(self, award: str) -> str:
        return _title(self.progress[award].verdict, self.language)

    def titles(self, awards: tuple[str, ...]) -> str:
        return listing(map(self.title, awards), "and")

    def headline(self) -> Iterator[Block]:
        """What is held, what can be claimed, and what cannot be beside it."""
        progress, together = self.progress, self.progress.together
        for award in progress.held:
            since = progress[award].verdict.conferred_on
            yield Line(
                said("You hold the {award}, since {day}.", award=self.title(award), day=since),
                "good",
            )
        for award in progress.conferrable:
            yield Line(self._claim(progress[award]), "good")
        for award in together.absorbed:
            yield Line(
                said(
                    "The {award} is earned, and goes into the award above.", award=self.title(award)
                ),
                indent=2,
            )
        for out in together.left_out:
            text = said(
                "The {award} is earned as well, and cannot be given beside it: {because}.",
                award=self.title(out.award),
                because=out.because,
            )
            yield Line(text, "waiting", 2)
        if together.bounds is not None:
            said_ = said(
                "Which awards can be given at once is not known: {why}.", why=together.bounds
            )
            yield Line(said_, "unsure")
        elif not progress.conferrable:
            yield Line(self._nothing())

    def _nothing(self) -> str:
        if not self.progress.nearest:
            return said("There is no award to claim today.")
        near = self.progress.nearest[0]
        return said(
            "There is no award to claim today; the {award} is nearest, with {credits}.",
            award=self.title(near.award),
            credits=_credits(near.credits),
        )

    def _claim(self, each: AwardProgress) -> str:
        title, until = self.title(each.award), each.claimable_until
        if not each.verdict.on_application:
            return said("You have earned the {award}: it is awarded today.", award=title)
        if until is None:
            return said("You can claim the {award} today.", award=title)
        return said("You can claim the {award} today, and until {day}.", award=title, day=until)

    def award(self, each: AwardProgress) -> Row:
        """The award with its bar, and below it what is missing."""
        if each.size is None:
            bar, credits = "", _credits(each.done)
        else:
            bar = _bar(each.done, each.size)
            credits = said(
                "{done} of {size}", done=amount_text(each.done), size=amount_text(each.size)
            )
        cells = (self.title(each.award), _stands(each.stands), credits, bar)
        return Row(cells, _tone(each.stands), tuple(_below(each)))

    def nearest(self) -> Iterator[Block]:
        """The ranking, with the modules that would do."""
        rows = tuple(map(self._near, self.progress.nearest))
        yield Table(rows)
        if rows:
            yield Line(
                said("The modules are an example: others may do as well."), "quiet", indent=2
            )

    def _near(self, near: Near) -> Row:
        rank = said("{rank} (tied)", rank=near.rank) if near.tied else f"{near.rank}"
        number = counted("{n} module", "{n} modules", len(near.modules))
        cells = (rank, self.title(near.award), _credits(near.credits), number)
        return Row(cells, None, tuple(map(self._module, near.modules)))

    def _module(self, code: str) -> str:
        module = self.progress.modules.get(code)
        if module is None:
            return code
        title = module.title_zh_hant if self.language == "zh-Hant" else None
        name = f"{code}  {title or module.title}"
        if code in self._under_way():
            return said("{module}, under way", module=name)
        return name

    def _under_way(self) -> set[str]:
        verdicts = [each.verdict for each in self.progress.awards]
        return {each.module for each in _needs(verdicts) if each.module is not None}

    def not_ranked(self, each: NotRanked) -> Line:
        """Why it is not known how far away the award is."""
        text = said("{award}: {because}", award=self.title(each.award), because=each.because)
        if each.at_least:
            text = said("{text}; at least {credits}", text=text, credits=_credits(each.at_least))
        return Line(text, indent=2)

    def lapsing(self) -> Iterator[Row]:
        """What counts and lapses first, by day, with the awards that count it."""
        found: dict[date, tuple[dict[str, None], dict[str, None]]] = {}
        for each in self.progress.awards:
            for record in each.lapses_first:
                assert record.expires is not None
                modules, awards = found.setdefault(record.expires, ({}, {}))
                modules[record.module] = None
                awards[self.title(each.award)] = None
        for day in sorted(found):
            modules, awards = found[day]
            yield Row(
                (
                    said("valid until {day}", day=day),
                    listing(modules),
                    said("counts for {awards}", awards=listing(awards, "and")),
                )
            )


def _needs(verdicts: list[Verdict]) -> Iterator[Need]:
    for verdict in verdicts:
        yield from verdict.needs


def _title(verdict: Verdict, language: Language) -> str:
    return verdict.titles.get(language) or verdict.title


def _credits(amount: Fraction) -> str:
    return counted("{n} credit", "{n} credits", 1 if amount == 1 else 2, n=amount_text(amount))


def _bar(done: Fraction, size: Fraction) -> str:
    """How much is done; full only where all is."""
    full = BAR if size == 0 else int(BAR * min(done, size) / size)
    return "▰" * full + "▱" * (BAR - full)


def _stands(stands: Stands) -> str:
    match stands:
        case "held":
            return said("held")
        case "earned":
            return said("earned")
        case "pending":
            return said("pending")
        case "undetermined":
            return said("undetermined")
        case "not earned":
            return said("not earned")
        case _:
            assert_never(stands)


def _tone(stands: Stands) -> Tone:
    match stands:
        case "held" | "earned":
            return "good"
        case "pending":
            return "waiting"
        case "undetermined":
            return "unsure"
        case "not earned":
            return "bad"
        case _:
            assert_never(stands)


def _below(each: AwardProgress) -> Iterator[str]:
    """What is missing of an award that is neither held nor earned, in words."""
    verdict = each.verdict
    if each.stands == "held":
        return
    if each.stands == "earned":
        if each.claimable_until is not None:
            yield said("to be claimed by {day}", day=each.claimable_until)
        return
    if not verdict.in_force:
        yield said("its rules are not in force: {edition}", edition=verdict.edition)
        return
    if verdict.needs:
        yield said(
            "earned once these are passed, awarded or signed: {needs}",
            needs=listing(map(_need, verdict.needs)),
        )
    for depends in verdict.depends_on:
        if depends.record is None:
            yield said("it depends on a fact that is missing: {fact}", fact=depends.field)
        else:
            yield said(
                "it depends on what is missing in record {record}: {field}",
                record=depends.record,
                field=depends.field,
            )
    if each.stands != "undetermined":
        for reason in each.unmet:
            yield lacking(reason)
    if verdict.bounds is not None:
        yield said("a limit of the search was reached: {limit}", limit=verdict.bounds)


def _need(need: Need) -> str:
    if need.module is None:
        return said("{requirement}, by {who}", requirement=need.requirement, who=need.by)
    if need.grade is None:
        return need.module
    if need.or_better:
        return said("{module} at {grade} or better", module=need.module, grade=need.grade)
    return said("{module} at {grade}", module=need.module, grade=need.grade)


def lacking(reason: Reason) -> str:
    """What an unmet requirement lacks, in words."""
    label, short = reason.label, amount_text(reason.short)
    number = 1 if reason.short == 1 else 2
    if reason.unit == "grade points":
        return said("an average too low: {label}", label=label)
    if reason.unit in ("awards", "awards held") and reason.have:
        return said("an award stands in the way: {label}", label=label)
    if reason.unit in ("awards", "awards held"):
        return said("an award is missing: {label}", label=label)
    if not reason.short:
        return said("not met: {label}", label=label)
    if reason.need is None or (reason.have or 0) >= reason.need:
        return said("too much: {label}", label=label)
    match reason.unit:
        case "credits":
            return counted(
                "{n} credit missing: {label}",
                "{n} credits missing: {label}",
                number,
                n=short,
                label=label,
            )
        case "modules":
            return counted(
                "{n} module missing: {label}",
                "{n} modules missing: {label}",
                number,
                n=short,
                label=label,
            )
        case "contact hours":
            return counted(
                "{n} contact hour missing: {label}",
                "{n} contact hours missing: {label}",
                number,
                n=short,
                label=label,
            )
        case "areas":
            return counted(
                "{n} area missing: {label}",
                "{n} areas missing: {label}",
                number,
                n=short,
                label=label,
            )
        case "levels":
            return counted(
                "{n} level missing: {label}",
                "{n} levels missing: {label}",
                number,
                n=short,
                label=label,
            )
        case "terms":
            return counted(
                "{n} term missing: {label}",
                "{n} terms missing: {label}",
                number,
                n=short,
                label=label,
            )
        case _:
            return said("not met: {label}", label=label)
