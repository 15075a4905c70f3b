"""``microcredit check``: whether policies can be read and meant."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from microcredit.cli.inputs import catalogue_and_policies, policy_argument
from microcredit.cli.messages import plural
from microcredit.engine.plain_text import clean
from microcredit.language.load import Reading, load_policies


@click.command()
@policy_argument
@click.option(
    "--catalogue",
    metavar="PATH",
    help="Also look up areas, modules and tags in it, those of examples too.",
)
def check(policy: tuple[str, ...], catalogue: str | None) -> None:
    """Say all that is wrong with policies.

    POLICY is a file or a folder of files. Their examples are run by `microcredit test`.
    """
    if catalogue:
        _, policies = catalogue_and_policies(catalogue, policy, examples=True)
    else:
        policies = load_policies(*policy)
    awards = Counter(checked.award.span.source.name for checked in policies.values())
    examples = Counter(e.span.source.name for p in policies.values() for e in p.examples)
    for name in _files(policy):
        held = [plural(awards[name], "award")]
        if examples[name]:
            held.append(plural(examples[name], "example"))
        click.echo(f"{clean(name)}: {', '.join(held)}, no mistakes")


def _files(given: Sequence[str]) -> Iterator[str]:
    """The names of the files given or in the folders given, each file once."""
    listed = [file for one in given for file in Reading().listed(one, None)]
    files: dict[Path, str] = {}
    for name, path, _ in listed:
        files.setdefault(path.resolve(), name)
    yield from files.values()
