"""Progress as JSON: the format ``microcredit.progress/1``."""

from datetime import date
from fractions import Fraction

from microcredit.engine.reason import Further, Reason
from microcredit.graph.progress import AwardProgress, Progress
from microcredit.model.credit import amount_text
from microcredit.reports.json import Json


def progress_json(progress: Progress) -> dict[str, Json]:
    """How a learner stands to all awards as JSON values, its keys in the order of the format."""
    together = progress.together
    return {
        "format": "microcredit.progress/1",
        "learner": progress.learner,
        "on": progress.on.isoformat(),
        "institution": progress.institution,
        "held": list(progress.held),
        "conferrable": list(progress.conferrable),
        "absorbed": list(together.absorbed),
        "left_out": [
            {"award": each.award, "because": each.because, "beside": list(each.beside)}
            for each in together.left_out
        ],
        "bounds": None if together.bounds is None else {"limit": together.bounds},
        "awards": [_award(each) for each in progress.awards],
        "nearest": [
            {
                "rank": each.rank,
                "tied": each.tied,
                "award": each.award,
                "credits": amount_text(each.credits),
                "modules": list(each.modules),
            }
            for each in progress.nearest
        ],
        "not_ranked": [
            {
                "award": each.award,
                "because": each.because,
                "at_least": _amount(each.at_least),
                "at_most": _amount(each.at_most),
            }
            for each in progress.not_ranked
        ],
    }


def _award(each: AwardProgress) -> dict[str, Json]:
    verdict = each.verdict
    claimable = verdict.claimable
    return {
        "award": each.award,
        "title": verdict.title,
        "titles": dict(verdict.titles),
        "edition": verdict.edition,
        "outcome": each.outcome,
        "stands": each.stands,
        "conferred_on": _day(verdict.conferred_on),
        "on_application": verdict.on_application,
        "rests_on": list(each.rests_on),
        "size": _amount(each.size),
        "done": _amount(each.done),
        "missing": _amount(each.missing),
        "requirements": [_reason(reason) for reason in verdict.requirements],
        "counted": [
            {
                "record": record.record,
                "module": record.module,
                "credits": amount_text(record.credits),
                "valid_until": _day(record.expires),
            }
            for record in verdict.counted
        ],
        "claimable": None
        if claimable is None
        else {
            "from": _day(claimable.start),
            "until": _day(claimable.until),
            "lapses_first": _day(claimable.lapses_first),
        },
        "decisions": [
            {"id": used.decision.id, "status": used.status} for used in verdict.decisions
        ],
        "further": _further(each.further),
    }


def _reason(reason: Reason) -> dict[str, Json]:
    return {
        "id": reason.id,
        "part": reason.part,
        "label": reason.label,
        "met": reason.met,
        "unit": reason.unit,
        "need": _amount(reason.need),
        "most": _amount(reason.most),
        "have": _amount(reason.have),
        "short": _amount(reason.short),
    }


def _further(further: Further | None) -> dict[str, Json] | None:
    if further is None:
        return None
    return {
        "credits": _amount(further.credits),
        "modules": list(further.modules),
        "because": further.because,
        "at_least": _amount(further.at_least),
        "at_most": _amount(further.at_most),
    }


def _amount(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
