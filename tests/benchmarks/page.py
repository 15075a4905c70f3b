"""The page of the documentation about speed, written from a run that was kept."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.report import Row, Run, headings_of, markdown
from tests.benchmarks.timing import WARM

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

OPENING = """# Benchmarks

How fast the engine is, beside others that were asked the same in the same run, and beside what was
aimed at.

```sh
make bench
```

installs the peers (extra `bench`), measures everything again and prints these tables; `python -m
tests.benchmarks degree simple` measures only some rows. The run is kept in
`tests/benchmarks/results/latest.json`, and `python -m tests.benchmarks page` writes this page from
it.

How it is measured:

- Every learner, module and rule is invented, drawn at random from a seed.
- Engine and peers take turns, question by question, and each learner is decided once, so that
  nothing can be remembered of any. Before, each policy has decided {warm} other learners, with
  modules of the same catalogue. The figures are the 50th and the 99th percentile over all learners.
- The answers are compared. A run in which two disagree fails. *Undetermined* is the engine's answer
  when it has reached its limit of steps; it is counted.
- The engine is asked by its public doors, with a compiled policy and transcripts in memory. It
  checks the records, settles what may count, and decides.
- HiGHS and CP-SAT get the question as an integer program that was written for them beforehand.
  Their time is that of handing it over and solving it; below it stands that of solving alone.
- The machine is a virtual one whose speed drifts by the day: compare the ratios, which are of one
  run.
- *Busy before with* says how much the machine had to do when the run began. What else runs makes
  the figures larger, those of processes and the 99th percentiles most.
"""


WHY = {
    "Cold process": (
        "Nearly all of it is loading: of some 110 files of the package, and of the 200 classes in "
        "them, which attrs builds anew in every process."
    ),
    "One audit: totals, ratios with dropping, sharing": (
        "Most learners are decided by one sum over their records, or by a first dive. The 99th "
        "percentile is of learners whose parts share modules and for whom only thousands of steps "
        "of search show that nothing does, each of them a microsecond of Python. HiGHS and CP-SAT, "
        "in compiled code, take on small programs little more than it takes to set them up, which "
        "is what the ratios are against."
    ),
    "One audit: degree of 12 requirements": (
        "The 99th percentile is of learners for whom no one sum of rows refutes the degree, or "
        "whose placing neither a dive nor a short repair of it finds: prices and narrowing look at "
        "every record and row several times, and HiGHS is asked only after them."
    ),
    "One audit: averages and spread": (
        "A number of areas is one alternative for each way to choose them, and the areas are those "
        "of the learner's records, so less can be worked out before the learner is there."
    ),
    "One audit: 40 requirements × 200 records": (
        "Where neither a first dive nor its repair finds a placing, prices and narrowing go "
        "through thousands of weights several times."
    ),
    "Growth with records and requirements": (
        "The work on tables grows with records times requirements. With more of both the first "
        "dive fails more often, and then the search and the solver come on top."
    ),
    "Three requirements of 3 modules from one pool": "The tables are made anew for each learner.",
    "Two credit-sum requirements, one credit short": "The tables are made anew for each learner.",
    "Adversarial: 3-partition": (
        "To split numbers into triples of one sum is NP-hard in the strong sense. The time is that "
        "of HiGHS, over the patterns that fill a part, and of what the search spends before it."
    ),
    "Simple rule": (
        "For most the engine looks each module up and adds whole numbers, in Python; the function "
        "by hand does no more than that, and checks none of it. For about one in five it makes all "
        "sums that leaving modules out can reach, which the rules engines are not asked and cannot "
        "do."
    ),
    "Proof check": (
        "The checker is plain Python that shares nothing with the engine, and works out by itself "
        "where each record may stand and what each row comes to."
    ),
    "The stacking graph from the command line": (
        "The first question reads, checks and compiles the policies of 200 awards, which is nearly "
        "all of its time; it is kept for those that follow. These load what is kept, and whether "
        "an award can be earned is then decided by the engine, award by award."
    ),
    "A plan from a catalogue": (
        "A plan takes ten to twenty integer programs: the best of each goal, the proof that "
        "nothing is better, and the latest start. Each is handed to HiGHS anew, and of 5,000 "
        "modules those with prerequisites are columns of their own in every term."
    ),
    "Batch": (
        "Whoever is not decided by sums over whole columns is audited one by one in Python; for "
        "rules that few are decided by, that is most of the time."
    ),
}
"""Why what was aimed at is not reached, by how the title of the row begins"""


def page(run: Run) -> str:
    """The page as text."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: Run) -> Iterator[str]:
    yield OPENING.format(warm=WARM)
    yield "## The machine"
    yield ""
    yield from markdown(["what", "which"], run.machine.items())
    yield ""
    yield "## What was aimed at, and what was reached"
    yield ""
    yield from markdown(
        ["what", "aimed at", "reached", ""],
        (
            [row.title, target.aim, target.reached, "" if target.met else "**missed**"]
            for row in run.rows
            for target in row.targets
        ),
    )
    missed = [row for row in run.rows if not all(target.met for target in row.targets)]
    if missed:
        yield ""
        yield "## What is not reached, and why"
        yield ""
        for row in missed:
            yield f"- *{row.title}.* {why(row)}"
    yield ""
    yield "## The figures"
    for row in run.rows:
        yield ""
        yield from _row(row)
    yield ""


def why(row: Row) -> str:
    """Why a row does not reach what was aimed at."""
    return next(text for start, text in WHY.items() if row.title.startswith(start))


def _row(row: Row) -> Iterator[str]:
    yield f"### {row.title}"
    yield ""
    yield f"{row.questions[:1].upper()}{row.questions[1:]}."
    if row.note:
        yield ""
        yield row.note
    yield ""
    headings = headings_of(row.lines)
    yield from markdown(
        ["", *headings],
        ([line.who, *(line.figures.get(name, "") for name in headings)] for line in row.lines),
    )
