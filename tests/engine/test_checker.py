"""The checker refuses every allocation that the definitions do not call valid, and no other."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen
from hypothesis import HealthCheck, assume, given, settings

from microcredit.engine.audit import audit, compile
from microcredit.engine.budget import Budget
from microcredit.engine.checker import Rules
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.situation import Situation
from microcredit.engine.unknown import unknowns
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from tests.engine.build import MODULES, ON, learner, policy, record
from tests.oracle_awards import earns
from tests.oracle_conditions import missing
from tests.oracle_placing import choices, lines_of, placings, short
from tests.oracle_situation import Situation as Definitions
from tests.oracle_views import views
from tests.strategies import Case, cases
from tests.test_verdicts import CASES, read_case

Allocation = dict[str, frozenset[int]]


@frozen(eq=False)
class Earned:
    """An award that is earned, with the allocation of its verdict."""

    policy: CheckedPolicy
    catalogue: Catalogue
    form: NormalForm
    situation: Situation
    binding: Binding
    allocation: Allocation

    def accepted(self, allocation: Allocation) -> bool:
        """Whether the checker finds no fault with the allocation."""
        view = self.situation.view(self.form)
        truth = self.situation.truth(self.form)
        signatures = view.question(self.binding, truth).table.signatures
        return not Rules(view.form, signatures, self.binding, truth).faults(allocation)

    def tampered(self) -> Iterator[Allocation]:
        """The allocation changed in one place, in every way that there is."""
        good, parts = self.allocation, range(1, len(self.form.parts))
        yield good | {"nobody": frozenset()}
        yield {}
        for excluded in self.situation.stack(self.form).excluded:
            yield good | {excluded.record.id: frozenset()}
        for candidate in self.situation.stack(self.form).candidates:
            name = candidate.record.id
            now = good.get(name, frozenset())
            if name in good:
                yield {other: held for other, held in good.items() if other != name}
                yield good | {name: frozenset()}
                yield good | {name: now | {len(self.form.parts)}}
                yield good | {name: now | {-1}}
            else:
                yield good | {name: frozenset()}
            for part in parts:
                yield good | {name: now ^ {part}}
                yield good | {name: frozenset((part, *self.around(part)))}
                yield good | {name: now | {part, *self.around(part)}}
            yield good | {name: frozenset(parts)}
        yield {name: frozenset(parts) for name in good}

    def around(self, part: int) -> Iterator[int]:
        """The parts that the part stands in, below the award itself."""
        parent = self.form.parts[part].parent
        while parent:
            yield parent
            parent = self.form.parts[parent].parent

    def valid(self, allocation: Allocation) -> bool:
        """Whether the definitions, as the oracle has them, call the allocation valid."""
        names = [part.id for part in self.form.parts]
        if any(not 0 <= part < len(names) for held in allocation.values() for part in held):
            return False
        situation = Definitions(self.situation.transcript, self.catalogue, self.situation.on, earns)
        wanted = {v.name: b for v, b in zip(self.form.variables, self.binding, strict=True)}
        classes = {each.label.text: each.conditions for each in self.policy.award.classes}
        judged = classes.get(str(wanted.pop("class", None)), ())
        view = next(v for v in views(self.policy, situation) if v.binding == wanted)
        if not set(allocation) <= {candidate.id for candidate in view.candidates}:
            return False
        placing = tuple(
            frozenset({names[0], *(names[p] for p in allocation[c.id])})
            if c.id in allocation
            else frozenset[str]()
            for c in view.candidates
        )
        counted = [c for c in view.candidates if c.id in allocation]
        return all(missing(view, "", each, counted, counted) is None for each in judged) and any(
            all(short(view, line, placing) is None for line in lines_of(view, chosen))
            and placing in placings(view, chosen)
            for chosen in choices(view.root)
        )


def earned(
    policy: CheckedPolicy, catalogue: Catalogue, learner: Transcript, on: date
) -> Earned | None:
    """The award with its allocation, where it is earned and nothing is unknown."""
    ready = compile(policy, catalogue=catalogue)
    resolved = learner.resolved(catalogue)
    verdict = audit(ready, resolved, on=on)
    if not verdict.earned or list(unknowns(ready.form, resolved, on)):
        return None
    if policy.earlier or learner.decisions or any(c.counted for c in learner.conferred):
        return None
    # What the award may count beside others is judged with those others, in test_agreement.
    if policy.award.relations or policy.award.shares or policy.needs:
        return None
    numbers = {part.id: index for index, part in enumerate(ready.form.parts)}
    return Earned(
        policy,
        catalogue,
        ready.form,
        Situation(resolved, on, Budget(10**6)),
        (*(verdict.variant or {}).values(), *[verdict.award_class] * bool(policy.award.classes)),
        {name: frozenset(numbers[p] for p in held) for name, held in verdict.allocation.items()},
    )


def test_no_tampered_allocation_of_the_corpus_is_accepted_unless_it_is_still_valid() -> None:
    tried = refused = 0
    for name in CASES:
        case = read_case(name)
        found = earned(case.policy, case.catalogue, case.transcript, case.on)
        if found is None:
            continue
        assert found.accepted(found.allocation)
        for allocation in found.tampered():
            tried += 1
            refused += not found.accepted(allocation)
            assert found.accepted(allocation) == found.valid(allocation), (name, allocation)

    assert tried > 300
    assert refused > 300


@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(cases())
def test_the_checker_and_the_definitions_agree_on_tampered_random_cases(case: Case) -> None:
    found = earned(case.policy, case.catalogue, case.transcript, case.on)
    assume(found is not None)
    assert found is not None
    for allocation in found.tampered():
        assert found.accepted(allocation) == found.valid(allocation), allocation


def faults(lines: str, allocation: Allocation, *modules: str) -> tuple[str, ...]:
    """What the checker says of an allocation of passed records, each named after its module."""
    found = compile(policy(lines), catalogue=MODULES)
    on_record = learner(map(record, modules)).resolved(MODULES)
    situation = Situation(on_record, ON, Budget(10**6))
    view = situation.view(found.form)
    truth = situation.truth(found.form)
    signatures = view.question((), truth).table.signatures
    return Rules(view.form, signatures, (), truth).faults(allocation)


def test_a_record_that_is_no_candidate_is_refused() -> None:
    assert faults("size 6 credits", {"P1": frozenset(), "X9": frozenset()}, "P1") == (
        "`X9` is no candidate",
    )


def test_a_requirement_that_is_not_met_is_refused() -> None:
    assert faults("size 12 credits", {"P1": frozenset()}, "P1") == ("`size` is not met",)


def test_a_second_attempt_at_a_module_is_refused() -> None:
    said = faults("size 12 credits", {"L2": frozenset(), "OLD2": frozenset()}, "L2", "OLD2")

    assert said == ("`OLD2` is a second attempt at a module that counts already",)


TWO_PARTS = """
    part one { require at least 1 module in "Physics" }
    part two { require at least 1 module in "Physics" or "Law" }
