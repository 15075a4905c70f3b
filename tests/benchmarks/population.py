"""An invented population of learners, as large as wanted, for batches: the same for the same seed.

    python -m tests.benchmarks.population 1000000 population.parquet

Nobody in it exists. Each learner has about fifteen records, mostly of one or two areas of the
invented catalogue in ``examples/hkuspace``, completed over seven years; some were failed, left,
used for a programme, or are still under way. The rows come by date of completion, so they are
scattered over the whole file, as in an extract from a register.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from microcredit.records.catalogue import read_catalogue

ROOT = Path(__file__).parent.parent.parent
CATALOGUE = ROOT / "examples" / "hkuspace" / "catalogue"
FIRST, LAST = np.datetime64("2019-01-01"), np.datetime64("2026-02-28")
STATUSES = ("passed", "failed", "withdrawn", "in progress")
ROWS = 1 << 18


def population(learners: int, *, records: int = 15, seed: int = 20260301) -> Any:
    """The records of so many invented learners as a table, ``records`` for each on average."""
    random = np.random.default_rng(seed)
    modules = list(read_catalogue(CATALOGUE).modules.values())
    areas = sorted({module.areas[0] for module in modules})
    of_area = [
        np.array([at for at, module in enumerate(modules) if module.areas[0] == area])
        for area in areas
    ]
    counts = random.integers(max(1, records - 6), records + 7, learners)
    owner = np.repeat(np.arange(learners, dtype=np.int32), counts)
    rows = len(owner)
    favourites = random.integers(0, len(areas), (learners, 2))
    fidelity = random.choice([0.3, 0.6, 0.85], learners)[owner]
    chosen = favourites[owner, random.integers(0, 2, rows)]
    chosen = np.where(random.random(rows) < fidelity, chosen, random.integers(0, len(areas), rows))
    sizes = np.array([len(each) for each in of_area])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    module = np.concatenate(of_area)[
        starts[chosen] + random.integers(0, 1 << 30, rows) % sizes[chosen]
    ]
    days = int((LAST - FIRST).astype(int)) + 1
    completed = FIRST + random.integers(0, days, rows)
    awarded = completed + random.integers(0, 60, rows)
    recent = completed > np.datetime64("2025-12-01")
    draw = random.random(rows)
    status = np.select([draw < 0.05, draw < 0.07, recent & (draw < 0.4)], [1, 2, 3], 0)
    programme = random.random(rows) < 0.03
    order = np.argsort(completed, kind="stable")
    under_way = (status == 3)[order]
    over = (status < 2)[order]
    return pa.table(
        {
            "learner": _named("learner-", owner[order], learners),
            "module": _coded([each.code for each in modules], module[order]),
            "completed_on": pa.array(completed[order], pa.date32(), mask=under_way),
            "awarded_on": pa.array(awarded[order], pa.date32(), mask=~over),
            "status": _coded(STATUSES, status[order]),
            "used_for": _coded([None, "programme:bsc-invented"], programme[order].astype(int)),
        }
    )


def _named(start: str, numbers: Any, count: int) -> Any:
    width = len(str(count))
    names = pa.array([f"{start}{number:0{width}}" for number in range(count)])
    return pa.chunked_array(
        [names.take(pa.array(numbers[at : at + ROWS])) for at in range(0, len(numbers), ROWS)]
    )


def _coded(words: Any, numbers: Any) -> Any:
    return pa.array(list(words), pa.string()).take(pa.array(numbers))


def write(table: Any, path: Path) -> None:
    """Writes the table as Parquet, Arrow or CSV, by the name of the file."""
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=ROWS, compression="zstd")
    elif path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        with pa.ipc.new_file(str(path), table.schema) as file:
            file.write_table(table, ROWS)


def main() -> None:
    """Writes a population as the command line says."""
    parser = argparse.ArgumentParser(description="Write an invented population of learners.")
    parser.add_argument("learners", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--records", type=int, default=15, help="records a learner, on average")
    parser.add_argument("--seed", type=int, default=20260301)
    given = parser.parse_args()
    table = population(given.learners, records=given.records, seed=given.seed)
    write(table, given.path)
    print(f"{given.learners:,} invented learners, {table.num_rows:,} records, seed {given.seed}")


if __name__ == "__main__":
    main()
