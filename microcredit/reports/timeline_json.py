"""Timelines as JSON: the format ``microcredit.timeline/1``."""

from microcredit.engine.reason import Counted
from microcredit.engine.verdict import Verdict
from microcredit.graph.lapsing import Lapse
from microcredit.graph.timeline import AwardTimeline, Stretch, Timeline
from microcredit.model.credit import amount_text
from microcredit.reports.json import Json, further_json, verdict_json

SHOWN = (
    "on",
    "edition",
    "title",
    "titles",
    "class",
    "variant",
    "applied_on",
    "needs",
    "depends_on",
    "bounds",
)
"""What is told of the verdict on a day, as the format of verdicts has it."""


def timeline_json(timeline: Timeline) -> dict[str, Json]:
    """The timeline as JSON values, its keys in the order of the format; amounts are strings."""
    return {
        "format": "microcredit.timeline/1",
        "learner": timeline.learner,
        "on": timeline.on.isoformat(),
        "from": timeline.start.isoformat(),
        "until": timeline.until.isoformat(),
        "awards": [_award(each) for each in timeline.awards],
        "lapsing": [_lapse(each) for each in timeline.lapsing],
    }


def _award(award: AwardTimeline) -> dict[str, Json]:
    return {
        "award": award.award,
        "title": award.title,
        "scheme": award.scheme,
        "editions": list(award.editions),
        "on_application": award.on_application,
        "conferred_on": None if award.conferred_on is None else award.conferred_on.isoformat(),
        "stretches": [_stretch(each) for each in award.stretches],
    }


def _stretch(stretch: Stretch) -> dict[str, Json]:
    return {
        "from": stretch.start.isoformat(),
        "until": stretch.until.isoformat(),
        "outcome": stretch.outcome,
        "shown": None if stretch.shown is None else _shown(stretch.shown),
        "earned": _earned(stretch) if stretch.outcome == "earned" else None,
    }


def _shown(verdict: Verdict) -> dict[str, Json]:
    whole = verdict_json(verdict)
    return {name: whole[name] for name in SHOWN}


def _earned(stretch: Stretch) -> dict[str, Json]:
    since, until = stretch.earned_from, stretch.claimable_until
    return {
        "from": None if since is None else since.isoformat(),
        "until": None if until is None else until.isoformat(),
        "lapses_first": [_counted(each) for each in stretch.lapses_first],
        "ended_by": [_counted(each) for each in stretch.ended_by],
        "closes": stretch.closes,
        "keep": None
        if stretch.keep is None
        else {
            "by": stretch.keep.by.isoformat(),
            "further": further_json(stretch.keep.further),
        },
    }


def _counted(counted: Counted) -> dict[str, Json]:
    return {
        "record": counted.record,
        "module": counted.module,
        "credits": amount_text(counted.credits),
        "valid_until": None if counted.expires is None else counted.expires.isoformat(),
    }


def _lapse(lapse: Lapse) -> dict[str, Json]:
    return {
        "record": lapse.record,
        "module": lapse.module,
        "credits": amount_text(lapse.credits),
        "scheme": lapse.scheme,
        "valid_until": lapse.until.isoformat(),
        "lapses_for": list(lapse.lapses_for),
        "rests": list(lapse.rests),
    }
