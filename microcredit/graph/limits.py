"""Limits: what a learner asks of a plan beside the award."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from attrs import evolve, frozen

from microcredit.model.credit import parse_amount

Limit = Literal["budget", "load", "cef", "refuse", "want"]
Goal = Literal["credits", "fee", "finish"]
GOALS: tuple[Goal, ...] = ("credits", "fee", "finish")


@frozen
class Limits:
    """A load for each term in credits and in modules, a budget, and modules by code: those that the
    learner wants, those refused; with ``cef_only`` only what the Continuing Education Fund pays."""

    credits: Fraction | None = None
    modules: int | None = None
    budget: Fraction | None = None
    cef_only: bool = False
    want: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()

    @property
    def loaded(self) -> bool:
        """Whether a term holds only so much."""
        return self.credits is not None or self.modules is not None

    def there(self) -> Iterator[Limit]:
        """Which limits there are."""
        if self.budget is not None:
            yield "budget"
        if self.loaded:
            yield "load"
        if self.cef_only:
            yield "cef"
        if self.refuse:
            yield "refuse"
        if self.want:
            yield "want"

    def without(self, limits: tuple[Limit, ...]) -> "Limits":
        """The same without these."""
        found = self
        for each in limits:
            match each:
                case "budget":
                    found = evolve(found, budget=None)
                case "load":
                    found = evolve(found, credits=None, modules=None)
                case "cef":
                    found = evolve(found, cef_only=False)
                case "refuse":
                    found = evolve(found, refuse=())
                case "want":
                    found = evolve(found, want=())
        return found


def load_from(text: str) -> tuple[Fraction | None, int | None]:
    """Credits and modules for each term as written: ``12 credits``, ``2 modules``.

    Raises ``ValueError`` for anything else, and for nothing at all."""
    number, _, unit = text.strip().partition(" ")
    amount = parse_amount(number)
    if amount <= 0:
        raise ValueError(text)
    if unit in ("credit", "credits"):
        return amount, None
    if unit in ("module", "modules") and amount.denominator == 1:
        return None, int(amount)
    raise ValueError(text)
