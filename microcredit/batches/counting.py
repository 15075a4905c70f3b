"""Counting: which rows of a batch count for an award on the day, and which would if passed."""

from datetime import date

import numpy as np
from attrs import define, field, frozen

from microcredit.batches.looks import Looks
from microcredit.batches.rows import EPOCH, NO_DAY, Flags, Numbers, Rows
from microcredit.engine.looks import Look
from microcredit.engine.outright import Outright

UNUSUAL, IDLE, UNDER_WAY, PASSED = -1, 0, 1, 2
_KINDS = {"no": IDLE, "under way": UNDER_WAY, "passed": PASSED}


@frozen
class Held:
    """What learners hold toward an award: pairs of a learner and a look, each once, by learner.

    Learner ``i`` has the ``looks`` from ``starts[i]`` up to ``starts[i + 1]``."""

    starts: Numbers
    looks: Numbers

    @property
    def owners(self) -> Numbers:
        """For each look its learner."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def having(self, looks: Flags) -> Flags:
        """Who has one of the looks that are flagged."""
        found = np.zeros(len(self.starts) - 1, bool)
        found[self.owners[looks[self.looks]]] = True
        return found

    def of(self, learner: int) -> list[int]:
        """The looks of one learner."""
        found: list[int] = self.looks[self.starts[learner] : self.starts[learner + 1]].tolist()
        return found


@frozen
class Counted:
    """What counts for an award, what counts with all that is under way, and for whom neither can be
    said here: something about them is unusual."""

    held: Held
    hoped: Held
    unusual: Flags
    under_way: Flags
    """the rows that would count if they were passed and awarded"""

    @property
    def waits(self) -> Flags:
        """Who has something under way that would count."""
        return np.diff(self.hoped.starts) > np.diff(self.held.starts)


@define
class Seen:
    """The looks of a plan as one award sees them; ``looks`` are the award's own, by number."""

    outright: Outright
    plan_looks: Looks
    looks: list[Look] = field(factory=list)
    _own: list[int] = field(factory=list)
    _modules: list[str] = field(factory=list)
    _kinds: list[int] = field(factory=list)
    _expiries: list[tuple[int, ...]] = field(factory=list)
    _numbers: dict[object, int] = field(factory=dict)

    def _learn(self) -> None:
        """Looks at the plan's looks that are new."""
        for record in self.plan_looks.written[len(self._own) :]:
            look = None if record is None else self.outright.looks.of(record)
            usable = look is not None and look.number >= 0 and self.outright.labelled([look])
            if look is None or not usable:
                self._own.append(0)
                self._modules.append("")
                self._kinds.append(UNUSUAL)
                self._expiries.append(())
                continue
            # One under way looks like one that is passed, once it is.
            alike = look.module, look.expiries, look.record, look.points, look.selected
            if look.counts != "no" and alike not in self._numbers:
                self._numbers[alike] = len(self.looks)
                self.looks.append(look)
            self._own.append(self._numbers.get(alike, 0))
            self._modules.append(look.module)
            self._kinds.append(_KINDS[look.counts])
            self._expiries.append(look.expiries)

    def counted(self, rows: Rows, on: int, passing: Flags | None = None) -> Counted:
        """Which rows count on the day, given as a number of days.

        Of the rows that are under way those ``passing`` are taken to be passed and awarded on the
        day; none to be asked about all of them."""
        self._learn()
        kinds = np.array(self._kinds, np.int64)[rows.looks]
        completed, awarded = rows.completed, rows.awarded
        unusual = kinds == UNUSUAL
        seen = (kinds > IDLE) & ~((completed > NO_DAY) & (completed > on))
        passed = seen & (kinds == PASSED)
        unusual |= passed & (awarded == NO_DAY)
        held = passed & (awarded <= on)
        hoped = seen & ~held
        completed = np.where(hoped & (completed == NO_DAY), on, completed)
        awarded = np.where(hoped, on, awarded)
        valid = seen & self._valid(rows, completed, awarded, on)
        if passing is not None:
            held, hoped = held | (hoped & passing), hoped & ~passing
        return Counted(
            self._held(rows, valid & held),
            self._held(rows, valid),
            self._learners(rows, unusual) | self._repeated(rows),
            valid & hoped,
        )

    def _valid(self, rows: Rows, completed: Numbers, awarded: Numbers, on: int) -> Flags:
        """The rows that no rule of expiry takes away."""
        rules = self.outright.form.expiries
        valid = np.ones(len(rows.looks), bool)
        if not rules:
            return valid
        first = self.outright.first_days(date.fromordinal(on + EPOCH))
        for place, rule in enumerate(rules):
            concerned = np.array([place in each for each in self._expiries], bool)[rows.looks]
            event = completed if rule.event == "completion" else awarded
            early = (event > NO_DAY) & (event < first[place].toordinal() - EPOCH)
            valid &= ~(concerned & early)
        return valid

    def _held(self, rows: Rows, rows_kept: Flags) -> Held:
        """The looks of the rows kept; of records that look the same only one can count."""
        own = np.array(self._own, np.int64)[rows.looks[rows_kept]]
        count = max(1, len(self.looks))
        pairs = np.unique(rows.owners[rows_kept] * count + own)
        learners = len(rows.starts) - 1
        starts = np.searchsorted(pairs, np.arange(learners + 1) * count)
        return Held(starts, pairs % count)

    def _learners(self, rows: Rows, odd: Flags) -> Flags:
        if len(rows.starts) < 2:
            return np.zeros(0, bool)
        return np.asarray(np.logical_or.reduceat(odd, rows.starts[:-1]), bool)

    def _repeated(self, rows: Rows) -> Flags:
        """Learners with several records of one module, where the award has rules for repeats."""
        learners = len(rows.starts) - 1
        if not self.outright.form.repeats:
            return np.zeros(learners, bool)
        modules: dict[str, int] = {}
        for code in self._modules:
            modules.setdefault(code, len(modules))
        mine = np.array([modules[code] for code in self._modules], np.int64)[rows.looks]
        pairs = np.unique(rows.owners * len(modules) + mine)
        distinct = np.bincount(pairs // len(modules), minlength=learners)
        return distinct < np.diff(rows.starts)
