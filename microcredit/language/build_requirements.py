"""Requirements and amounts, from the tree to syntax."""

from fractions import Fraction
from typing import Any, Literal

from attrs import evolve, frozen
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, listing, node, word
from microcredit.language.syntax import (
    Amount,
    Code,
    Comparison,
    Condition,
    Fixed,
    Name,
    NamedAmount,
    Proportion,
    Requirement,
    Selection,
    Text,
    Unit,
)
from microcredit.source import Span

Base = tuple[Literal["counted", "size", "award"] | Fixed, Unit, bool]


@frozen
class BareNumber(syntax.Node):
    """``3`` in ``between 3 and 6 credits``"""

    token: Token


def unit_of(token: Token) -> Unit:
    """Give what a word of measure stands for: `credit` and `credits` are one."""
    return "credits" if token.type == "CREDITS" else "modules"


class AmountRules(Rules):
    """How much."""

    named_amount = node(NamedAmount)
    rounded_up = word(True)

    def fixed(self, meta: Meta, number: Token, unit: Token) -> Fixed:
        """``24 credits``"""
        return self._fixed(number, unit_of(unit), self.leaves.span(meta))

    def _fixed(self, number: Token, unit: Unit, span: Span) -> Fixed:
        exact = self.leaves.exact(number) if unit == "credits" else self.leaves.whole(number)
        return Fixed(Fraction(exact), unit, span=span)

    def proportion(self, meta: Meta, share: Token, base: Base) -> Proportion:
        """``75% of credits``"""
        of, unit, rounded = base
        percent = share.type == "PERCENT"
        return Proportion(
            self.leaves.ratio(share), percent, unit, of, rounded, span=self.leaves.span(meta)
        )

    def counted(self, _meta: Meta, unit: Token) -> Base:
        """``… of credits``"""
        return "counted", unit_of(unit), False

    def fixed_base(self, _meta: Meta, amount: Fixed, rounded: bool | None) -> Base:
        """``… of 30 credits rounded up``"""
        return amount, amount.unit, bool(rounded)

    size_base = word(("size", "credits", False))

    def award_base(self, _meta: Meta, unit: Token) -> Base:
        """``… of the award's credits``"""
        return "award", unit_of(unit), False


class RequirementRules(AmountRules):
    """What has to hold."""

    def citation(self, _meta: Meta, text: Text) -> Text:
        """``per "Regulation 4.2"``"""
        return text

    def bare_requirement(
        self, meta: Meta, condition: Condition, citation: Text | None
    ) -> Requirement:
        """``require at least 24 credits``"""
        return Requirement(None, None, condition, citation, span=self.leaves.span(meta))

    named_requirement = node(Requirement)

    def labelled_requirement(
        self, meta: Meta, label: Text, condition: Condition, citation: Text | None
    ) -> Requirement:
        """``require "Three quarters": at least 24 credits``"""
        return Requirement(None, label, condition, citation, span=self.leaves.span(meta))

    at_least = word("at least")
    at_most = word("at most")
    exactly = word("exactly")
    bare_number = node(BareNumber)

    def total(
        self, meta: Meta, comparison: Comparison, amount: Amount, selection: Selection | None
    ) -> syntax.Total:
        """``at least 24 credits``"""
        return syntax.Total(comparison, amount, None, selection, span=self.leaves.span(meta))

    def total_between(
        self, meta: Meta, lower: Amount | BareNumber, upper: Amount, selection: Selection | None
    ) -> syntax.Total:
        """``between 3 and 6 credits``"""
        if isinstance(lower, BareNumber):
            lower = self._like(lower, upper)
        return syntax.Total("between", lower, upper, selection, span=self.leaves.span(meta))

    def _like(self, bare: BareNumber, upper: Amount) -> Amount:
        """The first number of ``between 3 and 6 credits``, with the unit of the second."""
        share = bare.token.type != "NUMBER"
        if share and isinstance(upper, Proportion):
            percent = bare.token.type == "PERCENT"
            return evolve(
                upper, ratio=self.leaves.ratio(bare.token), percent=percent, span=bare.span
            )
        if not share and isinstance(upper, Fixed):
            return self._fixed(bare.token, upper.unit, bare.span)
        message = f"`{bare.token}` and `{upper.span.text}` are not amounts of one kind"
        self.leaves.note("amount", message, bare.span, hint="write `3 credits` or `25% of credits`")
        return upper

    def all_of(self, meta: Meta, *codes: Code) -> syntax.AllOf:
        """``all of DS501, DS502``"""
        return syntax.AllOf(codes, span=self.leaves.span(meta))

    def some_of(
        self, meta: Meta, number: Token, *choices: Code | tuple[Code, ...]
    ) -> syntax.SomeOf:
        """``2 of A1, B1, C1``"""
        groups = tuple((one,) if isinstance(one, Code) else one for one in choices)
        return syntax.SomeOf(self.leaves.whole(number), groups, span=self.leaves.span(meta))

    def choice(self, _meta: Meta, *codes: Code) -> tuple[Code, ...]:
        """``{ A1 or A2 }``"""
        return codes

    average = node(syntax.Average)
    not_award = word(True)
    held = word(True)

    def holds_award(
        self, meta: Meta, negated: bool | None, award: Name, held: bool | None
    ) -> syntax.HoldsAward:
        """``not award X``"""
        return syntax.HoldsAward(award, bool(held), bool(negated), span=self.leaves.span(meta))

    either = listing(syntax.Either)

    def branch(self, meta: Meta, *lines: Any) -> tuple[Requirement, ...]:
        """``{ all of ST510 }``"""
        if not lines:
            self.leaves.note("missing", "nothing stands in these braces", self.leaves.span(meta))
        if len(lines) == 1 and not isinstance(lines[0], Requirement):
            return (Requirement(None, None, lines[0], None, span=lines[0].span),)
        return lines
