"""Reports: what a run of the benchmarks found, as values, as JSON, and as a table."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

LATEST = Path(__file__).parent / "results" / "latest.json"
"""The run that the documentation shows"""


@frozen
class Target:
    """What was aimed at, what was reached, and whether that is as good."""

    aim: str
    reached: str
    met: bool


@frozen
class Line:
    """One line of the table: who was asked, and the figures by their headings."""

    who: str
    figures: dict[str, str]


@frozen
class Row:
    """One thing that was measured; ``note`` says how, where the figures do not say it."""

    title: str
    questions: str
    lines: tuple[Line, ...]
    targets: tuple[Target, ...] = ()
    note: str = ""


@frozen
class Run:
    """One run: the machine and what it was measured with, and every row."""

    machine: dict[str, str]
    rows: tuple[Row, ...]


def at_most(what: str, value: float, limit: float, unit: str) -> Target:
    """A target that is met by so much or less."""
    return Target(f"{what} ≤ {shown(limit)} {unit}", f"{shown(value)} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str) -> Target:
    """A target that is met by so much or more."""
    return Target(f"{what} ≥ {shown(limit)}{unit}", f"{shown(value)}{unit}", value >= limit)


def shown(value: float) -> str:
    """A figure with three digits that count."""
    if value >= 1000:
        return f"{round(value, -len(str(int(value))) + 3):,.0f}"
    text = f"{value:.3g}"
    return f"{float(text):g}" if "e" in text else text


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds, without the unit."""
    return shown(seconds * 1000)


def saved(run: Run, path: Path) -> None:
    """Keep a run as JSON."""
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(asdict(run), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path) -> Run:
    """A run that was kept."""
    return _run(json.loads(path.read_text(encoding="utf-8")))


def _run(said: Any) -> Run:
    rows = [
        Row(
            row["title"],
            row["questions"],
            tuple(Line(**line) for line in row["lines"]),
            tuple(Target(**target) for target in row["targets"]),
            row["note"],
        )
        for row in said["rows"]
    ]
    return Run(said["machine"], tuple(rows))


def table(run: Run) -> Iterator[str]:
    """The run as lines of text for a terminal."""
    yield "  ".join(f"{name}: {value}" for name, value in run.machine.items())
    for row in run.rows:
        yield ""
        yield from row_lines(row)


def row_lines(row: Row) -> Iterator[str]:
    """One row as lines of text for a terminal."""
    yield f"{row.title} ({row.questions})"
    headings = headings_of(row.lines)
    cells = [["", *headings]]
    cells += [[line.who, *(line.figures.get(name, "") for name in headings)] for line in row.lines]
    widths = [max(len(each[column]) for each in cells) for column in range(len(headings) + 1)]
    for each in cells:
        first, *rest = (
            text.ljust(w) if not n else text.rjust(w)
            for n, (text, w) in enumerate(zip(each, widths, strict=True))
        )
        yield "  " + "  ".join([first, *rest]).rstrip()
    for target in row.targets:
        yield f"  {'met ' if target.met else 'MISSED'}  {target.aim}: {target.reached}"


def headings_of(lines: Sequence[Line]) -> list[str]:
    """The headings of all figures, in the order in which they are first used."""
    return list(dict.fromkeys(name for line in lines for name in line.figures))


def markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in Markdown."""
    names = list(header)
    yield "| " + " | ".join(names) + " |"
    yield "| " + " | ".join(["---"] * len(names)) + " |"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
