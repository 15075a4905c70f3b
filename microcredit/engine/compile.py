"""From a checked policy and a catalogue to the normal form."""

from fractions import Fraction

from microcredit.engine import normal_form as nf, predicates as p
from microcredit.engine.conditions import Conditions
from microcredit.engine.selections import predicate
from microcredit.language import syntax
from microcredit.language.checked import CheckedPolicy
from microcredit.language.phrase import phrase, phrase_selection
from microcredit.model.catalogue import Catalogue


def compile_policy(policy: CheckedPolicy, catalogue: Catalogue) -> nf.NormalForm:
    """The award's rules as a normal form, and those of every award that its requirements need."""
    return _Compiler(policy, catalogue).form()


class _Compiler:
    """Numbers the parts, selections and rows of one award while it reads them in order."""

    def __init__(self, policy: CheckedPolicy, catalogue: Catalogue) -> None:
        self.policy = policy
        self.catalogue = catalogue
        self.award = policy.award
        self.names = {name: i for i, v in enumerate(self.award.variables) for name in _bound(v)}
        self.written: list[tuple[syntax.Part, int | None]] = []
        self.children: list[list[int]] = []
        self._number(self.award.root, None)
        self.conditions = Conditions(policy, catalogue, self.names)

    def _number(self, part: syntax.Part, parent: int | None) -> None:
        index = len(self.written)
        self.written.append((part, parent))
        self.children.append([])
        if parent is not None:
            self.children[parent].append(index)
        for inside in part.parts:
            self._number(inside, index)

    def form(self) -> nf.NormalForm:
        requirements = self._requirements()
        narrowing = [(self._select(o.selection), o.selection) for o in self.award.root.count_only]
        count_only = tuple(
            nf.CountOnlyForm(index, phrase_selection(selection))
            for index, selection in narrowing
            if not p.variables_of(self.conditions.selections[index])
        )
        expiries = tuple(
            nf.ExpiryForm(self._select(expiry.selection), expiry.years, expiry.event)
            for expiry in self.award.expiries
        )
        parts = self._parts()
        shares = tuple(
            self._share(index, share)
            for index, (part, _) in enumerate(self.written)
            for share in part.shares
        )
        needs = tuple(compile_policy(need, self.catalogue) for need in self.policy.needs.values())
        selections = self.conditions.selections
        period = self.award.effective
        framework = self.policy.framework
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
            size=self.policy.size,
            titles=self._titles(),
            selections=tuple(selections),
            parts=parts,
            shares=shares,
            rows=tuple(self.conditions.rows),
            requirements=requirements,
            variables=tuple(self._variable(v) for v in self.award.variables),
            count_only=count_only,
            expiries=expiries,
            needs=needs,
            asks_grade=any(_mentions(s, (p.Grades, p.HasPoints)) for s in selections),
            asks_level=any(_mentions(s, (p.Levels, p.BoundLevel)) for s in selections),
            asks_learner=any(_given(requirement.formula) for requirement in requirements),
            monotone=not _negates(requirements) and all(need.monotone for need in needs),
            positions={code: place for place, code in enumerate(self.catalogue.modules)},
            sources=tuple((s.name, s.sha256) for s in self.policy.sources),
        )

    def _select(self, selection: syntax.Selection | None) -> int:
        return self.conditions.select(predicate(selection, self.policy, self.catalogue, self.names))

    def _requirements(self) -> tuple[nf.RequirementForm, ...]:
        """In this order: the size, the blocks of variables, then each part's own lines."""
        forms: list[nf.RequirementForm] = []
        if self.award.size is not None:
            total = syntax.Total("at least", self.award.size, None, None, span=self.award.size.span)
            written = syntax.Requirement(
                syntax.Name("size", span=total.span), None, total, None, span=total.span
            )
            forms.append(self._requirement(written, "size", 0, None))
        for index, variable in enumerate(self.award.variables):
            if isinstance(variable, syntax.SomeArea):
                for number, line in enumerate(variable.requirements, 1):
                    name = f"{variable.variable.text}.{number}"
                    forms.append(self._requirement(line, name, 0, index))
        for part, (body, _) in enumerate(self.written):
            for number, line in enumerate(body.requirements, 1):
                forms.append(self._requirement(line, f"{body.id.text}.{number}", part, None))
        return tuple(forms)

    def _requirement(
        self, line: syntax.Requirement, name: str, part: int, variable: int | None
    ) -> nf.RequirementForm:
        formula, reading = self.conditions.condition(line.condition, part)
        return nf.RequirementForm(
            id=line.id.text if line.id else name,
            part=part,
            label=line.label.text if line.label else _sentence(line, name),
            citation=line.citation.text if line.citation else None,
            formula=formula,
            reading=reading,
            variable=variable,
        )

    def _parts(self) -> tuple[nf.PartForm, ...]:
        asks = [self._asks(index) for index in range(len(self.written))]
        if self.award.size is not None:
            asks[0].append((self._select(None), None))
        for index, variable in enumerate(self.award.variables):
            if isinstance(variable, syntax.SomeArea):
                for line in variable.requirements:
                    asks[0] += [(s, index) for s in self.conditions.asks(line.condition)]
        for index in reversed(range(1, len(self.written))):
            parent = self.written[index][1]
            assert parent is not None
            anything = not asks[index]
            asks[parent] += [(self._select(None), None)] if anything else asks[index]
        return tuple(
            nf.PartForm(
                id=part.id.text,
                label=part.label.text if part.label else None,
                parent=parent,
                children=tuple(self.children[index]),
                choose=_choice(part),
                closed=part.closed,
                asks=tuple(dict.fromkeys(asks[index])),
                only=self._only(part, parent),
            )
            for index, (part, parent) in enumerate(self.written)
        )

    def _only(self, part: syntax.Part, parent: int | None) -> tuple[int, ...]:
        """What narrows the part; the award's own lines narrow the candidates, unless they vary."""
        picked = [self._select(only.selection) for only in part.count_only]
        if parent is not None:
            return tuple(picked)
        return tuple(i for i in picked if p.variables_of(self.conditions.selections[i]))

    def _asks(self, index: int) -> list[tuple[int, int | None]]:
        part, _ = self.written[index]
        return [
            (selection, None)
            for line in part.requirements
            for selection in self.conditions.asks(line.condition)
        ]

    def _share(self, parent: int, share: syntax.Share) -> nf.ShareForm:
        by_name = {self.written[c][0].id.text: c for c in self.children[parent]}
        first, second = by_name[share.first.text], by_name[share.second.text]
        limit = None
        if share.limit is not None:
            amount = self.policy.amount(share.limit)
            assert isinstance(amount, syntax.Fixed)
            term = nf.Term((first, second), self._select(None), amount.unit, Fraction(-1))
            limit = self.conditions.row((term,), -amount.number, None)
        return nf.ShareForm(first, second, limit)

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
                tuple(_suffix(v, language) for v in self.award.variables),
                chinese if language == "zh-Hant" else {},
            )
            for language, text in texts.items()
        )


