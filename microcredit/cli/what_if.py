"""What-if options: what a command is told to suppose, for whichever commands take them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from microcredit.graph.change import (
    ByEdition,
    Change,
    FactGiven,
    Granted,
    NotPassed,
    OnDay,
    Passed,
    WithTheme,
)
from microcredit.model.credit import parse_amount
from microcredit.records.cells import BadCell, day, visible

OPTIONS = (
    ("--if-passed", "MODULE[=GRADE][@DATE]", "What if the module were passed and awarded?"),
    ("--if-failed", "RECORD|MODULE", "What if the record, or all of the module, were failed?"),
    ("--if-withdrawn", "RECORD|MODULE", "What if the learner had withdrawn from it?"),
    ("--if-granted", "LINE[=AMOUNT]", "What if the line were waived, or asked for this much?"),
    ("--if-edition", "PERIOD", "What if this edition of the award decided?"),
    ("--if-theme", "AREA", "What if the theme had to be this area?"),
    ("--if-fact", "NAME=VALUE", "What if the fact about the learner were this?"),
    ("--if-on", "DATE", "What if it were another day?"),
)


def what_if_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options, which gets what they say as ``changes``, a tuple in the order
    of ``OPTIONS``."""

    @wraps(command)
    def with_changes(*arguments: Any, **values: Any) -> None:
        found = [change for option, _, _ in OPTIONS for change in values.pop(_parameter(option))]
        command(*arguments, changes=tuple(found), **values)

    for option, metavar, help in reversed(OPTIONS):
        with_changes = click.option(
            option, _parameter(option), multiple=True, metavar=metavar, help=help, callback=_read
        )(with_changes)
    return with_changes


def _parameter(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _read(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[Change, ...]:
    option = param.opts[0]
    try:
        return tuple(_change(option, value.strip()) for value in values)
    except BadCell as bad:
        raise click.UsageError(f"{option}: {bad.message}", ctx) from None


def _change(option: str, text: str) -> Change:
    if not text:
        raise BadCell("expected something, not nothing")
    match option:
        case "--if-passed":
            return _passed(text)
        case "--if-failed":
            return NotPassed(text)
        case "--if-withdrawn":
            return NotPassed(text, "withdrawn")
        case "--if-granted":
            return _granted(text)
        case "--if-edition":
            return ByEdition(text)
        case "--if-theme":
            return WithTheme(text)
        case "--if-fact":
            name, equals, value = text.partition("=")
            if not (name.strip() and equals):
                raise BadCell(f"expected NAME=VALUE, not `{visible(text)}`")
            return FactGiven(name.strip(), value.strip())
        case "--if-on":
            return OnDay(day(text))
    raise AssertionError(option)


def _passed(text: str) -> Passed:
    rest, at, written = text.rpartition("@")
    on = day(written) if at else None
    module, equals, grade = (rest if at else text).partition("=")
    if not module.strip() or (equals and not grade.strip()):
        raise BadCell(f"expected MODULE[=GRADE][@DATE], not `{visible(text)}`")
    return Passed(module.strip(), grade.strip() or None, on)


def _granted(text: str) -> Granted:
    line, equals, written = text.partition("=")
    if not equals:
        return Granted(text)
    try:
        amount = parse_amount(written)
    except ValueError:
        raise BadCell(f"expected an amount, not `{visible(written)}`") from None
    if amount < 0 or not line.strip():
        raise BadCell(f"expected LINE[=AMOUNT], not `{visible(text)}`")
    return Granted(line.strip(), amount)
