"""One learner of a batch: read once more where something may be wrong, and audited alone."""

import json
from collections import defaultdict
from typing import Any

from attrs import evolve

from microcredit.batches.arrow_columns import FAULT, INTERNAL, PERHAPS, ROW, UNREAD, cell
from microcredit.batches.labels import Said, said_with
from microcredit.batches.plan import Plan
from microcredit.batches.rows import Rows, day_of
from microcredit.engine.budget import Budget, SearchLimit
from microcredit.engine.judged import hearing
from microcredit.engine.judgement import judge
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.outcome import Decided, decided
from microcredit.engine.question import Question
from microcredit.engine.ready import CompiledPolicy, resolved, verdict_of as proven_verdict
from microcredit.engine.search import decide
from microcredit.engine.situation import Situation, tied
from microcredit.engine.verdict import Verdict
from microcredit.errors import Problem, RecordError
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.records.cells import BadCell, Value, identifier
from microcredit.records.columns import Entry, Place
from microcredit.records.record_entries import default_id, read_records

NAME = "records"


def reread(rows: Rows, learner: int, plan: Plan) -> list[dict[str, Any]] | None:
    """What is wrong with the learner's rows, found by reading them as a single audit does.

    None where there is no such learner: a broken row only looks as though it named one."""
    start, end = int(rows.starts[learner]), int(rows.starts[learner + 1])
    batch = rows.batch.slice(start, end - start)
    numbers = batch.column(ROW).to_pylist()
    written = _cells(batch)
    id_ = rows.learners[learner]
    if id_ is None:
        unread = batch.column(UNREAD).to_pylist()
        said = [
            Problem(NAME, *_no_learner(text), column="learner", place=str(place))
            for place, text in enumerate(unread)
        ]
        return _told(said, numbers, written)
    faults = batch.column(FAULT).to_pylist()
    if any(faults):
        return _faulty(faults, numbers, written)
    paths = [f"row {number or place + 1}" for place, number in enumerate(numbers)]
    places = {path: place for place, path in enumerate(paths)}
    entries = [
        Entry(Place(NAME, path=path, learner=id_), cells)
        for path, cells in zip(paths, written, strict=True)
    ]
    problems: list[Problem] = []
    records = read_records(entries, problems)
    if problems:
        found = [evolve(each, place=str(places[each.place or ""])) for each in problems]
        return _told(found, numbers, written)
    for place, record in enumerate(records):
        for problem in _refused(plan, Transcript(id_, (record,), file=NAME)):
            problems.append(evolve(problem, place=str(place)))
    return _told(problems, numbers, written)


def _faulty(
    faults: list[str | None], numbers: list[int | None], written: list[dict[str, Value]]
) -> list[dict[str, Any]] | None:
    """The faults of whole rows; none where nothing but a fault speaks of the learner."""
    if all(fault is not None and fault.startswith(PERHAPS) for fault in faults):
        return None
    found = [
        Problem(NAME, fault.removeprefix(PERHAPS), place=str(place))
        for place, fault in enumerate(faults)
        if fault is not None
    ]
    return _told(found, numbers, written)


def _cells(batch: Any) -> list[dict[str, Value]]:
    """The cells of each row by column, as a table of records has them."""
    names = [name for name in batch.schema.names if not name.startswith(INTERNAL)]
    columns = [batch.column(name).cast("string").to_pylist() for name in names]
    found: list[dict[str, Value]] = []
    for place, texts in enumerate(zip(*columns, strict=True)):
        row: dict[str, Value] = dict(zip(names, map(cell, texts), strict=True))
        if row.get("learner") is None:
            row["learner"] = batch.column(UNREAD)[place].as_py()
        found.append(row)
    return found


def _no_learner(text: str | None) -> tuple[str]:
    try:
        identifier(text or "")
    except BadCell as bad:
        return (bad.message,)
    return ("expected a value",)


def _refused(plan: Plan, transcript: Transcript) -> list[Problem]:
    """What any of the awards finds wrong, each thing once."""
    found: dict[Problem, None] = {}
    for ready in plan.awards:
        try:
            resolved(ready, transcript)
        except RecordError as error:
            found |= dict.fromkeys(error.problems)
    return list(found)


