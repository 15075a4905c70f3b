"""Make the sample database: python3 -m microcredit_harbour FILE"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

if __name__ == "__main__":
    sample = Path(__file__).with_name("sample.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(sys.argv[1])) as database:
        database.executescript(sample)
