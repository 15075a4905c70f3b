"""Conditions about grades, time, bundles and the learner, from the tree to syntax."""

from fractions import Fraction
from typing import Literal

from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, node, word
from microcredit.language.syntax import Code, LearnerFact, Name, Selection, Text


class ConditionRules(Rules):
    """What has to hold, beside amounts, lists and awards."""

    # Grades

    of_all_attempts = word(True)
    no_attempt = node(syntax.NoAttempt)

    def average(
        self,
        meta: Meta,
        attempts: bool | None,
        minimum: Fraction,
        scale: Text | None,
        selection: Selection | None,
    ) -> syntax.Average:
        """``average grade of all attempts at least 65 on "marks"``"""
        span = self.leaves.span(meta)
        return syntax.Average(minimum, selection, bool(attempts), scale, span=span)

    def every_grade(
        self,
        meta: Meta,
        attempts: bool | None,
        grade: Code,
        scale: Text | None,
        selection: Selection | None,
    ) -> syntax.EveryGrade:
        """``every grade at least C on "letters"``"""
        span = self.leaves.span(meta)
        return syntax.EveryGrade(grade, scale, selection, bool(attempts), span=span)

    # Time

    all_within = node(syntax.AllWithin)

    first_counted = word("completion")
    first_enrolment = word("enrolment")

    def counted_within(
        self, meta: Meta, years: Token, event: Literal["completion", "enrolment"]
    ) -> syntax.CountedWithin:
        """``completed within 4 years of the earliest counted module``"""
        span = self.leaves.span(meta)
        return syntax.CountedWithin(self.leaves.whole(years), event, span=span)

    def modules_before(self, meta: Meta, _word: Token, *rest: Code | Token) -> syntax.ModulesBefore:
        """``modules A101 before modules B201, B202``"""
        second = next(i for i, one in enumerate(rest) if isinstance(one, Token))
        codes = [one for one in rest if isinstance(one, Code)]
        return syntax.ModulesBefore(
            tuple(codes[:second]), tuple(codes[second:]), span=self.leaves.span(meta)
        )

    def last_credits(self, meta: Meta, credits: Token, _word: Token) -> syntax.LastCredits:
        """``the last 30 credits at this institution``"""
        return syntax.LastCredits(self.leaves.exact(credits), span=self.leaves.span(meta))

    # Bundles

    def bundle(self, meta: Meta, *rest: Code | Token | None) -> syntax.Bundle:
        """``bundle U1, U2 counts 5 credits``"""
        *_, credits, _word = rest
        codes = tuple(one for one in rest if isinstance(one, Code))
        counts = self.leaves.exact(credits) if isinstance(credits, Token) else None
        return syntax.Bundle(codes, counts, span=self.leaves.span(meta))

    # The learner

    def attested(self, meta: Meta, negated: bool | None, by: Text) -> syntax.Attested:
        """``attested by "Programme Director"``"""
        return syntax.Attested(by, bool(negated), span=self.leaves.span(meta))

    def fact(self, meta: Meta, token: Token) -> Name:
        """``mode``"""
        return Name(str(token), span=self.leaves.span(meta))

    def fact_is(self, meta: Meta, negated: bool | None, fact: Name, *values: Text) -> LearnerFact:
        """``learner mode is "part-time" or "evening"``"""
        return LearnerFact(fact, "is", values, bool(negated), span=self.leaves.span(meta))

    def fact_compared(
        self,
        meta: Meta,
        negated: bool | None,
        fact: Name,
        comparison: Literal["at least", "at most"],
        number: Fraction,
    ) -> LearnerFact:
        """``learner score at least 3.5``"""
        span = self.leaves.span(meta)
        return LearnerFact(fact, comparison, number, bool(negated), span=span)

    from_day = word("from")

    def fact_dated(
        self,
        meta: Meta,
        negated: bool | None,
        fact: Name,
        side: Literal["before", "after", "from"],
        day: Token,
    ) -> LearnerFact:
        """``learner admitted before 2025-09-01``"""
        span = self.leaves.span(meta)
        return LearnerFact(fact, side, self.leaves.day(day), bool(negated), span=span)
