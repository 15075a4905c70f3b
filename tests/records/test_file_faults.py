"""Every fault of a whole file, with the message that names it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from microcredit.errors import RecordError
from microcredit.records.transcripts import read_transcript, read_transcripts

Write = Callable[[str, str | bytes], str]
HEADER = "learner,module,completed_on,status"
FORMAT = '"format": "microcredit.transcript/1"'


def complaints(name: str) -> list[str]:
    with pytest.raises(RecordError) as caught:
        read_transcripts(name)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", ": the file is empty"),
        ("\ufeff \n", ": the file is empty"),
        (",,,\n", ": the file is empty"),
        ("learner;module\n", ":1: expected commas between the columns"),
        ("learner,module,grade\n", ":1, column `status`: the column is missing"),
        (f"{HEADER},grade,grade\n", ":1, column `grade`: the column is there twice"),
        (f"{HEADER},,grade\n", ":1: the column at place 5 has no name"),
        (
            f"{HEADER},awarded_at\n",
            ":1: unknown column `awarded_at` (did you mean `awarded_on`?)",
        ),
        (
            "learner,module,Completed On,status\n",
            ":1: unknown column `Completed On` (did you mean `completed_on`?)",
        ),
        ("Learner,module,status\n", ":1: unknown column `Learner` (did you mean `learner`?)"),
        (
            f'{HEADER},"a\nb"\n',
            ":1: in the name of a column: expected no control characters, not `a\\nb`",
        ),
        (
            HEADER + "".join(f",x{i}" for i in range(500)),
            ":1: expected at most 500 columns, not 504",
        ),
        (
            f'{HEADER}\nada,"AI101,2025-06-30,passed\n',
            ":2: not CSV: unexpected end of data "
            "(look for a quotation mark that is missing or not doubled)",
        ),
        (
            f'{HEADER}\nada,"AI"101,2025-06-30,passed\n',
            ":2: not CSV: ',' expected after '\"' "
            "(look for a quotation mark that is missing or not doubled)",
        ),
        (
            f'{HEADER}\nada,"A,2025-06-30,passed\nbob,B",2025-06-30,passed\n',
            ":2: a cell runs over the end of the line "
            "(look for a quotation mark that is not closed)",
        ),
        (
            f"{HEADER}\nada,É,2025-06-30,passed\n".encode("latin-1"),
            ":2: expected UTF-8; byte 40 of the file (0xc9) is not (save it as UTF-8)",
        ),
        (
            b"\xef\xbb\xbflearner\n\xff",
            ":2: expected UTF-8; byte 12 of the file (0xff) is not (save it as UTF-8)",
        ),
        (
            HEADER.encode("utf-16"),
            ":1: expected UTF-8; byte 1 of the file (0xff) is not "
            "(it looks like UTF-16; save it as UTF-8)",
        ),
    ],
)
def test_a_table_that_cannot_be_used_says_why(
    write: Write, content: str | bytes, message: str
) -> None:
    assert complaints(write("ada.csv", content)) == ["ada.csv" + message]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", ": the file is empty"),
        ('{\n  "learner": ada}', ":2: not JSON: expecting value at character 14 of the line"),
        ("{} {}", ":1: not JSON: extra data at character 4 of the line"),
        ("[" * 100_000, ": lists and objects stand more than 40 deep in one another"),
        (
            "[" * 41 + "]" * 41,
            ", " + "[0]" * 40 + ": lists and objects stand more than 40 deep in one another",
        ),
        (
            "7",
            ": expected an object with the format `microcredit.transcript/1`, not `7`",
        ),
        (
            "{}",
            ", column `format`: no format is given (expected `microcredit.transcript/1`)",
        ),
        (
            f'[{{{FORMAT}, "learner": "ada"}}, {{"format": "microcredit.transcript/2"}}]',
            ", [1], column `format`: the format is `microcredit.transcript/2` "
            "(expected `microcredit.transcript/1`)",
        ),
        (
            f'{{{FORMAT}, "records": [{{"module": "A", "module": "B"}}]}}',
            ", records[0]: the key `module` is given more than once",
        ),
        (
            f'{{{FORMAT}, "records": [{{"credits": NaN}}]}}',
            ", records[0].credits: `NaN` is no number in JSON",
        ),
        (
            f'{{{FORMAT}, "records": [{{"credits": -Infinity}}]}}',
            ", records[0].credits: `-Infinity` is no number in JSON",
        ),
    ],
)
def test_a_document_that_cannot_be_used_says_why(write: Write, content: str, message: str) -> None:
    assert complaints(write("ada.json", content)) == ["ada.json" + message]


def test_a_file_that_is_not_there_says_so() -> None:
    assert complaints("no/ada.csv") == ["no/ada.csv: cannot be read: no such file or directory"]


def test_a_name_that_is_no_name_says_so() -> None:
    assert complaints("a\0.csv") == ["a\0.csv: cannot be read: embedded null byte"]


def test_a_device_is_not_read(tmp_path: Path) -> None:
    link = tmp_path / "zero.csv"
    link.symlink_to("/dev/zero")

    assert complaints(str(link)) == [f"{link}: expected a file"]


def test_a_file_of_another_kind_says_which_are_read(write: Write) -> None:
    assert complaints(write("ada.xlsx", "x")) == [
        "ada.xlsx: expected a name that ends in `.csv` or `.json`, not `ada.xlsx`"
    ]


def test_a_folder_without_records_says_so(write: Write) -> None:
    write("in/README.md", "x")

    assert complaints("in") == ["in: there is no `.csv` or `.json` file in it"]


def test_every_file_of_a_folder_that_cannot_be_used_is_named(write: Write) -> None:
    write("in/a.csv", "")
    write("in/b.json", "")
    write("in/c.csv", f"{HEADER}\nada,A,2025-06-30,passed\n")

    assert complaints("in") == ["in/a.csv: the file is empty", "in/b.json: the file is empty"]


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    begun = time.monotonic()

    said = complaints(str(path))

    assert said == [
        f"{path}: the file has 100,000,000 bytes and the limit is 64,000,000; split it into several"
    ]
    assert time.monotonic() - begun < 0.5


def test_the_limit_of_a_file_can_be_set(write: Write) -> None:
    name = write("ada.csv", f"{HEADER}\nada,A,2025-06-30,passed\n")  # 35 and 24 bytes

    assert read_transcript(name, size_limit=59).learner == "ada"
    with pytest.raises(RecordError, match="the file has 59 bytes and the limit is 58"):
        read_transcript(name, size_limit=58)


def test_a_column_of_the_institutions_own_is_kept(write: Write) -> None:
    name = write("ada.csv", f"{HEADER},campus,title_en\nada,A,2025-06-30,passed,East,T\n")

    assert read_transcripts(name).extra_columns == ("campus", "title_en")
