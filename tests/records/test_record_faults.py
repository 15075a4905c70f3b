"""Every fault of a single record or transcript, with the message that names it."""

import json
from collections.abc import Callable

import pytest

from microcredit.records.transcripts import read_transcripts

Write = Callable[[str, str | bytes], str]
SOUND = {"learner": "ada", "module": "AI101", "completed_on": "2025-06-30", "status": "passed"}


def complaints(name: str) -> list[str]:
    read = read_transcripts(name)
    assert [transcript.learner for transcript in read.transcripts] == []
    assert list(read.bad) == ["ada"]
    return [str(problem) for problem in read.problems]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("module", "", "expected a value"),
        ("status", "", "expected a value"),
        ("completed_on", "", "expected the date of completion, as the record is `passed`"),
        ("completed_on", "2025-02-30", "there is no such day as `2025-02-30`"),
        ("completed_on", "20250630", "expected a date like `2026-03-01`, not `20250630`"),
        ("completed_on", "30/6/2025", "expected a date like `2026-03-01`, not `30/6/2025`"),
        ("completed_on", "1899-12-31", "expected a year from 1900 to 2200, not `1899-12-31`"),
        ("completed_on", "2201-01-01", "expected a year from 1900 to 2200, not `2201-01-01`"),
        ("enrolled_on", "May 2025", "expected a date like `2026-03-01`, not `May 2025`"),
        (
            "awarded_on",
            "2025-06-29",
            "awarded on `2025-06-29`, before it was completed on `2025-06-30`",
        ),
        (
            "status",
            "Passed",
            "expected `passed`, `failed`, `in progress` or `withdrawn`, not `Passed` "
            "(did you mean `passed`?)",
        ),
        (
            "status",
            "audited?!",
            "expected `passed`, `failed`, `in progress` or `withdrawn`, not `audited?!`",
        ),
        ("credits", "-6", "expected credits above 0 and up to 1,000, not `-6`"),
        ("credits", "0", "expected credits above 0 and up to 1,000, not `0`"),
        ("credits", "1000.5", "expected credits above 0 and up to 1,000, not `1000.5`"),
        ("credits", "1e2", "expected credits above 0 and up to 1,000, not `1e2`"),
        ("credits", "six", "expected credits above 0 and up to 1,000, not `six`"),
        ("level", "4.5", "expected a whole number from 0 to 99999, not `4.5`"),
        ("level", "-1", "expected a whole number from 0 to 99999, not `-1`"),
        ("level", "100000", "expected a whole number from 0 to 99999, not `100000`"),
        ("recognised", "true", "expected `yes` or `no`, not `true`"),
        (
            "used_for",
            "bsc",
            "expected `kind:award`, as in `programme:bsc-computing`, not `bsc`",
        ),
        (
            "used_for",
            "programme:",
            "expected `kind:award`, as in `programme:bsc-computing`, not `programme:`",
        ),
        ("record", "r" * 201, "expected at most 200 characters, not 201"),
        (
            "record",
            "r\x071",
            "expected no control characters, not `r\\x071`",
        ),
        (
            "module",
            "AI\u202e101",
            "expected no control characters, not `AI\\u202e101`",
        ),
        ("grade", "\x00", "expected no control characters, not `\\x00`"),
        ("grade", "g" * 10_001, "expected at most 10,000 characters, not 10,001"),
        ("campus", "c" * 10_001, "expected at most 10,000 characters, not 10,001"),
        ("areas", "A;" + "b" * 201, "expected at most 200 characters, not 201"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column_and_what_was_expected(
    write: Write, column: str, cell: str, message: str
) -> None:
    row = SOUND | {column: cell}
    name = write("ada.csv", ",".join(row) + "\n" + ",".join(row.values()) + "\n")

    assert complaints(name) == [f"ada.csv:2, column `{column}`: {message}"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("credits", 10**15, "expected credits above 0 and up to 1,000, not `1000000000000000`"),
        ("credits", True, "expected text, not `true`"),
        ("recognised", 1, "expected `yes` or `no`, not `1`"),
        ("module", ["AI101"], "expected text, not a list"),
        ("grade", {"letter": "A"}, "expected text, not an object"),
        ("areas", False, "expected a list, not `false`"),
        ("areas", [["A"]], "expected text, not a list"),
        ("campus", {"name": "x"}, "expected text, not an object"),
        ("grade", "\ud800", "expected no control characters, not `\\ud800`"),
        ("learner", "bob", "expected a record of `ada`, not of `bob`"),
    ],
)
def test_a_bad_value_in_json_is_named_with_its_place_and_key(
    write: Write, key: str, value: object, message: str
) -> None:
    document = {
        "format": "microcredit.transcript/1",
        "learner": "ada",
        "records": [SOUND, SOUND | {key: value}],
    }
    name = write("ada.json", json.dumps([document]))

    assert complaints(name) == [f"ada.json, [0].records[1], column `{key}`: {message}"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"facts": ["part-time"]}, ", column `facts`: expected an object, not a list"),
        ({"facts": "part-time"}, ", column `facts`: expected an object, not `part-time`"),
        (
            {"facts": {"mode": ["a"]}},
            ", facts, column `mode`: expected text, a number, true or false, not a list",
        ),
        (
            {"facts": {"mode": {"of": "study"}}},
            ", facts, column `mode`: expected text, a number, true or false, not an object",
        ),
        (
            {"facts": {"admitted": "May 2025"}},
            ", facts, column `admitted`: expected a date like `2026-03-01`, not `May 2025`",
        ),
        (
            {"facts": {"enrolled": 2025}},
            ", facts, column `enrolled`: expected a date like `2026-03-01`, not `2025`",
        ),
        (
            {"facts": {"admitted": True}},
            ", facts, column `admitted`: expected text, not `true`",
        ),
        (
            {"facts": {"Admitted": "2025-09-01"}},
            ", facts: unknown key `Admitted` (did you mean `admitted`?)",
        ),
        ({"facts": {" ": "x"}}, ", facts: in the name of a key: expected a name"),
        (
            {"facts": {"mode": "m" * 10_001}},
            ", facts, column `mode`: expected at most 10,000 characters, not 10,001",
        ),
        ({"attestations": {}}, ", column `attestations`: expected a list, not an object"),
        (
            {"attestations": [{"by": "Dean", "on": "2025-09-01"}]},
            ", attestations[0], column `requirement`: expected a value",
        ),
        (
            {"attestations": [{"requirement": "ethics", "on": "2025-09-01"}]},
            ", attestations[0], column `by`: expected a value",
        ),
        (
            {"attestations": [{"requirement": "ethics", "by": "Dean"}]},
            ", attestations[0], column `on`: expected a value",
        ),
        (
            {"attestations": [{"requirement": "ethics", "by": "Dean", "on": "1/9/2025"}]},
            ", attestations[0], column `on`: expected a date like `2026-03-01`, not `1/9/2025`",
        ),
        (
            {"attestations": [{"requirement": "e", "by": "D", "on": "2025-09-01", "why": "x"}]},
            ", attestations[0]: unknown key `why` (expected `requirement`, `by`, `on`)",
        ),
        (
            {"facts": {"declared": True}},
            ", facts, column `declared`: expected a list, not `true`",
        ),
        (
            {"facts": {"declared": {"bsc": True}}},
            ", facts, column `declared`: expected a list, not an object",
        ),
        (
            {"facts": {"declared": "bsc; " + "m" * 201}},
            ", facts, column `declared`: expected at most 200 characters, not 201",
        ),
        (
            {"facts": {"Declared": "bsc"}},
            ", facts: unknown key `Declared` (did you mean `declared`?)",
        ),
        ({"decisions": {}}, ", column `decisions`: expected a list, not an object"),
        ({"decisions": ["d1"]}, ", decisions[0]: expected an object, not `d1`"),
        (
            {"attestations": [{"requirement": "e", "by": "  ", "on": "2025-09-01"}]},
            ", attestations[0], column `by`: expected a value",
        ),
        ({"record": []}, ": unknown key `record` (did you mean `records`?)"),
        (
            {"name": "Ada"},
            ": unknown key `name` (expected `format`, `learner`, `facts`, `records`, "
            "`conferred`, `applications`, `attestations`, `decisions`)",
        ),
        ({"records": {}}, ", column `records`: expected a list, not an object"),
        ({"records": ["AI101"]}, ", records[0]: expected an object, not `AI101`"),
        ({"applications": [{"award": "c"}]}, ", applications[0], column `on`: expected a value"),
        (
            {"applications": [{"award": "c", "on": "2025-01-01", "by": "x"}]},
            ", applications[0]: unknown key `by` (expected `award`, `on`)",
        ),
        (
            {"conferred": [{"award": "c", "on": "2025"}]},
            ", conferred[0], column `on`: expected a date like `2026-03-01`, not `2025`",
        ),
        (
            {"conferred": [{"award": "c", "on": "2025-01-01", "counted": ["r1"]}]},
            ", column `conferred`: there is no record `r1` to have been counted",
        ),
        (
            {"records": [SOUND | {"Completed On": "2025-06-30"}]},
            ", records[0]: unknown key `Completed On` (did you mean `completed_on`?)",
        ),
        (
            {"records": [SOUND | {"a\nb": "x"}]},
            ", records[0]: in the name of a key: expected no control characters, not `a\\nb`",
        ),
        (
            {"records": [SOUND | {" ": "x"}]},
            ", records[0]: in the name of a key: expected a name",
        ),
        (
            {"records": [SOUND | {f"fact {i}": "" for i in range(500)}]},
            ", records[0]: expected at most 500 keys, not 504",
        ),
    ],
)
def test_a_fault_of_a_transcript_is_named_with_its_place(
    write: Write, keys: dict[str, object], message: str
) -> None:
    document = {"format": "microcredit.transcript/1", "learner": "ada"} | keys
    name = write("ada.json", json.dumps(document))

    assert complaints(name) == ["ada.json" + message]


