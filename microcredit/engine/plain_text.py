"""Verdicts in plain text: the report that a registrar reads."""

import unicodedata
from collections.abc import Iterator, Sequence

from microcredit.engine.verdict import Reason, Verdict
from microcredit.model.credit import amount_text

WIDTH = 78


def report(verdict: Verdict) -> str:
    """The whole report: outcome, requirements, what counts, what does not and why, and until when."""
    lines = [*_heading(verdict), *_requirements(verdict), *_counted(verdict)]
    lines += [*_left_out(verdict), *_conditions(verdict), *_footer(verdict)]
    return "\n".join(line.rstrip() for line in lines)


def summary(verdict: Verdict) -> str:
    """One line: the award, its outcome, and what is first to know about it."""
    return f"{verdict.award:<18} {verdict.outcome:<13} {clean(_gist(verdict))}".rstrip()


def clean(text: str) -> str:
    """The text without control characters, which could rewrite a terminal."""
    return "".join(
        char if not unicodedata.category(char).startswith("C") else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def _gist(verdict: Verdict) -> str:
    if verdict.outcome == "earned":
        return f"{verdict.title}{_level(verdict)}"
    if not verdict.in_force:
        return f"in force {verdict.edition}"
    if verdict.outcome == "pending":
        return "once passed: " + ", ".join(need.record for need in verdict.needs)
    if verdict.outcome == "undetermined":
        names = dict.fromkeys(f"{d.field} of {d.record}" for d in verdict.depends_on)
        return "depends on " + ", ".join(names) if names else verdict.bounds or ""
    return "; ".join(_shortage(reason) for reason in verdict.requirements if not reason.met)


def _level(verdict: Verdict) -> str:
    level = (verdict.variant or {}).get("level")
    return "" if level is None else f", level {level}"


def _heading(verdict: Verdict) -> Iterator[str]:
    yield clean(f"{verdict.title}{_level(verdict) if verdict.earned else ''}")
    for language, title in verdict.titles.items():
        if language != "en":
            yield clean(title)
    yield "=" * WIDTH
    yield clean(f"learner {verdict.learner}, award {verdict.award}, as of {verdict.on}")
    yield ""
    yield from _outcome(verdict)
    yield ""


def _outcome(verdict: Verdict) -> Iterator[str]:
    if verdict.outcome == "earned":
        yield "EARNED: " + _claim(verdict)
        if verdict.claimable is not None:
            yield _days(verdict)
        for other in verdict.variants[1:]:
            level = other.variant.get("level")
            at = "" if level is None else f", level {level}"
            yield clean(f"Also possible, with another set: {other.titles['en']}{at}")
    elif verdict.outcome == "pending":
        yield "PENDING: not earned today; it would be if these were passed and awarded:"
        for need in verdict.needs:
            grade = f", with {need.grade} or better" if need.grade else ""
            yield clean(f"  {need.module} ({need.record}){grade}")
    elif verdict.outcome == "undetermined":
        yield "UNDETERMINED: the records do not decide it."
        for depends in verdict.depends_on:
            yield clean(f"  {depends.field} of {depends.record} is missing:")
            for value, outcomes in depends.outcomes:
                yield clean(f"    {value}: {' or '.join(outcomes)}")
    elif not verdict.in_force:
        yield f"NOT EARNED: the award is not in force on this day; it is {verdict.edition}."
    else:
        unmet = sum(not reason.met for reason in verdict.requirements)
        noun = "requirement is" if unmet == 1 else "requirements are"
        yield f"NOT EARNED: {unmet} {noun} unmet."
    if verdict.conferred_on is not None:
        yield f"The learner has held this award since {verdict.conferred_on}."
    if verdict.bounds is not None:
        yield f"Limit reached: {verdict.bounds}."


def _claim(verdict: Verdict) -> str:
    if not verdict.on_application:
        return "it is awarded without application"
    if verdict.applied_on is not None:
        return f"it may be claimed, and was applied for on {verdict.applied_on}"
    return "it may be claimed; it is conferred on application, and none is on record"


def _days(verdict: Verdict) -> str:
    claimable = verdict.claimable
    assert claimable is not None
    start = f"since {claimable.start}" if claimable.start else "as far back as the record goes"
    until = f"until {claimable.until}" if claimable.until else "with no end in sight"
    lapses = claimable.lapses_first
    first = f"; the first credit to lapse is valid until {lapses}" if lapses else ""
    return f"Claimable {start}, {until}{first}."


def _requirements(verdict: Verdict) -> Iterator[str]:
    if not verdict.requirements:
        return
    yield "Requirements" + ("" if verdict.earned else ", for the set that comes closest")
    for reason in verdict.requirements:
        yield from _requirement(reason, verdict)
    yield ""


def _requirement(reason: Reason, verdict: Verdict) -> Iterator[str]:
    mark = "met  " if reason.met else "UNMET"
    citation = f" [{reason.citation}]" if reason.citation else ""
    yield clean(f"  {mark}  {reason.id}: {reason.label}{citation}")
    place = "" if reason.part == verdict.award else f", in {reason.part}"
    yield clean(f"         {_numbers(reason)}{place}")
    for number, branch in enumerate(reason.alternatives, 1):
        inside = "; ".join(_numbers(each) for each in branch)
        yield clean(f"         {number}. {inside}")


def _numbers(reason: Reason) -> str:
    """What counts toward a requirement, against what it needs."""
    if reason.unit == "awards":
        held = "held or earned" if reason.have else "neither held nor earned"
        return held
    if reason.unit == "alternatives":
        return "an alternative holds" if reason.met else "no alternative holds"
    have = "none" if reason.have is None else amount_text(reason.have)
    if reason.unit == "grade points":
        assert reason.need is not None
        return f"average {have}, needs at least {amount_text(reason.need)}"
    limits = []
    if reason.need is not None and reason.need == reason.most:
        limits.append(f"exactly {amount_text(reason.need)}")
    else:
        if reason.need is not None:
            limits.append(f"at least {amount_text(reason.need)}")
        if reason.most is not None:
            limits.append(f"at most {amount_text(reason.most)}")
    text = f"{have} {reason.unit}, {' and '.join(limits)} needed"
    if reason.need is None:
        text = f"{have} {reason.unit}, {limits[0]} may count"
    if reason.short:
        word = "short" if reason.need is None or (reason.have or 0) < reason.need else "too many"
        text += f", {amount_text(reason.short)} {'too many' if reason.need is None else word}"
    return text


def _shortage(reason: Reason) -> str:
    """In a few words how an unmet requirement falls short."""
    if reason.short and reason.unit in ("credits", "modules") and reason.need is not None:
        return f"{reason.id} {amount_text(reason.short)} {reason.unit} short"
    return f"{reason.id} unmet"


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
    yield from _columns(rows)
    yield ""


def _credits(verdict: Verdict) -> str:
    total = sum(counted.credits for counted in verdict.counted)
    return f"{amount_text(total + 0)} {verdict.scheme or 'credit'}s"


def _left_out(verdict: Verdict) -> Iterator[str]:
    if not verdict.not_counted:
        return
    yield "Not counted"
    yield from _columns([(each.record, each.because) for each in verdict.not_counted])
    yield ""


def _conditions(verdict: Verdict) -> Iterator[str]:
    if not verdict.counted and not verdict.not_counted:
        yield "There is nothing on record that could count."
        yield ""


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows with aligned columns; the last column is left ragged."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cleaned, strict=True)]
    for row in cleaned:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield "  " + "  ".join(cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _footer(verdict: Verdict) -> Iterator[str]:
    yield f"Decided by the edition of {verdict.award} in force {verdict.edition}:"
    for name, sha256 in verdict.sources:
        yield clean(f"  {name}  sha256 {sha256[:16]}")
