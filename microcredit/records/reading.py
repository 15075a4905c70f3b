"""What one file says about learners."""

from attrs import field, frozen

from microcredit.errors import Problem
from microcredit.model.learner import Transcript
from microcredit.records.columns import Place


@frozen
class Found:
    """A learner found at a place; the transcript says too little where there are problems."""

    place: Place
    transcript: Transcript = field(repr=False)


@frozen
class Reading:
    """The learners of a file, what is wrong with them, and the columns of its own."""

    found: tuple[Found, ...]
    problems: tuple[Problem, ...]
    extra_columns: tuple[str, ...]
    source: tuple[str, str]
