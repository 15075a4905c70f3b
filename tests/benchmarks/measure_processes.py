"""Rows about processes: from a cold start to the first verdict, imports, and memory."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.benchmarks.report import Line, Row, at_most, milliseconds, shown

ROOT = Path(__file__).parents[2]
COMMAND = "from microcredit.cli.main import main; main()"
AUDIT = (
    "audit",
    "policies/hkuspace.policy",
    "--catalogue",
    "examples/hkuspace/catalogue",
    "--records",
    "examples/hkuspace/ada.json",
    "--award",
    "certificate-pp",
    "--on",
    "2026-03-01",
)
DOORS = "from microcredit import audit, compile, load_policies, read_catalogue, read_transcript"


def surroundings(folder: str) -> dict[str, str]:
    """The environment of a process of somebody who has the package installed: with caches of its
    own in the folder, for what the command keeps and for compiled Python files."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": os.path.join(folder, "compiled"),
        "XDG_CACHE_HOME": os.path.join(folder, "kept"),
    }


def ran(folder: str, code: str, *arguments: str) -> float:
    """Seconds that a fresh Python took to run the code."""
    began = perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=surroundings(folder),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - began


def said_by(folder: str, code: str, *arguments: str) -> float:
    """The number that a fresh Python prints last when it runs the code."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=surroundings(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


def imported(statement: str) -> str:
    """Code that prints the seconds that an import takes."""
    clock = "from time import perf_counter as now; began = now()"
    return f"{clock}; {statement}; print(now() - began)"


def held(code: str) -> str:
    """Code that then prints the most bytes that the process has held."""
    most = "from tests.benchmarks.one_batch import most_held; print(most_held())"
    return f"import atexit\natexit.register(lambda: exec({most!r}))\n{code}"


def line(who: str, seconds: Sequence[float]) -> Line:
    """The best and the middle of several runs."""
    best, middle = milliseconds(min(seconds)), milliseconds(median(seconds))
    return Line(who, {"best ms": best, "middle ms": middle})


def cold(times: int) -> Row:
    """A cold process to its first verdict, and imports."""
    with TemporaryDirectory() as folder:
        said_by(folder, imported(DOORS))
        first = [ran(folder, COMMAND, *AUDIT)]
        bare, audit, package, doors = [], [], [], []
        for _ in range(times):
            bare.append(ran(folder, "pass"))
            audit.append(ran(folder, COMMAND, *AUDIT))
            package.append(said_by(folder, imported("import microcredit")))
            doors.append(said_by(folder, imported(DOORS)))
    return Row(
        "Cold process to first verdict, command line included",
        f"{times} processes each",
        (
            line("`microcredit audit`, one award of `policies/hkuspace.policy`", audit),
            line("of which Python itself", bare),
            line("the first time of all, when nothing is kept yet (one process)", first),
            line("`import microcredit`", package),
            line("`import microcredit` with the doors that an audit needs", doors),
        ),
        (
            at_most("best cold process", min(audit), 0.25, "s"),
            at_most("best `import microcredit`", min(package) * 1000, 60, "ms"),
        ),
        "Python's own compiled files are there, as in an installed package, and what the command "
        "keeps between runs. `import microcredit` loads names when they are first used; the last "
        "line loads all that `audit`, `compile` and the readers need.",
    )


def memory() -> Row:
    """The most memory that an audit by the command line holds."""
    with TemporaryDirectory() as folder:
        bare = said_by(folder, held("pass"))
        first = said_by(folder, held(COMMAND), *AUDIT)
        audit = said_by(folder, held(COMMAND), *AUDIT)
    lines = (
        Line("Python itself", {"MB": shown(bare / 1e6)}),
        Line(
            "`microcredit audit`, the first time, which reads the policy",
            {"MB": shown(first / 1e6)},
        ),
        Line("`microcredit audit`, from what is kept", {"MB": shown(audit / 1e6)}),
    )
    return Row("Memory: the most that a process holds", "resident, one process each", lines)