"""


def test_a_record_in_two_parts_that_do_not_share_is_refused() -> None:
    said = faults(TWO_PARTS, {"P1": frozenset((1, 2))}, "P1")

    assert said == ("`P1` may not stand in `main` and `one` and `two`",)


def test_a_record_in_a_part_that_does_not_ask_for_it_is_refused() -> None:
    said = faults(TWO_PARTS, {"P1": frozenset({2}), "L1": frozenset({1})}, "P1", "L1")

    assert said == ("`L1` may not stand in `main` and `one`", "`one.1` is not met")


def test_parts_that_share_more_than_they_may_are_refused() -> None:
    lines = """
        part one { require at least 2 modules in "Physics" }
        part two { require at least 2 modules in "Physics" }
        share at most 1 module between one and two
    """
    both = frozenset((1, 2))

    assert faults(lines, {"P1": both, "P2": both}, "P1", "P2") == (
        "a limit of what counts is broken",
    )


def test_an_unchosen_part_that_holds_a_record_is_refused() -> None:
    lines = """
        part options choose 1 {
          part one { require at least 1 module in "Physics" }
          part two { require at least 1 module in "Law" }
        }
    """
    said = faults(lines, {"P1": frozenset((1, 2)), "L1": frozenset((1, 3))}, "P1", "L1")

    assert said == ("`options` is not met",)


def test_a_record_outside_every_part_of_a_closed_one_is_refused() -> None:
    lines = (
        'size 6 credits part one { require at least 6 credits in "Physics" } nothing else counts'
    )
    said = faults(lines, {"P1": frozenset({1}), "P2": frozenset()}, "P1", "P2")

    assert said == ("`P2` may not stand in `main`",)
