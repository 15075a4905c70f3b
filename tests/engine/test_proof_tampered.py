"""No tampered proof is accepted, unless what it claims is still true and still shown.

Whether a claim is true is decided by the oracle, which knows nothing of proofs."""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve, field, frozen
from hypothesis import HealthCheck, Phase, given, settings

from microcredit.engine.audit import CompiledPolicy, audit, compile, resolved
from microcredit.engine.fingerprint import fingerprint
from microcredit.engine.proof import Exhausted, Sum
from microcredit.errors import RecordError
from microcredit.model.learner import Transcript
from microcredit.reports.json import one_line, verdict_json
from microcredit.reports.proof_json import refutation_json
from microcredit.reports.verify import Verified, verify
from tests.oracle import oracle
from tests.strategies import Case, cases

Document = dict[str, Any]

STEADY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


@frozen(eq=False)
class Claimed:
    """A random case with its verdict and proof, as a document that anybody may write."""

    case: Case
    ready: CompiledPolicy
    document: Document
    _true: dict[tuple[str, date], bool] = field(factory=dict)

    def verified(self, document: Document, transcript: Transcript | None = None) -> Verified:
        return verify(document, self.ready, transcript or self.case.transcript)

    def is_true(self, document: Document, found: Verified) -> bool:
        """Whether the learner's outcome is what an accepted document says, as the oracle has it."""
        outcome, on = document["outcome"], date.fromisoformat(document["on"])
        as_things_are = found.covers == "as things are"
        key = f"{outcome} {as_things_are}", on
        if key not in self._true:
            case = self.case
            known = case.transcript.resolved(case.catalogue)
            expected = oracle(case.policy, known, case.catalogue, on)
            fitting = {outcome, "pending"} if as_things_are else {outcome}
            self._true[key] = expected.outcome in fitting
        return self._true[key]


def claimed(case: Case, transcript: Transcript | None = None) -> Claimed:
    """The case, or the case for a learner with another transcript."""
    ready = compile(case.policy, catalogue=case.catalogue)
    case = case if transcript is None else evolve(case, transcript=transcript)
    verdict = audit(ready, case.transcript, on=case.on, prove=True)
    return Claimed(case, ready, json.loads(one_line(verdict_json(verdict))))


# Tampering: each gives copies of a document, each changed in one place.


