"""What a statement says, before it is laid out in lines."""

from typing import Literal

from attrs import frozen


@frozen
class Sentence:
    """``require field:`` and ``at least 24 credits``; ``size`` and ``30 credits``

    ``plain`` statements are a head alone; a ``named`` one may break behind its colon; of a
    ``value`` the body stands in one column with those of its neighbours; a ``list`` goes on
    below its first entry; ``cases`` stand in braces.
    """

    head: str
    body: str = ""
    kind: Literal["plain", "named", "value", "list", "cases"] = "plain"

    @property
    def text(self) -> str:
        """All of it on one line."""
        return f"{self.head} {self.body}" if self.body else self.head

    @property
    def opens(self) -> bool:
        """Whether it begins with alternatives, whose braces can open like blocks."""
        return self.body.startswith("either {")
