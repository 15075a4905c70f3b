"""Modules: units of study that carry credit."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from microcredit.model.credit import amount_text
from microcredit.wording.said import named


@frozen
class Module:
    """One module of a catalogue; ``credits`` are of ``scheme``, ``fee`` of the institution's
    currency.

    ``facts`` holds the catalogue's other columns, as written.
    """

    code: str
    title: str
    credits: Fraction
    level: int | None
    areas: tuple[str, ...]
    scheme: str | None = None
    title_zh_hant: str | None = None
    contact_hours: Fraction | None = None
    cef: bool | None = None
    fee: Fraction | None = None
    terms: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(factory=dict, eq=False)

    @property
    def name(self) -> str:
        """The title, which is shown in Chinese where it has one there."""
        return named(self.title, {"zh-Hant": self.title_zh_hant})

    @property
    def columns(self) -> dict[str, str]:
        """The catalogue's own columns of one value, as text: those that a policy may ask for."""
        found = {"title": self.title}
        if self.cef is not None:
            found["cef"] = "yes" if self.cef else "no"
        if self.fee is not None:
            found["fee"] = amount_text(self.fee)
        return found
