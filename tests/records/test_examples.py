"""The example catalogue and learners read, and say the same in both formats."""

from pathlib import Path

import pytest

from microcredit.errors import RecordError
from microcredit.records.catalogue import read_catalogue
from microcredit.records.transcripts import read_transcript, read_transcripts

EXAMPLES = Path(__file__).parents[2] / "examples" / "hkuspace"


def test_every_example_learner_is_in_the_example_catalogue() -> None:
    catalogue = read_catalogue(EXAMPLES / "catalogue")
    learners = read_transcripts(EXAMPLES / "learners.json")

    assert learners.problems == ()
    for transcript in (read_transcript(EXAMPLES / "ada.json"), *learners.transcripts):
        assert len(transcript.resolved(catalogue).records) == len(transcript.records)


def test_the_same_learner_has_equal_records_in_csv_and_json() -> None:
    table = {t.learner: t.records for t in read_transcripts(EXAMPLES / "records.csv").transcripts}
    document = {
        t.learner: t.records for t in read_transcripts(EXAMPLES / "learners.json").transcripts
    }

    assert table
    assert {learner: document[learner] for learner in table} == table


def test_of_the_broken_records_the_sound_learners_are_read() -> None:
    read = read_transcripts(EXAMPLES / "broken" / "records-bad.csv")

    assert {"good-first", "good-last"} <= {transcript.learner for transcript in read.transcripts}
    assert all(problem.learner in read.bad for problem in read.problems)


@pytest.mark.parametrize("name", ["empty", "records-latin1", "records-wrong-header"])
def test_a_broken_file_is_refused(name: str) -> None:
    with pytest.raises(RecordError):
        read_transcripts(EXAMPLES / "broken" / f"{name}.csv")
