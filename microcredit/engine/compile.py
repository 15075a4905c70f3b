"""From a checked policy and a catalogue to the normal form."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from microcredit.engine import amounts, normal_form as nf, predicates as p
from microcredit.engine.asked import givens, mentions, situational, spreads_levels, unmonotone
from microcredit.engine.conditions import asks, condition
from microcredit.engine.formulas import (
    AttemptsAverage,
    AttemptsGraded,
    FactIs,
    Given,
    Signed,
    Term,
)
from microcredit.engine.numbering import Numbering
from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.phrase import phrase, phrase_selection
from microcredit.model.catalogue import Catalogue


def compile_policy(policy: CheckedPolicy, catalogue: Catalogue) -> nf.NormalForm:
    """The award's rules as a normal form, and those of every award that its requirements need."""
    return _Compiler(policy, catalogue).form()


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

    def __init__(self, policy: CheckedPolicy, catalogue: Catalogue) -> None:
        self.policy = policy
        self.catalogue = catalogue
        self.award = policy.award
        names = {name: i for i, v in enumerate(self.award.variables) for name in _bound(v)}
        self.numbering = Numbering(policy, catalogue, names)
        self.gates: list[nf.Gate] = []
        self.parts: list[_Written] = []
        self.children: list[list[int]] = []
        self.lines: list[_Line] = []
        self.only: list[list[tuple[int, tuple[int, ...]]]] = []
        self.shares: list[tuple[int, syntax.Share]] = []

    def form(self) -> nf.NormalForm:
        """Reads everything once, in the order in which requirements are listed."""
        self._head()
        self._part(self.award.root, None, ())
        self._classes()
        requirements = tuple(self._requirement(line) for line in self.lines)
        narrowing = [(self._select(o.selection), o.selection) for o in self.award.root.count_only]
        parts = self._forms()
        shares = tuple(self._share(parent, share) for parent, share in self.shares)
        needs = tuple(compile_policy(need, self.catalogue) for need in self.policy.needs.values())
        formulas = [each.formula for each in requirements]
        formulas += [gate.formula for gate in self.gates if gate.formula is not None]
        asked = [given for formula in formulas for given in givens(formula)]
        count_only = tuple(
            nf.CountOnlyForm(index, phrase_selection(selection))
            for index, selection in narrowing
            if not self._varies(index)
        )
        expiries = tuple(
            nf.ExpiryForm(self._select(e.selection), e.years, e.event, e.through)
            for e in self.award.expiries
        )
        repeats = tuple(
            nf.RepeatsForm(self._select(r.selection), r.keep, r.limit) for r in self.award.repeats
        )
        worths = tuple(self._worths())
        selections = tuple(self.numbering.selections)
        period = self.award.effective
        framework = self.policy.framework
        attempts = any(isinstance(g, AttemptsAverage | AttemptsGraded) for g in asked)
        return nf.NormalForm(
            award=self.policy.id,
            title=self.award.title.text,
            edition=self.policy.edition,
            effective=(period.first, period.last) if period else (None, None),
            on_application=self.award.on_application,
            institution=self.policy.institution,
            scheme=framework.credit.text if framework else None,
            levels=framework.levels if framework else None,
            scales=_scales(framework),
            size=_size(self.numbering, self.award),
            titles=self._titles(),
            selections=selections,
            parts=parts,
            shares=shares,
            rows=tuple(self.numbering.rows),
            requirements=requirements,
            variables=self._variables(),
            count_only=count_only,
            expiries=expiries,
            repeats=repeats,
            worths=worths,
            gates=tuple(self.gates),
            limits=(),
            conversions=_conversions(framework),
            calendar=_calendar(framework),
            signs=tuple(dict.fromkeys(g for g in asked if isinstance(g, Signed))),
            facts=_facts(asked),
            needs=needs,
            asks_grade=attempts
            or any(mentions(s, (p.Grades, p.HasPoints, p.OnScale)) for s in selections)
            or any(rule.keep == "best" for rule in repeats),
            asks_level=any(mentions(s, (p.Levels, p.BoundLevel)) for s in selections)
            or any(spreads_levels(formula) for formula in formulas),
            asks_learner=any(True for formula in formulas for _ in situational(formula)),
            monotone=not any(map(unmonotone, formulas))
            and all(rule.keep == "every" for rule in repeats)
            and all(need.monotone for need in needs),
            positions={code: place for place, code in enumerate(self.catalogue.modules)},
            sources=tuple((s.name, s.sha256) for s in self.policy.sources),
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
        for index, variable in enumerate(self.award.variables):
            if isinstance(variable, syntax.SomeArea):
                gate = self._gate(nf.Gate(variable=index))
                for number, line in enumerate(variable.requirements, 1):
                    name_ = f"{variable.variable.text}.{number}"
                    self.lines.append(_Line(line, name_, 0, (gate,)))

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
            self.only[index] += [(self._select(o.selection), inside) for o in body.count_only]
            self.shares += [(index, share) for share in body.shares]
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

    def _requirement(self, line: _Line) -> nf.RequirementForm:
        written = line.written
        name = written.id.text if written.id else line.name
        formula, reading = condition(self.numbering, written.condition, line.part, name)
        return nf.RequirementForm(
            id=name,
            part=line.part,
            label=written.label.text if written.label else _sentence(written, line.name),
            citation=written.citation.text if written.citation else None,
            formula=formula,
            reading=reading,
            gates=line.gates,
        )

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
            )
            for index, written in enumerate(self.parts)
        )

    def _taking(self, index: int) -> int:
        return sum(not self.parts[child].part.reuses for child in self.children[index])

    def _sibling(self, index: int, name: syntax.Name) -> int:
        parent = self.parts[index].parent
        assert parent is not None
        return next(c for c in self.children[parent] if self.parts[c].part.id.text == name.text)

    def _share(self, parent: int, share: syntax.Share) -> nf.ShareForm:
        by_name = {self.parts[c].part.id.text: c for c in self.children[parent]}
        first, second = by_name[share.first.text], by_name[share.second.text]
        limits: list[tuple[int, tuple[int, ...]]] = []
        written = [] if share.limit is None else amounts.cases(self.numbering, share.limit)
        for formula, amount in written:
            assert isinstance(amount, syntax.Fixed)
            term = Term((first, second), 0, amounts.VALUES[amount.unit], Fraction(-1))
            gates = () if formula is None else (self._gate(nf.Gate(formula=formula)),)
            limits.append((self.numbering.row((term,), -amount.number), gates))
        return nf.ShareForm(first, second, tuple(limits))

    def _worths(self) -> Iterator[tuple[int, Fraction, tuple[int, ...]]]:
        for line in self.lines:
            for bundle in _bundles(line.written.condition):
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

    def _titles(self) -> tuple[nf.TitleForm, ...]:
        texts = {"en": self.award.title.text} | {
            title.language: title.text.text for title in self.award.titles
        }
        chinese = {
            area.name: area.title_zh_hant
            for area in self.catalogue.areas.values()
            if area.title_zh_hant
        }
        return tuple(
            nf.TitleForm(
                language,
                text,
                (
                    *(_suffix(v, language) for v in self.award.variables),
                    *((None,) if self.award.classes else ()),
                ),
                chinese if language == "zh-Hant" else {},
            )
            for language, text in texts.items()
        )


