"""Joint: several awards decided at once, with all that they may and may not share.

The tables of the awards become one: an option of the joint table says, for all attempts at one
module, which record each award counts and where. Rules between awards leave options out, or become
rows over what two awards both hold. The search is the same as for one award.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from attrs import evolve, frozen

from microcredit.engine.beside import Held
from microcredit.engine.budget import Budget
from microcredit.engine.canonical import Lens, settle_all
from microcredit.engine.case import Case, Placing, meets
from microcredit.engine.joint_limits import limits
from microcredit.engine.joint_table import JointTable, Member
from microcredit.engine.normal_form import Binding
from microcredit.engine.question import Question
from microcredit.engine.search import decide
from microcredit.engine.standing import apart


@frozen
class JointPlacing:
    """How the members can be met at once: for each its binding, its case and its placing."""

    questions: tuple[Question, ...]
    banned: tuple[int, ...]
    placings: tuple[Placing, ...]
    settled: bool


def compatible(members: Sequence[Member], held: Sequence[Held]) -> bool:
    """Whether no two of the awards exclude each other, among themselves and beside those held."""
    pairs = combinations([member.standing for member in members], 2)
    return not any(
        other.award in one.bars or one.award in other.bars for one, other in pairs
    ) and not any(
        apart(member.standing, each.standing) and each.standing.award not in member.standing.ends
        for member in members
        for each in held
    )


def conferrable(
    members: Sequence[Member],
    held: Sequence[Held],
    budget: Budget,
    *,
    settle: bool = False,
    first: Binding | None = None,
) -> JointPlacing | None:
    """Counted sets for all the awards that keep every award's rules at once, none where there are
    none.

    The bindings are the best for the first award (or ``first``), then for the next. With ``settle``
    the sets are the canonical ones: the first award's, then the next one's among what that
    leaves."""
    if not compatible(members, held):
        return None
    fixed: list[Binding] = []
    found: tuple[JointTable, list[Case], Placing] | None = None
    for place, member in enumerate(members):
        for binding in [first] if first is not None and not place else member.view.bindings():
            rest = [other.view.bindings() for other in members[place + 1 :]]
            found = _first(members, held, [*fixed, binding], rest, budget)
            if found is not None:
                fixed.append(binding)
                break
        else:
            return None
    if found is None:
        found = _first(members, held, fixed, [], budget)
    if found is None:
        return None
    table, cases, placing = found
    if not settle:
        return _split(table, cases, placing, settled=True)
    lenses = [
        Lens(
            question.table,
            table.choices_of(index),
            member.expires(),
            member.view.form.prefers,
        )
        for index, (question, member) in enumerate(zip(table.questions, members, strict=True))
    ]
    best = settle_all(table, cases, lenses, budget)
    assert best is not None, "a placing was found before"
    return _split(table, cases, best.placing, settled=best.settled)


def _first(
    members: Sequence[Member],
    held: Sequence[Held],
    fixed: Sequence[Binding],
    rest: Sequence[Iterator[Binding]],
    budget: Budget,
) -> tuple[JointTable, list[Case], Placing] | None:
    """The first of the bindings that are left under which there is a placing."""
    for others in product(*rest):
        budget.spend()
        bindings = (*fixed, *others)
        questions = tuple(
            member.view.question(binding, member.truth)
            for member, binding in zip(members, bindings, strict=True)
        )
        own = [list(question.cases()) for question in questions]
        if not all(own):
            continue
        table = JointTable(tuple(members), tuple(held), questions)
        between = limits(table)
        cases = [
            evolve(case, rows=(*case.rows, *between)) for case in map(table.case, product(*own))
        ]
        for case in cases:
            placing = decide(table, case, budget)
            if placing is not None:
                return table, cases, placing
    return None


def _split(
    table: JointTable, cases: Sequence[Case], placing: Placing, *, settled: bool
) -> JointPlacing:
    parts = range(len(table.questions))
    case = next(c for c in cases if meets(table, c, placing))
    return JointPlacing(
        table.questions,
        tuple(
            case.banned >> table.shifts[i] & (1 << len(table.questions[i].table.form.parts)) - 1
            for i in parts
        ),
        tuple(
            tuple(sorted(o for c in placing if (o := table.choices[c][i]) is not None))
            for i in parts
        ),
        settled,
    )
