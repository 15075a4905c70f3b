"""``microcredit graph``: how modules, parts and awards stack, and what hangs on what."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import click
from attrs import frozen

from microcredit.cli.desk import Desk, Job
from microcredit.cli.inputs import (
    as_of,
    chosen,
    language_option,
    listed,
    plugin_option,
    policy_argument,
    refuse_language,
    seconds_option,
    spared,
)
from microcredit.cli.kept_desk import desk_for
from microcredit.cli.messages import prepare_data_output, say
from microcredit.engine.judged import hearing
from microcredit.graph.answer import Answer, answer_diagram, answer_page
from microcredit.graph.stacking import Stacking
from microcredit.graph.world import world
from microcredit.records.cells import visible
from microcredit.reports.json import one_line
from microcredit.reports.stacking_json import stacking_json
from microcredit.reports.stacking_mermaid import mermaid
from microcredit.reports.stacking_svg import svg
from microcredit.reports.terminal import show
from microcredit.wording.page import Block
from microcredit.wording.plain import plain
from microcredit.wording.said import Language

LISTS = ("--bottlenecks", "--without", "--rename-area", "--unreachable")
"""The questions whose answer is a list, which is not drawn."""


@frozen
class Asked:
    """What the command is asked; one question, or none for the whole graph."""

    module: str | None
    award: str | None
    start: str | None
    end: str | None
    bottlenecks: bool
    without: str | None
    rename: str | None
    unreachable: bool

    @property
    def question(self) -> str | None:
        """The option that asks; refuses options that do not go together."""
        given = {
            "--module": self.module is not None,
            "--award": self.award is not None and not self.bottlenecks,
            "--from": self.start is not None,
            "--to": self.end is not None and self.start is None,
            "--bottlenecks": self.bottlenecks,
            "--without": self.without is not None,
            "--rename-area": self.rename is not None,
            "--unreachable": self.unreachable,
        }
        named = [option for option, there in given.items() if there]
        if len(named) > 1:
            raise click.UsageError(
                f"{' and '.join(named[:2])} are two questions: ask one at a time"
            )
        if (self.start is None) != (self.end is None):
            missing = "--to" if self.end is None else "--from"
            raise click.UsageError(
                f"a pathway leads from somewhere to somewhere: {missing} is missing"
            )
        return named[0] if named else None


@click.command()
@policy_argument
@click.option("--catalogue", required=True, metavar="PATH", help="Folder or JSON file of modules.")
@click.option("--module", metavar="CODE", help="What this module counts toward, by clause.")
@click.option(
    "--award", metavar="ID", help="What this award is built from, and what follows from it."
)
@click.option("--from", "start", metavar="ID", help="Every pathway from this award or module …")
@click.option("--to", "end", metavar="ID", help="… to this award, or to each of this kind.")
@click.option(
    "--bottlenecks",
    is_flag=True,
    help="Modules without which an award (or the --award) cannot be earned.",
)
@click.option("--without", metavar="CODE", help="What breaks if this module is withdrawn.")
@click.option("--rename-area", "rename", metavar="OLD=NEW", help="What breaks if it is renamed.")
@click.option("--unreachable", is_flag=True, help="Awards that no modules of the catalogue earn.")
@click.option(
    "--on", callback=as_of, metavar="DATE", show_default="today", help="Editions as of this day."
)
@click.option(
    "--every-module", is_flag=True, help="In a diagram, name every module that a box stands for."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "svg", "mermaid", "json"]),
    default="text",
    show_default=True,
    help="A page to read, a diagram, or one JSON object.",
)
@click.option("--out", metavar="FILE", help="Write it to this file.")
@language_option
@plugin_option
@seconds_option
def graph(
    policy: tuple[str, ...],
    catalogue: str,
    module: str | None,
    award: str | None,
    start: str | None,
    end: str | None,
    bottlenecks: bool,
    without: str | None,
    rename: str | None,
    unreachable: bool,
    on: date,
    every_module: bool,
    form: str,
    out: str | None,
    language: Language,
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Show how modules, parts and awards stack, and what hangs on what.

    POLICY is a file or a folder of files. Without a question: the whole graph. An award can be
    earned if somebody who has passed modules of the catalogue earns it, whatever else is asked for
    being as it serves best.
    """
    asked = Asked(module, award, start, end, bottlenecks, without, rename, unreachable)
    question = asked.question
    if form in ("svg", "mermaid") and question in LISTS:
        raise click.UsageError(f"the answer to {question} is a list: --format text or json")
    if every_module and (form not in ("svg", "mermaid") or question not in (None, "--award")):
        raise click.UsageError(
            "--every-module is for diagrams of the whole graph or of an --award: "
            "--format svg or mermaid"
        )
    refuse_language(form, language)
    if out is not None:
        spared(out, policy, catalogue)
    with desk_for(Job(policy, catalogue, plugins)) as desk:
        listed(desk, catalogue)
        found = desk.ask(seconds, answered, asked, on, form, every_module, language)
    if out is not None:
        text = found if isinstance(found, str) else plain(found, language) + "\n"
        Path(out).write_text(text, encoding="utf-8", newline="\n")
        say(f"written to {out}")
    elif isinstance(found, str):
        prepare_data_output()
        click.echo(found, nl=False)
    else:
        show(found, language)


