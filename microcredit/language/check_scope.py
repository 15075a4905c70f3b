"""What a check sees: a policy file and everything that its words may refer to."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import TypeVar

from attrs import fields, frozen

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.vocabulary import Vocabulary
from microcredit.source import Span

MANY = 2000
"""of so many known names only those with the same first letter are compared"""

T = TypeVar("T", bound=syntax.Node)
Links = Mapping[str, Mapping[str, Span]]
"""for each name the names that it needs, and where it says so"""


@frozen
class ReadFile:
    """A file with all that its imports bring in, theirs too, and the shipped framework it uses."""

    file: syntax.PolicyFile
    imported: tuple[syntax.PolicyFile, ...] = ()


@frozen
class Scope:
    """A file, what it can refer to, and what is known of the other files.

    ``complete`` is false where some file could not be read: then an award that is not found may
    be in that file, and nothing is said of it.
    """

    file: syntax.PolicyFile
    imported: tuple[syntax.PolicyFile, ...]
    framework: syntax.Framework | None
    defines: Mapping[str, syntax.Define]
    awards: Mapping[str, syntax.Award]
    vocabulary: Vocabulary | None = None
    complete: bool = True

    @property
    def known_awards(self) -> set[str]:
        """The ids of awards that the file may name."""
        return {*self.awards, *(award.id.text for award in self.file.external)}

    def amount(self, amount: syntax.Amount | None) -> syntax.Fixed | syntax.Proportion | None:
        """The amount itself; none where a name means no amount, which another check reports."""
        if not isinstance(amount, syntax.NamedAmount):
            return amount
        define = self.defines.get(amount.name.text)
        return define.meaning if define and isinstance(define.meaning, syntax.Fixed) else None

    def fixed_size(self, award: syntax.Award) -> Fraction | None:
        """The award's declared size, none where there is none or it means no amount."""
        size = self.amount(award.size)
        return size.number if isinstance(size, syntax.Fixed) else None


def framework(read: ReadFile) -> syntax.Framework | None:
    """The framework that a file uses: the one it names, else the only one it defines."""
    known = {f.id.text: f for file in (*read.imported, read.file) for f in file.frameworks}
    if read.file.uses:
        return known.get(read.file.uses[0].id.text)
    own = read.file.frameworks
    return own[0] if len(own) == 1 else None


def defines(read: ReadFile) -> dict[str, syntax.Define]:
    """What a file's names mean; its own come first."""
    found: dict[str, syntax.Define] = {}
    for file in (read.file, *read.imported):
        for define in file.defines:
            found.setdefault(define.name.text, define)
    return found


def inside(piece: object, kind: type[T]) -> Iterator[T]:
    """Give every node of a kind in a piece of a policy, the piece itself too."""
    if isinstance(piece, tuple):
        for item in piece:
            yield from inside(item, kind)
    elif isinstance(piece, syntax.Node):
        if isinstance(piece, kind):
            yield piece
        for name in _names(type(piece).__name__):
            yield from inside(getattr(piece, name), kind)


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(f.name for f in fields(getattr(syntax, kind)) if f.name != "span")


def area_lists(piece: object) -> Iterator[tuple[syntax.Text | syntax.Name, ...]]:
    """Give the areas of every `in` and `under`."""
    yield from (node.areas for node in inside(piece, syntax.InArea))
    yield from (node.areas for node in inside(piece, syntax.UnderArea))


def parts(part: syntax.Part) -> Iterator[syntax.Part]:
    """Give a part and all parts below it."""
    yield part
    for below in part.parts:
        yield from parts(below)


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Give a hint that names the known name most like a word, if one is like it."""
    known = {name.casefold(): name for name in sorted(names, reverse=True)}
    word = word.casefold()
    if len(known) > MANY:
        known = {folded: name for folded, name in known.items() if folded[:1] == word[:1]}
    close = get_close_matches(word, known, n=1)
    return f"did you mean `{known[close[0]]}`?" if close else None


def twice(
    nodes: Iterable[tuple[str, Span]], code: str, message: str, note: str = "it stands here first"
) -> Iterator[Diagnostic]:
    """Report every word that was there before; ``message`` has a place for it."""
    first: dict[str, Span] = {}
    for word, span in nodes:
        if word in first:
            yield Diagnostic(code, message.format(word), span, notes=((note, first[word]),))
        first.setdefault(word, span)


def circles(links: Links) -> Iterator[list[tuple[str, str, Span]]]:
    """Give the shortest circle that each name is in, each circle once, as its links."""
    seen: set[str] = set()
    for start in links:
        if start in seen:
            continue
        circle = _circle(links, start)
        seen.update(name for name, _, _ in circle)
        if circle:
            yield circle


def _circle(links: Links, start: str) -> list[tuple[str, str, Span]]:
    came: dict[str, tuple[str, str, Span]] = {}
    queue = [start]
    for name in queue:
        for target, span in links.get(name, {}).items():
            if target not in came:
                came[target] = (name, target, span)
                queue.append(target)
    if start not in came:
        return []
    walk = [came[start]]
    while walk[0][0] != start:
        walk.insert(0, came[walk[0][0]])
    return walk


def circle_diagnostic(code: str, circle: list[tuple[str, str, Span]], verb: str) -> Diagnostic:
    """Say of a circle what needs what, and show where each link is written."""
    names = [f"`{circle[0][0]}`", *(f"{verb} `{target}`" for _, target, _ in circle)]
    notes = tuple((f"`{a}` {verb} `{b}`", span) for a, b, span in circle[1:])
    return Diagnostic(code, f"goes round in a circle: {' '.join(names)}", circle[0][2], None, notes)
