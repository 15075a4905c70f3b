"""The page that an audit prints: summaries, reports, and what they come to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args

from attrs import define, field

from microcredit.cli.messages import plural
from microcredit.engine.plain_text import clean
from microcredit.engine.verdict import Verdict, report, summary
from microcredit.language.syntax import Outcome

OUTCOMES: tuple[Outcome, ...] = ("earned", "pending", "undetermined", "not earned")
assert set(OUTCOMES) == set(get_args(Outcome))


@define
class AuditPage:
    """What has been printed so far, for the totals at the end.

    With a ``single`` learner the reports of the awards follow that have something to say, with
    ``in_full`` those of all.
    """

    on: date
    single: bool = field(kw_only=True)
    in_full: bool = field(kw_only=True)
    learners: int = 0
    unreadable: int = 0
    outcomes: Counter[Outcome] = field(factory=Counter)

    def leave_out(self) -> None:
        """Count a learner who could not be read."""
        self.unreadable += 1

    def learner(self, learner: str, verdicts: Sequence[Verdict]) -> Iterator[str]:
        """The lines for one learner."""
        if self.learners:
            yield ""
        self.learners += 1
        self.outcomes.update(verdict.outcome for verdict in verdicts)
        yield f"Learner {clean(learner)}, as of {self.on}"
        widest = max((len(verdict.award) for verdict in verdicts), default=0)
        for verdict in verdicts:
            yield f"  {summary(verdict, widest)}"
        if self.single:
            for verdict in self._in_full(verdicts):
                yield ""
                yield ""
                yield report(verdict)

    def _in_full(self, verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
        telling = [verdict for verdict in verdicts if verdict.outcome != "not earned"]
        return verdicts if self.in_full or not telling else telling

    def totals(self) -> Iterator[str]:
        """What several learners' verdicts come to, and where to read more."""
        if self.single:
            return
        if self.learners:
            yield ""
        verdicts = plural(self.outcomes.total(), "verdict")
        counted = [f"{self.outcomes[o]} {o}" for o in OUTCOMES if self.outcomes[o]]
        text = f"{plural(self.learners, 'learner')}, {verdicts}"
        text += f": {', '.join(counted)}" if counted else ""
        if self.unreadable:
            text += f"; {plural(self.unreadable, 'learner')} could not be read"
        yield text
        if self.learners:
            yield "The full reports of one learner: add --learner ID"
