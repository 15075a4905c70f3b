"""One batch in a process of its own, on one core, so that its time and its memory are its own.

``python -m tests.benchmarks.one_batch WHAT RECORDS OUT`` prints seconds and bytes: of the engine's
batch by the policy in a file (``POLICY CATALOGUE`` follow), or of a floor, ``numpy`` or ``polars``:
only the sums of the simple rule, by hand, over all learners at once, with each module once.
"""

import os
import resource
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

os.environ.setdefault("POLARS_MAX_THREADS", "1")

UNIT = 1 if sys.platform == "darwin" else 1024
"""The bytes in which the system counts memory"""

ON = date(2026, 3, 1)
OLDEST = date(2021, 3, 1)
"""Credit awarded on this day is valid on the day of the audit for the last time."""

CATEGORY = "Professional Practice"


def engine(records: Path, out: Path, policy: str, catalogue: str) -> Callable[[], object]:
    """The batch, by policies that are compiled by now."""
    import microcredit as mc

    modules = mc.read_catalogue(catalogue)
    policies = mc.load_policies(policy, vocabulary=modules.vocabulary)
    ready = [mc.compile(each, catalogue=modules) for each in policies.values()]
    return lambda: mc.batch(ready, records, out, on=ON, catalogue=modules, workers=1)


def modules_of(catalogue: str) -> list[tuple[str, float, bool, bool]]:
    """Every module's code, credits, and whether it is in the category and at level 4 or above."""
    import microcredit as mc

    whole = mc.read_catalogue(catalogue)
    below = whole.area_and_below(CATEGORY)
    return [
        (
            each.code,
            float(each.credits),
            not below.isdisjoint(each.areas),
            (each.level or 0) >= 4,
        )
        for each in whole.modules.values()
    ]


def polars(records: Path, out: Path, catalogue: str) -> Callable[[], object]:
    """The sums by Polars: from Parquet to Parquet, one row a learner."""
    import polars as pl

    codes, credits, inside, upper = zip(*modules_of(catalogue), strict=True)
    modules = pl.LazyFrame({"module": codes, "credits": credits, "inside": inside, "upper": upper})

    def summed() -> None:
        total = pl.col("credits").sum()
        within = (pl.col("credits") * pl.col("inside")).sum()
        above = (pl.col("credits") * pl.col("upper")).sum()
        valid = (
            (pl.col("status") == "passed")
            & (pl.col("awarded_on") >= OLDEST)
            & (pl.col("awarded_on") <= ON)
        )
        earned = (total >= 30) & (4 * within >= 3 * total) & (4 * above >= 3 * total)
        (
            pl.scan_parquet(records)
            .filter(valid)
            .unique(["learner", "module"])
            .join(modules, on="module")
            .group_by("learner")
            .agg(earned.alias("earned"))
            .collect()
            .write_parquet(out)
        )

    return summed


def numpy(records: Path, out: Path, catalogue: str) -> Callable[[], object]:
    """The sums by NumPy, and Arrow for reading, writing and numbering the learners."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    codes, *facts = zip(*modules_of(catalogue), strict=True)
    credits, inside, upper = (np.array(each) for each in facts)

    def summed() -> None:
        columns = ["learner", "module", "awarded_on", "status"]
        table = pq.read_table(records, columns=columns, use_threads=False).combine_chunks()
        learners = table["learner"].combine_chunks().dictionary_encode()
        module = pc.index_in(table["module"].combine_chunks(), pa.array(codes)).to_numpy()
        awarded = table["awarded_on"].combine_chunks().cast(pa.int32()).fill_null(0).to_numpy()
        passed = pc.equal(table["status"], "passed").combine_chunks().to_numpy(zero_copy_only=False)
        since, until = (day.toordinal() - date(1970, 1, 1).toordinal() for day in (OLDEST, ON))
        worth = credits[module] * (passed & (awarded >= since) & (awarded <= until))
        who, many = learners.indices.to_numpy(), len(learners.dictionary)
        _, first = np.unique((who * len(codes) + module)[worth > 0], return_index=True)
        once = np.flatnonzero(worth > 0)[first]
        who, module, worth = who[once], module[once], worth[once]
        total, within, above = (
            np.bincount(who, weights=worth * each, minlength=many)
            for each in (1, inside[module], upper[module])
        )
        earned = (total >= 30) & (4 * within >= 3 * total) & (4 * above >= 3 * total)
        pq.write_table(pa.table({"learner": learners.dictionary, "earned": earned}), out)

    return summed


def most_held() -> int:
    """The most bytes that this process has held; what Linux counts as such in its use of resources
    begins with what the process held from which it was started."""
    about = Path("/proc/self/status")
    if not about.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
    (line,) = (one for one in about.read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def most_of_children() -> int:
    """The most bytes that any process has held that was started by this one."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * UNIT


def main() -> None:
    """Do what the command line says, and print how long it took and how much memory."""
    what, records, out, *rest = sys.argv[1:]
    kinds: dict[str, Callable[..., Callable[[], object]]] = {
        "engine": engine,
        "polars": polars,
        "numpy": numpy,
    }
    prepared = kinds[what](Path(records), Path(out), *rest)
    began = perf_counter()
    prepared()
    took = perf_counter() - began
    print(took, max(most_held(), most_of_children()))


if __name__ == "__main__":
    main()
