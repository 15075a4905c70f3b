"""Examples, from the tree to syntax."""

from datetime import date

from attrs import evolve
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, line, word
from microcredit.language.leaves import Line, nodes_of
from microcredit.language.syntax import Code, ExampleFact, ExampleRecord, Expectation, Name, Text


class ExampleRules(Rules):
    """Examples beside the rules."""

    earned = word("earned")
    pending = word("pending")
    not_earned = word("not earned")
    undetermined = word("undetermined")
    expired = word("expired")
    failed = word("failed")
    still_in_progress = word("in progress")
    used = word("used")
    left_out = word("left out")
    with_grade = line("graded")
    by_recognition = line("recognised")

    def example(self, meta: Meta, label: Text, award: Name, *lines: object) -> syntax.Example:
        """``example "One day too late" for certificate-pp { … }``"""
        span = self.leaves.span(meta)
        expectations = nodes_of(Expectation, lines)
        facts = nodes_of(ExampleFact, lines)
        stated: dict[str, ExampleFact] = {}
        for fact in facts:
            first = stated.setdefault(fact.fact.text, fact)
            if first is not fact:
                message = f"`learner {fact.fact.text}` is written twice"
                self.leaves.note("duplicate", message, fact.span, first=first.span)
        if not expectations:
            self.leaves.needed((), "expect", None, span)
        return syntax.Example(
            label=label,
            award=award,
            on=self.leaves.needed(lines, "as of", date(2000, 1, 1), span),
            records=tuple(r for group in lines if isinstance(group, tuple) for r in group),
            holds=nodes_of(syntax.ExampleHolds, lines),
            expectations=expectations,
            facts=facts,
            signed=nodes_of(syntax.ExampleSigned, lines),
            span=span,
        )

    def as_of(self, meta: Meta, day: Token) -> Line:
        """``as of 2026-03-01``"""
        return Line("as of", self.leaves.day(day), span=self.leaves.span(meta))

    def awarded(self, meta: Meta, day: Token) -> Line:
        """``awarded 2023-07-15``"""
        return Line("awarded", self.leaves.day(day), span=self.leaves.span(meta))

    def already_used(self, meta: Meta, award: Token) -> Line:
        """``used for programme:bsc-computing``"""
        return Line("used for", str(award), span=self.leaves.span(meta))

    def result(self, meta: Meta, module: Code, day: Token, *details: object) -> ExampleRecord:
        """``AI101 on 2023-06-30 graded A``"""
        return ExampleRecord(
            status="passed",
            module=module,
            completed=self.leaves.day(day),
            awarded=self.leaves.single(details, "awarded"),
            grade=self.leaves.single(details, "graded"),
            recognised=self.leaves.single(details, "recognised", False),
            used_for=self.leaves.single(details, "used for"),
            span=self.leaves.span(meta),
        )

    def passed_records(self, _meta: Meta, *records: ExampleRecord) -> tuple[ExampleRecord, ...]:
        """``passed AI101 on 2023-06-30``"""
        return records

    def failed_records(self, _meta: Meta, *records: ExampleRecord) -> tuple[ExampleRecord, ...]:
        """``failed AI101 on 2023-06-30``"""
        return tuple(evolve(record, status="failed") for record in records)

    def in_progress(self, _meta: Meta, *modules: Code) -> tuple[ExampleRecord, ...]:
        """``in progress AI104, AI105``"""
        return tuple(
            ExampleRecord("in progress", module, None, None, None, False, None, span=module.span)
            for module in modules
        )

    def holds(self, meta: Meta, award: Name, day: Token) -> syntax.ExampleHolds:
        """``holds certificate-pp since 2024-01-01``"""
        return syntax.ExampleHolds(award, self.leaves.day(day), span=self.leaves.span(meta))

    def example_fact(self, meta: Meta, fact: Name, value: Token) -> ExampleFact:
        """``learner mode is "part-time"``"""
        text = value[1:-1] if value.type == "TEXT" else str(value)
        if value.type == "DATE":
            text = self.leaves.day(value).isoformat()
        return ExampleFact(fact, text, span=self.leaves.span(meta))

    def example_signed(
        self, meta: Meta, requirement: Name, by: Text, day: Token
    ) -> syntax.ExampleSigned:
        """``signed portfolio by "Programme Director" on 2026-01-15``"""
        span = self.leaves.span(meta)
        return syntax.ExampleSigned(requirement, by, self.leaves.day(day), span=span)

    # What is expected

    def expect(self, meta: Meta, outcome: syntax.Outcome, *rest: object) -> Expectation:
        """``expect earned, level 4``"""
        lines = [one for one in rest if isinstance(one, Line)]
        bindings = [one for one in lines if not one.what.startswith("because")]
        seen: dict[str, Line] = {}
        for binding in bindings:
            self._bind(seen, binding)
        module, fate = self.leaves.single(lines, "because module", (None, None))
        return Expectation(
            outcome=outcome,
            variables=tuple((one.what, one.value) for one in seen.values()),
            because_module=module,
            because=fate,
            unmet=self.leaves.single(lines, "because unmet"),
            span=self.leaves.span(meta),
        )

    def _bind(self, seen: dict[str, Line], binding: Line) -> None:
        """Take one variable of an expectation; each may be said once."""
        first = seen.setdefault(binding.what, binding)
        if first is not binding:
            message = f"`{binding.what}` is written twice"
            self.leaves.note("duplicate", message, binding.span, first=first.span)

    def binds_area(self, meta: Meta, variable: Name, area: Text) -> Line:
        """``theme "Artificial Intelligence"``"""
        return Line(variable.text, area.text, span=self.leaves.span(meta))

    def binds_level(self, meta: Meta, level: Token) -> Line:
        """``level 4``"""
        return Line("level", self.leaves.whole(level), span=self.leaves.span(meta))

    def binds_no_area(self, meta: Meta, variable: Name) -> Line:
        """``no theme``"""
        return Line(variable.text, None, span=self.leaves.span(meta))

    def binds_no_level(self, meta: Meta) -> Line:
        """``no level``"""
        return Line("level", None, span=self.leaves.span(meta))

    def because_module(self, meta: Meta, module: Code, fate: str) -> Line:
        """``because AI101 expired``"""
        return Line("because module", (module, fate), span=self.leaves.span(meta))

    def the_size(self, meta: Meta) -> Name:
        """``size``: the requirement that the award's own size makes"""
        return Name("size", span=self.leaves.span(meta))

    def because_unmet(self, meta: Meta, requirement: Name) -> Line:
        """``because field is not met``"""
        return Line("because unmet", requirement, span=self.leaves.span(meta))
