"""Outcomes: what an audit can come to, in the words of examples and verdicts."""

from typing import Literal

Outcome = Literal["earned", "pending", "not earned", "undetermined"]
