"""Examples, from the tree to syntax."""

from datetime import date

from attrs import evolve
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, line, word
from microcredit.language.leaves import Line, nodes_of
from microcredit.language.syntax import Code, ExampleRecord, Expectation, Name, Text


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
        span = self.leaves.span(meta)
        expectations = nodes_of(Expectation, lines)
        if not expectations:
            self.leaves.needed((), "expect", None, span)
        return syntax.Example(
            label=label,
            award=award,
            on=self.leaves.needed(lines, "as of", date(2000, 1, 1), span),
            records=tuple(r for group in lines if isinstance(group, tuple) for r in group),
            holds=nodes_of(syntax.ExampleHolds, lines),
            expectations=expectations,
            span=span,
        )

    def as_of(self, meta: Meta, day: Token) -> Line:
        return Line("as of", self.leaves.day(day), span=self.leaves.span(meta))

    def awarded(self, meta: Meta, day: Token) -> Line:
        return Line("awarded", self.leaves.day(day), span=self.leaves.span(meta))

    def already_used(self, meta: Meta, award: Token) -> Line:
        return Line("used for", str(award), span=self.leaves.span(meta))

    def result(self, meta: Meta, module: Code, day: Token, *details: object) -> ExampleRecord:
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
        return records

    def failed_records(self, _meta: Meta, *records: ExampleRecord) -> tuple[ExampleRecord, ...]:
        return tuple(evolve(record, status="failed") for record in records)

    def in_progress(self, _meta: Meta, *modules: Code) -> tuple[ExampleRecord, ...]:
        return tuple(
            ExampleRecord("in progress", module, None, None, None, False, None, span=module.span)
            for module in modules
        )

    def holds(self, meta: Meta, award: Name, day: Token) -> syntax.ExampleHolds:
        return syntax.ExampleHolds(award, self.leaves.day(day), span=self.leaves.span(meta))

    # What is expected

    def expect(self, meta: Meta, outcome: syntax.Outcome, *rest: object) -> Expectation:
        lines = [line for line in rest if isinstance(line, Line)]
        bindings = [line for line in lines if not line.what.startswith("because")]
        seen: dict[str, Line] = {}
        for line in bindings:
            self._bind(seen, line)
        module, fate = self.leaves.single(lines, "because module", (None, None))
        return Expectation(
            outcome=outcome,
            variables=tuple((line.what, line.value) for line in seen.values()),
            because_module=module,
            because=fate,
            unmet=self.leaves.single(lines, "because unmet"),
            span=self.leaves.span(meta),
        )

    def _bind(self, seen: dict[str, Line], line: Line) -> None:
        """Take one variable of an expectation; each may be said once."""
        first = seen.setdefault(line.what, line)
        if first is not line:
            message = f"`{line.what}` is written twice"
            self.leaves.note("duplicate", message, line.span, first=first.span)

    def binds_area(self, meta: Meta, variable: Name, area: Text) -> Line:
        return Line(variable.text, area.text, span=self.leaves.span(meta))

    def binds_level(self, meta: Meta, level: Token) -> Line:
        return Line("level", self.leaves.whole(level), span=self.leaves.span(meta))

    def binds_no_area(self, meta: Meta, variable: Name) -> Line:
        return Line(variable.text, None, span=self.leaves.span(meta))

    def binds_no_level(self, meta: Meta) -> Line:
        return Line("level", None, span=self.leaves.span(meta))

    def because_module(self, meta: Meta, module: Code, fate: str) -> Line:
        return Line("because module", (module, fate), span=self.leaves.span(meta))

    def because_unmet(self, meta: Meta, requirement: Name) -> Line:
        return Line("because unmet", requirement, span=self.leaves.span(meta))
