"""Everything that can be wrong with what a person hands in, said so that they can mend it."""

import unicodedata
from collections.abc import Iterable
from functools import partial

from attrs import frozen

from microcredit.source import Span


@frozen
class Diagnostic:
    """One thing wrong in a policy: what, where, and what was probably meant."""

    code: str
    message: str
    span: Span
    hint: str | None = None
    notes: tuple[tuple[str, Span], ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.span}: {self.message} [{self.code}]", *_excerpt(self.span)]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        for message, span in self.notes:
            lines += [f"note: {span}: {message}", *_excerpt(span)]
        return "\n".join(lines)


def _excerpt(span: Span) -> list[str]:
    """The source line with carets under the stretch, wide characters measured."""
    number, column = span.source.position(span.start)
    line = span.source.line(number)
    before, marked = line[: column - 1], line[column - 1 : column - 1 + span.end - span.start]
    line = "".join(c if c == "\t" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
    gutter = f"{number:>5} | "
    pad = "".join("\t" if char == "\t" else " " * _width(char) for char in before)
    carets = "^" * max(1, sum(map(_width, marked)))
    return [gutter + line, " " * len(gutter) + pad + carets]


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


@frozen
class Problem:
    """One thing wrong in a data file: which file, line and column, and what was expected.

    ``line`` counts from 1 and is that of the file; in JSON, where people count entries, ``place``
    says which one (``[3].records[0]``). ``learner`` is whose record it is, where that is known.
    """

    file: str
    message: str
    line: int | None = None
    column: str | None = None
    place: str | None = None
    learner: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        where = [self.file if self.line is None else f"{self.file}:{self.line}"]
        if self.place:
            where.append(self.place)
        if self.column:
            where.append(f"column `{self.column}`")
        hint = f" ({self.hint})" if self.hint else ""
        return f"{', '.join(where)}: {self.message}{hint}"


class MicrocreditError(Exception):
    """What every error of this package is."""


class PolicyError(MicrocreditError):
    """What is wrong with policies: all of it, in source order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(
            sorted(
                dict.fromkeys(diagnostics), key=lambda d: (d.span.source.name, d.span.start, d.code)
            )
        )
        super().__init__("\n\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.diagnostics,)


class PolicySyntaxError(PolicyError):
    """A policy that cannot be read."""


class PolicyCheckError(PolicyError):
    """A policy that reads well and cannot be meant."""


class CatalogueError(MicrocreditError):
    """What is wrong with a catalogue: all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.problems,)


class StackingCycleError(CatalogueError):
    """Things that build on one another in a circle; names every link."""

    def __init__(self, links: Iterable[str]) -> None:
        self.links = tuple(links)
        super().__init__([Problem("awards", " needs ".join(self.links))])

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.links,)


class RecordError(MicrocreditError):
    """What is wrong with learners' records: all of it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.problems,)


class PluginError(MicrocreditError):
    """What is wrong with a plugin or what it gave back; a problem's ``file`` is the plugin."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.problems,)


class ChangeError(MicrocreditError):
    """A supposed change that names something that is not there; ``of_learner`` where another
    learner may have it."""

    def __init__(self, message: str, *, of_learner: bool = False) -> None:
        self.message = message
        self.of_learner = of_learner
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), of_learner=self.of_learner), (self.message,)
