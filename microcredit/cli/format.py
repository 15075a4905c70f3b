"""``microcredit format``: policies in their canonical form."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

import click
from attrs import define, field

from microcredit.cli.inputs import policy_argument
from microcredit.cli.messages import DISAGREES, prepare_data_output, say
from microcredit.errors import PolicySyntaxError
from microcredit.language.format import format_policy
from microcredit.language.load import Reading
from microcredit.wording.plain import clean


@click.command()
@policy_argument
@click.option("--check", is_flag=True, help="Name the files that differ and change none.")
@click.option("--diff", is_flag=True, help="Show what would change and change nothing.")
@click.pass_context
def format(ctx: click.Context, policy: tuple[str, ...], check: bool, diff: bool) -> None:
    """Write policies in their canonical form.

    POLICY is a file or a folder of files. What a policy says does not change, and its comments
    stay.
    """
    if check and diff:
        raise click.UsageError("--check and --diff are not used together", ctx)
    if diff:
        prepare_data_output()
    formatting = Formatting()
    differing = list(formatting.differing(policy))
    for file in differing:
        if check:
            click.echo(clean(file.name))
        elif diff:
            click.echo("".join(_differences(file)), nl=False)
        else:
            formatting.rewrite(file)
    if formatting.reading.wrong:
        raise PolicySyntaxError(formatting.reading.wrong)
    if check and differing:
        ctx.exit(DISAGREES)


@define
class Differing:
    """A file that is not in its canonical form, with what it holds and what it should hold."""

    name: str
    path: Path
    text: str
    formatted: str


@define
class Formatting:
    """The files as they are read, and what was wrong with any of them."""

    reading: Reading = field(factory=Reading)

    def differing(self, given: Sequence[str]) -> Iterator[Differing]:
        """Give the files that are not in their canonical form; note those that do not read."""
        seen: set[Path] = set()
        for one in given:
            for name, path, _ in self.reading.listed(one, None):
                real = Path(os.path.realpath(path))
                if real not in seen:
                    seen.add(real)
                    yield from self._compared(name, real)

    def _compared(self, name: str, path: Path) -> Iterator[Differing]:
        source = self.reading.read(name, path)
        if source is None:
            return
        try:
            formatted = format_policy(source.text, name)
        except PolicySyntaxError as error:
            self.reading.wrong.extend(error.diagnostics)
            return
        if path.read_bytes() != formatted.encode():
            yield Differing(name, path, source.text, formatted)

    def rewrite(self, file: Differing) -> None:
        """Put the canonical form in a file's place, all of it or nothing."""
        try:
            _replace(file.path, file.formatted)
        except OSError as error:
            reason = (error.strerror or "for no stated reason").lower()
            self.reading.refuse(file.name, "unwritable-file", f"cannot be written: {reason}")
        else:
            say(f"{file.name}: formatted")


def _replace(path: Path, text: str) -> None:
    """Write a file beside the other and let it take its name; permissions stay."""
    number, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(text.encode())
        shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _differences(file: Differing) -> Iterator[str]:
    name = clean(file.name)
    for line in unified_diff(_lines(file.text), _lines(file.formatted), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]
