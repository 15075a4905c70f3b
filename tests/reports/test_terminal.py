"""Pages on a terminal: coloured, as wide as it is, and plain text everywhere else."""

import re
from io import StringIO

import pytest
from hypothesis import given, strategies as st

from microcredit.reports.terminal import show, shown
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, table
from microcredit.wording.plain import clean, plain, width

SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")
PAGE: tuple[Block, ...] = (
    Heading("Professional Certificate in Data Literacy", 1),
    Line("Learner ada, as of 2026-03-01", "quiet"),
    Gap(),
    Line("EARNED. It may be claimed; it is conferred on application, and none is on record."),
    Gap(),
    Heading("Requirements"),
    Table(
        (
            Row(("met", "depth", "24 credits, needs 24", "at least 24 credits at level 4"), "good"),
            Row(
                ("UNMET", "spread", "屬於「統計」範疇、第 4 級或以上", "in [bold]Ethics[/bold]"),
                "bad",
                ("1. 20 credits, needs 24: 4 short",),
            ),
        )
    ),
    Gap(),
)


class Terminal(StringIO):
    """A standard output that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """What a terminal gets for the page, under some variables of the environment."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm-256color"} | variables).items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    show(PAGE)
    return terminal.getvalue()


def test_what_goes_into_a_pipe_is_the_plain_text_to_the_byte(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(PAGE)

    assert capsys.readouterr().out == f"{plain(PAGE)}\n"


def test_a_terminal_gets_the_same_words_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = on_terminal(monkeypatch, COLUMNS="200")

    assert "\x1b[1;32mmet\x1b[0m" in drawn
    assert "\x1b[1;31mUNMET\x1b[0m" in drawn
    assert SEQUENCE.sub("", drawn).replace("─", "=").split() == [
        word if set(word) != {"="} else "=" * 110 for word in plain(PAGE).split()
    ]


def test_a_terminal_without_colours_is_sent_none(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = on_terminal(monkeypatch, NO_COLOR="1")

    assert "\x1b[1mmet\x1b[0m" in drawn
    assert "32m" not in drawn


@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_terminal_that_can_do_nothing_gets_plain_text(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert on_terminal(monkeypatch, TERM=name) == f"{plain(PAGE)}\n"


@pytest.mark.parametrize("wide", [20, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(wide: int) -> None:
    lines = SEQUENCE.sub("", shown(PAGE, width=wide)).splitlines()

    assert max(map(width, lines)) <= min(wide, 110)


def test_columns_line_up_though_chinese_takes_two_places() -> None:
    lines = SEQUENCE.sub("", shown([table([("學分", "a"), ("ab", "b")])], width=60)).splitlines()

    assert lines == ["  學分  a", "  ab    b"]


def test_in_a_narrow_terminal_cells_stand_below_one_another() -> None:
    rows = table([("met", "depth", "24 credits", "at least 24 credits at level 4 or above")])

    assert SEQUENCE.sub("", shown([rows], width=30)).splitlines() == [
        "  met  depth",
        "    24 credits",
        "    at least 24 credits at",
        "      level 4 or above",
    ]


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    assert "in [bold]Ethics[/bold]" in SEQUENCE.sub("", shown(PAGE, width=110))


@given(st.text(max_size=20), st.sampled_from([24, 60, 110]))
def test_no_name_can_rewrite_a_terminal(name: str, wide: int) -> None:
    page: list[Block] = [
        Heading(name),
        Line(name, "bad", 2),
        Table((Row((name, "x"), "good", (name,)),)),
    ]

    drawn = SEQUENCE.sub("", shown(page, width=wide)).replace("\n", "")

    assert drawn == clean(drawn)
