"""Objects in JSON as entries, their format and their keys checked."""

from collections.abc import Mapping, Sequence

from microcredit.errors import Problem
from microcredit.records.cells import Value, shown
from microcredit.records.columns import Column, Entry, Place, check_names
from microcredit.records.files import FileFault


def expect_format(document: Value, name: str, place: Place) -> Mapping[str, Value]:
    """The document's keys; raises ``FileFault`` where it is not of the format with this name."""
    if not isinstance(document, dict):
        said = f"expected an object with the format `{name}`, not {shown(document)}"
        raise FileFault([place.problem(said)])
    given = document.get("format")
    if given != name:
        said = "no format is given" if given is None else f"the format is {shown(given)}"
        raise FileFault([place.problem(said, column="format", hint=f"expected `{name}`")])
    return document


def read_objects(
    entry: Entry, key: str, problems: list[Problem], *, columns: Sequence[Column], others: bool
) -> list[Entry]:
    """The objects in the list at a key, their own keys checked; none where the key is absent."""
    listed = entry.cells.get(key)
    if listed is None:
        return []
    if not isinstance(listed, list):
        problems.append(entry.place.problem(f"expected a list, not {shown(listed)}", column=key))
        return []
    known = tuple(column.name for column in columns)
    found = []
    for index, item in enumerate(listed):
        place = entry.place.within(key, index)
        if isinstance(item, dict):
            problems += check_names(item, known, place, others=others)
            found.append(Entry(place, item))
        else:
            problems.append(place.problem(f"expected an object, not {shown(item)}"))
    return found
