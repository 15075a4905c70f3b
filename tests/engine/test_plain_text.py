"""The plain report: what could rewrite a terminal never reaches it."""

import unicodedata

from hypothesis import HealthCheck, given, settings, strategies as st

from microcredit.engine.audit import audit
from microcredit.engine.plain_text import clean
from microcredit.engine.verdict import summary
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from tests.engine.build import DONE, ON, compiled, record, under_way, verdict

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\x1b\x07\x08\r\n\t\x00\x7f\x9b\u202e\u2028\u2029\u200b\ufeff"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=8,
)


def hidden(text: str) -> list[str]:
    """The characters of a text that could move a cursor or turn a line round."""
    return [
        char
        for char in text
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and char != "\n"
    ]


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_control_character_of_a_learner_reaches_the_report(
    learner: str, module: str, area: str, id: str
) -> None:
    ready = compiled('size 12 credits require at most 6 credits in "Law"')
    brought = Record(
        id=id,
        module=f"M{module}",
        status="passed",
        completed_on=DONE,
        awarded_on=DONE,
        credits=record("P1", credits="6").credits,
        level=5,
        areas=(area, "Law"),
        grade=area,
    )
    waiting = under_way("P1", f"{id}2")
    found = audit(ready, Transcript(learner, (brought, waiting)), on=ON)

    assert hidden(str(found)) == []
    assert hidden(summary(found)) == []
    assert "\n" not in summary(found)


def test_a_line_break_in_a_name_makes_no_line_of_its_own() -> None:
    ready = compiled("size 6 credits")
    found = audit(ready, Transcript("ada\nEARNED. Truly.", ()), on=ON)

    assert [line for line in str(found).splitlines() if line.startswith("EARNED")] == []


def test_what_is_printable_stays_as_it_is() -> None:
    assert clean("Certificate 專業實踐 (é)") == "Certificate 專業實踐 (é)"
    assert clean("a\x1b[2Jb") == "a\N{REPLACEMENT CHARACTER}[2Jb"


def test_the_summary_says_what_is_first_to_know() -> None:
    physics = record("P1")

    assert summary(verdict("size 6 credits", physics)) == "main  earned        Main"
    assert summary(verdict("size 18 credits", physics)) == (
        "main  not earned    size 12 credits short"
    )
    assert summary(verdict("size 12 credits", physics, under_way("P2"))) == (
        "main  pending       once passed and awarded: P2 (P2)"
    )
    assert summary(verdict("size 6 credits effective 2027-01-01 onwards", physics)) == (
        "main  not earned    in force 2027-01-01 onwards"
    )


def test_no_line_of_a_report_ends_in_a_space() -> None:
    report = str(verdict("size 12 credits", record("P1"), record("L1", status="failed")))

    assert [line for line in report.splitlines() if line != line.rstrip()] == []
