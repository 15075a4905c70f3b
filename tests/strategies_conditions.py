"""Random selections, amounts and conditions, as text about one learner's records."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import count

from hypothesis import strategies as st

from microcredit.model.credit import amount_text
from microcredit.model.learner import Transcript
from tests.strategies_learners import AREAS, CREDITS, DAYS, Chance

TOPS = ('"Arts"', '"Science"', '"Biology"')
LEVELS = ("level 4 or above", "level 5", "level 3 to 4", "level 3 or 5")
THAT_LEVEL = ("that level or above", "that level or above", "that level")
GRADES = (
    "C or better",
    "P or better",
    '"B+" or better',
    'A or better on "letters"',
    "S or better",
)
USES = (
    "a programme award",
    "another award",
    "another award other than degree",
    "degree",
)
SHARES = ("50%", "1/3", "75%", "2/3", "25%", "33.3%", "100%")
TAGS = ('"project"', '"lab" or "project"')
ONES = ("area", "area", "level", "term", "academic year")
COLUMNS = (
    'provider is "Alpha" or "Beta"',
    'provider is "Alpha" or "Beta"',
    'provider is "Alpha"',
    'institution is "Here"',
    'grade is "A" or "P"',
    'level is "4" or "5"',
    'status is "passed"',
)
TERMS = ("in term autumn", "in term spring", "in term autumn or spring")
USUAL = ("in", "in", "under", "under", "at", "at", "from", "from", "graded", "recognised",
         "at this institution", "completed", "used for", "tagged", "chosen", "passed",
         "worth", "graded on", "within", "where")  # fmt: skip


class ConditionWriter:
    """Writes one award for a learner; the names in scope are those of its variables."""

    def __init__(
        self,
        draw: st.DrawFn,
        transcript: Transcript,
        awards: Sequence[str],
        *,
        marks: bool = False,
        named: bool = False,
        plugins: bool = False,
    ) -> None:
        self.chance = Chance(draw)
        records = transcript.records
        self.facts = transcript.facts
        self.records = [r for r in records if r.status != "failed"] or list(records)
        self.awards = awards
        self.themes: list[str] = []
        self.level = False
        self.size = False
        self.bundled = False
        self.scale = ""
        self.ids = count(1)
        self.signs = count(1)
        self.names = count(1)
        self.marks = marks
        self.named = named
        self.usual = (*USUAL, *["judged"] * plugins)
        self.parts = 0
        passed = [r for r in self.records if r.status == "passed"]
        self.undated = [r for r in passed if r.awarded_on is None]
        self.ungraded = [r for r in passed if r.grade is None]

    # Selections

    def area(self) -> str:
        if self.themes and not self.chance.one_in(3):
            return self.chance.pick(self.themes)
        written = [area for record in self.records for area in record.areas or ()]
        return f'"{self.chance.pick([*written, *(area.name for area in AREAS)])}"'

    def codes(self, lowest: int, highest: int) -> list[str]:
        taken = dict.fromkeys(record.module for record in self.records)
        known = [*taken, *(code for code in ("M1", "G1", "MB1", "B1") if code not in taken)]
        if "M2" in known and self.chance.one_in(3):
            known[known.index("M2")] = "OLD1"
        usual = known[: max(len(taken), highest)]
        return self.chance.some(usual, lowest, highest)

    def adjective(self) -> str:
        match self.chance.pick((*self.usual, *["graded"] * 8 * bool(self.ungraded))):
            case "in":
                area = self.area()
                more = "Genetics" not in area and self.chance.one_in(2)
                return f'in {area} or "Genetics"' if more else f"in {area}"
            case "under":
                return f"under {' or '.join(self.chance.some(TOPS, 1, 2))}"
            case "at":
                return f"at {self.chance.pick(THAT_LEVEL if self.level else LEVELS)}"
            case "from":
                return f"from {', '.join(self.codes(1, 3))}"
            case "graded":
                return f"graded {self.chance.pick(GRADES)}"
            case "completed":
                first, last = sorted(self.chance.some(DAYS, 2, 2))
                times = (f"before {last}", f"after {first}", f"between {first} and {last}")
                return f"completed {self.chance.pick((*times, *TERMS))}"
            case "used for":
                return f"used for {self.chance.pick(USES)}"
            case "tagged":
                return f"tagged {self.chance.pick(TAGS)}"
            case "worth":
                least = self.chance.pick(("", " or more", " or more"))
                return f"worth {amount_text(self.chance.pick(CREDITS))} credits{least}"
            case "graded on":
                return f'graded on "{self.chance.pick(("letters", "letters", "yes-no"))}"'
            case "within":
                return self.window()
            case "judged":
                return f'where named-like("{self.chance.pick("MGO")}", {self.chance.pick("23")})'
            case "where":
                return f"where {self.chance.pick(COLUMNS)}"
            case other:
                return other

    def window(self) -> str:
        chance = self.chance
        side = chance.pick(("of", "of", "of", "after", "before"))
        about = chance.pick(("enrolment", "admission", "admission", "application"))
        side = "before" if about == "application" and side == "after" else side
        if side != "of" and chance.one_in(2):
            return f"completed {side} {about}"
        how = chance.pick(("within", "within", "less than"))
        return f"completed {how} {chance.pick((5, 6, 4, 2, 1))} years {side} {about}"

    def adjectives(self) -> str:
        written = [
            f"not {one}" if self.chance.one_in(5) else one
            for one in [self.adjective() for _ in range(self.chance.pick((1, 1, 1, 2)))]
        ]
        return " ".join(written)

    def selection(self) -> str:
        chance = self.chance
        text = self.adjectives()
        if chance.one_in(4):
            text += f", or {self.adjectives()}"
        if chance.one_in(5):
            text += f", except {self.adjectives()}"
        return text

    def unbound(self) -> str:
        """A selection that does not speak of the level or the theme found."""
        themes, level = self.themes, self.level
        self.themes, self.level = [], False
        written = self.selection()
        self.themes, self.level = themes, level
        return written

    def wide(self) -> str:
        """A selection that few records fall through."""
        chance = self.chance
        narrow = self.adjective()
        usual = (
            "passed",
            "not recognised",
            "graded C or better, or graded S or better",
            "at this institution, or recognised",
            "not used for another award",
            "not used for a programme award",
            'under "Arts" or "Science"',
            "completed after 2020-12-31",
            f"not {narrow}",
            f"recognised, or {narrow}",
        )
        return chance.pick(usual)

    # Amounts

    def total(self, unit: str, highest: int = 3) -> Fraction:
        """The credits, or the number, of some of the learner's records."""
        some = self.chance.some(self.records, 1, highest)
        if unit == "modules":
            return Fraction(len(some))
        return sum((r.credits for r in some if r.credits), Fraction(0))

    def fixed(self, unit: str) -> str:
        few = 2 if not self.parts else 1
        return f"{decimal(self.total(unit, few))} {unit}"

    def amount(self, unit: str, *, asking: bool = False) -> str:
        chance = self.chance
        kinds = ["fixed"] * 7 + ["named", "share of fixed", "extreme"]
        if not asking:
            kinds += ["share"] * 3 + ["share of award"] * 2 * bool(self.parts)
        if self.size and unit == "credits":
            kinds.append("share of size")
        match chance.pick(kinds):
            case "named" if unit == "credits":
                return "some-credits"
            case "extreme":
                kind = chance.pick(("greater", "lesser"))
                shares = (f"{chance.pick(SHARES)} of {unit}",) * 2 * (not asking)
                both = [self.fixed(unit), chance.pick((self.fixed(unit), *shares))]
                if chance.one_in(2):
                    both.reverse()
                return f"the {kind} of {both[0]} and {both[1]}"
            case "share of fixed":
                up = " rounded up" if chance.one_in(2) else ""
                named = unit == "credits" and chance.one_in(4)
                whole = "some-credits" if named else self.fixed(unit)
                return f"{chance.pick(SHARES)} of {whole}{up}"
            case "share":
                return f"{chance.pick(SHARES)} of {unit}"
            case "share of award":
                return f"{chance.pick(SHARES)} of the award's {unit}"
            case "share of size":
                return f"{chance.pick(SHARES)} of the size"
            case _:
                return self.fixed(unit)

    # Conditions

    def comparison(self, *, asking: bool = False) -> str:
        chance = self.chance
        unit = chance.pick(("credits", "modules", "credits"))
        kinds = ["at least", "at least", "at least"]
        if not asking:
            kinds += ["at most", "exactly", "between"]
        kind = chance.pick(kinds)
        if kind == "between":
            if not asking and chance.one_in(3):
                return f"between 1/3 of {unit} and {chance.pick(('75%', '2/3'))} of {unit}"
            ends = sorted((self.total(unit, 1), self.total(unit, 4)))
            if ends[0] == ends[1]:
                ends[1] += 1
            return f"between {decimal(ends[0])} and {decimal(ends[1])} {unit}"
        return f"{kind} {self.amount(unit, asking=asking or kind == 'exactly')}"

    def condition(self, *, asking: bool = False, inside: bool = False) -> str:
        chance = self.chance
        if chance.one_in(14 if asking else 3):
            return self.other(asking=asking)
        kind = chance.pick(range(6 if asking else 10))
        if kind <= 3:
            amount = self.comparison(asking=asking)
            whole = chance.one_in(4) and not re.search(r"(%|/\d+) of (credits|modules)$", amount)
            return amount if whole else f"{amount} {self.selection()}"
        if kind == 4:
            return f"all of {', '.join(self.codes(1, 2))}"
        if kind == 5:
            return self.some_of()
        if kind == 6 and not inside:
            return self.either()
        if kind == 7:
            where = f" {self.selection()}" if chance.one_in(2) else ""
            return f"average grade at least {self.least_average()}{where}"
        if kind == 8:
            held = chance.pick(("", "", " held", " held", " declared"))
            return f"{chance.pick(('', 'not '))}award {chance.pick(self.awards)}{held}"
        return f"at most {self.amount(chance.pick(('credits', 'modules')))} {self.selection()}"

    def other(self, *, asking: bool = False) -> str:
        """A condition of a rarer kind: one that asks for modules, or one that only judges."""
        chance = self.chance
        kinds: tuple[str, ...] = ("some one", "bundle")
        if not asking:
            kinds += ("spread", "spread", "any one", "any one", "of all attempts", "every grade",
                      "no attempt", "no attempt", "span", "span", "gate", "window", "before",
                      "signed", "signed", "last", "last", "fact", "fact", "measured")  # fmt: skip
        match chance.pick(kinds):
            case "some one":
                where = f" {self.selection()}" if chance.one_in(3) else ""
                return f"at least {self.fixed('credits')}{where} in some one {chance.pick(ONES)}"
            case "bundle" if not (self.bundled or self.themes):
                return self.bundle()
            case "bundle":
                return self.some_of()
            case "spread":
                return self.spread()
            case "any one":
                where = f" {self.selection()}" if chance.one_in(3) else ""
                unit = chance.pick(("credits", "modules", "modules"))
                share = chance.pick(("2 modules", self.fixed(unit), "1 module", f"75% of {unit}"))
                kind = chance.pick(("at most", "at most", "at most", "at least"))
                kind = "at most" if "%" in share else kind
                if kind == "at least" and chance.one_in(2):
                    return f"{kind} {share}{where} in every {chance.pick(ONES[-2:])}"
                return f"{kind} {share}{where} in any one {chance.pick(ONES)}"
            case "of all attempts":
                where = f" {self.selection()}" if chance.one_in(3) else ""
                return f"average grade of all attempts at least {self.least_average()}{where}"
            case "every grade":
                least = chance.pick(("C", 'C on "letters"', "S", "P", '"B+"'))
                attempts = chance.pick(("", "", " of all attempts"))
                where = f" {self.selection()}" if chance.one_in(3) else ""
                return f"every grade{attempts} at least {least}{where}"
            case "no attempt":
                return f"no attempt {self.adjective()} {self.adjective()}"
            case "span":
                years = chance.pick((5, 6, 4, 3, 2))
                start = chance.pick(("counted module", "enrolment"))
                return f"completed within {years} years of the earliest {start}"
            case "gate":
                least = self.fixed(chance.pick(("credits", "modules")))
                where = f" {self.selection()}" if chance.one_in(2) else ""
                return f"at least {least}{where} before modules {self.selection()}"
            case "window":
                return self.window()
            case "before":
                first, *rest = self.codes(2, 3)
                return f"modules {first} before modules {', '.join(rest)}"
            case "last":
                return f"the last {decimal(self.total('credits', 1))} credits at this institution"
            case "signed":
                return f'{chance.pick(("", "", "", "not "))}attested by "Dean"'
            case "measured":
                unit = chance.pick(("credits", "modules"))
                one = f" in any one {chance.pick(ONES)}" if chance.one_in(3) else ""
                kind = "at most" if one else chance.pick(("at least", "at most"))
                return f"{unit} {self.selection()}{one}: {kind} {self.amount(unit)}"
            case _:
                return self.fact()

    def least_average(self) -> str:
        """A number of points, on the scale that the award's averages are on."""
        if self.scale == "marks":
            return f'{self.chance.pick(("2", "3", "3.5", "4"))} on "marks"'
        least = self.chance.pick(("2", "3", "10/3", "2.5", "1.5", "3.9"))
        return f'{least} on "letters"' if self.scale else least

    def easy(self) -> str:
        """A condition that most learners meet."""
        chance = self.chance
        unit = chance.pick(("credits", "modules"))
        return chance.pick(
            (
                f"at least {decimal(self.total(unit, 1))} {unit}",
                f"at least {decimal(self.total(unit, 1))} {unit} {self.wide()}",
                f"at most 2 modules {self.adjective()}",
                "at least 1 level",
                self.some_of(),
            )
        )

    def bundle(self) -> str:
        self.bundled = True
        worth = f" counts {self.fixed('credits')}" if self.chance.one_in(2) else ""
        return f"bundle {', '.join(self.codes(2, 2))}{worth}"

    def spread(self) -> str:
        """Areas, levels, terms or contact hours."""
        chance = self.chance
        where = f" {self.wide()}" if chance.one_in(4) else ""
        hours = sum(r.contact_hours or 0 for r in chance.some(self.records, 1, 3))
        kind = chance.pick(("at least", "at least", "at most", "exactly"))
        few = chance.one_in(4) == (kind == "at most")
        some = chance.pick(
            (
                "1 area" if few else "2 areas",
                "1 level" if few else "2 levels",
                "1 term" if few else "2 terms",
                f"{amount_text(Fraction(hours))} contact hours",
            )
        )
        return f"{kind} {some}{where}"

    def fact(self) -> str:
        """A fact about the learner; one that marks an event, only where it is on record."""
        chance = self.chance
        asked = [
            f'mode is "{chance.pick(("full-time", "part-time"))}"',
            f'mode is "full-time" or "{chance.pick(("evening", "part-time"))}"',
            f"score at least {chance.pick(('3', '3.5', '10/3'))}",
            f"score at most {chance.pick(('3.5', '4'))}",
            f"started {chance.pick(('before', 'after', 'from'))} 2025-09-01",
        ]
        if "admitted" in self.facts:
            asked.append(f"admitted {chance.pick(('before', 'after'))} 2023-09-01")
        return f"{chance.pick(('', '', 'not '))}learner {chance.pick(asked)}"

    def some_of(self) -> str:
        chance = self.chance
        codes = self.codes(2, 4)
        if chance.one_in(2):
            return f"{chance.pick((1, 1, 2))} of {', '.join(codes)}"
        first, *rest = codes
        choices = [f"{{ {first} or {rest[0]} }}", *(f"{{ {code} }}" for code in rest[1:])]
        return f"{min(len(choices), chance.pick((1, 1, 2)))} of {' '.join(choices)}"

    def either(self) -> str:
        branches = []
        for _ in range(self.chance.pick((2, 2, 3))):
            inside = [self.condition(asking=True, inside=True)]
            if self.chance.one_in(3):
                inside.append(self.condition(inside=True))
            text = inside[0] if len(inside) == 1 else " ".join(f"require {c}" for c in inside)
            branches.append(f"{{ {text} }}")
        return f"either {' or '.join(branches)}"

    def requirement(self, *, asking: bool = False) -> str:
        condition = self.condition(asking=asking)
        name = f"q{next(self.ids)}: " if self.named or self.chance.one_in(3) else ""
        if "attested" in condition:
            name = f"s{next(self.signs)}: "
        if condition.startswith("bundle") and self.chance.one_in(2):
            return condition
        return f"require {name}{condition}"


def decimal(number: Fraction) -> str:
    """The number as a policy can write it: thirds to one place, which is less."""
    text = amount_text(number)
    return text if "/" not in text else amount_text(Fraction(int(number * 10), 10))
