from datetime import date
from pathlib import Path

import pytest

from microcredit.batches.plan import Plan, plan_of
from microcredit.engine.audit import compile
from microcredit.engine.loading import load_policies
from microcredit.model.catalogue import Catalogue
from microcredit.records.catalogue import read_catalogue

ROOT = Path(__file__).parent.parent.parent
ON = date(2026, 3, 1)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")


@pytest.fixture(scope="session")
def plan(catalogue: Catalogue) -> Plan:
    """The four awards of HKU SPACE."""
    policies = load_policies(ROOT / "policies" / "hkuspace.policy", vocabulary=catalogue.vocabulary)
    return plan_of([compile(each, catalogue=catalogue) for each in policies.values()], ON)
