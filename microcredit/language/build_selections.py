"""Selections, from the tree to syntax."""

from typing import Any, Literal

from attrs import evolve, frozen
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import MORE, Rules, listing, node, word
from microcredit.language.syntax import Argument, Name, Selection, Text


@frozen
class Adjectives(syntax.Node):
    """``passed, not recognised``: one alternative of a selection, or what it leaves out"""

    all: tuple[syntax.Adjective, ...]
    excepted: bool = False


class SelectionRules(Rules):
    """Which records."""

    def selection(self, meta: Meta, *groups: Adjectives | None) -> Selection:
        """``graded C or better, or recognised, except from BU501``"""
        span = self.leaves.span(meta)
        kept = [group for group in groups if group is not None]
        excepted = kept.pop().all if kept[-1].excepted else ()
        return Selection(tuple(group.all for group in kept), excepted, span=span)

    adjectives = listing(Adjectives)

    def excepted(self, _meta: Meta, adjectives: Adjectives) -> Adjectives:
        """``, except from BU501``"""
        return evolve(adjectives, excepted=True)

    not_adjective = node(syntax.Not)
    in_area = listing(syntax.InArea)
    under_area = listing(syntax.UnderArea)
    from_modules = listing(syntax.FromModules)
    passed = node(syntax.Passed)
    graded = node(syntax.Graded)
    recognised = node(syntax.Recognised)
    at_institution = node(syntax.AtInstitution)
    graded_on = node(syntax.GradedOn)
    defined = node(syntax.Defined)
    at_level = listing(syntax.AtLevel)
    in_term = listing(syntax.InTerm)
    or_above = word(MORE)

    def that_level(self, meta: Meta, above: str | None) -> syntax.LevelRange:
        """``that level or above``"""
        span = self.leaves.span(meta)
        level = Name("level", span=span)
        return syntax.LevelRange(level, None if above else level, span=span)

    def level_range(
        self, meta: Meta, lowest: Token, highest: Token | str | None
    ) -> syntax.LevelRange:
        """``5 or above``"""
        least = self.leaves.whole(lowest)
        most = self.leaves.whole(highest) if isinstance(highest, Token) else least
        span = self.leaves.span(meta)
        return syntax.LevelRange(least, None if highest == MORE else most, span=span)

    before = word("before")
    after = word("after")

    def completed_on_a_side(
        self, meta: Meta, side: Literal["before", "after"], day: Token
    ) -> syntax.Completed:
        """``completed before 2024-01-01``"""
        return syntax.Completed(side, self.leaves.day(day), None, span=self.leaves.span(meta))

    def completed_between(self, meta: Meta, first: Token, last: Token) -> syntax.Completed:
        """``completed between 2024-01-01 and 2024-12-31``"""
        days = self.leaves.day(first), self.leaves.day(last)
        return syntax.Completed("between", *days, span=self.leaves.span(meta))

    of_event = word("of")

    def completed_within(
        self, meta: Meta, years: Token, relation: Any, event: Any
    ) -> syntax.CompletedWithin:
        """``completed within 5 years before admission``"""
        number = self.leaves.whole(years)
        return syntax.CompletedWithin(number, relation, event, span=self.leaves.span(meta))

    def completed_less_than(
        self, meta: Meta, years: Token, relation: Any, event: Any
    ) -> syntax.CompletedWithin:
        """``completed less than 5 years before admission``"""
        window = self.completed_within(meta, years, relation, event)
        return evolve(window, strict=True)

    def completed_beside(self, meta: Meta, side: Any, event: Any) -> syntax.CompletedWithin:
        """``completed before admission``"""
        return syntax.CompletedWithin(None, side, event, span=self.leaves.span(meta))

    def used_for_kind(self, meta: Meta, kind: Name) -> syntax.UsedFor:
        """``used for a programme award``"""
        return syntax.UsedFor(kind.text, None, span=self.leaves.span(meta))

    def used_for_another(self, meta: Meta, *others: Name | None) -> syntax.UsedFor:
        """``used for another award other than X, Y``"""
        other_than = tuple(other for other in others if other is not None)
        return syntax.UsedFor(None, None, other_than, span=self.leaves.span(meta))

    def other_award(self, meta: Meta, token: Token) -> Name:
        """``X``, behind ``other than``"""
        return self.name(meta, token)

    def used_for_award(self, meta: Meta, award: Name) -> syntax.UsedFor:
        """``used for bsc-computing``"""
        return syntax.UsedFor(None, award, span=self.leaves.span(meta))

    def tagged(self, meta: Meta, *tags: Text | Name) -> syntax.Tagged:
        """``tagged "capstone" or project``"""
        texts = tuple(Text(tag.text, span=tag.span) for tag in tags)
        return syntax.Tagged(texts, span=self.leaves.span(meta))

    def worth(self, meta: Meta, credits: Token, _word: Token, or_more: str | None) -> syntax.Worth:
        """``worth 15 credits or more``"""
        number = self.leaves.exact(credits)
        return syntax.Worth(number, or_more is not None, span=self.leaves.span(meta))

    def where(self, meta: Meta, column: Token, *values: Text) -> syntax.Where:
        """``where provider is "Alpha" or "Beta"``"""
        return syntax.Where(str(column), values, span=self.leaves.span(meta))

    def judged(self, meta: Meta, predicate: Token, *given: Argument | None) -> syntax.Judged:
        """``where offered-by("Engineering", 3)``"""
        name = Name(str(predicate), span=self.leaves.span(predicate))
        arguments = tuple(one for one in given if one is not None)
        return syntax.Judged(name, arguments, span=self.leaves.span(meta))

    def argument(self, meta: Meta, token: Token) -> Argument:
        """``"Engineering"``, ``3``, ``2026-03-01``"""
        span = self.leaves.span(meta)
        match token.type:
            case "TEXT":
                return Argument(token[1:-1], span=span)
            case "DATE":
                return Argument(self.leaves.day(token), span=span)
            case _:
                return Argument(self.leaves.exact(token), span=span)
