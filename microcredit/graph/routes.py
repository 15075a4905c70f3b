"""Routes: a schedule of numbers as modules in terms, with the grades they need, and audited."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine.audit import STEPS
from microcredit.engine.budget import Budget
from microcredit.engine.judgement import judge
from microcredit.engine.outcome import decided
from microcredit.engine.ready import CompiledPolicy
from microcredit.engine.unknown import family, with_grades
from microcredit.engine.verdict import Verdict
from microcredit.graph.plan import Planned, Route
from microcredit.graph.schedule import Schedule
from microcredit.graph.study import Offered
from microcredit.graph.terms import ComingTerm
from microcredit.model.learner import Transcript
from microcredit.model.record import Record
from microcredit.wording.said import listing, said


@frozen
class Fitting:
    """What a route is audited with; ``transcript`` has what is under way passed already."""

    ready: CompiledPolicy
    transcript: Transcript
    before: Transcript
    terms: tuple[ComingTerm, ...]

    def earned(self, records: Sequence[Record], day: date) -> bool:
        """Whether the award is earned on the day with these records beside the learner's own."""
        found = decided(self.ready.form, self.joined(records), day, Budget(STEPS))
        return found.outcome == "earned"

    def verdict(self, records: Sequence[Record], day: date) -> Verdict:
        """The verdict on the day with these records beside the learner's own."""
        return judge(self.ready.form, self.joined(records), day, STEPS)

    def joined(self, records: Sequence[Record]) -> Transcript:
        """The learner's records with these, as the catalogue has them."""
        mine = evolve(self.transcript, records=tuple(records), decisions=())
        found = mine.resolved(self.ready.catalogue).records
        return evolve(self.transcript, records=(*self.transcript.records, *found))

    def passed(self, module: str, term: int) -> Record:
        """The record of a module taken in a term, passed and awarded on its last day."""
        ended = self.terms[term]
        enrolled = None if "enrolled" in self.transcript.facts else ended.first
        return Record(
            f"{module} planned", module, "passed", ended.last, ended.last, enrolled_on=enrolled
        )


def routed(schedule: Schedule, fitting: Fitting, offered: Offered) -> Route | None:
    """The schedule with modules, each as early as the learner can take it; none where the award is
    not earned by it."""
    taken = _assigned(schedule)
    taken = _earlier(taken, schedule, offered)
    day = fitting.terms[schedule.last].last
    records = _graded([fitting.passed(m, t) for m, t, _ in taken], fitting, day)
    if records is None:
        return None
    verdict = fitting.verdict(records, day)
    modules = fitting.ready.catalogue.modules
    counts = {each.record: each.credits for each in verdict.counted}
    labels = {
        record: tuple(
            dict.fromkeys(
                reason.label
                for reason in verdict.requirements
                if record in reason.counted and reason.id != "size"
            )
        )
        for record in counts
    }
    planned = []
    for (code, term, group), record in zip(taken, records, strict=True):
        module = modules[code]
        titles = {"zh-Hant": module.title_zh_hant} if module.title_zh_hant else {}
        opens = [m for m, _, _ in taken if code in offered.missing(modules[m])]
        because = None
        if code in offered.limits.want:
            because = said("wanted")
        elif record.id not in counts and opens:
            because = said("a prerequisite of {modules}", modules=listing(opens, "and"))
        planned.append(
            Planned(
                code,
                module.title,
                titles,
                schedule.study.groups[group].credits,
                module.level,
                tuple(map(fitting.ready.catalogue.area_name, module.areas)),
                module.fee,
                fitting.terms[term],
                labels.get(record.id, ()),
                record.grade,
                record.scale,
                because,
            )
        )
    priced = sum((each.fee for each in planned if each.fee is not None), Fraction(0))
    return Route(
        tuple(planned),
        day,
        fitting.terms[schedule.last],
        schedule.credits,
        priced,
        tuple(each.module for each in planned if each.fee is None),
        schedule.proven,
        schedule.at_least,
    )


_Taken = tuple[str, int, int]
"""A module, the number of its term and that of its group"""


def _assigned(schedule: Schedule) -> list[_Taken]:
    """The first modules of each group, those in earlier terms first."""
    used: dict[int, int] = {}
    found = []
    for group, term, number in schedule.counts:
        start = used.get(group, 0)
        codes = schedule.study.groups[group].modules[start : start + number]
        used[group] = start + number
        found += [(code, term, group) for code in codes]
    return found


def _earlier(taken: Sequence[_Taken], schedule: Schedule, offered: Offered) -> list[_Taken]:
    """The same with each module as early as it is offered, fits the load, comes after its
    prerequisites and counts just as well."""
    positions, groups = offered.catalogue.positions, schedule.study.groups
    placed = {code: term for code, term, _ in taken}
    for code, term, place in sorted(taken, key=lambda each: (each[1], positions[each[0]])):
        group = groups[place]
        sides = schedule.sides.get(group.kind, {})
        for earlier in group.open:
            if earlier >= term:
                break
            if sides.get(earlier) != sides.get(term):
                continue
            if any(placed.get(each, -1) >= earlier for each in group.after):
                continue
            there = [groups[g] for c, _, g in taken if placed[c] == earlier]
            limits = offered.limits
            if limits.modules is not None and len(there) + 1 > limits.modules:
                continue
            credits = sum((each.credits for each in there), group.credits)
            if limits.credits is not None and credits > limits.credits:
                continue
            placed[code] = earlier
            break
    moved = [(code, placed[code], group) for code, _, group in taken]
    return sorted(moved, key=lambda each: (each[1], positions[each[0]]))


def _graded(records: Sequence[Record], fitting: Fitting, day: date) -> list[Record] | None:
    """The records with the lowest grades that do, one after another; none where none do."""
    forms = tuple(family(fitting.ready.form))
    if not any(form.asks_grade for form in forms):
        return list(records) if fitting.earned(records, day) else None
    found = [with_grades(forms, record)[-1] for record in records]
    if not fitting.earned(found, day):
        return None
    for place, record in enumerate(records):
        for graded in with_grades(forms, record):
            trial = [*found[:place], graded, *found[place + 1 :]]
            if graded == found[place] or fitting.earned(trial, day):
                found = trial
                break
    return found
