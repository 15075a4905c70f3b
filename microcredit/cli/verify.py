"""``microcredit verify``: whether verdicts are right, from their proofs."""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from microcredit.cli.desk import Desk, DeskHolder, Job
from microcredit.cli.inputs import listed, plugin_option, records_from, seconds_option
from microcredit.cli.messages import DISAGREES, UNREADABLE, plural, say
from microcredit.cli.opening import desk_for
from microcredit.errors import MicrocreditError, Problem
from microcredit.model.learner import Transcript
from microcredit.records.files import SIZE_LIMIT, FileFault, read_file
from microcredit.reports.verify import Verified, verify as verify_verdict
from microcredit.wording.plain import clean

OTHERS = ("microcredit.error/1", "microcredit.together/1")
"""What an audit may print among verdicts."""

MOST_DIGITS = 4_300
"""Of a number: what Python reads and writes at most."""

LINE = "\n"
NO_SPACE = re.compile(r"[^ \t\r\n]")


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The object; one in which a key stands twice can be read in two ways."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


def _whole(digits: str) -> int:
    """The number; one of more digits than Python reads is none that a proof needs."""
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has more than {MOST_DIGITS:,} digits")
    return int(digits)


DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_int=_whole)


class NoVerdicts(MicrocreditError):
    """What was given cannot be read as verdicts."""


@click.command()
@click.argument("verdict", nargs=-1, required=True, metavar="VERDICT...")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    required=True,
    metavar="PATH",
    help="File or folder of policies; may be given several times.",
)
@click.option("--catalogue", required=True, metavar="PATH", help="Folder or JSON file of modules.")
@click.option(
    "--records",
    required=True,
    metavar="PATH",
    help="CSV, JSON, a folder of these, or SOURCE:LOCATION with a plugin's record source.",
)
@plugin_option
@seconds_option
@click.pass_context
def verify(
    ctx: click.Context,
    verdict: tuple[str, ...],
    policies: tuple[str, ...],
    catalogue: str,
    records: str,
    plugins: tuple[str, ...],
    seconds: int,
) -> None:
    """Verify verdicts by their proofs.

    VERDICT is a file with one verdict a line, as `audit --format json --prove` prints them; a dash
    stands for standard input. Only policy, catalogue and records are needed; nothing is searched
    for: the proof says what to look at.
    """
    documents = [each for name in verdict for each in _documents(name)]
    if not documents:
        raise NoVerdicts(f"{', '.join(verdict)}: there is no verdict in it")
    with desk_for(Job(policies, catalogue, plugins)) as desk:
        held = listed(desk, catalogue)
        read = records_from(records, desk, held)
        learners = {transcript.learner: transcript for transcript in read.transcripts}
        accepted = unreadable = 0
        for document in documents:
            learner = document.get("learner")
            if isinstance(learner, str) and learner in read.bad:
                unreadable += 1
                _tell(learner, read.bad[learner])
                continue
            found = _verified(desk, seconds, document, held.awards, learners)
            accepted += found.accepted
            click.echo(_line(document, found))
    rejected = len(documents) - accepted - unreadable
    if len(documents) > 1:
        beside = f", {unreadable} not looked at" if unreadable else ""
        counted = f"{accepted} accepted, {rejected} rejected{beside}"
        click.echo(f"{plural(len(documents), 'verdict')}: {counted}")
    if rejected or unreadable:
        ctx.exit(DISAGREES if rejected else UNREADABLE)


def _documents(name: str) -> Iterator[Mapping[str, object]]:
    """The verdicts in a file, one after another; raises ``NoVerdicts`` where something else is."""
    shown = "standard input" if name == "-" else Path(name).as_posix()
    text = _text(name)
    at, line = 0, 1
    while True:
        start = _next(text, at)
        if start == len(text):
            return
        line += text.count(LINE, at, start)
        where = f"{shown}:{line}"
        value, at = _decoded(text, start, where)
        line += text.count(LINE, start, at)
        if not isinstance(value, dict):
            raise NoVerdicts(f"{where}: expected a verdict, one JSON object a line")
        if value.get("format") in OTHERS:
            say(f"{where}: this is a `{value['format']}`, and no verdict: left out")
        else:
            yield value


def _next(text: str, at: int) -> int:
    """The place of the next character that is no space, or the end."""
    found = NO_SPACE.search(text, at)
    return found.start() if found else len(text)


def _decoded(text: str, at: int, where: str) -> tuple[object, int]:
    """The JSON value that begins there, and where it ends."""
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        lines = text.count(LINE, at, error.pos)
        below = f", {plural(lines, 'line')} below" if lines else ""
        raise NoVerdicts(f"{where}: not JSON: {error.msg.lower()}{below}") from None
    except RecursionError:
        raise NoVerdicts(f"{where}: not JSON that can be read: it is nested too deeply") from None
    except ValueError as error:
        raise NoVerdicts(f"{where}: not JSON that can be read: {error}") from None


def _text(name: str) -> str:
    if name == "-":
        data = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        if len(data) > SIZE_LIMIT:
            raise NoVerdicts(f"standard input has more than {SIZE_LIMIT:,} bytes")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NoVerdicts("standard input is not UTF-8") from None
    try:
        return read_file(Path(name), SIZE_LIMIT).text
    except FileFault as fault:
        raise NoVerdicts(str(fault)) from None


def _verified(
    desk: DeskHolder,
    seconds: int,
    document: Mapping[str, object],
    awards: Mapping[str, str],
    learners: Mapping[str, Transcript],
) -> Verified:
    award, learner = document.get("award"), document.get("learner")
    if not isinstance(award, str) or award not in awards:
        return Verified(False, f"the policies have no award `{award}`")
    if not isinstance(learner, str) or learner not in learners:
        return Verified(False, f"no learner `{learner}` can be read from the records")
    return desk.ask(seconds, verified, award, document, learners[learner])


def verified(
    desk: Desk, award: str, document: Mapping[str, object], transcript: Transcript
) -> Verified:
    """Whether the verdict is right by the policy that the desk has."""
    return verify_verdict(document, desk.ready(award), transcript)


def _tell(learner: str, problems: Sequence[Problem]) -> None:
    say(f"the verdict of `{learner}` cannot be looked at: the records cannot be read:")
    for problem in problems:
        say(f"  {problem}")


def _line(document: Mapping[str, object], found: Verified) -> str:
    """What is said of a verdict: whose it is, and why it is rejected."""
    word = "accepted" if found.accepted else "REJECTED"
    return clean(f"{word}  {document.get('learner')}: {found.says}")
