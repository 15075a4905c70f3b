"""Learners' records from a plugin's record source, checked as a file of transcripts would be."""

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from attrs import evolve

from microcredit.engine.plugin import OfferedSource, shown, told
from microcredit.engine.registry import Plugins, loaded
from microcredit.errors import PluginError, Problem
from microcredit.model.credit import amount_text
from microcredit.records.columns import Place
from microcredit.records.files import FileFault, TextFile
from microcredit.records.reading import Reading
from microcredit.records.transcript_documents import TRANSCRIPT_FORMAT, read_transcript_document
from microcredit.records.transcripts import Transcripts, together


def read_from_source(name: str, location: str, *, plugins: Plugins) -> Transcripts:
    """The learners that the record source of this name has at a location.

    What it says of each learner is checked like a transcript in JSON: what is wrong is in the
    ``problems`` of what comes back, and these learners are left out. Raises ``PluginError`` where
    no plugin offers the source, and where it fails or gives no list.
    """
    sources = loaded(plugins).sources
    where = f"{name}:{location}"
    if name not in sources:
        hint = f"there are {', '.join(sorted(sources))}" if sources else None
        said = f"no plugin offers a record source `{name}`"
        raise PluginError([Problem(where, said, hint=hint)])
    given = _given(sources[name], location)
    readings = [_reading(one, f"{where}[{index}]") for index, one in enumerate(given)]
    read = together(readings)
    hashes = "".join(reading.source[1] for reading in readings)
    origin = sources[name].origin
    plugin = (name, origin.distribution, origin.version)
    return evolve(
        read,
        transcripts=tuple(evolve(each, plugin=plugin) for each in read.transcripts),
        sources=((where, sha256(hashes.encode()).hexdigest()),),
    )


def _given(offer: OfferedSource, location: str) -> list[object]:
    about = f"the record source `{offer.name}`, asked for `{location}`"
    try:
        given = offer.read(location)
    # A plugin may fail in any way, and may even try to end the program.
    except (Exception, SystemExit) as error:
        raise offer.origin.error(f"{about}, failed: {told(error)}") from error
    if not isinstance(given, list):
        raise offer.origin.error(f"{about}, returned {shown(given)}, not a list of transcripts")
    return given


def _reading(given: object, where: str) -> Reading:
    """What is said of one learner; a problem, with their id if it has one, where it is no data."""
    learner = given.get("learner") if isinstance(given, dict) else None
    place = Place(where, learner=learner if isinstance(learner, str) else None)
    nothing = Reading((), (), (), (where, sha256(b"").hexdigest()))
    if not isinstance(given, dict):
        said = f"expected a dictionary that says what a transcript does, not {shown(given)}"
        return evolve(nothing, problems=(place.problem(said),))
    try:
        text = json.dumps({"format": TRANSCRIPT_FORMAT, **given}, default=_plain, allow_nan=False)
    # Values of a plugin's own classes may fail in any way.
    except Exception as error:
        return evolve(nothing, problems=(place.problem(f"cannot be read: {told(error)}"),))
    try:
        return read_transcript_document(TextFile(where, text, sha256(text.encode()).hexdigest()))
    except FileFault as fault:
        mine = tuple(evolve(problem, learner=place.learner) for problem in fault.problems)
        return evolve(nothing, problems=mine)


def _plain(value: object) -> str:
    """A date or an exact number as a transcript writes it."""
    match value:
        case datetime():
            raise TypeError(f"expected a date without a time of day, not {shown(value)}")
        case date():
            return value.isoformat()
        case Fraction():
            return amount_text(value)
        case Decimal():
            return format(value, "f")
        case _:
            raise TypeError(f"expected text, a number, a date or a list, not {shown(value)}")
