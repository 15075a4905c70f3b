"""Checks of the editions of an award: blocks of one id, each with its period or its learners."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from attrs import frozen

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Edition, Scope

HINT = "say from when to when each is in force, as in `effective 2024-09-01 to 2027-08-31`"


def editions_of_awards(awards: Mapping[str, tuple[Edition, ...]]) -> Iterator[Diagnostic]:
    """Report editions that are of different awards, or of which both are in force without end."""
    for blocks in awards.values():
        for other in blocks[1:]:
            yield from _differ(blocks[0], other)
        for first, second in combinations(blocks, 2):
            yield from _overlap(first.award, second.award)


def _differ(first: Edition, second: Edition) -> Iterator[Diagnostic]:
    id = second.award.id
    note = ("the first edition is here", first.award.id.span)
    if first.award.kind != second.award.kind:
        one, other = (f"`{e.award.kind}`" if e.award.kind else "none" for e in (first, second))
        message = f"the kind of `{id.text}` is {one} in one edition and {other} in another"
        hint = "an award keeps its kind; give another award another id"
        yield Diagnostic("editions-differ", message, id.span, hint, (note,))
    if first.institution != second.institution:
        message = f"two editions of `{id.text}` are of different institutions"
        hint = "give the award of another institution another id"
        yield Diagnostic("editions-differ", message, id.span, hint, (note,))


def _overlap(first: syntax.Award, second: syntax.Award) -> Iterator[Diagnostic]:
    if apart(first.open_to, second.open_to):
        return
    one, other = _period(first), _period(second)
    begin, end = max(one[0], other[0]), min(one[1], other[1])
    if begin > end:
        return
    id = second.id
    note = ("the first is here", first.id.span)
    if one == other and set(first.open_to) == set(second.open_to):
        message = f"there are two awards `{id.text}`"
        hint = f"if they are editions, {HINT}"
        if first.effective or first.open_to:
            message += ", with one period and the same learners"
        yield Diagnostic("duplicate-award", message, id.span, hint, (note,))
    elif (begin, end) in (one, other):
        span = second.effective.span if second.effective else id.span
        where = first.effective.span if first.effective else first.id.span
        message = f"two editions of `{id.text}` are in force {_days(begin, end)}"
        hint = "end one of them, as in `effective 2024-09-01 to 2027-08-31`"
        if end < date.max:
            hint = "one period is inside the other; end the earlier edition sooner"
        if first.open_to or second.open_to:
            hint = "say of both for which learners they are, or end one of them"
        hint += "; while two overlap for a time, learners have the better of the two"
        note = ("the other edition is here", where)
        yield Diagnostic("editions-overlap", message, span, hint, (note,))


def _period(award: syntax.Award) -> tuple[date, date]:
    if award.effective is None:
        return date.min, date.max
    return award.effective.first, award.effective.last or date.max


def _days(first: date, last: date) -> str:
    if first == date.min:
        return "always" if last == date.max else f"to {last}"
    return f"from {first} on" if last == date.max else f"from {first} to {last}"


@frozen
class Above:
    """At least so much; more than it where not ``included``."""

    bound: Fraction
    included: bool


@frozen
class Below:
    """At most so much; less than it where not ``included``."""

    bound: Fraction
    included: bool


@frozen
class Texts:
    """One of some texts; none of them where ``other``."""

    values: frozenset[str]
    other: bool


def apart(first: tuple[syntax.LearnerFact, ...], second: tuple[syntax.LearnerFact, ...]) -> bool:
    """Whether two blocks are for plainly different learners: no one learner can be of both."""
    return any(_exclude(one, other) for one in first for other in second)


def _exclude(one: syntax.LearnerFact, other: syntax.LearnerFact) -> bool:
    if one.fact != other.fact or _is_date(one) != _is_date(other):
        return False
    match _allowed(one), _allowed(other):
        case Texts(a, False), Texts(b, False):
            return a.isdisjoint(b)
        case (Texts(a, False), Texts(b, True)) | (Texts(b, True), Texts(a, False)):
            return a <= b
        case (Above() as low, Below() as high) | (Below() as high, Above() as low):
            meet = low.included and high.included
            return high.bound < low.bound or (high.bound == low.bound and not meet)
        case _:
            return False


def _is_date(fact: syntax.LearnerFact) -> bool:
    return isinstance(fact.values, date)


def _allowed(fact: syntax.LearnerFact) -> Above | Below | Texts:
    """What the value may be; dates are whole days, by their number."""
    if isinstance(fact.values, tuple):
        return Texts(frozenset(value.text for value in fact.values), fact.negated)
    relation, value = fact.relation, fact.values
    if isinstance(value, date):
        if relation == "after":
            relation, value = "from", value + timedelta(days=1)
        first = Fraction(value.toordinal())
        least = (relation == "from") != fact.negated
        return Above(first, True) if least else Below(first - 1, True)
    if relation == "at least":
        return Below(value, False) if fact.negated else Above(value, True)
    return Above(value, False) if fact.negated else Below(value, True)


def learners(scope: Scope) -> Iterator[Diagnostic]:
    """Report `for learners` that nobody can be, and facts that it says twice."""
    for award in scope.file.awards:
        for one, other in combinations(award.open_to, 2):
            note = ("the other is here", one.span)
            if _exclude(one, other):
                message = "nobody is both"
                yield Diagnostic("contradiction", message, other.span, notes=(note,))
            elif one == other:
                message = "this is said twice"
                yield Diagnostic("listed-twice", message, other.span, notes=(note,))


CHECKS = (learners,)
