"""The JSON Schemas of the formats, as they come with the package."""

import json
from importlib.resources import files

from microcredit.reports.json import Json

FORMATS = (
    "catalogue-1",
    "comparison-1",
    "error-1",
    "graph-1",
    "progress-1",
    "timeline-1",
    "together-1",
    "transcript-1",
    "verdict-1",
)


def schema(name: str) -> dict[str, Json]:
    """The JSON Schema of a format: ``schema("verdict-1")`` is that of ``microcredit.verdict/1``.

    Raises ``KeyError`` for any other name than those in ``FORMATS``.
    """
    if name not in FORMATS:
        raise KeyError(name)
    text = files("microcredit").joinpath("reports", "schemas", f"{name}.json").read_text("utf-8")
    found: dict[str, Json] = json.loads(text)
    return found
