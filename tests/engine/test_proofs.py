"""Every award that is not earned is refuted in a form that the checker accepts, and in words."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, event, given, settings

from microcredit.engine import prove, refute_sums
from microcredit.engine.audit import audit, compile
from microcredit.engine.budget import Budget
from microcredit.engine.checker import Refused, Rules
from microcredit.engine.fingerprint import fingerprint
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.plain_proof import sentences
from microcredit.engine.proof import (
    ByChoice,
    ByRecord,
    Exhausted,
    Proof,
    Refutation,
    Settled,
    Sum,
    searched,
)
from microcredit.engine.refutation import refutation
from microcredit.engine.situation import Situation, tied
from microcredit.engine.unknown import family
from microcredit.engine.verdict import Verdict
from microcredit.language.load import load_policies
from microcredit.model.record import Record
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcripts
from microcredit.reports.verify import verify
from tests.engine.build import MODULES, ON, compiled, learner, record, under_way
from tests.strategies import Case, cases

ROOT = Path(__file__).parent.parent.parent

STEADY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


def refutations(proof: Proof) -> list[Refutation]:
    """All that is refuted of the award itself."""
    return [
        found
        for shown in proof.shown
        if shown.refuted is not None
        for way in shown.refuted.ways
        for _, found in way.because
    ]


def kind(found: list[Refutation]) -> str:
    """The most that any of them needs."""
    kinds = ("search", "record", "choice", "sum", "row", "given", "nothing in force")
    seen = {_kind(each) for each in found} or {"nothing in force"}
    return next(kind for kind in kinds if kind in seen)


def _kind(found: Refutation) -> str:
    if searched(found) is not None:
        return "search"
    match found:
        case Sum(rows):
            return "row" if len(rows) == 1 else "sum"
        case Settled():
            return "given"
        case ByChoice():
            return "choice"
        case _:
            return "record"


def test_every_award_that_an_example_learner_has_not_earned_is_refuted() -> None:
    catalogue = read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")
    learners = read_transcripts(ROOT / "examples" / "hkuspace" / "learners.json").transcripts
    seen: Counter[str] = Counter()
    for policy in load_policies(ROOT / "policies" / "hkuspace.policy").values():
        ready = compile(policy, catalogue=catalogue)
        for transcript in learners:
            verdict = audit(ready, transcript, on=date(2026, 3, 1), prove=True)
            assert verify(verdict, ready, transcript).accepted
            if verdict.outcome == "not earned":
                assert verdict.proof is not None
                assert verdict.why
                seen[kind(refutations(verdict.proof))] += 1

    assert seen.total() > 100
    assert set(seen) == {"row", "given"}


seen: Counter[str] = Counter()


@settings(STEADY, max_examples=250)
@given(cases())
def _refute(case: Case) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    verdict = audit(ready, case.transcript, on=case.on, prove=True)
    assert verdict.proof is not None
    found = verify(verdict, ready, case.transcript)
    rests_on_a_search = verdict.proof.covers == "exhausted search"
    assert found.accepted != rests_on_a_search, found.says
    if verdict.outcome == "not earned":
        what = kind(refutations(verdict.proof))
        # Only awards that limit one another may be left to a search.
        assert what != "search" or any(map(tied, family(ready.form)))
        event(what)
        seen[what] += 1


def test_random_awards_not_earned_are_refuted_and_most_that_are_not_given_by_one_row() -> None:
    seen.clear()

    _refute()

    print(dict(seen))
    assert seen.total() > 80
    assert seen["row"] > (seen.total() - seen["given"]) / 2
    assert seen["search"] < seen.total() / 10
    assert {"row", "sum", "given"} <= set(seen)


# Single cases


def proven(lines: str, *records: Record) -> Verdict:
    return audit(compiled(lines), learner(records), on=ON, prove=True)


def found_for(lines: str, *records: Record) -> tuple[Refutation, tuple[str, ...]]:
    """What refutes an award without names to find, and in words."""
    form: NormalForm = compiled(lines).form
    situation = Situation(learner(records).resolved(MODULES), ON, Budget(10**6))
    view, truth = situation.view(form), situation.truth(form)
    signatures = view.question((), truth).table.signatures
    board = Rules(view.form, signatures, (), truth).board()
    found = refutation(board, Budget(10**6))
    board.check(found)
    return found, sentences(board, found)


def test_one_row_that_cannot_be_reached_is_the_whole_refutation() -> None:
    found, said = found_for("size 12 credits", record("P1"))

    assert found == Sum(((0, 1),))
    assert said == ("`size` needs 12 credits; 6 can serve it",)


SHARED = """
    part one { require a: at least 12 credits in "Physics" or "Law" }
    part two { require b: at least 12 credits in "Physics" or "Law" }
