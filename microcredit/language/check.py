"""Whether policies that read well can be meant: all checks, in one ordered tuple."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from graphlib import TopologicalSorter

from attrs import evolve

from microcredit.errors import Diagnostic, PolicyCheckError
from microcredit.language import (
    check_amounts,
    check_attempts,
    check_calendar,
    check_catalogue,
    check_editions,
    check_empty,
    check_example_facts,
    check_examples,
    check_facts,
    check_framework,
    check_ids,
    check_limits,
    check_loops,
    check_names,
    check_predicates,
    check_relations,
    check_scales,
    check_sense,
    check_siblings,
    check_titles,
    syntax,
)
from microcredit.language.check_loops import needed_awards
from microcredit.language.check_scope import (
    Edition,
    ReadFile,
    Scope,
    defines,
    editions,
    framework,
    inside,
    with_defines,
)
from microcredit.language.checked import CheckedPolicy, Policies
from microcredit.language.vocabulary import PredicateSignature, Vocabulary

Check = Callable[[Scope], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    *check_framework.CHECKS,
    *check_scales.CHECKS,
    *check_calendar.CHECKS,
    *check_ids.CHECKS,
    *check_names.CHECKS,
    *check_titles.CHECKS,
    *check_predicates.CHECKS,
    *check_siblings.CHECKS,
    *check_relations.CHECKS,
    *check_loops.CHECKS,
    *check_sense.CHECKS,
    *check_amounts.CHECKS,
    *check_attempts.CHECKS,
    *check_limits.CHECKS,
    *check_editions.CHECKS,
    *check_facts.CHECKS,
    *check_empty.CHECKS,
    *check_examples.CHECKS,
    *check_example_facts.CHECKS,
)
"""Each looks at one file and what it may refer to."""


def check(
    files: Sequence[ReadFile],
    vocabulary: Vocabulary | None = None,
    *,
    examples: bool = False,
    predicates: Mapping[str, PredicateSignature] | None = None,
) -> Policies:
    """Give the policies of some files; raise `PolicyCheckError` with all that is wrong in them.

    Without a vocabulary the names of areas, modules and tags are taken as they are. With
    ``examples`` the modules and areas in examples are looked up in it too. ``predicates`` are
    those that plugins give, by name; a policy may name no other.
    """
    found = list(diagnostics(files, vocabulary, examples=examples, predicates=predicates))
    if found:
        raise PolicyCheckError(found)
    return _policies(files, predicates or {})


def diagnostics(
    files: Sequence[ReadFile],
    vocabulary: Vocabulary | None = None,
    *,
    examples: bool = False,
    predicates: Mapping[str, PredicateSignature] | None = None,
    complete: bool = True,
) -> Iterator[Diagnostic]:
    """Give all that is wrong in some files; not ``complete`` if others could not be read."""
    awards = editions(files)
    yield from check_editions.editions_of_awards(awards)
    yield from check_ids.external_awards(files, awards)
    yield from check_loops.award_loops(awards)
    yield from check_relations.absorb_loops(awards)
    for read in files:
        scope = Scope(
            file=read.file,
            imported=read.imported,
            framework=framework(read),
            defines=defines(read),
            awards=awards,
            vocabulary=vocabulary,
            complete=complete,
            predicates=predicates,
        )
        for one in CHECKS:
            yield from one(scope)
        if vocabulary is not None:
            piece = (read.file.defines, read.file.awards)
            yield from check_catalogue.unknown_names(piece, vocabulary)
            yield from check_predicates.argument_names(piece, predicates or {}, vocabulary)
            if examples:
                yield from check_catalogue.example_names(scope, vocabulary)


def check_against(policy: CheckedPolicy, vocabulary: Vocabulary) -> None:
    """Raise `PolicyCheckError` if a policy names what a catalogue does not know.

    It looks at every edition of the award and the definitions it uses, and not at examples.
    """
    found: list[Diagnostic] = []
    for edition in (policy, *policy.earlier):
        pieces = with_defines(edition.award, edition.defines)
        found += check_catalogue.unknown_names(pieces, vocabulary)
        found += check_predicates.argument_names(pieces, edition.predicates, vocabulary)
    if found:
        raise PolicyCheckError(found)


def _policies(files: Sequence[ReadFile], predicates: Mapping[str, PredicateSignature]) -> Policies:
    homes = editions(files)
    needs = {
        id: dict.fromkeys(need for each in blocks for need in _needed(each.award, homes))
        for id, blocks in homes.items()
    }
    examples = [example for read in files for example in read.file.examples]
    checked: dict[str, CheckedPolicy] = {}
    siblings: dict[str, CheckedPolicy] = {}
    for id in TopologicalSorter(needs).static_order():
        latest, *earlier = [
            CheckedPolicy(
                award=each.award,
                institution=each.institution,
                framework=framework(each.read),
                defines=each.defines,
                external={other.id.text: other for other in each.read.file.external},
                needs={need: checked[need] for need in _needed(each.award, homes)},
                sources=tuple(
                    dict.fromkeys(f.span.source for f in (each.read.file, *each.read.imported))
                ),
                examples=(),
                siblings=siblings,
                predicates=_named(each, predicates),
            )
            for each in _latest_first(homes[id])
        ]
        checked[id] = evolve(
            latest,
            earlier=tuple(earlier),
            examples=tuple(example for example in examples if example.award.text == id),
        )
    siblings.update((id, checked[id]) for id in homes)
    return Policies(dict(siblings))


def _latest_first(blocks: Sequence[Edition]) -> list[Edition]:
    """By the first day in force; without a period earliest, and of equals the later written."""
    first = [each.award.effective.first if each.award.effective else date.min for each in blocks]
    places = sorted(range(len(blocks)), key=lambda place: (first[place], place), reverse=True)
    return [blocks[place] for place in places]


def _needed(award: syntax.Award, known: Iterable[str]) -> list[str]:
    return [id for id in dict.fromkeys(name for name, _ in needed_awards(award)) if id in known]


def _named(
    edition: Edition, predicates: Mapping[str, PredicateSignature]
) -> dict[str, PredicateSignature]:
    pieces = with_defines(edition.award, edition.defines)
    names = dict.fromkeys(judged.predicate.text for judged in inside(pieces, syntax.Judged))
    return {name: predicates[name] for name in names}
