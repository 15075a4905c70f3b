"""Policies that have been checked: every name in them means something."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import field, frozen

from microcredit.language import syntax
from microcredit.language.phrase_awards import phrase_learners
from microcredit.language.scales import average_scale
from microcredit.language.vocabulary import PredicateSignature
from microcredit.source import Source
from microcredit.wording.said import said


@frozen
class CheckedPolicy:
    """One award with everything that its words refer to.

    It is one edition, the latest where there are several. ``needs`` are the awards of the same
    policies that its requirements name or that it includes, by id; there is no loop among them.
    ``sources`` are the files that decide it: its own first, then imports. ``examples`` are of the
    award as a whole, and stand at the latest edition.
    """

    award: syntax.Award
    institution: str | None
    framework: syntax.Framework | None
    defines: Mapping[str, syntax.Define]
    external: Mapping[str, syntax.ExternalAward]
    needs: Mapping[str, "CheckedPolicy"]
    sources: tuple[Source, ...]
    examples: tuple[syntax.Example, ...] = field(repr=False)
    earlier: tuple["CheckedPolicy", ...] = field(default=(), repr=False)
    """the award's other editions, latest first; each without any of its own"""
    siblings: Mapping[str, "CheckedPolicy"] = field(factory=dict, eq=False, repr=False)
    """every award of the same policies by id, itself too"""
    predicates: Mapping[str, PredicateSignature] = field(factory=dict, repr=False)
    """what plugins give of the predicates that it names, in its definitions too"""

    @property
    def id(self) -> str:
        """The award's id."""
        return self.award.id.text

    @property
    def edition(self) -> str:
        """The edition's name: the period in which it is in force, ``always`` where none is
        stated, and the learners that it is for."""
        period = self.award.effective
        name = said("always", context="period")
        if period is not None:
            first, last = period.first, period.last
            name = said("{first} onwards", context="period", first=first)
            if last:
                name = said("{first} to {last}", context="period", first=first, last=last)
        if self.award.open_to:
            whose = phrase_learners(self.award.open_to)
            name = said("{period}, {whose}", period=name, whose=whose)
        return name

    @property
    def average_scale(self) -> str | None:
        """The one grade scale that its averages and better grades are on; none if it has no such
        line, or the framework no one scale for `repeats count best` alone."""
        return None if self.framework is None else average_scale(self.award, self.framework)

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
