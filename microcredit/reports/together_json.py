"""Awards together as JSON: the format ``microcredit.together/1``."""

from microcredit.engine.awards_together import Together
from microcredit.reports.json import Json


def together_json(together: Together) -> dict[str, Json]:
    """The best set of awards as JSON values, its keys in the order of the format."""
    return {
        "format": "microcredit.together/1",
        "learner": together.learner,
        "on": together.on.isoformat(),
        "conferred": list(together.conferred),
        "awards": [
            {
                "award": each.award,
                "edition": each.edition,
                "title": each.title,
                "allocation": {record: list(parts) for record, parts in each.allocation.items()},
            }
            for each in together.awards
        ],
        "absorbed": list(together.absorbed),
        "left_out": [{"award": each.award, "because": each.because} for each in together.left_out],
        "decisions": list(together.decisions),
        "bounds": None if together.bounds is None else {"limit": together.bounds},
    }
