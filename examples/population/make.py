"""Writes records.csv beside it: 2,000 invented learners of the college in examples/stack.

    python examples/population/make.py

Nobody in it exists. The same seed gives the same file.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
SEED = 20260301
LEARNERS = 2_000

ENDS = {"autumn": "12-20", "spring": "05-25", "summer": "08-10"}
YEARS = range(2019, 2026)

BENTS = {
    "data": [
        "DA101",
        "DA102",
        "DA103",
        "DA104",
        "DA105",
        "DA201",
        "DA202",
        "CO101",
        "PR201",
        "BU101",
        "AN101",
        "CO102",
    ],
    "analytics": [
        "AN101",
        "DA102",
        "AN102",
        "DA201",
        "BU101",
        "AN201",
        "AN202",
        "BU102",
        "DA101",
        "PR201",
        "CO101",
    ],
    "business": [
        "BU101",
        "BU102",
        "CO101",
        "BU103",
        "BU201",
        "AN101",
        "CO201",
        "CO102",
        "AN202",
        "DA101",
        "DA105",
    ],
}
"""What learners are after: modules in the order in which most of them take these."""


def rows(random: Random) -> Iterator[tuple[str, str, str, str]]:
    """The records of everybody: learner, module, day of completion, status."""
    days = [f"{year}-{end}" for year in YEARS for end in sorted(ENDS.values())]
    for number in range(1, LEARNERS + 1):
        learner = f"p{number:04}"
        path = list(BENTS[random.choice(list(BENTS))])
        place = int(random.random() * (len(days) - 6))
        for module in path[: 2 + int(random.random() * 10)]:
            if module != path[0] and random.random() < 0.15:
                continue
            place += int(random.random() * 3)
            if place >= len(days):
                yield learner, module, "", "in progress"
                continue
            drawn = random.random()
            status = "failed" if drawn < 0.06 else "withdrawn" if drawn < 0.08 else "passed"
            yield learner, module, days[place], status


def main() -> None:
    """Writes the file."""
    with (HERE / "records.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("learner", "module", "completed_on", "status"))
        writer.writerows(rows(Random(SEED)))


if __name__ == "__main__":
    main()
