"""Rows about full verdicts: what the set that is shown, and the proof, cost beside the outcome."""

from collections.abc import Callable
from functools import partial, wraps
from time import perf_counter
from unittest.mock import patch

import microcredit as mc
from microcredit.engine import picture
from microcredit.engine.canonical import canonical
from microcredit.engine.checker import Board, Rules
from microcredit.engine.ready import resolved
from microcredit.engine.verification import verified
from tests.benchmarks.instances import ON
from tests.benchmarks.measure_questions import everyday_awards
from tests.benchmarks.questions import Question, question
from tests.benchmarks.report import Line, Row, at_most, milliseconds, shown
from tests.benchmarks.timing import WARM, Answer, paired, percentile


def full_verdicts(seed: str, awards: int, learners: int) -> Row:
    """The full verdict beside the outcome alone, for those who earn the award and those who do
    not."""
    families = everyday_awards(f"{seed} verdicts", awards, learners).values()
    engine = []
    for family in families:
        for asked in family:
            for each in asked[:WARM]:
                question(each).outcome()
            engine += [question(each) for each in asked[WARM:]]
    outcomes = [each.outcome() for each in engine]
    lines = []
    for outcome in ("earned", "not earned"):
        chosen = [each for each, found in zip(engine, outcomes, strict=True) if found == outcome]
        asked_of: dict[str, list[Callable[[], str]]] = {
            "outcome": [each.outcome for each in chosen],
            "verdict": [partial(verdict_outcome, each) for each in chosen],
        }
        times = paired(asked_of, lambda _, said: said["outcome"] == said["verdict"])
        alone, full = times["outcome"], times["verdict"]
        settled: list[float] = []
        with patch.object(picture, "canonical", timed(canonical, settled)):
            for one in chosen:
                one.verdict()
        lines.append(
            Line(
                f"{outcome}, {len(chosen)} learners",
                {
                    "outcome p50 ms": milliseconds(alone.p50),
                    "full verdict p50 ms": milliseconds(full.p50),
                    "full verdict p99 ms": milliseconds(full.p99),
                    "× at p50": shown(full.p50 / alone.p50),
                    "settling the one set, p50 ms": milliseconds(percentile(settled, 0.5)),
                },
            )
        )
    return Row(
        "Full verdict: the set that is shown, reasons, claimable days, checked",
        f"{len(engine)} learners of 10 to 30 records",
        tuple(lines),
    )


def verdict_outcome(asked: Question) -> str:
    """The outcome by way of the full verdict."""
    return asked.verdict().outcome


def proofs(seed: str, awards: int, learners: int) -> Row:
    """What it takes to check proofs, for learners who earn the award and who do not, and what it
    takes to find refutations."""
    families = everyday_awards(f"{seed} verdicts", awards, learners).values()
    asked = [question(each) for family in families for one in family for each in one[WARM:]]
    lines, checked = [], []
    for outcome in ("earned", "not earned"):
        chosen = [each for each in asked if each.outcome() == outcome]
        found = [
            (each, mc.audit(each.compiled, each.transcript, on=ON, prove=True)) for each in chosen
        ]
        covered = [each for each in found if each[1].proof and each[1].proof.covers == "everything"]
        whole, alone = [], []
        for each, verdict in covered:
            took, checker = check_times(each, verdict)
            whole.append(took)
            alone.append(checker)
        checked += alone
        lines.append(
            Line(
                f"{outcome}, {len(chosen)} learners",
                {
                    "proven": str(len(covered)),
                    "checker p50 ms": milliseconds(percentile(alone, 0.5)),
                    "checker p99 ms": milliseconds(percentile(alone, 0.99)),
                    "with all that is worked out anew, p50 ms": milliseconds(
                        percentile(whole, 0.5)
                    ),
                    "p99 ms": milliseconds(percentile(whole, 0.99)),
                },
            )
        )
    return Row(
        "Proof check",
        f"{len(asked)} learners of 10 to 30 records, verdicts with proofs",
        tuple(lines),
        (at_most("p50 of the checker", percentile(checked, 0.5) * 1000, 0.1, "ms"),),
        "The checker goes through an allocation or a refutation against the normal form and what "
        "it sees of the records. What is worked out anew around it is the hash of the records, "
        "which of them may count, and what each requirement sees of them: all that `microcredit "
        "verify` does but reading the files.",
    )


def timed(function: Callable[..., Answer], seconds: list[float]) -> Callable[..., Answer]:
    """The function, noting how long each call took that was not made by itself."""
    depth = 0

    @wraps(function)
    def called(*arguments: object) -> Answer:
        nonlocal depth
        depth += 1
        began = perf_counter()
        try:
            return function(*arguments)
        finally:
            depth -= 1
            if depth == 0:
                seconds.append(perf_counter() - began)

    return called


def check_times(asked: Question, verdict: mc.Verdict) -> tuple[float, float]:
    """Seconds that the whole verification of a proof took, and the checker in it."""
    assert verdict.proof is not None
    transcript = resolved(asked.compiled, asked.transcript)
    inside: list[float] = []
    with (
        patch.object(Rules, "faults", timed(Rules.faults, inside)),
        patch.object(Rules, "board", timed(Rules.board, inside)),
        patch.object(Board, "check", timed(Board.check, inside)),
    ):
        began = perf_counter()
        verified(asked.compiled.form, asked.compiled.catalogue.sources, transcript, verdict.proof)
        took = perf_counter() - began
    assert inside
    return took, sum(inside)
