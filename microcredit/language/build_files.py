"""Files, frameworks and definitions, from the tree to syntax."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import evolve
from lark import Token
from lark.tree import Meta

from microcredit.language import syntax
from microcredit.language.build_rules import Rules, line, node
from microcredit.language.leaves import Line, nodes_of
from microcredit.language.syntax import Code, Fixed, Name, Text

LANGUAGE = 1
MOST_MARKS = 1000


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
            title_words=nodes_of(syntax.TitleWords, nodes),
            span=self.leaves.span(meta),
        )

    def title_words(self, meta: Meta, *named: Name | Text) -> syntax.TitleWords:
        """``titles of a micro-credential without "national", "degree"``"""
        kind = next((each.text for each in named if isinstance(each, Name)), None)
        words = tuple(each for each in named if isinstance(each, Text))
        return syntax.TitleWords(kind, words, span=self.leaves.span(meta))

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
        conversions = [line for line in lines if isinstance(line, Line) and line.what == "convert"]
        return syntax.Framework(
            id=id,
            title=title,
            levels=levels,
            credit=credit,
            hours=hours,
            scales=nodes_of(syntax.GradeScale, lines),
            conversions=tuple(self._into(credit, *line.value) for line in conversions),
            calendar=self.leaves.single(lines, "calendar"),
            equivalences=nodes_of(syntax.Equivalence, lines),
            ignored=tuple(
                line.value for line in lines if isinstance(line, Line) and line.what == "ignore"
            ),
            span=span,
        )

    ignored = line("ignore")

    def _into(self, credit: Text, conversion: syntax.Conversion, to: Text) -> syntax.Conversion:
        """A conversion, which has to be into the framework's own credits."""
        if to != credit:
            message = f"a credit is converted into those of this framework, `{credit.text}`"
            self.leaves.note("amount", message, to.span)
        return conversion

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

    def failing_grade(self, meta: Meta, code: Code, points: Fraction | None) -> syntax.Grade:
        """``fail F``, ``fail F = 0``"""
        return syntax.Grade(code, points, False, span=self.leaves.span(meta))

    def grade_without_points(self, meta: Meta, code: Code) -> syntax.Grade:
        """``no points P``"""
        return syntax.Grade(code, None, True, span=self.leaves.span(meta))

    def mark_scale(
        self, meta: Meta, name: Name, lowest: Token, highest: Token, passing: Token | None
    ) -> syntax.GradeScale:
        """``grades percent 0 to 100, passing 40``"""
        span = self.leaves.span(meta)
        first, last = self.leaves.whole(lowest), self.leaves.whole(highest)
        if passing is None:
            message = "this scale of marks does not say from which mark on it is a pass"
            self.leaves.note("missing", message, span, hint="as in `0 to 100, passing 40`")
            return syntax.GradeScale(name.text, (), span=span)
        least = self.leaves.whole(passing)
        if not first < last <= first + MOST_MARKS:
            message = f"a scale goes from its lowest mark up, over at most {MOST_MARKS:,} marks"
            self.leaves.note("number", message, self.leaves.span(highest))
            return syntax.GradeScale(name.text, (), least, span=span)
        if not first <= least <= last:
            message = f"{least} is not a mark of this scale, which goes from {first} to {last}"
            self.leaves.note("number", message, self.leaves.span(passing))
        grades = (
            syntax.Grade(Code(str(mark), span=span), Fraction(mark), mark >= least, span=span)
            for mark in range(last, first - 1, -1)
        )
        return syntax.GradeScale(name.text, tuple(grades), least, span=span)

    equivalence = node(syntax.Equivalence)

    def conversion(
        self, meta: Meta, one: Token, scheme: Text, worth: Fraction, credit: Text
    ) -> Line:
        """``convert 1 "ECTS" = 5/2 "QF credit"``"""
        span = self.leaves.span(meta)
        if self.leaves.exact(one) != 1:
            message = f"a conversion says what 1 credit is, not what {one} are"
            self.leaves.note("number", message, self.leaves.span(one))
        if worth == 0:
            self.leaves.note("number", "a converted credit is worth more than nothing", span)
        return Line("convert", (syntax.Conversion(scheme, worth, span=span), credit), span=span)

    def calendar(self, meta: Meta, *lines: object) -> Line:
        """``calendar { academic year starts 09-01  term autumn 09-01 to 12-31 }``"""
        span = self.leaves.span(meta)
        starts = self.leaves.needed(lines, "academic year starts", (1, 1), span)
        calendar = syntax.Calendar(starts, nodes_of(syntax.Term, lines), span=span)
        return Line("calendar", calendar, span=span)

    def year_start(self, meta: Meta, day: Token) -> Line:
        """``academic year starts 09-01``"""
        starts = self._day_of_year(day)
        return Line("academic year starts", starts, span=self.leaves.span(meta))

    def term(self, meta: Meta, name: Name, first: Token, last: Token) -> syntax.Term:
        """``term autumn 09-01 to 12-31``"""
        days = self._day_of_year(first), self._day_of_year(last)
        return syntax.Term(name.text, *days, span=self.leaves.span(meta))

    def _day_of_year(self, token: Token) -> tuple[int, int]:
        month, day = int(token[:2]), int(token[3:])
        try:
            date(2000, month, day)  # a leap year: 02-29 is a day
        except ValueError:
            hint = "days of a year are written month-day, such as `09-01`"
            message = f"there is no day `{token}` in any year"
            self.leaves.note("date", message, self.leaves.span(token), hint=hint)
        return month, day

    # Amounts that vary

    def fact_amount(self, _meta: Meta, value: Text, amount: Fixed) -> tuple[Text, Fixed]:
        """``"full-time": 60 credits``"""
        return value, amount

    def other_amount(self, _meta: Meta, amount: Fixed) -> Fixed:
        """``otherwise: 45 credits``"""
        return amount

    def by_fact(self, meta: Meta, fact: Name, *cases: Any) -> syntax.ByFact:
        """``by learner mode { "full-time": 60 credits, otherwise: 45 credits }``"""
        *of_facts, otherwise = cases
        seen: dict[str, Text] = {}
        for value, _ in of_facts:
            first = seen.setdefault(value.text, value)
            if first is not value:
                message = f'`"{value.text}"` is written twice'
                self.leaves.note("duplicate", message, value.span, first=first.span)
        return syntax.ByFact(fact, tuple(of_facts), otherwise, span=self.leaves.span(meta))

    def dated_amount(
        self, _meta: Meta, amount: Fixed, last: Token | None = None
    ) -> tuple[Fixed, date | None]:
        """``60 credits to 2020-07-31``"""
        return amount, self.leaves.day(last) if last else None

    def by_date(self, meta: Meta, *cases: tuple[Fixed, date | None]) -> syntax.ByDate:
        """``60 credits to 2020-07-31, 72 credits onwards``"""
        for (_, last), (amount, later) in pairwise(cases):
            if last is None:
                message = "nothing can come after `onwards`"
                self.leaves.note("date", message, amount.span)
            elif later is not None and later <= last:
                message = f"{later} is not later than {last}, the date before it"
                hint = "the earliest date is written first"
                self.leaves.note("date", message, amount.span, hint=hint)
        return syntax.ByDate(cases, span=self.leaves.span(meta))
