"""Files, frameworks, awards and their parts, from the tree to syntax."""

from fractions import Fraction
from typing import Any

from attrs import evolve
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import MORE, Rules, line, node, word
from microcredit.language.leaves import Line, nodes_of
from microcredit.language.syntax import Code, Name, Requirement, Selection, Text

LANGUAGE = 1


class FileRules(Rules):
    """What a file holds beside awards and examples."""

    institution = line("institution")
    import_file = node(syntax.Import)
    define = node(syntax.Define)
    external_award = node(syntax.ExternalAward)

    def start(self, meta: Meta, *nodes: object) -> syntax.PolicyFile:
        """A whole file."""
        return syntax.PolicyFile(
            language=self.leaves.single(nodes, "language"),
            institution=self.leaves.single(nodes, "institution"),
            uses=nodes_of(syntax.UseFramework, nodes),
            frameworks=nodes_of(syntax.Framework, nodes),
            imports=nodes_of(syntax.Import, nodes),
            defines=nodes_of(syntax.Define, nodes),
            external=nodes_of(syntax.ExternalAward, nodes),
            awards=nodes_of(syntax.Award, nodes),
            examples=nodes_of(syntax.Example, nodes),
            span=self.leaves.span(meta),
        )

    def language(self, meta: Meta, token: Token) -> Line:
        """``language 1``"""
        version = self.leaves.whole(token)
        if version != LANGUAGE:
            message = f"`language {token}` is not known: this microcredit reads `language 1`"
            self.leaves.note("language-version", message, self.leaves.span(token))
        return Line("language", version, span=self.leaves.span(meta))

    # Frameworks

    use_framework = node(syntax.UseFramework)

    def framework(self, meta: Meta, id: Name, title: Text, *lines: object) -> syntax.Framework:
        """``framework hkqf "Hong Kong Qualifications Framework" { … }``"""
        span = self.leaves.span(meta)
        unstated = evolve(title, text="credit"), None
        credit, hours = self.leaves.needed(lines, "credits", unstated, span)
        levels = self.leaves.needed(lines, "levels", (1, 1), span)
        scales = nodes_of(syntax.GradeScale, lines)
        return syntax.Framework(id, title, levels, credit, hours, scales, span=span)

    def framework_levels(self, meta: Meta, lowest: Token, highest: Token) -> Line:
        """``levels 1 to 7``"""
        levels = self.leaves.whole(lowest), self.leaves.whole(highest)
        return Line("levels", levels, span=self.leaves.span(meta))

    def framework_credits(
        self, meta: Meta, _word: Token, credit: Text, one: Token | None, hours: Fraction | None
    ) -> Line:
        """``credits "QF credit", 1 is 10 notional hours``"""
        if one is not None and self.leaves.exact(one) != 1:
            message = f"notional hours are stated for 1 credit, not for {one}"
            self.leaves.note("number", message, self.leaves.span(one))
        return Line("credits", (credit, hours), span=self.leaves.span(meta))

    def grade_scale(self, meta: Meta, name: Name, *grades: syntax.Grade) -> syntax.GradeScale:
        """``grades letters { A = 4, fail F }``"""
        return syntax.GradeScale(name.text, grades, span=self.leaves.span(meta))

    def grade_with_points(self, meta: Meta, code: Code, points: Fraction) -> syntax.Grade:
        """``"B+" = 33/10``"""
        return syntax.Grade(code, points, True, span=self.leaves.span(meta))

    def failing_grade(self, meta: Meta, code: Code) -> syntax.Grade:
        """``fail F``"""
        return syntax.Grade(code, None, False, span=self.leaves.span(meta))

    def grade_without_points(self, meta: Meta, code: Code) -> syntax.Grade:
        """``no points P``"""
        return syntax.Grade(code, None, True, span=self.leaves.span(meta))


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
        self, meta: Meta, _word: Token, selection: Selection | None, years: Token, event: Any
    ) -> syntax.Expiry:
        """``credits expire 5 years after award of the module``"""
        number = self.leaves.whole(years)
        return syntax.Expiry(selection, number, event, span=self.leaves.span(meta))

    award_of_the_module = word("award of the module")
    completion = word("completion")
    enrolment = word("enrolment")

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
        return syntax.Part(
            id=id,
            label=label,
            choose=choose,
            count_only=nodes_of(syntax.CountOnly, lines),
            requirements=nodes_of(Requirement, lines),
            parts=nodes_of(syntax.Part, lines),
            shares=nodes_of(syntax.Share, lines),
            closed=self.leaves.single(lines, "nothing else counts", False),
            span=self.leaves.span(meta),
        )

    def count_only(
        self, meta: Meta, _modules: Token | None, selection: Selection
    ) -> syntax.CountOnly:
        """``count only modules passed``"""
        return syntax.CountOnly(selection, span=self.leaves.span(meta))

    def share(self, meta: Meta, limit: Any, first: Name, second: Name) -> syntax.Share:
        """``share at most 1 module between core and breadth``"""
        return syntax.Share(limit, first, second, span=self.leaves.span(meta))

    def choose(self, meta: Meta, lowest: Token, highest: Token | str | None) -> syntax.Choose:
        """``choose 2 or more``"""
        least = self.leaves.whole(lowest)
        most = self.leaves.whole(highest) if isinstance(highest, Token) else least
        return syntax.Choose(least, None if highest == MORE else most, span=self.leaves.span(meta))
