"""What commands are given: policies, a catalogue, records, a day, and ids among what these hold."""

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from microcredit.cli.desk import OPENING, Contents, DeskHolder, contents
from microcredit.cli.messages import say
from microcredit.records.cells import BadCell, day, visible
from microcredit.records.transcripts import Transcripts, read_transcripts
from microcredit.wording.said import LANGUAGES, Language

policy_argument = click.argument("policy", nargs=-1, required=True, metavar="POLICY...")
plugin_option = click.option(
    "--plugin",
    "plugins",
    multiple=True,
    metavar="NAME",
    help="Load this installed plugin; may be given several times.",
)
seconds_option = click.option(
    "--plugin-seconds",
    "seconds",
    type=click.IntRange(1, 3600),
    default=5,
    show_default=True,
    metavar="N",
    help="How long plugins may take for one learner.",
)
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the page.",
)


def refuse_language(form: str, language: Language) -> None:
    """Refuses a language for what says things in English always."""
    if form == "json" and language != "en":
        raise click.UsageError("--format json says things in English: leave out --language")


def as_of(ctx: click.Context, param: click.Parameter, value: str | None) -> date:
    """The day that an option says, today where it is not given; refuses what is no day."""
    return day_option(ctx, param, value) or today()


def day_option(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The day that an option says, none where it is not given; refuses what is no day."""
    if value is None:
        return None
    try:
        return day(value)
    except BadCell as bad:
        raise click.UsageError(f"{param.opts[0]}: {bad.message}", ctx) from None


def today() -> date:
    """The day of whoever asks; nothing else looks at the clock."""
    return date.today()


def listed(desk: DeskHolder, catalogue: str | None) -> Contents:
    """What the desk holds; says which of the catalogue's columns no policy names."""
    held = desk.ask(OPENING, contents)
    if catalogue is not None:
        warn_of_columns(catalogue, held.columns, held.named)
    return held


def records_from(path: str, desk: DeskHolder, held: Contents) -> Transcripts:
    """The learners at a path, or at a location with a plugin's record source before it; says which
    of the columns there no policy names, and where there is nobody."""
    source, colon, location = path.partition(":")
    if colon and source in held.sources:
        opening = import_module("microcredit.cli.opening")
        found: Transcripts = desk.ask(OPENING, opening.read, source, location)
    else:
        found = read_transcripts(path)
    warn_of_columns(path, found.extra_columns, held.named)
    if not (found.transcripts or found.problems):
        say(f"{Path(path).as_posix()}: warning: there is no learner in it")
    return found


def warn_of_columns(path: str, columns: Sequence[str], named: Collection[str]) -> None:
    """Say which of the columns of a file are not among those that somebody asks for."""
    columns = [name for name in columns if name not in named]
    if not columns:
        return
    first = ", ".join(f"`{visible(name)}`" for name in columns[:5])
    rest = f" and {len(columns) - 5} more" if len(columns) > 5 else ""
    noun = "the column" if len(columns) == 1 else "the columns"
    say(f"{Path(path).as_posix()}: warning: no policy names {noun} {first}{rest}")


def chosen(what: str, asked: Sequence[str], known: Collection[str]) -> list[str]:
    """The ids asked for, or all that are known, sorted; refuses those that are not known, and
    policies that have no award."""
    if what == "award" and not known:
        raise click.UsageError("there is no award in what is given as POLICY")
    for id_ in asked:
        if id_ not in known:
            hint = _nearest(id_, known)
            raise click.UsageError(f"there is no {what} `{visible(id_)}`{hint}")
    return sorted(set(asked) or known)


def spared(out: str, policies: Sequence[str], catalogue: str, records: str | None = None) -> None:
    """Refuses an output that would take the place of a file that is read."""
    asked = [(each, "**/*.policy") for each in policies]
    asked += [(catalogue, "modules.csv"), (catalogue, "areas.csv")]
    asked += [(records, "**/*.*")] if records is not None else []
    written = Path(out)
    if not written.is_file():
        return
    for path, inside in asked:
        read = Path(path).glob(inside) if Path(path).is_dir() else [Path(path)]
        if any(each.is_file() and each.samefile(written) for each in read):
            raise click.UsageError(
                f"--out: `{visible(written.as_posix())}` is read too: give it another name"
            )


def _nearest(id_: str, known: Collection[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    near = get_close_matches(id_[:200].casefold(), list(folded)[:5000], n=3)
    if near:
        return ": did you mean " + " or ".join(f"`{folded[name]}`" for name in near) + "?"
    if 0 < len(known) <= 8:
        return ": there is " + ", ".join(f"`{name}`" for name in sorted(known))
    return ""
