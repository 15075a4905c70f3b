"""Catalogues: the modules that an institution offers and the areas they belong to."""

from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from microcredit.language.vocabulary import Vocabulary
from microcredit.model.area import Area
from microcredit.model.module import Module
from microcredit.wording.said import named


@frozen(slots=False)
class Catalogue:
    """Modules and areas by name, in the catalogue's own order; read by ``microcredit.records``.

    ``sources`` names each file that it was read from with the SHA-256 of its bytes; ``columns``
    are those of its own, which only a policy's ``where`` heeds.
    """

    modules: Mapping[str, Module]
    areas: Mapping[str, Area]
    sources: tuple[tuple[str, str], ...] = field(default=(), eq=False)
    columns: tuple[str, ...] = field(default=(), eq=False)

    def module(self, code: str) -> Module | None:
        """The module with this code, or that formerly had it."""
        found = self.modules.get(code)
        if found is None and (present := self._former.get(code)):
            return self.modules[present]
        return found

    def area_name(self, name: str) -> str:
        """The area's name, which is shown in Chinese where it has a title there."""
        area = self.areas.get(name)
        return name if area is None else named(name, {"zh-Hant": area.title_zh_hant})

    def position(self, code: str) -> int:
        """The module's place in the catalogue's order; unknown ones come after all others."""
        return self.positions.get(code, len(self.positions))

    def area_and_below(self, name: str) -> frozenset[str]:
        """The area and all below it; the name alone where the catalogue does not know it."""
        below = {name}
        for area in self._areas_from_the_top:
            if area.under in below:
                below.add(area.name)
        return frozenset(below)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that policies about this catalogue may use."""
        return Vocabulary(
            areas={area.name: area.under for area in self.areas.values()},
            modules=self._former | {code: code for code in self.modules},
            tags=frozenset(tag for module in self.modules.values() for tag in module.tags),
        )

    @cached_property
    def _former(self) -> dict[str, str]:
        return {old: m.code for m in self.modules.values() for old in m.formerly}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of each module in the catalogue's order."""
        return {code: place for place, code in enumerate(self.modules)}

    @cached_property
    def _areas_from_the_top(self) -> tuple[Area, ...]:
        """Every area after the one above it."""
        ordered: dict[str, Area] = {}
        waiting = list(self.areas.values())
        while waiting:
            ready = [a for a in waiting if a.under is None or a.under in ordered]
            if not ready:
                break
            ordered |= {area.name: area for area in ready}
            waiting = [area for area in waiting if area.name not in ordered]
        return tuple(ordered.values())