def _suffix(variable: syntax.Variable, language: str) -> str | None:
    if isinstance(variable, syntax.HighestLevel):
        return None
    suffixes = {suffix.language: suffix.text.text for suffix in variable.suffixes}
    return suffixes.get(language) or suffixes.get("en")


def _bound(variable: syntax.Variable) -> tuple[str, ...]:
    return (variable.variable.text,) if isinstance(variable, syntax.SomeArea) else ("level",)


def _choice(part: syntax.Part) -> tuple[int, int] | None:
    if part.choose is None:
        return None
    highest = part.choose.highest
    return part.choose.lowest, len(part.parts) if highest is None else highest


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


def _mentions(predicate: p.Predicate, kinds: tuple[type, ...]) -> bool:
    match predicate:
        case p.Every(of) | p.Any(of):
            return any(_mentions(each, kinds) for each in of)
        case p.Not(of):
            return _mentions(of, kinds)
        case _:
            return isinstance(predicate, kinds)


def _given(formula: nf.Formula) -> bool:
    match formula:
        case nf.Some(_, of):
            return any(map(_given, of))
        case _:
            return isinstance(formula, nf.Given)


def _negates(requirements: tuple[nf.RequirementForm, ...]) -> bool:
    def negated(formula: nf.Formula) -> bool:
        match formula:
            case nf.Given():
                return formula.negated
            case nf.Some():
                return any(map(negated, formula.of))
            case _:
                return False

    return any(negated(requirement.formula) for requirement in requirements)