"""


def test_parts_that_need_the_same_records_are_refuted_together() -> None:
    found, said = found_for(SHARED, *map(record, ("P1", "P2", "L1")))

    assert isinstance(found, Sum)
    assert said == (
        "`a` and `b`: these 2 requirements need 24 credits together; 18 of the learner's can serve "
        "any of them",
    )


def test_each_alternative_is_refuted_by_itself_where_no_sum_refutes_them_all() -> None:
    lines = """
        require e: either { at least 12 credits in "Physics" } or { at least 12 credits in "Law" }
    """
    found, said = found_for(lines, record("P1"), record("L1"))

    assert found == ByChoice("e", (Sum(((0, 1),)), Sum(((1, 1),))))
    assert said == (
        "each way to meet `e` fails:",
        "  1. `e` needs 12 credits; 6 can serve it",
        "  2. `e` needs 12 credits; 6 can serve it",
    )


def test_what_is_given_refutes_without_any_record() -> None:
    found, said = found_for('size 6 credits require sign: attested by "Dean"', record("P1"))

    assert found == Settled(("sign",))
    assert said == ("`sign` is not met, whatever counts",)


def test_a_record_cut_in_two_is_looked_at_whole() -> None:
    # Nines and sevens make 18 and 23, and nothing between; a fraction of one would make 20.
    lines = "require exactly 20 credits"
    records = [record(module, credits="9") for module in ("P1", "P2")]
    records += [record(module, credits="7") for module in ("L1", "L2")]
    found, _ = found_for(lines, *records)

    assert isinstance(found, ByRecord)


def test_prices_refute_where_the_program_would_be_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refute_sums, "MOST_CELLS", 0)

    found, _ = found_for(SHARED, *map(record, ("P1", "P2", "L1")))

    assert found == Sum(((0, 1), (1, 1)))


def test_a_proof_that_would_be_too_long_says_that_it_rests_on_a_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prove, "MOST_WRITTEN", 1)
    verdict = proven("size 12 credits", record("P1"))

    assert verdict.outcome == "not earned"
    assert verdict.proof is not None
    assert verdict.proof.covers == "exhausted search"
    found = verify(verdict, compiled("size 12 credits"), learner([record("P1")]))
    assert not found.accepted
    assert "rests on a search" in found.says


def test_what_no_sum_refutes_within_the_steps_allowed_rests_on_a_search() -> None:
    form = compiled("require exactly 20 credits").form
    records = [record(module, credits="9") for module in ("P1", "P2", "L1", "L2")]
    situation = Situation(learner(records).resolved(MODULES), ON, Budget(10**6))
    view, truth = situation.view(form), situation.truth(form)
    board = Rules(view.form, view.question((), truth).table.signatures, (), truth).board()

    assert refutation(board, Budget(3)) == Exhausted(0)


def test_a_refutation_that_says_too_little_is_refused() -> None:
    form = compiled(SHARED).form
    records = [record(each) for each in ("P1", "P2", "L1", "L2")]
    situation = Situation(learner(records).resolved(MODULES), ON, Budget(10**6))
    view, truth = situation.view(form), situation.truth(form)
    board = Rules(view.form, view.question((), truth).table.signatures, (), truth).board()
    said = []
    for wrong in (
        Sum(((0, 1),)),
        Sum(((0, 1), (1, 1))),
        Sum(((0, 0),)),
        Sum(((0, -1),)),
        Sum(((99, 1),)),
        Settled(()),
        Settled(("a",)),
        ByChoice("a", ()),
        ByRecord("P1@2025-06-30", "one", Sum(((0, 1),)), Sum(((1, 1),))),
        Exhausted(5),
    ):
        try:
            board.check(wrong)
        except Refused as refused:
            said.append(str(refused))

    assert len(said) == 10
    assert said[-1] == "a search of 5 steps cannot be checked"


def test_a_row_cannot_be_taken_away_from_another() -> None:
    """12 of Physics meet both rows; the second taken from the first would leave 12 asked of
    nothing."""
    form = compiled("""
        require a: at least 12 credits
        require b: at least 6 credits in "Physics"
    """).form
    situation = Situation(
        learner([record("P1"), record("P2")]).resolved(MODULES), ON, Budget(10**6)
    )
    assert situation.earned(form)
    view, truth = situation.view(form), situation.truth(form)
    board = Rules(view.form, view.question((), truth).table.signatures, (), truth).board()

    for rows in (((0, 1), (1, -1)), ((0, 2), (1, -2)), ((1, 1), (0, -1))):
        with pytest.raises(Refused, match="cannot be taken -"):
            board.check(Sum(rows))


ALIKE = """
    require a: at least 6 credits in "Physics"
    require b: at least 6 credits in "Physics"
    require c: either { at least 6 credits in "Physics" } or { at least 6 credits in "Law" }
    require d: either { at least 6 credits in "Physics" } or { at least 12 credits in "Law" }
