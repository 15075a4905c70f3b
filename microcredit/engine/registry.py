"""The registry: what the plugins that were asked for offer, by name."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from difflib import get_close_matches
from importlib import metadata
from itertools import islice
from typing import TypeVar

from attrs import evolve, field, frozen

from microcredit.engine.plugin import (
    KINDS,
    OfferedPredicate,
    OfferedSource,
    Origin,
    Predicate,
    RecordSource,
    told,
)
from microcredit.errors import PluginError, Problem

PREDICATES = "microcredit.predicates"
RECORD_SOURCES = "microcredit.record_sources"
GROUPS = {PREDICATES: Predicate, RECORD_SOURCES: RecordSource}
"""The groups of entry points, with what each offers."""

MOST_LEARNERS = 1_000_000

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Offer = OfferedPredicate | OfferedSource
OfferT = TypeVar("OfferT", OfferedPredicate, OfferedSource)
Watch = Callable[[str], AbstractContextManager[None]]
"""What stands around a call of a plugin; it is told what is called."""


@frozen
class Registry:
    """Predicates and record sources by name, each with the distribution that offers it."""

    predicates: Mapping[str, OfferedPredicate] = field(factory=dict)
    sources: Mapping[str, OfferedSource] = field(factory=dict)

    @staticmethod
    def of(
        *offered: Predicate | RecordSource,
        distribution: str,
        version: str,
    ) -> "Registry":
        """What a program offers itself, without an installed plugin; verdicts name it as given.

        Raises ``PluginError`` where an offer makes no sense or two have one name."""
        origin = Origin(distribution, version)
        return _gathered([_offer(one, origin) for one in offered])

    def watched(self, watch: Watch) -> "Registry":
        """The same, with a watch around every call of a plugin."""
        predicates = {name: _watched_predicate(p, watch) for name, p in self.predicates.items()}
        sources = {name: _watched_source(s, watch) for name, s in self.sources.items()}
        return Registry(predicates, sources)


Plugins = Registry | Iterable[str]
"""A registry, or names of installed distributions."""


def _watched_predicate(offer: OfferedPredicate, watch: Watch) -> OfferedPredicate:
    def judge(*arguments: object) -> object:
        with watch(f"the predicate `{offer.name}` of {offer.origin}"):
            return offer.judge(*arguments)

    return evolve(offer, judge=judge)


def _watched_source(offer: OfferedSource, watch: Watch) -> OfferedSource:
    def read(location: str) -> object:
        with watch(f"the record source `{offer.name}` of {offer.origin}"):
            return offer.read(location)

    return evolve(offer, read=read)


def registry(plugins: Iterable[str]) -> Registry:
    """What the installed distributions of these names offer; nothing else is loaded.

    Raises ``PluginError`` where one is not installed, offers nothing or cannot be loaded, and
    where two offer the same name.
    """
    found: dict[str, list[Offer]] = {}
    for name in plugins:
        distribution = _distribution(name)
        origin = Origin(distribution.name, distribution.version)
        if str(origin) not in found:
            found[str(origin)] = list(_offers(distribution, origin))
    return _gathered([offer for offers in found.values() for offer in offers])


def loaded(plugins: Plugins) -> Registry:
    """The registry of plugins that are given by name, or as one."""
    if isinstance(plugins, str):
        raise TypeError("plugins are a list of names, not one text")
    return plugins if isinstance(plugins, Registry) else registry(plugins)


def _distribution(name: str) -> metadata.Distribution:
    try:
        return metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        pass
    offering = {
        entry.dist.name
        for group in GROUPS
        for entry in metadata.entry_points(group=group)
        if entry.dist is not None
    }
    near = get_close_matches(name[:200], sorted(offering), n=3) or sorted(offering)[:8]
    hint = f"the plugins installed are {', '.join(near)}" if near else "no plugin is installed"
    raise PluginError([Problem(name, "there is no installed plugin of this name", hint=hint)])


def _offers(distribution: metadata.Distribution, origin: Origin) -> Iterator[Offer]:
    entries = [entry for entry in distribution.entry_points if entry.group in GROUPS]
    if not entries:
        raise origin.error("it is installed, and is no plugin: it offers nothing")
    for entry in sorted(entries, key=lambda entry: (entry.group, entry.name)):
        try:
            loaded = entry.load()
        # Whatever a plugin does when it is imported, it is the plugin that cannot be used.
        except (Exception, SystemExit) as error:
            raise origin.error(f"`{entry.name}` cannot be loaded: {told(error)}") from error
        kind = GROUPS[entry.group]
        if not isinstance(loaded, Predicate | RecordSource) or not isinstance(loaded, kind):
            said = f"`{entry.name}` is no microcredit.{kind.__name__} but a {type(loaded).__name__}"
            raise origin.error(said)
        if loaded.name != entry.name:
            said = f"what is offered as `{entry.name}` calls itself `{loaded.name}`"
            raise origin.error(said)
        yield _offer(loaded, origin)


def _offer(offered: Predicate | RecordSource, origin: Origin) -> Offer:
    """The offer with where it comes from, once it makes sense."""
    if not _NAME.fullmatch(str(offered.name)):
        said = f"`{offered.name}` is no name: it takes small letters, digits and single hyphens"
        raise origin.error(said)
    if isinstance(offered, RecordSource):
        if not callable(offered.read):
            raise origin.error(f"the record source `{offered.name}` has no function to read with")
        return OfferedSource(offered.name, origin, _drawn(offered.read))
    if not callable(offered.judge):
        raise origin.error(f"the predicate `{offered.name}` has no function to judge with")
    optional = False
    for parameter in offered.parameters:
        what = f"the parameter `{parameter.name}` of `{offered.name}`"
        if parameter.kind not in KINDS:
            said = f"{what} is of the kind `{parameter.kind}`, not {', '.join(KINDS)}"
            raise origin.error(said)
        if optional and not parameter.optional:
            raise origin.error(f"{what} must be left out where one before it is")
        optional = parameter.optional
    return OfferedPredicate(
        name=offered.name,
        parameters=offered.parameters,
        distribution=origin.distribution,
        version=origin.version,
        judge=offered.judge,
        columns=tuple(offered.columns),
    )


def _drawn(read: Callable[[str], Iterable[object]]) -> Callable[[str], object]:
    """The function with all that it gives in a list, so that a generator works while it is
    called."""

    def draw(location: str) -> object:
        given = read(location)
        if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
            return given
        found = list(islice(given, MOST_LEARNERS + 1))
        if len(found) > MOST_LEARNERS:
            raise ValueError(f"it gives more than {MOST_LEARNERS:,} learners")
        return found

    return draw


def _gathered(offers: Sequence[Offer]) -> Registry:
    predicates = [offer for offer in offers if isinstance(offer, OfferedPredicate)]
    sources = [offer for offer in offers if isinstance(offer, OfferedSource)]
    return Registry(_by_name(predicates, "predicate"), _by_name(sources, "record source"))


def _by_name(offers: Sequence[OfferT], what: str) -> dict[str, OfferT]:
    found: dict[str, OfferT] = {}
    for offer in offers:
        if offer.name in found:
            first = found[offer.name].origin
            who = f"{first} does too" if first != offer.origin else "it does so twice"
            raise offer.origin.error(f"it offers a {what} `{offer.name}`, and {who}")
        found[offer.name] = offer
    return found
