"""What plugins offer: predicates of records, and sources of records."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, get_args

from attrs import field, frozen

from microcredit.errors import PluginError, Problem
from microcredit.language.vocabulary import Parameter, PredicateSignature

Kind = Literal["text", "number", "date", "module", "area"]


def _parameters(given: Sequence[Parameter | tuple[str, Kind]]) -> tuple[Parameter, ...]:
    return tuple(one if isinstance(one, Parameter) else Parameter(*one) for one in given)


@frozen
class Predicate:
    """A predicate that policies can name after ``where``: ``where offered-by("Engineering")``.

    ``judge`` is called with the record and what the policy writes in brackets: texts, areas and
    codes of modules as ``str``, numbers as ``Fraction``, dates as ``date``. It gives back ``True``
    or ``False``. What it is to answer of one record must not hang on anything that changes while an
    audit runs. ``columns`` are the facts of records and modules that it reads."""

    name: str
    parameters: tuple[Parameter, ...] = field(converter=_parameters)
    judge: Callable[..., bool] = field(eq=False, repr=False)
    columns: tuple[str, ...] = ()


@frozen
class RecordSource:
    """Somewhere that learners' records are read from, such as a student system's database.

    ``read`` is called with a location, whatever that is for it, and gives for each learner what a
    transcript in JSON says (``{"learner": …, "records": […]}``), as dictionaries and lists. Dates
    and exact numbers may stand in it as they are."""

    name: str
    read: Callable[[str], Iterable[dict[str, Any]]] = field(eq=False, repr=False)


@frozen
class Origin:
    """The distribution, with its version, that offers something."""

    distribution: str
    version: str

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}"

    def error(self, message: str, *, learner: str | None = None) -> PluginError:
        """The error that says what is wrong with the plugin."""
        return PluginError([Problem(str(self), message, learner=learner)])


@frozen
class OfferedPredicate(PredicateSignature):
    """A predicate with where it comes from; two are equal when they say so."""

    judge: Callable[..., object] = field(eq=False, repr=False)
    columns: tuple[str, ...] = ()

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return Origin(self.distribution, self.version)


@frozen
class OfferedSource:
    """A record source with where it comes from."""

    name: str
    origin: Origin
    read: Callable[[str], object] = field(eq=False, repr=False)


KINDS: tuple[str, ...] = get_args(Kind)
"""What the argument of a predicate can be."""


def shown(value: object) -> str:
    """A plugin's value as a person can read it, however long or broken it is."""
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:60]}…"


def told(error: BaseException) -> str:
    """What a plugin's exception says, on one line."""
    try:
        said = " ".join(str(error).split())
    except Exception:
        said = ""
    name = type(error).__name__
    return f"{name}: {said[:300]}" if said else name
