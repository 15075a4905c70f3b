"""Joint faults: whether allocations of several awards break their rules, or what they may share."""

from collections.abc import Mapping, Sequence

from microcredit.engine.beside import Held, held_beside
from microcredit.engine.joint import JointPlacing, compatible
from microcredit.engine.joint_limits import limits
from microcredit.engine.joint_table import JointTable, Member
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.obligations import rules_of
from microcredit.engine.question import Question
from microcredit.engine.situation import Situation


def set_faults(
    situation: Situation, forms: Sequence[NormalForm], placing: JointPlacing
) -> str | None:
    """Why the awards cannot all be conferred as the placing says, none where they can: the checker
    goes through each allocation, and what any two of them share is added up anew."""
    names = frozenset(form.award for form in forms)
    members, bindings, allocations = [], [], []
    held: dict[str, Held] = {}
    for form, question, taken in zip(forms, placing.questions, placing.placings, strict=True):
        truth = situation.truth(form, names)
        options, seen = question.table.options, question.table.signatures
        allocation = {
            seen[options.records[option]].record: _parts(form, options.placings[option])
            for option in taken
        }
        faults = rules_of(form, situation, question.binding, truth).faults(allocation)
        if faults:
            return f"the allocation for `{form.award}` does not hold: {faults[0]}"
        members.append(Member(situation.view(form), truth))
        bindings.append(question.binding)
        allocations.append(allocation)
        for each in held_beside(form, situation.transcript, situation.on):
            held[each.standing.award] = each
    return joint_faults(members, tuple(held.values()), bindings, allocations)


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
    table = question.table
    found = set()
    for option, (record, placing) in enumerate(
        zip(table.options.records, table.options.placings, strict=True)
    ):
        if allocation.get(table.signatures[record].record) == _parts(table.form, placing):
            found.add(option)
    return found


def _parts(form: NormalForm, placing: int) -> frozenset[int]:
    """The parts below the award that take a record, without those that stand for others."""
    return frozenset(
        part
        for part in range(1, len(form.parts))
        if placing >> part & 1 and not form.parts[part].reuses
    )
