"""What a selection selects of a learner's records, as the oracle sees it."""

from collections.abc import Sequence
from fractions import Fraction

from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.model.credit import amount_text
from microcredit.model.record import Record
from tests.judges import JUDGES
from tests.oracle_decisions import as_though
from tests.oracle_grades import graded, scale_of
from tests.oracle_situation import View, codes, in_window, own_credits, sibling, terms


def selects(view: View, selection: syntax.Selection | None, record: Record) -> bool:
    if selection is None:
        return True
    key = (id(selection), record.id, view.lines)
    if key not in view.known:
        view.known[key] = any(says(view, selection, r) for r in as_though(view, record))
    return view.known[key]


def modules_of(view: View, record: Record) -> frozenset[str]:
    """The modules that the record is of, for a list in the line that is read."""
    return frozenset(r.module for r in as_though(view, record))


def says(view: View, selection: syntax.Selection, record: Record) -> bool:
    """Whether the selection, as it is written, selects the record as it is."""
    if selection.excepted and _all(view, selection.excepted, record):
        return False
    return any(_all(view, adjectives, record) for adjectives in selection.alternatives)


def _uses(view: View, record: Record) -> list[str]:
    """What uses the record: as written, without awards whose modules may count again; and awards
    that the learner holds and that have counted it."""
    policy = view.policy
    own = _related(policy)
    uses = [use for use in record.used_for if use.partition(":")[2] not in own]
    for conferral in view.situation.conferred:
        name, other = conferral.award, sibling(policy, conferral.award)
        again = name in own or (other is not None and policy.id in _related(other))
        if record.id in conferral.counted and name != policy.id and not again:
            uses.append(f"{(other and other.award.kind) or 'award'}:{name}")
    return uses


def _related(policy: CheckedPolicy) -> set[str]:
    """The awards that one builds on, includes, absorbs, or that are surrendered for it."""
    return {
        name.text
        for relation in policy.award.relations
        if relation.kind != "bars"
        for name in relation.awards
    }


def _all(view: View, adjectives: Sequence[syntax.Adjective], record: Record) -> bool:
    return all(_is(view, adjective, record) for adjective in adjectives)


def _is(view: View, adjective: syntax.Adjective, record: Record) -> bool:
    match adjective:
        case syntax.InArea(areas):
            return any(area in (record.areas or ()) for area in _areas(view, areas))
        case syntax.UnderArea(areas):
            catalogue = view.situation.catalogue
            below = [catalogue.area_and_below(a) for a in _areas(view, areas)]
            return any(area in all_below for all_below in below for area in record.areas or ())
        case syntax.AtLevel(ranges):
            return any(_in_range(view, each, record.level) for each in ranges)
        case syntax.FromModules(modules):
            return record.module in codes(view, modules)
        case syntax.Passed():
            return record.status == "passed"
        case syntax.Graded():
            return graded(view, adjective, record)
        case syntax.GradedOn(scale):
            own = scale_of(view, record.grade, record.scale)
            return own is not None and own.name == scale.text
        case syntax.Recognised():
            return record.recognised
        case syntax.AtInstitution():
            return here(view, record)
        case syntax.Completed(relation, first, last):
            day = record.completed_on
            if day is None:
                return False
            if relation == "between":
                return last is not None and first <= day <= last
            return day < first if relation == "before" else day > first
        case syntax.CompletedWithin():
            return in_window(view, adjective, record)
        case syntax.UsedFor(kind, award, other_than):
            uses = [use.partition(":")[::2] for use in _uses(view, record)]
            if kind is None and award is None:
                excepted = {view.policy.id, *(name.text for name in other_than)}
                return any(used not in excepted for _, used in uses)
            return any(
                kind in (None, of) and (award is None or award.text == used) for of, used in uses
            )
        case syntax.InTerm(names):
            day = record.completed_on
            return day is not None and bool(terms(view.policy, day, {name.text for name in names}))
        case syntax.Tagged(tags):
            return any(tag.text in record.tags for tag in tags)
        case syntax.Worth(credits, or_more):
            worth = own_credits(view.policy, record)
            return worth >= credits if or_more else worth == credits
        case syntax.Where(column, values):
            return any(value.text in _cells(view, column, record) for value in values)
        case syntax.Judged(predicate, arguments):
            return JUDGES[predicate.text](record, *(each.value for each in arguments))
        case syntax.Defined(name):
            return says(view, view.policy.selection(name.text), record)
        case syntax.Not(negated):
            return not _is(view, negated, record)


def here(view: View, record: Record) -> bool:
    return record.institution in (None, view.policy.institution)


def _cells(view: View, column: str, record: Record) -> list[str]:
    """What stands in a column: of the record, else of its module; nothing where it is empty."""
    if column == "institution":
        return [record.institution or view.policy.institution or ""]
    module = view.situation.catalogue.module(record.module)
    for entry in (record, module):
        facts = entry.facts if entry else {}
        value = facts.get(column) or getattr(entry, column, None)
        match value:
            case None | ():
                continue
            case tuple():
                return [str(each) for each in value]
            case bool():
                return ["yes" if value else "no"]
            case Fraction():
                return [amount_text(value)]
            case _:
                return [str(value)]
    return []


def _areas(view: View, areas: Sequence[syntax.Text | syntax.Name]) -> list[str]:
    """The areas named, without those of a variable that is none."""
    meant = [a.text if isinstance(a, syntax.Text) else view.binding[a.text] for a in areas]
    return [area for area in meant if isinstance(area, str)]


def _in_range(view: View, levels: syntax.LevelRange, level: int | None) -> bool:
    def number(written: int | syntax.Name) -> int:
        bound = written if isinstance(written, int) else view.binding["level"]
        assert isinstance(bound, int)
        return bound

    if level is None:
        return False
    return number(levels.lowest) <= level and (
        levels.highest is None or level <= number(levels.highest)
    )
