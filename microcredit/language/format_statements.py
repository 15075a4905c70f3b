"""The statements of a policy as they stand on the page: in the author's order, each in its block.

Syntax groups what a block says by kind. A formatter has to know what stands where, so it watches
the same rules build the same nodes, and keeps those that are lines of their own.
"""

from collections.abc import Iterator
from typing import Any, Literal, get_args

from attrs import define, field, frozen
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build import AllRules, Build
from microcredit.language.leaves import Leaves, Line
from microcredit.language.lexemes import lexemes
from microcredit.language.parse import grammar
from microcredit.language.repair import mended
from microcredit.language.syntax import ExampleRecord, Name, Node
from microcredit.source import Source


@frozen
class Suffix(Node):
    """``title suffix zh-Hant "({theme})"``"""

    title: syntax.Title


@frozen
class Reuses(Node):
    """``reuse core, breadth``"""

    siblings: tuple[Name, ...]


@frozen
class Branch(Node):
    """``{ … }`` behind ``when …`` or ``otherwise``"""


@frozen
class Records(Node):
    """``passed AI101 on 2023-06-30, AI102 on 2023-12-20``, ``in progress AI104``"""

    status: Literal["passed", "failed", "in progress"]
    records: tuple[ExampleRecord, ...]


FileStatement = (
    syntax.UseFramework
    | syntax.Import
    | syntax.Define
    | syntax.ExternalAward
    | syntax.TitleWords
    | syntax.Framework
    | syntax.GradeScale
    | syntax.Grade
    | syntax.Equivalence
    | syntax.Term
)
AwardStatement = (
    syntax.Award
    | syntax.Title
    | Suffix
    | syntax.HighestLevel
    | syntax.SomeArea
    | syntax.Expiry
    | syntax.Repeats
    | syntax.Classify
    | syntax.ShareWith
    | syntax.Relation
    | syntax.Prefer
)
PartStatement = (
    syntax.Part
    | syntax.CountOnly
    | syntax.Requirement
    | syntax.Share
    | Reuses
    | syntax.When
    | Branch
)
ExampleStatement = (
    syntax.Example
    | Records
    | syntax.ExampleHolds
    | syntax.ExampleFact
    | syntax.ExampleSigned
    | syntax.Expectation
)
Statement = FileStatement | AwardStatement | PartStatement | ExampleStatement | Line
STATEMENTS: tuple[type[Node], ...] = get_args(Statement)
BLOCKS = (
    syntax.Framework,
    syntax.GradeScale,
    syntax.Award,
    syntax.SomeArea,
    syntax.Part,
    syntax.When,
    Branch,
    syntax.Example,
)


@frozen
class Comment:
    """``# prior learning``, from its sign to the end of its line"""

    text: str
    start: int
    end: int
    aside: bool
    """whether something of the policy stands before it on its line"""


@define
class Block:
    """What stands between two braces, or in a whole file, in the order written."""

    items: list["Piece | Comment"] = field(factory=list)

    def pieces(self) -> Iterator["Piece"]:
        """Give the statements, without the comments between them."""
        return (item for item in self.items if isinstance(item, Piece))


@define
class Piece:
    """A statement where it stands, with its comments; and its block, where it has one."""

    statement: Statement
    start: int
    end: int
    opens: int
    """where its block begins; for one without a block, its end"""
    block: Block | None = None
    comments: list[Comment] = field(factory=list)
    """in it, or behind it on its line; of a block, those of the line that opens it"""
    closing: Comment | None = None
    """behind the brace that closes its block"""


def statements(source: Source) -> Block:
    """Give the statements of a text that parses."""
    parser, _ = grammar()
    watch = _Watch(AllRules(Leaves(source)))
    watch.transform(parser.parse(mended(source).text))
    found = sorted(watch.found, key=lambda one: (one.span.start, -one.span.end))
    braces = _braces(source.text)
    page = Block()
    within: list[Piece] = []
    for statement in found:
        start, end = statement.span.start, statement.span.end
        while within and within[-1].end <= start:
            within.pop()
        block = within[-1].block if within else page
        if block is None or _is_said_by(within, statement):
            continue
        piece = Piece(statement, start, end, end)
        if _has_block(statement):
            piece.block = Block()
            piece.opens = braces.get(end - 1, end)
        block.items.append(piece)
        within.append(piece)
    for piece in _all(page):
        if isinstance(piece.statement, syntax.When) and piece.block:
            piece.opens = next(piece.block.pieces()).start
    return page


def _is_said_by(within: list[Piece], statement: Statement) -> bool:
    """Whether a statement is a part of what another one asks: `when either { require … } …`."""
    asks = bool(within) and isinstance(within[-1].statement, syntax.When)
    return asks and not isinstance(statement, Branch)


def _all(block: Block) -> Iterator[Piece]:
    for piece in block.pieces():
        yield piece
        if piece.block:
            yield from _all(piece.block)


def _has_block(statement: Statement) -> bool:
    if isinstance(statement, Line):
        return statement.what == "calendar"
    return isinstance(statement, BLOCKS) and statement.span.text.endswith("}")


def _braces(text: str) -> dict[int, int]:
    """Where each brace that closes was opened."""
    opened: list[int] = []
    pairs = {}
    for word in lexemes(text):
        if word.kind == "open":
            opened.append(word.start)
        elif word.kind == "close":
            pairs[word.start] = opened.pop()
    return pairs


class _Watch(Build):
    """Builds the syntax of a file, and keeps every statement on the way."""

    def __init__(self, rules: AllRules) -> None:
        super().__init__(rules)
        self.found: list[Statement] = []

    def __default__(self, data: str, children: list[Any], meta: Meta) -> object:
        value = super().__default__(data, children, meta)
        span = self.rules.leaves.span(meta)
        match str(data), value:
            case "suffix", syntax.Title():
                self.found.append(Suffix(value, span=span))
            case "reuse", tuple():
                self.found.append(Reuses(value, span=span))
            case "when_block", _:
                self.found.append(Branch(span=span))
            case ("passed_records", tuple()):
                self.found.append(Records("passed", value, span=span))
            case ("failed_records", tuple()):
                self.found.append(Records("failed", value, span=span))
            case ("in_progress", tuple()):
                self.found.append(Records("in progress", value, span=span))
            case _ if isinstance(value, STATEMENTS):
                self.found.append(value)  # type: ignore[arg-type]
        return value
