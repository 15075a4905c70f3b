"""The benchmarks: ``python -m tests.benchmarks`` measures and keeps what it found,
``python -m tests.benchmarks page`` writes ``docs/benchmarks.md`` from that."""

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import (
    measure_batches,
    measure_plans,
    measure_processes,
    measure_questions,
    measure_stacking,
    measure_verdicts,
)
from tests.benchmarks.page import PAGE, page
from tests.benchmarks.report import LATEST, Row, Run, read, row_lines, saved

PEERS = (
    "highspy",
    "ortools",
    "zen-engine",
    "cel-expr-python",
    "common-expression-language",
    "cedarpy",
    "openfisca-core",
    "numpy",
    "polars",
)


def measurements(seed: str, share: float) -> dict[str, Callable[[], Row | Iterable[Row]]]:
    """Every row or group of rows by a name; ``share`` is how many of the learners take part."""

    def some(number: int) -> int:
        return max(2, round(number * share))

    questions, processes = measure_questions, measure_processes
    return {
        "cold": lambda: processes.cold(some(25)),
        "memory": processes.memory,
        "everyday": lambda: questions.everyday(seed, some(10), some(25)),
        "degree": lambda: questions.degree(seed, some(10), some(20)),
        "averages": lambda: questions.averages(seed, some(10), some(20)),
        "large": lambda: questions.large(seed, some(5), some(10)),
        "growth": lambda: questions.growth(seed, some(5)),
        "pools": questions.pools,
        "short": questions.short_by_one,
        "partitions": lambda: questions.three_partitions(some(3)),
        "simple": lambda: questions.simple(seed, some(500)),
        "verdicts": lambda: measure_verdicts.full_verdicts(seed, some(5), some(10)),
        "proofs": lambda: measure_verdicts.proofs(seed, some(5), some(10)),
        "stacking": lambda: measure_stacking.stacking(seed, some(5)),
        "plans": lambda: measure_plans.plans(seed, some(10)),
        "batches": lambda: measure_batches.batches(some(100_000)),
    }


def machine(seed: str) -> dict[str, str]:
    """What was measured on, and with which peers."""
    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return {
        "on": date.today().isoformat(),
        "processor": f"{os.cpu_count()} cores, {processor()}",
        "busy before with": f"{os.getloadavg()[0]:.1f} processes",
        "system": f"{platform.system()}, {platform.machine()}",
        "Python": platform.python_version(),
        "peers": peers,
        "seed": seed,
    }


def processor() -> str:
    """The processor's name, as far as the system tells."""
    about = Path("/proc/cpuinfo")
    if about.is_file():
        for line in about.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def measured(names: Iterable[str], seed: str, share: float) -> Iterator[Row]:
    """The rows of these names, printed as they are found."""
    known = measurements(seed, share)
    for name in names or known:
        found = known[name]()
        for row in [found] if isinstance(found, Row) else found:
            print("\n".join(["", *row_lines(row)]), flush=True)
            yield row


def main() -> None:
    """Measure, or write the page."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    asked.add_argument("names", nargs="*", help="measure only these, and keep nothing")
    asked.add_argument("--seed", default="1", help="another seed makes other learners")
    asked.add_argument("--share", type=float, default=1.0, help="how many of the learners to take")
    told = asked.parse_args()
    if told.names == ["page"]:
        PAGE.write_text(page(read(LATEST)), encoding="utf-8")
        return
    about = machine(told.seed)
    for name, value in about.items():
        print(f"{name}: {value}")
    run = Run(about, tuple(measured(told.names, told.seed, told.share)))
    if not told.names and told.share == 1:
        saved(run, LATEST)


if __name__ == "__main__":
    main()
