"""``microcredit verify``: whether verdicts are right, from their proofs."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from microcredit.cli.desk import Desk, DeskHolder, Job
from microcredit.cli.inputs import listed, plugin_option, records_from, seconds_option
from microcredit.cli.messages import DISAGREES, plural, say
from microcredit.cli.opening import desk_for
from microcredit.errors import MicrocreditError
from microcredit.model.learner import Transcript
from microcredit.records.files import SIZE_LIMIT, FileFault, read_file
from microcredit.reports.verify import Verified, verify as verify_verdict
from microcredit.wording.plain import clean

OTHERS = ("microcredit.error/1", "microcredit.together/1")
"""What an audit may print among verdicts."""


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
        accepted = 0
        for document in documents:
            found = _verified(desk, seconds, document, held.awards, learners)
            accepted += found.accepted
            click.echo(_line(document, found))
    if len(documents) > 1:
        refused = len(documents) - accepted
        click.echo(f"{plural(len(documents), 'verdict')}: {accepted} accepted, {refused} rejected")
    if accepted < len(documents):
        ctx.exit(DISAGREES)


def _documents(name: str) -> Iterator[Mapping[str, object]]:
    """The verdicts in a file, a line each; raises ``NoVerdicts`` where a line is none."""
    shown = "standard input" if name == "-" else Path(name).as_posix()
    for number, line in enumerate(_text(name).splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            reason = error.msg.lower() if isinstance(error, json.JSONDecodeError) else str(error)
            raise NoVerdicts(f"{shown}:{number}: not JSON: {reason}") from None
        if not isinstance(value, dict):
            raise NoVerdicts(f"{shown}:{number}: expected a verdict, one JSON object a line")
        if value.get("format") in OTHERS:
            say(f"{shown}:{number}: this is a `{value['format']}`, and no verdict: left out")
            continue
        yield value


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


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The object; one in which a key stands twice can be read in two ways."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


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


def _line(document: Mapping[str, object], found: Verified) -> str:
    """What is said of a verdict: whose it is, and why it is rejected."""
    word = "accepted" if found.accepted else "REJECTED"
    return clean(f"{word}  {document.get('learner')}: {found.says}")
