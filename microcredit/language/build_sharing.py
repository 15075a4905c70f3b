"""What an award says of others and of its learners, from the tree to syntax."""

from fractions import Fraction
from typing import Any, Literal

from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, word
from microcredit.language.leaves import Line
from microcredit.language.syntax import LearnerFact, Name, Others, Selection, ShareWith, Text

Limit = syntax.Fixed | syntax.NamedAmount | syntax.SizeShare


class SharingRules(Rules):
    """What awards share, how they stand to one another, and whose edition a block is."""

    # What may count twice

    def share_at_most(
        self,
        meta: Meta,
        id: Name | None,
        limit: Limit,
        selection: Selection | None,
        others: Others,
    ) -> ShareWith:
        """``share at most 4 credits with each certificate``"""
        span = self.leaves.span(meta)
        return ShareWith("at most", limit, selection, others, id, span=span)

    def share_nothing(self, meta: Meta, id: Name | None, others: Others) -> ShareWith:
        """``share nothing with X``"""
        return ShareWith("nothing", None, None, others, id, span=self.leaves.span(meta))

    def share_only(
        self,
        meta: Meta,
        id: Name | None,
        _modules: Token | None,
        selection: Selection,
        others: Others,
    ) -> ShareWith:
        """``share only modules tagged "lab" with X``"""
        return ShareWith("only", None, selection, others, id, span=self.leaves.span(meta))

    def share_surplus(self, meta: Meta, id: Name | None, others: Others) -> ShareWith:
        """``share only the surplus with X``"""
        return ShareWith("surplus", None, None, others, id, span=self.leaves.span(meta))

    def share_awards(self, meta: Meta, id: Name | None, number: Token) -> ShareWith:
        """``share with at most 1 award``"""
        limit = self.leaves.whole(number)
        if limit == 0:
            message = "a module that may count in no other award is not shared at all"
            hint = "write `share nothing with each award`"
            self.leaves.note("amount", message, self.leaves.span(number), hint=hint)
        return ShareWith("awards", limit, None, None, id, span=self.leaves.span(meta))

    def size_share(
        self, meta: Meta, share: Token, base: Literal["smaller", "larger", "size"]
    ) -> syntax.SizeShare:
        """``20% of the smaller award``"""
        percent = share.type == "PERCENT"
        ratio = self.leaves.ratio(share)
        return syntax.SizeShare(ratio, percent, base, span=self.leaves.span(meta))

    smaller_award = word("smaller")
    larger_award = word("larger")
    own_size = word("size")

    def named_others(self, meta: Meta, *awards: Name) -> Others:
        """``X, Y``"""
        return Others(awards, None, False, span=self.leaves.span(meta))

    def each_other(self, meta: Meta, kind: Name) -> Others:
        """``each certificate``"""
        return Others((), kind.text, False, span=self.leaves.span(meta))

    def all_others(self, meta: Meta, kinds: Name) -> Others:
        """``all certificates together``"""
        return Others((), _singular(kinds.text), True, span=self.leaves.span(meta))

    def any_award(self, meta: Meta) -> Name:
        """``award``, of any kind"""
        return Name("award", span=self.leaves.span(meta))

    any_awards = any_award

    # How awards stand to one another

    def builds_on(self, meta: Meta, *awards: Name) -> syntax.Relation:
        """``builds on X``"""
        return syntax.Relation("builds on", awards, span=self.leaves.span(meta))

    def includes(self, meta: Meta, *awards: Name) -> syntax.Relation:
        """``includes X``"""
        return syntax.Relation("includes", awards, span=self.leaves.span(meta))

    def surrenders(self, meta: Meta, *awards: Name) -> syntax.Relation:
        """``surrenders X``"""
        return syntax.Relation("surrenders", awards, span=self.leaves.span(meta))

    def absorbs(self, meta: Meta, *awards: Name) -> syntax.Relation:
        """``absorbs X``"""
        return syntax.Relation("absorbs", awards, span=self.leaves.span(meta))

    def bars(self, meta: Meta, *awards: Name) -> syntax.Relation:
        """``bars X``"""
        return syntax.Relation("bars", awards, span=self.leaves.span(meta))

    # What is preferred

    def prefer_modules(
        self, meta: Meta, _modules: Token | None, selection: Selection
    ) -> syntax.Prefer:
        """``prefer modules at this institution``"""
        return syntax.Prefer(selection, span=self.leaves.span(meta))

    def prefer_grades(self, meta: Meta) -> syntax.Prefer:
        """``prefer better grades``"""
        return syntax.Prefer(None, span=self.leaves.span(meta))

    # Whose edition it is

    def open_to(self, meta: Meta, *facts: LearnerFact) -> Line:
        """``for learners admitted before 2025-09-01``"""
        return Line("for learners", facts, span=self.leaves.span(meta))

    def stated_fact_is(self, meta: Meta, fact: Name, *values: Text) -> LearnerFact:
        """``mode is "part-time" or "evening"``"""
        return LearnerFact(fact, "is", values, span=self.leaves.span(meta))

    def stated_fact_compared(
        self, meta: Meta, fact: Name, comparison: Any, number: Fraction
    ) -> LearnerFact:
        """``score at least 3``"""
        return LearnerFact(fact, comparison, number, span=self.leaves.span(meta))

    def stated_fact_dated(self, meta: Meta, fact: Name, side: Any, day: Token) -> LearnerFact:
        """``admitted before 2025-09-01``"""
        return LearnerFact(fact, side, self.leaves.day(day), span=self.leaves.span(meta))


def _singular(kinds: str) -> str:
    """Give a kind of award from its plural: `certificate`, `specialty`."""
    if kinds.endswith("ies"):
        return f"{kinds[:-3]}y"
    return kinds[:-1] if kinds.endswith("s") and not kinds.endswith("ss") else kinds
