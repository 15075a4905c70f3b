"""What goes wrong, in the words of whoever can mend it: on standard error, with an exit status."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from microcredit.errors import Diagnostic, MicrocreditError, PolicyError
from microcredit.wording.plain import clean

DISAGREES = 1
"""A policy does not check, or an example fails."""

UNREADABLE = 2
"""Bad usage, or some input could not be read."""

INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell reports for a command that a signal ended: SIGINT, SIGPIPE."""


def say(text: str) -> None:
    """Put a message on standard error, without what could rewrite a terminal."""
    for line in text.split("\n"):
        click.echo("\t".join(map(clean, line.split("\t"))), err=True)


def plural(number: int, noun: str) -> str:
    """The number with its noun: ``1 award``, ``2 awards``, ``no awards``."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what a person can mend into a message and an exit status, and never a traceback."""
    try:
        yield
    except click.UsageError as error:
        message = error.format_message()
        command = error.ctx.command_path if error.ctx else "microcredit"
        say(f"{command}: {message[:1].lower()}{message[1:].removesuffix('.')}")
        raise click.exceptions.Exit(UNREADABLE) from None
    except PolicyError as error:
        _tell_mistakes(error)
        missing = any(_is_whole_file(diagnostic) for diagnostic in error.diagnostics)
        raise click.exceptions.Exit(UNREADABLE if missing else DISAGREES) from None
    except MicrocreditError as error:
        say(str(error))
        raise click.exceptions.Exit(UNREADABLE) from None
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _forget_output()
        raise click.exceptions.Exit(BROKEN_PIPE) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{(error.strerror or str(error)).lower()}")
        raise click.exceptions.Exit(UNREADABLE) from None


def prepare_output() -> None:
    """Let a terminal that lacks a character show another in its place."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def prepare_data_output() -> None:
    """Write UTF-8 with plain line ends, as JSON is, whatever the terminal prefers."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict", newline="\n")


def _forget_output() -> None:
    """Nobody reads any more; Python would otherwise fail once again when it closes the stream."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())


def _tell_mistakes(error: PolicyError) -> None:
    for diagnostic in error.diagnostics:
        say(_text(diagnostic) if _is_whole_file(diagnostic) else f"{diagnostic}\n")
    mistakes = [d.span.source.name for d in error.diagnostics if not _is_whole_file(d)]
    if mistakes:
        say(f"{plural(len(mistakes), 'mistake')} in {plural(len(set(mistakes)), 'file')}")


def _is_whole_file(diagnostic: Diagnostic) -> bool:
    return not diagnostic.span.source.text


def _text(diagnostic: Diagnostic) -> str:
    """What is wrong with a file that has no text to point into."""
    hint = f"\nhint: {diagnostic.hint}" if diagnostic.hint else ""
    return f"{diagnostic.span.source.name}: {diagnostic.message} [{diagnostic.code}]{hint}"
