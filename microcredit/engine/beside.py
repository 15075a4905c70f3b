"""Beside: what the awards that a learner already holds leave for another one.

A conferred award has counted certain records. Rules on sharing then either take such a record away
from the award that is audited, or limit how much of them it may count.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine import predicates as p
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.standing import ShareRule, Standing, builds, frees
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.wording.said import said, ticked

NOBODY: tuple[int | str | None, ...] = (None,) * 16
"""a binding of nothing"""
ZERO = Fraction(0)


@frozen
class Held:
    """An award that the learner holds, what it says of others, and the records that it counted."""

    standing: Standing
    counted: frozenset[str]


def held_beside(form: NormalForm, transcript: Transcript, on: date) -> tuple[Held, ...]:
    """The awards conferred by the day, without the audited one itself."""
    counted: dict[str, set[str]] = {}
    for conferral in transcript.conferred:
        if conferral.on <= on and conferral.award != form.award:
            counted.setdefault(conferral.award, set()).update(conferral.counted)
    return tuple(
        Held(form.standings.get(award, Standing(award)), frozenset(records))
        for award, records in counted.items()
    )


def used(form: NormalForm, record: Record, held: Sequence[Held]) -> Record:
    """The record with what used it: by its own entry and by the awards held, without those whose
    modules may count again."""
    if not record.used_for and not held:
        return record
    mine = form.standing
    free = mine.builds_on | mine.ends
    kept = [use for use in record.used_for if use.partition(":")[2] not in free]
    kept += [
        each.standing.use
        for each in held
        if record.id in each.counted
        and not builds(mine, each.standing)
        and not frees(mine, each.standing)
    ]
    return evolve(record, used_for=tuple(dict.fromkeys(kept)))


def taken(form: NormalForm, record: Record, held: Sequence[Held]) -> str | None:
    """Why an award that is held leaves the record no room in this one, if so."""
    mine = form.standing
    holders = [
        each.standing
        for each in held
        if record.id in each.counted and not frees(mine, each.standing)
    ]
    for holder in holders:
        because = refused(record, mine, holder)
        if because is not None:
            return said(
                "{award} has counted it, and {why}", award=ticked(holder.award), why=because
            )
    most = [n for each in (mine, *holders) if (n := most_others(each)) is not None]
    if most and len(holders) > min(most):
        return said("it counts in {n} awards already", n=len(holders))
    return None


def refused(record: Record, one: Standing, other: Standing) -> str | None:
    """Why two awards may not both count the record, if so; neither ends the other."""
    for says, of in ((one, other), (other, one)):
        for rule in says.shares:
            if rule.concerns(of.award) and forbids(rule, record):
                return said("{award} says: {line}", award=ticked(says.award), line=rule.says)
        if not builds(one, other):
            again = evolve(record, used_for=(*record.used_for, of.use))
            if not all(p.holds(each.picks, again, NOBODY) for each in says.narrows):
                return said(
                    "{award} counts nothing that {other} uses",
                    award=ticked(says.award),
                    other=ticked(of.award),
                )
    return None


def forbids(rule: ShareRule, record: Record) -> bool:
    """Whether the rule lets the record not be shared at all."""
    match rule.rule:
        case "nothing":
            return True
        case "only":
            return not p.holds(rule.picks, record, NOBODY)
        case _:
            return False


def most_others(standing: Standing) -> int | None:
    """In how many other awards a record of this one may count at most, none for any number."""
    return min((rule.most for rule in standing.shares if rule.rule == "awards"), default=None)


@frozen
class Limit:
    """Of the records in ``shared`` that the rule picks the award may count at most so much; or, for
    a ``surplus``, what it counts beside all of them comes to at least so much."""

    shared: frozenset[str]
    rule: ShareRule
    amount: Fraction
    surplus: bool = False


def limits(form: NormalForm, records: Sequence[Record], held: Sequence[Held]) -> Iterator[Limit]:
    """The limits that the awards held set to what this one may count of theirs."""
    rest = [each for each in held if not frees(form.standing, each.standing)]
    by_id = {record.id: record for record in records}
    for rule in form.standing.shares:
        concerned = [each for each in rest if rule.concerns(each.standing.award)]
        if rule.rule == "at most" and rule.together and concerned:
            shared = frozenset().union(*(each.counted for each in concerned))
            yield Limit(shared, rule, rule.limits[concerned[0].standing.award])
        elif rule.rule == "at most":
            for each in concerned:
                yield Limit(each.counted, rule, rule.limits[each.standing.award])
        elif rule.rule == "surplus":
            for each in concerned:
                yield Limit(each.counted, rule, rule.size, surplus=True)
    for holder in rest:
        mine = [by_id[id] for id in holder.counted if id in by_id]
        for rule in holder.standing.shares:
            if not rule.concerns(form.award):
                continue
            if rule.rule == "surplus":
                yield Limit(holder.counted, rule, max(ZERO, total(rule, mine) - rule.size))
            elif rule.rule == "at most":
                already = used_up(rule, holder, rest) if rule.together else frozenset()
                spent = total(rule, [record for record in mine if record.id in already])
                left = max(ZERO, rule.limits[form.award] - spent)
                yield Limit(holder.counted - already, rule, left)


def used_up(rule: ShareRule, holder: Held, held: Sequence[Held]) -> frozenset[str]:
    """The records that the holder shares already with others that its rule speaks of."""
    others = (
        each.counted for each in held if each is not holder and rule.concerns(each.standing.award)
    )
    return holder.counted & frozenset().union(*others)


def total(rule: ShareRule, records: Iterable[Record]) -> Fraction:
    """What the records come to in the rule's amount."""
    return sum((worth(rule, record) for record in records), ZERO)


def worth(rule: ShareRule, record: Record) -> Fraction:
    """What one record brings to the rule's amount."""
    if not p.holds(rule.picks, record, NOBODY):
        return ZERO
    match rule.value:
        case "modules":
            return Fraction(1)
        case "hours":
            return record.contact_hours or ZERO
        case _:
            return record.credits or ZERO
