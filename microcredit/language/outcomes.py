"""Outcomes: what an audit can come to, in the words of examples and verdicts."""

from collections.abc import Mapping
from typing import Literal

from microcredit.wording.page import Tone
from microcredit.wording.said import said

Outcome = Literal["earned", "pending", "not earned", "undetermined"]

TONES: Mapping[Outcome, Tone] = {
    "earned": "good",
    "pending": "waiting",
    "undetermined": "unsure",
    "not earned": "bad",
}
"""How each is meant, for a page to show."""


def outcome_said(outcome: Outcome) -> str:
    """The outcome in words."""
    match outcome:
        case "earned":
            return said("earned")
        case "pending":
            return said("pending")
        case "undetermined":
            return said("undetermined")
        case "not earned":
            return said("not earned")
