"""HiGHS beside a program that uses it as well."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BESIDE = """
import highspy
own = highspy.Highs()
own.setOptionValue("output_flag", False)
own.setOptionValue("threads", 2)
own.setOptionValue("parallel", "on")
own.run()
from microcredit.engine.highs import Program, solve
rows = ((((0, 2), (1, 3)), 4),)
print(solve(Program((0, 0), (1, 1), rows, whole=True), seconds=5).status)
"""


def test_a_program_that_uses_highs_with_more_threads_does_not_stop_the_engine_from_asking_it() -> (
    None
):
    pytest.importorskip("highspy")
    done = subprocess.run(
        [sys.executable, "-c", BESIDE], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "solved"
