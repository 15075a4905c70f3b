"""Catalogues from a folder of two tables or from one JSON file."""

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from microcredit.errors import CatalogueError, Problem
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.module import Module
from microcredit.records import cells
from microcredit.records.catalogue_checks import (
    CatalogueCycleError,
    Listed,
    area_cycles,
    check,
    prerequisite_cycles,
)
from microcredit.records.columns import Column, Entry, Place, check_names, read_cells, read_facts
from microcredit.records.documents import parse_document
from microcredit.records.files import SIZE_LIMIT, FileFault, FilePath, read_file
from microcredit.records.objects import expect_format, read_objects
from microcredit.records.tables import read_table

CATALOGUE_FORMAT = "microcredit.catalogue/1"
_KEYS = ("format", "modules", "areas")

MODULE_COLUMNS = (
    Column("code", cells.identifier, required=True),
    Column("title", cells.text, required=True),
    Column("title_zh_hant", cells.text),
    Column("credits", cells.credits, required=True),
    Column("scheme", cells.text),
    Column("level", cells.level),
    Column("areas", cells.identifiers),
    Column("contact_hours", cells.quantity),
    Column("cef", cells.yes_or_no),
    Column("fee", cells.quantity),
    Column("terms", cells.identifiers),
    Column("prerequisites", cells.identifiers),
    Column("tags", cells.identifiers),
    Column("formerly", cells.identifiers),
)
AREA_COLUMNS = (
    Column("area", cells.identifier, required=True),
    Column("title_zh_hant", cells.text),
    Column("under", cells.identifier),
)


def read_catalogue(path: FilePath, *, size_limit: int = SIZE_LIMIT) -> Catalogue:
    """The catalogue in a folder with ``modules.csv`` and ``areas.csv``, or in one JSON file.

    Raises ``CatalogueError`` with all that is wrong; ``StackingCycleError`` where areas are
    under one another in a circle, or modules are prerequisites of one another.
    """
    problems: list[Problem] = []
    try:
        entries = _entries(Path(path), size_limit, problems)
    except FileFault as fault:
        raise CatalogueError(fault.problems) from None
    modules = [_listed(entry, MODULE_COLUMNS, problems) for entry in entries.modules]
    areas = [_listed(entry, AREA_COLUMNS, problems) for entry in entries.areas]
    problems += check(modules, areas)
    if cycles := [*area_cycles(areas), *prerequisite_cycles(modules)]:
        raise CatalogueCycleError(cycles, problems)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(
        modules={listed.values["code"]: _module(listed) for listed in modules},
        areas={listed.values["area"]: _area(listed) for listed in areas},
        sources=entries.sources,
        columns=_own_columns(entries),
    )


@frozen
class _Entries:
    modules: Sequence[Entry]
    areas: Sequence[Entry]
    sources: tuple[tuple[str, str], ...]


def _entries(path: Path, size_limit: int, problems: list[Problem]) -> _Entries:
    if path.is_dir():
        return _from_tables(path, size_limit, problems)
    if path.suffix.lower() == ".json":
        return _from_document(path, size_limit, problems)
    said = "expected a folder with `modules.csv` and `areas.csv`, or a file that ends in `.json`"
    raise FileFault([Problem(path.as_posix(), said)])


def _from_tables(folder: Path, size_limit: int, problems: list[Problem]) -> _Entries:
    tables: list[Sequence[Entry]] = []
    sources: list[tuple[str, str]] = []
    faults: list[Problem] = []
    for name, columns in (("modules.csv", MODULE_COLUMNS), ("areas.csv", AREA_COLUMNS)):
        try:
            file = read_file(folder / name, size_limit)
            table = read_table(file, columns)
        except FileFault as fault:
            faults += fault.problems
            continue
        problems += [row.problem for row in table.ragged]
        tables.append(table.entries)
        sources.append(file.source)
    if faults:
        raise FileFault(faults)
    modules, areas = tables
    return _Entries(modules, areas, tuple(sources))


def _from_document(path: Path, size_limit: int, problems: list[Problem]) -> _Entries:
    file = read_file(path, size_limit)
    place = Place(file.name)
    document = Entry(place, expect_format(parse_document(file), CATALOGUE_FORMAT, place))
    problems += check_names(document.cells, _KEYS, place, others=False)
    if "modules" not in document.cells:
        problems.append(place.problem("expected a list", column="modules"))
    return _Entries(
        read_objects(document, "modules", problems, columns=MODULE_COLUMNS, others=True),
        read_objects(document, "areas", problems, columns=AREA_COLUMNS, others=True),
        sources=(file.source,),
    )


def _listed(entry: Entry, columns: Sequence[Column], problems: list[Problem]) -> Listed:
    values = read_cells(entry, columns, problems)
    return Listed(
        entry.place, values, read_facts(entry, [column.name for column in columns], problems)
    )


def _own_columns(entries: _Entries) -> tuple[str, ...]:
    """The columns that are not the format's own."""
    found: dict[str, None] = {}
    for listed, columns in ((entries.modules, MODULE_COLUMNS), (entries.areas, AREA_COLUMNS)):
        known = {column.name for column in columns}
        found |= {name: None for entry in listed for name in entry.cells if name not in known}
    return tuple(found)


def _module(listed: Listed) -> Module:
    return Module(**{"level": None, "areas": (), **listed.values}, facts=listed.facts)


def _area(listed: Listed) -> Area:
    values = listed.values
    return Area(values["area"], values.get("under"), values.get("title_zh_hant"))
