"""What is said of how near: credits within, days of lapsing."""

import re
from fractions import Fraction

import click

from microcredit.records.cells import visible


def credits_within(ctx: click.Context, _: click.Parameter, value: str | None) -> Fraction | None:
    """The credits that an option says: ``6 credits``, ``4.5``; refuses what is no amount."""
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(?:credits?)?\s*", value, re.ASCII)
    if found is None:
        raise click.UsageError(
            f"--within: expected credits, as in `6 credits`, not `{visible(value)}`", ctx
        )
    return Fraction(found[1])


def days_lapsing(ctx: click.Context, _: click.Parameter, value: str | None) -> int | None:
    """The days that an option says: ``90 days``, ``90``; refuses what is no number of days."""
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,6})\s*(?:days?)?\s*", value, re.ASCII)
    if found is None:
        raise click.UsageError(
            f"--lapsing: expected days, as in `90 days`, not `{visible(value)}`", ctx
        )
    return int(found[1])
