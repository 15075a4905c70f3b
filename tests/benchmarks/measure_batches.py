"""Rows about batches: learners a second on one core, from Parquet to Parquet, and memory."""

import csv
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from tests.benchmarks import realistic
from tests.benchmarks.instances import ON, Instance
from tests.benchmarks.population import CATALOGUE, population, write
from tests.benchmarks.questions import question
from tests.benchmarks.report import Line, Row, Target, at_least, shown
from tests.benchmarks.timing import Disagreement

ROOT = Path(__file__).parents[2]
HKUSPACE = ROOT / "policies" / "hkuspace.policy"
ROUNDS = 3

SIMPLE = """
language 1
framework hkqf

award certificate-simple "Certificate" {
  size 30 credits
  credits expire 5 years after award of the module
  require field: at least 75% of credits under "Professional Practice"
  require depth: at least 75% of credits at level 4 or above
}
"""


def ran(what: str, records: Path, out: Path, *rest: object) -> tuple[float, float]:
    """Seconds and the most megabytes of one batch in a process of its own."""
    out.unlink(missing_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.benchmarks.one_batch",
            what,
            *map(str, (records, out, *rest)),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, most = map(float, done.stdout.split()[-2:])
    return seconds, most / 1e6


def line(who: str, learners: int, runs: Sequence[tuple[float, float]]) -> Line:
    """The middle run as learners a second, and the memory."""
    seconds = median(each for each, _ in runs)
    most = max(each for _, each in runs)
    return Line(
        who,
        {
            "learners": f"{learners:,}",
            "learners/s": shown(learners / seconds),
            "the most memory, MB": shown(most),
        },
    )


def batches(learners: int) -> Row:
    """The simple rule beside floors, the four awards of HKU SPACE, and a degree."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        records, out = place / "records.parquet", place / "verdicts.parquet"
        write(population(learners), records)
        (place / "simple.policy").write_text(SIMPLE, encoding="utf-8")
        simple, floors = [], {"polars": [], "numpy": []}  # type: ignore[var-annotated]
        for _ in range(ROUNDS):
            simple.append(ran("engine", records, out, place / "simple.policy", CATALOGUE))
            for name, runs in floors.items():
                runs.append(ran(name, records, place / f"{name}.parquet", CATALOGUE))
        for name in floors:
            compare(out, place / f"{name}.parquet")
        four = [ran("engine", records, out, HKUSPACE, CATALOGUE) for _ in range(ROUNDS)]
        write(population(4 * learners), records)
        larger = [ran("engine", records, out, place / "simple.policy", CATALOGUE)]
        degree, number = degrees(place, max(1000, learners // 20))
    rate = learners / median(seconds for seconds, _ in simple)
    grown = larger[0][1] / max(most for _, most in simple)
    return Row(
        "Batch from Parquet to Parquet, one core",
        "invented learners of about 15 records, of 40 for the degree; one process each",
        (
            line("simple rule: expiry, total, two ratios", learners, simple),
            line("the same with four times as many learners", 4 * learners, larger),
            line("the four awards of `policies/hkuspace.policy`", learners, four),
            line("a degree of 12 requirements, 40 records each", number, degree),
            line("floor: the simple rule's sums alone, Polars", learners, floors["polars"]),
            line("floor: the simple rule's sums alone, NumPy and Arrow", learners, floors["numpy"]),
        ),
        (
            at_least("simple rule", rate, 20_000, " learners/s"),
            at_least(
                "degree", number / median(seconds for seconds, _ in degree), 5_000, " learners/s"
            ),
            Target(
                "memory with four times as many learners ≤ 1.5 times",
                f"{shown(grown)} times",
                grown <= 1.5,
            ),
        ),
        "The floors add up the credits of everybody, each module once, and compare; they leave no "
        "module out. Whoever earns the award by them earns it by the engine, which is checked.",
    )


def compare(verdicts: Path, floor: Path) -> None:
    """Check that whoever earns the award with all modules counted earns it by the engine."""
    table = pq.read_table(verdicts).to_pylist()
    earned = {each["learner"] for each in table if each["outcome"] == "earned"}
    with_all = {each["learner"] for each in pq.read_table(floor).to_pylist() if each["earned"]}
    if not with_all or not with_all <= earned:
        raise Disagreement(f"{len(with_all - earned)} learners earn the award by the floor alone")


def degrees(place: Path, learners: int) -> tuple[list[tuple[float, float]], int]:
    """A batch of one degree, some of whose verdicts are compared with single audits."""
    (instances,) = realistic.degrees("batch", 1, learners)
    (place / "catalogue").mkdir()
    with (place / "catalogue" / "modules.csv").open("w", encoding="utf-8", newline="") as file:
        told = csv.writer(file)
        told.writerow(["code", "title", "credits", "scheme", "level", "areas"])
        for each in instances[0].catalogue:
            listed = ";".join(each.areas)
            told.writerow([each.code, each.code, each.credits, "step", each.level, listed])
    areas = dict.fromkeys(area for each in instances[0].catalogue for area in each.areas)
    (place / "catalogue" / "areas.csv").write_text(
        "\n".join(["area,under", *(f"{area}," for area in areas)]) + "\n", encoding="utf-8"
    )
    (place / "degree.policy").write_text(instances[0].policy, encoding="utf-8")
    records, out = place / "degree.parquet", place / "degrees.parquet"
    pq.write_table(table_of(instances), records)
    runs = [
        ran("engine", records, out, place / "degree.policy", place / "catalogue")
        for _ in range(ROUNDS)
    ]
    found = {each["learner"]: each["outcome"] for each in pq.read_table(out).to_pylist()}
    for number in range(0, learners, learners // 50):
        if found[f"l{number:06}"] != question(instances[number]).outcome():
            raise Disagreement(f"learner {number} by the batch and by a single audit")
    return runs, learners


def table_of(instances: Sequence[Instance]) -> pa.Table:
    """The records of all learners as a table."""
    rows = [(number, each) for number, one in enumerate(instances) for each in one.studied]
    return pa.table(
        {
            "learner": [f"l{number:06}" for number, _ in rows],
            "module": [each.taught.code for _, each in rows],
            "completed_on": pa.array([min(each.on, ON) for _, each in rows], pa.date32()),
            "status": ["passed"] * len(rows),
            "grade": [each.grade for _, each in rows],
        }
    )