def _told(
    problems: list[Problem], numbers: list[int | None], written: list[dict[str, Value]]
) -> list[dict[str, Any]]:
    """The problems as a batch lists them: with the row's number and what stands in it."""
    return [
        {
            "row": numbers[int(problem.place or 0)],
            "column": problem.column,
            "problem": problem.message,
            "hint": problem.hint,
            "cells": json.dumps(
                {name: value for name, value in written[int(problem.place or 0)].items() if value},
                ensure_ascii=False,
            ),
        }
        for problem in problems
    ]


def transcript_of(rows: Rows, learner: int, plan: Plan) -> Transcript:
    """The learner's resolved transcript, put together from looks and days."""
    start, end = int(rows.starts[learner]), int(rows.starts[learner + 1])
    taken: dict[str, Place] = {}
    if rows.records is not None:
        own = [(each or "").strip() or None for each in rows.records[start:end]]
        taken = {each: Place(NAME) for each in own if each is not None}
    else:
        own = [None] * (end - start)
    times: defaultdict[str, int] = defaultdict(int)
    records: list[Record] = []
    for row, id_ in zip(range(start, end), own, strict=True):
        look = int(rows.looks[row])
        record, written = plan.looks.records[look], plan.looks.written[look]
        assert record is not None, "a look that cannot be read makes its learner doubtful"
        assert written is not None, "and neither is written down then"
        completed = day_of(int(rows.completed[row]))
        if id_ is None:
            says = {
                "module": written.module,
                "completed_on": completed,
                "status": record.status,
            }
            id_ = default_id(says, times, taken)
        records.append(
            evolve(
                record,
                id=id_,
                completed_on=completed,
                awarded_on=day_of(int(rows.awarded[row])),
                enrolled_on=day_of(int(rows.enrolled[row])),
            )
        )
    return Transcript(str(rows.learners[learner]), tuple(records), file=NAME)


def said_of(ready: CompiledPolicy, transcript: Transcript, plan: Plan) -> Said:
    """The outcome of one award for a resolved transcript, with the variant that is earned."""
    form = ready.form
    if ready.outright is not None:
        outcome = ready.outright.outcome(transcript, plan.on, plan.steps)
        binding = (
            ready.outright.best(transcript, plan.on, plan.steps) if outcome == "earned" else None
        )
        if outcome is not None and (binding is not None or outcome != "earned"):
            return said_with(plan, outcome, form, binding)
    with hearing(transcript.learner):
        found = decided(form, transcript, plan.on, Budget(plan.steps))
        binding = _binding(found, plan.steps) if found.outcome == "earned" else None
    return said_with(plan, found.outcome, found.form, binding)


def verdict_of(ready: CompiledPolicy, transcript: Transcript, plan: Plan) -> tuple[Said, Verdict]:
    """The same from the full audit, with the verdict, and its proof where that is asked for."""
    if "proofs" in plan.further:
        verdict = proven_verdict(ready, transcript, plan.on, plan.steps, prove=True)
    else:
        with hearing(transcript.learner):
            verdict = judge(ready.form, transcript, plan.on, plan.steps)
    earned = verdict.outcome == "earned" and verdict.variant is not None
    variant = dict(verdict.variant or {}) if earned else {}
    said = (
        verdict.award,
        verdict.outcome,
        verdict.edition,
        verdict.title,
        tuple(variant.get(name) for name in plan.variables),
        verdict.award_class if verdict.outcome == "earned" else None,
    )
    return said, verdict


def _binding(found: Decided, steps: int) -> Binding | None:
    """The best binding under which an award is earned; none where the search is cut short."""
    form, situation = found.form, found.situation
    situation = evolve(situation, budget=Budget(steps))
    try:
        return _best(form, situation)
    except SearchLimit:
        return None


def _best(form: NormalForm, situation: Situation) -> Binding | None:
    view, truth = situation.view(form), situation.truth(form)
    if tied(form):
        ways = (b for b in view.bindings() if situation.with_needs(form, first=b) is not None)
        return next(ways, None)

    def holds(question: Question) -> bool:
        table = question.table
        return any(decide(table, case, situation.budget) is not None for case in question.cases())

    return next((b for b in view.bindings() if holds(view.question(b, truth))), None)