def answered(
    desk: Desk, asked: Asked, on: date, form: str, every_module: bool, language: Language
) -> str | tuple[Block, ...]:
    """The answer to what is asked, in a format; a page to read as its blocks."""
    with hearing("the catalogue"):
        forms = {award: desk.ready(award).form for award in desk.contents.awards}
        found = Stacking(world(forms, desk.catalogue, on, desk.contents.stated))
        answer = _answer(found, asked)
        if form == "json":
            return one_line(stacking_json(answer, found)) + "\n"
        if form == "text":
            return tuple(answer_page(answer, found))
        diagram = answer_diagram(answer, found, every_module=every_module)
        assert diagram is not None
        return (svg if form == "svg" else mermaid)(diagram, language)


def _answer(found: Stacking, asked: Asked) -> Answer:
    codes = found.world.catalogue.vocabulary.modules
    awards = found.world.forms
    questions: Mapping[str | None, Callable[[], Answer]] = {
        None: found.overview,
        "--module": lambda: found.counts_toward(_one("module", asked.module, codes)),
        "--award": lambda: found.built_from(_one("award", asked.award, awards)),
        "--from": lambda: _pathways(found, asked),
        "--bottlenecks": lambda: found.bottlenecks(
            None if asked.award is None else _one("award", asked.award, awards)
        ),
        "--without": lambda: found.without(_one("module", asked.without, codes)),
        "--rename-area": lambda: _renamed(found, asked),
        "--unreachable": found.unreachable,
    }
    return questions[asked.question]()


def _one(what: str, given: str | None, known: Mapping[str, object]) -> str:
    return chosen(what, [given or ""], known)[0]


def _pathways(found: Stacking, asked: Asked) -> Answer:
    world = found.world
    starts = {**world.catalogue.vocabulary.modules, **world.outside, **world.forms}
    kinds = {form.standing.kind: None for form in world.forms.values() if form.standing.kind}
    start = _one("award or module", asked.start, starts)
    return found.pathways(
        start, _one("award or kind of award", asked.end, {**kinds, **world.forms})
    )


def _renamed(found: Stacking, asked: Asked) -> Answer:
    old, equals, new = (asked.rename or "").partition("=")
    if not (equals and old.strip() and new.strip()):
        raise click.UsageError("--rename-area takes the old name and the new one: OLD=NEW")
    if old.strip() == new.strip():
        raise click.UsageError(f"--rename-area: `{visible(new.strip())}` is its name already")
    return found.renamed(_one("area", old.strip(), found.world.catalogue.areas), new.strip())
