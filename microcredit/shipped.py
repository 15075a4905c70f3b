"""Files that come with the package: the grammar, the ready policies, the frameworks."""

import pkgutil
from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """Give the path of a file or folder that comes with the package.

    An installed package holds it inside itself; a checkout has it beside the package.
    Inside a zipped wheel nothing has a path: there, use `read_shipped`.
    """
    for home in (PACKAGE, PACKAGE.parent):
        path = home.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"`{'/'.join(parts)}` does not come with this copy of microcredit")


def read_shipped(*parts: str) -> str:
    """Give the text of a file that comes with the package, from a zipped wheel too."""
    try:
        return shipped(*parts).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        text = zipped(*parts)
        if text is None:
            raise
        return text


def zipped(*parts: str) -> str | None:
    """Give the text of a file in the zipped wheel that this code was imported from, if any."""
    try:
        data = pkgutil.get_data("microcredit", "/".join(parts))
    except OSError:
        return None
    return None if data is None else data.decode("utf-8")
