"""The plugin's own tests: in its folder, python3 -m pytest tests"""

import sqlite3
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path

import microcredit_harbour
import pytest
from microcredit_harbour.predicates import offered_by, passed_by_attempt, syllabus_since

import microcredit as mc

ON = date(2026, 3, 1)
HERE = Path(__file__).parents[1]
PLUGINS = ["microcredit-harbour"]


def record(**facts):
    return mc.Record(id="h1", module="HB101", status="passed", facts=facts)


@pytest.fixture
def database(tmp_path):
    sample = Path(microcredit_harbour.__file__).with_name("sample.sql")
    with closing(sqlite3.connect(tmp_path / "harbour.db")) as made:
        made.executescript(sample.read_text(encoding="utf-8"))
    return str(tmp_path / "harbour.db")


def test_the_predicates_read_the_columns_of_the_college():
    assert offered_by(record(faculty="Engineering"), "Engineering")
    assert not offered_by(record(faculty="Business"), "Engineering")
    assert passed_by_attempt(record(attempt="2"), Fraction(2))
    assert not passed_by_attempt(record(attempt="3"), Fraction(2))
    assert syllabus_since(record(syllabus="2024-09-01"), date(2024, 9, 1))
    assert not syllabus_since(record(syllabus="2023-09-01"), date(2024, 9, 1))
    assert not syllabus_since(record(), date(2024, 9, 1))


def test_the_learners_in_the_database_are_audited_by_the_policy_of_the_college(database):
    catalogue = mc.read_catalogue(HERE / "catalogue")
    policies = mc.load_policies(HERE / "harbour.policy", plugins=PLUGINS)
    read = mc.read_from_source("harbour", database, plugins=PLUGINS)

    outcomes = {
        each.learner: mc.outcome(policies["building-site"], each, catalogue=catalogue, on=ON)
        for each in read.transcripts
    }
    assert outcomes == {"mei": "earned", "omar": "not earned"}
    assert list(read.bad) == ["ruth"]


def test_the_database_is_not_made_where_there_is_none(tmp_path):
    missing = tmp_path / "none.db"

    with pytest.raises(mc.PluginError, match="unable to open database file"):
        mc.read_from_source("harbour", str(missing), plugins=PLUGINS)
    assert not missing.exists()
