"""Files that come with the package: the grammar, the ready policies, the frameworks."""

from pathlib import Path
from zipimport import zipimporter

PACKAGE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """Give the path of a file or folder that comes with the package.

    An installed package holds it inside itself; a checkout has it beside the package.
    Nothing in a zipped wheel has a path: there, use `read_shipped`.
    """
    for home in (PACKAGE, PACKAGE.parent):
        path = home.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"`{'/'.join(parts)}` does not come with this copy of microcredit")


def read_shipped(*parts: str) -> str:
    """Give the text of a file that comes with the package, from a zipped wheel too."""
    home = PACKAGE.parent
    if home.is_file():
        return zipimporter(str(home)).get_data(str(PACKAGE.joinpath(*parts))).decode("utf-8")
    return shipped(*parts).read_text(encoding="utf-8")


def in_package(*parts: str) -> bytes:
    """Give the bytes of a file that stands in the package itself, from a zipped wheel too."""
    home = PACKAGE.parent
    if home.is_file():
        return zipimporter(str(home)).get_data(str(PACKAGE.joinpath(*parts)))
    return PACKAGE.joinpath(*parts).read_bytes()
