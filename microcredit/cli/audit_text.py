"""The page that an audit prints: summaries, reports, and what they come to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args

from attrs import define, evolve, field

from microcredit.cli.desk import Audited
from microcredit.engine.awards_together import summary_blocks, together_page
from microcredit.engine.verdict import OUTCOME_WIDTH, Verdict, summary_row, verdict_page
from microcredit.language.outcomes import Outcome, outcome_said
from microcredit.wording.page import Block, Gap, Heading, Line, Table
from microcredit.wording.said import counted, listing, said, series

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

    def learner(self, result: Audited) -> Iterator[Block]:
        """The blocks for one learner."""
        if self.learners:
            yield Gap()
        self.learners += 1
        self.outcomes.update(verdict.outcome for verdict in result.verdicts)
        yield Heading(said("Learner {learner}, as of {day}", learner=result.learner, day=self.on))
        yield Table(tuple(map(summary_row, result.verdicts)), least=(0, OUTCOME_WIDTH))
        yield from self._jointly(result)
        if self.single:
            for verdict in self._in_full(result.verdicts):
                yield from (Gap(), Gap(), *verdict_page(verdict))
            if result.together is not None:
                yield from (Gap(), Gap(), *together_page(result.together))

    def _jointly(self, result: Audited) -> Iterator[Block]:
        """What there is to say, among the summaries, of all the awards at once."""
        if result.competing:
            text = said(
                "{awards} compete: not all of them can be conferred (--together tells which)",
                awards=listing(result.competing, "and"),
            )
            yield Line(text, indent=2)
        if result.together is not None and not self.single:
            for line in summary_blocks(result.together):
                yield evolve(line, indent=line.indent + 2)

    def _in_full(self, verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
        telling = [verdict for verdict in verdicts if verdict.outcome != "not earned"]
        return verdicts if self.in_full or not telling else telling

    def totals(self) -> Iterator[Block]:
        """What several learners' verdicts come to, and where to read more."""
        if self.single:
            return
        if self.learners:
            yield Gap()
        yield Line(self._total())
        if self.learners:
            yield Line(said("The full reports of one learner: add --learner ID"))

    def _total(self) -> str:
        text = listing([_learners(self.learners), _verdicts(self.outcomes.total())])
        found = [
            said("{n} {outcome}", n=self.outcomes[each], outcome=outcome_said(each))
            for each in OUTCOMES
            if self.outcomes[each]
        ]
        if found:
            text = said("{total}: {outcomes}", total=text, outcomes=listing(found))
        if not self.unreadable:
            return text
        unread = said("{learners} could not be read", learners=_learners(self.unreadable))
        return series([text, unread])


def _learners(number: int) -> str:
    if not number:
        return said("no learners")
    return counted("{n} learner", "{n} learners", number)


def _verdicts(number: int) -> str:
    if not number:
        return said("no verdicts")
    return counted("{n} verdict", "{n} verdicts", number)
