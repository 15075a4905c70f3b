"""Requirements and amounts, from the tree to syntax."""

from fractions import Fraction
from typing import Any, Literal

from attrs import evolve, frozen
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, listing, node, word
from microcredit.language.repair import DEEPEST
from microcredit.language.syntax import (
    Amount,
    Code,
    Comparison,
    Condition,
    Fixed,
    Name,
    NamedAmount,
    OneOf,
    Proportion,
    Requirement,
    Selection,
    Text,
    Total,
    Unit,
)
from microcredit.source import Span

Base = tuple[Literal["counted", "size", "award"] | Fixed | NamedAmount, Unit, bool]


@frozen
class BareNumber(syntax.Node):
    """``3`` in ``between 3 and 6 credits``"""

    token: Token


def _depth(amount: Amount) -> int:
    """How many of the greater and the lesser stand in one another."""
    if isinstance(amount, syntax.Extreme):
        return 1 + max(_depth(amount.first), _depth(amount.second))
    return 0


class AmountRules(Rules):
    """How much."""

    named_amount = node(NamedAmount)
    rounded_up = word(True)

    credits = word("credits")
    modules = word("modules")
    areas = word("areas")
    levels = word("levels")
    contact_hours = word("contact hours")
    terms = word("terms")

    def fixed(self, meta: Meta, number: Token, unit: Unit) -> Fixed:
        """``24 credits``"""
        return self.amount(number, unit, self.leaves.span(meta))

    def amount(self, number: Token, unit: Unit, span: Span) -> Fixed:
        """Give so much of a unit; modules, areas, levels and terms are whole."""
        whole = unit not in ("credits", "contact hours")
        exact = self.leaves.whole(number) if whole else self.leaves.exact(number)
        return Fixed(Fraction(exact), unit, span=span)

    def proportion(self, meta: Meta, share: Token, base: Base) -> Proportion:
        """``75% of credits``"""
        of, unit, rounded = base
        percent = share.type == "PERCENT"
        return Proportion(
            self.leaves.ratio(share), percent, unit, of, rounded, span=self.leaves.span(meta)
        )

    def counted(self, _meta: Meta, unit: Unit) -> Base:
        """``… of credits``"""
        return "counted", unit, False

    def fixed_base(self, _meta: Meta, amount: Fixed | NamedAmount, rounded: bool | None) -> Base:
        """``… of 30 credits rounded up``"""
        unit = amount.unit if isinstance(amount, Fixed) else "credits"
        return amount, unit, bool(rounded)

    size_base = word(("size", "credits", False))

    def award_base(self, _meta: Meta, unit: Unit) -> Base:
        """``… of the award's credits``"""
        return "award", unit, False

    def greater(self, meta: Meta, first: Amount, second: Amount) -> syntax.Extreme:
        """``the greater of 15 credits and 2/3 of credits``"""
        return self._extreme("greater", first, second, self.leaves.span(meta))

    def lesser(self, meta: Meta, first: Amount, second: Amount) -> syntax.Extreme:
        """``the lesser of 15 credits and 2/3 of credits``"""
        return self._extreme("lesser", first, second, self.leaves.span(meta))

    def _extreme(
        self, kind: Literal["greater", "lesser"], first: Amount, second: Amount, span: Span
    ) -> syntax.Extreme:
        """The amount; of one that holds too many others in one another, only the inner part."""
        deep = max(_depth(first), _depth(second))
        if deep < DEEPEST:
            return syntax.Extreme(kind, first, second, span=span)
        if not any(
            one.code == "too-deep" and span.start < one.span.start < span.end
            for one in self.leaves.wrong
        ):
            message = f"amounts may be at most {DEEPEST} deep in one another"
            head = Span(span.source, span.start, first.span.start)
            self.leaves.note("too-deep", message, head)
        inner = first if _depth(first) == deep else second
        assert isinstance(inner, syntax.Extreme)
        return inner


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

    one_area = word("area")
    one_level = word("level")
    one_term = word("term")
    academic_year = word("academic year")

    def any_one(self, meta: Meta, kind: Any) -> OneOf:
        """``in any one area``"""
        return OneOf("any", kind, span=self.leaves.span(meta))

    def some_one(self, meta: Meta, kind: Any) -> OneOf:
        """``in some one academic year``"""
        return OneOf("some", kind, span=self.leaves.span(meta))

    def every_one(self, meta: Meta, kind: Any) -> OneOf:
        """``in every academic year``"""
        return OneOf("every", kind, span=self.leaves.span(meta))

    def total(
        self,
        meta: Meta,
        comparison: Comparison,
        amount: Amount,
        selection: Selection | None,
        one_of: OneOf | None = None,
    ) -> Total:
        """``at least 24 credits``"""
        return Total(comparison, amount, None, selection, one_of, span=self.leaves.span(meta))

    def gate(
        self,
        meta: Meta,
        comparison: Comparison,
        amount: Amount,
        first: Selection | None,
        _word: Token,
        second: Selection,
    ) -> syntax.Gate:
        """``at least 45 credits at level 100 before modules at level 200 or above``"""
        span = self.leaves.span(meta)
        if comparison != "at least":
            hint = "as in `at least 45 credits at level 100 before modules at level 200`"
            message = f"what comes before other modules is `at least` so much, not `{comparison}`"
            self.leaves.note("amount", message, span, hint=hint)
        if not isinstance(amount, Fixed) or amount.unit not in ("credits", "modules"):
            message = "what comes before other modules is so many credits or modules"
            self.leaves.note("amount", message, amount.span, hint="as in `at least 45 credits`")
            amount = Fixed(Fraction(1), "credits", span=amount.span)
        return syntax.Gate(amount, first, second, span=span)

    def total_between(
        self,
        meta: Meta,
        lower: Amount | BareNumber,
        upper: Amount,
        selection: Selection | None,
        one_of: OneOf | None = None,
    ) -> Total:
        """``between 3 and 6 credits``"""
        if isinstance(lower, BareNumber):
            lower = self._like(lower, upper)
        return Total("between", lower, upper, selection, one_of, span=self.leaves.span(meta))

    def measured(self, meta: Meta, unit: Unit, selection: Selection, *rest: Any) -> Total:
        """``credits at this institution: at least 15 credits``"""
        *one_of, comparison, amount = rest
        self._of_unit(unit, amount)
        return self.total(meta, comparison, amount, selection, *one_of)

    def measured_between(self, meta: Meta, unit: Unit, selection: Selection, *rest: Any) -> Total:
        """``credits at this institution: between 15 and 20 credits``"""
        *one_of, lower, upper = rest
        total = self.total_between(meta, lower, upper, selection, *one_of)
        self._of_unit(unit, total.amount)
        self._of_unit(unit, upper)
        return total

    def _of_unit(self, unit: Unit, amount: Amount) -> None:
        """Note an amount of something else than what is said to be measured."""
        match amount:
            case syntax.Extreme(_, first, second):
                self._of_unit(unit, first)
                self._of_unit(unit, second)
            case Proportion(base=NamedAmount()) | NamedAmount():
                return
            case Fixed() | Proportion():
                if amount.unit != unit:
                    message = f"`{amount.span.text}` does not speak of {unit}, as this line does"
                    self.leaves.note("amount", message, amount.span)

    def _like(self, bare: BareNumber, upper: Amount) -> Amount:
        """The first number of ``between 3 and 6 credits``, with the unit of the second."""
        share = bare.token.type != "NUMBER"
        if share and isinstance(upper, Proportion):
            percent = bare.token.type == "PERCENT"
            return evolve(
                upper, ratio=self.leaves.ratio(bare.token), percent=percent, span=bare.span
            )
        if not share and isinstance(upper, Fixed):
            return self.amount(bare.token, upper.unit, bare.span)
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

    negated = word(True)
    held = word("held")
    declared = word("declared")

    def holds_award(
        self,
        meta: Meta,
        negated: bool | None,
        award: Name,
        how: Literal["held", "declared"] | None,
    ) -> syntax.HoldsAward:
        """``not award X``"""
        return syntax.HoldsAward(
            award,
            held=how == "held",
            negated=bool(negated),
            declared=how == "declared",
            span=self.leaves.span(meta),
        )

    either = listing(syntax.Either)

    def branch(self, meta: Meta, *lines: Any) -> tuple[Requirement, ...]:
        """``{ all of ST510 }``"""
        if not lines:
            self.leaves.note("missing", "nothing stands in these braces", self.leaves.span(meta))
        if len(lines) == 1 and not isinstance(lines[0], Requirement):
            return (Requirement(None, None, lines[0], None, span=lines[0].span),)
        return lines
