"""The example learners come out as the table beside them says."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

Run = Callable[..., Result]

README = Path(__file__).parent.parent.parent / "examples" / "hkuspace" / "README.md"
AWARD = re.compile(r"`((?:certificate|diploma)-\w+)`")


def table() -> dict[tuple[str, str], str]:
    """What the table says of each learner and award."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    start = next(place for place, row in enumerate(rows) if row[0] == "learner")
    awards = [name.strip("`") for name in rows[start][2:]]
    return {
        (row[0].strip("`"), award): said
        for row in rows[start + 2 :]
        for award, said in zip(awards, row[2:], strict=True)
    }


def in_the_words_of_the_table(verdict: dict[str, Any]) -> str:
    if verdict["outcome"] != "earned":
        return str(verdict["outcome"])
    titles = [_variant(found["variant"]) for found in verdict["variants"]]
    return "earned: " + "; as well ".join(titles)


def _variant(variant: dict[str, Any]) -> str:
    level = f"level {variant['level']}"
    if "theme" not in variant:
        return level
    theme = variant["theme"]
    return f"({theme}), {level}" if theme else f"no brackets, {level}"


def audited(run: Run) -> dict[tuple[str, str], str]:
    result = run(
        "audit",
        "policies/hkuspace.policy",
        *("--catalogue", "examples/hkuspace/catalogue", "--on", "2026-03-01"),
        *("--records", "examples/hkuspace/learners.json", "--format", "json"),
    )
    verdicts = [json.loads(line) for line in result.stdout.splitlines()]
    return {(v["learner"], v["award"]): in_the_words_of_the_table(v) for v in verdicts}


def test_every_example_learner_comes_out_as_the_table_says(run: Run) -> None:
    assert len(table()) == 41 * 4
    assert audited(run) == table()
