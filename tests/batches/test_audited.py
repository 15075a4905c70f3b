"""The core of a batch says of everybody what a single audit says."""

import csv
import random
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings

from microcredit.batches.arrow_columns import normalised
from microcredit.batches.audited import audited
from microcredit.batches.labels import Labels
from microcredit.batches.plan import Plan, plan_of
from microcredit.batches.rows import rows_of
from microcredit.batches.screen import UNSETTLED, screen_of
from microcredit.engine.audit import audit, compile
from microcredit.engine.loading import policies_from_text
from microcredit.errors import RecordError
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.module import Module
from tests.batches.conftest import ON, ROOT
from tests.batches.singles import (
    batch_of,
    cells_of,
    read_alone,
    said_alone,
    said_in_batch,
)
from tests.benchmarks.population import population
from tests.strategies import Case, cases

EXAMPLES = ROOT / "examples" / "hkuspace"


def example_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def population_rows(learners: int, seed: int) -> list[dict[str, str]]:
    table = population(learners, seed=seed).sort_by("learner")
    rows = table.cast(pa.schema([(name, pa.string()) for name in table.schema.names])).to_pylist()
    return [{name: cell for name, cell in row.items() if cell} for row in rows]


def test_the_example_learners_come_out_as_in_single_audits(plan: Plan) -> None:
    rows = example_rows(EXAMPLES / "records.csv")

    found = said_in_batch(batch_of(rows), plan)

    assert found == said_alone(plan.awards, read_alone(rows).transcripts, ON)
    assert {said[0] for said in found.values()} == {
        "earned",
        "pending",
        "not earned",
        "undetermined",
    }


def test_a_random_population_comes_out_as_in_single_audits(plan: Plan) -> None:
    rows = population_rows(60, seed=7)

    found = said_in_batch(batch_of(rows), plan)

    assert len(found) == 60 * 4
    assert found == said_alone(plan.awards, read_alone(rows).transcripts, ON)


def test_most_learners_of_a_population_are_settled_by_sums(plan: Plan) -> None:
    rows = rows_of(normalised(batch_of(population_rows(300, seed=8))), plan)

    settled = screen_of(plan).settled(rows, Labels())

    assert (settled == UNSETTLED).mean() < 0.01


def test_the_order_of_a_learners_rows_makes_no_difference(plan: Plan) -> None:
    rows = population_rows(10, seed=9)
    shuffled = sorted(rows, key=lambda row: (row["learner"], random.Random(str(row)).random()))

    assert rows != shuffled
    assert said_in_batch(batch_of(rows), plan) == said_in_batch(batch_of(shuffled), plan)


def test_learners_come_in_the_order_of_the_batch_and_awards_by_id(plan: Plan) -> None:
    rows = sorted(population_rows(3, seed=10), key=lambda row: row["learner"], reverse=True)

    found = audited(batch_of(rows), plan).to_pylist()

    assert [(row["learner"], row["award"]) for row in found] == [
        (learner, award)
        for learner in ("learner-2", "learner-1", "learner-0")
        for award in ("certificate-gs", "certificate-pp", "diploma-gs", "diploma-pp")
    ]


def test_a_learner_in_two_places_of_a_batch_is_refused(plan: Plan) -> None:
    rows = population_rows(2, seed=11)

    with pytest.raises(ValueError, match="all rows of a learner together"):
        audited(batch_of([*rows, rows[0]]), plan)


def test_an_empty_batch_gives_none(plan: Plan) -> None:
    found = audited(batch_of([]), plan)

    assert found.num_rows == 0
    assert found.schema == plan.schema


@settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    max_examples=150,
    derandomize=True,
)
@given(cases())
def test_random_policies_and_learners_come_out_as_in_single_audits(case: Case) -> None:
    agree(case)


@pytest.mark.slow
@settings(
    deadline=None, suppress_health_check=list(HealthCheck), print_blob=True, max_examples=5_000
)
@given(cases())
def test_many_random_policies_and_learners_come_out_as_in_single_audits(case: Case) -> None:
    agree(case)


def agree(case: Case) -> None:
    rows = [cells_of(record, "learner") for record in case.transcript.records]
    alone = read_alone(rows)
    ready = compile(case.policy, catalogue=case.catalogue)
    plan = plan_of([ready], case.on)
    try:
        verdicts = [audit(ready, each, on=case.on) for each in alone.transcripts]
    except RecordError:
        verdicts = []
    event(f"outcome: {verdicts[0].outcome if verdicts else 'unread'}")
    assume(all(verdict.bounds is None for verdict in verdicts))
    batch = batch_of(rows)
    settled = screen_of(plan).settled(rows_of(normalised(batch), plan), Labels())
    event(f"settled by sums: {settled[0, 0] != UNSETTLED}")

    found = said_in_batch(batch, plan)

    assert found == said_alone([ready], alone.transcripts, case.on)


def test_thousands_of_attempts_at_few_modules_come_to_what_one_of_each_does(plan: Plan) -> None:
    rows = population_rows(2, seed=12)
    once = [row for row in rows if row["learner"] == "learner-0"]
    often = [
        {**row, "learner": "learner-often", "record": f"r{number}"}
        for number, row in enumerate(once * 600)
    ]

    found = said_in_batch(batch_of([*rows, *often]), plan)

    for ready in plan.awards:
        award = ready.form.award
        assert found["learner-often", award] == found["learner-0", award]


AWKWARD = """
language 1
framework steps "Steps" {
  levels 1 to 7
  credits "step"
}
award main "Main" {
  size 142.857 credits
  for the highest level of 1 to 7
  require depth: at least 74.9999% of credits at that level or above
  require field: at least 100 credits in "A"
}
"""


def test_amounts_with_awkward_denominators_are_summed_exactly() -> None:
    chance = random.Random(13)
    primes = (2, 3, 5, 7, 11, 13, 17, 19)
    modules = {
        code: Module(
            code,
            code,
            Fraction(chance.randint(1, 300), chance.choice(primes)),
            chance.randint(1, 7),
            (chance.choice("AB"),),
        )
        for code in (f"M{number:02}" for number in range(40))
    }
    catalogue = Catalogue(modules, {name: Area(name) for name in "AB"})
    policies = policies_from_text(AWKWARD, "awkward.policy", catalogue.vocabulary)
    plan = plan_of([compile(each, catalogue=catalogue) for each in policies.values()], ON)
    rows = [
        {
            "learner": f"learner-{number:02}",
            "module": code,
            "completed_on": "2025-01-01",
            "awarded_on": "2025-01-01",
            "status": "passed",
        }
        for number in range(60)
        for code in chance.sample(sorted(modules), chance.randint(4, 14))
    ]

    found = said_in_batch(batch_of(rows), plan)

    assert found == said_alone(plan.awards, read_alone(rows).transcripts, ON)
    assert {said[0] for said in found.values()} == {"earned", "not earned"}
