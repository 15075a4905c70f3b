"""Joint limits: the rows on what awards share, over the options of a joint table."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from microcredit.engine.beside import Held, used_up, worth
from microcredit.engine.joint_table import JointTable
from microcredit.engine.standing import ShareRule, Standing, frees
from microcredit.engine.table import Weights, scaled

ZERO = Fraction(0)


def limits(table: JointTable) -> tuple[Weights, ...]:
    """The rows on what the members share."""
    return tuple(
        limit
        for member in range(len(table.members))
        for rule in table.members[member].standing.shares
        for limit in _rule(table, member, rule)
    ) + tuple(
        limit
        for each in table.held
        for rule in each.standing.shares
        if rule.rule == "at most" and rule.together
        for limit in _held_rule(table, each, rule)
    )


def _concerned(table: JointTable, standing: Standing, rule: ShareRule) -> list[int]:
    return [
        other
        for other, member in enumerate(table.members)
        if member.standing is not standing
        and rule.concerns(member.standing.award)
        and not frees(standing, member.standing)
    ]


def _rule(table: JointTable, member: int, rule: ShareRule) -> Iterator[Weights]:
    standing = table.members[member].standing
    concerned = _concerned(table, standing, rule)
    if not concerned:
        return
    if rule.rule == "surplus":
        for other in concerned:
            yield from _surplus(table, member, other, rule)
    elif rule.rule == "at most" and rule.together:
        apart_ = [
            each
            for each in table.held
            if rule.concerns(each.standing.award) and not frees(standing, each.standing)
        ]
        elsewhere = frozenset().union(*(each.counted for each in apart_))
        limit = rule.limits[table.members[concerned[0]].standing.award]
        yield _overlap(table, member, concerned, elsewhere, rule, limit)
    elif rule.rule == "at most":
        for other in concerned:
            limit = rule.limits[table.members[other].standing.award]
            yield _overlap(table, member, [other], frozenset(), rule, limit)


def _overlap(
    table: JointTable,
    member: int,
    others: Sequence[int],
    elsewhere: frozenset[str],
    rule: ShareRule,
    limit: Fraction,
) -> Weights:
    weights = []
    for choice in table.choices:
        option = choice[member]
        weight = ZERO
        if option is not None:
            record = table.record(member, option)
            shared = record.id in elsewhere or any(
                (o := choice[other]) is not None and table.record(other, o).id == record.id
                for other in others
            )
            weight = -worth(rule, record) if shared else ZERO
        weights.append(weight)
    return scaled(weights, -limit)


def _surplus(table: JointTable, member: int, other: int, rule: ShareRule) -> Iterator[Weights]:
    """What the member counts without what it shares comes to its size; its size is required
    of it anyway, so where nothing is shared the row says nothing new."""
    weights = []
    for choice in table.choices:
        option, theirs = choice[member], choice[other]
        weight = ZERO
        if option is not None:
            record = table.record(member, option)
            same = theirs is not None and table.record(other, theirs).id == record.id
            weight = ZERO if same else record.credits or ZERO
        weights.append(weight)
    yield scaled(weights, rule.size)


def _held_rule(table: JointTable, holder: Held, rule: ShareRule) -> Iterator[Weights]:
    concerned = _concerned(table, holder.standing, rule)
    if len(concerned) < 2:
        return
    already = used_up(rule, holder, table.held)
    limit = rule.limits[table.members[concerned[0]].standing.award]
    weights, spent = [], ZERO
    records = {
        candidate.record.id: candidate.record
        for member in table.members
        for candidate in member.view.candidates
    }
    spent = sum((worth(rule, records[id]) for id in already if id in records), ZERO)
    for choice in table.choices:
        ids = {
            record.id: record
            for member in concerned
            if (option := choice[member]) is not None
            and (record := table.record(member, option)).id in holder.counted - already
        }
        weights.append(-sum((worth(rule, record) for record in ids.values()), ZERO))
    yield scaled(weights, -max(ZERO, limit - spent))
