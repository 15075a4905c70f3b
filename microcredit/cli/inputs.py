"""What commands are given: policies, a catalogue, records, a day, and ids among what these hold."""

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import click

from microcredit.cli.messages import say
from microcredit.language import syntax
from microcredit.language.check_scope import inside
from microcredit.language.checked import Policies
from microcredit.language.load import load_policies
from microcredit.model.catalogue import Catalogue
from microcredit.records.catalogue import read_catalogue
from microcredit.records.cells import BadCell, day, visible
from microcredit.records.transcripts import Transcripts, read_transcripts

policy_argument = click.argument("policy", nargs=-1, required=True, metavar="POLICY...")


def as_of(ctx: click.Context, param: click.Parameter, value: str | None) -> date:  # noqa: ARG001
    """The day that an option says, today where it is not given; refuses what is no day."""
    if value is None:
        return today()
    try:
        return day(value)
    except BadCell as bad:
        raise click.UsageError(f"--on: {bad.message}", ctx) from None


def today() -> date:
    """The day of whoever asks; nothing else looks at the clock."""
    return date.today()


def catalogue_and_policies(
    path: str, policy: Sequence[str], *, examples: bool = False
) -> tuple[Catalogue, Policies]:
    """The catalogue at a path and the policies about it; says which columns these do not name."""
    catalogue = read_catalogue(path)
    policies = load_policies(*policy, vocabulary=catalogue.vocabulary, examples=examples)
    _warn_of_columns(path, catalogue.columns, policies)
    return catalogue, policies


def records_from(path: str, policies: Policies) -> Transcripts:
    """The learners at a path; says which of its columns the policies do not name."""
    read = read_transcripts(path)
    _warn_of_columns(path, read.extra_columns, policies)
    return read


def _warn_of_columns(path: str, columns: Sequence[str], policies: Policies) -> None:
    if columns:
        named = _named_columns(policies)
        columns = [name for name in columns if name not in named]
    if not columns:
        return
    first = ", ".join(f"`{visible(name)}`" for name in columns[:5])
    rest = f" and {len(columns) - 5} more" if len(columns) > 5 else ""
    noun = "the column" if len(columns) == 1 else "the columns"
    say(f"{Path(path).as_posix()}: warning: no policy names {noun} {first}{rest}")


def _named_columns(policies: Policies) -> frozenset[str]:
    """The columns that the policies and what they define ask for with ``where``."""
    defines = {id(d): d for policy in policies.values() for d in policy.defines.values()}
    pieces = (*(policy.award for policy in policies.values()), *defines.values())
    return frozenset(where.column for where in inside(pieces, syntax.Where))


def chosen(what: str, asked: Sequence[str], known: Collection[str]) -> list[str]:
    """The ids asked for, or all that are known, sorted; refuses those that are not known."""
    for id_ in asked:
        if id_ not in known:
            hint = _nearest(id_, known)
            raise click.UsageError(f"there is no {what} `{visible(id_)}`{hint}")
    return sorted(set(asked) or known)


def _nearest(id_: str, known: Collection[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    near = get_close_matches(id_[:200].casefold(), list(folded)[:5000], n=3)
    if near:
        return ": did you mean " + " or ".join(f"`{folded[name]}`" for name in near) + "?"
    if 0 < len(known) <= 8:
        return ": there is " + ", ".join(f"`{name}`" for name in sorted(known))
    return ""
