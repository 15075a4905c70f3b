"""Supposed: policies, a transcript and a day as they would be with some changes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import assert_never

from attrs import evolve, frozen

from microcredit.engine.decisions import binds
from microcredit.engine.normal_form import AreaVariable, NormalForm
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.unknown import family
from microcredit.errors import ChangeError
from microcredit.graph.change import (
    ByEdition,
    Change,
    FactGiven,
    Granted,
    NotPassed,
    OnDay,
    Passed,
    WithTheme,
)
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Decision, Transcript
from microcredit.model.record import Record


@frozen
class Supposed:
    """What a question is asked of once things are changed; ``about`` has for each of the policies
    the changes that concern it."""

    ready: tuple[CompiledPolicy, ...]
    transcript: Transcript
    on: date
    about: tuple[tuple[Change, ...], ...]


def supposed(
    ready: Sequence[CompiledPolicy], transcript: Transcript, on: date, changes: Iterable[Change]
) -> Supposed:
    """The policies, transcript and day with the changes, made in the order in which they are given;
    another day is the day of all of them.

    An edition, a theme or a line need be one of some of the awards only. Raises ``ChangeError``
    where one is of none, and where a module, record or fact is not known."""
    made = tuple(changes)
    days = dict.fromkeys(change.on for change in made if isinstance(change, OnDay))
    if len(days) > 1:
        raise ChangeError(f"two days at once: {', '.join(map(str, days))}")
    day = next(iter(days), on)
    policies = tuple(ready)
    about: list[list[Change]] = [[] for _ in policies]
    for change in made:
        concerned = [True for _ in policies]
        match change:
            case OnDay():
                pass
            case Passed():
                transcript = _with_pass(change, transcript, _catalogue(policies), day)
            case NotPassed():
                earlier = made[: made.index(change)]
                passed = [each.module for each in earlier if isinstance(each, Passed)]
                transcript = _without_pass(change, transcript, passed)
            case FactGiven():
                transcript = _with_fact(change, transcript, policies)
            case Granted():
                transcript, concerned = _with_decision(change, transcript, policies, day)
            case ByEdition() | WithTheme():
                found = [_form_with(change, each.form) for each in policies]
                concerned = [form is not None for form in found]
                if not any(concerned):
                    raise _nowhere(change, [each.form for each in policies])
                policies = tuple(
                    each if form is None else CompiledPolicy(form, each.catalogue)
                    for each, form in zip(policies, found, strict=True)
                )
            case _:
                assert_never(change)
        for place, concerns in enumerate(concerned):
            if concerns:
                about[place].append(change)
    return Supposed(policies, transcript, day, tuple(map(tuple, about)))


def _catalogue(ready: Sequence[CompiledPolicy]) -> Catalogue:
    return ready[0].catalogue if ready else Catalogue({}, {})


def _with_pass(
    change: Passed, transcript: Transcript, catalogue: Catalogue, on: date
) -> Transcript:
    module = catalogue.module(change.module)
    if module is None:
        raise _unknown("module", change.module, catalogue.modules)
    day = change.on or on
    if day > on:
        raise ChangeError(
            f"`{change.module}` is passed on {day}, and the question is asked on {on}, "
            "before that: ask it on that day or a later one"
        )
    under_way = [
        record
        for record in transcript.records
        if record.status == "in progress" and record.module in (module.code, *module.formerly)
    ]
    passed = under_way[0] if under_way else _begun(module.code, transcript, day)
    passed = evolve(
        passed,
        status="passed",
        completed_on=day,
        awarded_on=day,
        grade=change.grade or passed.grade,
    )
    kept = (record for record in transcript.records if record not in under_way[:1])
    return evolve(transcript, records=(*kept, passed))


def _begun(code: str, transcript: Transcript, day: date) -> Record:
    """A new record of a module begun on a day, or when the learner enrolled."""
    enrolled = None if "enrolled" in transcript.facts else day
    id = _fresh(f"{code}@what if", {record.id for record in transcript.records})
    return Record(id, code, "in progress", enrolled_on=enrolled)


def _without_pass(change: NotPassed, transcript: Transcript, passed: Collection[str]) -> Transcript:
    def meant(record: Record) -> bool:
        return change.name in (record.id, record.module)

    if not any(map(meant, transcript.records)):
        names = [name for record in transcript.records for name in (record.id, record.module)]
        raise _unknown("record or module on record", change.name, names, of_learner=True)
    if change.name in passed and all(record.id != change.name for record in transcript.records):
        raise ChangeError(
            f"`{change.name}` cannot be passed and {change.status} at once: an earlier attempt is "
            "named by the id of its record"
        )
    records = tuple(
        evolve(record, status=change.status) if meant(record) else record
        for record in transcript.records
    )
    return evolve(transcript, records=records)


def _with_fact(
    change: FactGiven, transcript: Transcript, ready: Sequence[CompiledPolicy]
) -> Transcript:
    asked = {given.fact for each in ready for form in family(each.form) for given in form.facts}
    known = asked | {"admitted", "enrolled"} | transcript.facts.keys()
    if change.name not in known:
        raise _unknown("fact", change.name, known)
    if change.name in ("admitted", "enrolled"):
        try:
            date.fromisoformat(change.value)
        except ValueError:
            says = f"the fact `{change.name}` is a day, as in 2026-03-01, and not `{change.value}`"
            raise ChangeError(says) from None
    return evolve(transcript, facts={**transcript.facts, change.name: change.value})


def _with_decision(
    change: Granted, transcript: Transcript, ready: Sequence[CompiledPolicy], on: date
) -> tuple[Transcript, list[bool]]:
    ids = {decision.id for decision in transcript.decisions}
    decision = Decision(
        _fresh(f"what if {change.line}", ids),
        "waiver" if change.amount is None else "override",
        change.line,
        on,
        by="nobody",
        why="what if it were granted",
        amount=change.amount,
    )
    concerned = [any(binds(form, decision, set()) for form in family(each.form)) for each in ready]
    if not any(concerned):
        forms = [form for each in ready for form in family(each.form)]
        lines = {line for form in forms for line in _lines(form)}
        if change.line in lines:
            raise ChangeError(f"the line `{change.line}` has no amount that could be another")
        raise _unknown("line that a decision could be about", change.line, lines)
    return evolve(transcript, decisions=(*transcript.decisions, decision)), concerned


def _lines(form: NormalForm) -> Iterator[str]:
    """The ids of all lines that can be waived."""
    for requirement in form.requirements:
        if requirement.written:
            yield requirement.id
        yield from (inner.id for inner in requirement.inner)
    own = [each.id for each in form.count_only]
    own += [each.id for each in form.narrowings]
    own += [each.id for each in form.expiries]
    own += [each.id for each in form.repeats]
    own += [each.id for each in form.shares]
    own += [each.id for each in form.standing.shares]
    yield from (id for id in own if id is not None)


def _form_with(change: ByEdition | WithTheme, form: NormalForm) -> NormalForm | None:
    """The form with the change; none where that is not about this award."""
    if isinstance(change, ByEdition):
        exact = [each for each in form.editions if each.edition == change.edition]
        found = exact or [each for each in form.editions if change.edition in each.edition]
        if len(found) != 1 or not change.edition.strip():
            return None
        return evolve(found[0], earlier=(), effective=(None, None), open_to=None)
    editions = [_themed(each, change.area) for each in form.editions]
    themed = [each for each in editions if each is not None]
    return evolve(themed[0], earlier=tuple(themed[1:])) if themed else None


def _themed(form: NormalForm, area: str) -> NormalForm | None:
    """The edition with its first theme bound to the area that can be; none where none can."""
    for place, variable in enumerate(form.variables):
        if isinstance(variable, AreaVariable) and area in variable.values:
            bound = evolve(variable, values=(area,), optional=False)
            variables = (*form.variables[:place], bound, *form.variables[place + 1 :])
            return evolve(form, variables=variables)
    return None


def _nowhere(change: ByEdition | WithTheme, forms: Sequence[NormalForm]) -> ChangeError:
    editions = [each for form in forms for each in form.editions]
    if isinstance(change, ByEdition):
        periods = {each.edition for each in editions}
        several = [each for each in sorted(periods) if change.edition in each]
        if len(several) > 1:
            says = " or ".join(f"`{each}`" for each in several)
            return ChangeError(f"which edition is `{change.edition}`: {says}?")
        return _unknown("edition", change.edition, periods)
    areas = {
        area
        for each in editions
        for variable in each.variables
        if isinstance(variable, AreaVariable)
        for area in variable.values
    }
    if not areas:
        return ChangeError(f"no award looks for a theme, so it cannot be `{change.area}`")
    return _unknown("theme", change.area, areas)


def _fresh(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found


def _unknown(
    what: str, name: str, known: Iterable[str], *, of_learner: bool = False
) -> ChangeError:
    folded = {each.casefold(): each for each in sorted(known, reverse=True)}
    plain = name[:200].casefold()
    near = get_close_matches(plain, list(folded)[:5000], n=3)
    near = near or [each for each in sorted(folded) if plain and plain in each][:3]
    hint = ""
    if near:
        hint = ": did you mean " + " or ".join(f"`{folded[each]}`" for each in near) + "?"
    elif 0 < len(folded) <= 8:
        hint = ": there is " + ", ".join(f"`{each}`" for each in sorted(folded.values()))
    return ChangeError(f"there is no {what} `{name}`{hint}", of_learner=of_learner)