def _bundles(written: syntax.Condition) -> Iterator[syntax.Bundle]:
    """The bundles that a condition names, within alternatives too."""
    if isinstance(written, syntax.Bundle):
        yield written
    elif isinstance(written, syntax.Either):
        for branch in written.branches:
            for line in branch:
                yield from _bundles(line.condition)


def _size(numbering: Numbering, award: syntax.Award) -> Fraction | None:
    """The declared size, none where there is none or it depends on the learner."""
    found = amounts.cases(numbering, award.size) if award.size is not None else []
    size = found[0][1] if len(found) == 1 else None
    return size.number if isinstance(size, syntax.Fixed) else None


def _suffix(variable: syntax.Variable, language: str) -> str | None:
    if isinstance(variable, syntax.HighestLevel):
        return None
    suffixes = {suffix.language: suffix.text.text for suffix in variable.suffixes}
    return suffixes.get(language) or suffixes.get("en")


def _bound(variable: syntax.Variable) -> tuple[str, ...]:
    return (variable.variable.text,) if isinstance(variable, syntax.SomeArea) else ("level",)


def _choice(part: syntax.Part, parts: int) -> tuple[int, int] | None:
    if part.choose is None:
        return None
    highest = part.choose.highest
    return part.choose.lowest, parts if highest is None else highest


def _sentence(line: syntax.Requirement, name: str) -> str:
    sentence = phrase(line.condition)
    return f"{sentence} in all" if name == "size" else sentence


def _scales(
    framework: syntax.Framework | None,
) -> tuple[tuple[str, tuple[tuple[str, Fraction | None, bool], ...]], ...]:
    if framework is None:
        return ()
    return tuple(
        (scale.name, tuple((g.code.text, g.points, g.passing) for g in scale.grades))
        for scale in framework.scales
    )


def _conversions(framework: syntax.Framework | None) -> tuple[tuple[str, Fraction], ...]:
    found = framework.conversions if framework else ()
    return tuple((conversion.scheme.text, conversion.worth) for conversion in found)


def _calendar(framework: syntax.Framework | None) -> nf.CalendarForm | None:
    calendar = framework.calendar if framework else None
    if calendar is None:
        return None
    return nf.CalendarForm(
        calendar.starts, tuple((term.name, term.first, term.last) for term in calendar.terms)
    )


def _facts(asked: list[Given]) -> tuple[FactIs, ...]:
    return tuple(dict.fromkeys(given for given in asked if isinstance(given, FactIs)))
