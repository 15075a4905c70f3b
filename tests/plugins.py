"""Plugins made for a test: a Python module and what pip would write down about it."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from textwrap import dedent

NUMBERS = count(1)


def install(
    folder: Path,
    name: str,
    code: str,
    predicates: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
    version: str = "2.1",
) -> str:
    """Put a distribution into a folder, with the names in its code that it offers; give its name.

    Every call makes a Python module of another name, so that none is found loaded already.
    """
    module = f"plugin_of_a_test_{next(NUMBERS)}"
    (folder / f"{module}.py").write_text(dedent(code), encoding="utf-8")
    about = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    groups = {"predicates": predicates, "record_sources": sources}
    lines = [
        line
        for group, offers in groups.items()
        if offers
        for line in (
            f"[microcredit.{group}]",
            *(f"{offered} = {module}:{inside}" for offered, inside in offers.items()),
        )
    ]
    (about / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return name
