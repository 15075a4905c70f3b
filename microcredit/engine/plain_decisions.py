"""Decisions in words: which a verdict rests on, and which it does not."""

from collections.abc import Iterator, Sequence

from microcredit.engine.reason import DecisionUsed
from microcredit.model.credit import amount_text
from microcredit.model.learner import Decision
from microcredit.wording.page import Block, section, table
from microcredit.wording.said import counted, listing, said, ticked

_TITLES = {
    "used": said("Rests on decisions:"),
    "not needed": said("Decisions not needed:"),
    "binds to nothing": said("Decisions that bind to nothing:"),
}


def decision_blocks(decisions: Sequence[DecisionUsed]) -> Iterator[Block]:
    """Those used first, then those not needed and those that bind to nothing, a row each."""
    for status, title in _TITLES.items():
        rows = (
            (each.decision.id, sentence(each.decision))
            for each in decisions
            if each.status == status
        )
        yield from section(title, [table(rows)])


def resting(gist: str, decisions: Sequence[DecisionUsed]) -> str:
    """A line about the verdict, with the decisions that it rests on after it."""
    used = [each.decision.id for each in decisions if each.status == "used"]
    return resting_on(gist, used)


def resting_on(gist: str, decisions: Sequence[str]) -> str:
    """A line about a verdict, with the ids of the decisions that it rests on after it."""
    if not decisions:
        return gist
    return counted(
        "{gist} (rests on decision {ids})",
        "{gist} (rests on decisions {ids})",
        len(decisions),
        gist=gist,
        ids=listing(decisions),
    )


def sentence(decision: Decision) -> str:
    """``waiver of `depth` by Dean of Studies on 2026-01-15 (Regulation 4.2): because …``."""
    by, on, why = decision.by, decision.on, _flat(decision.why)
    what = _what(decision)
    if not decision.authority:
        return said("{what} by {by} on {on}: because {why}", what=what, by=by, on=on, why=why)
    return said(
        "{what} by {by} on {on} ({authority}): because {why}",
        what=what,
        by=by,
        on=on,
        authority=_flat(decision.authority),
        why=why,
    )


def _what(decision: Decision) -> str:
    line, record = ticked(decision.line), ticked(decision.record or "")
    if decision.award:
        line = said("{line} in {award}", line=line, award=ticked(decision.award))
    match decision.kind:
        case "waiver" if decision.record:
            return said("waiver of {line} for {record}", line=line, record=record)
        case "waiver":
            return said("waiver of {line}", line=line)
        case "override" if decision.amount is not None:
            amount = amount_text(decision.amount)
            return said("override of {line} to {amount}", line=line, amount=amount)
        case "override":
            return said("override of {line}", line=line)
        case "substitution":
            module = ticked(decision.module or "")
            return said(
                "substitution for {line} of {record} as though of {module}",
                line=line,
                record=record,
                module=module,
            )
        case "extension":
            return said(
                "extension of {line} for {record} until {until}",
                line=line,
                record=record,
                until=decision.until,
            )
        case "recognition":
            return said("recognition for {line} of {record}", line=line, record=record)


def _flat(words: str) -> str:
    return " ".join(words.split())