"""

CHOICES_ALIKE = """
    require c: either { at least 6 credits in "Physics" } or { at least 6 credits in "Law" }
    require d: either { at least 6 credits in "Law" } or { at least 6 credits in "Physics" }
"""


@pytest.mark.parametrize("lines", [ALIKE, CHOICES_ALIKE], ids=["rows", "choices"])
def test_what_several_requirements_ask_of_one_row_counts_once(lines: str) -> None:
    form = compiled(lines).form
    situation = Situation(learner([record("P1")]).resolved(MODULES), ON, Budget(10**6))
    assert situation.earned(form)
    view, truth = situation.view(form), situation.truth(form)
    board = Rules(view.form, view.question((), truth).table.signatures, (), truth).board()

    for rows in (((0, 1),), ((1, 1),), ((0, 1), (1, 1)), ((0, 2), (1, 1))):
        with pytest.raises(Refused, match="a sum of rows asks for"):
            board.check(Sum(rows))


def test_an_award_with_records_under_way_is_refuted_as_though_all_were_passed() -> None:
    verdict = proven("size 30 credits", record("P1"), under_way("P2"))

    assert verdict.outcome == "not earned"
    assert verdict.proof is not None
    assert verdict.proof.covers == "everything"
    assert verdict.why[0] == "even if all that is under way is passed:"


def test_where_more_may_harm_only_today_is_refuted_and_the_proof_says_so() -> None:
    lines = "size 30 credits require average grade of all attempts at least 1"
    verdict = proven(lines, record("P1", grade="A"), under_way("P2"))

    assert verdict.outcome == "not earned"
    assert verdict.proof is not None
    assert verdict.proof.covers == "as things are"
    found = verify(verdict, compiled(lines), learner([record("P1", grade="A"), under_way("P2")]))
    assert found.accepted
    assert found.says.endswith("; that nothing under way would earn it is not part of the proof")


def test_a_pending_award_is_proven_for_then_and_for_now() -> None:
    records = [record("P1"), under_way("P2")]
    verdict = audit(compiled("size 12 credits"), learner(records), on=ON, prove=True)

    assert verdict.outcome == "pending"
    assert verdict.proof is not None
    (shown,) = verdict.proof.shown
    assert [each.record for each in shown.happening] == [records[1].id]
    assert shown.earned is not None
    assert shown.refuted is not None
    assert verify(verdict, compiled("size 12 credits"), learner(records)).accepted


def test_an_undetermined_award_is_proven_by_two_values_that_differ() -> None:
    lines = "size 6 credits credits expire 5 years after award of the module"
    old = evolve(record("P1", on=date(2020, 9, 1)), awarded_on=None)
    verdict = proven(lines, old)

    assert verdict.outcome == "undetermined"
    assert verdict.proof is not None
    assert {shown.outcome for shown in verdict.proof.shown} == {"earned", "not earned"}
    assert verify(verdict, compiled(lines), learner([old])).accepted


def test_the_proof_of_what_is_earned_is_there_without_being_asked_for() -> None:
    verdict = audit(compiled("size 6 credits"), learner([record("P1")]), on=ON)
    other = audit(compiled("size 12 credits"), learner([record("P1")]), on=ON)

    assert verdict.proof is not None
    assert verdict.proof.shown[0].earned is not None
    assert other.proof is None


def test_the_fingerprint_is_of_the_records_and_not_of_their_order_or_file() -> None:
    one, two = record("P1"), record("P2")
    mine = learner([one, two])

    assert fingerprint(mine) == fingerprint(evolve(mine, records=(two, one), file="elsewhere"))
    assert fingerprint(mine) != fingerprint(evolve(mine, records=(one,)))
    assert fingerprint(mine) != fingerprint(evolve(mine, facts={"mode": "part-time"}))
    assert fingerprint(mine) != fingerprint(evolve(mine, learner="bob"))
