"""Awards and their parts, from the tree to syntax."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

from attrs import evolve
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import MORE, Rules, line, word
from microcredit.language.leaves import Line, nodes_of
from microcredit.language.syntax import Condition, Name, Requirement, Selection, Text

MOST_PARTS = "share between at most"
Kept = tuple[Literal["best", "first", "latest", "every"], Fraction | None]


class AwardRules(Rules):
    """Awards, and what awards and parts may both hold."""

    size = line("size")
    conferred = line("conferred")
    on_application = word(True)
    automatically = word(False)
    optionally = word(True)

    def award(self, meta: Meta, id: Name, title: Text, *lines: object) -> syntax.Award:
        """``award certificate-pp "Certificate in Professional Practice" { … }``"""
        span = self.leaves.span(meta)
        variables = tuple(
            line for line in lines if isinstance(line, syntax.HighestLevel | syntax.SomeArea)
        )
        return syntax.Award(
            id=id,
            title=title,
            titles=nodes_of(syntax.Title, lines),
            kind=self.leaves.single(lines, "kind"),
            size=self.leaves.single(lines, "size"),
            source=self.leaves.single(lines, "source", ()),
            effective=self.leaves.single(lines, "effective"),
            on_application=self.leaves.single(lines, "conferred", False),
            variables=variables,
            expiries=nodes_of(syntax.Expiry, lines),
            root=self.part(meta, id, None, None, *lines),
            repeats=nodes_of(syntax.Repeats, lines),
            classes=nodes_of(syntax.Classify, lines),
            open_to=self.leaves.single(lines, "for learners", ()),
            shares=nodes_of(syntax.ShareWith, lines),
            relations=nodes_of(syntax.Relation, lines),
            prefers=nodes_of(syntax.Prefer, lines),
            span=span,
        )

    def title(self, meta: Meta, language: Token, text: Text) -> syntax.Title:
        """``title zh-Hant "專業實踐證書"``"""
        return syntax.Title(str(language), text, span=self.leaves.span(meta))

    def suffix(self, meta: Meta, language: Token | None, text: Text) -> syntax.Title:
        """``title suffix zh-Hant "({theme})"``"""
        return syntax.Title(str(language or "en"), text, span=self.leaves.span(meta))

    def kind(self, meta: Meta, name: Name) -> Line:
        """``kind certificate``"""
        return Line("kind", name.text, span=self.leaves.span(meta))

    def source(self, meta: Meta, *texts: Text) -> Line:
        """``source "How to earn stackable awards"``"""
        return Line("source", texts, span=self.leaves.span(meta))

    def effective(self, meta: Meta, first: Token, last: Token | None = None) -> Line:
        """``effective 2023-04-19 onwards``"""
        span = self.leaves.span(meta)
        last_day = self.leaves.day(last) if last else None
        period = syntax.Effective(self.leaves.day(first), last_day, span=span)
        return Line("effective", period, span=span)

    def highest_level(self, meta: Meta, lowest: Token, highest: Token) -> syntax.HighestLevel:
        """``for the highest level of 1 to 7``"""
        levels = self.leaves.whole(lowest), self.leaves.whole(highest)
        return syntax.HighestLevel(*levels, span=self.leaves.span(meta))

    def some_area(
        self, meta: Meta, optional: bool | None, variable: Name, *rest: Any
    ) -> syntax.SomeArea:
        """``optionally for some theme in areas under "Professional Practice" { … }``"""
        *under, block = rest
        if optional and block is None:
            message = "`optionally for` needs a block in braces: the bonus that it may bring"
            self.leaves.note("missing", message, self.leaves.span(meta))
        return syntax.SomeArea(
            variable=variable,
            optional=bool(optional),
            under=tuple(under),
            requirements=nodes_of(Requirement, block or ()),
            suffixes=nodes_of(syntax.Title, block or ()),
            span=self.leaves.span(meta),
        )

    def some_area_block(self, _meta: Meta, *lines: object) -> tuple[object, ...]:
        """``{ require …  title suffix … }``"""
        return lines

    def expiry(
        self,
        meta: Meta,
        _word: Token,
        id: Name | None,
        selection: Selection | None,
        years: Token,
        event: syntax.Event,
        through: Any,
    ) -> syntax.Expiry:
        """``credits expire 5 years after award of the module``"""
        number = self.leaves.whole(years)
        return syntax.Expiry(selection, number, event, through, id, span=self.leaves.span(meta))

    award_of_the_module = word("award of the module")
    completion = word("completion")
    enrolment = word("enrolment")
    admission = word("admission")
    application = word("application")
    month = word("month")

    def repeats(
        self, meta: Meta, id: Name | None, selection: Selection | None, kept: Kept
    ) -> syntax.Repeats:
        """``repeats in "Music" count every up to 4 credits``"""
        return syntax.Repeats(*kept, selection, id, span=self.leaves.span(meta))

    best = word(("best", None))
    first = word(("first", None))
    latest = word(("latest", None))

    def every(self, _meta: Meta, credits: Token, _word: Token) -> Kept:
        """``every up to 4 credits``"""
        return "every", self.leaves.exact(credits)

    def classify(self, meta: Meta, label: Text, *conditions: Condition) -> syntax.Classify:
        """``classify "Distinction": average grade at least 3.7``"""
        return syntax.Classify(label, conditions, span=self.leaves.span(meta))

    # Parts

    closed = line("nothing else counts")
    or_more = word(MORE)

    def part(
        self,
        meta: Meta,
        id: Name,
        label: Text | None,
        choose: syntax.Choose | None,
        *lines: object,
    ) -> syntax.Part:
        """``part track "Specialisation" choose 1 { … }``"""
        whens = nodes_of(syntax.When, lines)
        return syntax.Part(
            id=id,
            label=label,
            choose=choose,
            count_only=nodes_of(syntax.CountOnly, lines),
            requirements=nodes_of(Requirement, lines),
            parts=nodes_of(syntax.Part, lines),
            shares=nodes_of(syntax.Share, lines),
            closed=self.leaves.single(lines, "nothing else counts", False),
            whens=tuple(_standing_in(id, when) for when in whens),
            reuses=tuple(name for names in lines if isinstance(names, tuple) for name in names),
            most_parts=self.leaves.single(lines, MOST_PARTS),
            span=self.leaves.span(meta),
        )

    def reuse(self, _meta: Meta, *siblings: Name) -> tuple[Name, ...]:
        """``reuse core, breadth``"""
        return siblings

    def bundle_line(self, meta: Meta, bundle: syntax.Bundle) -> Requirement:
        """``bundle U1, U2``"""
        return Requirement(None, None, bundle, None, span=self.leaves.span(meta))

    def when(self, meta: Meta, *rest: Any) -> syntax.When:
        """``when learner mode is "part-time" { … } otherwise { … }``"""
        *conditions, then, otherwise = rest
        for condition in conditions:
            for counting in _about_what_counts(condition):
                message = "`when` asks about the learner, dates or awards, never about what counts"
                hint = None
                if isinstance(counting, syntax.Average | syntax.EveryGrade):
                    hint = "write `grade of all attempts`"
                self.leaves.note("when", message, counting.span, hint=hint)
        return syntax.When(tuple(conditions), then, otherwise, span=self.leaves.span(meta))

    def when_block(self, meta: Meta, *lines: object) -> syntax.Part:
        """``{ require … }``; it gets the id of the part that it stands in there"""
        if not lines:
            self.leaves.note("missing", "nothing stands in these braces", self.leaves.span(meta))
        return self.part(meta, Name("", span=self.leaves.span(meta)), None, None, *lines)

    def count_only(
        self, meta: Meta, id: Name | None, _modules: Token | None, selection: Selection
    ) -> syntax.CountOnly:
        """``count only fresh: modules passed``"""
        return syntax.CountOnly(selection, id, span=self.leaves.span(meta))

    def share_freely(self, meta: Meta, id: Name | None, first: Name, second: Name) -> syntax.Share:
        """``share between core and breadth``"""
        return syntax.Share(None, first, second, id, span=self.leaves.span(meta))

    def share_up_to(
        self,
        meta: Meta,
        id: Name | None,
        limit: syntax.Fixed | syntax.NamedAmount,
        selection: Selection | None,
        first: Name,
        second: Name,
    ) -> syntax.Share:
        """``share labs: at most 1 module tagged "lab" between core and breadth``"""
        return syntax.Share(limit, first, second, id, selection, span=self.leaves.span(meta))

    def share_only_between(
        self,
        meta: Meta,
        id: Name | None,
        _modules: Token | None,
        selection: Selection,
        first: Name,
        second: Name,
    ) -> syntax.Share:
        """``share only modules tagged "lab" between core and breadth``"""
        return syntax.Share(None, first, second, id, selection, "only", span=self.leaves.span(meta))

    def most_parts(self, meta: Meta, number: Token) -> Line:
        """``share between at most 2 parts``"""
        return Line(MOST_PARTS, self.leaves.whole(number), span=self.leaves.span(meta))

    def choose(self, meta: Meta, lowest: Token, highest: Token | str | None) -> syntax.Choose:
        """``choose 2 or more``"""
        least = self.leaves.whole(lowest)
        most = self.leaves.whole(highest) if isinstance(highest, Token) else least
        return syntax.Choose(least, None if highest == MORE else most, span=self.leaves.span(meta))


def _standing_in(id: Name, when: syntax.When) -> syntax.When:
    """A `when` with the id of its part."""
    otherwise = when.otherwise and evolve(when.otherwise, id=id)
    return evolve(when, then=evolve(when.then, id=id), otherwise=otherwise)


def _about_what_counts(condition: Condition) -> Iterator[Condition]:
    """The conditions in a condition that are not about the learner, dates or awards."""
    match condition:
        case syntax.LearnerFact() | syntax.HoldsAward() | syntax.Attested() | syntax.NoAttempt():
            return
        case syntax.Average(attempts=True) | syntax.EveryGrade(attempts=True):
            return
        case syntax.Either(branches):
            for requirement in chain.from_iterable(branches):
                yield from _about_what_counts(requirement.condition)
        case _:
            yield condition
