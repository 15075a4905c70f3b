"""The page that an audit prints: summaries, reports, and what they come to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args

from attrs import define, field

from microcredit.cli.desk import Audited
from microcredit.cli.messages import plural
from microcredit.engine import awards_together
from microcredit.engine.verdict import Verdict, report, summary
from microcredit.language.outcomes import Outcome
from microcredit.wording.plain import clean

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

    def learner(self, result: Audited) -> Iterator[str]:
        """The lines for one learner."""
        if self.learners:
            yield ""
        self.learners += 1
        self.outcomes.update(verdict.outcome for verdict in result.verdicts)
        yield f"Learner {clean(result.learner)}, as of {self.on}"
        widest = max((len(verdict.award) for verdict in result.verdicts), default=0)
        for verdict in result.verdicts:
            yield f"  {summary(verdict, widest)}"
        yield from self._jointly(result)
        if self.single:
            for verdict in self._in_full(result.verdicts):
                yield ""
                yield ""
                yield report(verdict)
            if result.together is not None:
                yield ""
                yield ""
                yield awards_together.report(result.together)

    def _jointly(self, result: Audited) -> Iterator[str]:
        """What there is to say, among the summaries, of all the awards at once."""
        if result.competing:
            names = f"{', '.join(result.competing[:-1])} and {result.competing[-1]}"
            said = "compete: not all of them can be conferred (--together tells which)"
            yield f"  {clean(names)} {said}"
        if result.together is not None and not self.single:
            for line in awards_together.summary(result.together):
                yield f"  {line}"

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
