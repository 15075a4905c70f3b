"""What a check sees: a policy file and everything that its words may refer to."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import ceil
from typing import TypeVar

from attrs import evolve, frozen

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.syntax_selections import kind_bit, written_fields
from microcredit.language.vocabulary import PredicateSignature, Vocabulary
from microcredit.source import Span

MANY = 2000
"""of so many known names only those with the same first letter are compared"""
MANY_CASES = 100
"""of more an amount cannot be made up; facts and dates decide between them"""

T = TypeVar("T", bound=syntax.Node)
Links = Mapping[str, Mapping[str, Span]]
"""for each name the names that it needs, and where it says so"""
Plain = syntax.Fixed | syntax.Proportion | syntax.Extreme
"""an amount in which no names are left"""


@frozen
class ReadFile:
    """A file with all that its imports bring in, theirs too, and the shipped framework it uses."""

    file: syntax.PolicyFile
    imported: tuple[syntax.PolicyFile, ...] = ()


@frozen
class Edition:
    """One block of an award, with the file that it stands in and what names mean there."""

    award: syntax.Award
    read: ReadFile
    defines: Mapping[str, syntax.Define]

    @property
    def institution(self) -> str | None:
        """Whose award it is, where the file says so."""
        return self.read.file.institution.text if self.read.file.institution else None

    @property
    def size(self) -> Fraction | None:
        """The declared size, none where there is none, or where it is not the same for all."""
        match self.award.size:
            case syntax.NamedAmount(name) if name.text in self.defines:
                meant = amounts_of(self.defines[name.text].meaning)
                return meant[0].number if len(meant) == 1 else None
            case syntax.Fixed(number):
                return number
            case _:
                return None

    @property
    def known_size(self) -> bool:
        """Whether the size names what is defined, if it names anything."""
        size = self.award.size
        return not isinstance(size, syntax.NamedAmount) or size.name.text in self.defines


def editions(files: Iterable[ReadFile]) -> dict[str, tuple[Edition, ...]]:
    """Give every award of some files by its id, each block of it in the order written."""
    found: dict[str, tuple[Edition, ...]] = {}
    for read in files:
        meanings = defines(read)
        for award in read.file.awards:
            id = award.id.text
            found[id] = (*found.get(id, ()), Edition(award, read, meanings))
    return found


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
    awards: Mapping[str, tuple[Edition, ...]]
    vocabulary: Vocabulary | None = None
    complete: bool = True
    predicates: Mapping[str, PredicateSignature] | None = None
    """what plugins give; none where no plugin is loaded"""

    @property
    def known_awards(self) -> set[str]:
        """The ids of awards that the file may name."""
        return {*self.awards, *(award.id.text for award in self.file.external)}

    def meant(self, amount: syntax.Amount | None) -> tuple[Plain, ...]:
        """The amount itself; where a name in it varies, each amount that it may be.

        Nothing where a name means no amount, or too many, which other checks report.
        """
        if amount is None or self.cases(amount) > MANY_CASES:
            return ()
        match amount:
            case syntax.NamedAmount(name):
                return self.defined_amounts(name)
            case syntax.Proportion(base=syntax.NamedAmount(name)):
                fixed = self.defined_amounts(name)
                return tuple(evolve(amount, base=base, unit=base.unit) for base in fixed)
            case syntax.Extreme(_, first, second):
                return tuple(
                    evolve(amount, first=one, second=other)
                    for one in self.meant(first)
                    for other in self.meant(second)
                )
            case _:
                return (amount,)

    def cases(self, amount: syntax.Amount) -> int:
        """How many amounts it may be, by facts and dates."""
        match amount:
            case syntax.NamedAmount(name) | syntax.Proportion(base=syntax.NamedAmount(name)):
                return len(self.defined_amounts(name))
            case syntax.Extreme(_, first, second):
                return self.cases(first) * self.cases(second)
            case _:
                return 1

    def defined_amounts(self, name: syntax.Name) -> tuple[syntax.Fixed, ...]:
        """The amounts that a name means, none where it means a selection or nothing."""
        define = self.defines.get(name.text)
        return () if define is None else amounts_of(define.meaning)

    def fixed_size(self, award: syntax.Award) -> Fraction | None:
        """The award's declared size, none where there is none, or not one amount."""
        size = self.meant(award.size)
        return size[0].number if len(size) == 1 and isinstance(size[0], syntax.Fixed) else None


