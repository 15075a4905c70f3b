"""``microcredit check``: whether policies can be read and meant."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from microcredit.cli.desk import Job
from microcredit.cli.inputs import listed, plugin_option, policy_argument
from microcredit.cli.messages import plural
from microcredit.cli.opening import desk_for
from microcredit.language.load import Reading
from microcredit.wording.plain import clean


@click.command()
@policy_argument
@click.option(
    "--catalogue",
    metavar="PATH",
    help="Also look up areas, modules and tags in it, those of examples too.",
)
@plugin_option
def check(policy: tuple[str, ...], catalogue: str | None, plugins: tuple[str, ...]) -> None:
    """Say all that is wrong with policies.

    POLICY is a file or a folder of files. Their examples are run by `microcredit test`.
    """
    with desk_for(Job(policy, catalogue or None, plugins, examples=bool(catalogue))) as desk:
        held = listed(desk, catalogue or None)
    awards = Counter(held.awards.values())
    for name in _files(policy):
        said = [plural(awards[name], "award")]
        if held.examples[name]:
            said.append(plural(held.examples[name], "example"))
        click.echo(f"{clean(name)}: {', '.join(said)}, no mistakes")


def _files(given: Sequence[str]) -> Iterator[str]:
    """The names of the files given or in the folders given, each file once."""
    listed = [file for one in given for file in Reading().listed(one, None)]
    files: dict[Path, str] = {}
    for name, path, _ in listed:
        files.setdefault(path.resolve(), name)
    yield from files.values()
