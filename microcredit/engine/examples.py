"""Examples: the cases that stand beside the rules, audited and compared with what they expect."""

from collections.abc import Iterator

from attrs import frozen

from microcredit.engine.audit import CompiledPolicy, audit, compile
from microcredit.engine.candidates import stack
from microcredit.engine.verdict import Verdict
from microcredit.errors import PluginError, RecordError
from microcredit.language import syntax
from microcredit.language.checked import Policies
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Attestation, Conferral, Transcript
from microcredit.model.record import Record


@frozen
class Difference:
    """What an example expects and what came instead, both in words."""

    expected: str
    came: str


@frozen
class ExampleResult:
    """An example with all that came out otherwise; no verdict where it could not be audited."""

    example: syntax.Example
    verdict: Verdict | None
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether all came out as expected."""
        return not self.differences


def run_examples(policies: Policies, catalogue: Catalogue) -> tuple[ExampleResult, ...]:
    """What comes of every example of the policies, in the order written.

    Raises ``PolicyCheckError`` where a policy with examples names what the catalogue does not have.
    """
    named = [example.award.text for example in examples_of(policies)]
    ready = {id: compile(policies[id], catalogue=catalogue) for id in dict.fromkeys(named)}
    return tuple(
        run_example(example, ready[example.award.text], catalogue)
        for example in examples_of(policies)
    )


def examples_of(policies: Policies) -> tuple[syntax.Example, ...]:
    """Every example of the policies, in the order written."""
    found = [example for policy in policies.values() for example in policy.examples]
    return tuple(sorted(found, key=_place))


def transcript_of(example: syntax.Example) -> Transcript:
    """The learner of an example; modules have the catalogue's credits, level and areas."""
    times: dict[str, int] = {}
    records = []
    for written in example.records:
        base = f"{written.module.text}@{written.completed or written.status}"
        times[base] = times.get(base, 0) + 1
        id_ = base if times[base] == 1 else f"{base}#{times[base]}"
        records.append(_record(id_, written))
    return Transcript(
        learner="example",
        records=tuple(records),
        conferred=tuple(Conferral(held.award.text, held.since) for held in example.holds),
        attestations=tuple(
            Attestation(signed.requirement.text, signed.by.text, signed.on)
            for signed in example.signed
        ),
        facts={stated.fact.text: stated.value for stated in example.facts},
        file=example.span.source.name,
    )


def _record(id_: str, written: syntax.ExampleRecord) -> Record:
    return Record(
        id=id_,
        module=written.module.text,
        status=written.status,
        completed_on=written.completed,
        awarded_on=written.awarded or written.completed,
        grade=written.grade.text if written.grade else None,
        recognised=written.recognised,
        used_for=(written.used_for,) if written.used_for else (),
    )


def _place(example: syntax.Example) -> tuple[str, int]:
    return example.span.source.name, example.span.start


def run_example(
    example: syntax.Example, compiled: CompiledPolicy, catalogue: Catalogue
) -> ExampleResult:
    """What comes of one example."""
    transcript = transcript_of(example)
    try:
        verdict = audit(compiled, transcript, on=example.on)
        fates = _fates(compiled, transcript.resolved(catalogue), verdict)
    except (RecordError, PluginError) as error:
        return unaudited(example, error)
    differences = [
        difference
        for expectation in example.expectations
        for difference in _differences(expectation, verdict, fates, catalogue)
    ]
    return ExampleResult(example, verdict, tuple(differences))


def unaudited(example: syntax.Example, error: RecordError | PluginError) -> ExampleResult:
    """The result of an example that could not be audited."""
    said = "; ".join(problem.message for problem in error.problems)
    return ExampleResult(example, None, (Difference("an audit", said),))


def _fates(
    compiled: CompiledPolicy, transcript: Transcript, verdict: Verdict
) -> dict[str, list[tuple[str, str]]]:
    """For each module what became of its records: a word of the language, and the verdict's own."""
    seen = stack(compiled.form, transcript, verdict.on)
    kinds: dict[str, str] = {}
    for excluded in seen.excluded:
        used = excluded.kind == "not counted" and excluded.record.used_for
        kinds[excluded.record.id] = "used" if used else excluded.kind
    fates: dict[str, list[tuple[str, str]]] = {}
    for counted in verdict.counted:
        fates.setdefault(counted.module, []).append(("counted", "it counts"))
    for left in verdict.not_counted:
        word = kinds.get(left.record, "left out")
        fates.setdefault(left.module, []).append((word, left.because))
    return fates


def _differences(
    expectation: syntax.Expectation,
    verdict: Verdict,
    fates: dict[str, list[tuple[str, str]]],
    catalogue: Catalogue,
) -> Iterator[Difference]:
    if verdict.outcome != expectation.outcome:
        yield Difference(expectation.outcome, _outcome(verdict))
    for name, value in expectation.variables:
        found = (verdict.variant or {}).get(name)
        if found != value:
            yield Difference(_bound(name, value), _bound(name, found))
    if expectation.because_module is not None:
        code = expectation.because_module.text
        module = catalogue.module(code)
        became = fates.get(module.code if module else code, [])
        if expectation.because not in [word for word, _ in became]:
            came = "; ".join(says for _, says in became) or "it is not on record"
            yield Difference(f"{code} {expectation.because}", f"{code}: {came}")
    if expectation.unmet is not None:
        unmet = [reason.id for reason in verdict.requirements if not reason.met]
        if expectation.unmet.text not in unmet:
            came = f"unmet: {', '.join(unmet)}" if unmet else "every requirement is met"
            yield Difference(f"{expectation.unmet.text} is not met", came)


def _outcome(verdict: Verdict) -> str:
    """The outcome with what explains it in a few words."""
    if not verdict.in_force:
        return f"{verdict.outcome}: the award is in force {verdict.edition}"
    unmet = [reason.id for reason in verdict.requirements if not reason.met]
    return f"{verdict.outcome}: unmet: {', '.join(unmet)}" if unmet else verdict.outcome


def _bound(name: str, value: str | int | None) -> str:
    return f"no {name}" if value is None else f"{name} {value}"
