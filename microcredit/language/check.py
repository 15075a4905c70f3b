"""Whether policies that read well can be meant: all checks, in one ordered tuple."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from graphlib import TopologicalSorter

from microcredit.errors import Diagnostic, PolicyCheckError
from microcredit.language import (
    check_amounts,
    check_attempts,
    check_calendar,
    check_catalogue,
    check_empty,
    check_examples,
    check_framework,
    check_ids,
    check_limits,
    check_loops,
    check_names,
    check_sense,
    check_siblings,
    syntax,
)
from microcredit.language.check_scope import ReadFile, Scope, defines, framework, inside
from microcredit.language.checked import CheckedPolicy, Policies
from microcredit.language.vocabulary import Vocabulary

Check = Callable[[Scope], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    *check_framework.CHECKS,
    *check_calendar.CHECKS,
    *check_ids.CHECKS,
    *check_names.CHECKS,
    *check_siblings.CHECKS,
    *check_loops.CHECKS,
    *check_sense.CHECKS,
    *check_amounts.CHECKS,
    *check_attempts.CHECKS,
    *check_limits.CHECKS,
    *check_empty.CHECKS,
    *check_examples.CHECKS,
)
"""Each looks at one file and what it may refer to."""


def check(
    files: Sequence[ReadFile], vocabulary: Vocabulary | None = None, *, examples: bool = False
) -> Policies:
    """Give the policies of some files; raise `PolicyCheckError` with all that is wrong in them.

    Without a vocabulary the names of areas, modules and tags are taken as they are. With
    ``examples`` the modules and areas in examples are looked up in it too.
    """
    found = list(diagnostics(files, vocabulary, examples=examples))
    if found:
        raise PolicyCheckError(found)
    return _policies(files)


def diagnostics(
    files: Sequence[ReadFile],
    vocabulary: Vocabulary | None = None,
    *,
    examples: bool = False,
    complete: bool = True,
) -> Iterator[Diagnostic]:
    """Give all that is wrong in some files; not ``complete`` if others could not be read."""
    yield from check_ids.award_ids([read.file for read in files])
    yield from check_loops.award_loops([read.file for read in files])
    awards = {award.id.text: award for read in files for award in read.file.awards}
    for read in files:
        scope = Scope(
            file=read.file,
            imported=read.imported,
            framework=framework(read),
            defines=defines(read),
            awards=awards,
            vocabulary=vocabulary,
            complete=complete,
        )
        for one in CHECKS:
            yield from one(scope)
        if vocabulary is not None:
            yield from check_catalogue.unknown_names(
                (read.file.defines, read.file.awards), vocabulary
            )
            if examples:
                yield from check_catalogue.example_names(scope, vocabulary)


def check_against(policy: CheckedPolicy, vocabulary: Vocabulary) -> None:
    """Raise `PolicyCheckError` if a policy names what a catalogue does not know.

    It looks at the award and the definitions it uses, and not at examples.
    """
    pieces: list[syntax.Node] = [policy.award]
    reached: set[str] = set()
    for piece in pieces:
        for name in _defined(piece):
            if name not in reached:
                reached.add(name)
                pieces.append(policy.defines[name])
    found = list(check_catalogue.unknown_names(tuple(pieces), vocabulary))
    if found:
        raise PolicyCheckError(found)


def _defined(piece: syntax.Node) -> list[str]:
    return [node.name.text for node in inside(piece, syntax.Defined)]


def _policies(files: Sequence[ReadFile]) -> Policies:
    homes = {award.id.text: (read, award) for read in files for award in read.file.awards}
    needs = {id: _needed(award, homes) for id, (_, award) in homes.items()}
    examples = [example for read in files for example in read.file.examples]
    checked: dict[str, CheckedPolicy] = {}
    for id in TopologicalSorter(needs).static_order():
        read, award = homes[id]
        checked[id] = CheckedPolicy(
            award=award,
            institution=read.file.institution.text if read.file.institution else None,
            framework=framework(read),
            defines=defines(read),
            external={external.id.text: external for external in read.file.external},
            needs={need: checked[need] for need in needs[id]},
            sources=tuple(dict.fromkeys(f.span.source for f in (read.file, *read.imported))),
            examples=tuple(example for example in examples if example.award.text == id),
        )
    return Policies({id: checked[id] for id in homes})


def _needed(award: syntax.Award, known: Iterable[str]) -> list[str]:
    named = [node.award.text for node in inside(award, syntax.HoldsAward) if not node.held]
    return [id for id in dict.fromkeys(named) if id in known]
