"""The stacking graph: modules, areas, parts and awards, what leads from one to another, and what
can be asked of it."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from microcredit.engine.compile import compile_policy
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.siblings import Known
from microcredit.graph.bottlenecks import (
    Bottlenecks,
    Unreachable,
    bottlenecks as bottlenecks_of,
    unreachable as unreachable_of,
)
from microcredit.graph.breaking import (
    Renaming,
    Withdrawal,
    renamed as renamed_of,
    withdrawn as withdrawn_of,
)
from microcredit.graph.built_from import BuiltFrom, built_from as built_from_of
from microcredit.graph.counts_toward import CountsToward, counts_toward as counts_toward_of
from microcredit.graph.loops import Loop, loops as loops_of
from microcredit.graph.overview import Node, Overview, nodes as nodes_of, overview as overview_of
from microcredit.graph.pathways import Pathways, pathways as pathways_of
from microcredit.graph.stated import Link
from microcredit.graph.stating import stated
from microcredit.graph.world import World, world
from microcredit.language.check import check_against
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue


@frozen(slots=False)
class Stacking:
    """What modules, areas, parts and awards are to one another, on a day.

    Each question has a method, whose answer is a frozen value. A name that is not there raises
    ``LookupError``."""

    world: World = field(repr=False)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every award, part, area and module."""
        return tuple(nodes_of(self.world))

    @property
    def relations(self) -> tuple[Link, ...]:
        """What awards say of one another, with the lines on which they say it."""
        return self.world.links

    def overview(self) -> Overview:
        """All awards, what they are built from, and what is odd about the whole."""
        return overview_of(self.world)

    def counts_toward(self, module: str) -> CountsToward:
        """What a module counts toward, and under which clauses."""
        return counts_toward_of(self.world, module)

    def built_from(self, award: str) -> BuiltFrom:
        """What an award can be built from, and which awards follow from it."""
        return built_from_of(self.world, award)

    def pathways(self, start: str, end: str) -> Pathways:
        """Every way from a module or award to an award, or to every award of a kind."""
        return pathways_of(self.world, start, end)

    def bottlenecks(self, award: str | None = None) -> Bottlenecks:
        """The modules without which an award, or any award, cannot be earned."""
        return bottlenecks_of(self.world, award)

    def without(self, module: str) -> Withdrawal:
        """What breaks if a module is withdrawn."""
        return withdrawn_of(self.world, module)

    def renamed(self, old: str, new: str) -> Renaming:
        """What breaks if an area is renamed."""
        return renamed_of(self.world, old, new)

    def unreachable(self) -> Unreachable:
        """The awards that no set of the catalogue's modules earns."""
        return unreachable_of(self.world)

    def loops(self) -> tuple[Loop, ...]:
        """Circles of awards and of prerequisites, with every link."""
        return loops_of(self.world)


def stacking(policies: Mapping[str, CheckedPolicy], *, catalogue: Catalogue, on: date) -> Stacking:
    """The stacking graph of some policies and a catalogue, on a day.

    Raises ``PolicyCheckError`` where a policy names areas, modules or tags that the catalogue does
    not have."""
    known = Known()
    forms: dict[str, NormalForm] = {}
    for id, policy in policies.items():
        check_against(policy, catalogue.vocabulary)
        forms[id] = compile_policy(policy, catalogue, known)
    return Stacking(world(forms, catalogue, on, stated(policies, catalogue)))
