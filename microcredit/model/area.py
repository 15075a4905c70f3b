"""Subject areas: what a module is about, from a whole category down to a theme."""

from attrs import frozen


@frozen
class Area:
    """One area; ``under`` is the area directly above it, none at the top."""

    name: str
    under: str | None = None
    title_zh_hant: str | None = None