def amounts_of(meaning: syntax.Node) -> tuple[syntax.Fixed, ...]:
    """Give the amounts in a definition, in the order written."""
    match meaning:
        case syntax.Fixed():
            return (meaning,)
        case syntax.ByFact(_, cases, otherwise):
            last = () if otherwise is None else (otherwise,)
            return (*(amount for _, amount in cases), *last)
        case syntax.ByDate(dated):
            return tuple(amount for amount, _ in dated)
        case _:
            return ()


def fixed_number(amount: syntax.Amount, size: Fraction | None) -> Fraction | None:
    """Give the number that an amount comes to, whatever is counted, if it comes to one."""
    match amount:
        case syntax.Fixed(number):
            return number
        case syntax.Proportion(ratio, _, _, base, rounded_up):
            whole = base.number if isinstance(base, syntax.Fixed) else None
            whole = size if base == "size" else whole
            if whole is None:
                return None
            return Fraction(ceil(ratio * whole)) if rounded_up else ratio * whole
        case syntax.Extreme(kind, first, second):
            one, other = fixed_number(first, size), fixed_number(second, size)
            if one is None or other is None:
                return None
            return max(one, other) if kind == "greater" else min(one, other)
        case _:
            return None


def unit_of(amount: syntax.Amount) -> syntax.Unit:
    """Give what an amount without names is an amount of."""
    match amount:
        case syntax.Extreme(_, first, _):
            return unit_of(first)
        case syntax.Fixed(unit=unit) | syntax.Proportion(unit=unit):
            return unit
        case _:
            raise AssertionError("a name is left in this amount")


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
    """Give every node of a class in a piece of a policy, the piece itself too, as written."""
    wanted = -1 if kind is syntax.Node else kind_bit(kind)
    waiting = [piece]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(reversed(each))
        elif isinstance(each, syntax.Node) and each.kinds & wanted:
            if isinstance(each, kind):
                yield each
            names = written_fields(type(each))
            waiting.extend(getattr(each, name) for name in reversed(names))


def with_defines(piece: syntax.Node, known: Mapping[str, syntax.Define]) -> tuple[syntax.Node, ...]:
    """Give a piece with the definitions that it uses, and that those use, as far as known."""
    pieces: dict[str | None, syntax.Node] = {None: piece}
    queue = [piece]
    for each in queue:
        used = [node.name.text for node in inside(each, syntax.Defined)]
        used += [node.name.text for node in inside(each, syntax.NamedAmount)]
        for name in used:
            if name in known and name not in pieces:
                pieces[name] = known[name]
                queue.append(known[name])
    return tuple(pieces.values())


def area_lists(piece: object) -> Iterator[tuple[syntax.Text | syntax.Name, ...]]:
    """Give the areas of every `in` and `under`."""
    yield from (node.areas for node in inside(piece, syntax.InArea))
    yield from (node.areas for node in inside(piece, syntax.UnderArea))


def parts(part: syntax.Part) -> Iterator[syntax.Part]:
    """Give a part and all parts below it, those that only some learners get too."""
    yield part
    for below in beside(part):
        yield from parts(below)


def branches(part: syntax.Part) -> list[syntax.Part]:
    """Give what a part holds for some learners only."""
    both = [branch for when in part.whens for branch in (when.then, when.otherwise)]
    return [branch for branch in both if branch is not None]


def beside(part: syntax.Part) -> list[syntax.Part]:
    """Give the parts directly in a part, those in a `when` too."""
    return [below for body in (part, *branches(part)) for below in body.parts]


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
    try:
        TopologicalSorter(links).prepare()
    except CycleError:
        pass
    else:
        return
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
