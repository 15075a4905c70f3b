"""Decisions about a learner from their objects in JSON, each with the keys of its kind."""

from collections.abc import Iterator, Mapping, Sequence

from microcredit.errors import Problem
from microcredit.model.learner import Decision, DecisionKind
from microcredit.records import cells
from microcredit.records.cells import BadCell, Value
from microcredit.records.columns import Column, Entry, Place, read_cells

KINDS: Mapping[DecisionKind, tuple[str, ...]] = {
    "waiver": (),
    "override": ("amount",),
    "substitution": ("record", "module"),
    "extension": ("record", "until"),
    "recognition": ("record",),
}
"""The keys that each kind of decision needs beside those of every decision."""

ALSO: Mapping[DecisionKind, tuple[str, ...]] = {"waiver": ("record",)}
"""The keys that a kind of decision may have too."""

_NEEDED = {
    "id": "expected an id",
    "kind": "expected the kind of decision",
    "line": "expected the id of the line of the policy that it is about",
    "on": "expected the day of the decision",
    "by": "an unsigned decision",
    "why": "a decision without grounds",
}
_MEANT = {"by": "say who decided", "why": "say why, in a few words"}
_OF_KINDS = ("record", "module", "until", "amount")


def _kind(cell: Value) -> DecisionKind:
    found = cells.text(cell)
    for known in KINDS:
        if found == known:
            return known
    listed = "expected " + ", ".join(f"`{known}`" for known in KINDS)
    hint = cells.did_you_mean(found, tuple(KINDS)) or listed
    raise BadCell(f"unknown kind of decision {cells.shown(found)}", hint=hint)


_READ = (
    Column("id", cells.identifier),
    Column("kind", _kind),
    Column("line", cells.identifier),
    Column("on", cells.day),
    Column("by", cells.identifier),
    Column("why", cells.text),
    Column("authority", cells.text),
    Column("award", cells.identifier),
    Column("record", cells.identifier),
    Column("module", cells.identifier),
    Column("until", cells.day),
    Column("amount", cells.quantity),
)
DECISION_COLUMNS = (*_READ, Column("learner", cells.identifier))


def read_decisions(
    entries: Sequence[Entry], learner: str, problems: list[Problem]
) -> tuple[Decision, ...]:
    """The learner's decisions, without those that something is wrong with; that joins
    ``problems``.

    A decision may bind to nothing: whether there is such a line, record or module is not asked.
    """
    taken: dict[str, Place] = {}
    decisions = []
    for entry in entries:
        faults: list[Problem] = []
        values = read_cells(entry, _READ, faults)
        faults += _missing(entry)
        faults += _of_its_kind(entry, values.get("kind"))
        faults += _of_another_learner(entry, learner)
        id_ = values.get("id")
        if id_ in taken:
            said = f"the learner has a decision `{id_}` already, at {taken[id_]}"
            faults.append(entry.place.problem(said, column="id"))
        elif id_ is not None:
            taken[id_] = entry.place
        if not faults:
            decisions.append(Decision(**values))
        problems += sorted(faults, key=_in_order)
    return tuple(decisions)


def _in_order(fault: Problem) -> int:
    names = [column.name for column in DECISION_COLUMNS]
    return names.index(fault.column) if fault.column in names else -1


def _missing(entry: Entry) -> Iterator[Problem]:
    """What every decision says and this one does not."""
    for name, said in _NEEDED.items():
        if cells.is_empty(entry.cells.get(name)):
            yield entry.place.problem(said, column=name, hint=_MEANT.get(name))


def _of_its_kind(entry: Entry, kind: DecisionKind | None) -> Iterator[Problem]:
    """What this kind of decision needs and lacks, and what it has and does not take."""
    if kind is None:
        return
    one = f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
    for name in _OF_KINDS:
        given = not cells.is_empty(entry.cells.get(name))
        if given and name not in (*KINDS[kind], *ALSO.get(kind, ())):
            yield entry.place.problem(f"{one} takes no `{name}`", column=name)
        elif not given and name in KINDS[kind]:
            article = "an" if name == "amount" else "a"
            needed = "a day in `until`" if name == "until" else f"{article} `{name}`"
            yield entry.place.problem(f"{one} needs {needed}", column=name)


def _of_another_learner(entry: Entry, learner: str) -> Iterator[Problem]:
    given = entry.cells.get("learner")
    if cells.is_empty(given) or (isinstance(given, str) and given.strip() == learner):
        return
    said = f"this decision is about another learner: {cells.shown(given)}"
    yield entry.place.problem(said, column="learner")
