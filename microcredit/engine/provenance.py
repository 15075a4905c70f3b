"""Provenance: the plugins that a verdict rests on."""

from microcredit.engine.normal_form import NormalForm
from microcredit.engine.unknown import family
from microcredit.model.learner import Transcript


def plugins_of(form: NormalForm, transcript: Transcript) -> tuple[tuple[str, str, str], ...]:
    """Name, distribution and version of the predicates that the award, its earlier editions and
    those that it needs name, and of the source of the records."""
    forms = [edition for each in family(form) for edition in (each, *each.earlier)]
    found = {plugin for each in forms for plugin in each.plugins}
    return (*sorted(found), *((transcript.plugin,) if transcript.plugin else ()))
