"""Columns by name, and entries read by them: a row of a table or an object in JSON."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from attrs import evolve, field, frozen

from microcredit.errors import Problem
from microcredit.records.cells import BadCell, Value, fact, identifier, is_empty, shown, visible
from microcredit.records.documents import inner

MOST_COLUMNS = 500

# Titles in further languages are an institution's own columns, however alike their names are.
_TITLE = re.compile(r"title_[a-z]{2,3}(_[a-z]{2,4})?")


@frozen
class Column:
    """What a column is called and how its cells are read."""

    name: str
    read: Callable[[Value], object]
    required: bool = False


@frozen
class Place:
    """Where an entry stands, and whose it is where that is known."""

    file: str
    line: int | None = None
    path: str | None = None
    learner: str | None = None

    def problem(
        self, message: str, *, column: str | None = None, hint: str | None = None
    ) -> Problem:
        """What is wrong here."""
        column = None if column is None else visible(column)
        return Problem(self.file, message, self.line, column, self.path, self.learner, hint)

    def within(self, key: str, index: int | None = None) -> "Place":
        """The place of a key in JSON, or of an entry of its list."""
        path = inner(self.path, key)
        return evolve(self, path=path if index is None else f"{path}[{index}]")

    def of(self, learner: str) -> "Place":
        """The same place, known to be about a learner."""
        return evolve(self, learner=learner)

    def __str__(self) -> str:
        return f"line {self.line}" if self.path is None else f"`{self.path}`"


@frozen
class Entry:
    """The cells of one row or object, by the names of their columns."""

    place: Place
    cells: Mapping[str, Value] = field(repr=False)


def read_cells(entry: Entry, columns: Iterable[Column], problems: list[Problem]) -> dict[str, Any]:
    """What the cells that are not empty say; what is wrong with the others joins ``problems``.

    The columns say what type each value has.
    """
    values: dict[str, Any] = {}
    for column in columns:
        cell = entry.cells.get(column.name)
        if is_empty(cell):
            if column.required:
                problems.append(entry.place.problem("expected a value", column=column.name))
            continue
        try:
            values[column.name] = column.read(cell)
        except BadCell as bad:
            problems.append(entry.place.problem(bad.message, column=column.name, hint=bad.hint))
    return values


def read_facts(entry: Entry, known: Collection[str], problems: list[Problem]) -> dict[str, str]:
    """What the cells of all other columns than the known ones say."""
    others = [Column(name, fact) for name in entry.cells if name not in known]
    return read_cells(entry, others, problems)


def check_names(
    names: Collection[str], known: tuple[str, ...], place: Place, *, others: bool
) -> list[Problem]:
    """What is wrong with the names of columns or keys, where ``others`` than known may be there."""
    kind = "column" if place.line else "key"
    if len(names) > MOST_COLUMNS:
        return [place.problem(f"expected at most {MOST_COLUMNS} {kind}s, not {len(names):,}")]
    problems = []
    for name in names:
        if name in known:
            continue
        try:
            if not identifier(name):
                raise BadCell("expected a name")
        except BadCell as bad:
            problems.append(place.problem(f"in the name of a {kind}: {bad.message}"))
            continue
        meant = _meant(name, known)
        if meant or not others:
            hint = f"did you mean `{meant}`?" if meant else "expected " + _listed(known)
            problems.append(place.problem(f"unknown {kind} {shown(name)}", hint=hint))
    return problems


@lru_cache(maxsize=1024)
def _meant(name: str, known: tuple[str, ...]) -> str | None:
    """The known name that the other looks like a slip of."""
    if _TITLE.fullmatch(name):
        return None
    plain = re.sub(r"[\s_-]+", "_", name.strip().casefold())
    near = get_close_matches(plain, known, n=1, cutoff=0.8)
    return near[0] if near else None


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
