"""Whatever a file holds, it is read or it is refused in a reader's words."""

import json
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from microcredit.errors import CatalogueError, Problem, RecordError
from microcredit.records.catalogue import MODULE_COLUMNS, read_catalogue
from microcredit.records.decision_entries import DECISION_COLUMNS, KINDS
from microcredit.records.record_entries import RECORD_COLUMNS
from microcredit.records.transcripts import read_transcripts

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["ada", "AI101", "2025-06-30", "passed", "in progress", "6", "x:y", "a;b", ""]),
)
NAMES = [column.name for column in (*RECORD_COLUMNS, *MODULE_COLUMNS)]
VALUES = st.recursive(
    st.one_of(CELLS, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), inner, max_size=5),
    ),
    max_leaves=20,
)


DECISIONS = st.fixed_dictionaries(
    {},
    optional={
        column.name: st.one_of(VALUES, CELLS, st.sampled_from(["d1", *KINDS]))
        for column in DECISION_COLUMNS
    },
)


def read_every_way(data: bytes) -> None:
    """Reads the bytes as each kind of file; only the two errors may come of it, and can be said."""
    said: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.csv", "a.json", "modules.csv", "areas.csv"):
            (Path(folder) / name).write_bytes(data)
        for name in ("a.csv", "a.json"):
            try:
                said += read_transcripts(Path(folder) / name).problems
            except RecordError as error:
                said += error.problems
        for path in (Path(folder), Path(folder) / "a.json"):
            try:
                read_catalogue(path)
            except CatalogueError as error:
                said += error.problems
    for problem in said:
        assert "\n" not in str(problem)
        str(problem).encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_every_way(data)


@given(
    st.lists(st.sampled_from(NAMES), unique=True, max_size=6),
    st.lists(st.lists(CELLS, max_size=12), max_size=4),
)
def test_any_table_is_read_or_refused(names: list[str], rows: list[list[str]]) -> None:
    lines = [["learner", "module", "status", *names], ["code", "title", "credits", *names], *rows]
    for start in (0, 1):
        text = "\n".join(",".join(line) for line in lines[start:])
        read_every_way(text.encode("utf-8", "surrogatepass"))


@given(VALUES, VALUES)
def test_any_document_is_read_or_refused(value: object, other: object) -> None:
    for name, keys in (
        ("transcript", ("records", "conferred", "applications", "attestations", "decisions")),
        ("catalogue", ("modules", "areas")),
    ):
        document = {"format": f"microcredit.{name}/1", "learner": "ada"}
        for key in keys:
            read_every_way(json.dumps(document | {key: [value, other]}).encode())
    facts = {"admitted": value, "mode": other, "declared": value}
    for said in (value, facts):
        transcript = {"format": "microcredit.transcript/1", "learner": "ada", "facts": said}
        read_every_way(json.dumps(transcript).encode())
    with suppress(ValueError):
        read_every_way(json.dumps([value, other]).encode())


@given(st.lists(DECISIONS, max_size=3))
def test_any_decisions_are_read_or_refused(decisions: list[dict[str, object]]) -> None:
    document = {"format": "microcredit.transcript/1", "learner": "ada", "decisions": decisions}
    read_every_way(json.dumps(document).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 50,
        b'"' * 51,
        b'{"a":' * 3000,
        b"\xef\xbb\xbf",
        b"\r\r\r",
        b'{"format": "microcredit.catalogue/1", "modules": [{"\\n": "\\u001b"}]}',
    ],
)
def test_bytes_that_were_trouble_elsewhere_are_read_or_refused(data: bytes) -> None:
    read_every_way(data)
