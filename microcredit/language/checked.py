"""Policies that have been checked: every name in them means something."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import field, frozen

from microcredit.language import syntax
from microcredit.source import Source


@frozen
class CheckedPolicy:
    """One award with everything that its words refer to.

    ``needs`` are the awards of the same policies that its requirements name, by id; there is no
    loop among them. ``sources`` are the files that decide it: its own first, then imports.
    """

    award: syntax.Award
    institution: str | None
    framework: syntax.Framework | None
    defines: Mapping[str, syntax.Define]
    external: Mapping[str, syntax.ExternalAward]
    needs: Mapping[str, "CheckedPolicy"]
    sources: tuple[Source, ...]
    examples: tuple[syntax.Example, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """The award's id."""
        return self.award.id.text

    @property
    def edition(self) -> str:
        """The edition's name: the period in which it is in force, ``always`` where none is
        stated."""
        period = self.award.effective
        if period is None:
            return "always"
        if period.last is None:
            return f"{period.first} onwards"
        return f"{period.first} to {period.last}"

    def selection(self, name: str) -> syntax.Selection:
        """What a defined name selects."""
        meaning = self.defines[name].meaning
        assert isinstance(meaning, syntax.Selection)
        return meaning

    @property
    def size(self) -> Fraction | None:
        """The declared size in credits of the framework, none where there is none, or where it
        is not the same for all learners and dates."""
        size = self.award.size
        if isinstance(size, syntax.NamedAmount):
            meaning = self.defines[size.name.text].meaning
            return meaning.number if isinstance(meaning, syntax.Fixed) else None
        return None if size is None else size.number

    def scales(self, grade: str) -> tuple[syntax.GradeScale, ...]:
        """The framework's grade scales that have this grade."""
        scales = self.framework.scales if self.framework else ()
        return tuple(s for s in scales if any(g.code.text == grade for g in s.grades))


@frozen
class Policies(Mapping[str, CheckedPolicy]):
    """Checked policies by award id, in the order written."""

    by_id: Mapping[str, CheckedPolicy]

    def __getitem__(self, award: str) -> CheckedPolicy:
        return self.by_id[award]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_id)

    def __len__(self) -> int:
        return len(self.by_id)
