"""Policy files: which of the files in a folder are policies."""

import os
from collections.abc import Iterator
from pathlib import Path

SUFFIX = ".policy"


def policy_files(folder: Path) -> list[Path]:
    """Give the policy files in a folder and the folders in it, sorted; none of a hidden folder."""
    return sorted(_below(folder), key=lambda file: file.relative_to(folder).parts)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files if name.endswith(SUFFIX))
