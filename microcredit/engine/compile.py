"""From a checked policy and a catalogue to the normal form."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine import amounts, headings, normal_form as nf, predicates as p
from microcredit.engine.asked import givens, mentions, situational, spreads_levels, unmonotone
from microcredit.engine.award_lines import award_lines
from microcredit.engine.conditions import asks, condition, given, with_points
from microcredit.engine.formulas import (
    AttemptsAverage,
    AttemptsGraded,
    FactIs,
    Formula,
    Given,
    Signed,
    Term,
)
from microcredit.engine.numbering import Numbering
from microcredit.engine.siblings import Known
from microcredit.engine.standing_lines import standing_of
from microcredit.language import check_scope, syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.phrase import phrase
from microcredit.language.phrase_selections import phrase_selection
from microcredit.model.catalogue import Catalogue
from microcredit.wording.said import said


def compile_policy(
    policy: CheckedPolicy, catalogue: Catalogue, known: Known | None = None
) -> nf.NormalForm:
    """The award's rules as a normal form, with its earlier editions, and those of every award that
    its requirements need; ``known`` are those of the same policies made so far, by id."""
    known = known or Known()
    if policy.id not in known.forms:
        own, *earlier = (
            _Compiler(one, catalogue, known).form() for one in (policy, *policy.earlier)
        )
        known.forms[policy.id] = evolve(own, earlier=tuple(earlier))
    return known.forms[policy.id]


@frozen
class _Line:
    """A requirement as written, with its id, the part it judges and the gates it stands behind."""

    written: syntax.Requirement
    name: str
    part: int
    gates: tuple[int, ...]


@frozen
class _Written:
    """A part as written, with its parent and the gates it stands behind."""

    part: syntax.Part
    parent: int | None
    gates: tuple[int, ...]


class _Compiler:
    """Numbers the parts and gates of one award while it reads them in order."""

    def __init__(self, policy: CheckedPolicy, catalogue: Catalogue, known: Known) -> None:
        self.policy, self.catalogue, self.known = policy, catalogue, known
        self.award = policy.award
        names = {name: i for i, v in enumerate(self.award.variables) for name in _bound(v)}
        self.numbering = Numbering(policy, catalogue, names)
        self.gates: list[nf.Gate] = []
        self.parts: list[_Written] = []
        self.children: list[list[int]] = []
        self.lines: list[_Line] = []
        self.only: list[list[tuple[int, tuple[int, ...]]]] = []
        self.shares: list[tuple[int, syntax.Share, tuple[int, ...]]] = []
        self.narrowings: list[nf.Narrowing] = []
        self.standings = known.standings(policy, catalogue)

    def form(self) -> nf.NormalForm:
        """Reads everything once, in the order in which requirements are listed."""
        self._head()
        self._part(self.award.root, None, ())
        self._classes()
        requirements = tuple(self._requirement(line) for line in self.lines)
        narrowing = [(self._select(o.selection), o) for o in self.award.root.count_only]
        parts = self._forms()
        shares = tuple(self._share(*share) for share in self.shares)
        policies = self.policy.needs.values()
        needs = tuple(compile_policy(need, self.catalogue, self.known) for need in policies)
        open_to = self._open_to()
        formulas = [each.formula for each in requirements]
        formulas += [gate.formula for gate in self.gates if gate.formula is not None]
        formulas += [] if open_to is None else [open_to]
        asked = [given for formula in formulas for given in givens(formula)]
        count_only = tuple(
            nf.CountOnlyForm(index, phrase_selection(line.selection), _id(line.id))
            for index, line in narrowing
            if not self._varies(index)
        )
        expiries = tuple(
            nf.ExpiryForm(self._select(e.selection), e.years, e.event, e.through, _id(e.id))
            for e in self.award.expiries
        )
        repeats = tuple(
            nf.RepeatsForm(self._select(r.selection), r.keep, r.limit, _id(r.id))
            for r in self.award.repeats
        )
        prefers = tuple(map(self._preference, self.award.prefers))
        worths = tuple(self._worths())
        selections = tuple(self.numbering.selections)
        period = self.award.effective
        framework = self.policy.framework
        attempts = any(isinstance(g, AttemptsAverage | AttemptsGraded) for g in asked)
        return nf.NormalForm(
            award=self.policy.id,
            title=headings.title(self.award),
            edition=self.policy.edition,
            effective=(period.first, period.last) if period else (None, None),
            on_application=self.award.on_application,
            institution=self.policy.institution,
            scheme=framework.credit.text if framework else None,
            levels=framework.levels if framework else None,
            scales=headings.scales(framework, self.policy.average_scale),
            size=_size(self.numbering, self.award),
            titles=headings.titles(self.award, self.catalogue),
            selections=selections,
            parts=parts,
            shares=shares,
            rows=tuple(self.numbering.rows),
            requirements=requirements,
            variables=self._variables(),
            count_only=count_only,
            expiries=expiries,
            repeats=repeats,
            narrowings=tuple(self.narrowings),
            prefers=prefers,
            worths=worths,
            gates=tuple(self.gates),
            limits=(),
            always=(),
            conversions=headings.conversions(framework),
            ignored=headings.ignored(framework),
            calendar=headings.calendar(framework),
            signs=tuple(dict.fromkeys(g for g in asked if isinstance(g, Signed))),
            facts=_facts(asked),
            needs=needs,
            earlier=(),
            open_to=open_to,
            standing=standing_of(self.policy, self.catalogue),
            standings=self.standings,
            elsewhere=self.known.line_ids(self.policy, self.catalogue),
            asks_grade=attempts
            or any(mentions(s, (p.Grades, p.HasPoints, p.OnScale, p.Judged)) for s in selections)
            or any(rule.keep == "best" for rule in repeats)
            or any(term.value == "points" for term in prefers),
            asks_level=any(mentions(s, (p.Levels, p.BoundLevel)) for s in selections)
            or (framework is not None and any(mentions(s, (p.Judged,)) for s in selections))
            or any(spreads_levels(formula) for formula in formulas),
            asks_learner=any(True for formula in formulas for _ in situational(formula)),
            monotone=not any(map(unmonotone, formulas))
            and all(rule.keep == "every" for rule in repeats)
            and all(need.monotone for need in needs),
            positions=self.catalogue.positions,
            sources=tuple((s.name, s.sha256) for s in self.policy.sources),
            plugins=headings.plugins(self.policy),
            asks_application=any(mentions(s, (p.Window, p.Judged)) for s in selections)
            or any(rule.event == "application" for rule in expiries),
        )

    def _select(self, selection: syntax.Selection | None) -> int:
        return self.numbering.picked(selection)

    def _varies(self, selection: int) -> bool:
        return bool(p.variables_of(self.numbering.selections[selection]))

    def _gate(self, gate: nf.Gate) -> int:
        if gate not in self.gates:
            self.gates.append(gate)
        return self.gates.index(gate)

    def _head(self) -> None:
        """The size, then the blocks of variables."""
        if self.award.size is not None:
            span = self.award.size.span
            total = syntax.Total("at least", self.award.size, None, None, span=span)
            name = syntax.Name("size", span=span)
            line = syntax.Requirement(name, None, total, None, span=span)
            self.lines.append(_Line(line, "size", 0, ()))
        self.lines += [_Line(line, "", 0, ()) for line in award_lines(self.policy, self.standings)]
        for index, variable in enumerate(self.award.variables):
            if isinstance(variable, syntax.SomeArea):
                gate = self._gate(nf.Gate(variable=index))
                for number, line in enumerate(variable.requirements, 1):
                    name_ = f"{variable.variable.text}.{number}"
                    self.lines.append(_Line(line, name_, 0, (gate,)))

    def _open_to(self) -> Formula | None:
        """Whose edition it is, none where everybody's."""
        asked = [given(self.numbering, fact, "") for fact in self.award.open_to]
        return amounts.all_of([*asked]) if asked else None

    def _preference(self, prefer: syntax.Prefer) -> Term:
        if prefer.selection is not None:
            return Term((0,), self._select(prefer.selection), "credits", Fraction(1))
        graded = self.numbering.select(p.HasPoints(with_points(self.numbering)))
        return Term((0,), graded, "points", Fraction(1))

    def _part(self, part: syntax.Part, parent: int | None, gates: tuple[int, ...]) -> None:
        index = len(self.parts)
        self.parts.append(_Written(part, parent, gates))
        self.children.append([])
        self.only.append([])
        if parent is not None:
            self.children[parent].append(index)
        branches = list(self._branches(part, gates))
        for body, inside in branches:
            # Only the branch that is chosen takes numbers, so both go on from the part's own.
            start = 1 if body is part else 1 + len(part.requirements)
            for number, line in enumerate(body.requirements, start):
                self.lines.append(_Line(line, f"{part.id.text}.{number}", index, inside))
            for only in body.count_only:
                pair = self._select(only.selection), inside
                self.only[index].append(pair)
                if only.id is not None:
                    self.narrowings.append(nf.Narrowing(only.id.text, index, pair))
            self.shares += [(index, share, inside) for share in body.shares]
        for body, inside in branches:
            for inner in body.parts:
                self._part(inner, index, inside)

    def _branches(
        self, part: syntax.Part, gates: tuple[int, ...]
    ) -> Iterator[tuple[syntax.Part, tuple[int, ...]]]:
        """The part's own lines, then those of each branch, with the gates before them."""
        yield part, gates
        for when in part.whens:
            formula = amounts.all_of(
                [condition(self.numbering, c, 0, part.id.text)[0] for c in when.conditions]
            )
            yield when.then, (*gates, self._gate(nf.Gate(formula=formula)))
            if when.otherwise is not None:
                shut = self._gate(nf.Gate(formula=formula, holds=False))
                yield when.otherwise, (*gates, shut)

    def _classes(self) -> None:
        place = len(self.award.variables)
        for classify in self.award.classes:
            gate = self._gate(nf.Gate(variable=place, value=classify.label.text))
            for number, written in enumerate(classify.conditions, 1):
                label = syntax.Text(classify.label.text, span=classify.label.span)
                line = syntax.Requirement(None, label, written, None, span=written.span)
                self.lines.append(_Line(line, f"class {classify.label.text}.{number}", 0, (gate,)))

    def _sentence(self, line: syntax.Requirement, name: str) -> str:
        sentence = headings.with_areas(phrase(line.condition), self.catalogue)
        return said("{amount} in all", amount=sentence) if name == "size" else sentence

    def _requirement(self, line: _Line) -> nf.RequirementForm:
        written = line.written
        name = written.id.text if written.id else line.name
        formula, reading = condition(self.numbering, written.condition, line.part, name)
        return nf.RequirementForm(
            id=name,
            part=line.part,
            label=written.label.text if written.label else self._sentence(written, line.name),
            citation=written.citation.text if written.citation else None,
            formula=formula,
            reading=reading,
            gates=line.gates,
            asks=tuple(asks(self.numbering, written.condition)),
            adjustable=amounts.adjustable(self.numbering, written.condition),
            written=written.id is not None and " " not in name,
            inner=tuple(self._inner(written.condition, line.part, name)),
            at=(written.span.source.name, written.span.line),
        )

    def _inner(self, written: syntax.Condition, part: int, name: str) -> Iterator[nf.InnerLine]:
        """The lines with ids inside alternatives."""
        if not isinstance(written, syntax.Either):
            return
        for line in (line for branch in written.branches for line in branch):
            if line.id is not None:
                formula, reading = condition(self.numbering, line.condition, part, line.id.text)
                picked = tuple(asks(self.numbering, line.condition))
                stated = amounts.adjustable(self.numbering, line.condition)
                yield nf.InnerLine(line.id.text, formula, reading, picked, stated)
            yield from self._inner(line.condition, part, name)

    def _forms(self) -> tuple[nf.PartForm, ...]:
        asked: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in self.parts]
        for line in self.lines:
            if not line.name.startswith("class "):
                picked = asks(self.numbering, line.written.condition)
                asked[line.part] += [(selection, line.gates) for selection in picked]
        for index in reversed(range(1, len(self.parts))):
            written = self.parts[index]
            assert written.parent is not None
            if written.part.reuses:
                asked[index] = []
                continue
            if not asked[index] and not self.children[index]:
                asked[written.parent].append((0, written.gates))
            asked[written.parent] += asked[index]
        return tuple(
            nf.PartForm(
                id=written.part.id.text,
                label=written.part.label.text if written.part.label else None,
                parent=written.parent,
                children=tuple(self.children[index]),
                choose=_choice(written.part, self._taking(index)),
                closed=written.part.closed,
                asks=tuple(dict.fromkeys(asked[index])),
                only=tuple(
                    pair
                    for pair in self.only[index]
                    if written.parent is not None or pair[1] or self._varies(pair[0])
                ),
                reuses=tuple(self._sibling(index, name) for name in written.part.reuses),
                gates=written.gates,
                most_parts=written.part.most_parts,
            )
            for index, written in enumerate(self.parts)
        )

    def _taking(self, index: int) -> int:
        return sum(not self.parts[child].part.reuses for child in self.children[index])

    def _sibling(self, index: int, name: syntax.Name) -> int:
        parent = self.parts[index].parent
        assert parent is not None
        return next(c for c in self.children[parent] if self.parts[c].part.id.text == name.text)

    def _share(self, parent: int, share: syntax.Share, inside: tuple[int, ...]) -> nf.ShareForm:
        by_name = {self.parts[c].part.id.text: c for c in self.children[parent]}
        first, second = by_name[share.first.text], by_name[share.second.text]
        limits: list[tuple[int, tuple[int, ...]]] = []
        picked = self._select(share.selection)
        written = [] if share.limit is None else amounts.cases(self.numbering, share.limit)
        for formula, amount in written:
            assert isinstance(amount, syntax.Fixed)
            term = Term((first, second), picked, amounts.VALUES[amount.unit], Fraction(-1))
            asked = () if formula is None else (self._gate(nf.Gate(formula=formula)),)
            gates = (*inside, *asked)
            limits.append((self.numbering.row((term,), -amount.number), gates))
        only = picked if share.rule == "only" else None
        return nf.ShareForm(first, second, tuple(limits), _id(share.id), only, inside)

    def _worths(self) -> Iterator[tuple[int, Fraction, tuple[int, ...]]]:
        for line in self.lines:
            for bundle in check_scope.inside(line.written.condition, syntax.Bundle):
                if bundle.counts is not None:
                    worth = bundle.counts / len(bundle.modules)
                    yield self.numbering.listed(bundle.modules), worth, line.gates

    def _variables(self) -> tuple[nf.Variable, ...]:
        found: list[nf.Variable] = [self._variable(v) for v in self.award.variables]
        if self.award.classes:
            found.append(nf.ClassVariable(tuple(c.label.text for c in self.award.classes)))
        return tuple(found)

    def _variable(self, variable: syntax.Variable) -> nf.Variable:
        if isinstance(variable, syntax.HighestLevel):
            return nf.LevelVariable(tuple(range(variable.highest, variable.lowest - 1, -1)))
        below: set[str] = set()
        for area in variable.under:
            below |= self.catalogue.area_and_below(area.text) - {area.text}
        return nf.AreaVariable(
            variable.variable.text,
            tuple(area for area in self.catalogue.areas if area in below),
            variable.optional,
        )


def _size(numbering: Numbering, award: syntax.Award) -> Fraction | None:
    """The declared size, none where there is none or it depends on the learner."""
    found = amounts.cases(numbering, award.size) if award.size is not None else []
    size = found[0][1] if len(found) == 1 else None
    return size.number if isinstance(size, syntax.Fixed) else None


def _bound(variable: syntax.Variable) -> tuple[str, ...]:
    return (variable.variable.text,) if isinstance(variable, syntax.SomeArea) else ("level",)


def _choice(part: syntax.Part, parts: int) -> tuple[int, int] | None:
    if part.choose is None:
        return None
    highest = part.choose.highest
    return part.choose.lowest, parts if highest is None else highest


def _id(name: syntax.Name | None) -> str | None:
    return name.text if name else None


def _facts(asked: list[Given]) -> tuple[FactIs, ...]:
    return tuple(dict.fromkeys(given for given in asked if isinstance(given, FactIs)))