def test_a_counted_record_that_is_not_there_suggests_the_nearest_one(write: Write) -> None:
    conferral = {"award": "c", "on": "2025-07-01", "counted": ["AI101@2025-06-3"]}
    document = {
        "format": "microcredit.transcript/1",
        "learner": "ada",
        "records": [SOUND],
        "conferred": [conferral],
    }

    assert complaints(write("ada.json", json.dumps(document))) == [
        "ada.json, column `conferred`: there is no record `AI101@2025-06-3` to have been counted "
        "(did you mean `AI101@2025-06-30`?)"
    ]


def test_a_record_id_given_twice_names_the_first_line(write: Write) -> None:
    name = write(
        "ada.csv",
        "learner,record,module,completed_on,status\n"
        "ada,r1,A,2025-06-30,passed\nbob,r1,A,2025-06-30,passed\nada,r1,B,2025-06-30,passed\n",
    )

    assert list(map(str, read_transcripts(name).problems)) == [
        "ada.csv:4, column `record`: the learner has a record `r1` already, at line 2"
    ]


def test_a_transcript_of_nobody_leaves_the_others_in(write: Write) -> None:
    format_ = "microcredit.transcript/1"
    name = write("a.json", json.dumps([{"format": format_}, {"format": format_, "learner": "ada"}]))

    read = read_transcripts(name)

    assert [transcript.learner for transcript in read.transcripts] == ["ada"]
    assert list(map(str, read.problems)) == ["a.json, [0], column `learner`: expected a value"]
