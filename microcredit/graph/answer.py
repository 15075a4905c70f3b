"""Answers: what the stacking graph says to a question, and the page and the diagram of each."""

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from microcredit.graph.bottlenecks import (
    Bottlenecks,
    Unreachable,
    bottlenecks_page,
    unreachable_page,
)
from microcredit.graph.breaking import Renaming, Withdrawal, renamed_page, withdrawn_page
from microcredit.graph.built_from import BuiltFrom, built_from_page
from microcredit.graph.counts_toward import CountsToward, counts_toward_page
from microcredit.graph.diagram import (
    Diagram,
    built_from_diagram,
    counts_toward_diagram,
    overview_diagram,
    pathways_diagram,
)
from microcredit.graph.overview import Overview, overview_page
from microcredit.graph.pathways import Pathways, pathways_page
from microcredit.graph.stacking import Stacking
from microcredit.wording.page import Block

Answer: TypeAlias = (
    Overview
    | CountsToward
    | BuiltFrom
    | Pathways
    | Bottlenecks
    | Withdrawal
    | Renaming
    | Unreachable
)


def answer_page(answer: Answer, stacking: Stacking) -> Iterator[Block]:
    """The answer as a page to read; ``stacking`` is what was asked."""
    world = stacking.world
    match answer:
        case Overview():
            return overview_page(answer, world)
        case CountsToward():
            return counts_toward_page(answer, world)
        case BuiltFrom():
            return built_from_page(answer, world)
        case Pathways():
            return pathways_page(answer, world)
        case Bottlenecks():
            return bottlenecks_page(answer, world)
        case Withdrawal():
            return withdrawn_page(answer, world)
        case Renaming():
            return renamed_page(answer)
        case Unreachable():
            return unreachable_page(answer, world)
        case _:
            assert_never(answer)


def answer_diagram(
    answer: Answer, stacking: Stacking, *, every_module: bool = False
) -> Diagram | None:
    """The answer as a diagram; none where it is a list. With ``every_module`` boxes name all the
    modules that they stand for, else only a few."""
    world = stacking.world
    match answer:
        case Overview():
            return overview_diagram(answer, world, every_module=every_module)
        case BuiltFrom():
            return built_from_diagram(answer, world, every_module=every_module)
        case CountsToward():
            return counts_toward_diagram(answer, world)
        case Pathways():
            return pathways_diagram(answer, world)
        case Bottlenecks() | Withdrawal() | Renaming() | Unreachable():
            return None
        case _:
            assert_never(answer)
