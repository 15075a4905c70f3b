"""What transcripts say when nothing is wrong with them, and whom a fault concerns."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from microcredit.errors import RecordError
from microcredit.model.learner import Application, Attestation, Conferral
from microcredit.records.transcripts import read_transcript, read_transcripts

Write = Callable[[str, str | bytes], str]
HEADER = "learner,module,completed_on,status"


def document(**keys: object) -> str:
    return json.dumps({"format": "microcredit.transcript/1", "learner": "ada", **keys})


def test_a_row_gives_a_record_with_exact_credits_dates_and_lists(write: Write) -> None:
    name = write(
        "ada.csv",
        "learner,record,module,completed_on,awarded_on,status,grade,scale,credits,scheme,level,"
        "areas,institution,recognised,enrolled_on,used_for,campus\n"
        "ada,r1,AI101,2025-06-30,2025-08-01,passed,B+,letters,7.50,ECTS,4,"
        "Statistics; Computing;,HKU,yes,2025-01-02,programme:bsc;award:x,Admiralty\n",
    )

    [record] = read_transcript(name).records

    assert (record.id, record.module, record.status) == ("r1", "AI101", "passed")
    assert (record.completed_on, record.awarded_on) == (date(2025, 6, 30), date(2025, 8, 1))
    assert (record.credits, record.scheme, record.level) == (Fraction(15, 2), "ECTS", 4)
    assert (record.grade, record.scale, record.areas) == (
        "B+",
        "letters",
        ("Statistics", "Computing"),
    )
    assert (record.institution, record.recognised) == ("HKU", True)
    assert (record.enrolled_on, record.used_for) == (
        date(2025, 1, 2),
        ("programme:bsc", "award:x"),
    )
    assert record.facts == {"campus": "Admiralty"}


def test_empty_cells_are_left_to_the_catalogue(write: Write) -> None:
    name = write("ada.csv", "learner,module,status,credits,areas,grade\nada,AI101,in progress,,,\n")

    [record] = read_transcript(name).records

    assert (record.credits, record.areas, record.grade, record.completed_on) == (None,) * 4
    assert record.recognised is False


def test_without_an_awarded_on_column_a_module_is_awarded_when_completed(write: Write) -> None:
    name = write("ada.csv", f"{HEADER}\nada,AI101,2025-06-30,passed\n")

    assert [r.awarded_on for r in read_transcript(name).records] == [date(2025, 6, 30)]


def test_an_empty_cell_under_awarded_on_is_unknown(write: Write) -> None:
    name = write("ada.csv", f"{HEADER},awarded_on\nada,AI101,2025-06-30,passed,\n")

    assert [r.awarded_on for r in read_transcript(name).records] == [None]


@pytest.mark.parametrize(
    ("key", "expected"),
    [({}, date(2025, 6, 30)), ({"awarded_on": None}, None), ({"awarded_on": ""}, None)],
)
def test_in_json_only_an_absent_awarded_on_is_the_completion_date(
    write: Write, key: dict[str, object], expected: date | None
) -> None:
    record = {"module": "AI101", "completed_on": "2025-06-30", "status": "passed", **key}
    name = write("ada.json", document(records=[record]))

    assert [r.awarded_on for r in read_transcript(name).records] == [expected]


def test_records_without_an_id_are_numbered_in_the_order_of_the_file(write: Write) -> None:
    name = write(
        "ada.csv",
        "learner,record,module,completed_on,status\n"
        "ada,,AI101,2025-06-30,failed\n"
        "ada,,AI101,2025-06-30,passed\n"
        "ada,AI101@2025-06-30#3,AI102,2025-06-30,passed\n"
        "ada,,AI101,2025-06-30,passed\n"
        "ada,,AI103,,in progress\n",
    )

    assert [record.id for record in read_transcript(name).records] == [
        "AI101@2025-06-30",
        "AI101@2025-06-30#2",
        "AI101@2025-06-30#3",
        "AI101@2025-06-30#4",
        "AI103@in progress",
    ]


def test_a_transcript_in_json_says_what_was_conferred_and_applied_for(write: Write) -> None:
    name = write(
        "ada.json",
        document(
            facts={},
            attestations=[],
            decisions=[],
            records=[
                {"record": "r1", "module": "M", "completed_on": "2025-06-30", "status": "passed"}
            ],
            conferred=[
                {"award": "c", "on": "2025-09-01", "counted": ["r1"]},
                {"award": "d", "on": "2025-09-02"},
            ],
            applications=[{"award": "e", "on": "2025-10-01"}],
        ),
    )

    ada = read_transcript(name)

    assert (ada.learner, ada.file) == ("ada", "ada.json")
    assert ada.conferred == (
        Conferral("c", date(2025, 9, 1), ("r1",)),
        Conferral("d", date(2025, 9, 2)),
    )
    assert ada.applications == (Application("e", date(2025, 10, 1)),)


def test_facts_about_a_learner_are_text_as_written(write: Write) -> None:
    name = write(
        "ada.json",
        '{"format": "microcredit.transcript/1", "learner": "ada", "facts": {'
        '"admitted": "2025-09-01", "enrolled": "2025-09-02", "mode": "part-time",'
        '"score": 3.50, "age": 41, "resident": true, "employed": false,'
        '"campus": null, "tutor": ""}}',
    )

    ada = read_transcript(name)

    assert ada.facts == {
        "admitted": "2025-09-01",
        "enrolled": "2025-09-02",
        "mode": "part-time",
        "score": "3.50",
        "age": "41",
        "resident": "yes",
        "employed": "no",
    }
    assert read_transcripts(name).extra_columns == ()


def test_sign_offs_are_read_in_their_order_however_often_they_are_there(write: Write) -> None:
    signed = {"requirement": "ethics", "by": "Programme Director", "on": "2025-09-01"}
    again = {"requirement": "thesis", "by": "Dean", "on": "2025-10-01"}
    name = write("ada.json", document(attestations=[signed, again, signed]))
    ethics = Attestation("ethics", "Programme Director", date(2025, 9, 1))

    assert read_transcript(name).attestations == (
        ethics,
        Attestation("thesis", "Dean", date(2025, 10, 1)),
        ethics,
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ('"bsc; ba ;;bsc"', {"declared": "bsc;ba"}),
        ('["bsc", " ba "]', {"declared": "bsc;ba"}),
        ('" "', {"declared": ""}),
        ('" ; "', {"declared": ""}),
        ("[]", {"declared": ""}),
        ("null", {}),
    ],
)
def test_declared_awards_are_their_ids_and_none_is_not_unknown(
    write: Write, declared: str, expected: dict[str, str]
) -> None:
    head = '{"format": "microcredit.transcript/1", "learner": "ada", "facts": '
    name = write("ada.json", f'{head}{{"declared": {declared}}}}}')

    assert read_transcript(name).facts == expected


def test_a_bad_fact_leaves_out_its_learner_alone(write: Write) -> None:
    bob = {"format": "microcredit.transcript/1", "learner": "bob", "facts": {"admitted": "soon"}}
    name = write("two.json", f"[{document()}, {json.dumps(bob)}]")

    read = read_transcripts(name)

    assert [transcript.learner for transcript in read.transcripts] == ["ada"]
    assert list(map(str, read.bad["bob"])) == [
        "two.json, [1].facts, column `admitted`: expected a date like `2026-03-01`, not `soon`"
    ]


def test_numbers_in_json_are_exact_and_booleans_are_yes_or_no(write: Write) -> None:
    name = write(
        "ada.json",
        '{"format": "microcredit.transcript/1", "learner": "ada", "records": [{"module": "M",'
        '"status": "in progress", "credits": 0.100000, "level": 4, "recognised": true,'
        '"areas": ["A", "B"], "mark": 71.50, "online": false, "sites": ["x", "y"]}]}',
    )

    [record] = read_transcript(name).records

    assert (record.credits, record.level, record.recognised) == (Fraction(1, 10), 4, True)
    assert record.areas == ("A", "B")
    assert record.facts == {"mark": "71.50", "online": "no", "sites": "x;y"}


def test_a_byte_order_mark_windows_line_ends_and_empty_lines_are_fine(write: Write) -> None:
    text = f"\ufeff\r\n{HEADER}\r\n\r\nada,AI101,2025-06-30,passed\r\n,,,\r\n"
    name = write("ada.csv", text)

    assert [record.module for record in read_transcript(name).records] == ["AI101"]


def test_lines_are_counted_through_line_breaks_in_quoted_cells(write: Write) -> None:
    name = write(
        "ada.csv", f'{HEADER},note\nada,A,2025-06-30,passed,"one\ntwo\nthree"\nada,B,,passed,\n'
    )

    [problem] = read_transcripts(name).problems

    assert str(problem) == (
        "ada.csv:5, column `completed_on`: "
        "expected the date of completion, as the record is `passed`"
    )


def test_learners_are_sorted_and_a_learner_with_one_bad_record_is_left_out_whole(
    write: Write,
) -> None:
    name = write(
        "all.csv",
        f"{HEADER},campus\n"
        "cy,AI101,2025-06-30,passed,\n"
        "bob,AI101,2025-06-30,passed,\n"
        "bob,AI102,30/6/2025,passed,\n"
        "ada,AI101,2025-06-30,passed,\n",
    )

    read = read_transcripts(name)

    assert [transcript.learner for transcript in read.transcripts] == ["ada", "cy"]
    assert read.bad == {"bob": read.problems}
    assert [(problem.learner, problem.line, problem.column) for problem in read.problems] == [
        ("bob", 4, "completed_on")
    ]
    assert read.extra_columns == ("campus",)


def test_each_file_is_named_with_the_hash_of_its_bytes(write: Write) -> None:
    text = f"\ufeff{HEADER}\nada,AI101,2025-06-30,passed\n"
    name = write("in/ada.csv", text)

    assert read_transcripts(name).sources == (
        ("in/ada.csv", hashlib.sha256(text.encode()).hexdigest()),
    )


def test_a_folder_is_read_as_all_its_tables_and_documents(write: Write) -> None:
    write("in/one.csv", f"{HEADER}\nbob,AI101,2025-06-30,passed\n")
    write("in/two.json", document(records=[]))
    write("in/.hidden.json", "no")
    write("in/README.md", "# no")

    read = read_transcripts("in")

    assert [transcript.learner for transcript in read.transcripts] == ["ada", "bob"]
    assert [source for source, _ in read.sources] == ["in/one.csv", "in/two.json"]


def test_a_learner_in_two_files_is_left_out(write: Write) -> None:
    write("in/one.csv", f"{HEADER}\nada,AI101,2025-06-30,passed\nbob,AI101,2025-06-30,passed\n")
    write("in/two.json", document(records=[]))

    read = read_transcripts("in")

    assert [transcript.learner for transcript in read.transcripts] == ["bob"]
    assert list(map(str, read.bad["ada"])) == [
        "in/two.json: the learner `ada` is already in in/one.csv"
    ]


def test_a_learner_in_two_transcripts_of_a_list_is_left_out(write: Write) -> None:
    name = write("two.json", f"[{document()}, {document()}]")

    assert list(map(str, read_transcripts(name).bad["ada"])) == [
        "two.json, [1]: the learner `ada` is already in `[0]`"
    ]


def test_a_file_of_several_learners_is_not_one_transcript(write: Write) -> None:
    name = write("two.csv", f"{HEADER}\nada,A,2025-06-30,passed\nbob,A,2025-06-30,passed\n")

    with pytest.raises(RecordError) as caught:
        read_transcript(name)

    assert str(caught.value) == (
        "two.csv: expected one learner, not 2 (read several with `read_transcripts`)"
    )


def test_a_file_of_no_learner_is_not_one_transcript(write: Write) -> None:
    with pytest.raises(RecordError) as caught:
        read_transcript(write("none.json", "[]"))

    assert str(caught.value) == "none.json: expected one learner, not none"


def test_a_bad_record_of_the_only_learner_is_an_error(write: Write) -> None:
    with pytest.raises(RecordError) as caught:
        read_transcript(write("ada.csv", f"{HEADER}\nada,AI101,2025-06-30,pass\n"))

    assert [problem.learner for problem in caught.value.problems] == ["ada"]


def test_a_row_too_long_is_held_against_every_learner_whose_it_can_be(write: Write) -> None:
    name = write(
        "all.csv",
        "record,learner,module,completed_on,status\n"
        "r1,ada,AI101,2025-06-30,passed\n"
        "r1,bob,AI101,2025-06-30,passed\n"
        "my,r2,ada,AI102,2025-06-30,passed\n",
    )

    read = read_transcripts(name)

    assert [transcript.learner for transcript in read.transcripts] == ["bob"]
    assert list(map(str, read.bad["ada"])) == [
        "all.csv:4: expected 5 cells, as in the header, not 6"
    ]


def test_a_row_too_short_of_a_learner_seen_nowhere_else_is_held_against_that_learner(
    write: Write,
) -> None:
    read = read_transcripts(write("all.csv", f"{HEADER}\nada,AI101\n"))

    assert list(read.bad) == ["ada"]


def test_a_row_of_nobody_leaves_the_others_in(write: Write) -> None:
    name = write("all.csv", f"{HEADER}\n,AI101,2025-06-30,passed\nada,A,2025-06-30,passed\n")

    read = read_transcripts(name)

    assert [transcript.learner for transcript in read.transcripts] == ["ada"]
    assert list(map(str, read.problems)) == ["all.csv:2, column `learner`: expected a value"]
    assert read.bad == {}