def every(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path to every value in a document, itself first."""
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from every(each, (*path, key))


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def changed(
    document: Document, path: tuple[str | int, ...], change: Callable[[Any, Any], None]
) -> Document:
    """A copy in which what holds the value at the path is changed."""
    copied = copy.deepcopy(document)
    change(at(copied, path[:-1]), path[-1])
    return copied


def replaced(document: Document, path: tuple[str | int, ...], value: Any) -> Document:
    def change(holder: Any, key: Any) -> None:
        holder[key] = value

    return changed(document, path, change)


def tampered(document: Document) -> Iterator[Document]:
    """Every value of the proof changed, left out, or put in twice; and the claim turned round."""
    proof = ("proof",)
    for path in every(document["proof"], proof):
        if path == proof:
            continue
        value = at(document, path)
        holder = at(document, path[:-1])
        yield from (replaced(document, path, other) for other in others(value))
        if isinstance(holder, list):
            yield changed(document, path, lambda held, key: held.pop(key))
            yield changed(document, path, lambda held, key: held.append(held[key]))
        elif path[-2:-1] in (("sum",), ("allocation",)):
            yield changed(document, path, lambda held, key: held.pop(key))
    for outcome in ("earned", "pending", "not earned", "undetermined"):
        turned = replaced(document, ("outcome",), outcome)
        turned["proof"]["outcome"] = outcome
        for shown in turned["proof"]["shown"]:
            shown["outcome"] = outcome
        yield turned
    for days in (-400, -1, 1, 400):
        moved = (date.fromisoformat(document["on"]) + timedelta(days)).isoformat()
        later = replaced(document, ("on",), moved)
        later["proof"]["on"] = moved
        yield later


def others(value: Any) -> Iterator[Any]:
    """Values of the same kind."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1, -value, 2 * value, None)
        case str() if len(value) == 64:
            yield value[::-1]
        case str():
            yield from (f"{value}x", "", None)
        case None:
            yield "x"
        case list() | dict() if value:
            yield type(value)()
        case _:
            return


def with_rows(document: Document, rows: int) -> Iterator[Document]:
    """Every refutation replaced by a sum of one row, and every sum with one more row."""
    for path in every(document["proof"], ("proof",)):
        if path[-1] == "refutation":
            for row in range(rows):
                yield replaced(document, path, {"sum": {str(row): 1}})
                value = at(document, path)
                if "sum" in value:
                    yield replaced(document, path, {"sum": value["sum"] | {str(row): 3}})


def allocated(document: Document, ids: list[str], parts: list[str]) -> Iterator[Document]:
    """The learner is said to earn it: with the set that comes closest, and with everything."""
    edition = document["edition"]
    nowhere: list[str] = []
    sets = [document["allocation"], {}, *(dict.fromkeys(ids, held) for held in (nowhere, parts))]
    variant = list((document["variant"] or {}).values())
    for binding in (variant, [*variant, None], [*variant, document["class"]]):
        for allocation in sets:
            forged = copy.deepcopy(document)
            forged["outcome"] = forged["proof"]["outcome"] = "earned"
            forged["allocation"] = allocation
            shown = forged["proof"]["shown"][:1] or [{"filled": [], "claims": []}]
            forged["proof"]["shown"] = [
                {
                    **each,
                    "outcome": "earned",
                    "happening": [],
                    "refuted": None,
                    "earned": {
                        "award": document["award"],
                        "edition": edition,
                        "decisions": [],
                        "binding": binding,
                        "allocation": allocation,
                        "beside": [],
                    },
                }
                for each in shown
            ]
            yield forged


# The tests

tried: Counter[str] = Counter()


def attack(mine: Claimed, documents: Iterator[Document], kind: str) -> None:
    seen: set[str] = {json.dumps(mine.document, sort_keys=True)}
    for document in documents:
        text = json.dumps(document, sort_keys=True)
        if text in seen:
            continue
        seen.add(text)
        found = mine.verified(document)
        tried[f"{kind}: {'accepted' if found.accepted else 'refused'}"] += 1
        if found.accepted:
            assert mine.is_true(document, found), (kind, mine.case, document["proof"])


@settings(STEADY, max_examples=25)
@given(cases())
def _attack_proofs(case: Case) -> None:
    mine = claimed(case)
    assert mine.verified(mine.document).accepted == (
        mine.document["proof"]["covers"] not in (None, "exhausted search")
    )
    attack(mine, tampered(mine.document), "changed")


@settings(STEADY, max_examples=25)
@given(cases())
def _attack_rows(case: Case) -> None:
    mine = claimed(case)
    attack(mine, with_rows(mine.document, len(mine.ready.form.rows) + 1), "other rows")


@settings(STEADY, max_examples=60)
@given(cases())
def _attack_the_earned(case: Case) -> None:
    """A learner who has earned it is refuted as one who lacks some of the records was."""
    mine = claimed(case)
    if mine.document["outcome"] != "earned":
        return
    known = resolved(mine.ready, case.transcript)
    for place in range(len(case.transcript.records)):
        records = case.transcript.records
        fewer = evolve(case.transcript, records=records[:place] + records[place + 1 :])
        fewer = evolve(fewer, conferred=())
        try:
            other = claimed(case, fewer).document
        except RecordError:
            continue
        if other["outcome"] == "earned":
            continue
        other["proof"]["records"] = fingerprint(known)
        attack(mine, iter([other]), "refuted though earned")
        attack(mine, tampered(other), "refuted though earned")


@settings(STEADY, max_examples=60)
@given(cases())
def _attack_the_not_earned(case: Case) -> None:
    mine = claimed(case)
    if mine.document["outcome"] != "not earned" or not mine.document["proof"]["shown"]:
        return
    ids = [record.id for record in case.transcript.records]
    parts = [part.id for part in mine.ready.form.parts[1:]]
    attack(mine, allocated(mine.document, ids, parts), "allocated though not earned")


@pytest.mark.parametrize(
    ("attacked", "kind", "least"),
    [
        (_attack_proofs, "changed", 1500),
        (_attack_rows, "other rows", 100),
        (_attack_the_earned, "refuted though earned", 800),
        (_attack_the_not_earned, "allocated though not earned", 100),
    ],
    ids=["changed", "rows", "earned", "not-earned"],
)
def test_no_tampered_proof_is_accepted_unless_what_it_says_is_true(
    attacked: Callable[[], None], kind: str, least: int
) -> None:
    attacked()

    refused = tried[f"{kind}: refused"]
    print(f"{kind}: {refused} refused, {tried[f'{kind}: accepted']} accepted, and true")
    assert refused >= least


def test_a_search_is_never_accepted_as_a_proof() -> None:
    assert refutation_json(Exhausted(7)) == {"exhausted": 7}
    assert refutation_json(Sum(((3, 2),))) == {"sum": {"3": 2}}
