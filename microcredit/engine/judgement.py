"""Judgement: from a normal form and a resolved transcript to a verdict that the checker has
passed."""

from collections.abc import Iterator
from datetime import date

from microcredit.engine.bounds import known
from microcredit.engine.budget import NO_SET, OPEN_SET, Budget, SearchLimit, stopped
from microcredit.engine.decisions import seen
from microcredit.engine.formulas import Signed
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.outcome import Decided, decided
from microcredit.engine.picture import Picture, allocation_of, counted_of, named, parted, picture_of
from microcredit.engine.plain_missing import spelt
from microcredit.engine.provenance import plugins_of
from microcredit.engine.reason import (
    Counted,
    DecisionUsed,
    Depends,
    Need,
    NotCounted,
)
from microcredit.engine.reasons import Shown
from microcredit.engine.situation import Situation
from microcredit.engine.titles import area_names, titled
from microcredit.engine.verdict import Verdict
from microcredit.engine.view import View
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.wording.said import chain, said, series


def judge(form: NormalForm, transcript: Transcript, on: date, steps: int) -> Verdict:
    """The verdict on one award for a resolved transcript on a day, checked before it leaves.

    Never fails for learner data: what cannot be decided within so many steps of search is an
    undetermined verdict that says so.
    """
    found = decided(form, transcript, on, Budget(steps))
    limit = found.limit
    picture: Picture | None = None
    if limit is not None:
        more = known(found.form, transcript, found.situation, Budget(steps // 4))
        limit = series([limit, more]) if more else limit
    else:
        try:
            picture = picture_of(form, found, Budget(steps))
        except SearchLimit:
            limit = stopped(NO_SET)
    if picture is not None and not picture.shown.settled:
        limit = stopped(OPEN_SET)
    return _verdict(form, found, picture, limit)


def _verdict(
    award: NormalForm, found: Decided, picture: Picture | None, limit: str | None
) -> Verdict:
    form, shown = found.form, picture.shown if picture else None
    situation = picture.situation if picture else found.situation
    transcript = situation.transcript
    missing = {
        d.unknown.record.id: chain(map(spelt, d.unknown.fields), "and")
        for d in found.depends_on
        if d.unknown.record
    }
    excluded = tuple(
        NotCounted(
            e.record.id,
            e.record.module,
            said("whether it can depends on the missing {fields}", fields=missing[e.record.id])
            if e.record.id in missing
            else e.says,
        )
        for e in situation.stack(form).excluded
    )
    view = situation.view(form)
    left_out = tuple(
        NotCounted(view.candidates[i].record.id, view.candidates[i].record.module, because)
        for i, because in (shown.left_out() if shown else ())
    )
    binding = shown.question.binding if shown else None
    earned = found.outcome == "earned"
    return Verdict(
        learner=transcript.learner,
        award=form.award,
        edition=form.edition,
        on=situation.on,
        outcome=found.outcome,
        titles=titled(form, binding if earned else None),
        variant=(named(form, binding) or None) if binding is not None else None,
        award_class=parted(form, binding)[1] if binding is not None else None,
        variants=picture.variants if picture else (),
        requirements=shown.reasons() if shown else (),
        counted=tuple(_entries(form, view, shown)) if shown else (),
        not_counted=left_out + excluded,
        needs=tuple(_need(each, better) for each, better in found.passing),
        depends_on=tuple(
            Depends(
                dependence.unknown.record.id if dependence.unknown.record else None,
                dependence.unknown.record.module if dependence.unknown.record else None,
                " and ".join(dependence.unknown.fields),
                tuple(
                    (" and ".join(dependence.unknown.values(filling).values()), outcomes)
                    for filling, outcomes in dependence.outcomes
                ),
            )
            for dependence in found.depends_on
        ),
        bounds=limit,
        claimable=picture.claimable if picture else None,
        on_application=form.on_application,
        applied_on=max(
            (
                a.on
                for a in transcript.applications
                if a.award == form.award and a.on <= situation.on
            ),
            default=None,
        ),
        conferred_on=min(
            (c.on for c in transcript.conferred if c.award == form.award and c.on <= situation.on),
            default=None,
        ),
        scheme=form.scheme,
        in_force=situation.in_force(form),
        editions=tuple(each.edition for each in award.editions),
        for_others=situation.in_period(form) and not situation.in_force(form),
        decisions=_decisions(award, situation),
        sources=form.sources,
        plugins=plugins_of(form, transcript),
    )


def _decisions(award: NormalForm, situation: Situation) -> tuple[DecisionUsed, ...]:
    """Every decision seen on the day: whether the verdict rests on it, and whether it binds."""
    bound = situation.bound(award)
    return tuple(
        DecisionUsed(
            decision,
            "used"
            if decision in situation.granted
            else "not needed"
            if decision in bound
            else "binds to nothing",
        )
        for decision in seen(situation.transcript, situation.on)
        if decision in bound or decision.line not in award.elsewhere
    )


def _need(passing: Record | Signed, better: bool) -> Need:
    if isinstance(passing, Signed):
        return Need(requirement=passing.requirement, by=passing.by)
    return Need(passing.id, passing.module, passing.grade, better)


def _entries(form: NormalForm, view: View, shown: Shown) -> Iterator[Counted]:
    allocation = allocation_of(form, shown)
    worths = {s.record: s.credits for s in shown.question.table.signatures}
    for candidate in counted_of(view, shown):
        record = candidate.record
        yield Counted(
            record=record.id,
            module=record.module,
            credits=worths[record.id],
            level=record.level,
            areas=area_names(form, record.areas or ()),
            completed_on=record.completed_on,
            expires=candidate.expires,
            parts=allocation[record.id],
        )
