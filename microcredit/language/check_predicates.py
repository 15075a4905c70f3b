"""Checks of the predicates that plugins give: that there is one, and what it is given."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from microcredit.errors import Diagnostic
from microcredit.language import syntax
from microcredit.language.check_scope import Scope, inside, nearest
from microcredit.language.vocabulary import Parameter, PredicateSignature, Vocabulary

WANTED = {
    "text": "a text in quotes",
    "number": "a number",
    "date": "a date",
    "module": "the code of a module in quotes",
    "area": "an area in quotes",
}


def predicates(scope: Scope) -> Iterator[Diagnostic]:
    """Report predicates that no plugin gives, and arguments that they do not take."""
    known = scope.predicates or {}
    for judged in inside((scope.file.defines, scope.file.awards), syntax.Judged):
        signature = known.get(judged.predicate.text)
        if signature is None:
            yield _unknown(judged.predicate, known)
        else:
            yield from _arguments(judged, signature)


def _unknown(name: syntax.Name, known: Mapping[str, PredicateSignature]) -> Diagnostic:
    message = f"no plugin gives a predicate `{name.text}`"
    hint = nearest(name.text, known)
    if hint is None and known:
        hint = f"there are {', '.join(f'`{other}`' for other in sorted(known))}"
    hint = hint or "pass the plugin that does, as in `--plugin NAME`"
    return Diagnostic("unknown-predicate", message, name.span, hint)


def _arguments(judged: syntax.Judged, signature: PredicateSignature) -> Iterator[Diagnostic]:
    given, taken = judged.arguments, signature.parameters
    needed = [parameter for parameter in taken if not parameter.optional]
    hint = f"it is written `{written(signature)}`"
    name = signature.name
    if len(given) < len(needed):
        missing = needed[len(given)].name
        message = f"`{name}` is not told the {missing}"
        yield Diagnostic("wrong-arguments", message, judged.span, hint)
    for argument, parameter in zip(given, taken, strict=False):
        if not _fits(argument, parameter):
            message = f"the {parameter.name} of `{name}` is {WANTED[parameter.kind]}"
            yield Diagnostic("wrong-arguments", message, argument.span, hint)
    for argument in given[len(taken) :]:
        message = f"`{name}` is told more than it asks for"
        yield Diagnostic("wrong-arguments", message, argument.span, hint)


def _fits(argument: syntax.Argument, parameter: Parameter) -> bool:
    match parameter.kind:
        case "number":
            return isinstance(argument.value, Fraction)
        case "date":
            return isinstance(argument.value, date)
        case _:
            return isinstance(argument.value, str)


def written(signature: PredicateSignature) -> str:
    """Give how a predicate is written: ``offered-by(faculty, [level])``."""
    names = [f"[{each.name}]" if each.optional else each.name for each in signature.parameters]
    return f"{signature.name}({', '.join(names)})"


def argument_names(
    piece: object, known: Mapping[str, PredicateSignature], vocabulary: Vocabulary
) -> Iterator[Diagnostic]:
    """Report areas and modules that predicates are given and that the catalogue does not know."""
    for judged in inside(piece, syntax.Judged):
        signature = known.get(judged.predicate.text)
        taken = signature.parameters if signature else ()
        for argument, parameter in zip(judged.arguments, taken, strict=False):
            match argument.value, parameter.kind:
                case str(name), "area" if name not in vocabulary.areas:
                    hint = nearest(name, vocabulary.areas)
                case str(name), "module" if name not in vocabulary.modules:
                    hint = nearest(name, vocabulary.modules)
                case _:
                    continue
            code = f"unknown-{parameter.kind}"
            yield Diagnostic(code, f"unknown {parameter.kind} `{name}`", argument.span, hint)


CHECKS = (predicates,)
