"""Progress compared: all awards of a learner as they are, and as they would be with changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from attrs import evolve, frozen

from microcredit.engine.audit import compiled_against
from microcredit.engine.ready import STEPS, CompiledPolicy
from microcredit.graph.change import Change
from microcredit.graph.comparison import TONES, Comparison, said_change
from microcredit.graph.progress import AwardProgress, Progress, progress
from microcredit.graph.supposed import supposed
from microcredit.language.checked import CheckedPolicy
from microcredit.model.catalogue import Catalogue
from microcredit.model.credit import amount_text
from microcredit.model.learner import Transcript
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table
from microcredit.wording.plain import plain
from microcredit.wording.said import counted, listing, said


@frozen
class ProgressComparison:
    """A learner's progress as it is and with ``changes``; ``print`` gives the page.

    ``after`` is hypothetical, and its verdicts never carry a proof. ``awards`` compares each award,
    in the order of ``before``, with the changes that concern it."""

    changes: tuple[Change, ...]
    before: Progress
    after: Progress
    awards: tuple[Comparison, ...]

    def __str__(self) -> str:
        return plain(progress_comparison_page(self))


def progress_if(
    policies: Mapping[str, CheckedPolicy] | Sequence[CompiledPolicy],
    transcript: Transcript,
    *changes: Change,
    on: date,
    catalogue: Catalogue | None = None,
    steps: int = STEPS,
) -> ProgressComparison:
    """How the learner stands to all of these awards on a day, and would stand with the changes.

    An edition, a theme or a line need be one of some of the awards only: raises ``ChangeError``
    where one is of none, and else as ``progress`` does."""
    given = policies.values() if isinstance(policies, Mapping) else policies
    ready = [compiled_against(each, catalogue) for each in given]
    before = progress(ready, transcript, on=on, steps=steps)
    world = supposed(ready, transcript, on, changes)
    then = progress(world.ready, world.transcript, on=world.on, steps=steps)
    after = evolve(then, awards=tuple(map(_unproven, then.awards)))
    about = {
        each.form.award: concerns for each, concerns in zip(world.ready, world.about, strict=True)
    }
    awards = tuple(
        Comparison(about[each.award], each.verdict, after[each.award].verdict)
        for each in before.awards
    )
    return ProgressComparison(changes, before, after, awards)


def _unproven(award: AwardProgress) -> AwardProgress:
    return evolve(award, verdict=evolve(award.verdict, proof=None, why=()))


def progress_comparison_page(found: ProgressComparison) -> Iterator[Block]:
    """The page: what is supposed, and how each award stands today and would stand then."""
    before, after = found.before, found.after
    yield Heading(said("What if: all awards for {learner}", learner=before.learner), 1)
    yield Line(said("HYPOTHETICAL. This is no verdict; it says what one would say if:"), "unsure")
    for change in found.changes:
        yield Line(said_change(change), indent=2)
    yield Gap()
    days = before.on.isoformat(), after.on.isoformat()
    names = (
        said("award"),
        said("today, {day}", day=days[0]),
        said("what if, {day}", day=days[1]),
    )
    rows = []
    for each in before.awards:
        then = after[each.award]
        tone = "good" if then.stands == "held" else TONES[then.outcome]
        rows.append(Row((each.award, said_standing(each), said_standing(then)), tone))
    yield Table(tuple(rows), names)
    yield Gap()
    for which, awards in (
        (said("today"), before.conferrable),
        (said("what if"), after.conferrable),
    ):
        conferrable = listing(awards, "and") or said("none")
        yield Line(
            said("Can be conferred at once, {which}: {awards}", which=which, awards=conferrable)
        )


def said_standing(award: AwardProgress) -> str:
    """How the learner stands to the award, and what is still to be done or until when it lasts."""
    until, further = award.claimable_until, award.further
    match award.stands:
        case "held":
            return said("held")
        case "earned" if until is not None:
            return said("earned, until {day}", day=until)
        case "earned":
            return said("earned")
        case "pending":
            found = said("pending")
        case "undetermined":
            found = said("undetermined")
        case "not earned":
            found = said("not earned")
        case _:
            assert_never(award.stands)
    if further is None:
        return found
    if further.credits is not None:
        amount = amount_text(further.credits)
        return counted(
            "{outcome}, {n} credit to go",
            "{outcome}, {n} credits to go",
            1 if further.credits == 1 else 2,
            outcome=found,
            n=amount,
        )
    if further.because is None:
        return said("{outcome}, out of reach", outcome=found)
    return found
