"""The plain report: what could rewrite a terminal never reaches it."""

import unicodedata
from datetime import date
from fractions import Fraction

from hypothesis import HealthCheck, given, settings, strategies as st

from microcredit.engine.audit import audit
from microcredit.engine.reason import DecisionUsed
from microcredit.engine.verdict import Verdict, summary
from microcredit.model.learner import Decision, Transcript
from microcredit.model.record import Record
from microcredit.wording.plain import clean
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


SIGNED = (date(2026, 1, 15), "Dean of Studies", "the theme was withdrawn")


def resting_on(*decisions: DecisionUsed) -> Verdict:
    """An earned verdict on an award `main` without requirements."""
    return Verdict(
        learner="ada",
        award="main",
        edition="always",
        on=ON,
        outcome="earned",
        titles={"en": "Main"},
        variant=None,
        award_class=None,
        variants=(),
        requirements=(),
        counted=(),
        not_counted=(),
        decisions=decisions,
    )


def test_the_report_says_after_the_outcome_which_decisions_it_rests_on() -> None:
    found = resting_on(
        DecisionUsed(
            Decision("d4", "extension", "expiry", *SIGNED, record="r1", until=date(2027, 1, 31)),
            "not needed",
        ),
        DecisionUsed(
            Decision("d1", "waiver", "depth", *SIGNED, authority="Regulation 4.2"), "used"
        ),
        DecisionUsed(
            Decision("d2", "override", "size", *SIGNED, amount=Fraction(45, 2), award="main"),
            "used",
        ),
        DecisionUsed(Decision("d5", "recognition", "only", *SIGNED, record="r9"), "not needed"),
        DecisionUsed(
            Decision("no6", "substitution", "core", *SIGNED, record="r8", module="AI102"),
            "binds to nothing",
        ),
    )
    because = "because the theme was withdrawn"

    assert str(found).splitlines()[4:16] == [
        "EARNED. It is awarded without application.",
        "",
        "Rests on decisions:",
        f"  d1  waiver of `depth` by Dean of Studies on 2026-01-15 (Regulation 4.2): {because}",
        "  d2  override of `size` in `main` to 22.5 by Dean of Studies on 2026-01-15: " + because,
        "",
        "Decisions not needed:",
        "  d4  extension of `expiry` for `r1` until 2027-01-31 by Dean of Studies on 2026-01-15: "
        + because,
        f"  d5  recognition for `only` of `r9` by Dean of Studies on 2026-01-15: {because}",
        "",
        "Decisions that bind to nothing:",
        "  no6  substitution for `core` of `r8` as though of `AI102` by Dean of Studies on "
        f"2026-01-15: {because}",
    ]


def test_a_verdict_without_decisions_says_nothing_of_them() -> None:
    assert "ecision" not in str(resting_on())
    assert summary(resting_on()) == "main  earned        Main"


def test_the_summary_names_the_decisions_that_the_verdict_rests_on() -> None:
    first = DecisionUsed(Decision("d1", "waiver", "depth", *SIGNED), "used")
    second = DecisionUsed(Decision("d2", "waiver", "size", *SIGNED), "used")
    spare = DecisionUsed(Decision("d3", "waiver", "focus", *SIGNED), "not needed")

    assert summary(resting_on(spare)) == "main  earned        Main"
    assert summary(resting_on(first, spare)) == ("main  earned        Main (rests on decision d1)")
    assert summary(resting_on(first, second)) == (
        "main  earned        Main (rests on decisions d1, d2)"
    )


@given(HOSTILE)
def test_no_control_character_of_a_decision_reaches_the_report(words: str) -> None:
    decision = Decision(words, "waiver", words, ON, words, words, authority=words, award=words)
    found = resting_on(DecisionUsed(decision, "used"))

    assert hidden(str(found)) == []
    assert hidden(summary(found)) == []
    assert len(str(found).splitlines()) == len(str(resting_on()).splitlines()) + 3
