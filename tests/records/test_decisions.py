"""Decisions about a learner: each kind with its own keys, and every fault of one."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from microcredit.model.learner import Decision
from microcredit.records.transcripts import read_transcript, read_transcripts

Write = Callable[[str, str | bytes], str]

DAY = date(2026, 1, 15)
WAIVER = {
    "id": "d1",
    "kind": "waiver",
    "line": "depth",
    "on": "2026-01-15",
    "by": "Dean of Studies",
    "why": "the theme was withdrawn in 2025",
}
SIGNED = (DAY, "Dean of Studies", "the theme was withdrawn in 2025")
OVERRIDE = WAIVER | {"kind": "override", "amount": 12}
SUBSTITUTION = WAIVER | {"kind": "substitution", "record": "r1", "module": "AI102"}
EXTENSION = WAIVER | {"kind": "extension", "record": "r1", "until": "2027-01-31"}
RECOGNITION = WAIVER | {"kind": "recognition", "record": "r1"}


def document(*decisions: object, learner: str = "ada") -> dict[str, object]:
    return {
        "format": "microcredit.transcript/1",
        "learner": learner,
        "decisions": list(decisions),
    }


def complaints(write: Write, *decisions: object) -> list[str]:
    """What is wrong with ada, who is then not read at all."""
    read = read_transcripts(write("ada.json", json.dumps(document(*decisions))))
    assert read.transcripts == ()
    assert list(read.bad) == ["ada"]
    return [str(problem) for problem in read.bad["ada"]]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (WAIVER, Decision("d1", "waiver", "depth", *SIGNED)),
        (WAIVER | {"record": "r1"}, Decision("d1", "waiver", "depth", *SIGNED, record="r1")),
        (OVERRIDE, Decision("d1", "override", "depth", *SIGNED, amount=Fraction(12))),
        (
            OVERRIDE | {"amount": "22.5"},
            Decision("d1", "override", "depth", *SIGNED, amount=Fraction(45, 2)),
        ),
        (
            OVERRIDE | {"amount": "1/3"},
            Decision("d1", "override", "depth", *SIGNED, amount=Fraction(1, 3)),
        ),
        (
            OVERRIDE | {"amount": 0.1},
            Decision("d1", "override", "depth", *SIGNED, amount=Fraction(1, 10)),
        ),
        (
            SUBSTITUTION,
            Decision("d1", "substitution", "depth", *SIGNED, record="r1", module="AI102"),
        ),
        (
            EXTENSION,
            Decision("d1", "extension", "depth", *SIGNED, record="r1", until=date(2027, 1, 31)),
        ),
        (RECOGNITION, Decision("d1", "recognition", "depth", *SIGNED, record="r1")),
        (
            WAIVER | {"authority": " Regulation 4.2 ", "award": "certificate-pp"},
            Decision(
                "d1",
                "waiver",
                "depth",
                *SIGNED,
                authority="Regulation 4.2",
                award="certificate-pp",
            ),
        ),
        (
            WAIVER | {"learner": "ada", "record": "", "until": None},
            Decision("d1", "waiver", "depth", *SIGNED),
        ),
    ],
)
def test_a_decision_of_each_kind_is_read(
    write: Write, given: dict[str, object], expected: Decision
) -> None:
    name = write("ada.json", json.dumps(document(given)))

    assert read_transcript(name).decisions == (expected,)


def test_decisions_keep_the_order_of_the_file(write: Write) -> None:
    name = write("ada.json", json.dumps(document(WAIVER | {"id": "d2"}, RECOGNITION)))

    assert [decision.id for decision in read_transcript(name).decisions] == ["d2", "d1"]


def test_a_decision_about_what_is_not_on_the_transcript_is_read(write: Write) -> None:
    name = write("ada.json", json.dumps(document(RECOGNITION | {"record": "nowhere"})))

    assert [decision.record for decision in read_transcript(name).decisions] == ["nowhere"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (WAIVER | {"id": " "}, ", column `id`: expected an id"),
        (WAIVER | {"kind": None}, ", column `kind`: expected the kind of decision"),
        (
            WAIVER | {"kind": "wavier"},
            ", column `kind`: unknown kind of decision `wavier` (did you mean `waiver`?)",
        ),
        (
            WAIVER | {"kind": "Waiver"},
            ", column `kind`: unknown kind of decision `Waiver` (did you mean `waiver`?)",
        ),
        (
            WAIVER | {"kind": "pardon"},
            ", column `kind`: unknown kind of decision `pardon` (expected `waiver`, `override`, "
            "`substitution`, `extension`, `recognition`)",
        ),
        (WAIVER | {"kind": ["waiver"]}, ", column `kind`: expected text, not a list"),
        (
            WAIVER | {"line": ""},
            ", column `line`: expected the id of the line of the policy that it is about",
        ),
        (WAIVER | {"on": ""}, ", column `on`: expected the day of the decision"),
        (
            WAIVER | {"on": "15 January 2026"},
            ", column `on`: expected a date like `2026-03-01`, not `15 January 2026`",
        ),
        (WAIVER | {"on": "2026-02-30"}, ", column `on`: there is no such day as `2026-02-30`"),
        (WAIVER | {"by": " "}, ", column `by`: an unsigned decision (say who decided)"),
        (WAIVER | {"by": None}, ", column `by`: an unsigned decision (say who decided)"),
        (WAIVER | {"by": {"name": "x"}}, ", column `by`: expected text, not an object"),
        (
            WAIVER | {"why": ""},
            ", column `why`: a decision without grounds (say why, in a few words)",
        ),
        (WAIVER | {"why": ["x"]}, ", column `why`: expected text, not a list"),
        (
            WAIVER | {"why": "w" * 10_001},
            ", column `why`: expected at most 10,000 characters, not 10,001",
        ),
        (WAIVER | {"authority": True}, ", column `authority`: expected text, not `true`"),
        (WAIVER | {"award": ["x"]}, ", column `award`: expected text, not a list"),
        (WAIVER | {"until": "2027-01-31"}, ", column `until`: a waiver takes no `until`"),
        (WAIVER | {"module": "AI102"}, ", column `module`: a waiver takes no `module`"),
        (WAIVER | {"amount": 12}, ", column `amount`: a waiver takes no `amount`"),
        (OVERRIDE | {"amount": None}, ", column `amount`: an override needs an `amount`"),
        (
            OVERRIDE | {"amount": "twelve"},
            ", column `amount`: expected a number like `4950` or `7.5`, not `twelve`",
        ),
        (
            OVERRIDE | {"amount": -12},
            ", column `amount`: expected a number like `4950` or `7.5`, not `-12`",
        ),
        (OVERRIDE | {"amount": True}, ", column `amount`: expected text, not `true`"),
        (OVERRIDE | {"record": "r1"}, ", column `record`: an override takes no `record`"),
        (
            SUBSTITUTION | {"record": ""},
            ", column `record`: a substitution needs a `record`",
        ),
        (
            SUBSTITUTION | {"module": None},
            ", column `module`: a substitution needs a `module`",
        ),
        (SUBSTITUTION | {"amount": 6}, ", column `amount`: a substitution takes no `amount`"),
        (EXTENSION | {"record": None}, ", column `record`: an extension needs a `record`"),
        (EXTENSION | {"until": ""}, ", column `until`: an extension needs a day in `until`"),
        (
            EXTENSION | {"until": "2027"},
            ", column `until`: expected a date like `2026-03-01`, not `2027`",
        ),
        (EXTENSION | {"module": "AI102"}, ", column `module`: an extension takes no `module`"),
        (RECOGNITION | {"record": ""}, ", column `record`: a recognition needs a `record`"),
        (RECOGNITION | {"module": "M"}, ", column `module`: a recognition takes no `module`"),
        (
            WAIVER | {"learner": "bo"},
            ", column `learner`: this decision is about another learner: `bo`",
        ),
        (
            WAIVER | {"learner": ["ada"]},
            ", column `learner`: this decision is about another learner: a list",
        ),
        (WAIVER | {"authorty": "x"}, ": unknown key `authorty` (did you mean `authority`?)"),
        (
            WAIVER | {"colour": "red"},
            ": unknown key `colour` (expected `id`, `kind`, `line`, `on`, `by`, `why`, "
            "`authority`, `award`, `record`, `module`, `until`, `amount`, `learner`)",
        ),
    ],
)
def test_a_fault_of_a_decision_is_named_with_its_place_and_key(
    write: Write, given: dict[str, object], message: str
) -> None:
    assert complaints(write, WAIVER | {"id": "d0"}, given) == [f"ada.json, decisions[1]{message}"]


def test_everything_that_is_wrong_with_decisions_is_said_at_once(write: Write) -> None:
    assert complaints(write, {"kind": "extension", "amount": 3}, EXTENSION | {"by": ""}, 7) == [
        "ada.json, decisions[2]: expected an object, not `7`",
        "ada.json, decisions[0], column `id`: expected an id",
        "ada.json, decisions[0], column `line`: "
        "expected the id of the line of the policy that it is about",
        "ada.json, decisions[0], column `on`: expected the day of the decision",
        "ada.json, decisions[0], column `by`: an unsigned decision (say who decided)",
        "ada.json, decisions[0], column `why`: "
        "a decision without grounds (say why, in a few words)",
        "ada.json, decisions[0], column `record`: an extension needs a `record`",
        "ada.json, decisions[0], column `until`: an extension needs a day in `until`",
        "ada.json, decisions[0], column `amount`: an extension takes no `amount`",
        "ada.json, decisions[1], column `by`: an unsigned decision (say who decided)",
    ]


def test_a_decision_id_given_twice_names_the_first_place(write: Write) -> None:
    assert complaints(write, WAIVER, RECOGNITION, SUBSTITUTION | {"id": "d2"}) == [
        "ada.json, decisions[1], column `id`: "
        "the learner has a decision `d1` already, at `decisions[0]`"
    ]


def test_an_unreadable_decision_leaves_out_its_learner_alone(write: Write) -> None:
    bob = document(WAIVER | {"by": ""}, learner="bob")
    name = write("two.json", json.dumps([document(WAIVER), bob]))

    read = read_transcripts(name)

    assert [transcript.learner for transcript in read.transcripts] == ["ada"]
    assert list(map(str, read.bad["bob"])) == [
        "two.json, [1].decisions[0], column `by`: an unsigned decision (say who decided)"
    ]


def test_two_learners_may_have_decisions_of_one_id(write: Write) -> None:
    name = write("two.json", json.dumps([document(WAIVER), document(WAIVER, learner="bob")]))

    assert [len(one.decisions) for one in read_transcripts(name).transcripts] == [1, 1]


def test_a_decision_on_several_lines_is_kept_as_written(write: Write) -> None:
    name = write("ada.json", json.dumps(document(WAIVER | {"why": "illness,\nand a move"})))

    assert [each.why for each in read_transcript(name).decisions] == ["illness,\nand a move"]
