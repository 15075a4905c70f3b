"""The row about the stacking graph: a college of 200 awards and 5,000 modules, asked from the
command line."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks import college
from tests.benchmarks.measure_processes import COMMAND, ran
from tests.benchmarks.report import Line, Row, at_most, shown

QUESTIONS = {
    "what a module counts toward": ("--module", "M0004"),
    "what an award is built from": ("--award", "award-150"),
    "pathways from a module to diplomas": ("--from", "M0004", "--to", "diploma"),
    "a module withdrawn": ("--without", "M0004"),
    "awards out of reach": ("--unreachable",),
    "the whole graph": (),
}


def stacking(seed: str, times: int) -> Row:
    """Each question in a process of its own: the first of all reads and checks the files, the
    others find what came of it kept."""
    with TemporaryDirectory() as folder:
        college.written(Path(folder, "college"), seed)
        given = (f"{folder}/college/college.policy", "--catalogue", f"{folder}/college/catalogue")
        asked = ("graph", *given, "--on", "2026-03-01")
        ran(folder, COMMAND, "graph", "--help")
        first = ran(folder, COMMAND, *asked, "--module", "M0004")
        found = {
            question: median(ran(folder, COMMAND, *asked, *options) for _ in range(times))
            for question, options in QUESTIONS.items()
        }
    lines = [Line("first: what a module counts toward", {"s": shown(first)})]
    lines += [Line(question, {"s": shown(seconds)}) for question, seconds in found.items()]
    return Row(
        "The stacking graph from the command line",
        "200 awards, 5,000 modules; start of Python, loading and answer",
        tuple(lines),
        (
            at_most("first question", first, 2, "s"),
            at_most("slowest of the others", max(found.values()), 2, "s"),
        ),
        f"median of {times} processes each; the first alone",
    )
