"""Joint faults: whether allocations of several awards break what they may share."""

from collections.abc import Mapping, Sequence

from microcredit.engine.beside import Held
from microcredit.engine.joint import compatible
from microcredit.engine.joint_limits import limits
from microcredit.engine.joint_table import JointTable, Member
from microcredit.engine.normal_form import Binding
from microcredit.engine.question import Question


def joint_faults(
    members: Sequence[Member],
    held: Sequence[Held],
    bindings: Sequence[Binding],
    allocations: Sequence[Mapping[str, frozenset[int]]],
) -> str | None:
    """Why the awards cannot be conferred with these allocations, each valid by itself, at once;
    none where they can. Allocations have for each counted record the numbers of its parts."""
    if not compatible(members, held):
        return "the awards exclude each other"
    questions = tuple(
        member.view.question(binding, member.truth)
        for member, binding in zip(members, bindings, strict=True)
    )
    table = JointTable(tuple(members), tuple(held), questions)
    wanted = [_options(*each) for each in zip(questions, allocations, strict=True)]
    taken: list[int] = []
    start = 0
    seen: list[set[int]] = [set() for _ in members]
    for group in table.groups:
        own = [wanted[at] & {choice[at] for choice in group} for at in range(len(members))]
        for number, choice in enumerate(group, start):
            if [{option} - {None} for option in choice] == own:
                if any(own):
                    taken.append(number)
                    seen = [{*one, *mine} for one, mine in zip(seen, own, strict=True)]
                break
        start += len(group)
    if seen != wanted:
        return "a record counts for awards that may not share it"
    for limit in limits(table):
        if sum(limit.weights[number] for number in taken) < limit.need:
            return "the awards share more than they may"
    return None


def _options(question: Question, allocation: Mapping[str, frozenset[int]]) -> set[int]:
    """The options that the allocation takes."""
    table, parts = question.table, question.table.form.parts
    found = set()
    for option, (record, placing) in enumerate(
        zip(table.options.records, table.options.placings, strict=True)
    ):
        held = frozenset(
            i for i in range(1, len(parts)) if placing >> i & 1 and not parts[i].reuses
        )
        if allocation.get(table.signatures[record].record) == held:
            found.add(option)
    return found
