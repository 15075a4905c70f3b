"""Reasons in plain words: what counts, what is needed, what is short."""

from collections.abc import Iterable
from fractions import Fraction

from microcredit.engine.reason import Reason
from microcredit.model.credit import amount_text
from microcredit.wording.measured import measured
from microcredit.wording.page import Row, Table
from microcredit.wording.said import listing, said, series

MEASURED = ("credits", "modules", "areas", "levels", "terms", "contact hours")
"""Units of which a requirement can be so many short, or have so many too many."""


def requirement_table(award: str, reasons: Iterable[Reason]) -> Table:
    """A row for each requirement of an award; what has alternatives has these below it."""
    return Table(tuple(_requirement(award, reason) for reason in reasons))


def _requirement(award: str, reason: Reason) -> Row:
    label = reason.label
    if reason.part != award:
        label = said("{requirement}, in {part}", requirement=label, part=reason.part)
    if reason.citation:
        label = said("{requirement} [{source}]", requirement=label, source=reason.citation)
    if reason.decided:
        ids = listing(reason.decided)
        label = said("{requirement} (as decided: {ids})", requirement=label, ids=ids)
    return Row(
        (said("met") if reason.met else said("UNMET"), reason.id, numbers(reason), label),
        "good" if reason.met else "bad",
        tuple(
            said("{n}. {numbers}", n=number, numbers=series([*map(numbers, branch)]))
            for number, branch in enumerate(reason.alternatives, 1)
        ),
    )


def numbers(reason: Reason) -> str:
    """What counts toward a requirement, against what it needs."""
    match reason.unit:
        case "awards":
            return said("held or earned") if reason.have else said("neither held nor earned")
        case "awards held":
            return said("held") if reason.have else said("not held")
        case "alternatives":
            return said("an alternative holds") if reason.met else said("no alternative holds")
        case "conditions":
            return said("holds") if reason.met else said("does not hold")
        case "grade points":
            assert reason.need is not None
            have = said("none") if reason.have is None else _about(reason.have)
            return said("average {have}, needs {need}", have=have, need=_about(reason.need))
    assert reason.have is not None
    text = _limited(reason, measured(_about(reason.have), reason.unit, reason.have))
    if not reason.short:
        return text
    short = _about(reason.short)
    if _too_few(reason):
        return said("{numbers}: {short} short", numbers=text, short=short)
    return said("{numbers}: {over} too many", numbers=text, over=short)


def shortage(reason: Reason) -> str:
    """In a few words how an unmet requirement falls short."""
    if reason.unit not in MEASURED or not reason.short:
        return said("{requirement} not met", requirement=reason.id)
    amount = measured(amount_text(reason.short), reason.unit, reason.short)
    if _too_few(reason):
        return said("{requirement} {amount} short", requirement=reason.id, amount=amount)
    return said("{requirement} {amount} too many", requirement=reason.id, amount=amount)


def _limited(reason: Reason, text: str) -> str:
    need, most = reason.need, reason.most
    if need is not None and most == need:
        return said("{amount}, needs exactly {need}", amount=text, need=_about(need))
    if need is not None and most is not None:
        ends = {"need": _about(need), "most": _about(most)}
        return said("{amount}, needs {need} to {most}", amount=text, **ends)
    if need is not None:
        return said("{amount}, needs {need}", amount=text, need=_about(need))
    return (
        text if most is None else said("{amount}, at most {most}", amount=text, most=_about(most))
    )


def _too_few(reason: Reason) -> bool:
    return reason.need is not None and (reason.have or 0) < reason.need


def _about(amount: Fraction) -> str:
    """The amount exactly; beside a fraction, what it is to two places."""
    text = amount_text(amount)
    if "/" not in text:
        return text
    return said("{exact} (about {near})", exact=text, near=amount_text(round(amount, 2)))
