"""CSV tables: a header, then rows under it."""

import csv
import io
from collections.abc import Iterator, Sequence

from attrs import frozen

from microcredit.errors import Problem
from microcredit.records.columns import Column, Entry, Place, check_names
from microcredit.records.files import FileFault, TextFile


@frozen
class Ragged:
    """A row that has more or fewer cells than the header, whose ``width`` is that of the table."""

    cells: tuple[str, ...]
    width: int
    problem: Problem


@frozen
class Table:
    """A table's header and its rows, without the empty ones."""

    header: tuple[str, ...]
    entries: tuple[Entry, ...]
    ragged: tuple[Ragged, ...]


def read_table(file: TextFile, columns: Sequence[Column]) -> Table:
    """The table in a file; raises ``FileFault`` where its header or its quotation marks are wrong.

    A column that is not among ``columns`` is the institution's own.
    """
    rows = _rows(file)
    place, cells = next(rows, (Place(file.name), []))
    if not cells:
        raise FileFault([place.problem("the file is empty")])
    header = tuple(cell.strip() for cell in cells)
    if problems := _header_problems(header, columns, place):
        raise FileFault(problems)
    known = [index for index, name in enumerate(header) if name in {c.name for c in columns}]
    entries, ragged = [], []
    for place, cells in rows:
        if len(cells) == len(header):
            _check_breaks([cells[index] for index in known], place)
            entries.append(Entry(place, dict(zip(header, cells, strict=True))))
        else:
            _check_breaks(cells, place)
            said = f"expected {len(header)} cells, as in the header, not {len(cells)}"
            ragged.append(Ragged(tuple(cells), len(header), place.problem(said)))
    return Table(header, tuple(entries), tuple(ragged))


def _rows(file: TextFile) -> Iterator[tuple[Place, list[str]]]:
    """Every row that says something, with the line on which it starts."""
    reader = csv.reader(io.StringIO(file.text, newline=""), strict=True)
    while True:
        place = Place(file.name, reader.line_num + 1)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = "look for a quotation mark that is missing or not doubled"
            raise FileFault([place.problem(f"not CSV: {error}", hint=hint)]) from None
        if any(cell.strip() for cell in cells):
            yield place, cells


def _check_breaks(cells: Sequence[str], place: Place) -> None:
    """Refuses a line break in a cell: an open quotation mark has swallowed rows of anybody's."""
    if any("\n" in cell or "\r" in cell for cell in cells):
        hint = "look for a quotation mark that is not closed"
        raise FileFault([place.problem("a cell runs over the end of the line", hint=hint)])


def _header_problems(
    header: tuple[str, ...], columns: Sequence[Column], place: Place
) -> list[Problem]:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return [place.problem("expected commas between the columns")]
    problems = []
    for index, name in enumerate(header):
        if not name:
            problems.append(place.problem(f"the column at place {index + 1} has no name"))
        elif name in header[:index]:
            problems.append(place.problem("the column is there twice", column=name))
    known = tuple(column.name for column in columns)
    slips = check_names(dict.fromkeys(filter(None, header)), known, place, others=True)
    missing = [column.name for column in columns if column.required and column.name not in header]
    hinted = {slip.hint for slip in slips}
    problems += slips
    problems += [
        place.problem("the column is missing", column=name)
        for name in missing
        if f"did you mean `{name}`?" not in hinted
    ]
    return problems
