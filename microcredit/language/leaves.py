"""What stands at the leaves of a tree: places, numbers, dates, lines that are written once."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from attrs import define, field, frozen
from lark import Token
from lark.tree import Meta

from microcredit.errors import Diagnostic
from microcredit.language.syntax import Node
from microcredit.source import Source, Span

DIGITS = 12
ONCE_HINTS = {
    "effective": "each edition is an `award` block of its own, with the same id",
    "for learners": "conditions are joined by `and`, or stand in an `award` block of their own",
}
"""What to write in place of a second such line"""
NodeT = TypeVar("NodeT", bound=Node)


@frozen
class Line(Node):
    """A line for which syntax has a field and no class: ``kind certificate``"""

    what: str
    value: Any


def nodes_of(kind: type[NodeT], nodes: Iterable[object]) -> tuple[NodeT, ...]:
    """Give the nodes of one class, in the order written."""
    return tuple(node for node in nodes if isinstance(node, kind))


@define
class Leaves:
    """Reads the leaves of one source and notes what is wrong with them."""

    source: Source
    wrong: list[Diagnostic] = field(factory=list)

    def span(self, place: Meta | Token) -> Span:
        """Give where a rule or a word stands; an empty file stands at its beginning."""
        if isinstance(place, Meta) and place.empty:
            return Span(self.source, 0, 0)
        assert place.start_pos is not None
        assert place.end_pos is not None
        return Span(self.source, place.start_pos, place.end_pos)

    def note(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        hint: str | None = None,
        first: Span | None = None,
    ) -> None:
        """Note one thing wrong; ``first`` is the other place, where two disagree."""
        notes = () if first is None else (("first written here", first),)
        self.wrong.append(Diagnostic(code, message, span, hint, notes))

    def exact(self, token: Token) -> Fraction:
        """Give a decimal, a fraction, or the number before a percent sign, exactly."""
        top, _, bottom = token.rstrip(" \t%").partition("/")
        if any(len(part.replace(".", "")) > DIGITS for part in (top, bottom)):
            self.note("number", f"a number may have at most {DIGITS} digits", self.span(token))
            return Fraction(1)
        if bottom and int(bottom) == 0:
            self.note("number", f"`{token}` divides by zero", self.span(token))
            return Fraction(1)
        return Fraction(top) / Fraction(bottom or 1)

    def ratio(self, token: Token) -> Fraction:
        """Give a percentage or a fraction as the share that it is."""
        return self.exact(token) / (100 if token.type == "PERCENT" else 1)

    def whole(self, token: Token) -> int:
        """Give a whole number: of modules, years, a level."""
        number = self.exact(token)
        if number.denominator != 1:
            self.note("number", f"expected a whole number, not `{token}`", self.span(token))
        return int(number)

    def day(self, token: Token) -> date:
        """Give a day of the calendar."""
        try:
            return date.fromisoformat(token)
        except ValueError:
            hint = "dates are written year-month-day, such as `2024-09-01`"
            self.note("date", f"there is no day `{token}`", self.span(token), hint=hint)
            return date(2000, 1, 1)

    def single(self, lines: Sequence[object], what: str, default: Any = None) -> Any:
        """Give the value of a line that may be written once; note every further one."""
        found = [line for line in lines if isinstance(line, Line) and line.what == what]
        for again in found[1:]:
            hint = ONCE_HINTS.get(what)
            message = f"`{what}` is written twice"
            self.note("duplicate", message, again.span, hint=hint, first=found[0].span)
        return found[0].value if found else default

    def needed(self, lines: Sequence[object], what: str, default: Any, block: Span) -> Any:
        """Give the value of a line that must be written once."""
        if not any(isinstance(line, Line) and line.what == what for line in lines):
            word = block.text.split(maxsplit=1)[0]
            head = Span(self.source, block.start, block.start + len(word))
            self.note("missing", f"this `{word}` does not say `{what}`", head)
        return self.single(lines, what, default)
