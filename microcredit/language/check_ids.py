"""Checks that a name is given to one thing only."""

from collections.abc import Iterator, Mapping, Sequence

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Edition, ReadFile, Scope, inside, parts, twice
from microcredit.source import Span


def external_awards(
    files: Sequence[ReadFile], awards: Mapping[str, tuple[Edition, ...]]
) -> Iterator[Diagnostic]:
    """Report external awards that are awards of any of the files."""
    for read in files:
        for external in read.file.external:
            id = external.id.text
            if id in awards:
                message = f"`{id}` is declared external and is an award of these policies"
                note = ("the award is here", awards[id][0].award.id.span)
                yield Diagnostic("duplicate-award", message, external.id.span, notes=(note,))


def external_ids(scope: Scope) -> Iterator[Diagnostic]:
    """Report external awards declared twice in a file."""
    ids = ((external.id.text, external.id.span) for external in scope.file.external)
    yield from twice(ids, "duplicate-award", "`{}` is declared external twice")


def ids_in_awards(scope: Scope) -> Iterator[Diagnostic]:
    """Report ids of parts and of lines that are given twice in an award."""
    for award in scope.file.awards:
        ids = [award.id, *(part.id for part in parts(award.root) if part is not award.root)]
        requirements = inside((award.root, award.variables), syntax.Requirement)
        ids += [requirement.id for requirement in requirements if requirement.id]
        lines: tuple[syntax.CountOnly | syntax.Share | syntax.ShareWith, ...] = (
            *inside(award.root, syntax.CountOnly),
            *inside(award.root, syntax.Share),
            *award.shares,
        )
        ids += [line.id for line in lines if line.id]
        ids += [expiry.id for expiry in award.expiries if expiry.id]
        ids += [repeats.id for repeats in award.repeats if repeats.id]
        ids.sort(key=lambda id: id.span.start)
        yield from twice(
            ((id.text, id.span) for id in ids),
            "duplicate-id",
            f"the id `{{}}` stands twice in `{award.id.text}`",
        )


def unnamed_lines(scope: Scope) -> Iterator[Diagnostic]:
    """Report requirements without an id where their number would depend on the learner."""
    for part in inside(scope.file.awards, syntax.Part):
        if len(part.whens) < 2:
            continue
        for when in part.whens:
            for branch in (when.then, when.otherwise):
                for line in branch.requirements if branch else ():
                    if line.id is None:
                        message = "with several `when` in one part this requirement needs an id"
                        hint = "write `require some-id: …`, so that it has one name for everybody"
                        yield Diagnostic("unnamed-requirement", message, line.span, hint)


def define_names(scope: Scope) -> Iterator[Diagnostic]:
    """Report names defined twice in a file and its imports."""
    files = (*reversed(scope.imported), scope.file)
    names = [(define.name.text, define.name.span) for file in files for define in file.defines]
    yield from twice(names, "duplicate-define", "`{}` is defined twice")


def bound_names(scope: Scope) -> Iterator[Diagnostic]:
    """Report names that are bound twice in an award, or that hide a defined one."""
    for award in scope.file.awards:
        bound = [(_bound(variable), _place(variable)) for variable in award.variables]
        yield from twice(bound, "bound-twice", "`{}` is bound twice in this award")
        for name, span in bound:
            if name in scope.defines:
                message = f"`{name}` is bound here and defined elsewhere"
                note = ("it is defined here", scope.defines[name].name.span)
                yield Diagnostic("shadowed-name", message, span, "rename one of them", (note,))


def _bound(variable: syntax.Variable) -> str:
    return "level" if isinstance(variable, syntax.HighestLevel) else variable.variable.text


def _place(variable: syntax.Variable) -> Span:
    return variable.span if isinstance(variable, syntax.HighestLevel) else variable.variable.span


def title_languages(scope: Scope) -> Iterator[Diagnostic]:
    """Report titles and suffixes given twice in one language."""
    for award in scope.file.awards:
        suffixes = [v.suffixes for v in award.variables if isinstance(v, syntax.SomeArea)]
        for titles in (award.titles, *suffixes):
            languages = ((title.language, title.span) for title in titles)
            yield from twice(languages, "duplicate-title", "there are two titles in `{}`")


def class_labels(scope: Scope) -> Iterator[Diagnostic]:
    """Report classes that an award lists twice."""
    for award in scope.file.awards:
        labels = ((each.label.text, each.label.span) for each in award.classes)
        yield from twice(labels, "duplicate-class", "there are two classes `{}`")


CHECKS = (
    external_ids,
    ids_in_awards,
    unnamed_lines,
    define_names,
    bound_names,
    title_languages,
    class_labels,
)
