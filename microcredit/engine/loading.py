"""Policies, with the plugins that whoever loads them asks for."""

from pathlib import Path

from microcredit.engine.registry import Plugins, loaded
from microcredit.language import load
from microcredit.language.checked import Policies
from microcredit.language.vocabulary import Vocabulary


def load_policies(
    *paths: str | Path,
    vocabulary: Vocabulary | None = None,
    root: str | Path | None = None,
    examples: bool = False,
    plugins: Plugins = (),
) -> Policies:
    """Give the policies in some files and folders; raise with all that is wrong in any of them.

    Imports stay inside ``root``: the folder given or the file's own folder where none is stated.
    With a vocabulary, names of areas, modules and tags are looked up in it; those in examples
    only with ``examples``. A policy may name only predicates of these ``plugins``: names of
    installed distributions, or a ``Registry``. Raises ``PolicyError`` for policies, and
    ``PluginError`` for plugins.
    """
    return load.load_policies(
        *paths,
        vocabulary=vocabulary,
        root=root,
        examples=examples,
        predicates=loaded(plugins).predicates,
    )


def policies_from_text(
    text: str,
    name: str = "policy",
    vocabulary: Vocabulary | None = None,
    *,
    root: str | Path | None = None,
    examples: bool = False,
    plugins: Plugins = (),
) -> Policies:
    """Give the policies in a text; it can import files only where a ``root`` is given.

    The rest is as for ``load_policies``.
    """
    return load.policies_from_text(
        text,
        name,
        vocabulary,
        root=root,
        examples=examples,
        predicates=loaded(plugins).predicates,
    )
